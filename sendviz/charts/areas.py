"""Areas side by side: dots with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit import colours, marks
from sendviz.kit.numbers import is_missing, number, percent
from sendviz.kit.rows import Head, Rows, legend_above, row_figure, tick_marks
from sendviz.kit.template import headroom, hover, least, nothing, safe, value_axis
from sendviz.kit.values import blank_of, value_text
from sendviz.wording.frames import is_bucket, reason, rows, texts


def area_dots(m: Measure, frame: pd.DataFrame, council_row: Row | None = None) -> go.Figure:
    """A dot with its 95% interval an area, highest first; the council's value as a grey tick.

    Each row is headed by the area and its value with counts. Areas that cannot be shown come last,
    with the reason; cases of unknown place before them, in grey.
    """
    told = dict(zip(frame["area"], texts(m, frame, short=True), strict=True))
    order = sorted(rows(frame), key=lambda row: _order(frame, row))
    known = [place for place, row in enumerate(order) if not blank_of(row)]
    if not known:
        return nothing(reason(frame))
    drawn = row_figure([Head(str(row["area"]), told[row["area"]]) for row in order], extra=88)
    _axis(drawn.fig, m, [order[place] for place in known])
    _council_ticks(drawn, m, council_row, known)
    for place in known:
        row = order[place]
        colour = "comparator" if is_bucket(frame, row["area"]) else None
        _dot(drawn, m, row, place, told[row["area"]], colour)
    return drawn.fig


def _order(frame: pd.DataFrame, row: Row) -> tuple:
    blank = bool(blank_of(row))
    return blank, is_bucket(frame, row["area"]), 0 if blank else -float(row["value"])


def _axis(fig: go.Figure, m: Measure, known: Sequence[Row]) -> None:
    limit = m.legal_limit.value if m.legal_limit else 0
    ends = [row[key] for row in known for key in ("value", "high")]
    top = headroom([*ends, limit], least(m))
    fig.update_xaxes(**value_axis(m, top, min(0.0, *[float(row["value"]) for row in known], 0.0)))
    marks.add_upright_lines(fig, m, top)
    fig.update_layout(margin={"t": 30})


def _dot(drawn: Rows, m: Measure, row: Row, place: int, text: str, role: str | None) -> None:
    fig, y = drawn.fig, drawn.middles[place]
    colour = colours.role(role) if role else colours.series(0)
    if not is_missing(row.get("low")) and not is_missing(row.get("high")):
        fig.add_scatter(
            x=[row["low"], row["high"]],
            y=[y, y],
            mode="lines",
            hoverinfo="skip",
            line={"color": colour, "width": 4},
            showlegend=False,
        )
    fig.add_scatter(
        x=[row["value"]],
        y=[y],
        mode="markers",
        hoverinfo="text",
        name=safe(row["area"]),
        showlegend=False,
        marker={"size": 14, "color": colour},
        hovertext=[hover(str(row["area"]), text, _interval(m, row))],
    )


def _interval(m: Measure, row: Row) -> str:
    if is_missing(row.get("low")) or is_missing(row.get("high")):
        return ""
    low, high = (
        percent(row[key]) if m.is_fraction else number(row[key], 1) for key in ("low", "high")
    )
    return f"95% interval {low} to {high}"


def _council_ticks(drawn: Rows, m: Measure, row: Row | None, places: Sequence[int]) -> None:
    if row is None or blank_of(row) or m.kind in ("count", "stock", "net"):
        return
    name = f"{row['area'] or 'All'}: {value_text(m, row)}"
    tick_marks(drawn, float(row["value"]), places, "comparator", name)
    legend_above(drawn.fig, 24)
