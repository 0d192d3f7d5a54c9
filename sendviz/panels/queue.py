"""The queue itself: how many children wait past 20 and past 52 weeks, month by month."""

from __future__ import annotations

import plotly.graph_objects as go

from sendviz.ask import Answer, Records
from sendviz.findings.trend import control_charts_by_month
from sendviz.kit import colours, marks
from sendviz.kit.template import (
    CHART_HEIGHT,
    date_axis,
    figure,
    gaps,
    headroom,
    hover,
    least,
    nothing,
    stamps,
    value_axis,
    why_empty,
)
from sendviz.kit.values import blank_of
from sendviz.kit.words import period_name
from sendviz.panels import trend_words
from sendviz.panels.panel import Panel, charted, or_refused

PAST_20, PAST_52 = "cases_open_over_20_weeks", "cases_open_over_52_weeks"


@or_refused
def queue_panel(records: Records) -> Panel:
    """Children waiting past 20 and past 52 weeks over the months of a trend; the heading says what
    the first did within a year."""
    found = control_charts_by_month(records, PAST_20)
    answers = [found.answer, control_charts_by_month(records, PAST_52).answer]
    line = trend_words.figures(found.told)
    return charted(
        records,
        "queue",
        f"{found.answer.measure.name}: {trend_words.short(found.told)}",
        queue_figure(answers),
        answers,
        "queue",
        marked=True,
        sentences=(line,) if line else (),
    )


def queue_figure(answers: list[Answer]) -> go.Figure:
    """A line for each list, from nought, named with its latest value at its end."""
    first = answers[0]
    known = [each for each in answers if each.frame["value"].notna().any()]
    if first not in known:
        return nothing(why_empty(first.measure, {blank_of(row) for row in first.rows}))
    fig = figure(CHART_HEIGHT)
    x = stamps(first.frame["period_start"])
    top = headroom(first.frame["value"], least(first.measure))
    ends, tints = {}, {}
    for place, each in enumerate(known):
        values, colour = gaps(each.frame["value"]), colours.series((0, 3)[place])
        fig.add_scatter(
            x=stamps(each.frame["period_start"]),
            y=values,
            mode="lines",
            connectgaps=False,
            showlegend=False,
            hoverinfo="text",
            hovertext=_told(each),
            line={"color": colour, "width": 3 - place},
        )
        last = each.frame["value"].last_valid_index()
        row = each.rows[int(str(last))]
        name = f"{each.measure.short_name}: {each.text(row)}"
        ends[name], tints[name] = float(row.value), colour
    fig.update_xaxes(**date_axis(x, first.grain))
    fig.update_yaxes(**value_axis(first.measure, top))
    marks.end_labels(fig, ends, tints, (CHART_HEIGHT - 90) / top)
    fig.update_layout(margin={"t": 28})
    return fig


def _told(answer: Answer) -> list[str]:
    return [
        hover(period_name(row.period_start, answer.grain), answer.text(row)) for row in answer.rows
    ]
