"""All relations among the true counts of one cut: what is told of them, the exact wholes, and what
ties the tables to each other, by month and by quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sendviz.catalogue import calendar
from tests.attack.narrowing import MANY, Writer
from tests.attack.sight import (
    HIDDEN,
    Sight,
    in_groups,
    is_list,
    names_of,
    of_quarters,
    quarter_truth,
)

Ages = Mapping[str, tuple[int, int]]  # from how many days to how many
EVER = 100_000
OPEN: Ages = {
    "open_cases.up_to_6_weeks": (0, 42),
    "open_cases.weeks_6_to_16": (43, 112),
    "open_cases.weeks_16_to_20": (113, 140),
    "open_cases.weeks_20_to_30": (141, 210),
    "open_cases.weeks_30_to_52": (211, 364),
    "open_cases.over_52_weeks": (365, EVER),
}
# How cases leave the process, and at which age.
ENDED: Ages = {
    "decisions.refused_in_time": (0, 42),
    "decisions.refused_late": (43, EVER),
    "no_plans.in_time": (0, 112),
    "no_plans.late": (113, EVER),
    "plans_issued.within_20_weeks": (0, 140),
    "plans_issued.weeks_20_to_52": (141, 364),
    "plans_issued.over_52_weeks": (365, EVER),
}
ON_THE_LIST: Ages = {
    "waiting.under_13_weeks": (0, 90),
    "waiting.weeks_13_to_18": (91, 126),
    "waiting.weeks_18_to_52": (127, 364),
    "waiting.weeks_52_to_104": (365, 728),
    "waiting.over_104_weeks": (729, EVER),
}
ASSESSED: Ages = {
    "assessments.within_18_weeks": (0, 126),
    "assessments.weeks_18_to_52": (127, 364),
    "assessments.over_52_weeks": (365, EVER),
}
# Where an assessment begins with the first contact that is kept.
THERAPIES = ("slt", "ot", "physio")


@dataclass(frozen=True)
class Target:
    """What is tried: unknowns with the whole council's count and the true one, and what they are
    called: (table, columns, months)."""

    places: np.ndarray
    wholes: np.ndarray
    truth: np.ndarray
    labels: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Steps:
    """Unknowns of every name by part and step of time (months or quarters)."""

    of: Mapping[str, np.ndarray]
    starts: tuple[date, ...]
    ends: tuple[date, ...]
    name: str

    def window(self, first: date, last: date) -> list[int]:
        """The steps that days lie in; empty if some lie before the first step or after the
        last."""
        if first < self.starts[0] or last > self.ends[-1]:
            return []
        pairs = enumerate(zip(self.starts, self.ends, strict=True))
        return [i for i, (start, end) in pairs if start <= last and end >= first]

    def several(self, names: Sequence[str], steps: Sequence[int]) -> np.ndarray:
        """The unknowns of names in steps, side by side for each part."""
        return np.concatenate([self.of[name][:, list(steps)] for name in names], axis=1)


def written(sight: Sight) -> tuple[Writer, np.ndarray, Target]:
    """The relations, the true counts of all unknowns, and what is tried."""
    w = Writer()
    truth: list[np.ndarray] = []
    hidden = HIDDEN["referral" if sight.pathway else ""]
    names = [name for table in sight.tables for name in names_of(table)] + list(hidden)
    groups = [list(group) for group in sight.groups if len(group) > 1]

    def unknowns(true: np.ndarray, low: object = 0, high: object = MANY) -> np.ndarray:
        truth.append(true.ravel())
        return w.unknowns(true.shape, low, high)

    months = {name: unknowns(sight.truth[name]) for name in names}
    quarters = {}
    for name in names:
        true = of_quarters(sight.truth[name], is_list(name))
        with_groups = np.concatenate([true, in_groups(true.T, sight.groups).T])
        places = quarters[name] = unknowns(with_groups)
        parts = len(sight.parts)
        by_quarter = months[name].reshape(parts, -1, 3)
        own = by_quarter[:, :, 2:] if is_list(name) else by_quarter
        _sums(w, "months of a quarter", places[:parts], own)
        for at, group in enumerate(groups, start=parts):
            _sums(w, "districts of a locality", places[at], places[group].T)
    _told(w, sight, quarters)
    _wholes(w, sight, months, quarters)
    month_ends = tuple(calendar.month_end(each) for each in sight.months)
    for steps in (
        Steps(months, sight.months, month_ends, "month"),
        Steps(quarters, sight.quarters, sight.quarter_ends, "quarter"),
    ):
        if sight.pathway:
            _health(w, steps, sight.pathway)
        else:
            _cases(w, steps)
    target = _targets(w, sight, quarters, unknowns)
    return w, np.concatenate(truth), target


def _sums(w: Writer, name: str, total: np.ndarray, parts: np.ndarray) -> None:
    """total = the sum of parts, which have one axis more."""
    rows = total.size
    w.relate(name, [(1, parts.reshape(rows, -1)), (-1, total.reshape(rows))], 0, 0)


def _told(w: Writer, sight: Sight, quarters: Mapping[str, np.ndarray]) -> None:
    """What is told of each count, and of each locality's."""
    for table in sight.tables:
        bounds = sight.bounds[table.id]
        low = np.concatenate([bounds.low, bounds.group_low], axis=2)
        high = np.concatenate([bounds.high, bounds.group_high], axis=2)
        for column, name in enumerate(names_of(table)):
            places = quarters[name]
            w.relate(
                "told", [(1, places.ravel())], low[:, column].T.ravel(), high[:, column].T.ravel()
            )


