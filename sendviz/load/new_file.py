"""The new file beside the old one: one build at a time, what it takes over, which figures of
periods told before it changes, and the swap.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import BadFile, schema_sql
from sendviz.load.aliases import STARTED, salt_file
from sendviz.load.loading import columns, do, frame, quoted

# The build's own tables: advice and support told of before their case or referral, kept under its
# reference until it arrives; and the councils of which the old file holds real referrals or plans.
OWN_TABLES = """
create table advice_waiting
    (advice_id bigint primary key, la_code varchar not null, case_ref varchar not null);
create table support_waiting
    (support_id bigint primary key, la_code varchar not null, referral_ref varchar,
     case_ref varchar);
create temp table referred_before (la_code varchar);
create temp table planned_before (la_code varchar);
"""
# What a build from scratch needs of the old file: what was told, to see what it changes and to keep
# what public view has been told of parts.
TOLD = ("headline", "restatement", "public_figure", "public_quarter")

# A period that was not over at the data date before is completed by a newer file, not restated.
# Figures of made-up and of real records tell of different children.
CHANGED = """
insert into restatement
select $noticed_at, told.la_code, told.measure, told.period_start, told.period,
       told.numerator, told.denominator, told.value, now.numerator, now.denominator, now.value
from headline as told
join headline_now as now using (la_code, measure, period_start, period)
join coverage_before as before using (la_code)
join coverage using (la_code)
where (told.numerator is distinct from now.numerator
       or told.denominator is distinct from now.denominator
       or abs(told.value - now.value) > 1e-9)
    and before.simulated = coverage.simulated
    and told.period_start + case told.period when 'month' then interval 1 month
                                             else interval 1 year end
        <= before.data_date + interval 1 day
order by told.la_code, told.measure, told.period_start
"""
OF_OTHERS = """
delete from restatement where la_code in (
    select la_code from coverage join coverage_before as before using (la_code)
    where before.simulated <> coverage.simulated)
"""


def under_construction(target: Path) -> Path:
    """Where the new file grows: in the same folder, so that it can be swapped in whole."""
    return target.with_name(f"{target.name}{STARTED}{os.getpid()}.tmp")


def remove_leftovers(target: Path) -> None:
    """Remove what this build or one that was killed has left."""
    for left in list(target.parent.iterdir()):
        if left.name.startswith((target.name + STARTED, salt_file(target).name + STARTED)):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


@contextmanager
def only_build(target: Path) -> Iterator[None]:
    """One build at a time: a second one would start from the same old file and lose what the first
    one added. Raises BadFile while another is under way; the lock ends with its process.
    """
    with open(target.with_name(target.name + ".lock"), "a+") as handle:
        try:
            _lock(handle)
        except OSError:
            raise BadFile(
                f"Another build of {target.name} is under way. Wait until it has finished, "
                "then try again; nothing was changed."
            ) from None
        yield


def _lock(handle: TextIO) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def swap_in(built: Path, target: Path) -> None:
    """Put a finished file in the place of the old one, whole; both must be on one file system."""
    with open(built, "rb+") as handle:
        os.fsync(handle.fileno())
    os.replace(built, target)


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty tables of tables/*.toml, and the build's own."""
    do(connection, schema_sql())
    do(connection, OWN_TABLES)


def copy_old_rows(
    connection: duckdb.DuckDBPyConnection, target: Path, *, fresh: bool
) -> pd.DataFrame:
    """Copy the old file's rows (of a fresh build: only what was told of earlier periods).

    Returns the coverage of the old file: la_code, data_date, simulated, name; empty if there is
    none. Raises BadFile if the old file is needed and is not one of ours.
    """
    none = pd.DataFrame({"la_code": [], "data_date": [], "simulated": [], "name": []})
    if not target.exists():
        return none
    try:
        do(connection, f"attach {quoted(target)} as old (read_only)")
        return _copied(connection, TOLD if fresh else None)
    except duckdb.Error as error:
        if fresh:
            return none
        raise BadFile(
            f"{target.name} is not a complete sendviz file of this version. "
            "Build a new one: python -m sendviz build."
        ) from error
    finally:
        do(connection, "detach database if exists old")


