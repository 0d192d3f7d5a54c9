"""The funnel: many areas at once, each against what chance would give for its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from sendviz.ask import Answer
from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit import layers
from sendviz.kit.marks import limit_name
from sendviz.kit.template import (
    TEXT_SIZE,
    figure,
    headroom,
    hover,
    least,
    nothing,
    safe,
    value_axis,
    why_empty,
)
from sendviz.kit.values import STANDS_APART, blank_of, is_under, noun, standing_sign, value_parts
from sendviz.kit.words import percent
from sendviz.stats.funnel import ALARM, WARNING, proportion_limits

HEIGHT = 460
GRID_POINTS = 120
ROOM_FOR_LIMIT = 1.12
# In pixels: the plot's width on a phone, a letter's width, a line's height, half a point.
PHONE, LETTER, LINE, POINT = 300, 7.0, 18, 8
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))
LEVELS = ((WARNING, "95% limits", "dash"), (ALARM, "99.8% limits", "solid"))
Box = tuple[float, float, float, float]


def funnel(
    answer: Answer, baseline: float, standing: Mapping[str, str], tau2: float = 0.0
) -> go.Figure:
    """A point an area by its number of cases, within limits around the baseline.

    standing: by area, better, worse, similar ... as `findings.spread` gives; areas that stand apart
    are named. tau2 widens the limits (overdispersion). The bucket of unknown places is left out.
    """
    m, placed = answer.measure, answer.placed
    rows = [row for row in placed.rows if not blank_of(row)]
    if not rows:
        return nothing(why_empty(m, {blank_of(row) for row in answer.rows}))
    fig = figure(HEIGHT)
    sizes = [float(row.denominator) for row in rows]
    most = max(sizes) * 1.12
    top = headroom([float(row.value) for row in rows] + [baseline * 1.3], least(m))
    top *= ROOM_FOR_LIMIT if m.legal_limit and m.legal_limit.value > top else 1
    across = np.linspace(max(min(sizes) / 2, 2), most, GRID_POINTS)
    for confidence, name, dash in LEVELS:
        limits = proportion_limits(baseline, across, confidence, tau2=tau2)
        layers.limits_by_size(fig, across, limits.low, limits.high, name, dash)
    layers.level(fig, baseline, "comparator")
    layers.level_name(fig, baseline, f"all together {percent(baseline)}", "left", "quiet_text")
    for word in dict.fromkeys(standing.get(row.area, "") for row in rows):
        _points(fig, answer, [row for row in rows if standing.get(row.area, "") == word], word)
    _names(fig, m, rows, standing, most, top)
    _legal_limit(fig, m, top)
    fig.update_xaxes(range=[0, most], showline=True, nticks=6, tickformat=",.0f")
    fig.update_xaxes(title={"text": f"number of {noun(m)} in the area"})
    fig.update_yaxes(**value_axis(m, top))
    fig.update_layout(showlegend=True, margin={"t": 34})
    return fig


def _points(fig: go.Figure, answer: Answer, rows: Sequence[Row], word: str) -> None:
    sign = standing_sign(word)
    layers.signed_points(
        fig,
        [row.denominator for row in rows],
        [row.value for row in rows],
        [sign] * len(rows),
        [hover(row.area, answer.text(row), sign.word) for row in rows],
        size=11,
        star=14,
        edge=1.5,
        name=sign.word,
    )


def _names(
    fig: go.Figure,
    m: Measure,
    rows: Sequence[Row],
    standing: Mapping[str, str],
    most: float,
    top: float,
) -> None:
    """The name of each area that stands apart, on the side of its point where it covers no other
    point or name, even on a phone."""
    wide, high = most / PHONE, top / (HEIGHT - 100)
    taken = [_around(row, POINT * wide, POINT * high) for row in rows]
    for row in (each for each in rows if standing.get(each.area) in STANDS_APART):
        value = value_parts(m, row)[0] if is_under(row) else percent(row.value)
        text = f"{row.area} {value}"
        x, y = float(row.denominator), float(row.value)
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


def _around(row: Row, wide: float, high: float) -> Box:
    x, y = float(row.denominator), float(row.value)
    return x - wide, x + wide, y - high, y + high


def _cost(box: Box, taken: Sequence[Box], most: float, top: float) -> int:
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
    if value > top:
        layers.level_name(fig, None, f"{name} (above this chart)", "right")
        return
    layers.level(fig, value, "limit")
    layers.level_name(fig, value, name, "right")