def _wholes(
    w: Writer, sight: Sight, months: Mapping[str, np.ndarray], quarters: Mapping[str, np.ndarray]
) -> None:
    """Parts add up to the exact whole."""
    parts = len(sight.parts)
    for table in sight.tables:
        exact = sight.quarter_wholes[table.id]
        for column, name in enumerate(names_of(table)):
            _whole_of(w, quarters[name][:parts], exact[:, column])
    for whole in sight.wholes:
        if not set(whole.names) <= set(months):
            continue
        known = ~np.isnan(whole.months)
        each = np.concatenate([months[name] for name in whole.names])[:, known]
        exact = whole.months[known].astype(int)
        w.relate("whole of a month", [(1, each.T)], exact, exact)


def _targets(
    w: Writer,
    sight: Sight,
    quarters: Mapping[str, np.ndarray],
    unknowns: Callable[[np.ndarray], np.ndarray],
) -> Target:
    """Cells of every quarter, the sums of columns that measures name, and their 12 months: of parts
    and of localities."""
    places, wholes, true, labels = [], [], [], []
    quarter_count = len(sight.quarters)

    def tried(of: np.ndarray, whole: np.ndarray, truth: np.ndarray, label: tuple) -> None:
        places.append(of.ravel())
        wholes.append(np.broadcast_to(whole, of.shape).ravel())
        true.append(truth.ravel())
        labels.extend([label] * of.size)

    for table in sight.tables:
        names = names_of(table)
        exact = sight.quarter_wholes[table.id]
        counts = quarter_truth(sight, table)
        counts = np.concatenate([counts, in_groups(counts, sight.groups)], axis=2)
        columns_of: set[tuple[int, ...]] = {(place,) for place in range(len(names))}
        ids = [each.id for each in table.columns]
        for told in table.measures.values():
            for chosen in (told.numerator, told.denominator):
                columns_of.add(tuple(sorted(ids.index(each) for each in chosen)))
        for columns in sorted(columns_of - {()}):
            whole = exact[:, list(columns)].sum(axis=1)
            truth = counts[:, list(columns)].sum(axis=1).T
            of = quarters[names[columns[0]]]
            if len(columns) > 1:
                of = unknowns(truth)
                each = np.stack([quarters[names[column]] for column in columns], axis=-1)
                _sums(w, "columns of a measure", of, each)
                _whole_of(w, of[: len(sight.parts)], whole)
            label = "+".join(ids[column] for column in columns)
            tried(of, whole, truth, (table.id, label, 3))
            if table.on_last_day or quarter_count < 4:
                continue
            back = np.arange(4) + np.arange(quarter_count - 3)[:, None]
            year = unknowns(truth[:, back].sum(axis=2))
            _sums(w, "quarters of a year", year, of[:, back])
            _whole_of(w, year[: len(sight.parts)], whole[back].sum(axis=1))
            tried(year, whole[back].sum(axis=1), truth[:, back].sum(axis=2), (table.id, label, 12))
    every = [np.concatenate(each) for each in (places, wholes, true)]
    return Target(every[0], every[1], every[2], tuple(labels))


