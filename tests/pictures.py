"""What finished figures hold: their texts, marks and lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import plotly.graph_objects as go


def strings(part: object) -> Iterator[str]:
    """Every text within a figure as a dictionary."""
    if isinstance(part, dict):
        for each in part.values():
            yield from strings(each)
    elif isinstance(part, list):
        for each in part:
            yield from strings(each)
    elif isinstance(part, str):
        yield part


def check_plain(fig: go.Figure) -> None:
    """Nothing from outside, no number that is none, no title, as wide as the page."""
    told = json.loads(fig.to_json())
    for text in strings(told):
        assert "http" not in text and "//" not in text, text
        assert not re.search(r"\b(nan|None|NaT|inf)\b", text), text
    assert "title" not in fig.layout or fig.layout.title.text is None
    assert fig.layout.height and fig.layout.width is None


def hovers(fig: go.Figure) -> list[str]:
    """The hover texts of all marks."""
    return [text for trace in fig.data for text in (trace.hovertext or ()) if isinstance(text, str)]


def notes(fig: go.Figure) -> list[str]:
    """The texts written into the picture, in lines as one."""
    return [each.text.replace("<br>", " ") for each in fig.layout.annotations]
