"""A small file made by hand: council 999 Testshire, localities North (N1, N2) and South (S1), and
a bucket."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import public_set, values
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.load.new_file import write_public_set

SCHEMA = Path(__file__).resolve().parents[1] / "sendviz" / "catalogue" / "schema.sql"
AREAS = [
    ("999/council", "council", "Testshire", 0, 100_000, True),
    ("N1", "district", "Northby", 1, 30_000, True),
    ("N2", "district", "Norton", 2, 20_000, True),
    ("S1", "district", "Southam", 3, 50_000, True),
    ("999/unknown", "district", "Not known or out of area", 999, None, False),
    ("999/locality/North", "locality", "North", 1, 50_000, True),
    ("999/locality/South", "locality", "South", 2, 50_000, True),
    ("999/locality/unknown", "locality", "Not known or out of area", 999, None, False),
]
MEMBERS = {"N1": "North", "N2": "North", "S1": "South", "999/unknown": "unknown"}
REQUEST = {
    "la_code": "999",
    "source": "parent",
    "decision": "A",
    "outcome": None,
    "exception": False,
    "sex": "M",
    "ethnicity_group": "white_british",
    "need": "ASD",
    "setting": "mainstream",
    "social_care": "none",
    "district": "N1",
    "team": "A",
    "age": 6,
    "age_band": "5-10",
    "phase": "primary",
    "has_plan": False,
    "has_doubt": False,
    "simulated": True,
    "import_id": 1,
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def request(
    received: str | None, decided: str | None = None, issued: str | None = None, **more
) -> dict:
    """One request; a decision is Y unless told otherwise, a plan issued means outcome Y, limits
    are 42, 112, 140 days."""
    row = REQUEST | {"received": received and day(received)}
    if decided:
        row |= {"decided": day(decided), "decision": "Y"}
    if issued:
        row |= {"issued": day(issued), "outcome": "Y"}
    if received:
        due = {"decision_due": 42, "no_plan_due": 112, "plan_due": 140}
        row |= {name: day(received) + timedelta(days) for name, days in due.items()}
    for name in ("no_plan_told", "withdrawn_on", "draft", "plan_started"):
        if name in more:
            more[name] = day(more[name])
    return row | more


def build(
    path: Path,
    requests=(),
    advice=(),
    plans=(),
    reviews=(),
    data_date: str = "2025-06-30",
    referrals=(),
    support=(),
    public: bool = False,
    lists: Mapping[str, Sequence[dict]] | None = None,
) -> Store:
    """A file with just these rows, known to the data date, records from 1 January 2024; referrals
    of the pathways that they name, from 1 January 2023. lists: rows of lists by table (see
    `listed`), from 1 January 2024. public: with the public set, which takes a second."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("begin")
        connection.execute(SCHEMA.read_text("utf-8"))
        connection.execute(
            "insert into council values ('999', 'E99', 'Testshire', 'Test', 'E12', 'Test "
            "region', 'county', 'current', "
            "100000, 90000), ('998', 'E98', 'Emptyshire', 'Empty', 'E12', 'Test region', "
            "'county', 'current', 1, 1)"
        )
        connection.execute(
            f"insert into coverage values ('999', '2024-01-01', '{data_date}', true)"
        )
        for id, scheme, name, position, population, known in AREAS:
            connection.execute(
                "insert into area values (?, '999', ?, ?, ?, null, ?, ?, '2023', ?)",
                [
                    id,
                    scheme,
                    "Quarters" if scheme == "locality" else scheme,
                    name,
                    position,
                    population,
                    known,
                ],
            )
        for district, locality in MEMBERS.items():
            for scheme, area in (
                ("locality", f"999/locality/{locality}"),
                ("council", "999/council"),
            ):
                connection.execute(
                    "insert into area_member values (?, ?, ?, '1900-01-01', null)",
                    [district, scheme, area],
                )
        for pathway, provider in sorted(
            {(row["pathway"], row.get("provider") or "") for row in referrals}
        ):
            connection.execute(
                "insert into referral_coverage by name select '999' as la_code, ? as pathway, "
                "? as provider, '2023-01-01' as first_day, ? as data_date, true as simulated",
                [pathway, provider, data_date],
            )
        tables = {
            "request": requests,
            "advice": advice,
            "plan": plans,
            "review": reviews,
            "referral": referrals,
            "support_contact": support,
            **(lists or {}),
        }
        for table in lists or {}:
            connection.execute(
                f"insert into list_coverage values ('999', '{table}', '2024-01-01', "
                f"'{data_date}', true)"
            )
        for table, rows in tables.items():
            _insert(connection, table, rows)
        connection.execute("commit")
    if public:
        write_public_set(path, public_set(path))
    return Store(path)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows) -> None:
    """The rows with their numbers; what a row does not name stays empty. Many at a time: one
    statement a row takes most of the time of a file."""
    given = numbered(table, rows)
    columns = list(dict.fromkeys(column for row in given for column in row))
    one = f"({', '.join('?' * len(columns))})"
    for some in batched(given, 200):
        connection.execute(
            f"insert into {table} ({', '.join(columns)}) values {', '.join([one] * len(some))}",
            [row.get(column) for row in some for column in columns],
        )


