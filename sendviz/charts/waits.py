"""The share of children still waiting by week since the clock started."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from sendviz.kit import colours
from sendviz.kit.numbers import counted, number, percent
from sendviz.kit.template import CHART_HEIGHT, TEXT_SIZE, figure, hover, nothing, safe, wrapped
from sendviz.kit.values import blank_text
from sendviz.wording.waits import curve_words

if TYPE_CHECKING:
    from sendviz.ask.waits import Curve, Waits

LONGEST_WEEKS = 104
YEAR, HALF_YEAR = 52, 26
LIMIT_WEEKS = 20.0
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def curves(
    waits: Waits, limit_weeks: float | None = LIMIT_WEEKS, limit_name: str = "Legal limit"
) -> go.Figure:
    """Step lines by area, or one with its 95% interval, and the legal limit as a line.

    Curves run together at both ends, so a legend names them, with the week by which half have
    their answer. The axis ends at two years or past the longest median, or where the longest curve
    does.
    """
    known = [curve for curve in waits.curves if not curve.blank and len(curve.weeks)]
    if not known:
        return nothing(_why(waits))
    fig = figure(CHART_HEIGHT + 22 * len(known) // 2)
    end = _last_week(known, limit_weeks)
    if len(known) == 1:
        _interval(fig, known[0])
    for place, curve in enumerate(known):
        _step_line(fig, curve, colours.series(place), DASHES[place % len(DASHES)])
    if limit_weeks:
        _limit(fig, limit_weeks, limit_name)
    fig.update_layout(showlegend=len(known) > 1, margin={"t": 30})
    fig.update_xaxes(range=[0, end], title={"text": "weeks since the clock started"}, showline=True)
    fig.update_xaxes(**({"dtick": _tick(end)} if end > LONGEST_WEEKS else {"nticks": 8}))
    # Room above 100% for the name of the limit.
    fig.update_yaxes(range=[0, 1.14], tickformat=".0%", showgrid=True, dtick=0.25)
    fig.update_yaxes(title={"text": "share still waiting"})
    return fig


def _last_week(known: Sequence[Curve], limit_weeks: float | None) -> float:
    """Two years, or the tick after the longest median where that is later, so that every median
    named in the legend can be seen; never past the longest curve."""
    medians = [curve.median.value or 0.0 for curve in known]
    longest = max(medians)
    past = _tick(longest) * (longest // _tick(longest) + 1)
    held = max(float(curve.weeks[-1]) for curve in known)
    shown = LONGEST_WEEKS if longest < LONGEST_WEEKS else past
    return max(min(shown, held), longest * 1.02, (limit_weeks or 1.0) * 1.2)


def _tick(weeks: float) -> int:
    return YEAR if weeks > 3 * YEAR else HALF_YEAR


def _why(waits: Waits) -> str:
    blanks = {curve.blank for curve in waits.curves}
    return f"Nothing to show: {blank_text(blanks.pop()) if len(blanks) == 1 else 'no cases'}."


def _interval(fig: go.Figure, curve: Curve) -> None:
    plain = {
        "x": curve.weeks.tolist(),
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
        "line": {"width": 0, "shape": "hv"},
    }
    fig.add_scatter(y=np.nan_to_num(curve.low, nan=0.0).tolist(), **plain)
    fig.add_scatter(
        y=np.nan_to_num(curve.high, nan=1.0).tolist(),
        fill="tonexty",
        fillcolor=colours.role("band"),
        **plain,
    )


def _step_line(fig: go.Figure, curve: Curve, colour: str, dash: str) -> None:
    half = curve.median.value
    reached = "half not yet" if half is None else f"half by week {number(half)}"
    fig.add_scatter(
        x=curve.weeks.tolist(),
        y=curve.share.tolist(),
        mode="lines",
        name=wrapped(f"{curve.area}: {reached}", 34),
        line={"color": colour, "width": 2.5, "shape": "hv", "dash": dash},
        hoverinfo="text",
        hovertext=[_point(curve, *each) for each in zip(curve.weeks, curve.share, strict=True)],
    )


def _point(curve: Curve, week: float, share: float) -> str:
    still = f"{percent(share)} of {counted(curve.waited, 'children')} still wait"
    return hover(f"{curve.area}, week {number(week)}", still, curve_words(curve))


def _limit(fig: go.Figure, limit_weeks: float, name: str) -> None:
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
        yanchor="top",
        xanchor="left",
        xshift=4,
        showarrow=False,
        text=f"{safe(name)} {number(limit_weeks)} weeks",
        font={"size": TEXT_SIZE - 1},
    )
