"""Running SQL on the file that is being built. An open result owns its connection, so every result is drained."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pandas as pd


def do(connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None) -> list[tuple]:
    """Run one statement and return all its rows (none for most)."""
    return connection.execute(sql, dict(values or {})).fetchall()


def append(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Add the rows of a frame to a table, columns by name; columns that the frame lacks stay empty."""
    connection.register("appended_rows", rows)
    do(connection, f"insert into {table} by name select * from appended_rows")
    connection.unregister("appended_rows")
