"""Lines and labels that several figures share: the legal limit, events, labels at the
ends of lines."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Limit, Measure
from sendviz.kit import colours, words
from sendviz.kit.template import (
    TEXT_SIZE,
    hover,
    safe,
    wrapped,
)
from sendviz.kit.values import noun
from sendviz.kit.words import number, one, percent, weeks

# Letters of a mark's label that fit on three short lines beside its line, on a phone too.
SHORT_LABEL = 45
GAP_PIXELS = 19
SMALL = TEXT_SIZE - 1
LABEL_WIDTH = 11


def limit_name(m: Measure, limit: Limit, word: str = "Legal limit") -> str:
    """The words on the line: 'Law: every plan', 'Legal limit 20 weeks'."""
    if m.is_fraction and limit.value == 1:
        return f"Law: every {one(1, noun(m))}"
    if m.is_fraction:
        return f"{word} {percent(limit.value)}"
    return f"{word} {weeks(limit.value) if m.unit == 'weeks' else number(limit.value, 1)}"


def add_level_lines(fig: go.Figure, m: Measure, top: float = math.inf) -> None:
    """The legal limit as a solid line, named on the line; in words alone where it lies above the
    top of the plot."""
    for limit, word, look in _levels(m):
        if limit.value > top:
            _named_above(fig, limit_name(m, limit, word))
            continue
        fig.add_shape(
            type="line", x0=0, x1=1, xref="paper", y0=limit.value, y1=limit.value, line=look
        )
        fig.add_annotation(
            text=safe(limit_name(m, limit, word)),
            x=0,
            xref="paper",
            xanchor="left",
            y=limit.value,
            yanchor="bottom",
            showarrow=False,
            font={"size": SMALL},
        )


def _named_above(fig: go.Figure, name: str) -> None:
    fig.add_annotation(
        text=f"{safe(name)} (above this chart)",
        x=0,
        xref="paper",
        xanchor="left",
        y=1,
        yref="paper",
        yanchor="top",
        showarrow=False,
        font={"size": SMALL},
    )


def add_upright_lines(fig: go.Figure, m: Measure, top: float) -> None:
    """The same lines for a figure whose values run from left to right, named above the plot."""
    for limit, word, look in _levels(m):
        fig.add_shape(
            type="line", x0=limit.value, x1=limit.value, y0=0, y1=1, yref="paper", line=look
        )
        fig.add_annotation(
            text=safe(limit_name(m, limit, word)),
            x=limit.value,
            y=1,
            yref="paper",
            xanchor="right" if limit.value > top / 2 else "left",
            yanchor="bottom",
            showarrow=False,
            font={"size": SMALL},
        )


def _levels(m: Measure) -> list[tuple[Limit, str, dict]]:
    solid = {"color": colours.role("limit"), "width": 2, "dash": "solid"}
    return [(m.legal_limit, "Legal limit", solid)] if m.legal_limit else []


def add_events(
    fig: go.Figure,
    events: Sequence[tuple[date, str]],
    first: pd.Timestamp,
    last: pd.Timestamp,
    *,
    lower: bool,
) -> None:
    """Dated marks as thin dotted lines: a short one is named on its line, others are numbered.

    The numbers' names are in their hover text and in `captions.events_words`. lower: keep clear of
    a limit's line at the top.
    """
    shown = events_between(events, first, last)
    for day, numbers, label in _by_day(shown):
        _thin_line(fig, day, "x", "paper")
        late = pd.Timestamp(day) > first + (last - first) / 2
        fig.add_annotation(
            text=wrapped(label, 18) if named_on_line(shown) else numbers,
            x=pd.Timestamp(day),
            y=1,
            yref="paper",
            yanchor="top",
            yshift=-30 if lower else -6,
            showarrow=False,
            xanchor="right" if late else "left",
            align="right" if late else "left",
            font={"size": SMALL, "color": colours.role("quiet_text")},
            hovertext=hover(words.day(day), label),
        )


def with_events(
    fig: go.Figure, events: Sequence[tuple[date, str]], first: date, last: date
) -> go.Figure:
    """The figure with dated marks between two days: a line through each of its plots, numbered in
    the first where there are several, as in `captions.events_words`."""
    panels = [name for name in fig.layout if name.startswith("xaxis")]
    shown = events_between(events, first, last)
    for day, numbers, label in _by_day(shown):
        for panel in range(1, len(panels) + 1):
            suffix = "" if panel == 1 else str(panel)
            _thin_line(fig, day, f"x{suffix}", f"y{suffix} domain")
        if named_on_line(shown):
            continue
        fig.add_annotation(
            text=numbers, x=pd.Timestamp(day), y=1, xref="x", yref="y domain",
            yanchor="top", xanchor="left", showarrow=False,
            font={"size": SMALL, "color": colours.role("quiet_text")},
            hovertext=hover(words.day(day), label),
        )  # fmt: skip
    return fig


def _by_day(shown: Sequence[tuple[date, str]]) -> Iterator[tuple[date, str, str]]:
    """Each day with the numbers and labels of its marks: '3, 4' where two fall on one day."""
    numbered = enumerate(shown, start=1)
    for day, marks in groupby(numbered, key=lambda each: each[1][0]):
        found = list(marks)
        labels = "; ".join(label for _, (_, label) in found)
        yield day, ", ".join(str(place) for place, _ in found), labels


def named_on_line(shown: Sequence[tuple[date, str]]) -> bool:
    """Whether marks need no numbers: there is one, short enough to leave the values free."""
    return len(shown) == 1 and len(shown[0][1]) <= SHORT_LABEL


def events_between(
    events: Sequence[tuple[date, str]], first: date, last: date
) -> list[tuple[date, str]]:
    """The (day, label) pairs from the first to the last day, in the order of time."""
    found = [(pd.Timestamp(day), label) for day, label in events]
    inside = (pair for pair in found if pd.Timestamp(first) <= pair[0] <= pd.Timestamp(last))
    return sorted((day.date(), label) for day, label in inside)


def _thin_line(fig: go.Figure, day: date, xref: str, yref: str) -> None:
    look = {"color": colours.role("quiet_text"), "width": 1, "dash": "dot"}
    fig.add_shape(type="line", x0=day, x1=day, y0=0, y1=1, xref=xref, yref=yref, line=look)


def end_labels(
    fig: go.Figure, ends: Mapping[str, float], tints: Mapping[str, str], pixels_a_unit: float
) -> None:
    """A name in the right margin beside the end of each line, pushed apart so that none covers
    another.

    A square has the line's colour: the letters keep the contrast of text.
    """
    lines = {name: wrapped(name, LABEL_WIDTH) for name in ends}
    heights = {name: GAP_PIXELS * (text.count("<br>") + 1) for name, text in lines.items()}
    places = _apart({name: ends[name] * pixels_a_unit for name in ends}, heights)
    for name, place in places.items():
        square = f'<span style="color:{tints[name]}">\u25a0</span> '
        fig.add_annotation(
            text=square + lines[name],
            x=1,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=ends[name],
            yshift=place - ends[name] * pixels_a_unit,
            yanchor="middle",
            align="left",
            showarrow=False,
            font={"size": SMALL},
        )
    letters = (len(line) for text in lines.values() for line in text.split("<br>"))
    fig.update_layout(margin={"r": 32 + 8 * max(letters, default=0)})


def _apart(wanted: Mapping[str, float], heights: Mapping[str, float]) -> dict[str, float]:
    """Places near the wanted ones, in their order from the bottom, with room for each label's
    height."""
    found: dict[str, float] = {}
    names = sorted(wanted, key=wanted.__getitem__)
    for place, name in enumerate(names):
        below = names[place - 1] if place else None
        least = found[below] + (heights[below] + heights[name]) / 2 if below else wanted[name]
        found[name] = max(wanted[name], least)
    # Half of the push goes downwards again, so that a crowd stays around its middle.
    drift = sum(found[name] - wanted[name] for name in names) / max(len(names), 1)
    lowest = found[names[0]] - drift if names else 0.0
    return {name: found[name] - (drift if lowest > 0 else 0.0) for name in names}
