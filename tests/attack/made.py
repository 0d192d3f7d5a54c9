"""Councils made of few children, case by case, told by the very functions of the public set; and
two editions of a council's counts, with corrections between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from sendviz import catalogue
from sendviz.ask.public_set import MONTH_OF_REVISION, CountedTable, Groups, told_figures
from sendviz.catalogue import PublicTable, calendar
from tests.attack.relations import ASSESSED, ENDED, ON_THE_LIST, OPEN, THERAPIES
from tests.attack.sight import Sight, Whole, by_the_rule, names_of, of_quarters

FIRST = date(2022, 1, 1)
NEVER = 10**6
Days = np.ndarray  # since FIRST


def told_of(
    tables: Sequence[PublicTable],
    quarters: tuple[date, ...],
    parts: tuple[str, ...],
    truth: Mapping[str, np.ndarray],
    groups: Groups,
    before: Mapping[str, np.ndarray] | None = None,
) -> dict[str, np.ndarray]:
    """The figures that the public set tells of true counts, [quarter, column, part] by table; with
    those told before of all quarters but the last, where there are any."""
    of_quarters = (groups,) * len(quarters) if groups else ()
    counted = [
        CountedTable(
            table,
            quarters,
            parts,
            counts_of(truth, table),
            of_quarters,
            before[table.id] if before else None,
            frozenset(quarters[:-1]) if before else frozenset(),
        )
        for table in tables
    ]
    return {table.id: figures for table, figures in zip(tables, told_figures(counted), strict=True)}


def made(seed: int) -> Sight:
    """A council with few children: 1 to 6 districts in 1 to 4 localities, 3 to 8 quarters; every
    second one of a health assessment."""
    return _made(seed)[0]


def made_twice(seed: int) -> tuple[Sight, Sight]:
    """The same council a quarter earlier, and now, with one case in 150 moved to another district
    and one in 150 ended on another day."""
    now, corrected = _made(seed)
    return editions(now, corrected)


def editions(sight: Sight, corrected: Mapping[str, np.ndarray]) -> tuple[Sight, Sight]:
    """What is told of a council before its last quarter, and with it, by when records are as
    corrected. Of the second the reader knows by the rule what is told anew: the last quarter, and
    all when the year's revision falls in it; older figures tell of the records before."""
    early, quarters = sight.months[:-3], sight.quarters
    truth = {name: of[:, :-3] for name, of in sight.truth.items()}
    first = of_truth(
        sight.council, sight.pathway, sight.cut, sight.parts, sight.groups, early, truth
    )
    second = of_truth(
        sight.council, sight.pathway, sight.cut, sight.parts, sight.groups, sight.months, corrected
    )
    before = {
        id: np.concatenate([figures, np.zeros_like(figures[-1:])])
        for id, figures in first.figures.items()
    }
    figures = told_of(second.tables, quarters, sight.parts, corrected, sight.groups, before)
    bounds = {}
    for table in second.tables:
        known = by_the_rule(figures[table.id], table.base, sight.groups)
        if quarters[-1].month != MONTH_OF_REVISION:
            assert (figures[table.id][:-1] == before[table.id][:-1]).all()
            known = known.of_last_quarter
        bounds[table.id] = known
    return first, replace(second, figures=figures, bounds=bounds)


def corrected(rng: np.random.Generator, sight: Sight, one_in: int = 150) -> dict[str, np.ndarray]:
    """True counts with one case in so many moved to another part."""
    found = {}
    for name, counts in sight.truth.items():
        out = counts.copy()
        moved = rng.binomial(counts, 1 / one_in)
        for part, month in np.argwhere(moved):
            to = rng.integers(len(counts), size=moved[part, month])
            out[part, month] -= len(to)
            np.add.at(out[:, month], to, 1)
        found[name] = out
    return found


