"""Areas side by side: dots with intervals, bands of waiting."""

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


def bands_by_area(parts: Sequence[tuple[Measure, pd.DataFrame]]) -> go.Figure:
    """Stacked bars, one an area, a part for each measure: bands of waiting from short to long.

    The frames have one row an area.
    """
    frames = [frame for _, frame in parts]
    areas = list(dict.fromkeys(area for frame in frames for area in frame["area"]))
    if not any(frame["value"].notna().any() for frame in frames):
        return nothing(reason(frames[0]) if frames else "There is nothing to show.")
    drawn = row_figure([Head(str(area or "All")) for area in areas], mark=30, extra=120)
    for (m, frame), (ground, letters) in zip(parts, colours.waits(len(parts)), strict=True):
        _band(drawn, m, frame, areas, ground, letters)
    fig = drawn.fig
    fig.update_layout(barmode="stack", showlegend=True, uniformtext={"minsize": 12, "mode": "hide"})
    fig.update_xaxes(showgrid=True, tickformat=",.0f", rangemode="tozero", nticks=5)
    return fig


def _band(
    drawn: Rows, m: Measure, frame: pd.DataFrame, areas: list, ground: str, letters: str
) -> None:
    told = zip(rows(frame), texts(m, frame, short=True), strict=True)
    by_area = {row["area"]: (row, text) for row, text in told}
    known = [(place, *by_area[area]) for place, area in enumerate(areas) if area in by_area]
    values = [None if blank_of(row) else float(row["value"]) for _, row, _ in known]
    drawn.fig.add_bar(
        y=[drawn.middles[place] for place, _, _ in known],
        x=values,
        width=drawn.room,
        orientation="h",
        name=safe(m.short_name),
        marker={"color": ground, "line": {"color": colours.role("hollow"), "width": 1}},
        text=["" if each is None else number(each) for each in values],
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={"color": letters},
        textangle=0,
        hoverinfo="text",
        hovertext=[
            hover(f"{row['area'] or 'All'}, {m.short_name}", text) for _, row, text in known
        ],
    )
