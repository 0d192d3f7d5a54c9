"""The share of children still waiting by week since the clock started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from sendviz.charts import colours, marks
from sendviz.charts.lines import CHART_HEIGHT, MOST_DIRECT_LABELS
from sendviz.charts.template import TEXT_SIZE, figure, hover, nothing, safe
from sendviz.wording.numbers import counted, number, percent
from sendviz.wording.values import blank_text
from sendviz.wording.waits import curve_words

if TYPE_CHECKING:
    from sendviz.query.waits import Curve, Waits

LONGEST_WEEKS = 104
LIMIT_WEEKS = 20.0


def curves(
    waits: Waits, limit_weeks: float | None = LIMIT_WEEKS, limit_name: str = "Legal limit"
) -> go.Figure:
    """Step lines by area, or one with its 95% interval; the legal limit as a line; names at the lines' ends.

    The axis ends at two years or where the longest curve does.
    """
    known = [curve for curve in waits.curves if not curve.blank and len(curve.weeks)]
    if not known:
        blanks = {curve.blank for curve in waits.curves}
        return nothing(
            f"Nothing to show: {blank_text(blanks.pop()) if len(blanks) == 1 else 'no cases'}."
        )
    fig = figure(CHART_HEIGHT)
    end = min(LONGEST_WEEKS, max(float(curve.weeks[-1]) for curve in known)) or 1.0
    end = max(end, (limit_weeks or 0) * 1.2)
    if len(known) == 1:
        _interval(fig, known[0])
    ends, tints = {}, {}
    for place, curve in enumerate(known):
        tints[curve.area] = colours.series(place)
        ends[curve.area] = float(curve.share[curve.weeks <= end][-1])
        _step_line(fig, curve, tints[curve.area])
    if limit_weeks:
        _limit(fig, limit_weeks, limit_name)
    direct = 1 < len(known) <= MOST_DIRECT_LABELS
    if direct:
        marks.end_labels(fig, ends, tints, (CHART_HEIGHT - 100) / 1.0)
    fig.update_layout(showlegend=len(known) > MOST_DIRECT_LABELS, margin={"t": 30})
    fig.update_xaxes(
        range=[0, end], title={"text": "weeks since the clock started"}, showline=True, nticks=8
    )
    fig.update_yaxes(range=[0, 1.02], tickformat=".0%", showgrid=True, dtick=0.25)
    return fig


def _interval(fig, curve: Curve) -> None:
    edge = {"width": 0, "shape": "hv"}
    plain = {
        "mode": "lines",
        "hoverinfo": "skip",
        "line": edge,
        "showlegend": False,
        "x": curve.weeks.tolist(),
    }
    fig.add_scatter(y=np.nan_to_num(curve.low, nan=0.0).tolist(), **plain)
    fig.add_scatter(
        y=np.nan_to_num(curve.high, nan=1.0).tolist(),
        fill="tonexty",
        fillcolor=colours.role("band"),
        **plain,
    )


def _step_line(fig, curve: Curve, colour: str) -> None:
    words = curve_words(curve)
    fig.add_scatter(
        x=curve.weeks.tolist(),
        y=curve.share.tolist(),
        mode="lines",
        name=safe(curve.area),
        line={"color": colour, "width": 2.5, "shape": "hv"},
        hoverinfo="text",
        hovertext=[
            hover(
                f"{curve.area}, week {number(week)}",
                f"{percent(share)} of {counted(curve.waited, 'children')} still wait",
                words,
            )
            for week, share in zip(curve.weeks, curve.share, strict=True)
        ],
    )


def _limit(fig, limit_weeks: float, name: str) -> None:
    fig.add_shape(
        type="line",
        x0=limit_weeks,
        x1=limit_weeks,
        y0=0,
        y1=1,
        yref="paper",
        line={"color": colours.role("limit"), "width": 2},
    )
    fig.add_annotation(
        x=limit_weeks,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="left",
        showarrow=False,
        text=f"{safe(name)} {number(limit_weeks)} weeks",
        font={"size": TEXT_SIZE - 1},
        xshift=-4,
    )