def _made(seed: int) -> tuple[Sight, dict[str, np.ndarray]]:
    """A council, and its true counts with some cases corrected."""
    rng = np.random.default_rng(seed)
    districts = int(rng.integers(1, 7))
    localities = int(rng.integers(1, min(4, districts) + 1))
    of = np.concatenate([np.arange(localities), rng.integers(0, localities, districts)])[:districts]
    groups = tuple(tuple(map(int, np.flatnonzero(of == each))) for each in range(localities))
    quarters = int(rng.integers(3, 9))
    months = tuple(calendar.add_months(FIRST, each) for each in range(3 * quarters))
    pathway = str(rng.choice(["autism", "ot"])) if seed % 2 else ""
    parts = tuple(f"d{each}" for each in range(districts))
    weights = rng.dirichlet(np.full(districts, 0.7))
    children = int(rng.integers(5, 40 if not pathway else 80) * quarters)
    place = rng.choice(districts, children, p=weights)
    count = _health if pathway else _cases
    state = rng.bit_generator.state
    truth = count(rng, place, districts, months, pathway, np.zeros(children, int))
    moved = np.where(rng.random(children) < 1 / 150, rng.integers(0, districts, children), place)
    later = np.where(rng.random(children) < 1 / 150, rng.integers(5, 60, children), 0)
    rng.bit_generator.state = state
    corrected = count(rng, moved, districts, months, pathway, later)
    return of_truth("made", pathway, "district", parts, groups, months, truth), corrected


def of_truth(
    council: str,
    pathway: str,
    cut: str,
    parts: tuple[str, ...],
    groups: Groups,
    months: tuple[date, ...],
    truth: Mapping[str, np.ndarray],
) -> Sight:
    """What public view says where this is the truth: figures by the rule, and every exact count of
    the whole, by month."""
    tables = [
        each
        for each in catalogue.public_tables().values()
        if each.by_pathway == bool(pathway) and all(name in truth for name in names_of(each))
    ]
    figures = told_of(tables, months[::3], parts, truth, groups)
    exact = {table.id: counts_of(truth, table).sum(axis=2) for table in tables}
    bounds = {t.id: by_the_rule(figures[t.id], t.base, groups) for t in tables}
    wholes = tuple(Whole((name,), of.sum(axis=0).astype(float)) for name, of in truth.items())
    return Sight(
        council, pathway, cut, parts, groups, months, figures, bounds, exact, wholes, truth
    )


def counts_of(truth: Mapping[str, np.ndarray], table: PublicTable) -> np.ndarray:
    """True counts of a table: [quarter, column, part]."""
    each = [of_quarters(truth[name], table.on_last_day) for name in names_of(table)]
    return np.array(each).transpose(2, 0, 1)


def _cases(
    rng: np.random.Generator,
    place: np.ndarray,
    parts: int,
    months: Sequence[date],
    _: str,
    later: np.ndarray,
) -> dict[str, np.ndarray]:
    """EHC cases, from the request to the end."""
    last = (calendar.month_end(months[-1]) - FIRST).days
    size = len(place)
    came = rng.integers(-400, last + 1, size)
    to_decision = np.where(
        rng.random(size) < 0.8, rng.integers(5, 43, size), rng.integers(43, 90, size)
    )
    decided = came + to_decision
    kind = rng.choice(["refused", "no_plan", "plan", "withdrawn"], size, p=[0.25, 0.1, 0.55, 0.1])
    to_end = np.select(
        [kind == "refused", kind == "no_plan", kind == "withdrawn"],
        [to_decision, to_decision + rng.integers(20, 80, size), rng.integers(1, 200, size)],
        np.maximum(to_decision + 20, rng.gamma(3.0, 70.0, size).astype(int)),
    )
    to_end = to_end + later
    ended = came + to_end
    decided = np.where((kind == "withdrawn") & (decided > ended), NEVER, decided)
    month = _Months(months, place, parts)
    disputed = (rng.random(size) < 0.05) & (kind == "plan")
    truth = {"requests.received": month.events(came, np.ones(size, bool))}
    agreed = kind != "refused"
    for name, is_kind in (("agreed", agreed), ("refused", ~agreed)):
        truth[f"decisions.{name}_in_time"] = month.events(decided, is_kind & (to_decision <= 42))
        truth[f"decisions.{name}_late"] = month.events(decided, is_kind & (to_decision > 42))
        truth[f"decisions.{name}_undated"] = month.none
    truth["no_plans.undated"] = truth["plans_issued.undated"] = month.none
    of_kind = {"no_plans": kind == "no_plan", "plans_issued": (kind == "plan") & ~disputed}
    for name, (low, high) in ENDED.items():
        table = name.split(".")[0]
        if table in of_kind:
            inside = (to_end >= low) & (to_end <= high)
            truth[name] = month.events(ended, of_kind[table] & inside)
    truth["plans_issued.disputed"] = month.events(ended, disputed)
    due = came + 140
    still = (ended > due) | (kind == "plan")
    truth["plans_due.in_time"] = month.events(due, still & (ended <= due))
    truth["plans_due.late"] = month.events(due, still & (ended > due))
    for name, ages in OPEN.items():
        truth[name] = month.there(came, ended, ages)
    truth["deciding"] = month.there(came, np.minimum(decided, ended), (0, NEVER))
    truth["entered"] = truth["requests.received"]
    truth["left"] = month.events(ended, np.ones(size, bool))
    truth["otherwise"] = month.events(ended, (kind == "withdrawn") | disputed)
    return truth


