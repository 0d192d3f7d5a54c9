"""The strip: all councils as dots, stacked in equal columns."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.ask.official import BASE_YEAR
from sendviz.charts.compare.dots import DOT, ROOM_BELOW, kinds, legend_below, points
from sendviz.findings.compare import Comparison
from sendviz.kit import colours, marks
from sendviz.kit.template import figure, nothing, safe, value_axis
from sendviz.wording import compare as words

COLUMNS = 40
MOST_HEIGHT = 300
STEPS = (1, 2, 2.5, 5, 10)
ROOM_ABOVE, LINE = 66, 19


def council_strip(c: Comparison) -> go.Figure:
    """One dot for each council, stacked in equal columns: ours filled, neighbours hollow.

    Nothing is scattered at random; the columns are the same however wide the screen is.
    """
    if c.councils.empty:
        return nothing("No council has a figure for this year.")
    edges = _columns(c)
    spots = _stacked(c, edges)
    tallest = int(spots["height"].max()) + 1
    step = min(DOT + 2, MOST_HEIGHT / tallest)
    fig = figure(round(tallest * step) + ROOM_ABOVE + ROOM_BELOW)
    _dots(fig, c, spots)
    _named_above(fig, c, (edges[0], edges[-1]))
    m = c.series.measure
    axis = value_axis(m, edges[-1], edges[0]) | {
        "showgrid": False,
        "showline": True,
        "rangemode": "normal",
    }
    fig.update_xaxes(**axis)
    fig.update_yaxes(visible=False, range=[-0.9, tallest])
    legend_below(fig, round(tallest * step))
    fig.update_layout(margin={"t": ROOM_ABOVE, "l": 14, "r": 18})
    return fig


def column_width(c: Comparison) -> float:
    """The width of the strip's columns, in the measure's unit."""
    edges = _columns(c)
    return float(edges[1] - edges[0])


def _columns(c: Comparison) -> np.ndarray:
    """Edges of about 40 columns of a round width, from nought, or from the lowest for an index."""
    m, v = c.series.measure, c.councils["value"]
    low = float(v.min()) if c.series.over == BASE_YEAR else 0.0
    high = 1.0 if m.is_fraction and v.max() > 0.75 else float(v.max())
    raw = max(high - low, 1e-9) / COLUMNS
    size = 10 ** math.floor(math.log10(raw))
    width = next(size * step for step in STEPS if size * step >= raw - 1e-12)
    first = math.floor(low / width + 1e-9)
    last = max(math.ceil(high / width - 1e-9), first + 1)
    return np.arange(first, last + 1) * width


def _stacked(c: Comparison, edges: np.ndarray) -> pd.DataFrame:
    """Every council with its column's middle and its height in it: ours, neighbours, others."""
    found = c.councils.copy()
    found["kind"] = kinds(c)
    place = np.clip(
        np.searchsorted(edges, found["value"] + 1e-12, side="right") - 1, 0, len(edges) - 2
    )
    found["x"] = (edges[place] + edges[place + 1]) / 2
    found = found.sort_values(["x", "kind", "value", "name"])
    return found.assign(height=found.groupby("x").cumcount())


def _dots(fig: go.Figure, c: Comparison, spots: pd.DataFrame) -> None:
    for kind in range(3):
        points(fig, c, kind, spots[spots["kind"] == kind], ("x", "height"))


def _named_above(fig: go.Figure, c: Comparison, ends: tuple[float, float]) -> None:
    """Upright lines at ours, England and the legal limit, each named above the plot."""
    m = c.series.measure
    lines = [
        (c.council, colours.series(0), "solid"),
        (c.england, colours.role("comparator"), "dash"),
    ]
    named = [
        (
            f"{row['name']} {words.value_text(c.series, row, False)}",
            float(row["value"]),
            colour,
            dash,
        )
        for row, colour, dash in lines
        if not words.blank_text(row)
    ]
    if m.legal_limit and m.legal_limit.value <= ends[1]:
        named.append(
            (
                marks.limit_name(m, m.legal_limit),
                m.legal_limit.value,
                colours.role("limit"),
                "solid",
            )
        )
    for place, (text, value, colour, dash) in enumerate(named):
        right = value > (ends[0] + ends[1]) / 2
        fig.add_shape(
            type="line",
            x0=value,
            x1=value,
            y0=0,
            y1=1,
            yref="paper",
            layer="below",
            line={"color": colour, "width": 1.5, "dash": dash},
        )
        fig.add_annotation(
            x=value,
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=LINE * place,
            showarrow=False,
            text=safe(text),
            xanchor="right" if right else "left",
            xshift=4 if right else -4,
            font={"size": marks.SMALL},
        )
