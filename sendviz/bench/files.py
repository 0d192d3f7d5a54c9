"""The files that are measured: one built as any other, one with its cases many times over, and a
whole country's, kept between runs.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from sendviz import ask, load, simulate
from sendviz.ask import store
from sendviz.bench import copies
from sendviz.load import new_file
from sendviz.load.readers import boundaries, bundled, places

NATIONAL = store.DEFAULT_PATH.with_name("national.duckdb")
MOST_COUNCILS, MOST_YEARS = 153, 20
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """What one build did: records read from the deliveries, rows in the file, seconds by the clock
    and of the processor.
    """

    read: int
    rows: int
    seconds: float
    processor: float


@dataclass(frozen=True)
class Nation:
    """So many councils over so many years, whole fives of them. Raises ValueError for what there is
    not.
    """

    councils: int = 153
    years: int = 10

    def __post_init__(self) -> None:
        if not 1 <= self.councils <= MOST_COUNCILS:
            raise ValueError(
                f"--councils must lie between 1 and {MOST_COUNCILS}, not {self.councils}."
            )
        if self.years not in range(5, MOST_YEARS + 1, copies.YEARS_BACK):
            raise ValueError(f"--years must be 5, 10, 15 or {MOST_YEARS}, not {self.years}.")

    @property
    def mark(self) -> str:
        """What the file's own import log says of it."""
        return "copies-{}-councils-{}-years".format(*astuple(self))


def built(target: Path, councils: Sequence[str]) -> Built:
    """Build a file of the published figures, the areas and these councils' simulated records."""
    made = simulate.deliveries(tuple(councils))
    load.run(
        [*bundled.deliveries(), places.four_councils(), boundaries.four_councils()],
        target,
        fresh=True,
    )
    started, processor = time.perf_counter(), time.process_time()
    load.run(made, target)
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    read = sum(len(frame) for each in made for frame in each.tables.values())
    return Built(read, sum(rows_of(target).values()), seconds, processor)


def told_in_public(target: Path) -> Built:
    """Make the figures that public view is told of a file's parts, and write them into it."""
    started, processor = time.perf_counter(), time.process_time()
    made = ask.public_set(target)
    new_file.write_public_set(target, made)
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    figures = len(made["public_figure"])
    return Built(figures, figures, seconds, processor)


def many_times(source: Path, target: Path, times: int) -> float:
    """A file with every case so many times over; seconds."""
    started = time.perf_counter()
    copies.many_times(source, target, times)
    return time.perf_counter() - started


def national(
    target: Path, nation: Nation, source: Path | None = None, say: Progress = lambda _: None
) -> None:
    """Make the national file out of the one of the four councils, or of one built for it."""
    with tempfile.TemporaryDirectory(prefix=".building-", dir=target.parent) as folder:
        if source is None:
            say("Building the four councils' file")
            built(source := Path(folder) / "four.duckdb", simulate.COUNCILS)
        say(f"Copying its records for {nation.councils} councils")
        made = Path(folder) / target.name
        copies.country(source, made, nation.councils, nation.years, nation.mark)
        new_file.swap_in(made, target)


def is_of(target: Path, nation: Nation) -> bool:
    """Whether the file is of that nation and of today's schema."""
    if not target.exists():
        return False
    with duckdb.connect(str(target), read_only=True) as connection:
        marks = connection.execute("select sha256 from import_log").fetchall()
        return (nation.mark,) in marks and _columns(connection) >= _of_today()


def rows_of(path: Path, tables: Sequence[str] = copies.CASES) -> dict[str, int]:
    """The rows of each large table."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return {
            table: connection.execute(f"select count(*) from {table}").fetchall()[0][0]
            for table in tables
        }


def _of_today() -> set[tuple]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(copies.SCHEMA.read_text("utf-8"))
        return _columns(connection)


def _columns(connection: duckdb.DuckDBPyConnection) -> set[tuple]:
    found = connection.execute("select table_name, column_name, data_type from duckdb_columns()")
    return set(found.fetchall())
