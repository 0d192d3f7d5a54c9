"""Rows of plans and promises, put into a file made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from sendviz.ask.store import Store

PROMISE = {
    "la_code": "999",
    "said_on": "2024-03-12",
    "said_by": "council",
    "wording": "Nobody will wait past 20 weeks.",
    "measure": "cases_open_over_20_weeks",
    "selection": "",
    "compare": "at_most",
    "value": 0.0,
    "hold_from": None,
    "hold_by": "2024-09-12",
    "why_not_judged": None,
    "source": "a meeting",
    "simulated": False,
    "import_id": 1,
}


def put(store: Store, table: str, rows: Sequence[dict]) -> Store:
    """Add rows, each with the columns that it names; before the store is asked anything."""
    with duckdb.connect(str(store.path)) as connection:
        for row in rows:
            names = ", ".join(row)
            marks = ", ".join("?" * len(row))
            connection.execute(f"insert into {table} ({names}) values ({marks})", [*row.values()])
    return store