def _whole_of(w: Writer, places: np.ndarray, whole: np.ndarray) -> None:
    w.relate("whole of a quarter or year", [(1, places.T)], whole, whole)


def _flows(
    w: Writer,
    steps: Steps,
    came: str,
    bands: Ages,
    ended: Ages,
    otherwise: Sequence[str],
) -> None:
    """Who is in a band, or leaves at an age, came in the step or was in a band of younger ages at
    the end of the step before; and who was there or came is there still or has left."""
    lengths = np.array([(e - s).days + 1 for s, e in zip(steps.starts, steps.ends, strict=True)])
    sinks = {**bands, **ended}
    ranges = [
        (low, high)
        for low in sorted({low for low, _ in sinks.values()})
        for high in sorted({high for _, high in sinks.values()})
        if low <= high
    ]
    for length in sorted(set(lengths[1:])):
        now = np.flatnonzero(lengths == length)
        now = now[now > 0]
        for low, high in ranges:
            held = [n for n, (a, b) in bands.items() if a >= low and b <= high]
            left = [n for n, (a, b) in ended.items() if a >= low and b <= high]
            if not held and not left:
                continue
            from_days = [(bands[n][0] - length, bands[n][1] - length) for n in held]
            from_days += [(ended[n][0] - length, ended[n][1] - 1) for n in left]
            sources = _overlapping(bands, from_days)
            new = [came] if any(a < 0 for a, _ in from_days) else []
            _at_most(w, f"who is there came ({steps.name})", steps, held + left, new, sources, now)
        for low, high in ranges:
            held = [n for n, (a, b) in bands.items() if a >= low and b <= high]
            if not held:
                continue
            to_days = [(bands[n][0] + length, bands[n][1] + length) for n in held]
            still = _overlapping(bands, to_days)
            gone = [
                n
                for n, (a, b) in ended.items()
                if any(a <= y + length and b >= x + 1 for x, y in (bands[each] for each in held))
            ]
            _at_most(
                w, f"who was there is or left ({steps.name})", steps, [],
                still + gone + list(otherwise), [], now, before=held,
            )  # fmt: skip
    every = np.arange(1, len(lengths))
    _balance(w, f"list and flows ({steps.name})", steps, came, bands, [*ended, *otherwise], every)


def _overlapping(bands: Ages, days: Sequence[tuple[int, int]]) -> list[str]:
    return [n for n, (a, b) in bands.items() if any(a <= y and b >= max(x, 0) for x, y in days)]


def _at_most(
    w: Writer,
    name: str,
    steps: Steps,
    those: Sequence[str],
    of_now: Sequence[str],
    of_before: Sequence[str],
    now: np.ndarray,
    before: Sequence[str] = (),
) -> None:
    """those (now) + before (the step before) <= of_now (now) + of_before (the step before)."""
    terms = [(1, steps.of[n][:, now].ravel()) for n in those]
    terms += [(1, steps.of[n][:, now - 1].ravel()) for n in before]
    terms += [(-1, steps.of[n][:, now].ravel()) for n in of_now]
    terms += [(-1, steps.of[n][:, now - 1].ravel()) for n in of_before]
    w.relate(name, terms, high=0)


def _balance(
    w: Writer, name: str, steps: Steps, came: str, bands: Ages, left: Sequence[str], now: np.ndarray
) -> None:
    terms = [(1, steps.of[n][:, now].ravel()) for n in (*bands, *left)]
    terms += [(-1, steps.of[n][:, now - 1].ravel()) for n in bands]
    terms += [(-1, steps.of[came][:, now].ravel())]
    w.relate(name, terms, 0, 0)


