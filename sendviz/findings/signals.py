"""What changed since a meeting: where a trend is judged otherwise now than it was then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import Answer, NotAllowed, Records, referral_coverage
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import period_end
from sendviz.findings import trend
from sendviz.findings.trend import Told, Trend
from sendviz.stats import trends

KINDS = ("share", "count", "stock", "ratio", "quantile", "mean")
# How many of 100 charts of a steady world say so, on denominators as they are in England.
DIRECTION_BY_LUCK, LEVEL_BY_LUCK = 0.011, 0.014
# What touches fewer children than this is no news.
LEAST_CHILDREN = 5


@dataclass(frozen=True, eq=False)
class Signal:
    """One trend with a point after the meeting that says something.

    told: what it says now; then: what it said of the points that were over on the meeting day.
    pathway: the assessment that it is about, or ''. place: '' for the whole council, else the area.
    kind: new (it says another thing than then), standing (the same), over (then it said something,
    now it does not). children: how many more or fewer it is about.
    """

    told: Told
    then: Told
    pathway: str
    place: str
    kind: str
    children: float

    @property
    def way(self) -> int:
        """1 better, -1 worse, 2 higher, -2 lower; of a signal that is over, what it was."""
        return way_of(self.then if self.kind == "over" else self.told)


@dataclass(frozen=True)
class Signals:
    """The signals found, and what was looked at.

    charts: all with a point after the meeting; too_few: those of them that are not judged; by_luck:
    how many of the others would say something by luck alone, at the rates of the verdicts; refused:
    measures whose areas this role may not see so, of chosen areas those not told at all.
    """

    found: tuple[Signal, ...]
    charts: int
    too_few: int
    by_luck: float
    refused: tuple[Measure, ...]

    @property
    def new(self) -> tuple[Signal, ...]:
        """Those that say another thing than at the meeting."""
        return tuple(each for each in self.found if each.kind == "new")

    @property
    def stand_out(self) -> bool:
        """Whether more are new than luck gives in 95 of 100 such lists."""
        return len(self.new) > trends.most_by_luck(self.by_luck)


@dataclass(frozen=True, eq=False)
class _Placed:
    """What the trend of one place says, and the days on which its limits start anew."""

    told: Told
    days: Sequence[date]
    pathway: str
    place: str


def judged_measures() -> tuple[Measure, ...]:
    """The measures with a better side that are looked at.

    Not among them is what becomes of the requests of a month (`outcome`: refused, disputed, not yet
    decided): late decisions still change the newest months that are told, which would look like a
    change, and those after them are not due.
    """
    return tuple(m for m in _with_settled_months() if m.polarity != "no_judgement")


def neutral_measures() -> tuple[Measure, ...]:
    """The measures without a better side that are looked at; see `judged_measures`."""
    return tuple(m for m in _with_settled_months() if m.polarity == "no_judgement")


def _with_settled_months() -> Iterator[Measure]:
    for m in catalogue.measures().values():
        if m.kind in KINDS and m.has_history and not m.outcome:
            yield m


def signals_since(records: Records, meeting_day: date, measures: Iterable[Measure]) -> Signals:
    """The signals of the measures, of the whole council and by locality; of chosen areas alone
    where there are any. Those that touch most children come first.

    The charts stand on 48 whole months, told as the role may see them; later records may have
    corrected what was known at the meeting. Raises BadSelection as `Records.ask` does.
    """
    asked = tuple(measures)
    key = ("signals", tuple(m.id for m in asked), records.selection, records.role, meeting_day)
    return records.store.cached(key, lambda: _signals_since(records, meeting_day, asked))


def _signals_since(records: Records, meeting_day: date, measures: Sequence[Measure]) -> Signals:
    placed: list[_Placed] = []
    refused: list[tuple[Measure, NotAllowed]] = []
    for m, pathway in measures_and_pathways(records, measures):
        held = records.held_to("pathway", pathway) if pathway else records
        try:
            for by in _schemes(records, m):
                placed += _places(trend.control_charts_by_month(held, m, by), pathway)
        except NotAllowed as why:
            refused.append((m, why))
    if refused and not placed:
        raise refused[0][1]
    fresh = [each for each in placed if _has_point_after(each.told, meeting_day)]
    judged = [each.told for each in fresh if is_judged(each.told)]
    found = [signal for each in fresh if (signal := _signal(each, meeting_day))]
    return Signals(
        found=tuple(sorted(found, key=lambda each: -each.children)),
        charts=len(fresh),
        too_few=len(fresh) - len(judged),
        by_luck=sum(_by_luck(each) for each in judged),
        refused=tuple(m for m, _ in refused),
    )


def _schemes(records: Records, m: Measure) -> list[str | None]:
    """The whole and, where no areas are chosen and the measure has any, each locality."""
    whole_only = records.selection.areas or any(fact.whole_council for fact in m.facts)
    return [None] if whole_only else [None, "locality"]


def measures_and_pathways(
    records: Records, measures: Iterable[Measure]
) -> list[tuple[Measure, str]]:
    """Each measure; those of referrals once for each main pathway that the records tell of, against
    that pathway's own yardstick only."""
    sent = {each.pathway for each in referral_coverage(records.store, records.selection.council)}
    own = {id: _past_yardstick(stick) for id, stick in catalogue.pathways().items()}
    held = {each for ids in own.values() for each in ids}
    found = []
    for m in measures:
        if not m.of_referrals:
            found.append((m, ""))
            continue
        for pathway in (each for each in catalogue.main_pathways() if each in sent):
            found += [(m, pathway)] if m.id not in held or m.id in own[pathway] else []
    return found


