"""Who waits now, by time waited: bands of weeks as wide as they are, children as their area."""

from __future__ import annotations

from typing import NamedTuple

import plotly.graph_objects as go

from sendviz.ask import Answer
from sendviz.catalogue.row import Row
from sendviz.kit import colours
from sendviz.kit.template import CHART_HEIGHT, figure, hover, nothing, why_empty
from sendviz.kit.values import blank_of, category_words, is_under
from sendviz.kit.words import number

DAYS_A_WEEK = 7
OPEN_WEEKS = 52  # as wide as an open band is drawn
# Weeks: on a phone a narrower band has no room for its number, which would stand on its neighbours.
LABELLED_FROM = 12
NOTE = (
    "Each bar is as wide as its band of weeks, and its area is the number of children. The last "
    "band is open and is drawn a year wide. The numbers of narrow bands stand in the table."
)


class Band(NamedTuple):
    """A band of weeks: where it begins and ends; its row, and its name."""

    start: float
    end: float
    row: Row
    name: str

    @property
    def height(self) -> float:
        """Children for each week of its width."""
        return float(self.row.value) / (self.end - self.start)


def bands_of(answer: Answer) -> list[Band]:
    """The bands that have a count, from the shortest wait. Their codes say the days: '8-14' is
    the second week, '729+' is open."""
    found = [_band(row) for row in answer.rows if not blank_of(row) and row.category[:1].isdigit()]
    return sorted(found)


def _band(row: Row) -> Band:
    first, _, last = row.category.rstrip("+").partition("-")
    start = max(int(first) - 1, 0) / DAYS_A_WEEK
    end = int(last) / DAYS_A_WEEK if last else start + OPEN_WEEKS
    return Band(start, end, row, category_words("wait_band", row.category))


def bands_figure(answer: Answer) -> go.Figure:
    """A bar for each band, from its first to its last week; the number stands on wide ones."""
    bands = bands_of(answer)
    if not bands:
        return nothing(why_empty(answer.measure, {blank_of(row) for row in answer.rows}))
    fig = figure(CHART_HEIGHT)
    fig.add_bar(
        x=[(each.start + each.end) / 2 for each in bands],
        y=[each.height for each in bands],
        width=[each.end - each.start for each in bands],
        marker={
            "color": colours.series(0),
            "line": {"color": colours.role("hollow"), "width": 1},
        },
        hoverinfo="text",
        hovertext=[hover(each.name, answer.text(each.row)) for each in bands],
        showlegend=False,
    )
    for each in bands:
        if each.end - each.start >= LABELLED_FROM:
            fig.add_annotation(
                x=(each.start + each.end) / 2,
                y=each.height,
                text=_told(each.row),
                yanchor="bottom",
                showarrow=False,
            )
    edges = [each.start for each in bands if each.start == 0 or each.start >= LABELLED_FROM]
    fig.update_xaxes(
        tickvals=edges,
        ticktext=[f"{number(edge)}" for edge in edges],
        title={"text": "weeks waited so far"},
        range=[0, bands[-1].end],
        showline=True,
    )
    fig.update_yaxes(visible=False, range=[0, max(each.height for each in bands) * 1.15 or 1])
    fig.update_layout(margin={"t": 24}, bargap=0)
    return fig


def _told(row: Row) -> str:
    return f"under {number(row.under)}" if is_under(row) else number(row.value)
