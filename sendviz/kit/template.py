"""One look for every figure: calm, horizontal labels, no title (the page writes the finding as a
heading)."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import add_months
from sendviz.kit import colours, words
from sendviz.kit.values import blank_text

FONT = '"Source Sans", "Source Sans 3", "Helvetica Neue", Arial, sans-serif'
TEXT_SIZE = 15
CHART_HEIGHT = 380
MOST_DATES = 6
DATE_STEPS = (1, 2, 3, 6, 12, 24, 60)
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
# showSendToCloud is off, and plotly 7's "Share chart" with it: nothing leaves the browser.
CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "locale": "en",
    "scrollZoom": False,
    "doubleClick": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2, "filename": "chart"},
}


def _axis(**more: Any) -> dict[str, Any]:
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": True,
        "tickangle": 0,
        "fixedrange": True,
        "gridcolor": colours.role("grid"),
        "gridwidth": 1,
        "linecolor": colours.role("axis"),
        "tickfont": {"size": TEXT_SIZE},
        "title": {"font": {"size": TEXT_SIZE}, "standoff": 8},
    } | more


TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": TEXT_SIZE, "color": colours.role("text")},
        "colorway": [pair.light for pair in colours.SERIES],
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "hovermode": "closest",
        "hoverlabel": {
            "font": {"family": FONT, "size": TEXT_SIZE, "color": colours.role("text")},
            "bgcolor": colours.role("hover"),
            "bordercolor": colours.role("axis"),
            "align": "left",
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "title": {"text": ""},
            "font": {"size": TEXT_SIZE},
            "itemclick": False,
            "itemdoubleclick": False,
            "traceorder": "normal",
        },
        "showlegend": False,
        "dragmode": False,
        "bargap": 0.35,
        "xaxis": _axis(),
        "yaxis": _axis(),
    }
)


def figure(height: int) -> go.Figure:
    """An empty figure in the house look, of that height in pixels; its width is the page's."""
    return go.Figure(layout={"template": TEMPLATE, "height": height})


def nothing(words: str, height: int = 160) -> go.Figure:
    """A figure that says in its middle why there is nothing to draw."""
    found = figure(height)
    found.update_xaxes(visible=False, range=[0, 1])
    found.update_yaxes(visible=False, range=[0, 1])
    found.add_annotation(
        text=wrapped(words, 34),
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        showarrow=False,
        font={"size": TEXT_SIZE + 1, "color": colours.role("quiet_text")},
    )
    return found


def in_dark(found: go.Figure) -> go.Figure:
    """The same figure in the dark variant of its colours."""
    return go.Figure(_exchanged(found.to_dict(), colours.to_dark()))


def _exchanged(part: Any, pairs: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _exchanged(each, pairs) for key, each in part.items()}
    if isinstance(part, (list, tuple)):
        return [_exchanged(each, pairs) for each in part]
    if isinstance(part, str) and "#" in part:
        return _COLOUR.sub(lambda found: pairs.get(found[0], found[0]), part)
    return part


def safe(text: object) -> str:
    """A name for plotly's own markup: nothing in it is read as a tag."""
    return html.escape(str(text), quote=False)


def wrapped(text: object, width: int = 16) -> str:
    """The text in lines of about that many letters, for labels."""
    return "<br>".join(safe(line) for line in lines_of(text, width))


def lines_of(text: object, width: int) -> list[str]:
    """The text in lines of about that many letters."""
    return textwrap.wrap(str(text), width, break_long_words=False, break_on_hyphens=False)


def hover(*lines: str) -> str:
    """Hover text: its first line bold, empty lines left out."""
    told = [wrapped(line, 44) for line in lines if line]
    return "<br>".join([f"<b>{told[0]}</b>", *told[1:]]) if told else ""


def stamps(days: Sequence) -> list[pd.Timestamp]:
    """Days as plotly takes them for axes and lines."""
    return [pd.Timestamp(each) for each in days]


def value_axis(m: Measure, top: float, bottom: float = 0.0) -> dict:
    """The axis of the measure's values: from nought, shares in per cent, counts whole."""
    axis = {"range": [bottom, top], "showgrid": True, "nticks": 6, "rangemode": "tozero"}
    if m.is_fraction:
        return axis | {"tickformat": ".0%", **({"dtick": 0.25} if top > 0.8 else {})}
    return axis | {"tickformat": ",.0f" if top > 8 else ",~f"}


def date_axis(starts: Sequence, grain: str | None = None, most: int = MOST_DATES) -> dict:
    """A time axis with a few labels such as 'Mar 2025', the newest among them."""
    days = sorted({pd.Timestamp(each).date() for each in starts if not pd.isna(each)})
    if not days:
        return {"type": "date", "showline": True}
    fewest = -(-len(days) // most)
    step = next((each for each in DATE_STEPS if each >= fewest), fewest)
    shown = days[::-1][::step][::-1]
    return {
        "type": "date",
        "showline": True,
        "tickmode": "array",
        "tickvals": stamps(shown),
        "ticktext": [date_label(each, grain) for each in shown],
        "range": stamps([_before(days), _after(days)]),
    }


def date_label(day: date, grain: str | None) -> str:
    """The tick's text in two short lines."""
    text = words.axis_name(day, grain)
    head, _, year = text.rpartition(" ")
    return f"{head}<br>{year}" if head else text


def _before(days: list[date]) -> pd.Timestamp:
    return pd.Timestamp(days[0]) - _edge(days)


def _after(days: list[date]) -> pd.Timestamp:
    return pd.Timestamp(days[-1]) + _edge(days)


def _edge(days: list[date]) -> pd.Timedelta:
    span = pd.Timestamp(days[-1]) - pd.Timestamp(days[0])
    shortest = pd.Timestamp(add_months(days[0], 1)) - pd.Timestamp(days[0])
    return max(span / 24, shortest / 2)


def headroom(values: Iterable[float | None], least: float) -> float:
    """The top of a value axis: a little above the largest value, and at least `least`."""
    known = [float(each) for each in values if each is not None and not pd.isna(each)]
    return max([least, *known]) * 1.08


def least(m: Measure) -> float:
    """The least top of a value axis: 10% for shares, 4 cases or weeks otherwise."""
    return 0.1 if m.is_fraction else 4.0


def gaps(values: Iterable[float]) -> list[float | None]:
    """The values with None where they are missing, as plotly breaks a line."""
    return [None if np.isnan(each) else float(each) for each in values]


def why_empty(m: Measure, blanks: Collection[str | None]) -> str:
    """Why none of the rows with these reasons can be drawn."""
    if len(set(blanks)) == 1:
        return f"Nothing to show: {blank_text(next(iter(blanks)))}."
    return "There is nothing to show for this period."
