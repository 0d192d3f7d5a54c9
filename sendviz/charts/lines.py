"""Figures over time: the control chart, one line for each area, the sparkline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.charts import colours, marks
from sendviz.charts.template import (
    TEXT_SIZE,
    date_axis,
    figure,
    headroom,
    hover,
    nothing,
    safe,
    stamps,
    value_axis,
)
from sendviz.stats.spc import ControlChart
from sendviz.wording.dates import period_name
from sendviz.wording.signs import variation_words
from sendviz.wording.trends import point_words
from sendviz.wording.values import blank_of, blank_text, is_bucket, rows, texts

NOTHING = "There is nothing to show for this period."
CHART_HEIGHT = 380
MOST_DIRECT_LABELS = 6


def reason(frame: pd.DataFrame) -> str:
    """Why no row of the frame can be drawn."""
    blanks = {blank_of(row) for row in rows(frame)}
    return f"Nothing to show: {blank_text(blanks.pop())}." if len(blanks) == 1 else NOTHING


def control_chart(
    m: Measure,
    frame: pd.DataFrame,
    chart: ControlChart,
    events: Sequence[tuple[object, str]] = (),
    top: float | None = None,
    height: int = CHART_HEIGHT,
) -> go.Figure:
    """Points by signal, centre line, limits as a band, legal limit, events as (day, label), latest value named.

    One row of the frame a point of the chart. `top` holds the axis the same in small multiples.
    """
    if not np.isfinite(chart.values).any():
        return nothing(reason(frame))
    fig, x = figure(height), stamps(frame["period_start"])
    grain = frame.attrs.get("grain")
    limit = m.legal_limit.value if m.legal_limit else 0
    top = top or headroom([*chart.values, *_clipped(m, chart.upper), limit], _least(m))
    low = min([0.0, *chart.values[np.isfinite(chart.values)]]) * 1.08
    _band(fig, m, x, chart, low)
    fig.add_scatter(
        x=x,
        y=_gaps(chart.values),
        mode="lines",
        line={"color": colours.role("no_change"), "width": 1.5},
        hoverinfo="skip",
        showlegend=False,
        connectgaps=False,
    )
    _points(fig, m, frame, chart, x)
    marks.add_level_lines(fig, m)
    marks.add_events(fig, events, min(x), max(x))
    _latest(fig, m, frame, chart, x)
    fig.update_xaxes(**date_axis(frame["period_start"], grain))
    fig.update_yaxes(**value_axis(m, top, low))
    fig.update_layout(margin={"t": 28})
    return fig


def _least(m: Measure) -> float:
    return 0.1 if m.is_fraction else 4.0


def _clipped(m: Measure, limits: np.ndarray) -> np.ndarray:
    """Limits may pass 0 or 100%: the drawing is clipped, not the calculation. Nets have no floor."""
    if m.kind == "net":
        return limits
    return np.clip(limits, 0.0, 1.0 if m.is_fraction else None)


def _gaps(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(each) else float(each) for each in values]


def _band(fig, m: Measure, x, chart: ControlChart, low: float) -> None:
    if np.isnan(chart.upper).all():
        return
    lower, upper = _gaps(_clipped(m, chart.lower)), _gaps(_clipped(m, chart.upper))
    edge = {"color": colours.role("axis"), "width": 1, "dash": "dash"}
    plain = {"mode": "lines", "hoverinfo": "skip", "showlegend": False, "x": x}
    fig.add_scatter(y=lower, line=edge, **plain)
    fig.add_scatter(y=upper, line=edge, fill="tonexty", fillcolor=colours.role("band"), **plain)
    fig.add_scatter(
        y=_gaps(chart.centre), line={"color": colours.role("axis"), "width": 1.5}, **plain
    )


def _points(fig, m: Measure, frame: pd.DataFrame, chart: ControlChart, x) -> None:
    """One trace for each sign, so that the legend names only those that occur."""
    told, grain = texts(m, frame), frame.attrs.get("grain")
    signs = [variation_words("too_few" if chart.trial else each) for each in chart.signal]
    known = [place for place in range(len(x)) if np.isfinite(chart.values[place])]
    judged = len({signs[place].word for place in known}) > 1
    for sign in dict.fromkeys(signs[place] for place in known):
        mine = [place for place in known if signs[place] == sign]
        fig.add_scatter(
            x=[x[place] for place in mine],
            y=[float(chart.values[place]) for place in mine],
            mode="markers",
            name=sign.word,
            showlegend=judged,
            hoverinfo="text",
            marker={
                "color": colours.role(sign.colour_role),
                "symbol": sign.marker,
                "size": 12 if sign.marker == "star" else 9,
            },
            hovertext=[
                hover(period_name(x[place], grain), told[place], point_words(chart, place, grain))
                for place in mine
            ],
        )
    fig.update_layout(showlegend=judged)


def _latest(fig, m: Measure, frame: pd.DataFrame, chart: ControlChart, x) -> None:
    place = int(np.flatnonzero(np.isfinite(chart.values))[-1])
    above = chart.values[place] <= chart.centre[place] if place else True
    fig.add_annotation(
        x=x[place],
        y=float(chart.values[place]),
        text=f"<b>{safe(texts(m, frame)[place])}</b>",
        showarrow=False,
        xanchor="right" if place else "left",
        yanchor="top" if above else "bottom",
        yshift=-10 if above else 10,
        font={"size": TEXT_SIZE},
    )


def trend_lines(m: Measure, frame: pd.DataFrame, council: pd.DataFrame | None = None) -> go.Figure:
    """One line an area over time, the council's grey and dashed behind; named at their ends, or above if many."""
    areas = [area for area in dict.fromkeys(frame["area"]) if not is_bucket(frame, area)]
    parts = [(area, frame[frame["area"] == area].sort_values("period_start")) for area in areas]
    if council is not None and len(council):
        parts.append((str(council["area"].iloc[0]), council.sort_values("period_start")))
    parts = [(name, part) for name, part in parts if part["value"].notna().any()]
    if not parts:
        return nothing(reason(frame))
    fig, direct = figure(CHART_HEIGHT), len(parts) <= MOST_DIRECT_LABELS
    ends, tints = {}, {}
    for place, (name, part) in enumerate(parts):
        whole = council is not None and place == len(parts) - 1 and name not in areas
        tints[name] = colours.role("comparator") if whole else colours.series(place)
        ends[name] = float(part["value"].dropna().iloc[-1])
        _line(fig, m, part, name, tints[name], whole)
    limit = m.legal_limit.value if m.legal_limit else 0
    every = [each for _, part in parts for each in part["value"]]
    top = headroom([*every, limit], _least(m))
    marks.add_level_lines(fig, m)
    fig.update_xaxes(**date_axis(frame["period_start"], frame.attrs.get("grain")))
    fig.update_yaxes(**value_axis(m, top, min([0.0, *(v for v in every if v == v)])))
    if direct:
        marks.end_labels(fig, ends, tints, (CHART_HEIGHT - 90) / top)
    fig.update_layout(showlegend=not direct, margin={"t": 28})
    return fig


