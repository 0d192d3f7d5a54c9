"""Lines over time: one for each area, and the sparkline."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.charts import colours, marks
from sendviz.charts.template import (
    CHART_HEIGHT,
    date_axis,
    figure,
    gaps,
    headroom,
    hover,
    least,
    nothing,
    reason,
    safe,
    stamps,
    value_axis,
)
from sendviz.wording.dates import period_name
from sendviz.wording.values import is_bucket, texts

MOST_DIRECT_LABELS = 6
MOST_DATES = 4


def trend_lines(m: Measure, frame: pd.DataFrame, council: pd.DataFrame | None = None) -> go.Figure:
    """One line an area over time, the council's grey and dashed behind.

    Lines are named at their ends, or above the plot where there are more than six.
    """
    parts = _parts(frame, council)
    if not parts:
        return nothing(reason(frame))
    fig, direct = figure(CHART_HEIGHT), len(parts) <= MOST_DIRECT_LABELS
    every = [float(v) for _, part, _ in parts for v in part["value"].dropna()]
    top = headroom([*every, m.legal_limit.value if m.legal_limit else 0], least(m))
    marks.add_level_lines(fig, m)
    tints = {}
    for place, (name, part, whole) in enumerate(parts):
        tints[name] = colours.role("comparator") if whole else colours.series(place)
        _line(fig, m, part, name, tints[name], "dash" if whole else "solid")
    grain = frame.attrs.get("grain")
    fig.update_xaxes(**date_axis(frame["period_start"], grain, MOST_DATES if direct else 6))
    fig.update_yaxes(**value_axis(m, top, min([0.0, *every])))
    if direct:
        ends = {name: float(part["value"].dropna().iloc[-1]) for name, part, _ in parts}
        marks.end_labels(fig, ends, tints, (CHART_HEIGHT - 90) / top)
    fig.update_layout(showlegend=not direct, margin={"t": 28})
    return fig


def _parts(frame: pd.DataFrame, council: pd.DataFrame | None) -> list[tuple]:
    """(name, rows in the order of time, whether it is the council) of all that have a value."""
    areas = [area for area in dict.fromkeys(frame["area"]) if not is_bucket(frame, area)]
    found = [(str(area), frame[frame["area"] == area], False) for area in areas]
    if council is not None and len(council):
        found.append((str(council["area"].iloc[0]), council, True))
    return [
        (name, part.sort_values("period_start"), whole)
        for name, part, whole in found
        if part["value"].notna().any()
    ]


def _line(fig, m: Measure, part: pd.DataFrame, name: str, colour: str, dash: str) -> None:
    told, grain = texts(m, part), part.attrs.get("grain")
    fig.add_scatter(
        x=stamps(part["period_start"]),
        y=gaps(pd.to_numeric(part["value"]).to_numpy(float)),
        name=safe(name),
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 2.5 if dash == "solid" else 2, "dash": dash},
        marker={"size": 4, "color": colour},
        hoverinfo="text",
        hovertext=[
            hover(f"{name}, {period_name(start, grain)}", text)
            for start, text in zip(part["period_start"], told, strict=True)
        ],
    )


def sparkline(m: Measure, frame: pd.DataFrame, height: int = 56) -> go.Figure:
    """A line without axes, from nought, its latest point marked; hover has the words."""
    values = pd.to_numeric(frame["value"]).to_numpy(float)
    known = np.flatnonzero(np.isfinite(values))
    if not known.size:
        return nothing("", height)
    fig, last = figure(height), int(known[-1])
    _line(fig, m, frame, m.short_name, colours.series(0), "solid")
    fig.update_traces(marker={"size": 3})
    fig.add_scatter(
        x=[stamps(frame["period_start"])[last]],
        y=[float(values[last])],
        mode="markers",
        hoverinfo="skip",
        marker={"size": 8, "color": colours.series(0)},
    )
    low, high = min(0.0, values[known].min()), max(values[known].max(), 0.0)
    fig.update_xaxes(visible=False)
    fig.update_yaxes(visible=False, range=[low - 0.1 * (high - low), high * 1.15 or 1])
    fig.update_layout(margin={"l": 6, "r": 8, "t": 4, "b": 4})
    return fig
