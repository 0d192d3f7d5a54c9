"""The funnel: many areas at once, each against what chance would give for its size."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.kit import colours
from sendviz.kit.marks import limit_name
from sendviz.kit.numbers import percent
from sendviz.kit.template import (
    TEXT_SIZE,
    figure,
    headroom,
    hover,
    least,
    nothing,
    safe,
    value_axis,
)
from sendviz.kit.values import blank_of, noun
from sendviz.stats.funnel import ALARM, WARNING, proportion_limits
from sendviz.wording.fairness import standing_sign
from sendviz.wording.frames import is_bucket, reason, rows, texts

HEIGHT = 460
GRID_POINTS = 120
ROOM_FOR_LIMIT = 1.12
# In pixels: the plot's width on a phone, a letter's width, a line's height, half a point.
PHONE, LETTER, LINE, POINT = 300, 7.0, 18, 8
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))
LEVELS = ((WARNING, "95% limits", "dash"), (ALARM, "99.8% limits", "solid"))


def funnel(
    m: Measure,
    frame: pd.DataFrame,
    baseline: float,
    standing: Mapping[str, str],
    tau2: float = 0.0,
) -> go.Figure:
    """A point an area by its number of cases, within limits around the baseline.

    standing: by area, better, worse, similar ... as `analysis.spread` gives; areas that stand
    apart are named. tau2 widens the limits (overdispersion). The bucket of unknown places is left
    out.
    """
    told = zip(rows(frame), texts(m, frame), strict=True)
    known = [
        (row, text) for row, text in told if not blank_of(row) and not is_bucket(frame, row["area"])
    ]
    if not known:
        return nothing(reason(frame))
    fig = figure(HEIGHT)
    most = max(float(row["denominator"]) for row, _ in known) * 1.12
    top = headroom([float(row["value"]) for row, _ in known] + [baseline * 1.3], least(m))
    top *= ROOM_FOR_LIMIT if m.legal_limit and m.legal_limit.value > top else 1
    smallest = min(float(row["denominator"]) for row, _ in known)
    _limits(fig, baseline, max(smallest / 2, 2), most, tau2)
    _baseline(fig, baseline)
    for word in dict.fromkeys(standing.get(row["area"], "") for row, _ in known):
        _points(fig, [each for each in known if standing.get(each[0]["area"], "") == word], word)
    _names(fig, [row for row, _ in known], standing, most, top)
    _legal_limit(fig, m, top)
    fig.update_xaxes(range=[0, most], showline=True, nticks=6, tickformat=",.0f")
    fig.update_xaxes(title={"text": f"number of {noun(m)} in the area"})
    fig.update_yaxes(**value_axis(m, top))
    fig.update_layout(showlegend=True, margin={"t": 34})
    return fig


def _stands_apart(standing: Mapping[str, str], row) -> bool:
    return standing.get(row["area"], "similar") not in ("similar", "not_compared")


def _limits(fig: go.Figure, baseline: float, first: float, most: float, tau2: float) -> None:
    sizes = np.linspace(first, most, GRID_POINTS)
    for confidence, name, dash in LEVELS:
        found = proportion_limits(baseline, sizes, confidence, tau2=tau2)
        line = {"color": colours.role("comparator"), "width": 1.5, "dash": dash}
        for edge, shown in ((found.high, True), (found.low, False)):
            fig.add_scatter(
                x=sizes.tolist(),
                y=np.asarray(edge).tolist(),
                mode="lines",
                line=line,
                hoverinfo="skip",
                name=name,
                showlegend=shown,
                legendrank=2000,
            )


def _baseline(fig: go.Figure, baseline: float) -> None:
    look = {"color": colours.role("comparator"), "width": 2}
    fig.add_shape(type="line", x0=0, x1=1, xref="paper", y0=baseline, y1=baseline, line=look)
    fig.add_annotation(
        text=f"all together {percent(baseline)}",
        x=0,
        xref="paper",
        xanchor="left",
        y=baseline,
        yanchor="bottom",
        showarrow=False,
        font={"size": TEXT_SIZE - 1, "color": colours.role("quiet_text")},
    )


def _points(fig: go.Figure, known: list, word: str) -> None:
    sign = standing_sign(word)
    fig.add_scatter(
        x=[row["denominator"] for row, _ in known],
        y=[row["value"] for row, _ in known],
        mode="markers",
        name=sign.word,
        hoverinfo="text",
        marker={
            "color": colours.role(sign.colour_role),
            "symbol": sign.marker,
            "size": 14 if "star" in sign.marker else 11,
            "line": {"width": 1.5, "color": colours.role(sign.colour_role)},
        },
        hovertext=[hover(str(row["area"]), text, sign.word) for row, text in known],
    )


def _names(fig: go.Figure, known: list, standing: Mapping[str, str], most: float, top: float):
    """The name of each area that stands apart, on the side of its point where it covers no other
    point or name, even on a phone."""
    wide, high = most / PHONE, top / (HEIGHT - 100)
    taken = [_around(row, POINT * wide, POINT * high) for row in known]
    for row in (each for each in known if _stands_apart(standing, each)):
        text = f"{row['area']} {percent(row['value'])}"
        x, y = float(row["denominator"]), float(row["value"])
        half, line = len(text) * LETTER / 2, LINE / 2
        boxes = [
            (x + (dx * (half + 12) - half) * wide, x + (dx * (half + 12) + half) * wide,
             y + (dy * 20 - line) * high, y + (dy * 20 + line) * high)
            for dx, dy in SIDES
        ]  # fmt: skip
        free = [_cost(box, taken, most, top) for box in boxes]
        side = free.index(min(free))
        taken.append(boxes[side])
        dx, dy = SIDES[side]
        fig.add_annotation(
            x=x, y=y, text=safe(text), showarrow=False, xshift=dx * 12, yshift=dy * 20,
            xanchor=("center", "left", "right")[dx], yanchor="middle", font={"size": TEXT_SIZE - 1},
        )  # fmt: skip


def _around(row, wide: float, high: float) -> tuple[float, float, float, float]:
    x, y = float(row["denominator"]), float(row["value"])
    return x - wide, x + wide, y - high, y + high


def _cost(box: tuple, taken: list, most: float, top: float) -> int:
    """How many names and points the box would cover; leaving the plot is worst."""
    left, right, low, up = box
    outside = left < 0 or right > most or low < 0 or up > top
    covered = sum(left < r and li < right and low < u and lo < up for li, r, lo, u in taken)
    return covered + 100 * outside


def _legal_limit(fig: go.Figure, m: Measure, top: float) -> None:
    """The legal limit as a line, or in words where it lies far above all areas."""
    if not m.legal_limit:
        return
    value, name = m.legal_limit.value, limit_name(m, m.legal_limit)
    inside = value <= top
    if inside:
        look = {"color": colours.role("limit"), "width": 2}
        fig.add_shape(type="line", x0=0, x1=1, xref="paper", y0=value, y1=value, line=look)
    fig.add_annotation(
        text=name if inside else f"{name}: above this chart",
        x=1,
        xref="paper",
        xanchor="right",
        y=value if inside else 1,
        yref="y" if inside else "paper",
        yanchor="bottom" if inside else "top",
        showarrow=False,
        font={"size": TEXT_SIZE - 1},
    )