def _past_yardstick(stick: catalogue.Pathway) -> tuple[str, ...]:
    """The measures that hold a list to a pathway's own yardstick: shares and number."""
    return (stick.measure, stick.contact, catalogue.get(stick.measure).numerator_measure)


def is_judged(told: Told) -> bool:
    """Whether a trend could say something at all."""
    return told.row not in ("too_few", "list_not_known")


def way_of(told: Told) -> int:
    """1 better, -1 worse, 2 higher, -2 lower than usual or than a year before; 0 where nothing is
    told. Where the last half year goes against the year, it is the half year's."""
    if told.row == "turned":
        return told.orientation * told.verdict.drift or 2 * told.verdict.drift
    return told.orientation * told.side or 2 * told.side


def children_of(told: Told) -> float:
    """How many children (cases, plans) a verdict is about: how many fewer or more there would be
    now, had all stayed as a year before, or (where only the level speaks) at the average. Of waits
    in weeks, all whose wait it is."""
    now, before = told.now, told.before
    if now is None:
        return 0.0
    if told.answer.measure.kind in ("quantile", "mean"):
        return float(np.nan_to_num(now.denominator))
    usual = told.chart.centre[told.verdict.now[-1]]
    if not told.verdict.direction or before is None:
        per = len(told.verdict.now) if pd.isna(now.denominator) else now.denominator
        scale = now.numerator / now.value if now.value and not pd.isna(now.denominator) else per
        return abs(now.numerator - usual * scale)
    if pd.isna(now.denominator):
        return abs(now.numerator - before.numerator)
    return abs(now.numerator - before.numerator / before.denominator * now.denominator)


def _places(found: Trend, pathway: str) -> Iterator[_Placed]:
    """What is told of each place that is known; nothing of middles in bands."""
    answer = found.answer
    if answer.in_bands:
        return
    named = bool(answer.by or answer.selection.areas)
    for area, told in found.places.items():
        if area not in answer.buckets:
            days = trend.days_for(found.rebased, answer.area_ids.get(area))
            yield _Placed(told, days, pathway, area if named else "")


def _has_point_after(told: Told, day: date) -> bool:
    known = np.flatnonzero(~np.isnan(told.chart.values))
    return bool(known.size) and _last_days(told.answer)[known[-1]] > day


def _by_luck(told: Told) -> float:
    return DIRECTION_BY_LUCK + (0.0 if told.is_list else LEVEL_BY_LUCK)


def _signal(placed: _Placed, meeting_day: date) -> Signal | None:
    """What the trend says beside what it would have said of the points that were over then."""
    told = placed.told
    if not is_judged(told) or (way_of(told) and children_of(told) < LEAST_CHILDREN):
        return None
    over = sum(day <= meeting_day for day in _last_days(told.answer))
    then = trend.told_of(told.answer.with_frame(told.answer.frame.iloc[:over]), placed.days)
    kind = _kind(told, then)
    children = children_of(then if kind == "over" else told)
    if not kind or children < LEAST_CHILDREN:
        return None
    if kind == "new" and goes_against_the_year(told):
        return None
    return Signal(told, then, placed.pathway, placed.place, kind, children)


def goes_against_the_year(told: Told) -> bool:
    """Whether only a level speaks while the value is the other way from a year before: the season,
    or an old shift seen late, and no news."""
    if told.verdict.direction or told.now is None or told.before is None:
        return False
    return bool((told.verdict.level or 0) * (told.now.value - told.before.value) < 0)


def _kind(told: Told, then: Told) -> str:
    """'' where nothing is told now or then. A direction that was not there is new, whatever the
    level was."""
    now, before = way_of(told), way_of(then)
    if not now:
        return "over" if before else ""
    starts = bool(told.verdict.direction) and not then.verdict.direction
    return "new" if now != before or starts else "standing"


def _last_days(answer: Answer) -> list[date]:
    """The last day of the period of each row."""
    grain = "rolling_12_months" if answer.grain == "12_months" else answer.grain or "month"
    return [period_end(start.date(), grain) for start in answer.frame["period_start"]]
