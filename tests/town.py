"""A made-up town with records of every kind, its public file, and the plain pages made of that."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from sendviz import ask
from sendviz.ask.store import Store
from sendviz.commands import main
from sendviz.load import new_file
from tests import plan_rows
from tests import second_way as own
from tests.handmade import numbered
from tests.test_measures import LISTS

FIRST, LAST = date(2024, 10, 1), date(2025, 6, 30)
FULL, PUBLIC, PAGES = "town.duckdb", "public.duckdb", "pages"


def references(n: int, kind: str) -> list[str]:
    """Marks of children that stand nowhere else by chance."""
    return [f"{kind}{number * 2654435761 % 2**32:08x}zq" for number in range(n)]


SECRET = "nobody outside may read this"


def with_plan(path: Path) -> None:
    """A plan with a public line and one that is not, and what is not public of both."""
    store = Store(path)
    lines = [
        plan_rows.action("1.1", lead_role=SECRET),
        plan_rows.action("1.2", title=SECRET, public=False, finding_id="f1"),
    ]
    told = {"reason": SECRET, "note": SECRET, "entered_by": SECRET}
    kept = {"title": SECRET, "kept_at": SECRET, "seen_by": "officer"}
    plan_rows.put(store, "action", lines)
    plan_rows.put(store, "action_update", [plan_rows.said(each["ref"], **told) for each in lines])
    shown = [
        plan_rows.shown("1.1", **kept),
        plan_rows.shown("1.2", kept_at=SECRET, owner_role=SECRET, title="A public count"),
        plan_rows.shown(
            "f", finding_id="f1", action_id=None, level=4, title="What families say", base_n=3
        ),
    ]
    plan_rows.put(store, "finding", [plan_rows.found(1)])
    plan_rows.put(store, "evidence", shown)
    plan_rows.put(store, "promise", [plan_rows.PROMISE | {"promise_id": "1"}])
    store.close()


def add_lists(path: Path) -> None:
    """Audits, complaints, appeals, answers, staff and money, with references of cases."""
    with duckdb.connect(str(path)) as connection:
        for table, rows in LISTS.items():
            made = pd.DataFrame(numbered(table, rows))
            if table in ("audit", "complaint", "appeal"):
                made = made.assign(case_ref=references(len(made), "cas"))
            connection.register("made", made)
            connection.execute(f"insert into {table} by name select * from made")
            connection.unregister("made")
            connection.execute(
                "insert into list_coverage values ('999', ?, ?, ?, true)", [table, FIRST, LAST]
            )


def town(path: Path) -> Path:
    """Testshire with random records of every kind, the public set, checks and a provider's list."""
    tables = own.known_on(own.made_up(np.random.default_rng(own.SEED)), own.END)
    covered = tables["referral_coverage"].assign(first_day=pd.Timestamp(FIRST))
    for name, column in (("request", "case_ref"), ("referral", "referral_ref")):
        marked = {column: references(len(tables[name]), column[:3])}
        marked["person"] = references(len(tables[name]), "per")
        tables[name] = tables[name].assign(**marked)
    own.written(path, tables | {"referral_coverage": covered}).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("update coverage set first_day = $first", {"first": FIRST})
        connection.execute("insert into meta values ('built_at', '2025-07-01T09:00:00')")
        connection.execute("insert into meta values ('salt_mark', 'marksalt')")
        connection.execute(
            "insert into import_log select range, 'list ' || range, 'layout', null, "
            "if(range = 9, null, '999'), 'f.csv', 'sum', 20, 20, 0, '3 too late', 0, null, true, "
            "'2025-07-01', 1, 'one cell', null, null, null from range(1, 10)"
        )
        connection.execute("update referral set import_id = 2")
        connection.execute("update support_contact set import_id = 2")
        connection.execute(
            "insert into data_issue select 1, 'R0' || (1 + range % 4), 'warning', '999', 'N1', "
            "'request', range, 'CASE' || range, '2025-01-01', true from range(50)"
        )
    add_lists(path)
    with_plan(path)
    new_file.write_public_set(path, ask.public_set(path))
    return path


def town_and_public(folder: Path) -> None:
    """The town's file, and what the command makes of it for a public server."""
    full = town(folder / FULL)
    assert main(["publish", str(folder / PUBLIC), "--db", str(full)]) == 0


def with_pages(folder: Path, full: Path) -> None:
    """The public file and its plain pages, by the command."""
    line = ["publish", str(folder / PUBLIC), "--db", str(full), "--html", str(folder / PAGES)]
    assert main(line) == 0


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that `make` has filled once a run, for whichever worker asked first: this worker's
    own copy of it."""
    base = factory.getbasetemp()
    kept = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / f"once-{name}"
    with open(f"{kept}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            half = factory.mktemp(f"{name}-half")
            make(half)
            half.rename(kept)
    return Path(shutil.copytree(kept, factory.mktemp(name), dirs_exist_ok=True))