def _copied(connection: duckdb.DuckDBPyConnection, wanted: tuple[str, ...] | None) -> pd.DataFrame:
    before = frame(
        connection,
        "select la_code, data_date, simulated, coalesce(name, la_code) as name "
        "from old.coverage left join old.council using (la_code) order by name",
    )
    named = "select table_name from duckdb_tables() where database_name"
    theirs = {name for (name,) in do(connection, f"{named} = 'old'")}
    if "referral_coverage" in theirs:
        do(
            connection,
            "insert into referred_before "
            "select distinct la_code from old.referral_coverage where not simulated",
        )
    if "action" in theirs:
        do(
            connection,
            "insert into planned_before "
            "select distinct la_code from old.action where not simulated",
        )
    for (table,) in do(connection, f"{named} <> 'old' and not temporary"):
        if table in theirs and (wanted is None or table in wanted):
            own = columns(connection, table)
            held = columns(connection, f"old.{table}") if table in TOLD else own
            names = ", ".join(name for name in own if name in held)
            do(connection, f"insert into {table} ({names}) select {names} from old.{table}")
    return before


def check_nothing_lost(
    connection: duckdb.DuckDBPyConnection, before: pd.DataFrame, target: Path
) -> None:
    """Raises BadFile if a build from scratch would throw away a council's real records."""
    real = set(before.loc[~before["simulated"].astype(bool), "la_code"])
    lost = real - _of_real_records(connection, "coverage")
    referred = {code for (code,) in do(connection, "select la_code from referred_before")}
    lost |= referred - _of_real_records(connection, "referral_coverage")
    planned = {code for (code,) in do(connection, "select la_code from planned_before")}
    lost |= planned - _of_real_records(connection, "action")
    if lost:
        known = dict(zip(before["la_code"], before["name"], strict=True)) | dict(
            do(connection, "select la_code, name from council")
        )
        names = ", ".join(sorted(known.get(code, code) for code in lost))
        raise BadFile(
            f"{target.name} holds real records of {names}, not all of which "
            "this build loads. Put their files into the folder, add files with import instead, "
            f"or move {target.name} away first. Nothing was changed."
        )


def _of_real_records(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    return {code for (code,) in do(connection, f"select la_code from {table} where not simulated")}


def write_public_set(built: Path, rows: Mapping[str, pd.DataFrame]) -> None:
    """Put the rows of what public view is told of parts in the place of those before."""
    with closing(duckdb.connect(str(built))) as connection:
        for table, given in rows.items():
            do(connection, f"delete from {table}")
            do(connection, f"insert into {table} by name select * from given", given)
        do(connection, "checkpoint")


def record_restatements(built: Path, now: pd.DataFrame, before: pd.DataFrame) -> int:
    """Write the new headline figures into the built file and every change to `restatement`; how
    many changed.

    now: la_code, measure, period_start, period, numerator, denominator, value. before: la_code,
    data_date and simulated of the file that this one replaces.
    """
    columns = "la_code, measure, period_start, period, numerator, denominator, value"
    with closing(duckdb.connect(str(built))) as connection:
        do(connection, f"create temp table headline_now as select {columns} from given", now)
        do(
            connection,
            "create temp table coverage_before as select cast(la_code as varchar) as la_code, "
            "cast(data_date as date) as data_date, cast(simulated as boolean) as simulated "
            "from given",
            before,
        )
        do(connection, OF_OTHERS)
        noticed_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        changed = do(connection, CHANGED, noticed_at=noticed_at)[0][0]
        do(connection, "delete from headline")
        do(connection, f"insert into headline select {columns} from headline_now")
        do(connection, "checkpoint")
    return int(changed)
