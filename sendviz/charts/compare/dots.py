"""Councils as dots: ours filled, neighbours hollow, others grey; the legend beneath."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.findings.compare import Comparison
from sendviz.kit import colours
from sendviz.kit.template import hover, safe
from sendviz.wording import compare as words

DOT = 8
ROOM_BELOW = 96


def kinds(c: Comparison) -> np.ndarray:
    """The kind of each of the councils: 0 ours, 1 a neighbour, 2 another."""
    codes = c.councils["la_code"]
    ours, near = codes == c.council["la_code"], codes.isin(set(c.neighbours["la_code"]))
    return np.select([ours, near], [0, 1], 2)


def points(
    fig: go.Figure, c: Comparison, kind: int, part: pd.DataFrame, at: tuple[str, str]
) -> None:
    """The councils of one kind, at these two columns of theirs."""
    name = (str(c.council["name"]), "Its neighbours", "Other councils")[kind]
    look = (
        {"size": 13, "color": colours.series(0), "line": {"width": 0}},
        {
            "size": DOT,
            "color": colours.role("hollow"),
            "line": {"width": 2, "color": colours.series(0)},
        },
        {"size": DOT - 1, "color": colours.role("comparator"), "line": {"width": 0}},
    )[kind]
    fig.add_scatter(
        x=list(part[at[0]]),
        y=list(part[at[1]]),
        mode="markers",
        name=safe(name),
        hoverinfo="text",
        marker=look,
        legendrank=kind + 1,
        cliponaxis=False,
        zorder=3 - kind,
        hovertext=[_hover(c, row) for row in part.to_dict("records")],
    )


def _hover(c: Comparison, row: dict) -> str:
    told = words.interval_text(c.series, row)
    return hover(
        str(row["name"]),
        words.value_text(c.series, row),
        f"95% interval {told}" if told else "",
        words.doubt_of(row),
    )


def legend_below(fig: go.Figure, plot: int) -> None:
    """The legend under the axis of a plot of this height in pixels."""
    fig.update_layout(
        showlegend=True,
        legend={"y": -44 / max(plot, 60), "yanchor": "top"},
        margin={"b": ROOM_BELOW - 20},
    )
