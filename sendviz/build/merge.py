"""Successive files add up: the same child and the same received date are the same request; the newer file wins."""

from __future__ import annotations

import duckdb
import pandas as pd

from sendviz.build.sql import do

# What changes together comes from one file: a decision and its date are never mixed from two.
DECISION = ("decision", "decided", "withdrawn_on", "decision_unusable")
OUTCOME = ("outcome", "no_plan_told", "issued", "outcome_unusable")
NOT_COMPARED = ("simulated", "import_id", "seen_on")


def load(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: pd.DataFrame,
    keys: tuple[str, ...],
    import_id: int,
    data_date: object,
) -> tuple[int, int]:
    """Merge rows (columns of the table but its id and import_id) into a table. Returns rows added and changed.

    Rows are the same if all keys are equal, missing equal to missing. Newer is what has the later data date.
    """
    columns = [c for c in _columns(connection, table) if c not in (f"{table}_id", "import_id")]
    numbered = rows.assign(occurrence=rows.groupby(list(keys), dropna=False).cumcount())
    connection.register("incoming_frame", numbered[[*columns, "occurrence"]])
    types = dict(do(connection, f"select column_name, column_type from (describe {table})"))
    casts = ", ".join(f"cast({c} as {types[c]}) as {c}" for c in columns)
    do(connection, f"create or replace temp table incoming as select {casts}, occurrence from incoming_frame")
    connection.unregister("incoming_frame")
    _match(connection, table, keys, data_date)
    changed = _update(connection, table, columns, keys, import_id)
    added = _insert(connection, table, columns, import_id)
    return added, changed


def _match(connection: duckdb.DuckDBPyConnection, table: str, keys: tuple[str, ...], data_date: object) -> None:
    """Give each incoming row the id of the row that it is, if there is one, and whether it is the newer."""
    key_list = ", ".join(keys)
    same = " and ".join(f"old.{key} is not distinct from incoming.{key}" for key in keys)
    do(
        connection,
        f"""
        create or replace temp table matched as
        with old as (
            select {table}.*, row_number() over (partition by {key_list} order by {table}_id) - 1 as occurrence
            from {table}
        )
        select incoming.*, old.{table}_id as row_id,
               coalesce(import_log.data_date <= cast($data_date as date), true) as newer
        from incoming
        left join old on {same} and old.occurrence = incoming.occurrence
        left join import_log on import_log.import_id = old.import_id
        """,
        {"data_date": data_date},
    )


def _update(
    connection: duckdb.DuckDBPyConnection, table: str, columns: list[str], keys: tuple[str, ...], import_id: int
) -> int:
    values = {c: _winner(c, grouped=table == "request") for c in columns if c not in keys}
    differs = " or ".join(
        f"({_in_table(v, table)}) is distinct from {table}.{c}" for c, v in values.items() if c not in NOT_COMPARED
    )
    joined = f"from matched join {table} on {table}.{table}_id = matched.row_id where {differs}"
    changed = do(connection, f"select count(*) {joined}")[0][0]
    if not changed:
        return 0
    for column, value in values.items():
        if column not in NOT_COMPARED:
            now = _in_table(value, table)
            do(
                connection,
                f"insert into record_change select {import_id}, '{table}', {table}_id, '{column}', "
                f"cast({table}.{column} as varchar), cast({now} as varchar) {joined} "
                f"and {table}.{column} is not null and ({now}) is distinct from {table}.{column}",
            )
    sets = ", ".join(f"{c} = {_in_table(v, table)}" for c, v in values.items())
    do(
        connection,
        f"update {table} set {sets}, import_id = case when matched.newer then {import_id} else {table}.import_id end "
        f"from matched where matched.row_id = {table}.{table}_id and ({differs})",
    )
    return int(changed)


def _winner(column: str, grouped: bool) -> str:
    """SQL for the merged value of a column: NEW and OLD stand for the two rows."""
    for group in (DECISION, OUTCOME) if grouped else ():
        if column in group:
            # H says only that it happened before that file's year; it never replaces what an earlier file tells.
            tells_new = f"coalesce(NEW.{group[0]} <> 'H', false)"
            tells_old = f"coalesce(OLD.{group[0]} <> 'H', false)"
            return (
                f"case when NEW.newer and {tells_new} then NEW.{column} when {tells_old} then OLD.{column} "
                f"when {tells_new} then NEW.{column} else coalesce(OLD.{column}, NEW.{column}) end"
            )
    return (
        f"case when NEW.newer then coalesce(NEW.{column}, OLD.{column}) else coalesce(OLD.{column}, NEW.{column}) end"
    )


def _in_table(value: str, table: str) -> str:
    return value.replace("NEW.", "matched.").replace("OLD.", f"{table}.")


def _insert(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str], import_id: int) -> int:
    first = do(connection, f"select coalesce(max({table}_id), 0) from {table}")[0][0]
    names = ", ".join(columns)
    do(
        connection,
        f"insert into {table} ({table}_id, {names}, import_id) "
        f"select {first} + row_number() over (), {names}, {import_id} from matched where row_id is null",
    )
    return int(do(connection, "select count(*) from matched where row_id is null")[0][0])


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [row[0] for row in do(connection, f"select column_name from (describe {table})")]
