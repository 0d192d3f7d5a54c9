"""Areas side by side: bands of waiting."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.kit import colours
from sendviz.kit.numbers import number
from sendviz.kit.rows import Head, Rows, row_figure
from sendviz.kit.template import hover, nothing, safe
from sendviz.kit.values import blank_of
from sendviz.wording.frames import reason, rows, texts


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
