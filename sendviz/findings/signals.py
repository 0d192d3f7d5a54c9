"""What changed since a meeting, by the rules of control charts: never on two points alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sendviz import catalogue
from sendviz.ask import Answer, NotAllowed, Records, referral_coverage
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import period_end
from sendviz.findings import trend
from sendviz.findings.trend import Trend
from sendviz.stats.spc import ControlChart

KINDS = ("share", "count", "stock", "ratio")


@dataclass(frozen=True, eq=False)
class Signal:
    """One chart whose latest point lies after the meeting and that says something.

    answer and chart: the rows, one a point, and their chart, whose stretch begins at its `since`.
    pathway: the assessment that it is about, or ''. place: '' for the whole council, else the area.
    kind: new (no such signal stood at the meeting), standing (it did) or over (it did, and no rule
    fires now). verdict: improvement, concern, neutral_high, neutral_low; of a signal that is over,
    the one that was.
    """

    answer: Answer
    chart: ControlChart
    pathway: str
    place: str
    kind: str
    verdict: str


@dataclass(frozen=True)
class Signals:
    """The signals found, and what was looked at.

    charts: all with a point after the meeting; too_few: those of them with fewer than 13 points or
    too few cases, which are not judged; by_chance: how many of the others would show a signal at
    their latest point if their own periods came in random order (`trend.false_alarm_rate`, summed);
    refused: measures whose areas this role may not see so, of chosen areas those not told at all.
    """

    found: tuple[Signal, ...]
    charts: int
    too_few: int
    by_chance: float
    refused: tuple[Measure, ...]


@dataclass(frozen=True, eq=False)
class _Charted:
    """The rows of one place, their chart, and the days on which its limits start anew."""

    answer: Answer
    chart: ControlChart
    days: Sequence[date]
    pathway: str
    place: str


def judged_measures() -> tuple[Measure, ...]:
    """The measures with a better side that are looked at.

    Not among them is what becomes of the requests of a month (`outcome`: refused, disputed, not yet
    decided): late decisions still change the newest months that are told, which would look like a
    change, and those after them are not due. Nor the sizes of health waiting lists, which drift and
    follow the seasons: their shares are (health-waits 4.6).
    """
    return tuple(m for m in _with_settled_months() if m.polarity != "no_judgement")


def neutral_measures() -> tuple[Measure, ...]:
    """The measures without a better side that are looked at; see `judged_measures`."""
    return tuple(m for m in _with_settled_months() if m.polarity == "no_judgement")


def _with_settled_months() -> Iterator[Measure]:
    for m in catalogue.measures().values():
        drifts = m.of_referrals and m.kind == "stock"
        if m.kind in KINDS and m.has_history and not m.outcome and not drifts:
            yield m


def signals_since(records: Records, meeting_day: date, measures: Iterable[Measure]) -> Signals:
    """The signals of the measures, of the whole council and by locality; of chosen areas alone
    where there are any.

    The charts stand on 48 whole months, told as the role may see them; later records may have
    corrected what was known at the meeting. Raises BadSelection as `Records.ask` does.
    """
    asked = tuple(measures)
    key = ("signals", tuple(m.id for m in asked), records.selection, records.role, meeting_day)
    return records.store.cached(key, lambda: _signals_since(records, meeting_day, asked))


def _signals_since(records: Records, meeting_day: date, measures: Sequence[Measure]) -> Signals:
    charted: list[_Charted] = []
    refused: list[tuple[Measure, NotAllowed]] = []
    schemes = [None] if records.selection.areas else [None, "locality"]
    for m, pathway in measures_and_pathways(records, measures):
        held = records.held_to("pathway", pathway) if pathway else records
        try:
            for by in schemes:
                charted += _charts(trend.control_charts_by_month(held, m, by), pathway)
        except NotAllowed as why:
            refused.append((m, why))
    if refused and not charted:
        raise refused[0][1]
    fresh = [each for each in charted if _has_point_after(each, meeting_day)]
    signals = [_signal(each, meeting_day) for each in fresh]
    return Signals(
        found=tuple(each for each in signals if each),
        charts=len(fresh),
        too_few=sum(each.chart.trial for each in fresh),
        by_chance=sum(trend.false_alarm_rate(each.chart) for each in fresh),
        refused=tuple(m for m, _ in refused),
    )


def measures_and_pathways(
    records: Records, measures: Iterable[Measure]
) -> list[tuple[Measure, str]]:
    """Each measure; those of referrals once for each main pathway that the records tell of, against
    that pathway's own yardstick only."""
    sent = {each.pathway for each in referral_coverage(records.store, records.selection.council)}
    sticks = catalogue.pathways()
    held = {each for stick in sticks.values() for each in (stick.measure, stick.contact)}
    found = []
    for m in measures:
        if not m.of_referrals:
            found.append((m, ""))
            continue
        for pathway in (each for each in catalogue.main_pathways() if each in sent):
            own = (sticks[pathway].measure, sticks[pathway].contact)
            found += [(m, pathway)] if m.id not in held or m.id in own else []
    return found


def _charts(told: Trend, pathway: str) -> Iterator[_Charted]:
    """The chart of each place that is known."""
    answer = told.answer
    named = bool(answer.by or answer.selection.areas)
    for area, chart in told.charts.items():
        if area not in answer.buckets:
            days = trend.days_for(told.rebased, answer.area_ids.get(area))
            yield _Charted(answer.of(area), chart, days, pathway, area if named else "")


def _has_point_after(charted: _Charted, day: date) -> bool:
    known = np.flatnonzero(~np.isnan(charted.chart.values))
    return bool(known.size) and _last_days(charted.answer)[known[-1]] > day


def _signal(charted: _Charted, meeting_day: date) -> Signal | None:
    """What the chart says beside what it would have said from the points that were over then."""
    answer, chart = charted.answer, charted.chart
    over = sum(day <= meeting_day for day in _last_days(answer))
    before = answer.with_frame(answer.frame.iloc[:over])
    then = trend.chart_of(before, charted.days).variation if over else "too_few"
    if chart.variation not in trend.QUIET:
        kind = "standing" if then == chart.variation else "new"
        return Signal(answer, chart, charted.pathway, charted.place, kind, chart.variation)
    if chart.variation == "too_few" or then in trend.QUIET:
        return None
    return Signal(answer, chart, charted.pathway, charted.place, "over", then)


def _last_days(answer: Answer) -> list[date]:
    """The last day of the period of each row."""
    grain = "rolling_12_months" if answer.grain == "12_months" else answer.grain or "month"
    return [period_end(start.date(), grain) for start in answer.frame["period_start"]]
