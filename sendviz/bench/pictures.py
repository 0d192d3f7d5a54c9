"""Pictures: what the server spends on drawing one, beside what plotly spends on telling the
browser of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from sendviz.bench import recorded
from sendviz.bench.timing import Table, councils, ratio, spent
from sendviz.kit import svg

Figure = Any  # plotly's


def drawn(one: Path, screens: Sequence[str], repeats: int) -> Table:
    """Of the figures of each screen of the largest council: milliseconds and kB a picture in one
    width, beside those of making the figure's objects and of writing them for the browser."""
    head = ["", "pictures", "drawn, ms", "made, ms", "for the browser, ms"]
    head += ["made and told : drawn", "drawn, kB", "for the browser, kB"]
    rows = []
    for screen in screens:
        figures = _figures(one, screen)
        drawing = [_middle(partial(svg.chart, each, svg.WIDE, "x"), repeats) for each in figures]
        making = [_middle(partial(_made_anew, each), repeats) for each in figures]
        telling = [_middle(each.to_json, repeats) for each in figures]
        own, made, told = (sum(each) / len(figures) for each in (drawing, making, telling))
        sizes = [sum(len(svg.chart(each, svg.WIDE, "x")) for each in figures)]
        sizes += [sum(len(each.to_json()) for each in figures)]
        kb = [f"{size / 1000 / len(figures):.1f}" for size in sizes]
        times = [f"{each * 1000:.1f}" for each in (own, made, told)]
        pictures = [f"pictures of {screen}", str(len(figures))]
        rows.append([*pictures, *times, ratio(made + told, own), *kb])
    return head, rows


def _figures(path: Path, screen: str) -> list[Figure]:
    """The figures that a screen draws."""
    found: list[Figure] = []

    def noting(figure: Figure, *_: object) -> str:
        found.append(figure)
        return "<div></div>"

    with patch.object(svg, "responsive", noting):
        recorded.questions(path, screen, council=councils(path)[0])
    return found


def _made_anew(figure: Figure) -> Figure:
    return type(figure)(figure.to_dict())


def _middle(do: Any, repeats: int) -> float:
    return median(spent(do) for _ in range(repeats))
