"""Speed as ratios, measured in one run: building, what screens ask, single figures three ways."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
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
            _aligned("What a screen asks, nothing remembered", *_screens(one, many, size)),
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
    """Each screen for every council, and for the council with most records in both files."""
    head = [
        "screen",
        "questions",
        "ms a council",
        "ms a question",
        "largest council, ms",
        f"{size.copies} times, ms",
        "ratio",
    ]
    asked = _selections(one)
    largest, rows = _largest(one, asked), []
    for screen in size.screens:
        questions = screens.SCREENS[screen]
        each = {s.council: _screen(one, screen, s, size.repeats) for s in asked}
        grown = _screen(many, screen, largest, 1)
        usual = median(each.values())
        rows.append(
            [
                screen,
                str(len(questions)),
                _ms(usual),
                _ms(usual / len(questions)),
                _ms(each[largest.council]),
                _ms(grown),
                _ratio(grown, each[largest.council]),
            ]
        )
    return head, rows


def _screen(path: Path, screen: str, selection: Selection, repeats: int) -> float:
    return _timed(path, lambda store: screens.answer(screen, store, selection), repeats)


def _figures(one: Path, many: Path, size: Size) -> tuple[list[str], list[list[str]]]:
    head = [
        "figure",
        "rows",
        "sendviz, ms",
        "SQL, ms",
        "pandas, ms",
        "sendviz : SQL",
        "sendviz : pandas",
    ]
    selection = _largest(one, _selections(one))
    rows = []
    for path in (one, many):
        connection = attach(path)
        connection.execute("use d")
        tables, count = in_pandas.in_memory(connection), f"{files.rows_in(path):,}"
        for figure in FIGURES:
            asked = selection.months_back(36) if "month" in figure.name else selection
            spent = _three_ways(path, figure, asked, connection, tables, size.repeats)
            ratios = [_ratio(spent[0], other) for other in spent[1:]]
            rows.append([figure.name, count, *map(_ms, spent), *ratios])
        connection.close()
    return head, rows


def _three_ways(
    path, figure: Figure, asked: Selection, connection, tables, repeats: int
) -> list[float]:
    """Seconds of each way. Tables for pandas are in memory already. Raises Disagreement."""
    answers: list[object] = []

    def keep(answer: object) -> None:
        answers.append(answer)

    spent = [
        _timed(path, lambda store: keep(figure.asked(store, asked)), repeats),
        _spent(lambda: keep(figure.bare(connection, asked)), repeats),
        _spent(lambda: keep(figure.in_pandas(tables, asked)), repeats),
    ]
    if any(answer != answers[0] for answer in answers):
        raise Disagreement(f"{figure.name}: the three ways give different figures")
    return spent


def _timed(path: Path, ask: Callable[[Store], object], repeats: int) -> float:
    """Median seconds with a store that has the file open and remembers nothing."""
    spent = []
    for _ in range(repeats):
        store = Store(path)
        store.frame("select 1")
        spent.append(_spent(lambda store=store: ask(store), 1))
        store.close()
    return median(spent)


def _spent(do: Callable[[], object], repeats: int) -> float:
    spent = []
    for _ in range(repeats):
        started = time.perf_counter()
        do()
        spent.append(time.perf_counter() - started)
    return median(spent)


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
