"""Rows of plans and promises, put into a file made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from sendviz.ask.store import Store

ACTION = {
    "la_code": "999",
    "plan": "own",
    "title": "Seven case officers start",
    "partner": "council",
    "lead_role": "Head of SEND",
    "starts": "2024-09-01",
    "due": "2025-03-31",
    "public": True,
    "simulated": True,
    "import_id": 1,
}
UPDATE = {
    "day": "2025-06-15",
    "entered_by": "file",
    "state": "in_progress",
    "rating": "green",
    "simulated": True,
    "import_id": 1,
}
EVIDENCE = {
    "la_code": "999",
    "kind": "data",
    "title": "A count",
    "dated": "2025-06-01",
    "level": 3,
    "seen_by": "public",
    "simulated": True,
    "import_id": 1,
}
FINDING = {
    "la_code": "999",
    "kind": "own",
    "wording": "Plans are late.",
    "theme": "identified",
    "bodies": "council",
    "simulated": True,
    "import_id": 1,
}
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


def action(ref: str, **more) -> dict:
    """A line of the plan of Testshire, due on 31 March 2025."""
    return ACTION | {"action_id": f"999/own/{ref}", "ref": ref} | more


def said(ref: str, day: str = "2025-06-15", number: int = 1, **more) -> dict:
    """What was said of a line on a day: that it is under way, unless told otherwise."""
    id = f"999/own/{ref}/{day}/{number}"
    own = {"update_id": id, "action_id": f"999/own/{ref}", "day": day, "entered_at": day}
    return UPDATE | own | more


def found(number: int, **more) -> dict:
    """A finding of the partnership's own, f1, f2 ..., for which the council answers."""
    return FINDING | {"finding_id": f"f{number}", "number": number} | more


def shown(ref: str, **more) -> dict:
    """Evidence that something was measured."""
    return EVIDENCE | {"evidence_id": f"e{ref}", "action_id": f"999/own/{ref}"} | more


def link(ref: str, measure: str, change: float | None, expected_from: str, **more) -> dict:
    """A measure that a line should move."""
    own = {"action_id": f"999/own/{ref}", "measure": measure, "selection": "", "role": "moves"}
    expected = {"change": change, "expected_from": expected_from, "simulated": True, "import_id": 1}
    return own | expected | more


def step(ref: str, number: int = 1, **more) -> dict:
    """A milestone of a line, due at the end of 2024."""
    own = {"action_id": f"999/own/{ref}", "number": number, "text": "Half of them on time"}
    return own | {"due": "2024-12-31", "simulated": True, "import_id": 1} | more


def put(store: Store, table: str, rows: Sequence[dict]) -> Store:
    """Add rows, each with the columns that it names; before the store is asked anything."""
    with duckdb.connect(str(store.path)) as connection:
        for row in rows:
            names = ", ".join(row)
            marks = ", ".join("?" * len(row))
            connection.execute(f"insert into {table} ({names}) values ({marks})", [*row.values()])
    return store
