"""The figures that come with the product, as `build` puts them into a file."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from sendviz import ask, load
from sendviz.ask import Records, Selection, Store
from sendviz.load.readers import bundled

ON_TIME = "published_plans_issued_within_20_weeks"


@cache
def bundled_store() -> Store:
    """A file without any council's records."""
    path = Path(tempfile.mkdtemp(prefix="published_")) / "sendviz.duckdb"
    load.run(bundled.deliveries(), path, headlines=ask.headlines, fresh=True)
    return Store(path)


def records_of(store: Store, la_code: str, **chosen) -> Records:
    """What is asked of one council's figures."""
    return Records(store, Selection(la_code, date(2025, 12, 31), **chosen))
