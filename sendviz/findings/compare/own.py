"""What a council's own records tell of the year that was published."""

from __future__ import annotations

from datetime import date

from sendviz import ask, catalogue
from sendviz.ask.official import Series
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue.calendar import REFERENCE_DATES, BadSelection
from sendviz.findings.compare.among import Row


def own_figure(
    store: Store, series: Series, selection: Selection, year: int, role: str
) -> Row | None:
    """The council's own records of the same year, as known on the day of the return; None where
    they cannot tell."""
    if not series.own:
        return None
    m = catalogue.get(series.own)
    returned = [
        day for day in sorted(REFERENCE_DATES) if day.year == year + (not series.in_january)
    ]
    over = date(year, 1, 1) if series.in_january else date(year, 12, 31)
    if not returned or selection.as_at < over or m.at_a_date != series.in_january:
        return None
    as_at = min(returned[0], selection.as_at)
    whole = {} if series.in_january else {"start": date(year, 1, 1), "end": over}
    chosen = Selection(selection.council, as_at, **whole)
    try:
        found = ask.measure(store, m, chosen, role, variant=series.own_variant)
    except BadSelection:
        return None
    return found.iloc[0].to_dict() if found.iloc[0]["blank"] is None else None
