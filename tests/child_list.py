"""A small list of children by hand: council 999 Testshire on 30 June 2025, beside `handmade`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np

from sendviz.ask.records import Records
from sendviz.ask.store import Store
from tests import handmade

SNAPSHOT = date(2025, 6, 30)
CHILD = {
    "la_code": "999",
    "snapshot": SNAPSHOT,
    "status": "ehc_plan",
    "age": 9,
    "year_group": 4,
    "sex": "F",
    "ethnicity_group": "asian",
    "need": "ASD",
    "setting": "mainstream",
    "main_phase": "primary",
    "social_care": "none",
    "numbered": True,
    "district": "N1",
    "simulated": True,
    "import_id": 1,
}


def children(*rows: Mapping[str, object]) -> list[dict[str, object]]:
    """Rows of the table child, numbered: person p01, case reference c01 ..."""
    return [
        {**CHILD, "person": f"p{place:02}", "case_ref": f"c{place:02}"} | dict(row)
        for place, row in enumerate(rows, start=1)
    ]


def with_children(path: Path, rows: Sequence[Mapping[str, object]], **more) -> Store:
    """A hand-made file with a list of children; more: as of `handmade.build`."""
    handmade.build(path, **more).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into meta values ('built_at', '2025-07-01T00:00:00')")
        for row in rows:
            marks = ", ".join("?" for _ in row)
            connection.execute(
                f"insert into child ({', '.join(row)}) values ({marks})", list(row.values())
            )
    return Store(path)


def as_role(store: Store, role: str = "officer", **changes) -> Records:
    """The list as a role asks of it."""
    return Records(store, handmade.select(**changes), role)


def town(n: int = 60, seed: int = 1) -> list[dict[str, object]]:
    """So many children who differ in everything that a list tells."""
    rng = np.random.default_rng(seed)

    def one_of(*values: object) -> object:
        return values[int(rng.integers(len(values)))]

    def some_day(first: int = 2019) -> date:
        return date(first, 1, 1) + timedelta(int(rng.integers(365 * (2025 - first))))

    def child() -> dict[str, object]:
        age = int(rng.integers(3, 22))
        status = one_of("ehc_plan", "ehc_plan", "sen_support", "sen_support", "being_assessed")
        has_plan = status == "ehc_plan"
        part_time = one_of(True, False, False, False, None)
        return {
            "status": status,
            "age": age,
            "year_group": min(age - 5, 14),
            "sex": one_of("F", "M", "U"),
            "ethnicity_group": one_of("white_british", "asian", "black", None),
            "need": one_of("ASD", "SLCN", "SEMH", "MLD", None),
            "second_need": one_of("ASD", None),
            "setting": one_of("mainstream", "special", "alternative", "college", None),
            "main_phase": one_of("primary", "secondary", "special", "alternative", None),
            "out_of_area": one_of(True, False, None),
            "residential": one_of(True, False),
            "home_educated": one_of(True, False),
            "otherwise_than_at_school": one_of(True, False, None),
            "no_place": one_of(True, False),
            "neet": one_of(True, False, None),
            "part_time": part_time,
            "part_time_since": some_day(2024) if part_time else None,
            "alternative_provision": one_of(True, False, None),
            "sessions_possible": one_of(100, 200, 0, None),
            "sessions_missed": int(rng.integers(0, 101)),
            "suspensions": one_of(0, 0, 1, 2, 4, 5, 9, None),
            "permanent_exclusions": one_of(0, 1, None),
            "pupil_premium": one_of(True, False, None),
            "social_care": one_of("none", "early_help", "child_in_need", "looked_after", None),
            "social_care_team": one_of("looked_after", "early_help", None),
            "care_experienced": one_of(True, False, None),
            "disability": one_of(True, False),
            "dynamic_support_register": one_of(True, False, None),
            "youth_justice": one_of(True, False, None),
            "first_issued": some_day() if has_plan else None,
            "updated_on": one_of(some_day(2023), None) if has_plan else None,
            "last_review": one_of(some_day(2021), None) if has_plan else None,
            "phase_transfer_year": one_of(True, False, None),
            "team": one_of("East", "West", None),
            "district": one_of("N1", "N2", "S1", "999/unknown"),
            "case_ref": one_of("yes", "yes", "yes", None),
        }

    found = children(*(child() for _ in range(n)))
    for place, row in enumerate(found, start=1):
        row["case_ref"] = f"c{place:02}" if row["case_ref"] else None
    return found
