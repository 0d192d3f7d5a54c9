"""The parts about building, what screens ask, and single figures three ways."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from sendviz.ask.selection import Selection
from sendviz.ask.store import attach
from sendviz.bench import files, in_pandas, screens
from sendviz.bench.figures import FIGURES, Figure
from sendviz.bench.nation import Making
from sendviz.bench.timing import (
    Disagreement,
    Table,
    fresh,
    largest,
    medians,
    ms,
    ratio,
    repeated,
    selections,
    spent,
    whole,
)

SECONDS = ("records", "seconds", "of processor", "records a second", "ratio")


def building(made: files.Built, plain: float, nation: Making | None) -> Table:
    """What is read, checked and merged, beside the plain copying of the finished rows."""
    rows = [_built("four councils", made.read, made.seconds, made.processor, plain / made.rows)]
    if nation:
        rows.append(
            _built("national", nation.read, nation.seconds, nation.processor, plain / made.rows)
        )
    copied = [whole(made.rows), f"{plain:.1f}", "", whole(made.rows / plain), "1"]
    return ["", *SECONDS], [*rows, ["finished rows copied", *copied]]


def _built(name: str, read: int, seconds: float, processor: float, one: float) -> list[str]:
    """one: seconds to copy one finished row."""
    times = [f"{seconds:.1f}", f"{processor:.1f}"]
    return [name, whole(read), *times, whole(read / seconds), ratio(seconds / read, one)]


def asked(one: Path, many: Path, wide: Path | None, names: Sequence[str], repeats: int) -> Table:
    """Each screen: first visit and next filter, of the four councils' file (its usual council and
    its largest), of the file many times over (once), and of the national file's largest council.
    """
    head = ["screen", "questions", "usual, ms", "largest, ms", "next filter, ms", "many times, ms"]
    head += ["ratio"] + (["national, ms", "next filter, ms", "ratio"] if wide else [])
    every, rows = selections(one), []
    most = largest(one, every)
    nation = largest(wide, selections(wide)) if wide else None
    for screen in names:
        found = {s.council: _screen(one, screen, _visits(s), repeats) for s in every}
        first, following = found[most.council]
        (grown,) = _screen(many, screen, (most,), 1)
        usual = median(first for first, _ in found.values())
        row = [*map(ms, (usual, first, following, grown)), ratio(grown, first)]
        if nation:
            times = _screen(wide, screen, _visits(nation), repeats)
            row += [*map(ms, times), ratio(times[0], first)]
        rows.append([screen, str(len(screens.SCREENS[screen])), *row])
    return head, rows


def _visits(first: Selection) -> tuple[Selection, ...]:
    """A first visit, and another period just after it."""
    return first, first.months_back(3)


def _screen(path: Path, screen: str, visits: Sequence[Selection], repeats: int) -> list[float]:
    """Median seconds of each visit to a screen, one after the other from a fresh start."""
    asks = [lambda store, s=selection: screens.answer(screen, store, s) for selection in visits]
    return repeated(path, asks, repeats)


def three_ways(one: Path, many: Path, repeats: int) -> Table:
    """Each figure as screens ask, in bare SQL and in pandas. Raises Disagreement."""
    times = ["sendviz, ms", "SQL, ms", "pandas, ms"]
    head = ["figure", "rows", *times, "sendviz : SQL", "sendviz : pandas"]
    selection = largest(one, selections(one))
    rows = []
    for path in (one, many):
        connection = attach(path)
        connection.execute("use d")
        tables, count = in_pandas.in_memory(connection), f"{files.rows_in(path):,}"
        for figure in FIGURES:
            chosen = selection.months_back(36) if "month" in figure.name else selection
            found = [ways(path, figure, chosen, connection, tables) for _ in range(repeats)]
            own, *others = medians(found)
            ratios = [ratio(own, other) for other in others]
            rows.append([figure.name, count, *map(ms, (own, *others)), *ratios])
        connection.close()
    return head, rows


def ways(path: Path, figure: Figure, chosen: Selection, connection, tables) -> list[float]:
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
