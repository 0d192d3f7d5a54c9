"""Four ways to look at one measure: all true, and often quoted against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sendviz import ask
from sendviz.ask.disclosure import NotAllowed
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import last_whole_month, month_start, period_of


@dataclass(frozen=True)
class View:
    """The measure over one period: its row, or why the role may not see it (then row is None)."""

    label: str
    row: Mapping[str, object] | None
    period: tuple[date, date]
    rounded: bool = False
    refused: str = ""


def four(
    store: Store, m: Measure, selection: Selection, role: str, since: date | None = None
) -> list[View]:
    """The last whole month, since a date (by default the start of the school year), calendar
    year, 12 months.

    The labels are month, since, calendar_year and 12_months; `wording.view_name` says them.
    Raises BadSelection as `ask.measure` does, and ValueError for a measure that is told at one
    day only.
    """
    if m.at_a_date:
        raise ValueError(f"{m.short_name} is told at one day: it has no month, year or 12 months")
    last = selection.last_day
    month = last_whole_month(last)
    periods = {
        "month": (month_start(month), month),
        "since": (since or period_of(last, "academic_year"), last),
        "calendar_year": (period_of(last, "calendar_year"), last),
        "12_months": (selection.months_back(12).start, last),
    }
    return [_view(store, m, selection, role, label, period) for label, period in periods.items()]


def _view(store, m: Measure, selection: Selection, role: str, label: str, period) -> View:
    try:
        frame = ask.measure(store, m, replace(selection, start=period[0], end=period[1]), role)
    except NotAllowed as error:
        return View(label, None, period, refused=str(error))
    return View(label, frame.iloc[0].to_dict(), period, bool(frame.attrs.get("rounded")))
