"""Speed as ratios, measured in one run: building, what screens ask, single figures three ways."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb
import pandas as pd

from sendviz import query, simulate
from sendviz.bench import files, in_pandas, screens
from sendviz.bench.figures import FIGURES, Figure
from sendviz.selection import Selection, last_whole_month
from sendviz.store import Store, attach


@dataclass(frozen=True)
class Size:
    """How many times over the large file holds the records; whose; how often each is measured."""

    copies: int = 50
    councils: tuple[str, ...] = simulate.COUNCILS
    repeats: int = 3
    screens: tuple[str, ...] = tuple(screens.SCREENS)


class Disagreement(AssertionError):
    """The three ways of computing a figure do not give the same."""


def run(size: Size = Size()) -> str:
    """Measure in a folder of its own and return a table of medians and ratios as text.

    Raises Disagreement if a figure differs between the screens' way, bare SQL and pandas.
    """
    with tempfile.TemporaryDirectory(prefix="sendviz-bench-") as folder:
        one, many = Path(folder, "one.duckdb"), Path(folder, "many.duckdb")
        made = files.built(one, size.councils)
        plain = files.copied(one, Path(folder, "plain.duckdb"), 1)
        files.copied(one, many, size.copies)
        parts = [
            _head(size, made, many),
            _aligned("Building", *_building(made, plain)),
            _aligned(
                "What a screen asks: a first visit, then the next filter",
                *_screens(one, many, size),
            ),
            _aligned("One figure three ways, all three agreeing", *_figures(one, many, size)),
        ]
    return "\n\n".join(parts)


def _head(size: Size, made: files.Built, many: Path) -> str:
    return (
        f"{os.cpu_count()} cores, DuckDB {duckdb.__version__}, pandas {pd.__version__}.\n"
        f"Simulated records of {len(size.councils)} councils: {made.rows:,} rows; the large file "
        f"holds them {size.copies} times over: {files.rows_in(many):,}.\n"
        f"Medians of {size.repeats}; screens of the large file once. Milliseconds are of this "
        "machine at this hour; only the ratios mean something elsewhere."
    )


def _building(made: files.Built, plain: float) -> tuple[list[str], list[list[str]]]:
    head = ["", "records", "seconds", "records a second", "ratio"]
    rows = [
        [
            "read, checked, merged",
            f"{made.read:,}",
            f"{made.seconds:.1f}",
            _whole(made.read / made.seconds),
            _ratio(made.seconds, plain),
        ],
        [
            "the finished rows copied",
            f"{made.rows:,}",
            f"{plain:.1f}",
            _whole(made.rows / plain),
            "1",
        ],
    ]
    return head, rows


def _screens(one: Path, many: Path, size: Size) -> tuple[list[str], list[list[str]]]:
    """Each screen of the council with most records in both files, of all councils in the one."""
    large = f"{size.copies} times, ms"
    head = [
        "screen",
        "questions",
        "a council, ms",
        "largest, ms",
        "next filter, ms",
        large,
        "ratio",
    ]
    asked = _selections(one)
    largest, rows = _largest(one, asked), []
    for screen in size.screens:
        spent = {s.council: _screen(one, screen, _visits(s), size.repeats) for s in asked}
        first, following = spent[largest.council]
        (grown,) = _screen(many, screen, (largest,), 1)
        usual = median(first for first, _ in spent.values())
        numbers = [_ms(each) for each in (usual, first, following, grown)]
        questions = str(len(screens.SCREENS[screen]))
        rows.append([screen, questions, *numbers, _ratio(grown, first)])
    return head, rows


def _visits(asked: Selection) -> tuple[Selection, ...]:
    """A first visit, and another period just after it."""
    return asked, asked.months_back(3)


def _screen(path: Path, screen: str, visits: Sequence[Selection], repeats: int) -> list[float]:
    """Median seconds of each visit to a screen, one after the other from a fresh start."""
    spent = []
    for _ in range(repeats):
        with _fresh(path) as store:
            asked = [
                _spent(lambda s=s, store=store: screens.answer(screen, store, s)) for s in visits
            ]
        spent.append(asked)
    return _medians(spent)


def _figures(one: Path, many: Path, size: Size) -> tuple[list[str], list[list[str]]]:
    spent = ["sendviz, ms", "SQL, ms", "pandas, ms"]
    head = ["figure", "rows", *spent, "sendviz : SQL", "sendviz : pandas"]
    selection = _largest(one, _selections(one))
    rows = []
    for path in (one, many):
        connection = attach(path)
        connection.execute("use d")
        tables, count = in_pandas.in_memory(connection), f"{files.rows_in(path):,}"
        for figure in FIGURES:
            asked = selection.months_back(36) if "month" in figure.name else selection
            found = [
                _three_ways(path, figure, asked, connection, tables) for _ in range(size.repeats)
            ]
            own, *others = _medians(found)
            ratios = [_ratio(own, other) for other in others]
            rows.append([figure.name, count, *map(_ms, (own, *others)), *ratios])
        connection.close()
    return head, rows


def _three_ways(path: Path, figure: Figure, asked: Selection, connection, tables) -> list[float]:
    """Seconds of each way; tables for pandas are in memory already. Raises Disagreement."""
    answers: list[object] = []
    with _fresh(path) as store:
        spent = [
            _spent(lambda: answers.append(figure.asked(store, asked))),
            _spent(lambda: answers.append(figure.bare(connection, asked))),
            _spent(lambda: answers.append(figure.in_pandas(tables, asked))),
        ]
    if any(answer != answers[0] for answer in answers):
        raise Disagreement(f"{figure.name}: the three ways give different figures")
    return spent


@contextmanager
def _fresh(path: Path) -> Iterator[Store]:
    """A store that has the file open and remembers nothing."""
    store = Store(path)
    store.frame("select 1")
    try:
        yield store
    finally:
        store.close()


def _spent(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _medians(repeats: Sequence[Sequence[float]]) -> list[float]:
    """The median of each column."""
    return [median(column) for column in zip(*repeats, strict=True)]


def _selections(path: Path) -> list[Selection]:
    """Every council as its pages open: at the last whole month, over twelve months."""
    store = Store(path)
    found = query.coverage(store)
    store.close()
    return [
        Selection(each.la_code, last_whole_month(each.data_date)).months_back(12) for each in found
    ]


def _largest(path: Path, asked: Sequence[Selection]) -> Selection:
    with duckdb.connect(str(path), read_only=True) as connection:
        counts = dict(
            connection.execute("select la_code, count(*) from request group by 1").fetchall()
        )
    return max(asked, key=lambda selection: counts[selection.council])


def _aligned(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
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


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f}"


def _ratio(above: float, below: float) -> str:
    return f"{above / below:,.1f}"


def _whole(number: float) -> str:
    return f"{number:,.0f}"
