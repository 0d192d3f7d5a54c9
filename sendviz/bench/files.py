"""The files that are measured: one built as any other, one with its records many times over."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sendviz import load, simulate
from sendviz.ask.store import quoted
from sendviz.catalogue import ROOM
from sendviz.catalogue.layouts import Delivery
from sendviz.load.readers import bundled, places

SCHEMA = ROOM / "schema.sql"
# The columns by which copied rows must be told apart, and still find each other.
KEYS = {
    "request": ("request_id",),
    "plan": ("plan_id",),
    "review": ("review_id", "plan_id"),
    "advice": ("advice_id", "request_id"),
}
APART = 1_000_000_000
OURS = "select table_name from duckdb_tables() where database_name <> 'old'"


@dataclass(frozen=True)
class Built:
    """What one build did: records read from the deliveries, rows in the file, seconds by the clock
    and of the processor.
    """

    read: int
    rows: int
    seconds: float
    processor: float


def built(target: Path, councils: Sequence[str]) -> Built:
    """Build a file of the published figures, the areas and these councils' simulated records."""
    made: list[Delivery] = simulate.deliveries(tuple(councils))
    load.run([*bundled.deliveries(), places.four_councils()], target, fresh=True)
    started, processor = time.perf_counter(), time.process_time()
    load.run(made, target)
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    read = sum(len(frame) for each in made for frame in each.tables.values())
    return Built(read, rows_in(target), seconds, processor)


def copied(source: Path, target: Path, copies: int) -> float:
    """Write every record so many times over, as other children of the council; seconds."""
    started = time.perf_counter()
    with duckdb.connect(str(target)) as connection:
        connection.execute(SCHEMA.read_text("utf-8"))
        connection.execute(f"attach {quoted(source)} as old (read_only)")
        for (table,) in connection.execute(OURS).fetchall():
            connection.execute(f"insert into {table} by name {_rows(table, copies)}")
        connection.execute("detach old")
        connection.execute("checkpoint")
    return time.perf_counter() - started


def _rows(table: str, copies: int) -> str:
    if table not in KEYS:
        return f"select * from old.{table}"
    changed = [f"{key} + n * {APART} as {key}" for key in KEYS[table]]
    changed += ["md5(person || n) as person"] if table in ("request", "plan") else []
    new = ", ".join(changed)
    return f"select own.* replace ({new}) from old.{table} as own, range({copies}) as copy(n)"


def rows_in(path: Path) -> int:
    """Requests, plans, reviews and advice in a file."""
    with duckdb.connect(str(path), read_only=True) as connection:
        counts = [
            connection.execute(f"select count(*) from {table}").fetchone()[0] for table in KEYS
        ]
    return sum(counts)
