"""Seconds, medians, and tables in plain text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

import duckdb

from sendviz import ask
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue.calendar import last_whole_month

Table = tuple[list[str], list[list[str]]]


class Disagreement(AssertionError):
    """The ways of computing a figure do not give the same."""


@contextmanager
def fresh(path: Path) -> Iterator[Store]:
    """A store that has the file open and remembers nothing."""
    store = Store(path)
    store.frame("select 1")
    try:
        yield store
    finally:
        store.close()


def spent(do: Callable[[], object]) -> float:
    """Seconds by the clock."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def medians(repeats: Sequence[Sequence[float]]) -> list[float]:
    """The median of each column."""
    return [median(column) for column in zip(*repeats, strict=True)]


def repeated(path: Path, visits: Sequence[Callable[[Store], object]], repeats: int) -> list[float]:
    """Median seconds of each visit, one after the other from a fresh start, so many times."""
    found = []
    for _ in range(repeats):
        with fresh(path) as store:
            found.append([spent(partial(visit, store)) for visit in visits])
    return medians(found)


def selections(path: Path) -> list[Selection]:
    """Every council as its pages open: at the last whole month, over twelve months."""
    store = Store(path)
    found = ask.coverage(store)
    store.close()
    return [
        Selection(each.la_code, last_whole_month(each.data_date)).months_back(12) for each in found
    ]


def largest(path: Path, table: str = "request") -> Selection:
    """That of the council with most rows in a table."""
    counts = rows_by_council(path, table)
    return max(selections(path), key=lambda selection: counts.get(selection.council, 0))


def councils(path: Path) -> list[str]:
    """The short names of the councils with records, the one with most requests first."""
    store, counts = Store(path), rows_by_council(path, "request")
    found = sorted(ask.coverage(store), key=lambda each: -counts.get(each.la_code, 0))
    store.close()
    return [each.short_name for each in found]


def rows_by_council(path: Path, table: str) -> dict[str, int]:
    """The rows of a table by la_code."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return dict(
            connection.execute(f"select la_code, count(*) from {table} group by 1").fetchall()
        )


def aligned(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A title and a table in plain text, the first column left and the others right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (head, *rows)
    ]
    return "\n".join([title, *(line.rstrip() for line in lines)])


def ms(seconds: float) -> str:
    """Milliseconds."""
    return f"{seconds * 1000:,.0f}"


def ratio(above: float, below: float) -> str:
    """To one decimal place."""
    return f"{above / below:,.1f}"


def whole(number: float) -> str:
    """A whole number with commas."""
    return f"{number:,.0f}"
