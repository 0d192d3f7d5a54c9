"""The layers that pictures are made of: what several of them draw is drawn here, in one way.

Each takes the figure and plain numbers in the units of its axes, as many names and texts as
values.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from sendviz.kit import colours
from sendviz.kit.template import TEXT_SIZE, gaps, safe, stamps

Numbers = Sequence[float] | np.ndarray


def upright_bars(
    fig: go.Figure,
    starts: Sequence,
    values: Numbers,
    name: str,
    colour: str,
    hovers: Sequence[str],
) -> None:
    """A bar for each period from nought to its value (down where it is below nought); stacked as
    the figure's barmode says."""
    fig.add_bar(
        x=stamps(starts),
        y=gaps(values),
        name=name,
        marker={"color": colour},
        hoverinfo="text",
        hovertext=list(hovers),
    )


def lying_bars(
    fig: go.Figure,
    heights: Sequence[float],
    values: Sequence[float | None],
    width: float,
    name: str,
    marker: dict,
    hovers: Sequence[str],
    **inside: object,
) -> None:
    """A bar for each row of a figure of rows, at the height of its middle; None draws none.
    inside: the text within the bars."""
    fig.add_bar(
        y=list(heights),
        x=list(values),
        width=width,
        orientation="h",
        name=safe(name),
        marker=marker,
        hoverinfo="text",
        hovertext=list(hovers),
        **inside,
    )


def line_with_points(
    fig: go.Figure,
    starts: Sequence,
    values: Numbers,
    name: str,
    colour: str,
    hovers: Sequence[str],
) -> None:
    """A value for each period as small points on a line that breaks where one is missing."""
    fig.add_scatter(
        x=stamps(starts),
        y=gaps(values),
        name=name,
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 2},
        marker={"size": 5},
        hoverinfo="text",
        hovertext=list(hovers),
    )


def step_line(
    fig: go.Figure,
    x: Numbers,
    y: Numbers,
    name: str,
    colour: str,
    dash: str,
    hovers: Sequence[str],
) -> None:
    """Values that hold from their x to the next one."""
    fig.add_scatter(
        x=list(x),
        y=list(y),
        mode="lines",
        name=name,
        line={"color": colour, "width": 2.5, "shape": "hv", "dash": dash},
        hoverinfo="text",
        hovertext=list(hovers),
    )


def step_band(fig: go.Figure, x: Numbers, low: Numbers, high: Numbers) -> None:
    """The range between two lines of steps of shares; where an end is not known, 0 or 1."""
    plain = {
        "x": list(x),
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
        "line": {"width": 0, "shape": "hv"},
    }
    fig.add_scatter(y=np.nan_to_num(low, nan=0.0).tolist(), **plain)
    fig.add_scatter(
        y=np.nan_to_num(high, nan=1.0).tolist(),
        fill="tonexty",
        fillcolor=colours.role("band"),
        **plain,
    )


def upright_limit(fig: go.Figure, value: float, name: str) -> None:
    """A limit as a line over the whole height, named beside its top."""
    look = {"color": colours.role("limit"), "width": 2}
    fig.add_shape(type="line", x0=value, x1=value, y0=0, y1=1, yref="paper", line=look)
    fig.add_annotation(
        x=value,
        y=1,
        yref="paper",
        yanchor="top",
        xanchor="left",
        xshift=4,
        showarrow=False,
        text=safe(name),
        font={"size": TEXT_SIZE - 1},
    )


def lying_range(
    fig: go.Figure, ends: tuple[float, float], height: float, colour: str, width: float
) -> None:
    """A thick line from the one end to the other, at the height of its row."""
    fig.add_scatter(
        x=list(ends),
        y=[height, height],
        mode="lines",
        hoverinfo="skip",
        line={"color": colour, "width": width},
        showlegend=False,
    )


def dot(
    fig: go.Figure, value: float, height: float, colour: str, hover: str, name: str = ""
) -> None:
    """A large dot at a value, at the height of its row."""
    fig.add_scatter(
        x=[value],
        y=[height],
        mode="markers",
        hoverinfo="text",
        hovertext=[hover],
        name=safe(name),
        marker={"size": 14, "color": colour},
        showlegend=False,
    )


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
