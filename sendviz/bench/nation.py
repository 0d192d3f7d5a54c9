"""The national file: made through the same door as any other, kept between runs, and what making it
took.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from sendviz import load
from sendviz.catalogue import ROOM
from sendviz.load.readers import bundled
from sendviz.simulate import national

try:
    import resource
except ImportError:  # Windows
    resource = None

PATH = Path(__file__).resolve().parents[2] / "data" / "national.duckdb"
SCHEMA = ROOM / "schema.sql"
TABLES = ("request", "plan", "review", "advice", "referral")
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Nation:
    """So many councils over so many years, and referrals in all."""

    councils: int = 153
    years: int = 10
    referrals: int = 5_000_000

    @property
    def mark(self) -> str:
        """What the file's own import log says of it."""
        return national.mark(self.councils, self.years, referrals=self.referrals)


@dataclass(frozen=True)
class Making:
    """What making the file took: records read, rows by table, seconds by the clock and of the
    processor, bytes of the file, and the most memory that the process ever had (None: not told).
    """

    read: int
    rows: dict[str, int]
    seconds: float
    processor: float
    size: int
    memory: int | None

    @property
    def kept(self) -> int:
        """Rows in the file."""
        return sum(self.rows.values())


def make(target: Path, nation: Nation, say: Progress = lambda _: None) -> Making:
    """Build the file anew, without headlines. Raises BadFile as load.run does, and ValueError for
    councils or years that there are not.
    """
    made = national.deliveries(nation.councils, nation.years, referrals=nation.referrals)
    clock, processor = time.perf_counter(), time.process_time()
    report = load.run(bundled.deliveries(), target, progress=say, fresh=True, then=made)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    making = Making(
        read=int(report.imports["rows_read"].sum()),
        rows=counted(target),
        seconds=clock,
        processor=processor,
        size=target.stat().st_size,
        memory=peak(),
    )
    _beside(target).write_text(json.dumps(asdict(making)), "utf-8")
    return making


def kept(target: Path, nation: Nation, say: Progress = lambda _: None) -> tuple[Making, bool]:
    """What making the file took, and whether it was made now: only if there is none like it."""
    if _is(target, nation):
        return Making(**json.loads(_beside(target).read_text("utf-8"))), False
    return make(target, nation, say), True


def counted(path: Path) -> dict[str, int]:
    """The rows of each large table."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return {
            table: connection.execute(f"select count(*) from {table}").fetchone()[0]
            for table in TABLES
        }


def peak() -> int | None:
    """The most memory that this process ever had, in bytes; None where it is not told."""
    if resource is None:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _beside(target: Path) -> Path:
    return target.with_name(f"{target.name}.made.json")


def _is(target: Path, nation: Nation) -> bool:
    """Whether the file is of that nation and of today's schema."""
    if not target.exists() or not _beside(target).exists():
        return False
    with duckdb.connect(str(target), read_only=True) as connection:
        marks = connection.execute("select sha256 from import_log").fetchall()
        return (nation.mark,) in marks and _columns(connection) >= _of_today()


def _of_today() -> set[tuple]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(SCHEMA.read_text("utf-8"))
        return _columns(connection)


def _columns(connection: duckdb.DuckDBPyConnection) -> set[tuple]:
    found = connection.execute("select table_name, column_name, data_type from duckdb_columns()")
    return set(found.fetchall())
