"""Is the queue growing? What comes in and what goes out, month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import plotly.graph_objects as go

from sendviz.ask import Answer, Records
from sendviz.catalogue.calendar import BadSelection, months_in
from sendviz.catalogue.row import Row
from sendviz.findings.trend import control_charts_by_month
from sendviz.kit import colours, words
from sendviz.kit.html import Card
from sendviz.kit.layers import line_with_points, upright_bars
from sendviz.kit.template import (
    CHART_HEIGHT,
    date_axis,
    figure,
    headroom,
    hover,
    nothing,
    why_empty,
)
from sendviz.kit.values import Sign, blank_of, blank_text, counted_text, trend_sign, value_parts
from sendviz.kit.words import capital, counted, number, period_name, signed
from sendviz.panels import captions
from sendviz.panels.of_parts import for_others
from sendviz.panels.panel import Panel, charted, or_refused, sentence_or_refusal

ENTERED, LEFT, NET = "cases_entered", "cases_left", "cases_in_and_out"
# What public view is told instead of all that came into a part of the council and left it.
RECEIVED, ISSUED = "requests_received", "plans_issued"
OTHER_WAYS = "cases also leave without a plan"
ALL_WAYS = "all ways in and out of the process"
MONTHS = 24
LEAST_TOP = 4.0
# A queue that changes by less than this part of those who came in is almost level.
ALMOST_LEVEL = 0.05
WAYS = {1: "grew", -1: "shrank", 0: "almost level"}
NOT_TOLD = f"The flow of cases is {blank_text('not_known')} for this period"


@sentence_or_refusal
def flow_of_period(records: Records) -> str:
    """How many came in and left, and whether the queue grew."""
    return _of_period(records)


def queue_card(records: Records, title: str) -> Card:
    """What the queue did over the period, how many came in and how many left."""
    try:
        net, told = records.ask(NET), control_charts_by_month(records, NET).told
    except BadSelection as refused:
        return Card(title, "not shown", lines=(str(refused),))
    whom = captions.only_whom(net.selection) or captions.not_filtered(net.not_filtered)
    lines = tuple(each for each in (whom, flow_words(records)) if each)
    large, things = value_parts(net.measure, net.row)
    sign = queue_sign(records)
    return Card(title, large, things, lines, sign, told.latest_months, net.not_filtered)


@sentence_or_refusal
def flow_words(records: Records) -> str:
    """'3,777 came in, 3,722 left', over the period, for a card; of a part in public view
    '45 requests came in, 30 plans issued; cases also leave without a plan'."""
    if _is_part(records):
        received, issued = records.ask(RECEIVED).text(), records.ask(ISSUED).text()
        return f"{capital(received)} came in, {issued} issued; {OTHER_WAYS}"
    came, gone = (number(records.ask(id).row.value) for id in (ENTERED, LEFT))
    return f"{came} came in, {gone} left"


@or_refused
def flow_panel(records: Records) -> Panel:
    """In and out by month over two years, the net as a line; the heading adds up the period. Of a
    part, public view is told of requests, of plans and of the net change."""
    wide = records.months_back(MONTHS)
    if _is_part(records):
        return _flow_of_part(records, wide)
    answers = [wide.ask(id, period="month") for id in (ENTERED, LEFT, NET)]
    entered, gone, net = answers
    picture = comings_and_goings({"In": entered}, {"Out": gone}, net)
    return charted(
        records,
        "flow",
        growth_heading(records),
        picture,
        answers,
        "in_and_out",
        marked=True,
        sentences=(_counts_of_period(records),),
    )


def _is_part(records: Records) -> bool:
    """Whether public view looks at a part of the council."""
    return records.ask(NET).rounded


def _flow_of_part(records: Records, wide: Records) -> Panel:
    answers = [wide.ask(id, period="month") for id in (RECEIVED, ISSUED, NET)]
    received, issued, net = answers
    picture = comings_and_goings({"Requests": received}, {"Plans issued": issued}, net)
    return charted(
        records,
        "flow",
        growth_heading(records),
        picture,
        answers,
        "in_and_out",
        marked=True,
        notes=[for_others([ALL_WAYS])],
        sentences=(_counts_of_period(records),),
    )


def queue_sign(records: Records) -> Sign:
    """What the queue did over the period, for a card: 'almost level (+819 the year before)'."""
    net, came = _net_and_came(records)
    if blank_of(net) or blank_of(came):
        return trend_sign(0, None)
    before = told_before(records)
    beside = "" if before is None else f" ({signed(before)} the year before)"
    way = _way(net.value, came.value)
    return replace(trend_sign(-1, way), word=f"{WAYS[way]}{beside}")


def told_before(records: Records) -> float | None:
    """The net change of the same period a year before; None where the records tell of none."""
    earlier = records.a_year_before
    start = earlier.selection.start or earlier.selection.as_at
    if records.covered is None or start < records.covered.first_day:
        return None
    row = earlier.ask(NET).row
    return None if blank_of(row) else float(row.value)


def growth_heading(records: Records) -> str:
    """'The queue is almost level: 64 more', 'The queue grew by 873'."""
    net, came = _net_and_came(records)
    if blank_of(net) or blank_of(came):
        return NOT_TOLD
    return growth_words(net.value, came.value, rounded=_is_part(records))


def growth_words(net: float, came: float, *, rounded: bool = False) -> str:
    """What the queue did, beside how many came in. rounded: of rounded counts."""
    about, size = "about " if rounded else "", number(abs(net))
    if net == 0:
        return f"The queue stayed {'about ' if rounded else ''}as long as it was"
    way = _way(net, came)
    if way == 0:
        return f"The queue is almost level: {about}{size} {'more' if net > 0 else 'fewer'}"
    return f"The queue {WAYS[way]} by {about}{size}"


def _way(net: float, came: float) -> int:
    if abs(net) < ALMOST_LEVEL * came or net == 0:
        return 0
    return 1 if net > 0 else -1


def _net_and_came(records: Records) -> tuple[Row, Row]:
    came = RECEIVED if _is_part(records) else ENTERED
    return records.ask(NET).row, records.ask(came).row


def _of_period(records: Records) -> str:
    """Over the whole period, and what the queue did, with whom and which part of the council it
    holds for."""
    net, told, grew = records.ask(NET), _counts_of_period(records), growth_heading(records)
    place = captions.where_it_holds(net, records.council) if net.selection.areas else ""
    return captions.told_of(net, told if grew == NOT_TOLD else f"{told} {grew}.", place)


def _counts_of_period(records: Records) -> str:
    if _is_part(records):
        received, issued = (records.ask(id).row for id in (RECEIVED, ISSUED))
        return part_sentence(received, issued, *records.selection.period)
    start = records.selection.start or records.first_day
    came, gone = (records.ask(id).row for id in (ENTERED, LEFT))
    return flow_sentence(came, gone, start, records.selection.last_day)


def flow_sentence(came: Row, gone: Row, first: date, last: date) -> str:
    """What came in and left in a period and by the month, from its counts and its first and last
    day."""
    if blank_of(came) or blank_of(gone):
        return f"{NOT_TOLD}."
    months = months_in(first, last)
    told = f"{counted(came.value, 'cases')} came in and {number(gone.value)} left"
    if months > 1:
        told += f": {number(came.value / months)} and {number(gone.value / months)} a month"
    return f"{capital(words.in_period(first, last))}, {told}."


def part_sentence(received: Row, issued: Row, first: date, last: date) -> str:
    """What public view is told of a part: requests and plans in rounded counts, which do not add
    up to the net change."""
    if blank_of(received) or blank_of(issued):
        return f"{NOT_TOLD}."
    requests, plans = counted_text(received, "requests"), counted_text(issued, "plans")
    when = capital(words.in_period(first, last))
    return f"{when}, {requests} came in and {plans} were issued; {OTHER_WAYS}."


def comings_and_goings(
    came: Mapping[str, Answer], gone: Mapping[str, Answer], net: Answer
) -> go.Figure:
    """Bars up for each way in, down for each way out, the net change as a line; answers of the
    same periods."""
    if all(blank_of(row) for row in net.rows):
        return nothing(why_empty(net.measure, {blank_of(row) for row in net.rows}))
    fig = figure(CHART_HEIGHT)
    colour = iter((5, 1, 3))
    for sign, ways in ((1, came), (-1, gone)):
        for name, answer in ways.items():
            words = [f"{name}: {counted_text(row, 'cases')}" for row in answer.rows]
            upright_bars(
                fig,
                answer.frame["period_start"],
                sign * _values(answer),
                name,
                colours.series(next(colour)),
                by_period(answer, words),
            )
    words = [f"Net change: {signed(value)}" for value in _values(net)]
    starts, look = net.frame["period_start"], colours.role("limit")
    line_with_points(fig, starts, _values(net), "Net change", look, by_period(net, words))
    heights = [sum(np.nan_to_num(_values(each)) for each in ways.values()) for ways in (came, gone)]
    most = headroom(np.concatenate(heights), LEAST_TOP)
    fig.update_layout(barmode="relative", showlegend=True, bargap=0.25)
    fig.update_xaxes(**date_axis(starts, net.grain))
    fig.update_yaxes(
        range=[-most, most],
        showgrid=True,
        zeroline=True,
        zerolinecolor=colours.role("axis"),
        **_both_ways(most),
    )
    return fig


def by_period(answer: Answer, *words: Sequence[str]) -> list[str]:
    """Hover texts of an answer by period: its name, then the words of each row."""
    return [
        hover(period_name(row.period_start, answer.grain), *lines)
        for row, *lines in zip(answer.rows, *words, strict=True)
    ]


def _values(answer: Answer) -> np.ndarray:
    return answer.frame["value"].to_numpy(float)


def _both_ways(most: float) -> dict:
    """Ticks on both sides of nought without a minus sign: cases out are cases, not less than
    none."""
    step = 10 ** int(np.floor(np.log10(most)))
    step = next(each for each in (step / 2, step, step * 2, step * 5) if most / each <= 3.5)
    ticks = np.arange(-int(most / step), int(most / step) + 1) * step
    return {"tickvals": ticks.tolist(), "ticktext": [number(abs(each), 1) for each in ticks]}
