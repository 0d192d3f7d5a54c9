"""A plan over time: under each heading a bar for each of its lines, from its start to its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from sendviz.catalogue.calendar import add_months, month_start
from sendviz.kit import colours
from sendviz.kit.layers import named_upright, signed_points, spans
from sendviz.kit.template import TEXT_SIZE, date_axis, figure, safe, stamps, wrapped
from sendviz.kit.values import Sign

# In pixels: a line of a heading, a bar with its room, and what lies between two headings.
LINE, BAR, GAP, WIDTH = 20, 18, 12, 9
HEAD_WIDTH = 44
# Of the width: room for the names of bars, left of all bars.
LEFT = 0.16
MONTHS_BACK, MONTHS_ON = 36, 15
KINDS = {
    "complete": ("complete", "comparator", "solid"),
    "open": ("under way", "neutral", "solid"),
    "open_end": ("no date set", "neutral", "dot"),
    "overdue": ("overdue", "concern", "solid"),
    "moved": ("put off to a later day", "neutral", "dash"),
}
STEP = Sign("step reached", "\u25c6", "diamond", "improvement")
STEP_OPEN = Sign("step not reached", "\u25c7", "diamond-open", "no_change")


@dataclass(frozen=True)
class Span:
    """A stretch of time of a bar, of one of KINDS."""

    kind: str
    start: date
    end: date


@dataclass(frozen=True)
class Bar:
    """A line of the plan: its name beside the bar, what it says when pointed at, its stretches, and
    its steps, each with whether it was reached."""

    name: str
    hover: str
    spans: tuple[Span, ...]
    steps: tuple[tuple[date, bool], ...] = ()


@dataclass(frozen=True)
class Group:
    """A heading and the bars under it."""

    title: str
    bars: tuple[Bar, ...]


def timeline(groups: Sequence[Group], today: date) -> go.Figure:
    """The bars of all groups over the same months, three years back and a year ahead at most, with
    a line at today."""
    first, last = _ends(groups, today)
    heads, heights, reach = _layout(groups)
    fig = figure(round(reach) + 96)
    bars = [bar for group in groups for bar in group.bars]
    for kind, (name, role, dash) in KINDS.items():
        _spans(fig, kind, (name, colours.role(role), dash), bars, heights, (first, last))
    _steps(fig, bars, heights, (first, last))
    for text, bottom in heads:
        _head(fig, text, bottom)
    for bar, height in zip(bars, heights, strict=True):
        _name(fig, bar.name, height)
    named_upright(
        fig, stamps([today])[0], "today", colours.role("limit"), line=0, dash="solid", side="left"
    )
    wide = timedelta(days=(last - first).days * LEFT / (1 - LEFT))
    axis = date_axis(_months(first, last))
    axis["range"] = stamps([first - wide, last])
    fig.update_xaxes(**axis)
    fig.update_yaxes(range=[reach, 0], visible=False)
    fig.update_layout(margin={"l": 16, "r": 20, "t": 36}, showlegend=True)
    return fig


def _ends(groups: Sequence[Group], today: date) -> tuple[date, date]:
    days = [day for group in groups for bar in group.bars for each in bar.spans
            for day in (each.start, each.end)]  # fmt: skip
    first = max(min([*days, today]), add_months(today, -MONTHS_BACK))
    last = min(max([*days, add_months(today, 3)]), add_months(today, MONTHS_ON))
    return month_start(first), last


def _months(first: date, last: date) -> list[date]:
    found, each = [], first
    while each <= last:
        found.append(each)
        each = add_months(each, 1)
    return found


def _layout(groups: Sequence[Group]) -> tuple[list[tuple[str, float]], list[float], float]:
    """The headings with their bottoms, the middle of each bar, and the height of all."""
    heads, heights, reach = [], [], 0.0
    for group in groups:
        text = wrapped(group.title, HEAD_WIDTH)
        reach += LINE * (text.count("<br>") + 1)
        heads.append((text, reach))
        heights += [reach + BAR * (place + 0.5) for place in range(len(group.bars))]
        reach += BAR * len(group.bars) + GAP
    return heads, heights, reach


def _spans(
    fig: go.Figure,
    kind: str,
    look: tuple[str, str, str],
    bars: Sequence[Bar],
    heights: Sequence[float],
    ends: tuple[date, date],
) -> None:
    name, colour, dash = look
    held = [
        (max(each.start, ends[0]), min(each.end, ends[1]), height, bar.hover)
        for bar, height in zip(bars, heights, strict=True)
        for each in bar.spans
        if each.kind == kind and each.end >= ends[0] and each.start <= ends[1]
    ]
    width = WIDTH if dash == "solid" else 4
    drawn = [(*stamps([a, b]), height) for a, b, height, _ in held]
    spans(fig, drawn, (colour, width, dash), name, [text for *_, text in held])


def _steps(
    fig: go.Figure, bars: Sequence[Bar], heights: Sequence[float], ends: tuple[date, date]
) -> None:
    for sign, wanted in ((STEP, True), (STEP_OPEN, False)):
        held = [
            (day, height, bar.hover)
            for bar, height in zip(bars, heights, strict=True)
            for day, reached in bar.steps
            if reached == wanted and ends[0] <= day <= ends[1]
        ]
        if held:
            days, at, told = zip(*held, strict=True)
            signed_points(
                fig, stamps(days), at, [sign] * len(held), told, size=11, star=11, name=sign.word
            )


def _head(fig: go.Figure, text: str, bottom: float) -> None:
    fig.add_annotation(
        x=0, xref="paper", xanchor="left", xshift=3, y=bottom, yanchor="bottom", align="left",
        text=f"<b>{text}</b>", showarrow=False, font={"size": TEXT_SIZE},
    )  # fmt: skip


def _name(fig: go.Figure, name: str, height: float) -> None:
    fig.add_annotation(
        x=0, xref="paper", xanchor="left", xshift=3, y=height, yanchor="middle",
        text=safe(name), showarrow=False, font={"size": TEXT_SIZE - 2},
    )  # fmt: skip
