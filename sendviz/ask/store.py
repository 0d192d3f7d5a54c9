"""The DuckDB file: open it read-only, notice when a new one is swapped in.

The file is attached to an in-memory connection, because `duckdb.connect(path)` in a process that
had the old file
open would still give the old data after a swap. Every query gets its own cursor: a connection
shared by threads raises in DuckDB 2.0.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd

from sendviz.ask import written
from sendviz.ask.once import MadeOnce

# A screen takes many small frames from here; on those, text kept as Python's own is a fifth faster
# than Arrow's.
pd.set_option("mode.string_storage", "python")

DEFAULT_PATH = Path(__file__).resolve().parents[2] / "data" / "sendviz.duckdb"
# A column of each kind of file that earlier versions lack.
COLUMN_OF_NOW = {"referral": "has_doubt", "whole_count": "known_from", "promise": "wording"}
Identity = tuple[int, int, int]
# Of the file, and how often its workspace was written in.
Version = tuple[Identity, int]
MOST_TABLE_BYTES = 400 * 2**20
MOST_CACHED = 3000
# Of such errors the file is the cause, not the question.
OF_DAMAGE = (
    duckdb.IOException,
    duckdb.SerializationException,
    duckdb.InternalException,
    duckdb.FatalException,
)
# What `meta` says of the kind of a public file; others say nothing.
PUBLIC_KIND = "public"
Made = TypeVar("Made")


class NoFile(FileNotFoundError):
    """There is no built file, or it is not one of ours: says what to run."""


class Store:
    """One built file. Threads may share it; a file swapped in is noticed at the next query."""

    def __init__(self, path: str | os.PathLike | None = None):
        self.path = Path(path or os.environ.get("SENDVIZ_DB") or DEFAULT_PATH)
        self._lock = threading.Lock()
        self._open: dict[Identity, duckdb.DuckDBPyConnection] = {}
        self._watch = written.Watch(self.path)
        self._registered: dict[Identity, int] = {}
        self._answers, self._tables = MadeOnce(), MadeOnce()
        self._names = count(1)
        self._held = threading.local()

    def identity(self) -> Version:
        """Inode, time and size of the file, which change when a new build is swapped in; and a
        number that grows when somebody writes in the workspace beside it."""
        return getattr(self._held, "identity", None) or self._look()

    @contextmanager
    def one_version(self) -> Iterator[None]:
        """Whatever this thread asks in the block is told by the file as it is now: a screen is of
        one build, and the file is looked at once and not at every answer."""
        with suppress(NoFile):
            self._held.identity = self._look()
        try:
            yield
        finally:
            self._held.identity = None

    def _look(self) -> Version:
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            raise NoFile(
                f"{self.path} does not exist. Build it: python -m sendviz build --simulate"
            ) from None
        return (found.st_ino, found.st_mtime_ns, found.st_size), self._watch.version()

    @property
    def is_public(self) -> bool:
        """Whether this is a public file: the public set and answers of whole councils, and no row
        about any child."""
        found = self.cached_rows("select value from meta where key = 'kind'")
        return list(found["value"]) == [PUBLIC_KIND]

    def frame(self, sql: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
        """The rows of one statement as a frame; parameters are bound by name."""
        return _rows(self.path, self._newest()[1], sql, parameters)

    def cached(self, key: tuple, make: Callable[[], Made]) -> Made:
        """What was made for this key from this very file, made once: a frame, handed out as a copy
        on write, or values that nobody can change."""
        found = self._answers.get((self.identity(), *key), make)
        if len(self._answers) > MOST_CACHED:
            self._answers.drop_oldest()
        return found.copy(deep=False) if isinstance(found, pd.DataFrame) else found

    def rows_over_memory_table(
        self,
        name: str,
        source: str,
        held: Mapping[str, object],
        rest: str,
        parameters: Mapping[str, object],
    ) -> pd.DataFrame:
        """The rows of `with name as (source) rest`, where the rows of the source are kept in
        memory, made once.

        held: the values bound in the source; parameters: those bound in the rest.
        """
        (identity, version), connection = self._newest()
        # Only what stands on the workspace is made again when somebody writes there.
        of_both = any(view in source for view in written.KNOWN)
        key = (identity, version if of_both else 0, source, tuple(sorted(held.items())))

        def rows() -> pd.DataFrame:
            table = self._tables.get(key, lambda: self._table(connection, source, held))
            return _rows(
                self.path, connection, f"with {name} as (select * from {table}){rest}", parameters
            )

        try:
            return rows()
        except duckdb.CatalogException:
            # Dropped by another thread between its name and its rows: made again.
            self._tables.drop(lambda each: each == key)
            return rows()

    def _table(
        self, connection: duckdb.DuckDBPyConnection, source: str, held: Mapping[str, object]
    ) -> str:
        # What was kept of a file before went, or goes, with its connection.
        self._tables.drop(lambda key: key[0] not in self._open)
        while _table_bytes(self.path, connection) > MOST_TABLE_BYTES and (
            oldest := self._tables.drop_oldest()
        ):
            _rows(self.path, connection, f"drop table if exists {oldest}")
        table = f"memory.main.kept_{next(self._names)}"
        _rows(self.path, connection, f"create table {table} as {source}", held)
        return table

    def cached_rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
        """As `frame`, kept until the file changes: for councils and areas, which every question
        asks for."""
        key = (sql, tuple(sorted((parameters or {}).items())))
        return self.cached(key, lambda: self.frame(sql, parameters))

    def newer_in_app(self, la_code: str, import_id: int, day: date) -> int:
        """How many actions of an import of this day were updated in the app on it or after."""
        asked = {"la": la_code, "import_id": import_id, "day": day}
        return int(self.frame(written.NEWER, asked)["n"][0])

    def close(self) -> None:
        """Close every version that is open."""
        with self._lock:
            for connection in self._open.values():
                connection.close()
            self._open.clear()
            self._registered.clear()
        self._watch.close()
        self._tables.drop(lambda key: True)

    def _newest(self) -> tuple[Version, duckdb.DuckDBPyConnection]:
        identity, version = self.identity()
        with self._lock:
            if identity not in self._open:
                identity, version = self._look()
                self._open[identity] = attach(self.path)
                # A slow query may still read the version before; only the one before that is
                # closed.
                for old in list(self._open)[:-2]:
                    self._open.pop(old).close()
            connection = self._open[identity]
            if version > self._registered.get(identity, -1):
                written.register(connection, self._watch.book)
                self._registered[identity] = version
            return (identity, version), connection


def plain_value(cell: Any) -> Any:
    """A cell of a frame as a value: a day as a date, and None where it is empty."""
    if pd.isna(cell):
        return None
    return cell.date() if isinstance(cell, pd.Timestamp) else cell


def _table_bytes(path: Path, connection: duckdb.DuckDBPyConnection) -> int:
    """How much memory the kept tables hold."""
    told = "select memory_usage_bytes from duckdb_memory() where tag = 'IN_MEMORY_TABLE'"
    return int(_rows(path, connection, told)["memory_usage_bytes"].sum())


def _rows(
    path: Path,
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    parameters: Mapping[str, object] | None = None,
) -> pd.DataFrame:
    cursor = connection.cursor()
    try:
        # The file's tables, then the views over it and the workspace.
        cursor.execute("set search_path = 'd,memory'")
        return cursor.execute(sql, dict(parameters or {})).df()
    except duckdb.Error as error:
        # A block whose checksum is wrong has no class of its own.
        if isinstance(error, OF_DAMAGE) or type(error) is duckdb.Error:
            raise _damaged(path) from error
        raise
    finally:
        cursor.close()


def _damaged(path: Path) -> NoFile:
    return NoFile(
        f"{path.name} is damaged: it was cut short or changed after it was built. Copy it again, "
        "or build it again: python -m sendviz build"
    )


def read_through(held: Store) -> None:
    """Reads every cell of the file. Raises NoFile if a part of it is damaged."""
    tables = held.frame("select table_name from duckdb_tables() where database_name = 'd'")
    for name in tables["table_name"]:
        held.frame(f"select bit_xor(hash(each)) from {name} as each")


def open_built(path: Path) -> Store:
    """The file, for reading. Raises NoFile if it is missing or no file of this version."""
    held = Store(path)
    try:
        records = "whole_count" if held.is_public else "referral"
        for table in (records, "promise"):
            held.frame(f"select {COLUMN_OF_NOW[table]} from coverage, {table} limit 1")
    except duckdb.Error as error:
        raise NoFile(
            f"{path.name} is a database, but not one of this version of sendviz. Build it again: "
            "python -m sendviz build"
        ) from error
    return held


def once_a_file(make: Callable[..., Made]) -> Callable[..., Made]:
    """A function of a store and of values that is run once for each file and each set of values."""

    @wraps(make)
    def cached(store: Store, *asked: object) -> Made:
        return store.cached((make.__qualname__, *asked), lambda: make(store, *asked))

    return cached


def attach(path: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory connection with the file attached read-only as `d`, shut off from everything
    else.

    Raises NoFile if the file is not a complete DuckDB file.
    """
    connection = duckdb.connect(":memory:", config={"threads": os.cpu_count() or 2})
    try:
        connection.execute(f"attach {quoted(path)} as d (read_only)")
    except duckdb.Error as error:
        connection.close()
        raise NoFile(
            f"{path.name} is not a complete sendviz file. Build it again: python -m sendviz build"
        ) from error
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def quoted(path: str | os.PathLike) -> str:
    """A path as an SQL string literal; ATTACH takes no bound value."""
    return "'" + str(path).replace("'", "''") + "'"
