"""Running SQL on the file that is being built. An open result owns its connection, so every result
is drained.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pandas as pd

Values = Mapping[str, object]


def do(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Values | None = None
) -> list[tuple]:
    """Run one statement and return all its rows (none for most)."""
    return connection.execute(sql, dict(values or {})).fetchall()


def frame(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Values | None = None
) -> pd.DataFrame:
    """The rows of one statement as a frame."""
    return connection.execute(sql, dict(values or {})).df()


def put(connection: duckdb.DuckDBPyConnection, sql: str, rows: pd.DataFrame) -> None:
    """Run one statement in which `given` stands for the rows of a frame."""
    connection.register("given", rows)
    do(connection, sql)
    connection.unregister("given")


def append(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Add the rows of a frame to a table, columns by name; those the frame lacks stay empty."""
    put(connection, f"insert into {table} by name select * from given", rows)


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a table and their types, in their order."""
    return dict(do(connection, f"select column_name, column_type from (describe {table})"))