def _within(
    w: Writer,
    name: str,
    steps: Steps,
    those: Sequence[str],
    of: Sequence[str],
    days: tuple[int, int],
    longest: int,
) -> None:
    """Those of some steps together are among what happened from so many days before (negative) or
    after their first day to so many before or after their last."""
    for length in range(1, longest + 1):
        for first in range(len(steps.starts) - length + 1):
            last = first + length - 1
            window = steps.window(
                steps.starts[first] + timedelta(days[0]), steps.ends[last] + timedelta(days[1])
            )
            if window:
                own = steps.several(those, range(first, last + 1))
                wide = steps.several(of, window)
                w.relate(f"{name} ({steps.name})", [(1, own), (-1, wide)], high=0)


def _cases(w: Writer, steps: Steps) -> None:
    """EHC: requests, decisions, plans, and those in the process."""
    of, every = steps.of, np.arange(1, len(steps.starts))
    longest = 4 if steps.name == "month" else 2
    decided = [f"decisions.{a}_{b}" for a in ("agreed", "refused") for b in ("in_time", "late")]
    issued = [f"plans_issued.{each}" for each in
              ("within_20_weeks", "weeks_20_to_52", "over_52_weeks")]  # fmt: skip
    no_plan = ["no_plans.in_time", "no_plans.late"]
    _flows(w, steps, "entered", OPEN, ENDED, ["otherwise"])
    same = np.arange(len(steps.starts))
    _at_most(w, f"entered of requests ({steps.name})", steps, ["entered"],
             ["requests.received"], [], same)  # fmt: skip
    refused = ["decisions.refused_in_time", "decisions.refused_late"]
    terms = [(1, of[n].ravel()) for n in (*refused, *no_plan, *issued, "otherwise")]
    w.relate(f"left ({steps.name})", [*terms, (-1, of["left"].ravel())], 0, 0)
    # The stage: waiting for the decision, or being assessed.
    _at_most(w, f"deciding of open ({steps.name})", steps, ["deciding"], list(OPEN), [], same)
    _at_most(w, f"deciding came ({steps.name})", steps, ["deciding", *decided],
             ["entered"], ["deciding"], every)  # fmt: skip
    _at_most(w, f"deciding decided ({steps.name})", steps, [],
             ["deciding", *decided, "otherwise"], [], every, before=["deciding"])  # fmt: skip
    _at_most(w, f"young of undecided or agreed ({steps.name})", steps,
             ["open_cases.up_to_6_weeks"], ["deciding", "decisions.agreed_in_time"],
             ["decisions.agreed_in_time"], every)  # fmt: skip
    assessed = [(1, of[n][:, every].ravel()) for n in (*OPEN, *issued, *no_plan)]
    assessed += [(-1, of[n][:, every - 1].ravel()) for n in OPEN]
    assessed += [(1, of["deciding"][:, every - 1].ravel())]
    assessed += [(-1, of["deciding"][:, every].ravel())]
    assessed += [(-1, of[n][:, every].ravel()) for n in decided[:2]]
    w.relate(f"being assessed came ({steps.name})", assessed, high=0)
    assessed += [(1, of["otherwise"][:, every].ravel())]
    w.relate(f"being assessed left ({steps.name})", assessed, low=0)
    in_time = ["decisions.agreed_in_time", "decisions.refused_in_time"]
    _within(w, "decided in time of requests", steps, in_time, ["requests.received"],
            (-42, 0), longest)  # fmt: skip
    # Plans due: 140 days after the request.
    due = ["plans_due.in_time", "plans_due.late"]
    _within(w, "due of requests", steps, due, ["requests.received"], (-140, -140), longest)
    early = ["plans_issued.within_20_weeks", "plans_issued.disputed"]
    _within(w, "due in time of issued", steps, due[:1], early, (-140, 0), longest)
    _within(w, "issued in time of due", steps, early[:1], due[:1], (0, 140), longest)
    over = [f"open_cases.{each}" for each in ("weeks_20_to_30", "weeks_30_to_52", "over_52_weeks")]
    late = ["plans_issued.weeks_20_to_52", "plans_issued.over_52_weeks"]
    _at_most(w, f"over 20 weeks of due ({steps.name})", steps, [*over, *late],
             ["plans_due.late"], over, every)  # fmt: skip
    perhaps = [*no_plan, "decisions.refused_late", "otherwise"]
    _at_most(w, f"due late is over 20 weeks ({steps.name})", steps, ["plans_due.late"],
             [*over, *late, *perhaps], [], every, before=over)  # fmt: skip
    if steps.name == "quarter" and "plans_in_force.in_force" in of:
        _at_most(w, "plans in force of issued", steps, ["plans_in_force.in_force"],
                 [*issued, "plans_issued.undated", "plans_issued.disputed"],
                 ["plans_in_force.in_force"], every)  # fmt: skip
    if steps.name == "quarter" and "reviews.late" in of and "plans_in_force.in_force" in of:
        _at_most(w, "reviews of plans", steps, ["reviews.in_time", "reviews.late"],
                 [*issued, "plans_issued.disputed"],
                 ["plans_in_force.in_force"], every)  # fmt: skip
    if "advice.health_late" in of:
        for kind, kinds in (("health", 5), ("other", 5)):
            terms = [(1, of[f"advice.{kind}_{each}"][:, every].ravel()) for each in
                     ("in_time", "late")]  # fmt: skip
            terms += [(-kinds, of[n][:, at].ravel()) for n in decided[:2]
                      for at in (every, every - 1)]  # fmt: skip
            w.relate(f"advice of agreed ({steps.name})", terms, high=0)


