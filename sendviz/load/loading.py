"""One delivery on its way into the file that is being built: what every step of it needs; and
running SQL on that file. An open result owns its connection, so every result is drained.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import Delivery

NAMED_VALUE = re.compile(r"\$([a-z_0-9]+)")


@dataclass(frozen=True)
class Loading:
    """One delivery being loaded.

    connection      to the new file
    delivery        what a reader made of one file
    import_id       its number in import_log
    salt            of the hashes that stand for children
    postcodes       columns postcode, district and, where the list has it, lsoa; None without a list
    postcodes_mark  tells one postcode list from another; None without a list
    """

    connection: duckdb.DuckDBPyConnection
    delivery: Delivery
    import_id: int
    salt: bytes
    postcodes: pd.DataFrame | None = None
    postcodes_mark: str | None = None

    @property
    def la_code(self) -> str:
        """Of the council whose records they are; empty for what is of all England."""
        return self.delivery.la_code or ""

    @property
    def day(self) -> pd.Timestamp:
        """The day to which the delivery's records are known."""
        return pd.Timestamp(self.delivery.reference_date)

    @property
    def nowhere(self) -> str:
        """The area of the council's children whose district is not known."""
        return f"{self.la_code}/unknown"

    def has(self, *tables: str) -> bool:
        """Whether the delivery holds any of these tables."""
        return bool({*tables} & set(self.delivery.tables))

    def with_tables(self, **tables: pd.DataFrame) -> Loading:
        """The same, with these tables in place of the delivery's own."""
        every = {**self.delivery.tables, **tables}
        return replace(self, delivery=replace(self.delivery, tables=every))

    def as_import(self, import_id: int, day: date) -> Loading:
        """The same under the number and the day of another import."""
        return replace(
            self, import_id=import_id, delivery=replace(self.delivery, reference_date=day)
        )

    def do(self, sql: str, given: pd.DataFrame | None = None, **values: object) -> list[tuple]:
        """Run one statement; see the function `do`. $la, $day, $import_id, $simulated, $layout,
        $edition and $sha are the delivery's own.
        """
        return do(self.connection, sql, given, **self._bound(sql, values))

    def frame(self, sql: str, given: pd.DataFrame | None = None, **values: object) -> pd.DataFrame:
        """The rows of one statement; values as for `do`."""
        return frame(self.connection, sql, given, **self._bound(sql, values))

    def append(self, table: str, rows: pd.DataFrame) -> int:
        """Add the rows of a frame to a table, by name; columns that the frame lacks stay empty,
        those that the table lacks are left out. Returns how many.
        """
        own = [name for name in self.columns(table) if name in rows]
        self.do(f"insert into {table} by name select {', '.join(own)} from given", rows)
        return len(rows)

    def columns(self, table: str) -> dict[str, str]:
        """The columns of a table and their types, in their order."""
        return columns(self.connection, table)

    def _bound(self, sql: str, values: dict[str, object]) -> dict[str, object]:
        own = {
            "la": self.delivery.la_code,
            "day": self.delivery.reference_date,
            "import_id": self.import_id,
            "simulated": self.delivery.simulated,
            "layout": self.delivery.layout,
            "edition": self.delivery.edition,
            "sha": self.delivery.sha256,
        }
        return {name: (own | values)[name] for name in NAMED_VALUE.findall(sql)}


def do(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    given: pd.DataFrame | None = None,
    **values: object,
) -> list[tuple]:
    """Run one statement, in which `given` stands for the rows of a frame; returns all its rows
    (none for most).
    """
    with _registered(connection, given):
        return connection.execute(sql, values).fetchall()


def frame(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    given: pd.DataFrame | None = None,
    **values: object,
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
