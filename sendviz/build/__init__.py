"""Readers' deliveries -> checks -> tables, in a new file beside the old one, swapped in whole when it is complete.

A build that fails, is killed or finds a fatal error leaves the old file untouched.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from sendviz import store
from sendviz.build import load, restate
from sendviz.build.people import check_salt, read_salt
from sendviz.build.sql import do
from sendviz.layouts import BadFile, Delivery

Progress = Callable[[str], None]
Headlines = Callable[[Path], pd.DataFrame]
SCHEMA = Path(__file__).resolve().parents[1] / "schema.sql"
STARTED = ".building-"


@dataclass(frozen=True)
class Report:
    """What one build did: rows read, added, changed and refused by delivery, checks that found something, seconds."""

    imports: pd.DataFrame
    issues: pd.DataFrame
    restated: int
    notes: tuple[str, ...]


def run(
    deliveries: Sequence[Delivery],
    target: Path,
    *,
    postcodes: pd.DataFrame | None = None,
    headlines: Headlines | None = None,
    progress: Progress = lambda _: None,
    fresh: bool = False,
) -> Report:
    """Add the deliveries to what the file holds (or start a fresh one), and swap the result in.

    headlines: gives the headline figures of a built file (la_code, measure, period_start, period, numerator,
    denominator, value), so that what changed is kept as restatements. Raises BadFile if a delivery cannot be
    loaded; the old file then stands as it was.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(target):
        _clear_leftovers(target)
        handle, name = tempfile.mkstemp(prefix=target.name + STARTED, suffix=".tmp", dir=target.parent)
        os.close(handle)
        built = Path(name)
        built.unlink()
        try:
            report = _build(deliveries, target, built, postcodes, headlines, progress, fresh)
            store.swap_in(built, target)
        finally:
            for left in (built, built.with_name(built.name + ".wal")):
                left.unlink(missing_ok=True)
    return report


def _build(
    deliveries: Sequence[Delivery],
    target: Path,
    built: Path,
    postcodes: pd.DataFrame | None,
    headlines: Headlines | None,
    progress: Progress,
    fresh: bool,
) -> Report:
    salt = read_salt(target)
    connection = duckdb.connect(str(built))
    try:
        do(connection, SCHEMA.read_text("utf-8"))
        if target.exists() and not fresh:
            progress("Copying what is there")
            _copy_old(connection, target)
        check_salt(connection, salt)
        notes: list[str] = []
        first = do(connection, "select coalesce(max(import_id), 0) + 1 from import_log")[0][0]
        for number, delivery in enumerate(deliveries, start=first):
            progress(f"Loading {delivery.source}")
            notes += load.one(connection, delivery, number, salt, postcodes)
        do(
            connection,
            "insert or replace into meta values ('built_at', $now)",
            {"now": datetime.now(UTC).isoformat()[:19]},
        )
        do(connection, "checkpoint")
    finally:
        connection.close()
    restated = 0
    if headlines:
        progress("Comparing with the figures before")
        restated = restate.keep(built, headlines(built))
    return _report(built, first, restated, notes)


def _copy_old(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    try:
        do(connection, f"attach {store.quoted(target)} as old (read_only)")
    except duckdb.Error as error:
        raise BadFile(f"{target.name} is not a complete sendviz file; build a fresh one: sendviz build") from error
    own = {row[0] for row in do(connection, "select table_name from duckdb_tables() where database_name <> 'old'")}
    theirs = do(connection, "select table_name from duckdb_tables() where database_name = 'old'")
    for (table,) in theirs:
        if table in own:
            do(connection, f"insert into {table} by name select * from old.{table}")
    do(connection, "detach old")


def _report(built: Path, first: int, restated: int, notes: Sequence[str]) -> Report:
    with duckdb.connect(str(built), read_only=True) as connection:
        imports = connection.execute("select * from import_log where import_id >= $first", {"first": first}).df()
        issues = connection.execute(
            "select import_id, rule, severity, count(*) as n from data_issue where import_id >= $first "
            "group by 1, 2, 3 order by 1, 2",
            {"first": first},
        ).df()
    return Report(imports, issues, restated, tuple(notes))


def _clear_leftovers(target: Path) -> None:
    """Files of builds that were killed."""
    for left in target.parent.glob(target.name + STARTED + "*"):
        left.unlink(missing_ok=True)


@contextmanager
def _only_one(target: Path) -> Iterator[None]:
    """One build at a time: a second one would start from the same old file and lose what the first one added."""
    with open(target.with_name(target.name + ".lock"), "a+") as handle:
        try:
            _lock(handle)
        except OSError:
            raise BadFile(f"Another build of {target.name} is under way; wait until it has finished.") from None
        yield


def _lock(handle) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