def _line(fig, m: Measure, part: pd.DataFrame, name: str, colour: str, whole: bool) -> None:
    told, grain = texts(m, part), part.attrs.get("grain")
    values = pd.to_numeric(part["value"]).to_numpy(float)
    fig.add_scatter(
        x=stamps(part["period_start"]),
        y=_gaps(values),
        name=safe(name),
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 2 if whole else 2.5, "dash": "dash" if whole else "solid"},
        marker={"size": 4 if whole else 6, "color": colour},
        hoverinfo="text",
        hovertext=[
            hover(f"{name}, {period_name(start, grain)}", text)
            for start, text in zip(part["period_start"], told, strict=True)
        ],
    )


def sparkline(m: Measure, frame: pd.DataFrame, height: int = 56) -> go.Figure:
    """A line without axes, from nought, its latest point marked; hover has the words."""
    values = pd.to_numeric(frame["value"]).to_numpy(float)
    if not np.isfinite(values).any():
        return nothing("", height)
    fig, x = figure(height), stamps(frame["period_start"])
    _line(fig, m, frame, m.short_name, colours.series(0), whole=False)
    last = int(np.flatnonzero(np.isfinite(values))[-1])
    fig.update_traces(mode="lines")
    fig.add_scatter(
        x=[x[last]],
        y=[float(values[last])],
        mode="markers",
        hoverinfo="skip",
        marker={"size": 8, "color": colours.series(0)},
    )
    fig.update_xaxes(visible=False)
    fig.update_yaxes(
        visible=False,
        range=[min([0.0, *values[np.isfinite(values)]]), np.nanmax(values) * 1.15 or 1],
    )
    fig.update_layout(margin={"l": 6, "r": 8, "t": 6, "b": 6})
    return fig
