"""Figures of rows that carry their own heading: name and value above the mark, across the whole
width. Names beside the axis would take half of a phone's width, and long ones would run into each
other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.kit import colours
from sendviz.kit.layers import lying_bars
from sendviz.kit.template import (
    TEXT_SIZE,
    figure,
    headroom,
    hover,
    least,
    safe,
    value_axis,
    wrapped,
)

HEAD_WIDTH = 44
LINE = 20
GAP = 14
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Head:
    """A row's heading: a name in bold and the words of its value; a title stands alone, without a
    mark."""

    name: str
    words: str = ""
    title: bool = False
    plain: bool = False


@dataclass(frozen=True)
class Rows:
    """The figure, the height at which each row's mark has its middle, and the mark's room: in
    pixels."""

    fig: go.Figure
    middles: tuple[float, ...]
    room: float


def row_figure(heads: Sequence[Head], mark: int = 22, extra: int = 60) -> Rows:
    """A figure with those rows from the top; `extra` pixels are left for the axis and a legend.

    The upright axis counts pixels, so that long headings take just the room that they need.
    """
    told = [_text(head) for head in heads]
    bottoms, middles, reach = [], [], 0.0
    for head, text in zip(heads, told, strict=True):
        bottoms.append(reach + LINE * (text.count("<br>") + 1))
        middles.append(bottoms[-1] + mark / 2)
        reach = bottoms[-1] + (2 if head.title else mark + GAP)
    fig = figure(round(reach) + extra)
    for text, bottom in zip(told, bottoms, strict=True):
        fig.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            xshift=3,
            y=bottom,
            yanchor="bottom",
            text=text,
            showarrow=False,
            align="left",
            font={"size": TEXT_SIZE},
        )
    fig.update_yaxes(range=[reach, 0], visible=False)
    fig.update_layout(margin={"l": 16, "r": 20})
    return Rows(fig, tuple(middles), float(mark))


def _text(head: Head) -> str:
    if head.plain:
        words = head.words.replace(" ", NO_BREAK)
        return wrapped(f"{head.name}: {words}", HEAD_WIDTH)
    if not head.words:
        return f"<b>{wrapped(head.name, HEAD_WIDTH)}</b>"
    together = len(head.name) + len(head.words) + 2 <= HEAD_WIDTH
    between = "  " if together else "<br>"
    return f"<b>{wrapped(head.name, HEAD_WIDTH)}</b>{between}{safe(head.words)}"


def tick_marks(rows: Rows, value: float, places: Sequence[int], role: str, name: str = "") -> None:
    """A short upright line at the value in each of the rows, as one trace that the legend can
    name."""
    strokes(rows, [(place, value) for place in places], role, name)


def strokes(rows: Rows, at: Sequence[tuple[int, float]], role: str, name: str = "") -> None:
    """Short upright lines, each at the value of its own row: (row, value) pairs."""
    x, y = [], []
    for place, value in at:
        x += [value, value, None]
        y += [rows.middles[place] - rows.room / 2, rows.middles[place] + rows.room / 2, None]
    rows.fig.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": colours.role(role), "width": 3},
        hoverinfo="skip",
        name=safe(name),
        showlegend=bool(name),
    )


def legend_above(fig: go.Figure, pixels: int) -> None:
    """Show the legend so many pixels above the plot, clear of what is named there."""
    fig.update_layout(showlegend=True, legend={"y": 1 + pixels / max(fig.layout.height - 90, 60)})


class Bar(NamedTuple):
    """What a bar is called, how long it is (None: not at all), and its value in words."""

    name: str
    value: float | None
    words: str


def bar_rows(
    m: Measure, now: Sequence[Bar], earlier: Sequence[Bar] = (), earlier_name: str = ""
) -> go.Figure:
    """A bar for each of `now` on the measure's axis, and a hollow one for each of `earlier`, which
    holds as many or none."""
    heads = [Head(name, text) for name, _, text in now]
    drawn = row_figure(heads, 36, 96) if earlier else row_figure(heads, 20, 48)
    full = {"color": colours.series(0)}
    room = drawn.room
    if earlier:
        edge = {"color": colours.role("comparator"), "width": 1.5}
        hollow = {"color": colours.role("hollow"), "line": edge}
        _bars(drawn, now, "Now", -room * 0.2, room * 0.58, full)
        _bars(drawn, earlier, earlier_name, room * 0.3, room * 0.36, hollow, earlier_name)
    else:
        _bars(drawn, now, "Now", 0.0, room, full)
    every = [value for _, value, _ in [*now, *earlier] if value is not None]
    axis = value_axis(m, headroom(every, least(m)), min([0.0, *every]) * 1.08)
    drawn.fig.update_xaxes(**axis)
    drawn.fig.update_layout(barmode="overlay", showlegend=bool(earlier))
    return drawn.fig


def _bars(
    drawn: Rows,
    told: Sequence[Bar],
    name: str,
    shift: float,
    width: float,
    marker: dict,
    when: str = "",
) -> None:
    told_of = [
        hover(f"{title}, {when.casefold()}" if when else title, text) for title, _, text in told
    ]
    values = [value for _, value, _ in told]
    heights = [middle + shift for middle in drawn.middles]
    lying_bars(drawn.fig, heights, values, width, name, marker, told_of)