def _health(
    rng: np.random.Generator,
    place: np.ndarray,
    parts: int,
    months: Sequence[date],
    pathway: str,
    later: np.ndarray,
) -> dict[str, np.ndarray]:
    """Referrals, from the day they came to the assessment, or without one."""
    last = (calendar.month_end(months[-1]) - FIRST).days
    size = len(place)
    came = rng.integers(-900, last + 1, size)
    middle = rng.choice([60.0, 150.0, 400.0])
    to_end = rng.gamma(2.0, middle / 2, size).astype(int) + later
    assessed = rng.random(size) < 0.8
    ended = came + to_end
    seen = np.where(assessed, to_end, NEVER)
    if pathway not in THERAPIES:
        early = (to_end * rng.random(size)).astype(int)
        seen = np.where(rng.random(size) < 0.6, early, seen)
    month, every = _Months(months, place, parts), np.ones(size, bool)
    truth = {"referrals.received": month.events(came, every)}
    for name, ages in ON_THE_LIST.items():
        truth[name] = month.there(came, ended, ages)
    for name, (low, high) in ASSESSED.items():
        truth[name] = month.events(ended, assessed & (to_end >= low) & (to_end <= high))
    truth["left_unassessed"] = month.events(ended, ~assessed)
    for table, days in (("first_contacts", 91), ("first_contacts_18", 126)):
        counts = (seen <= days) | (to_end > days)
        truth[f"{table}.in_time"] = month.events(came + days, counts & (seen <= days))
        truth[f"{table}.late"] = month.events(came + days, counts & (seen > days))
    truth["kept"] = month.events(np.where(seen < NEVER, came + seen, NEVER), every)
    return truth


class _Months:
    """Counts days into months and parts."""

    def __init__(self, months: Sequence[date], place: np.ndarray, parts: int) -> None:
        self._starts = np.array([(each - FIRST).days for each in months])
        self._ends = np.array([(calendar.month_end(each) - FIRST).days for each in months])
        self._place, self._parts = place, parts

    @property
    def none(self) -> np.ndarray:
        """Nought everywhere."""
        return np.zeros((self._parts, len(self._starts)), dtype=int)

    def events(self, day: Days, which: np.ndarray) -> np.ndarray:
        """[part, month]: how many of these fall on a day of the month."""
        out = self.none
        inside = which & (day >= self._starts[0]) & (day <= self._ends[-1])
        month = np.searchsorted(self._starts, day[inside], side="right") - 1
        np.add.at(out, (self._place[inside], month), 1)
        return out

    def there(self, came: Days, ended: Days, ages: tuple[int, int]) -> np.ndarray:
        """[part, month]: how many are there at the month's end, of these ages in days."""
        out = self.none
        for month, end in enumerate(self._ends):
            age = end - came
            here = (came <= end) & (ended > end) & (age >= ages[0]) & (age <= ages[1])
            np.add.at(out[:, month], self._place[here], 1)
        return out