def numbered(table: str, rows) -> list[dict]:
    """The rows of a table with their numbers; of cases and plans with child and reference, too."""
    found = []
    for number, row in enumerate(rows, start=1):
        row = {f"{table.removesuffix('_contact')}_id": number} | row
        if table in ("request", "plan"):
            row = {"person": f"p{number}", "case_ref": f"c{number}"} | row
        found.append(row)
    return found


def batched(rows: list, size: int):
    """Lists of so many of the rows, in their order."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


def advice(
    asked: str, due: str, received: str | None, kind: str = "ep", request_id: int | None = None
) -> dict:
    return {
        "la_code": "999",
        "request_id": request_id,
        "kind": kind,
        "provider": None,
        "asked": day(asked),
        "due": day(due),
        "received": received and day(received),
        "simulated": True,
        "import_id": 1,
    }


def plan(started: str | None, ceased: str | None = None, **more) -> dict:
    return {
        "la_code": "999",
        "started": started and day(started),
        "ceased": ceased and day(ceased),
        "need": "ASD",
        "sex": "F",
        "ethnicity_group": "white_british",
        "setting": "special",
        "social_care": "none",
        "district": "S1",
        "simulated": True,
        "import_id": 1,
        "birth_month": day("2015-03-01"),
        "seen_on": day("2025-06-30"),
        "has_doubt": False,
    } | more


def review(plan_id: int, meeting: str, decided: str | None = None, **more) -> dict:
    return {
        "plan_id": plan_id,
        "la_code": "999",
        "meeting": day(meeting),
        "decided": decided and day(decided),
        "by_decision": False,
        "simulated": True,
        "import_id": 1,
    } | more


def referral(received: str, pathway: str = "autism", **more) -> dict:
    """One referral; days are given as text."""
    days = ("rejected", "first_contact", "assessment_started", "outcome_date", "discharged")
    dated = {name: day(more.pop(name)) for name in (*days, "missed_on") if name in more}
    same = ("la_code", "sex", "ethnicity_group", "social_care", "age", "age_band", "phase")
    return (
        {name: REQUEST[name] for name in same}
        | {"received": day(received), "pathway": pathway, "source": "education"}
        | {"district": "N1", "provider": "Testshire Community NHS Trust"}
        | {"placed_by": "district", "has_doubt": False, "simulated": True, "import_id": 1}
        | dated
        | more
    )


def listed(**columns) -> dict:
    """One row of a list of audits, complaints, appeals, survey answers, staff or money."""
    dated = {name: day(text) for name, text in columns.items() if _is_day(text)}
    return {"la_code": "999", "simulated": True, "import_id": 1} | columns | dated


def _is_day(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None


def support(offered: str, referral_id: int | None = None, request_id: int | None = None) -> dict:
    """One contact with a family that waits."""
    return {
        "la_code": "999",
        "referral_id": referral_id,
        "request_id": request_id,
        "kind": "call",
        "offered": day(offered),
        "simulated": True,
        "import_id": 1,
    }


def select(
    as_at: str = "2025-06-30", start: str | None = "2025-01-01", end: str | None = None, **more
) -> Selection:
    return Selection("999", day(as_at), start and day(start), end and day(end), **more)


def told_quantile(id: str, days) -> tuple[float, float, float]:
    """Value, low and high that a measure tells of these numbers of days, in days."""
    amount, n = np.unique(np.asarray(days, float), return_counts=True)
    histogram = pd.DataFrame({"cell": 0, "amount": amount, "n": n})
    cells = pd.DataFrame({"cell": [0]})
    found = values.of_histogram(catalogue.get(id), histogram, cells)
    value, low, high = found[["value", "low", "high"]].iloc[0] * values.DAYS_A_WEEK
    return value, low, high
