"""Bars: by category or area with a year ago, plans on time and late, cases in and out, bands of waiting."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.charts import colours
from sendviz.charts.lines import CHART_HEIGHT, reason
from sendviz.charts.template import (
    ROW,
    date_axis,
    figure,
    headroom,
    hover,
    nothing,
    safe,
    stamps,
    value_axis,
    wrapped,
)
from sendviz.wording.dates import period_name
from sendviz.wording.numbers import counted, number, signed
from sendviz.wording.values import (
    Row,
    blank_of,
    dimension_of,
    label,
    noun,
    rows,
    texts,
    value_text,
)

NAME_WIDTH = 16
Bar = tuple[str, float | None, str]


def add_row_texts(fig: go.Figure, told: Sequence[str]) -> None:
    """The words of each row above its mark, at the left of the plot: room for them at any width."""
    for place, text in enumerate(told):
        fig.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=place - 0.17,
            yanchor="bottom",
            text=safe(text),
            showarrow=False,
            font={"size": 14, "color": colours.role("quiet_text")},
            xshift=2,
        )


def bars(
    m: Measure,
    frame: pd.DataFrame,
    before: pd.DataFrame | None = None,
    before_name: str = "A year before",
) -> go.Figure:
    """A bar for each category or area with its words, and a hollow one for the frame before."""
    dimension = dimension_of(m, frame)
    if not frame["value"].notna().any():
        return nothing(reason(frame))
    now = _told(m, frame, dimension)
    past = (
        {name: (value, text) for name, value, text in _told(m, before, dimension)}
        if before is not None
        else {}
    )
    earlier = (
        [(name, *past.get(name, (None, ""))) for name, _, _ in now] if before is not None else []
    )
    return _drawn(m, now, earlier, before_name)


def age_bands(
    now: Sequence[tuple[Measure, Row]],
    before: Sequence[tuple[Measure, Row]] = (),
    before_name: str = "A year before",
    rounded: bool = False,
) -> go.Figure:
    """A bar for each measure, such as bands of waiting in their order, with a hollow one for the row before."""
    told = [
        [(m.short_name, _value(row), value_text(m, row, rounded, short=True)) for m, row in each]
        for each in (now, before)
    ]
    if not any(value is not None for _, value, _ in told[0]):
        return nothing("Nothing to show: " + (told[0][0][2] if told[0] else "no cases") + ".")
    return _drawn(now[0][0], told[0], told[1], before_name)


def _told(m: Measure, frame: pd.DataFrame, dimension: str | None) -> list[Bar]:
    pairs = zip(rows(frame), texts(m, frame, short=True), strict=True)
    return [(label(row, dimension), _value(row), text) for row, text in pairs]


def _value(row: Row) -> float | None:
    return None if blank_of(row) else float(row["value"])


def _drawn(m: Measure, now: list[Bar], earlier: list[Bar], before_name: str) -> go.Figure:
    fig = figure((ROW + (14 if earlier else 0)) * len(now) + 60 + (34 if earlier else 0))
    past = {name: (value, text) for name, value, text in earlier}
    places = list(range(len(now)))
    fig.add_bar(
        y=[place + (-0.02 if earlier else 0.14) for place in places],
        x=[value for _, value, _ in now],
        orientation="h",
        name="Now",
        width=0.28,
        offset=None,
        marker={"color": colours.series(0)},
        hoverinfo="text",
        hovertext=[hover(name, text) for name, _, text in now],
    )
    if earlier:
        fig.add_bar(
            y=[place + 0.28 for place in places],
            x=[past.get(name, (None, ""))[0] for name, _, _ in now],
            orientation="h",
            name=safe(before_name),
            width=0.22,
            hoverinfo="text",
            marker={
                "color": colours.role("hollow"),
                "line": {"color": colours.role("comparator"), "width": 1.5},
            },
            hovertext=[
                hover(f"{name}, {before_name.casefold()}", past.get(name, (None, ""))[1])
                for name, _, _ in now
            ],
        )
    every = [value for _, value, _ in [*now, *earlier]]
    low = min([0.0, *(value for value in every if value is not None)]) * 1.08
    fig.update_xaxes(**value_axis(m, headroom(every, 0.1 if m.is_fraction else 4.0), low))
    fig.update_yaxes(
        range=[len(now) - 0.45, -0.55],
        tickvals=places,
        showgrid=False,
        ticktext=[wrapped(name, NAME_WIDTH) for name, _, _ in now],
    )
    add_row_texts(fig, [text for _, _, text in now])
    fig.update_layout(barmode="overlay", showlegend=bool(earlier))
    return fig


def on_time_and_late(m: Measure, frame: pd.DataFrame) -> go.Figure:
    """Stacked bars by period of a share's counts: on time below, late (cleared from the backlog) above."""
    known = frame[frame["value"].notna()]
    if not len(known):
        return nothing(reason(frame))
    fig, x = figure(CHART_HEIGHT), stamps(known["period_start"])
    on_time = known["numerator"].to_numpy(float)
    late = known["denominator"].to_numpy(float) - on_time
    told, grain = texts(m, known), known.attrs.get("grain")
    parts = (
        ("On time", on_time, colours.series(0)),
        ("Late, cleared now", late, colours.series(3)),
    )
    for name, values, colour in parts:
        fig.add_bar(
            x=x,
            y=values.tolist(),
            name=name,
            marker={"color": colour},
            hoverinfo="text",
            hovertext=[
                hover(
                    period_name(start, grain),
                    f"{name}: {counted(value, noun(m))}",
                    f"On time: {text}",
                )
                for start, value, text in zip(x, values, told, strict=True)
            ],
        )
    fig.update_layout(barmode="stack", showlegend=True, bargap=0.25)
    fig.update_xaxes(**date_axis(frame["period_start"], grain))
    fig.update_yaxes(
        range=[0, headroom(on_time + late, 4.0)], showgrid=True, tickformat=",.0f", nticks=6
    )
    return fig


