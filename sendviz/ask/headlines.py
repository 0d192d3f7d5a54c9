"""The headline figures of a file: what a later build is compared with, so that no figure changes
unseen."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sendviz import catalogue
from sendviz.ask.measures import measure
from sendviz.ask.places import coverage
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store

COLUMNS = ["la_code", "measure", "period_start", "period", "numerator", "denominator", "value"]


def headlines(path: Path) -> pd.DataFrame:
    """Every headline measure of every council with records, by month and calendar year: COLUMNS,
    true counts."""
    store = Store(path)
    try:
        parts = [
            _one(store, each.la_code, each.data_date, m, period)
            for each in coverage(store)
            for m in catalogue.headlines()
            for period in (("month",) if m.at_a_date else ("month", "calendar_year"))
        ]
    finally:
        store.close()
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _one(store: Store, la_code: str, data_date, m: catalogue.Measure, period: str) -> pd.DataFrame:
    found = measure(store, m, Selection(la_code, data_date), "officer", period=period)
    return found[found["blank"].isna()].assign(la_code=la_code, period=period)[COLUMNS]
