"""What changed since a meeting, by the rules of control charts: never on two points alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from sendviz import catalogue, query
from sendviz.analysis import trend
from sendviz.catalogue import Measure
from sendviz.disclosure import NotAllowed
from sendviz.selection import Selection, add_months, last_whole_month, month_end
from sendviz.stats.spc import ControlChart
from sendviz.store import Store

KINDS = ("share", "count", "stock", "ratio")
MONTHS = 60
PATHWAYS = ("autism", "slt", "ot")
# Of charts on which nothing happens, 15 to 19 in 1,000 show a signal at their latest point
# (independent normal values, 13 to 60 points; simulated in the tests).
BY_CHANCE = 0.017
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

    charts: all with a point after the meeting; too_few: those of them with fewer than 13 points,
    which cannot fire; by_chance: how many of the others would show a signal at their latest point
    if nothing had happened; refused: measures whose areas this role may not see so.
    """

    found: tuple[Signal, ...]
    charts: int
    too_few: int
    by_chance: float
    refused: tuple[Measure, ...]


def watched(judged: bool = True) -> list[Measure]:
    """The measures that are looked at: those with a better side, or those without.

    Not among them is what becomes of the requests of a month (refused, disputed, not yet decided):
    of the newest months it is not known yet, which would look like a change. Nor the sizes of
    health waiting lists, which drift and follow the seasons: their shares are (health-waits 4.6).
    """
    return [
        m
        for m in catalogue.measures().values()
        if m.kind in KINDS
        and (m.polarity != "no_judgement") == judged
        and m.has_history
        and not (m.fact in ("requested", "referred") and m.numerator != "true")
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

    The charts stand on 60 whole months, told as the role may see them; later records may have
    corrected what was known at the meeting. Raises BadSelection as `query.measure` does.
    """
    found, charts, too_few, refused = [], 0, 0, []
    for m, pathway in _asked(store, selection, watched() if measures is None else measures):
        held = selection.filtered("pathway", pathway) if pathway else selection
        told, not_allowed = _charts(store, m, held, role, by)
        refused += [m] if not_allowed else []
        rebased = trend.rebases(store, m, selection.council)
        for place, frame in told:
            known = np.flatnonzero(frame["value"].notna() & frame["blank"].isna())
            over = np.array(_ends(frame)) <= meeting_day
            if known.size and not over[known[-1]]:
                days = trend.days_for(rebased, frame.attrs.get("area_id"))
                chart = trend.chart_of(m, frame, days)
                charts, too_few = charts + 1, too_few + chart.trial
                signal = _signal(m, pathway, place, frame, chart, int(over.sum()), days)
                found += [signal] if signal else []
    return Signals(tuple(found), charts, too_few, (charts - too_few) * BY_CHANCE, tuple(refused))


def _asked(
    store: Store, selection: Selection, measures: Iterable[Measure]
) -> list[tuple[Measure, str]]:
    """Each measure; those of referrals once for each main pathway that the records tell of, against
    that pathway's own yardstick only."""
    sent = {each.pathway for each in query.sent_by(store, selection.council)}
    sticks = catalogue.yardsticks()
    held = {each for stick in sticks.values() for each in (stick.measure, stick.contact)}
    found = []
    for m in measures:
        if not m.of_referrals:
            found.append((m, ""))
            continue
        for pathway in (each for each in PATHWAYS if each in sent):
            own = (sticks[pathway].measure, sticks[pathway].contact)
            found += [(m, pathway)] if m.id not in held or m.id in own else []
    return found


def _charts(
    store: Store, m: Measure, selection: Selection, role: str, by: str | None
) -> tuple[list[tuple[str, pd.DataFrame]], bool]:
    """(place, rows) of the whole and of each area, and whether the areas were refused."""
    found = []
    for scheme in (None, by) if by and not selection.areas else (None,):
        try:
            frame = _frame(store, m, selection, role, scheme)
        except NotAllowed:
            if scheme is None:
                raise
            return found, True
        ids = frame.attrs.get("area_ids", {})
        for area, rows in _by_area(frame):
            if not str(ids.get(area, "")).endswith("unknown"):
                found.append((area if scheme or selection.areas else "", rows))
    return found, False


def _frame(
    store: Store, m: Measure, selection: Selection, role: str, scheme: str | None
) -> pd.DataFrame:
    wide = replace(selection, end=last_whole_month(selection.last_day)).months_back(MONTHS)
    return query.measure(store, m, wide, role, by=scheme, period="month")


def _by_area(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    attrs, bare = frame.attrs, frame.copy(deep=False)
    bare.attrs = {}
    known = bare.loc[bare["blank"].ne("not_known"), "period_start"]
    bare = bare[bare["period_start"] >= known.min()] if len(known) else bare.iloc[:0]
    out = []
    for area in dict.fromkeys(bare["area"]):
        rows = bare[bare["area"] == area].sort_values("period_start").reset_index(drop=True)
        rows.attrs = {"grain": attrs.get("grain"), "rounded": attrs.get("rounded")}
        rows.attrs["area_id"] = attrs.get("area_ids", {}).get(area)
        out.append((area, rows))
    return out


def _signal(
    m: Measure,
    pathway: str,
    place: str,
    frame: pd.DataFrame,
    chart: ControlChart,
    over: int,
    days: Sequence[date] = (),
) -> Signal | None:
    """What the chart says beside what it would have said from the points that were over then."""
    then = trend.chart_of(m, frame.iloc[:over], days).variation if over else "too_few"
    quiet = ("common_cause", "too_few")
    if chart.variation in quiet:
        if chart.variation == "too_few" or then in quiet:
            return None
        return Signal(m, pathway, place, "over", then, frame, chart, _first(chart))
    kind = "still" if then == chart.variation else "new"
    return Signal(m, pathway, place, kind, chart.variation, frame, chart, _first(chart))


def _first(chart: ControlChart) -> int:
    """The place of the first point of the latest stretch of like signals; gaps do not end it."""
    first = len(chart.signal) - 1
    for place in range(len(chart.signal) - 1, -1, -1):
        if chart.signal[place] and chart.signal[place] != chart.variation:
            break
        first = place if chart.signal[place] else first
    return first


def _ends(frame: pd.DataFrame) -> list[date]:
    """The last day of the period of each row."""
    months = _MONTHS_IN.get(frame.attrs.get("grain"), 1)
    return [month_end(add_months(each.date(), months - 1)) for each in frame["period_start"]]