def in_and_out(cases_in: pd.DataFrame, cases_out: pd.DataFrame, net: pd.DataFrame) -> go.Figure:
    """Bars up for cases in, down for cases out, and the net change as a line; frames by the same grain."""
    if not net["value"].notna().any():
        return nothing(reason(net))
    fig, grain = figure(CHART_HEIGHT), net.attrs.get("grain")
    tops = [frame["value"].to_numpy(float) for frame in (cases_in, cases_out)]
    for name, frame, sign, colour in (
        ("In", cases_in, 1, colours.series(3)),
        ("Out", cases_out, -1, colours.series(0)),
    ):
        values = frame["value"].to_numpy(float)
        fig.add_bar(
            x=stamps(frame["period_start"]),
            y=[None if np.isnan(v) else sign * v for v in values],
            name=name,
            marker={"color": colour},
            hoverinfo="text",
            hovertext=[
                hover(period_name(start, grain), f"{name}: {counted(value, 'cases')}")
                for start, value in zip(frame["period_start"], values, strict=True)
            ],
        )
    values = net["value"].to_numpy(float)
    fig.add_scatter(
        x=stamps(net["period_start"]),
        y=[None if np.isnan(v) else v for v in values],
        name="Net change",
        mode="lines+markers",
        line={"color": colours.role("limit"), "width": 2},
        marker={"size": 6},
        hoverinfo="text",
        hovertext=[
            hover(period_name(start, grain), f"Net change: {signed(value)}")
            for start, value in zip(net["period_start"], values, strict=True)
        ],
    )
    most = headroom(np.concatenate(tops), 4.0)
    fig.update_layout(barmode="relative", showlegend=True, bargap=0.25)
    fig.update_xaxes(**date_axis(net["period_start"], grain))
    fig.update_yaxes(
        range=[-most, most],
        showgrid=True,
        zeroline=True,
        zerolinecolor=colours.role("axis"),
        **_both_ways(most),
    )
    return fig


def _both_ways(most: float) -> dict:
    """Ticks on both sides of nought without a minus sign: cases out are cases, not less than none."""
    step = 10 ** int(np.floor(np.log10(most)))
    step = next(each for each in (step / 2, step, step * 2, step * 5) if most / each <= 3.5)
    ticks = np.arange(-int(most / step), int(most / step) + 1) * step
    return {"tickvals": ticks.tolist(), "ticktext": [number(abs(each), 1) for each in ticks]}
