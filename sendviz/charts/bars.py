"""Horizontal bars with a heading each: categories, areas, bands of waiting, now and a year ago."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.kit import colours
from sendviz.kit.rows import Head, Rows, row_figure
from sendviz.kit.template import headroom, hover, least, nothing, reason, safe, value_axis
from sendviz.kit.values import Row, blank_of, dimension_of, label, rows, texts, value_text

YEAR_BEFORE = "A year before"
Bar = tuple[str, float | None, str]


def bars(
    m: Measure,
    frame: pd.DataFrame,
    before: pd.DataFrame | None = None,
    before_name: str = YEAR_BEFORE,
) -> go.Figure:
    """A bar for each category or area with its words, and a hollow one for the frame before."""
    if not frame["value"].notna().any():
        return nothing(reason(frame))
    dimension = dimension_of(m, frame)
    now = _told(m, frame, dimension)
    past = {bar[0]: bar for bar in _told(m, before, dimension)} if before is not None else {}
    earlier = [past.get(name, (name, None, "")) for name, _, _ in now] if past else []
    return _drawn(m, now, earlier, before_name)


def age_bands(
    now: Sequence[tuple[Measure, Row]],
    before: Sequence[tuple[Measure, Row]] = (),
    before_name: str = YEAR_BEFORE,
    rounded: bool = False,
) -> go.Figure:
    """A bar for each measure, such as bands of waiting in their order, with a hollow one before."""
    told, past = ([_one(m, row, rounded) for m, row in each] for each in (now, before))
    if not any(value is not None for _, value, _ in told):
        return nothing(f"Nothing to show: {told[0][2] if told else 'no cases'}.")
    return _drawn(now[0][0], told, past, before_name)


def _one(m: Measure, row: Row, rounded: bool) -> Bar:
    return m.short_name, _value(row), value_text(m, row, rounded, short=True)


def _told(m: Measure, frame: pd.DataFrame, dimension: str | None) -> list[Bar]:
    pairs = zip(rows(frame), texts(m, frame, short=True), strict=True)
    return [(label(row, dimension), _value(row), text) for row, text in pairs]


def _value(row: Row) -> float | None:
    return None if blank_of(row) else float(row["value"])


def _drawn(m: Measure, now: list[Bar], earlier: list[Bar], before_name: str) -> go.Figure:
    heads = [Head(name, text) for name, _, text in now]
    drawn = row_figure(heads, 36, 96) if earlier else row_figure(heads, 20, 48)
    full = {"color": colours.series(0)}
    room = drawn.room
    if earlier:
        edge = {"color": colours.role("comparator"), "width": 1.5}
        hollow = {"color": colours.role("hollow"), "line": edge}
        _bars(drawn, now, "Now", -room * 0.2, room * 0.58, full)
        _bars(drawn, earlier, before_name, room * 0.3, room * 0.36, hollow, before_name)
    else:
        _bars(drawn, now, "Now", 0.0, room, full)
    every = [value for _, value, _ in [*now, *earlier] if value is not None]
    axis = value_axis(m, headroom(every, least(m)), min([0.0, *every]) * 1.08)
    drawn.fig.update_xaxes(**axis)
    drawn.fig.update_layout(barmode="overlay", showlegend=bool(earlier))
    return drawn.fig


def _bars(
    drawn: Rows, told: list[Bar], name: str, shift: float, width: float, marker, when: str = ""
) -> None:
    drawn.fig.add_bar(
        y=[middle + shift for middle in drawn.middles],
        x=[value for _, value, _ in told],
        width=width,
        orientation="h",
        name=safe(name),
        marker=marker,
        hoverinfo="text",
        hovertext=[
            hover(f"{title}, {when.casefold()}" if when else title, text) for title, _, text in told
        ],
    )
