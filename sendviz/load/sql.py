"""Running SQL on the file that is being built. An open result owns its connection, so every result
is drained.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd


def do(
    connection: duckdb.DuckDBPyConnection, sql: str, given: pd.DataFrame | None = None, **values
) -> list[tuple]:
    """Run one statement, in which `given` stands for the rows of a frame; returns all its rows
    (none for most).
    """
    with _registered(connection, given):
        return connection.execute(sql, values).fetchall()


def frame(
    connection: duckdb.DuckDBPyConnection, sql: str, given: pd.DataFrame | None = None, **values
) -> pd.DataFrame:
    """The rows of one statement as a frame; `given` as for `do`."""
    with _registered(connection, given):
        return connection.execute(sql, values).df()


@contextmanager
def _registered(
    connection: duckdb.DuckDBPyConnection, given: pd.DataFrame | None
) -> Iterator[None]:
    if given is None:
        yield
        return
    connection.register("given", given)
    try:
        yield
    finally:
        connection.unregister("given")


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a table and their types, in their order."""
    return dict(do(connection, f"select column_name, column_type from (describe {table})"))


def quoted(path: str | os.PathLike) -> str:
    """A path as an SQL string literal; ATTACH takes no bound value."""
    return "'" + str(Path(path)).replace("'", "''") + "'"
