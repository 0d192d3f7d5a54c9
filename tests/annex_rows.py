"""Made-up children of a snapshot, in whose rows nothing is wrong, to be spoilt one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from tests import handmade

DAY = date(2025, 6, 30)
CHILD = {
    "la_code": "999", "snapshot": DAY, "status": "ehc_plan", "birth_month": date(2014, 3, 1),
    "age": 11, "year_group": 6, "sex": "F", "ethnicity": "WBRI",
    "ethnicity_group": "white_british", "need": "ASD", "main_urn": "100001",
    "main_phase": "primary", "setting": "mainstream", "residential": False,
    "home_educated": False, "window_from": date(2025, 1, 1), "sessions_possible": 200,
    "sessions_missed": 30, "suspensions": 0, "permanent_exclusions": 0, "pupil_premium": True,
    "social_care": "none", "disability": True, "first_issued": date(2021, 5, 12),
    "last_review": date(2025, 3, 14), "numbered": True, "team": "North", "district": "N1",
    "simulated": True, "import_id": 1,
}  # fmt: skip


def child(**more: object) -> dict:
    """A child with a plan."""
    return CHILD | more


def on_support(**more: object) -> dict:
    """A child on SEN support."""
    return CHILD | {"status": "sen_support", "first_issued": None, "last_review": None} | more


def build(path: Path, children: Sequence[dict], plans: Sequence[dict] = ()):
    """A small file with these children, each a person and a case of its own unless told."""
    handmade.build(path, plans=plans).close()
    rows = [
        {"person": f"p{n}", "case_ref": f"c{n}"} | row for n, row in enumerate(children, start=1)
    ]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    marks = ", ".join("?" * len(columns))
    with duckdb.connect(str(path)) as connection:
        connection.execute("begin")
        connection.execute("insert into meta values ('built_at', '2025-07-01T09:00:00')")
        for row in rows:
            connection.execute(
                f"insert into child ({', '.join(columns)}) values ({marks})",
                [row.get(name) for name in columns],
            )
        connection.execute("commit")
    return handmade.Store(path)
