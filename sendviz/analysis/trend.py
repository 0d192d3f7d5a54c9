"""A measure month by month with its control chart: whether what moves is more than the usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from sendviz import query
from sendviz.catalogue import Measure
from sendviz.selection import Selection, last_whole_month
from sendviz.stats.spc import ControlChart, xmr
from sendviz.store import Store

MONTHS = 36
BETTER = {"higher_is_better": "higher", "lower_is_better": "lower", "no_judgement": "neither"}


@dataclass(frozen=True)
class Event:
    """Something dated that charts mark; area_id is None where it concerns all areas."""

    day: date
    label: str
    kind: str
    area_id: str | None


@dataclass(frozen=True)
class Trend:
    """The tidy frame (public view may tell it by quarter or 12 months: attrs grain), a chart an
    area, and the events on which limits start anew, with their reasons."""

    frame: pd.DataFrame
    charts: Mapping[str, ControlChart]
    rebased: tuple[Event, ...] = ()

    @property
    def chart(self) -> ControlChart:
        """The chart of the whole selection, or of the first area."""
        return next(iter(self.charts.values()))

    def of(self, area: str) -> pd.DataFrame:
        """The rows of one area, one for each point of its chart."""
        return rows_of(self.frame, area)


def monthly(
    store: Store,
    m: Measure,
    selection: Selection,
    role: str,
    by: str | None = None,
    months: int = MONTHS,
) -> Trend:
    """The whole months that end with the selection's last, however short its own period is.

    13 points make firm limits, so the chart looks further back than the page. Months before the
    records are left out; other blanks are gaps. Raises BadSelection as `query.measure` does.
    """
    key = ("monthly", m.id, selection, role, by, months)
    return store.remember(key, lambda: _monthly(store, m, selection, role, by, months))


def _monthly(
    store: Store, m: Measure, selection: Selection, role: str, by: str | None, months: int
) -> Trend:
    last = last_whole_month(selection.last_day)
    wide = replace(selection, end=last).months_back(months)
    frame = query.measure(store, m, wide, role, by=by, period="month")
    return charted(m, _since_records(frame), rebases(store, m, selection.council))


def charted(m: Measure, frame: pd.DataFrame, rebased: Sequence[Event] = ()) -> Trend:
    """The control chart of every area of a tidy frame that has one row an area and period."""
    ids = frame.attrs.get("area_ids", {})
    charts = {
        area: chart_of(m, rows_of(frame, area), days_for(rebased, ids.get(area)))
        for area in dict.fromkeys(frame["area"])
    }
    return Trend(frame, charts, tuple(rebased))


def chart_of(m: Measure, frame: pd.DataFrame, rebased: Sequence[date] = ()) -> ControlChart:
    """The XmR chart of the rows, blanks as gaps, with the legal limit as target where there is
    one. Limits start anew with the first period that begins on or after each day of `rebased`."""
    values = pd.to_numeric(frame["value"]).to_numpy(float)
    target = m.legal_limit.value if m.legal_limit else None
    starts = frame["period_start"].to_numpy("datetime64[D]")
    places = {int(np.searchsorted(starts, np.datetime64(day))) for day in rebased}
    return xmr(
        np.where(frame["blank"].notna(), np.nan, values),
        BETTER[m.polarity],
        target,
        rebase_at=sorted(place for place in places if 0 < place < len(values)),
    )


def events_of(store: Store, m: Measure, la_code: str) -> tuple[Event, ...]:
    """The events of a council that concern a measure, in the order of time."""
    found = query.events(store, la_code)
    mine = found["measure"].isna() | (found["measure"] == m.id)
    if not m.of_referrals:
        mine &= found["kind"] != "health"
    return tuple(
        Event(row.day.date(), row.label, row.kind, None if pd.isna(row.area_id) else row.area_id)
        for row in found[mine].itertuples()
    )


def rebases(store: Store, m: Measure, la_code: str) -> tuple[Event, ...]:
    """Those of `events_of` on which limits start anew: made by hand, each with its reason."""
    return tuple(each for each in events_of(store, m, la_code) if each.kind == "rebase")


def days_for(events: Sequence[Event], area_id: str | None) -> list[date]:
    """The days of the events that concern an area, or all areas."""
    return [each.day for each in events if each.area_id in (None, area_id)]


def rows_of(frame: pd.DataFrame, area: str) -> pd.DataFrame:
    """The rows of one area in the order of time, numbered from 0; attrs kept."""
    mine = np.flatnonzero((frame["area"] == area).to_numpy())
    starts = frame["period_start"].to_numpy()[mine]
    found = frame.take(mine[np.argsort(starts, kind="stable")]).reset_index(drop=True)
    found.attrs = dict(frame.attrs)
    return found


def _since_records(frame: pd.DataFrame) -> pd.DataFrame:
    known = frame.loc[frame["blank"].ne("not_known"), "period_start"]
    found = frame[frame["period_start"] >= known.min()] if len(known) else frame.iloc[:0]
    found = found.reset_index(drop=True)
    found.attrs = dict(frame.attrs)
    return found
