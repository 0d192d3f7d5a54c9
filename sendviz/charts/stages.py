"""Where the time goes: for each stage a dot at the median and a line to nine in ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit import colours
from sendviz.kit.numbers import weeks
from sendviz.kit.rows import Head, Rows, row_figure, tick_marks
from sendviz.kit.template import hover, nothing
from sendviz.kit.values import blank_of, value_text
from sendviz.wording.frames import rows

Part = tuple[str, Measure, pd.DataFrame, pd.DataFrame | None]
UNTIMED = "Nothing to show: no stage has been timed in this period."


@dataclass(frozen=True)
class _Line:
    """One row of the figure: its heading, and the weeks to draw where they are known."""

    head: Head
    median: float | None = None
    ninetieth: float | None = None
    limit: float | None = None
    hover: str = ""


def stages(parts: Sequence[Part], limits: Sequence[float | None] = ()) -> go.Figure:
    """For each stage (name, measure, medians by area, nine in ten by area or None) its rows.

    limits: the legal weeks of each stage, drawn as a short black line; None where there is none.
    """
    limits = [*limits, *[None] * (len(parts) - len(limits))]
    lines = [
        line for part, limit in zip(parts, limits, strict=True) for line in _lines_of(*part, limit)
    ]
    drawn = [line for line in lines if line.median is not None]
    if not drawn:
        return nothing(UNTIMED)
    laid = row_figure([line.head for line in lines], mark=18, extra=104)
    fig = laid.fig
    for place, line in enumerate(lines):
        _draw(laid, place, line)
    _name_the_marks(fig, drawn)
    known = [each for line in drawn for each in (line.median, line.ninetieth, line.limit)]
    most = max(each for each in known if each is not None)
    fig.update_xaxes(showgrid=True, range=[0, most * 1.06], title={"text": "weeks"}, nticks=6)
    return fig


def _lines_of(name: str, m: Measure, medians, ninetieths, limit: float | None) -> list[_Line]:
    """With several areas the stage's name is a row of its own, and then come its areas."""
    nine = {} if ninetieths is None else {row["area"]: row for row in rows(ninetieths)}
    if len(medians) == 1:
        row = rows(medians)[0]
        return [_line(name, m, row, nine.get(row["area"]), limit, plain=False)]
    areas = [
        _line(str(row["area"] or "All"), m, row, nine.get(row["area"]), limit, plain=True)
        for row in rows(medians)
    ]
    return [_Line(Head(name, title=True)), *areas]


def _line(name: str, m: Measure, row: Row, nine: Row | None, limit, plain: bool) -> _Line:
    half = value_text(m, row, short=True)
    if blank_of(row):
        return _Line(Head(name, half, plain=plain))
    far, also = None, ""
    if nine is not None and not blank_of(nine):
        far, also = float(nine["value"]), f"nine in ten within {value_text(m, nine)}"
    law = f"legal limit {weeks(limit)}" if limit is not None else ""
    told = hover(name, f"half within {half}", also, law)
    return _Line(Head(name, half, plain=plain), float(row["value"]), far, limit, told)


def _draw(laid: Rows, place: int, line: _Line) -> None:
    if line.median is None:
        return
    y = laid.middles[place]
    if line.ninetieth is not None:
        laid.fig.add_scatter(
            x=[line.median, line.ninetieth],
            y=[y, y],
            mode="lines",
            hoverinfo="skip",
            line={"color": colours.series(0), "width": 5},
            showlegend=False,
        )
    laid.fig.add_scatter(
        x=[line.median],
        y=[y],
        mode="markers",
        hoverinfo="text",
        hovertext=[line.hover],
        marker={"size": 14, "color": colours.series(0)},
        showlegend=False,
    )
    if line.limit is not None:
        tick_marks(laid, line.limit, [place], "limit")


def _name_the_marks(fig: go.Figure, drawn: Sequence[_Line]) -> None:
    """A legend of the three marks, those that occur."""
    blue = colours.series(0)
    named = [("half within", {"mode": "markers", "marker": {"size": 12, "color": blue}}, True)]
    line = {"mode": "lines", "line": {"color": blue, "width": 5}}
    named.append(("nine in ten within", line, any(each.ninetieth is not None for each in drawn)))
    law = {"mode": "lines", "line": {"color": colours.role("limit"), "width": 3}}
    named.append(("legal limit", law, any(each.limit is not None for each in drawn)))
    for name, look, occurs in named:
        if occurs:
            fig.add_scatter(x=[None], y=[None], name=name, hoverinfo="skip", **look)
    fig.update_layout(showlegend=True)
