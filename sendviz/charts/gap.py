"""The gap between two areas over time with its interval, beside what chance alone would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.kit import colours
from sendviz.kit.dates import period_name
from sendviz.kit.numbers import number
from sendviz.kit.template import CHART_HEIGHT, figure, gaps, hover, nothing, stamps, wrapped

if TYPE_CHECKING:
    from sendviz.findings.gap import Gap

CHANCE = "by chance alone"
# A line of the legend on a phone.
LEGEND_LETTERS = 34
NOTHING = "There are too few areas to show a gap."


def gap_chart(m: Measure, found: Gap | None) -> go.Figure:
    """The pair's gap as a line with its 95% intervals, in percentage points for shares.

    The widest gap of each period stands as hollow points, what chance would give as a dashed line.
    """
    if found is None or not np.isfinite(found.pair.value).any():
        return nothing(NOTHING)
    scale = 100.0 if m.is_fraction else 1.0
    fig, x = figure(CHART_HEIGHT), stamps(found.starts)
    _widest(fig, m, x, found, scale)
    _chance(fig, x, found, scale)
    _pair(fig, m, x, found, scale)
    fig.update_xaxes(type="date", dtick="M12", tickformat="%Y", showline=True)
    title = "percentage points" if m.is_fraction else m.unit
    fig.update_yaxes(
        showgrid=True, nticks=6, title={"text": title}, zeroline=True,
        zerolinecolor=colours.role("axis"), rangemode="tozero",
    )  # fmt: skip
    fig.update_layout(showlegend=True, margin={"t": 34})
    return fig


def _widest(fig: go.Figure, m: Measure, x: list, found: Gap, scale: float) -> None:
    fig.add_scatter(
        x=x,
        y=gaps(found.ends.value * scale),
        mode="markers",
        name="highest to lowest",
        marker={"symbol": "circle-open", "size": 8, "color": colours.role("comparator")},
        hoverinfo="text",
        hovertext=[_told(m, found, place, *found.named[place]) for place in range(len(x))],
    )


def _chance(fig: go.Figure, x: list, found: Gap, scale: float) -> None:
    if not np.isfinite(found.chance).any():
        return
    fig.add_scatter(
        x=x,
        y=gaps(found.chance * scale),
        mode="lines",
        name=CHANCE,
        line={"color": colours.role("comparator"), "width": 2, "dash": "dash"},
        hoverinfo="skip",
    )


def _pair(fig: go.Figure, m: Measure, x: list, found: Gap, scale: float) -> None:
    fig.add_scatter(
        x=x,
        y=gaps(found.pair.value * scale),
        mode="lines+markers",
        name=wrapped(f"{found.high} less {found.low}, with 95% interval", LEGEND_LETTERS),
        line={"color": colours.series(0), "width": 2.5},
        marker={"size": 7, "color": colours.series(0)},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": gaps((found.pair.high - found.pair.value) * scale),
            "arrayminus": gaps((found.pair.value - found.pair.low) * scale),
            "color": colours.series(0),
            "thickness": 1,
            "width": 0,
        },
        connectgaps=False,
        hoverinfo="text",
        hovertext=[
            _told(m, found, place, found.high, found.low, True) for place in range(len(x))
        ],
    )


def _told(
    m: Measure, found: Gap, place: int, high: str, low: str, is_pair: bool = False
) -> str:
    side = found.pair if is_pair else found.ends
    scale, unit = (100.0, "percentage points") if m.is_fraction else (1.0, m.unit)
    limits = (side.value, side.low, side.high)
    value, least, most = (number(each[place] * scale, 1) for each in limits)
    when = period_name(found.starts[place], found.frame.attrs.get("grain"))
    return hover(when, f"{high} less {low}: {value} {unit}", f"95% interval {least} to {most}")
