"""Small multiples: one control chart an area, all on the same axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.kit import colours
from sendviz.kit.dates import period_name
from sendviz.kit.signs import variation_words
from sendviz.kit.template import (
    TEXT_SIZE,
    date_axis,
    figure,
    gaps,
    headroom,
    hover,
    least,
    nothing,
    safe,
    stamps,
    value_axis,
)
from sendviz.stats.spc import ControlChart
from sendviz.wording.frames import texts
from sendviz.wording.trends import point_words, short_trend

PANEL, HEAD, FOOT = 130, 34, 44
BETWEEN = 0.06
NOTHING = "There is no area with enough figures for a chart."


def multiples(
    m: Measure,
    frames: Mapping[str, pd.DataFrame],
    charts: Mapping[str, ControlChart],
    columns: int = 2,
) -> go.Figure:
    """One panel an area: its points, average and usual range; its name and verdict above it.

    frames: by area, the rows, one a point of its chart. Axes are the same in all panels.
    """
    names = [name for name in frames if np.isfinite(charts[name].values).any()]
    if not names:
        return nothing(NOTHING)
    down = -(-len(names) // columns)
    height = down * (PANEL + HEAD) + FOOT
    fig = figure(height + 30)
    top = headroom([v for name in names for v in _highest(m, charts[name])], least(m))
    starts = pd.concat([frames[name]["period_start"] for name in names])
    for place, name in enumerate(names):
        box = _box(place, columns, down, height)
        axes = {"xaxis": f"x{place + 1}", "yaxis": f"y{place + 1}"}
        _panel(fig, m, frames[name], charts[name], axes)
        lowest = place + columns >= len(names)
        _axes(fig, m, place, box, top, starts, frames[name].attrs.get("grain"), lowest)
        _head(fig, name, frames[name], charts[name], box)
    fig.update_layout(margin={"t": 8, "b": 8}, showlegend=False)
    return fig


def _highest(m: Measure, chart: ControlChart) -> Sequence[float]:
    limits = np.clip(chart.upper, None, 1.0 if m.is_fraction else None)
    return [*chart.values[np.isfinite(chart.values)], *limits[np.isfinite(limits)]]


def _box(place: int, columns: int, down: int, height: int) -> tuple:
    """Left, right, bottom and top of a panel's plot, as parts of the figure."""
    width = (1 - BETWEEN * (columns - 1)) / columns
    left = (place % columns) * (width + BETWEEN)
    top = 1 - (place // columns) * (PANEL + HEAD) / height - HEAD / height
    return left, left + width, max(top - PANEL / height, 0.0), top


def _axes(fig, m: Measure, place, box, top, starts, grain, lowest: bool) -> None:
    left, right, bottom, upper = box
    dated = date_axis(starts, grain, 4) | {"showticklabels": lowest, "automargin": False}
    fig.layout[f"xaxis{place + 1}"] = dated | {
        "domain": [left, right], "anchor": f"y{place + 1}", "fixedrange": True, "showgrid": False,
        "linecolor": colours.role("axis"), "tickfont": {"size": TEXT_SIZE - 2}, "tickangle": 0,
    }  # fmt: skip
    fig.layout[f"yaxis{place + 1}"] = value_axis(m, top) | {
        "domain": [bottom, upper], "anchor": f"x{place + 1}", "nticks": 3, "fixedrange": True,
        "gridcolor": colours.role("grid"), "zeroline": False, "tickfont": {"size": TEXT_SIZE - 2},
    }  # fmt: skip


def _head(fig: go.Figure, name: str, frame, chart: ControlChart, box: tuple) -> None:
    sign = variation_words(chart.variation)
    mark = f'<span style="color:{colours.role(sign.colour_role)}">{sign.shape}</span>'
    fig.add_annotation(
        x=box[0],
        xref="paper",
        xanchor="left",
        y=box[3],
        yref="paper",
        yanchor="bottom",
        text=f"<b>{safe(name)}</b>  {mark} {safe(short_trend(frame, chart))}",
        showarrow=False,
        font={"size": TEXT_SIZE},
    )


def _panel(fig: go.Figure, m: Measure, frame, chart: ControlChart, axes: dict) -> None:
    x = stamps(frame["period_start"])
    if np.isfinite(chart.upper).any():
        _usual(fig, m, x, chart, axes)
    fig.add_scatter(
        x=x,
        y=gaps(chart.values),
        mode="lines",
        hoverinfo="skip",
        line={"color": colours.role("no_change"), "width": 1.2},
        connectgaps=False,
        **axes,
    )
    _points(fig, m, frame, chart, x, axes)


def _usual(fig: go.Figure, m: Measure, x: list, chart: ControlChart, axes: dict) -> None:
    edge = {"color": colours.role("axis"), "width": 1, "dash": "dash", "shape": "hvh"}
    plain = {"x": x, "mode": "lines", "hoverinfo": "skip", **axes}
    ceiling = 1.0 if m.is_fraction else None
    low, high = (np.clip(each, 0.0, ceiling) for each in (chart.lower, chart.upper))
    fig.add_scatter(y=gaps(low), line=edge, **plain)
    fig.add_scatter(
        y=gaps(high), line=edge, fill="tonexty", fillcolor=colours.role("band"), **plain
    )
    fig.add_scatter(
        y=gaps(chart.centre),
        line={"color": colours.role("axis"), "width": 1.5, "shape": "hvh"},
        **plain,
    )


def _points(fig: go.Figure, m: Measure, frame, chart: ControlChart, x: list, axes: dict) -> None:
    told, grain = texts(m, frame), frame.attrs.get("grain")
    signs = [variation_words("too_few" if chart.trial else each) for each in chart.signal]
    known = [place for place in range(len(x)) if np.isfinite(chart.values[place])]
    fig.add_scatter(
        x=[x[place] for place in known],
        y=[float(chart.values[place]) for place in known],
        mode="markers",
        cliponaxis=False,
        hoverinfo="text",
        marker={
            "color": [colours.role(signs[place].colour_role) for place in known],
            "symbol": [signs[place].marker for place in known],
            "size": [9 if signs[place].marker == "star" else 6 for place in known],
        },
        hovertext=[
            hover(period_name(x[place], grain), told[place], point_words(chart, place, grain))
            for place in known
        ],
        **axes,
    )
