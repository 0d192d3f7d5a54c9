"""Two people of earlier files who turn out to be one child: their rows become the rows of one."""

from __future__ import annotations

import duckdb
import pandas as pd

from sendviz.load import merge, people
from sendviz.load.sql import do, frame, put

# Which tables point to the rows of a table, and by what.
POINTING = {"request": ("advice", "request_id"), "plan": ("review", "plan_id")}


def join(connection: duckdb.DuckDBPyConnection, same: pd.DataFrame) -> None:
    """same: gone, person. Requests and plans of the one who goes are merged with those of the one
    who stays, as if both had come under one name, each with the day of its own import.
    """
    if same.empty:
        return
    people.join(connection, same)
    names = same.set_index("gone")["person"]
    for table in POINTING:
        rows = frame(
            connection,
            f"select {table}.*, log.data_date from {table} "
            f"left join import_log as log on log.import_id = {table}.import_id "
            f"where person = any($gone) order by {table}_id",
            {"gone": list(names.index)},
        )
        do(
            connection,
            f"delete from {table} where person = any($gone)",
            {"gone": list(names.index)},
        )
        rows["person"] = rows["person"].map(names)
        for (import_id, day), part in rows.groupby(["import_id", "data_date"]):
            done = merge.load(connection, table, part, int(import_id), day)
            _point(connection, table, part[f"{table}_id"], done.ids)
    _reviews_once(connection)


def _point(
    connection: duckdb.DuckDBPyConnection, table: str, was: pd.Series, now: pd.Series
) -> None:
    """What pointed to the rows that were taken out points to those that they have become."""
    pairs = pd.DataFrame({"was": was, "now": now})
    pointing, column = POINTING[table]
    put(
        connection,
        f"update {pointing} set {column} = given.now from given where given.was = {column}",
        pairs,
    )
    put(
        connection,
        "update record_change set row_id = given.now from given "
        f"where given.was = row_id and table_name = '{table}'",
        pairs,
    )


def _reviews_once(connection: duckdb.DuckDBPyConnection) -> None:
    do(
        connection,
        "delete from review where review_id in (select review_id from review "
        "qualify row_number() over (partition by plan_id, meeting order by review_id desc) > 1)",
    )
