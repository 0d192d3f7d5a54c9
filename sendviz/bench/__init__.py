"""Speed as ratios, measured in one run: building, what screens ask, single figures three ways; and
with a national file the same for a whole country.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from sendviz import simulate
from sendviz.bench import files, nation, parts, screens, wide
from sendviz.bench.nation import Making, Nation
from sendviz.bench.timing import Disagreement, Table, aligned

__all__ = ["QUICK", "Disagreement", "Nation", "Size", "run"]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How many times over the large file holds the records; whose; how often each is measured; and
    the national file, if there is to be one: kept at national_path, else made for this run alone.
    """

    copies: int = 50
    councils: tuple[str, ...] = simulate.COUNCILS
    repeats: int = 3
    screens: tuple[str, ...] = tuple(screens.SCREENS)
    nation: Nation | None = None
    national_path: Path | None = None


QUICK = Size(2, ("839",), 1, ("localities",), Nation(councils=2, years=3, referrals=3_000))


class Parts:
    """What was measured, as text, and how long each part took."""

    def __init__(self, say: Progress):
        self.texts: list[str] = []
        self.took: dict[str, float] = {}
        self._say = say

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Says what is going on, and notes the seconds."""
        self._say(name)
        started = time.perf_counter()
        yield
        self.took[name] = self.took.get(name, 0.0) + time.perf_counter() - started

    def measure(self, title: str, ask: Callable[[], Table]) -> None:
        """One table under its title."""
        with self.part(title):
            self.texts.append(aligned(title, *ask()))

    def told(self) -> str:
        """A line a part, longest first."""
        rows = sorted(self.took.items(), key=lambda item: -item[1])
        return aligned("What this run took", ["", "seconds"], [[n, f"{s:.0f}"] for n, s in rows])


def run(size: Size = Size(), say: Progress = lambda _: None) -> str:
    """Measure in a folder of its own and return tables of medians and ratios as text.

    Raises Disagreement if a figure differs between the screens' way, bare SQL and pandas.
    """
    found = Parts(say)
    with tempfile.TemporaryDirectory(prefix="sendviz-bench-") as folder:
        _measure(size, found, Path(folder))
    return "\n\n".join([*found.texts, found.told()])


def _measure(size: Size, found: Parts, folder: Path) -> None:
    one, many = folder / "one.duckdb", folder / "many.duckdb"
    with found.part("Building the four councils' file"):
        made = files.built(one, size.councils)
    with found.part("Copying its rows"):
        plain = files.copied(one, folder / "plain.duckdb", 1)
        files.copied(one, many, size.copies)
    making, country = None, None
    if size.nation:
        country = size.national_path or folder / "national.duckdb"
        with found.part("Building the national file, or finding it"):
            making, now = nation.kept(country, size.nation, found._say)
        found.texts.append(_of_nation(making, now))
    found.texts.insert(0, _head(size, made, many))
    found.measure("Building", lambda: parts.building(made, plain, making))
    found.measure(
        "What a screen asks: a first visit, then the next filter",
        lambda: parts.asked(one, many, country, size.screens, size.repeats),
    )
    found.measure(
        "One figure three ways, all three agreeing",
        lambda: parts.three_ways(one, many, size.repeats),
    )
    if country:
        found.measure(
            "Funnels and the signal list, of the council with most requests",
            lambda: wide.analyses(one, country, size.repeats),
        )
        found.measure(
            "A curve of waits, in two ways that agree",
            lambda: wide.curves(country, folder, size.repeats),
        )
    if most := nation.peak():
        found.texts.append(f"Most memory that this run ever had: {most / 1e6:,.0f} MB.")


def _head(size: Size, made: files.Built, many: Path) -> str:
    return (
        f"{os.cpu_count()} cores, DuckDB {duckdb.__version__}, pandas {pd.__version__}.\n"
        f"Simulated records of {len(size.councils)} councils: {made.rows:,} rows; the large file "
        f"holds them {size.copies} times over: {files.rows_in(many):,}.\n"
        f"Medians of {size.repeats}; screens of the large file and the funnel of all councils "
        "once. Milliseconds are of this machine at this hour; only the ratios mean something "
        "elsewhere."
    )


def _of_nation(made: Making, now: bool) -> str:
    rows = ", ".join(f"{count:,} rows of {table}" for table, count in made.rows.items())
    memory = f", at most {made.memory / 1e6:,.0f} MB of memory" if made.memory else ""
    return (
        f"National file, made up for measuring{'' if now else ' by an earlier run'}: {rows}; "
        f"{made.size / 1e6:,.0f} MB{memory}."
    )
