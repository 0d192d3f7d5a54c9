"""The parts about building, what screens ask, and single figures three ways."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

import duckdb

from sendviz.ask.selection import Selection
from sendviz.ask.store import Store, attach
from sendviz.bench import files, in_pandas, recorded
from sendviz.bench.figures import FIGURES, Figure
from sendviz.bench.timing import (
    Disagreement,
    Table,
    councils,
    fresh,
    largest,
    medians,
    ms,
    ratio,
    repeated,
    spent,
    whole,
)

SECONDS = ("records", "seconds", "of processor", "records a second", "ratio")


def building(made: files.Built, told: files.Built, plain: float) -> Table:
    """What is read, checked and merged, and what public view is told of it, beside the plain
    copying of the finished rows, which took so many seconds.
    """
    one = made.seconds / made.read
    built = [whole(made.read), f"{made.seconds:.1f}", f"{made.processor:.1f}", whole(1 / one)]
    each = told.seconds / told.rows
    figures = [whole(told.rows), f"{told.seconds:.1f}", f"{told.processor:.1f}", whole(1 / each)]
    copied = [whole(made.rows), f"{plain:.1f}", "", whole(made.rows / plain), "1"]
    rows = [
        ["four councils", *built, ratio(one, plain / made.rows)],
        ["figures for public view", *figures, ratio(each, plain / made.rows)],
        ["finished rows copied", *copied],
    ]
    return ["", *SECONDS], rows


def asked(one: Path, many: Path, wide: Path | None, names: Sequence[str], repeats: int) -> Table:
    """Each screen: a first visit to the largest council (and to the usual one), the next filter and
    another council, of the four councils' file and the national one; of the file many times over
    the first visit, once.
    """
    head = ["screen", "questions", "usual, ms", "largest, ms", "next filter, ms"]
    head += ["other council, ms", "many times, ms", "ratio"]
    head += ["national, ms", "next filter, ms", "other council, ms", "ratio"] if wide else []
    rows = []
    for screen in names:
        each = [recorded.questions(one, screen, council=name) for name in councils(one)]
        usual = median(_answered(one, [visit], repeats)[0] for visit in each)
        visits = _visits(one, screen)
        times = _answered(one, visits, repeats)
        (grown,) = _answered(many, visits[:1], 1)
        row = [*map(ms, (usual, *times, grown)), ratio(grown, times[0])]
        if wide:
            far = _answered(wide, _visits(wide, screen), repeats)
            row += [*map(ms, far), ratio(far[0], times[0])]
        rows.append([screen, str(len(visits[0])), *row])
    return head, rows


def asked_in_public(one: Path, names: Sequence[str], repeats: int) -> Table:
    """The first visit to the largest council, the next filter and another council in public view,
    of the four councils' file, which holds what is told of parts.
    """
    head = ["screen", "questions", "largest, ms", "next filter, ms", "other council, ms"]
    rows = []
    for screen in names:
        visits = _visits(one, screen, view=recorded.SEEN_IN_PUBLIC)
        times = _answered(one, visits, repeats)
        rows.append([f"{screen}, public view", str(len(visits[0])), *map(ms, times)])
    return head, rows


def _visits(path: Path, screen: str, **view: str) -> list[Sequence[recorded.Question]]:
    """What a screen asks of the largest council, of another period just after it, and of the next
    council; where there is one only, of that again.
    """
    first, second, *_ = councils(path) * 2
    return [
        recorded.questions(path, screen, council=first, **view),
        recorded.questions(path, screen, council=first, period="3 months", **view),
        recorded.questions(path, screen, council=second, **view),
    ]


def _answered(
    path: Path, visits: Sequence[Sequence[recorded.Question]], repeats: int
) -> list[float]:
    """Median seconds of each visit, one after the other from a fresh start."""

    def answer(store: Store, visit: Sequence[recorded.Question]) -> None:
        for question in visit:
            question.ask(store)

    return repeated(path, [partial(answer, visit=visit) for visit in visits], repeats)


def three_ways(one: Path, many: Path, repeats: int) -> Table:
    """Each figure as screens ask, in bare SQL and in pandas. Raises Disagreement."""
    times = ["sendviz, ms", "SQL, ms", "pandas, ms"]
    head = ["figure", "rows", *times, "sendviz : SQL", "sendviz : pandas"]
    selection = largest(one)
    rows = []
    for path in (one, many):
        connection = attach(path)
        connection.execute("use d")
        tables, count = in_pandas.in_memory(connection), f"{sum(files.rows_of(path).values()):,}"
        for figure in FIGURES:
            chosen = selection.months_back(36) if "month" in figure.name else selection
            found = [ways(path, figure, chosen, connection, tables) for _ in range(repeats)]
            own, *others = medians(found)
            ratios = [ratio(own, other) for other in others]
            rows.append([figure.name, count, *map(ms, (own, *others)), *ratios])
        connection.close()
    return head, rows


def ways(
    path: Path,
    figure: Figure,
    chosen: Selection,
    connection: duckdb.DuckDBPyConnection,
    tables: in_pandas.Tables,
) -> list[float]:
    """Seconds of each way; tables for pandas are in memory already. Raises Disagreement."""
    answers: list[object] = []
    with fresh(path) as store:
        found = [
            spent(lambda: answers.append(figure.asked(store, chosen))),
            spent(lambda: answers.append(figure.bare(connection, chosen))),
            spent(lambda: answers.append(figure.in_pandas(tables, chosen))),
        ]
    if any(answer != answers[0] for answer in answers):
        raise Disagreement(f"{figure.name}: the three ways give different figures")
    return found
