"""A bar for each kind of child, or place, of an answer."""

from __future__ import annotations

import plotly.graph_objects as go

from sendviz.ask import Answer
from sendviz.catalogue.row import Row
from sendviz.kit.rows import Bar, bar_rows
from sendviz.kit.template import nothing, why_empty
from sendviz.kit.values import blank_of, label


def bar_chart(answer: Answer) -> go.Figure:
    """A bar for each category or area with its words."""
    if not answer.frame["value"].notna().any():
        return nothing(why_empty(answer.measure, {blank_of(row) for row in answer.rows}))
    told = [Bar(label(row, answer.dimension), _drawn(row), answer.text(row)) for row in answer.rows]
    return bar_rows(answer.measure, told)


def _drawn(row: Row) -> float | None:
    return None if blank_of(row) else row.value
