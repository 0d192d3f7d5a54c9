"""One measure over four periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sendviz import catalogue
from sendviz.ask import Answer, NotAllowed, Records
from sendviz.catalogue.calendar import last_whole_month, month_start, period_of


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
