"""Speed as ratios, measured in one run: building, what screens ask, single figures three ways; and
with a national file the same for a whole country.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb
import pandas as pd

from sendviz import simulate
from sendviz.bench import cohorts, files, goals, parts, pictures, recorded, wide
from sendviz.bench.copies import CASES, NOTE, RECENT
from sendviz.bench.files import Nation
from sendviz.bench.timing import Disagreement, Table, aligned

Found = TypeVar("Found")
__all__ = ["QUICK", "Disagreement", "Nation", "Size", "run"]


@dataclass(frozen=True)
class Size:
    """How many times over the large file holds the records; whose; how often each is measured; and
    the national file, if there is to be one: kept at national_path, else made for this run alone.
    effort: what is measured beside the usual app, if it is.
    """

    copies: int = 50
    councils: tuple[str, ...] = simulate.COUNCILS
    repeats: int = 3
    screens: tuple[str, ...] = recorded.SCREENS
    nation: Nation | None = None
    national_path: Path | None = None
    effort: goals.Effort | None = goals.Effort()


QUICK = Size(2, ("839",), 1, ("localities",), Nation(councils=2, years=5), effort=None)


def run(size: Size = Size(), say: Callable[[str], None] = lambda _: None) -> str:
    """Measure in a folder of its own and return tables of medians and ratios as text.

    Raises Disagreement if a figure differs between the screens' way, bare SQL and pandas.
    """
    texts, took = [], []

    def timed(title: str, do: Callable[[], Found]) -> Found:
        say(title)
        started = time.perf_counter()
        found = do()
        took.append([title, f"{time.perf_counter() - started:.0f}"])
        return found

    def measure(title: str, ask: Callable[[], Table]) -> None:
        texts.append(aligned(title, *timed(title, ask)))

    with tempfile.TemporaryDirectory(prefix="sendviz-bench-") as name:
        folder = Path(name)
        one, many = folder / "one.duckdb", folder / "many.duckdb"
        made = timed("Building the four councils' file", lambda: files.built(one, size.councils))
        told = timed("Writing what public view is told", lambda: files.told_in_public(one))
        plain = files.many_times(one, folder / "plain.duckdb", 1)
        timed("Copying its rows", lambda: files.many_times(one, many, size.copies))
        texts.append(_head(size, made, many))
        nation = size.nation
        country = (size.national_path or folder / "national.duckdb") if nation else None
        if nation and country and not files.is_of(country, nation):
            timed("Making the national file", lambda: files.national(country, nation, one))
        if country:
            texts.append(_of_nation(country))
        measure("Building", lambda: parts.building(made, told, plain))
        measure(
            "What a screen asks: a first visit, then the next filter, then another council",
            lambda: parts.asked(one, many, country, size.screens, size.repeats),
        )
        measure(
            "The same in public view, of the four councils",
            lambda: parts.asked_in_public(one, size.screens, size.repeats),
        )
        measure(
            "Pictures: drawn by the server, and as plotly\u2019s objects for the browser",
            lambda: pictures.drawn(one, size.screens, size.repeats),
        )
        measure(
            "Cohorts: every option counted as filters are added",
            lambda: cohorts.looked_at(one, size.repeats),
        )
        if effort := size.effort:
            measure(
                "Beside the usual app of the same four charts, turn about",
                lambda: goals.reached(one, effort),
            )
        measure(
            "One figure three ways, all three agreeing",
            lambda: parts.three_ways(one, many, size.repeats),
        )
        if country:
            measure(
                "Funnels and the signal list, of the council with most requests",
                lambda: wide.analyses(one, country, size.repeats),
            )
            measure(
                "A curve of waits, in two ways that agree",
                lambda: wide.curves(country, folder, size.repeats),
            )
    took.sort(key=lambda row: -int(row[1]))
    return "\n\n".join([*texts, aligned("What this run took", ["", "seconds"], took)])


def _head(size: Size, made: files.Built, many: Path) -> str:
    return (
        f"{os.cpu_count()} cores, DuckDB {duckdb.__version__}, pandas {pd.__version__}.\n"
        f"Simulated records of {len(size.councils)} councils: {made.rows:,} rows; the large file "
        f"holds them {size.copies} times over: {sum(files.rows_of(many).values()):,}.\n"
        f"Medians of {size.repeats}; screens of the large file and the funnel of all councils "
        "once. Milliseconds are of this machine at this hour; only the ratios mean something "
        "elsewhere."
    )


def _of_nation(country: Path) -> str:
    counts = files.rows_of(country, (*CASES, RECENT[0]))
    rows = ", ".join(f"{count:,} rows of {table}" for table, count in counts.items())
    return f"National file: {rows}; {country.stat().st_size / 1e6:,.0f} MB. {NOTE}"
