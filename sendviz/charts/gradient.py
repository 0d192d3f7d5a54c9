"""Groups in the order of deprivation: dots with intervals, and the line through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.kit import colours, marks
from sendviz.kit.numbers import number, percent
from sendviz.kit.rows import Head, Rows, legend_above, row_figure
from sendviz.kit.template import headroom, hover, least, nothing, safe, value_axis
from sendviz.kit.values import label
from sendviz.wording.frames import rows, texts

if TYPE_CHECKING:
    from sendviz.findings.gradient import Gradient, Group

LINE = "Line through all that are shown"


def gradient_chart(m: Measure, found: Gradient | None) -> go.Figure:
    """A dot with its 95% interval a group, the most deprived first, and where the fitted line
    crosses its row.

    Groups that cannot be shown keep their place in the order, with the reason.
    """
    if found is None:
        return nothing("There is nothing to show.")
    dimension = None if found.by == "district" else "deprivation"
    names = [label(row, dimension) for row in rows(found.frame)]
    told = dict(zip(names, texts(m, found.frame, short=True), strict=True))
    heads = [Head(name, told[name]) for name in names]
    if found.by == "district":
        heads = [Head("Most deprived", title=True), *heads, Head("Least deprived", title=True)]
    drawn = row_figure(heads, extra=92)
    middles = {head.name: drawn.middles[at] for at, head in enumerate(heads) if not head.title}
    _axis(drawn.fig, m, found)
    for group in found.groups:
        _dot(drawn, m, group, middles[group.name], told[group.name])
    _line(drawn, found, middles)
    return drawn.fig


def _axis(fig: go.Figure, m: Measure, found: Gradient) -> None:
    limit = m.legal_limit.value if m.legal_limit else 0
    ends = [each for group in found.groups for each in (group.value, group.high, group.fitted)]
    top = headroom([*ends, limit], least(m))
    fig.update_xaxes(**value_axis(m, top, min(0.0, *(group.low for group in found.groups))))
    marks.add_upright_lines(fig, m, top)
    fig.update_layout(margin={"t": 30})


def _dot(drawn: Rows, m: Measure, group: Group, y: float, text: str) -> None:
    low, high, fitted = (
        percent(each) if m.is_fraction else number(each, 1)
        for each in (group.low, group.high, group.fitted)
    )
    drawn.fig.add_scatter(
        x=[group.low, group.high],
        y=[y, y],
        mode="lines",
        hoverinfo="skip",
        line={"color": colours.series(0), "width": 4},
        showlegend=False,
    )
    drawn.fig.add_scatter(
        x=[group.value],
        y=[y],
        mode="markers",
        name=safe(group.name),
        marker={"size": 14, "color": colours.series(0)},
        hoverinfo="text",
        hovertext=[
            hover(group.name, text, f"95% interval {low} to {high}", f"The line: about {fitted}")
        ],
        showlegend=False,
    )


def _line(drawn: Rows, found: Gradient, middles: dict[str, float]) -> None:
    """A stroke of the line in each row: a whole one would run through the words between them."""
    x, y = [], []
    for group in found.groups:
        x += [group.fitted, group.fitted, None]
        y += [middles[group.name] - drawn.room / 2, middles[group.name] + drawn.room / 2, None]
    drawn.fig.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": colours.role("comparator"), "width": 3},
        hoverinfo="skip",
        name=LINE,
        showlegend=True,
    )
    legend_above(drawn.fig, 24)
