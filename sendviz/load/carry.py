"""What a new file takes over from the old one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from sendviz.ask import store
from sendviz.catalogue import ROOM
from sendviz.catalogue.layouts import BadFile
from sendviz.load.sql import columns, do, frame

SCHEMA = ROOM / "schema.sql"
# Advice that came before its case: its reference, kept until the case arrives. The build's own.
WAITING = (
    "create table advice_waiting "
    "(advice_id bigint primary key, la_code varchar not null, case_ref varchar not null)"
)
# Support told of before its referral or case: idem.
SUPPORT_WAITING = (
    "create table support_waiting (support_id bigint primary key, la_code varchar not null, "
    "referral_ref varchar, case_ref varchar)"
)
# Councils of whose children the old file holds real referrals.
REFERRED = "create temp table referred_before (la_code varchar)"
# What a build from scratch needs of the old file: what was told, to see what it changes.
TOLD = ("headline", "restatement")


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty tables of schema.sql, and the build's own."""
    do(connection, SCHEMA.read_text("utf-8"))
    do(connection, WAITING)
    do(connection, SUPPORT_WAITING)
    do(connection, REFERRED)


def over(connection: duckdb.DuckDBPyConnection, target: Path, fresh: bool) -> pd.DataFrame:
    """Copy the old file's rows (of a fresh build: only what was told of earlier periods).

    Returns the coverage of the old file: la_code, data_date, simulated, name; empty if there is
    none. Raises BadFile if the old file is needed and is not one of ours.
    """
    none = pd.DataFrame({"la_code": [], "data_date": [], "simulated": [], "name": []})
    if not target.exists():
        return none
    try:
        do(connection, f"attach {store.quoted(target)} as old (read_only)")
        return _copied(connection, fresh)
    except duckdb.Error as error:
        if fresh:
            return none
        raise BadFile(
            f"{target.name} is not a complete sendviz file of this version. "
            "Build a new one: python -m sendviz build."
        ) from error
    finally:
        do(connection, "detach database if exists old")


def _copied(connection: duckdb.DuckDBPyConnection, fresh: bool) -> pd.DataFrame:
    before = frame(
        connection,
        "select la_code, data_date, simulated, coalesce(name, la_code) as name "
        "from old.coverage left join old.council using (la_code) order by name",
    )
    theirs = {
        row[0]
        for row in do(
            connection, "select table_name from duckdb_tables() where database_name = 'old'"
        )
    }
    if "referral_coverage" in theirs:
        do(
            connection,
            "insert into referred_before "
            "select distinct la_code from old.referral_coverage where not simulated",
        )
    ours = do(
        connection,
        "select table_name from duckdb_tables() where database_name <> 'old' and not temporary",
    )
    for (table,) in ours:
        if table in theirs and (table in TOLD or not fresh):
            held = columns(connection, f"old.{table}" if table in TOLD else table)
            names = ", ".join(name for name in columns(connection, table) if name in held)
            do(connection, f"insert into {table} ({names}) select {names} from old.{table}")
    return before


def check_nothing_lost(
    connection: duckdb.DuckDBPyConnection, before: pd.DataFrame, target: Path
) -> None:
    """Raises BadFile if a build from scratch would throw away a council's real records."""
    real = set(before.loc[~before["simulated"].astype(bool), "la_code"])
    lost = real - _real(connection, "coverage")
    referred = {row[0] for row in do(connection, "select la_code from referred_before")}
    lost |= referred - _real(connection, "referral_coverage")
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


def _real(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    return {row[0] for row in do(connection, f"select la_code from {table} where not simulated")}
