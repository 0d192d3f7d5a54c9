"""A measure month by month with its control chart: whether what moves is more than the usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

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
class Trend:
    """The tidy frame (public view may tell it by quarter or 12 months: attrs grain), and a chart
    an area."""

    frame: pd.DataFrame
    charts: Mapping[str, ControlChart]

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
    last = last_whole_month(selection.last_day)
    wide = replace(selection, end=last).months_back(months)
    frame = query.measure(store, m, wide, role, by=by, period="month")
    return charted(m, _since_records(frame))


def charted(m: Measure, frame: pd.DataFrame) -> Trend:
    """The control chart of every area of a tidy frame that has one row an area and period."""
    areas = dict.fromkeys(frame["area"])
    return Trend(frame, {area: chart_of(m, rows_of(frame, area)) for area in areas})


def chart_of(m: Measure, frame: pd.DataFrame) -> ControlChart:
    """The XmR chart of the rows, blanks as gaps, with the legal limit as target where there is
    one."""
    values = pd.to_numeric(frame["value"]).to_numpy(float)
    target = m.legal_limit.value if m.legal_limit else None
    return xmr(np.where(frame["blank"].notna(), np.nan, values), BETTER[m.polarity], target)


def rows_of(frame: pd.DataFrame, area: str) -> pd.DataFrame:
    """The rows of one area in the order of time, numbered from 0; attrs kept."""
    found = frame[frame["area"] == area].sort_values("period_start").reset_index(drop=True)
    found.attrs = dict(frame.attrs)
    return found


def _since_records(frame: pd.DataFrame) -> pd.DataFrame:
    known = frame.loc[frame["blank"].ne("not_known"), "period_start"]
    found = frame[frame["period_start"] >= known.min()] if len(known) else frame.iloc[:0]
    found = found.reset_index(drop=True)
    found.attrs = dict(frame.attrs)
    return found
