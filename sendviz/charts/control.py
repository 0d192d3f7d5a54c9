"""The control chart: points by signal, the average, the usual range, the legal limit, events."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.kit import colours, marks
from sendviz.kit.dates import period_name
from sendviz.kit.signs import Sign, variation_words
from sendviz.kit.template import (
    CHART_HEIGHT,
    TEXT_SIZE,
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
from sendviz.kit.values import texts
from sendviz.stats.spc import ControlChart
from sendviz.wording.trends import point_words

USUAL = "usual range"
# The latest value's words take about this part of a phone's width, counted from the right.
LABEL_PART = 0.42
ROOM_FOR_LABEL = 1.16
# In pixels on a phone: legend, margins and dates; the label with its distance; far from its point.
AROUND_THE_PLOT, LABEL_HEIGHT, FAR = 140, 28, 40


def control_chart(
    m: Measure,
    frame: pd.DataFrame,
    chart: ControlChart,
    events: Sequence[tuple[object, str]] = (),
    top: float | None = None,
    height: int = CHART_HEIGHT,
) -> go.Figure:
    """The chart of a frame with one row a point; events are (day, label) pairs.

    The latest value is named with its counts. `top` holds the axis the same in small multiples.
    """
    if not np.isfinite(chart.values).any():
        return nothing(reason(frame))
    fig, x = figure(height), stamps(frame["period_start"])
    top = top or _top(m, chart, bool(events))
    low = min([0.0, *chart.values[np.isfinite(chart.values)]]) * 1.08
    _range(fig, m, x, chart)
    _line(fig, x, chart)
    _points(fig, m, frame, chart, x)
    marks.add_level_lines(fig, m)
    marks.add_events(fig, events, min(x), max(x), _limit_at_the_top(m, top))
    _latest(fig, m, frame, chart, x, (low, top))
    fig.update_xaxes(**date_axis(frame["period_start"], frame.attrs.get("grain")))
    fig.update_yaxes(**value_axis(m, top, low))
    fig.update_layout(margin={"t": 28})
    return fig


def _top(m: Measure, chart: ControlChart, with_events: bool) -> float:
    limit = m.legal_limit.value if m.legal_limit else 0.0
    most = headroom([*chart.values, *_clipped(m, chart.upper)], least(m))
    return max(most * (1.25 if with_events else ROOM_FOR_LABEL), limit * 1.08)


def _limit_at_the_top(m: Measure, top: float) -> bool:
    return bool(m.legal_limit) and m.legal_limit.value > 0.8 * top


def _clipped(m: Measure, limits: np.ndarray) -> np.ndarray:
    """Limits may pass 0 or 100%: the drawing is clipped, not the calculation. Nets have no
    floor."""
    if m.kind == "net":
        return limits
    return np.clip(limits, 0.0, 1.0 if m.is_fraction else None)


def _range(fig: go.Figure, m: Measure, x, chart: ControlChart) -> None:
    """The average and the limits: a band with thin dashed edges, named in the legend. They step
    where limits start anew."""
    if np.isnan(chart.upper).all():
        return
    lower, upper = gaps(_clipped(m, chart.lower)), gaps(_clipped(m, chart.upper))
    edge = {"color": colours.role("axis"), "width": 1, "dash": "dash", "shape": "hvh"}
    plain = {"mode": "lines", "hoverinfo": "skip", "x": x}
    fig.add_scatter(y=lower, line=edge, showlegend=False, **plain)
    fig.add_scatter(
        y=upper,
        line=edge,
        fill="tonexty",
        fillcolor=colours.role("band"),
        name=f"{USUAL} so far" if chart.trial else USUAL,
        legendrank=2000,
        **plain,
    )
    middle = {"color": colours.role("axis"), "width": 1.5, "shape": "hvh"}
    fig.add_scatter(y=gaps(chart.centre), line=middle, showlegend=False, **plain)


def _line(fig: go.Figure, x, chart: ControlChart) -> None:
    fig.add_scatter(
        x=x,
        y=gaps(chart.values),
        mode="lines",
        line={"color": colours.role("no_change"), "width": 1.5},
        hoverinfo="skip",
        showlegend=False,
        connectgaps=False,
    )


def _points(fig: go.Figure, m: Measure, frame: pd.DataFrame, chart: ControlChart, x) -> None:
    """One trace for each sign that occurs, so that the legend names just those."""
    told, grain = texts(m, frame), frame.attrs.get("grain")
    signs = [variation_words("too_few" if chart.trial else each) for each in chart.signal]
    known = [place for place in range(len(x)) if np.isfinite(chart.values[place])]
    found = sorted({signs[place] for place in known}, key=_legend_order)
    for sign in found:
        mine = [place for place in known if signs[place] == sign]
        fig.add_scatter(
            x=[x[place] for place in mine],
            y=[float(chart.values[place]) for place in mine],
            mode="markers",
            name=sign.word,
            showlegend=len(found) > 1,
            hoverinfo="text",
            marker=_marker(sign),
            hovertext=[
                hover(period_name(x[place], grain), told[place], point_words(chart, place, grain))
                for place in mine
            ],
        )
    fig.update_layout(showlegend=True)


def _marker(sign: Sign) -> dict:
    size = 13 if sign.marker == "star" else 9
    return {"color": colours.role(sign.colour_role), "symbol": sign.marker, "size": size}


def _legend_order(sign: Sign) -> int:
    roles = ("improvement", "no_change", "concern", "neutral", "too_few")
    return roles.index(sign.colour_role) * 2 + sign.word.startswith("lower")


def _latest(
    fig: go.Figure,
    m: Measure,
    frame: pd.DataFrame,
    chart: ControlChart,
    x: Sequence[pd.Timestamp],
    ends: tuple[float, float],
) -> None:
    """The latest value's words, nearest to its point: under all points and limits beside them
    where there is room, else above them, with its period and a thin line down to a point that lies
    far below."""
    place = int(np.flatnonzero(np.isfinite(chart.values))[-1])
    latest = float(chart.values[place])
    lowest, highest = _beside(m, chart, place)
    low, top = ends
    pixels = (fig.layout.height - AROUND_THE_PLOT) / (top - low)
    is_far = (highest - latest) * pixels > FAR
    above = highest <= top * 0.86 and not (is_far and (lowest - low) * pixels > LABEL_HEIGHT)
    text = f"<b>{safe(texts(m, frame)[place])}</b>"
    if above and is_far:
        if (top - highest) * pixels > 2 * LABEL_HEIGHT:
            text += f"<br>{safe(period_name(x[place], frame.attrs.get('grain')))}"
        look = {"color": colours.role("quiet_text"), "width": 1}
        fig.add_shape(type="line", x0=x[place], x1=x[place], y0=latest, y1=highest, line=look)
    fig.add_annotation(
        x=x[place],
        y=highest if above else lowest,
        text=text,
        align="right",
        showarrow=False,
        xanchor="right" if len(x) > 1 else "center",
        yanchor="bottom" if above else "top",
        yshift=6 if above else -8,
        font={"size": TEXT_SIZE},
    )


def _beside(m: Measure, chart: ControlChart, place: int) -> tuple[float, float]:
    """The lowest and the highest of the points and limits that the latest value's words reach."""
    first = min(int(place * (1 - LABEL_PART)), place)
    held = [
        chart.values[first : place + 1],
        *(_clipped(m, each[first : place + 1]) for each in (chart.lower, chart.upper)),
    ]
    known = np.concatenate(held)
    known = known[np.isfinite(known)]
    return float(known.min()), float(known.max())
