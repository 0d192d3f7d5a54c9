"""What changed since a meeting, by the rules of control charts: never on two points alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sendviz import ask, catalogue
from sendviz.ask import NotAllowed
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import add_months, month_end
from sendviz.findings import trend
from sendviz.stats.spc import ControlChart

KINDS = ("share", "count", "stock", "ratio")
_MONTHS_IN = {"quarter": 3, "12_months": 12}


@dataclass(frozen=True)
class Signal:
    """One chart whose latest point lies after the meeting and that says something.

    pathway: the assessment that it is about, or ''. place: '' for the whole council, else the area.
    kind: new (no such signal stood at the meeting), still (it did) or over (it did, and no rule
    fires now). verdict: improvement, concern, neutral_high, neutral_low; of a signal that is over,
    the one that was. frame and chart: the rows, one a point, and their chart; first: the place of
    the first point of the stretch.
    """

    measure: Measure
    pathway: str
    place: str
    kind: str
    verdict: str
    frame: pd.DataFrame
    chart: ControlChart
    first: int


@dataclass(frozen=True)
class Signals:
    """The signals found, and what was looked at.

    charts: all with a point after the meeting; too_few: those of them with fewer than 13 points or
    too few cases, which are not judged; by_chance: how many of the others would show a signal at
    their latest point if their own periods came in random order (`trend.chance`, summed); refused:
    measures whose areas this role may not see so.
    """

    found: tuple[Signal, ...]
    charts: int
    too_few: int
    by_chance: float
    refused: tuple[Measure, ...]


def watched(judged: bool = True) -> list[Measure]:
    """The measures that are looked at: those with a better side, or those without.

    Not among them is what becomes of the requests of a month (`outcome`: refused, disputed, not yet
    decided): late decisions still change the newest months that are told, which would look like a
    change, and those after them are not due. Nor the sizes of health waiting lists, which drift and
    follow the seasons: their shares are (health-waits 4.6).
    """
    return [
        m
        for m in catalogue.measures().values()
        if m.kind in KINDS
        and (m.polarity != "no_judgement") == judged
        and m.has_history
        and not m.outcome
        and not (m.of_referrals and m.kind == "stock")
    ]


def since(
    store: Store,
    selection: Selection,
    role: str,
    meeting_day: date,
    by: str | None = "locality",
    measures: Iterable[Measure] | None = None,
) -> Signals:
    """The signals of the measures (by default those with a better side), as a whole and by area.

    The charts stand on 48 whole months, told as the role may see them; later records may have
    corrected what was known at the meeting. Raises BadSelection as `Records.ask` does.
    """
    found, charts, too_few, by_chance, refused = [], 0, 0, 0.0, []
    for m, pathway in _asked(store, selection, watched() if measures is None else measures):
        held = selection.filtered("pathway", pathway) if pathway else selection
        told, not_allowed = _charted(store, m, held, role, by)
        refused += [m] if not_allowed else []
        for each in told:
            over = np.array(_ends(each.frame)) <= meeting_day
            known = np.flatnonzero(~np.isnan(each.chart.values))
            if known.size and not over[known[-1]]:
                charts, too_few = charts + 1, too_few + each.chart.trial
                by_chance += trend.chance(each.chart)
                signal = _signal(m, pathway, each, int(over.sum()))
                found += [signal] if signal else []
    return Signals(tuple(found), charts, too_few, by_chance, tuple(refused))


def _asked(
    store: Store, selection: Selection, measures: Iterable[Measure]
) -> list[tuple[Measure, str]]:
    """Each measure; those of referrals once for each main pathway that the records tell of, against
    that pathway's own yardstick only."""
    sent = {each.pathway for each in ask.referral_coverage(store, selection.council)}
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


@dataclass(frozen=True)
class _Charted:
    """The rows of a place ('' for the whole council), their chart, and the days of its rebases."""

    place: str
    frame: pd.DataFrame
    chart: ControlChart
    days: Sequence[date]


def _charted(
    store: Store, m: Measure, selection: Selection, role: str, by: str | None
) -> tuple[list[_Charted], bool]:
    """The charts of the whole and of each area, and whether the areas were refused."""
    out = []
    for scheme in (None, by) if by and not selection.areas else (None,):
        try:
            found = trend.monthly(store, m, selection, role, by=scheme)
        except NotAllowed:
            if scheme is None:
                raise
            return out, True
        named = bool(scheme or selection.areas)
        ids, buckets = (found.frame.attrs[name] for name in ("area_ids", "buckets"))
        for area, chart in found.charts.items():
            if area not in buckets:
                days = trend.days_for(found.rebased, ids.get(area))
                out.append(_Charted(area if named else "", found.of(area), chart, days))
    return out, False


def _signal(m: Measure, pathway: str, told: _Charted, over: int) -> Signal | None:
    """What the chart says beside what it would have said from the points that were over then."""
    chart, rows = told.chart, told.frame
    then = trend.chart_of(m, rows.iloc[:over], told.days).variation if over else "too_few"
    if chart.variation in trend.QUIET:
        if chart.variation == "too_few" or then in trend.QUIET:
            return None
        return Signal(m, pathway, told.place, "over", then, rows, chart, chart.since)
    kind = "still" if then == chart.variation else "new"
    return Signal(m, pathway, told.place, kind, chart.variation, rows, chart, chart.since)


def _ends(frame: pd.DataFrame) -> list[date]:
    """The last day of the period of each row."""
    months = _MONTHS_IN.get(frame.attrs.get("grain"), 1)
    return [month_end(add_months(each.date(), months - 1)) for each in frame["period_start"]]
