"""Horizontal bars with a heading each: categories, areas, bands of waiting, now and a year ago."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.kit import colours
from sendviz.kit.layers import lying_bars
from sendviz.kit.rows import Head, Rows, row_figure
from sendviz.kit.template import headroom, hover, least, value_axis


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
    drawn: Rows, told: Sequence[Bar], name: str, shift: float, width: float, marker, when: str = ""
) -> None:
    told_of = [
        hover(f"{title}, {when.casefold()}" if when else title, text) for title, _, text in told
    ]
    values = [value for _, value, _ in told]
    heights = [middle + shift for middle in drawn.middles]
    lying_bars(drawn.fig, heights, values, width, name, marker, told_of)
