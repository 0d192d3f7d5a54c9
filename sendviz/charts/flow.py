"""Bars month by month: plans on time and late, cases in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.kit import colours
from sendviz.kit.dates import axis_name, period_name
from sendviz.kit.numbers import counted, number, signed
from sendviz.kit.template import (
    CHART_HEIGHT,
    TEXT_SIZE,
    date_axis,
    figure,
    gaps,
    headroom,
    hover,
    nothing,
    stamps,
)
from sendviz.kit.values import noun
from sendviz.wording.frames import reason, texts

LEAST = 4.0


def on_time_and_late(m: Measure, frame: pd.DataFrame) -> go.Figure:
    """Stacked bars by period of a share's counts: on time below, late (the old cases cleared)
    above."""
    known = frame[frame["value"].notna()]
    if not len(known):
        return nothing(reason(frame))
    fig, told = figure(CHART_HEIGHT), texts(m, known)
    on_time = known["numerator"].to_numpy(float)
    late = known["denominator"].to_numpy(float) - on_time
    for name, values, colour in (
        ("On time", on_time, colours.series(0)),
        ("Late, cleared now", late, colours.series(3)),
    ):
        words = [f"{name}: {counted(value, noun(m))}" for value in values]
        _upright(fig, known, values, name, colour, words, [f"On time: {text}" for text in told])
    start = known["period_start"].iloc[-1]
    latest = f"{axis_name(start, frame.attrs.get('grain'))}: <b>{told[-1]}</b> on time"
    fig.add_annotation(
        x=1,
        y=1,
        xref="paper",
        yref="paper",
        xanchor="right",
        yanchor="top",
        text=latest,
        showarrow=False,
        font={"size": TEXT_SIZE},
    )
    fig.update_layout(barmode="stack", showlegend=True, bargap=0.25)
    fig.update_xaxes(**date_axis(frame["period_start"], frame.attrs.get("grain")))
    top = headroom(on_time + late, LEAST) * 1.14
    fig.update_yaxes(range=[0, top], showgrid=True, tickformat=",.0f", nticks=6)
    return fig


def in_and_out(cases_in: pd.DataFrame, cases_out: pd.DataFrame, net: pd.DataFrame) -> go.Figure:
    """Bars up for cases in, down for cases out, the net change as a line; frames by the same
    grain."""
    return comings_and_goings({"In": cases_in}, {"Out": cases_out}, net)


def comings_and_goings(
    came: Mapping[str, pd.DataFrame], left: Mapping[str, pd.DataFrame], net: pd.DataFrame
) -> go.Figure:
    """Bars up for each way in, down for each way out, the net change as a line; frames by the same
    grain."""
    if not net["value"].notna().any():
        return nothing(reason(net))
    fig = figure(CHART_HEIGHT)
    colour = iter((5, 1, 3))
    for sign, frames in ((1, came), (-1, left)):
        for name, frame in frames.items():
            values = frame["value"].to_numpy(float)
            words = [f"{name}: {counted(value, 'cases')}" for value in values]
            _upright(fig, frame, sign * values, name, colours.series(next(colour)), words)
    _net_line(fig, net)
    heights = [
        np.nansum([frame["value"].to_numpy(float) for frame in frames.values()], axis=0)
        for frames in (came, left)
    ]
    most = headroom(np.concatenate(heights), LEAST)
    fig.update_layout(barmode="relative", showlegend=True, bargap=0.25)
    fig.update_xaxes(**date_axis(net["period_start"], net.attrs.get("grain")))
    fig.update_yaxes(
        range=[-most, most],
        showgrid=True,
        zeroline=True,
        zerolinecolor=colours.role("axis"),
        **_both_ways(most),
    )
    return fig


def _upright(
    fig,
    frame: pd.DataFrame,
    values,
    name: str,
    colour: str,
    words: Sequence[str],
    also: Sequence[str] | None = None,
) -> None:
    starts, grain = stamps(frame["period_start"]), frame.attrs.get("grain")
    also = also or [""] * len(starts)
    fig.add_bar(
        x=starts,
        y=gaps(values),
        name=name,
        marker={"color": colour},
        hoverinfo="text",
        hovertext=[
            hover(period_name(start, grain), text, more)
            for start, text, more in zip(starts, words, also, strict=True)
        ],
    )


def _net_line(fig: go.Figure, net: pd.DataFrame) -> None:
    grain, values = net.attrs.get("grain"), net["value"].to_numpy(float)
    fig.add_scatter(
        x=stamps(net["period_start"]),
        y=gaps(values),
        name="Net change",
        mode="lines+markers",
        connectgaps=False,
        line={"color": colours.role("limit"), "width": 2},
        marker={"size": 5},
        hoverinfo="text",
        hovertext=[
            hover(period_name(start, grain), f"Net change: {signed(value)}")
            for start, value in zip(net["period_start"], values, strict=True)
        ],
    )


def _both_ways(most: float) -> dict:
    """Ticks on both sides of nought without a minus sign: cases out are cases, not less than
    none."""
    step = 10 ** int(np.floor(np.log10(most)))
    step = next(each for each in (step / 2, step, step * 2, step * 5) if most / each <= 3.5)
    ticks = np.arange(-int(most / step), int(most / step) + 1) * step
    return {"tickvals": ticks.tolist(), "ticktext": [number(abs(each), 1) for each in ticks]}
