"""One figure against an earlier or another one, how far apart, and whether chance could explain it;
and one measure over four periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import Answer, NotAllowed, Records
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import last_whole_month, month_start, period_of
from sendviz.catalogue.row import Row
from sendviz.stats import intervals
from sendviz.stats.noise import usual_noise


@dataclass(frozen=True)
class Change:
    """now less before, in the measure's unit (shares as parts of 1), with 95% limits where there
    are any.

    verdict: better, worse, higher, lower (no judgement made), no_real_change (chance or the usual
    noise could explain it), same, or not_known. low and high are nan for counts and amounts, whose
    change is told plainly.
    """

    now: Row
    before: Row
    gap: float
    low: float
    high: float
    verdict: str


def noise_of(answer: Answer) -> float:
    """How many times what chance explains a share varies by from one period of the answer to the
    next (stats.noise); 1 where that is not known, as for other measures. One row a period."""
    if answer.measure.kind != "share":
        return 1.0
    x, n = (answer.frame[name].to_numpy(float) for name in ("numerator", "denominator"))
    return usual_noise(np.where(x <= n, x, np.nan), n)


def change_between(m: Measure, now: Row, before: Row, noise: float = 1.0) -> Change:
    """The change between two rows of the measure; shares by Newcombe's hybrid score interval, made
    wider for noise (`noise_of` its months): a service varies by more than the chance of a coin."""
    if pd.isna(now.value) or pd.isna(before.value):
        return Change(now, before, np.nan, np.nan, np.nan, "not_known")
    gap, low, high = float(now.value) - float(before.value), np.nan, np.nan
    counts = [float(n) for row in (now, before) for n in (row.numerator, row.denominator)]
    known = not np.isnan(counts).any() and counts[1] > 0 and counts[3] > 0
    # A published figure that is in doubt may have more above the line than below it.
    if m.kind == "share" and known and counts[0] <= counts[1] and counts[2] <= counts[3]:
        found, wider = intervals.newcombe(*counts), noise**0.5
        low = max(gap - wider * (gap - float(found.low)), -1.0)
        high = min(gap + wider * (float(found.high) - gap), 1.0)
    return Change(now, before, gap, low, high, _verdict(m, gap, low, high))


def _verdict(m: Measure, gap: float, low: float, high: float) -> str:
    if gap == 0:
        return "same"
    if low <= 0 <= high:
        return "no_real_change"
    if m.polarity == "no_judgement":
        return "higher" if gap > 0 else "lower"
    return "better" if (gap > 0) == (m.polarity == "higher_is_better") else "worse"


@dataclass(frozen=True)
class View:
    """The measure over one period (first day, last day): the answer, or why the role may not see
    it (then there is none)."""

    label: str
    period: tuple[date, date]
    answer: Answer | None = None
    refused: str = ""


def four_views(records: Records, id: str, since: date | None = None) -> list[View]:
    """The last whole month, since a date (by default the start of the school year), calendar
    year, 12 months: the labels are month, since, calendar_year and 12_months.

    Raises BadSelection as `Records.ask` does, and ValueError for a measure that is told at one
    day only.
    """
    m, last = catalogue.get(id), records.selection.last_day
    if m.at_a_date:
        raise ValueError(f"{m.short_name} is told at one day: it has no month, year or 12 months")
    month = last_whole_month(last)
    periods = {
        "month": (month_start(month), month),
        "since": (since or period_of(last, "academic_year"), last),
        "calendar_year": (period_of(last, "calendar_year"), last),
        "12_months": records.selection.months_back(12).period,
    }
    return [_view(records, id, label, period) for label, period in periods.items()]


def _view(records: Records, id: str, label: str, period: tuple[date, date]) -> View:
    first, last = period
    try:
        return View(label, period, records.over(start=first, end=last).ask(id))
    except NotAllowed as error:
        return View(label, period, refused=str(error))