def _health(w: Writer, steps: Steps, pathway: str) -> None:
    """A health assessment: referrals, the list, first contacts, assessments."""
    of, every = steps.of, np.arange(1, len(steps.starts))
    longest = 6 if steps.name == "month" else 2
    _flows(w, steps, "referrals.received", ON_THE_LIST, ASSESSED, ["left_unassessed"])
    over_13, over_18 = list(ON_THE_LIST)[1:], list(ON_THE_LIST)[2:]
    first, second = (
        (f"{table}.in_time", f"{table}.late") for table in ("first_contacts", "first_contacts_18")
    )
    _within(w, "due of referrals", steps, first, ["referrals.received"], (-91, -91), longest)
    _within(w, "due of referrals", steps, second, ["referrals.received"], (-126, -126), longest)
    _within(w, "late at 18 of late at 13", steps, second[1:], first[1:], (-35, -35), longest)
    _within(w, "in time at 13 of in time at 18", steps, first[:1], second[:1], (35, 35), longest)
    _within(w, "due at 18 of due at 13", steps, second, first, (-35, -35), longest)
    came = first[1:] if pathway in THERAPIES else first
    _at_most(w, f"13 weeks of due ({steps.name})", steps, over_13, came, over_13, every)
    came = second[1:] if pathway in THERAPIES else second
    _at_most(w, f"18 weeks of due ({steps.name})", steps, over_18, came, over_18, every)
    gone = [*ASSESSED, "left_unassessed"]
    _at_most(w, f"late is on the list ({steps.name})", steps, first[1:], [*over_13, *gone], [],
             every, before=over_13)  # fmt: skip
    _at_most(w, f"late at 18 is on the list ({steps.name})", steps, second[1:],
             [*over_18, *gone], [], every, before=over_18)  # fmt: skip
    if pathway in THERAPIES:
        terms = [(1, of[n].ravel()) for n in ASSESSED]
        terms += [(-1, of["kept"].ravel())]
        w.relate(f"kept are assessments ({steps.name})", terms, high=0)
        w.relate(f"assessments are kept ({steps.name})", terms, low=0)
    _within(w, "in time at 13 of kept", steps, first[:1], ["kept"], (-91, 0), longest)
    _within(w, "in time at 18 of kept", steps, second[:1], ["kept"], (-126, 0), longest)
