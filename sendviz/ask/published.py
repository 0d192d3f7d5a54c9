"""The official line of a measure, and a calendar year of the records to hold beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from sendviz.ask import values
from sendviz.ask.records import Records
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import REFERENCE_DATES
from sendviz.catalogue.row import Row


def published(
    store: Store, m: Measure, la_codes: tuple[str, ...] = (), variant: str | None = None
) -> pd.DataFrame:
    """The official line of a measure: la_code, level, area_name, year, numerator, denominator,
    value, low, high,
    blank, doubt, publisher, edition, source; the newest edition of each year. Empty if nothing
    official matches.
    """
    if m.published_as is None:
        return pd.DataFrame(columns=["la_code", "area_name", "year", "value"])
    category = m.variant(variant).published_category if variant else m.published_as.category
    codes = {f"code_{i}": code for i, code in enumerate(la_codes)}
    only = f"and la_code in ({', '.join('$' + key for key in codes)})" if codes else ""
    found = store.frame(
        f"""
        select la_code, level, area_name, year, numerator, denominator, value, blank, doubt,
               publisher, edition, source
        from (
            select published.*, row_number() over (
                partition by la_code, year order by edition desc, import_id desc
            ) as place
            from published where indicator = $indicator and category = $category {only}
        ) as ranked where place = 1 order by la_code, year
        """,
        {"indicator": m.published_as.indicator, "category": category} | codes,
    )
    low, high = (
        values.of_counts(replace(m, kind="share"), found)[["low", "high"]].to_numpy().T
        if m.is_fraction
        else (np.nan, np.nan)
    )
    return found.assign(low=low, high=high)


def calendar_year(records: Records, m: Measure, year: int) -> Row | None:
    """The measure over one calendar year as known at the SEN2 reference date after it (or the
    as-at day, if earlier).

    None if the records do not tell of the year. A stock is told on that day.
    """
    known = next(
        (day for day in sorted(REFERENCE_DATES) if day.year == year + 1), date(year + 1, 1, 31)
    )
    as_at = min(known, records.selection.as_at)
    end = min(date(year, 12, 31), as_at)
    if m.at_a_date or as_at < date(year, 1, 1):
        return None
    over = Selection(records.selection.council, as_at, date(year, 1, 1), end)
    row = records.at(over).ask(m).row
    return row if row.blank is None else None
