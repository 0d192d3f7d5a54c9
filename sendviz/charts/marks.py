"""Lines and labels that several figures share: the legal limit, targets, events, labels at the ends of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Limit, Measure
from sendviz.charts import colours
from sendviz.charts.template import LABEL_SIZE, TEXT_SIZE, hover, safe, wrapped
from sendviz.wording import dates
from sendviz.wording.numbers import number, percent, weeks

GAP_PIXELS = 19


def limit_name(m: Measure, limit: Limit, word: str = "Legal limit") -> str:
    """The words on the line: 'Legal limit 100%'."""
    if m.is_fraction:
        return f"{word} {percent(limit.value)}"
    return f"{word} {weeks(limit.value) if m.unit == 'weeks' else number(limit.value, 1)}"


def add_level_lines(fig: go.Figure, m: Measure, upright: bool = False) -> None:
    """The legal limit as a solid line and local targets as dashed ones, each named on the line."""
    if m.legal_limit:
        _level(fig, m, m.legal_limit, "Legal limit", "limit", "solid", upright)
    for target in m.targets:
        _level(fig, m, target, "Target", "target", "dash", upright)


def _level(fig, m: Measure, limit: Limit, word: str, role: str, dash: str, upright: bool) -> None:
    line = {"color": colours.role(role), "width": 2, "dash": dash}
    name = limit_name(m, limit, word)
    if upright:
        fig.add_shape(
            type="line", x0=limit.value, x1=limit.value, y0=0, y1=1, yref="paper", line=line
        )
        label = {"x": limit.value, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "right"}
    else:
        fig.add_shape(
            type="line", x0=0, x1=1, xref="paper", y0=limit.value, y1=limit.value, line=line
        )
        label = {"x": 0, "xref": "paper", "xanchor": "left", "y": limit.value, "yanchor": "bottom"}
    fig.add_annotation(text=safe(name), showarrow=False, font={"size": TEXT_SIZE - 1}, **label)


def add_events(fig: go.Figure, events: Sequence[tuple[object, str]], first, last) -> None:
    """Dated marks as thin dotted lines: one is named on its line, several are numbered and named on hover."""
    shown = sorted(
        (pd.Timestamp(day), label) for day, label in events if first <= pd.Timestamp(day) <= last
    )
    for place, (day, label) in enumerate(shown, start=1):
        line = {"color": colours.role("quiet_text"), "width": 1, "dash": "dot"}
        fig.add_shape(type="line", x0=day, x1=day, y0=0, y1=1, yref="paper", line=line)
        late = day > first + (last - first) / 2
        fig.add_annotation(
            text=wrapped(label, 18) if len(shown) == 1 else str(place),
            x=day,
            y=1,
            yref="paper",
            showarrow=False,
            yanchor="bottom" if len(shown) > 1 else "top",
            xanchor="center" if len(shown) > 1 else ("right" if late else "left"),
            align="right" if late else "left",
            font={"size": TEXT_SIZE - 1, "color": colours.role("quiet_text")},
            hovertext=hover(dates.day(day), str(label)),
        )


def end_labels(
    fig: go.Figure,
    ends: Mapping[str, float],
    tints: Mapping[str, str],
    pixels_a_unit: float,
    wide: int = 12,
) -> None:
    """A name in the right margin beside the end of each line, pushed apart so that none covers another."""
    lines = {name: wrapped(name, wide) for name in ends}
    heights = {name: GAP_PIXELS * (text.count("<br>") + 1) for name, text in lines.items()}
    places = _apart({name: ends[name] * pixels_a_unit for name in ends}, heights)
    for name, place in places.items():
        fig.add_annotation(
            text=lines[name],
            x=1,
            xref="paper",
            xanchor="left",
            xshift=8,
            y=ends[name],
            yshift=place - ends[name] * pixels_a_unit,
            yanchor="middle",
            align="left",
            showarrow=False,
            font={"size": LABEL_SIZE - 1, "color": tints[name]},
        )
    longest = max((len(line) for text in lines.values() for line in text.split("<br>")), default=0)
    fig.update_layout(margin={"r": 20 + 8 * longest})


def _apart(wanted: Mapping[str, float], heights: Mapping[str, float]) -> dict[str, float]:
    """Places near the wanted ones, in their order from the bottom, with room for each label's height."""
    found: dict[str, float] = {}
    names = sorted(wanted, key=wanted.get)
    for place, name in enumerate(names):
        below = names[place - 1] if place else None
        least = found[below] + (heights[below] + heights[name]) / 2 if below else wanted[name]
        found[name] = max(wanted[name], least)
    # Half of the push goes downwards again, so that a crowd stays around its middle.
    drift = sum(found[name] - wanted[name] for name in names) / max(len(names), 1)
    lowest = found[names[0]] - drift if names else 0.0
    return {name: found[name] - (drift if lowest > 0 else 0.0) for name in names}
