"""Layers that several pictures share: each draws numbers that it is given onto a figure, so that no
two pictures can draw the same thing differently."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from sendviz.kit import colours
from sendviz.kit.template import TEXT_SIZE, gaps, safe


def limits_by_size(
    fig: go.Figure, sizes: np.ndarray, low: np.ndarray, high: np.ndarray, name: str, dash: str
) -> None:
    """The two edges of a funnel's limits over the sizes of areas, as one entry of the legend."""
    for edge, shown in ((high, True), (low, False)):
        fig.add_scatter(
            x=np.asarray(sizes).tolist(), y=np.asarray(edge).tolist(), mode="lines",
            line={"color": colours.role("comparator"), "width": 1.5, "dash": dash},
            hoverinfo="skip", name=name, showlegend=shown, legendrank=2000,
        )  # fmt: skip


def dashed_band(
    fig: go.Figure, x: Sequence, low: Sequence[float], high: Sequence[float], name: str
) -> None:
    """The range from low to high with thin dashed edges, broken where it is not known; named in the
    legend where there is any."""
    edge = {"color": colours.role("axis"), "width": 1, "dash": "dash"}
    plain = {"x": x, "mode": "lines", "hoverinfo": "skip", "line": edge, "connectgaps": False}
    upper = gaps(high)
    fig.add_scatter(y=gaps(low), showlegend=False, **plain)
    fig.add_scatter(
        y=upper, showlegend=any(each is not None for each in upper), fill="tonexty",
        fillcolor=colours.role("band"), name=safe(name), **plain,
    )  # fmt: skip


def named_upright(
    fig: go.Figure, value: float, words: str, colour: str, *, line: int, dash: str, side: str
) -> None:
    """A line from bottom to top at the value, under all marks, named above the plot in that line of
    words; the words end ('right') or begin ('left') at it."""
    fig.add_shape(
        type="line", x0=value, x1=value, y0=0, y1=1, yref="paper", layer="below",
        line={"color": colour, "width": 1.5, "dash": dash},
    )  # fmt: skip
    fig.add_annotation(
        x=value, y=1, yref="paper", yanchor="bottom", yshift=19 * line, showarrow=False,
        text=safe(words), xanchor=side, xshift=4 if side == "right" else -4,
        font={"size": TEXT_SIZE - 1},
    )  # fmt: skip
