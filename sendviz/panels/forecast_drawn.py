"""The pictures of a forecast: the fan, open cases by age, and the share in time by order."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from sendviz.ask import Answer, Records
from sendviz.catalogue.calendar import add_months, last_whole_month, month_end, month_start
from sendviz.findings.forecast import Forecast, forecast
from sendviz.findings.levers import Levers
from sendviz.kit import colours, marks, words
from sendviz.kit.html import table_of
from sendviz.kit.layers import fan as draw_fan
from sendviz.kit.layers import plain_line, upright_bars
from sendviz.kit.template import (
    CHART_HEIGHT,
    date_axis,
    figure,
    headroom,
    hover,
    least,
    value_axis,
)
from sendviz.kit.words import number, percent
from sendviz.panels.forecast import (
    PAST_20,
    a_year_on,
    caption_of,
    counted_now,
    forgotten_words,
    months_table,
    narrow_sentence,
    of_100,
    order_name,
    table_cells,
    told,
)
from sendviz.panels.panel import Panel, or_refused

IN_TIME, OPEN = "plans_issued_within_20_weeks", "children_in_assessment"
DUE = "plans_due_issued_in_time"
MONTHS_BEFORE = 12
BANDS = ("Up to 20 weeks", "20 to 30", "30 to 52", "Over 52")


def what_happened(records: Records, id: str) -> Answer:
    """A measure of the whole council by month, from a year before the forecast to the newest
    records: what was known then, and what came."""
    first = add_months(month_start(records.selection.as_at), -MONTHS_BEFORE)
    covered = records.covered
    last = last_whole_month(covered.data_date) if covered else month_start(records.selection.as_at)
    end = max(month_end(last), records.selection.as_at)
    start = max(first, month_start(records.first_day))
    over = records.over(as_at=end, start=start, end=None, areas=(), where=())
    return over.ask(id, period="month")


@or_refused
def fan_panel(records: Records, levers: Levers, order: str) -> Panel:
    """Past 20 weeks by month: what may come, and what happened where it is known."""
    found, happened = forecast(records, levers, order), what_happened(records, PAST_20)
    fan, day = found.course.past(20), a_year_on(found.course)
    middle, low, high = (told(each, records) for each in fan.at(day))
    fig = _fan_figure(found, happened, records)
    title = f"Past 20 weeks in a year: about {middle}, {low} to {high}"
    alt = (
        f"Fan chart by month. {title}. {told(counted_now(records, PAST_20), records)} on "
        f"{words.day(found.now.as_at)}."
    )
    return Panel(
        "fan",
        title,
        caption_of(records, "Children open past 20 weeks, by month"),
        figure=fig,
        alt=alt,
        notes=(
            happened_words(found, happened, records),
            narrow_sentence(found),
            *filter(None, (forgotten_words(found, records),)),
        ),
        closed=(_months_panel(found, records),),
        answers=(happened,),
    )


def _months_panel(found: Forecast, records: Records) -> Panel:
    table = months_table(found.course.past(20), "Past 20 weeks by month", records)
    return Panel("fan_months", "Month by month, with ranges", tables=(table,))


def happened_words(found: Forecast, happened: Answer, records: Records) -> str:
    """What came after the day of the forecast, where it is known."""
    known_to = happened.selection.as_at  # of a month that is not over by then nothing came yet
    later = [
        row
        for row in happened.rows
        if row.period_start
        and found.now.as_at < month_end(row.period_start) <= known_to
        and not row.blank
    ]
    if not later:
        return "The solid line is what happened; what came after the forecast is not known yet."
    day = min(a_year_on(found.course), month_end(later[-1].period_start or found.now.as_at))
    row = next(each for each in later if month_end(each.period_start or day) >= day)
    middle, low, high = found.course.past(20).at(day)
    inside = "inside" if low <= row.value <= high else "outside"
    return (
        f"The solid line is what happened: {told(row.value, records)} on {words.day(day)}, "
        f"{inside} the range of 90 in 100 ({told(low, records)} to {told(high, records)}). The "
        "forecast knew nothing of it."
    )


def _fan_figure(found: Forecast, happened: Answer, records: Records) -> go.Figure:
    fan, fig = found.course.past(20), figure(CHART_HEIGHT)
    x = [month_start(each) for each in fan.days]
    start = month_start(found.now.as_at)
    rows = np.vstack([np.full(5, float(found.now.past_20)), fan.values])
    x = [start, *x] if start not in x else x
    rows = rows if len(x) == len(rows) else fan.values
    hovers = [
        hover(words.whole_month(day), f"Middle: {told(row[2], records)}",
              f"90 in 100: {told(row[0], records)} to {told(row[4], records)}")
        for day, row in zip(x, rows, strict=True)
    ]  # fmt: skip
    draw_fan(fig, x, rows, colours.series(0), hovers)
    known = [row for row in happened.rows if row.period_start]
    plain_line(
        fig,
        [row.period_start for row in known],
        [row.value for row in known],
        colours.role("limit"),
        [hover(words.whole_month(row.period_start), happened.text(row)) for row in known],
        name="What happened",
        showlegend=True,
    )
    days = [*x, *(row.period_start for row in known)]
    top = headroom([*rows[:, 4], *(row.value for row in known)], least(happened.measure))
    fig.update_xaxes(**date_axis(days, "month"))
    fig.update_yaxes(**value_axis(happened.measure, top))
    fig.update_layout(showlegend=True)
    return fig


@or_refused
def ages_panel(records: Records, levers: Levers, order: str) -> Panel:
    """Open cases by age under the chosen order, the middle of the courses by month."""
    found, happened = forecast(records, levers, order), what_happened(records, PAST_20)
    course, fig = found.course, figure(CHART_HEIGHT)
    bands = _bands(found)
    x = [month_start(each) for each in course.days]
    for name, values, (ground, _) in zip(BANDS, bands, colours.waits(len(BANDS)), strict=True):
        hovers = [
            hover(words.whole_month(day), f"{name}: {told(v, records)}")
            for day, v in zip(x, values, strict=True)
        ]
        upright_bars(fig, x, values, name, ground, hovers)
    fig.update_layout(barmode="stack", showlegend=True)
    fig.update_xaxes(**date_axis(x, "month"))
    fig.update_yaxes(**value_axis(happened.measure, headroom(np.sum(bands, axis=0), 4.0)))
    open_now, then = counted_now(records, OPEN), course.open.values[-1, 2]
    title = (
        f"Open cases: {told(open_now, records)} now, about {told(then, records)} in "
        f"{words.whole_month(course.days[-1])}"
    )
    return Panel(
        "open_by_age",
        title,
        caption_of(records, f"Open cases by weeks since the request, {order_name(course)}"),
        figure=fig,
        alt=f"Stacked bars by month. {title}.",
        notes=("The middle of the courses. How many are open does not depend on the order.",),
        answers=(what_happened(records, OPEN),),
    )


def _bands(found: Forecast) -> list[np.ndarray]:
    """How many in each band of age, by month: what lies between the middles of those past each
    edge, so that the bands add up to the middle of those open."""
    course = found.course
    edges = [course.open, *(course.past(length) for length in (20, 30, 52))]
    middles = [*(each.values[:, 2] for each in edges), np.zeros(len(course.days))]
    return [more - fewer for more, fewer in zip(middles[:-1], middles[1:], strict=True)]


@or_refused
def in_time_panel(records: Records, levers: Levers, order: str) -> Panel:
    """The share of plans in time month by month under each order of work."""
    found, happened = forecast(records, levers, order), what_happened(records, IN_TIME)
    fig, ends, tints = figure(CHART_HEIGHT), {}, {}
    shown = [each for each in found.orders if not _same_as_another(found, each)]
    for place, each in enumerate(shown):
        course, colour = found.under(each), colours.series((0, 1, 3, 2, 4)[place])
        values = course.on_time.values[:, 2]
        x = [month_start(day) for day in course.days]
        hovers = [
            hover(words.whole_month(day), f"{order_name(course)}: {percent(v)}")
            for day, v in zip(x, values, strict=True)
        ]
        plain_line(fig, x, values, colour, hovers, showlegend=False)
        if values[-1] == values[-1]:
            ends[order_name(course)], tints[order_name(course)] = float(values[-1]), colour
    marks.end_labels(fig, ends, tints, (CHART_HEIGHT - 90) / 1.08)
    fig.update_xaxes(**date_axis(x, "month"))
    fig.update_yaxes(**value_axis(happened.measure, 1.08))
    title = "The share in time under each order of work"
    last = [f"{name}: {of_100(value)}" for name, value in ends.items()]
    return Panel(
        "in_time_by_order",
        title,
        caption_of(records, "Of plans issued in the three months before, those within 20 weeks"),
        figure=fig,
        alt=f"Lines by month, one an order. At the end: {'; '.join(last)}.",
        notes=("The middle of the courses. The law asks for every plan.",),
        answers=(happened,),
    )


@or_refused
def three_ways_panel(records: Records, levers: Levers, order: str) -> Panel:
    """The share in time under the chosen order by month: of plans issued, of those without an
    exception, and of plans due."""
    found = forecast(records, levers, order)
    course, day = found.course, a_year_on(found.course)
    lines = {
        "Issued": course.on_time,
        "Issued, no exceptions": course.on_time_without_exceptions,
        "Due": course.due_on_time,
    }
    fig, x = figure(CHART_HEIGHT), [month_start(each) for each in course.days]
    tints = {name: colours.series(place) for name, place in zip(lines, (0, 1, 3), strict=True)}
    for name, fan in lines.items():
        hovers = [
            hover(words.whole_month(at), f"{name}: {percent(v)}")
            for at, v in zip(x, fan.values[:, 2], strict=True)
        ]
        plain_line(fig, x, fan.values[:, 2], tints[name], hovers, showlegend=False)
    ends = {name: float(fan.values[-1, 2]) for name, fan in lines.items()}
    known = {name: value for name, value in ends.items() if value == value}
    marks.end_labels(fig, known, tints, (CHART_HEIGHT - 90) / 1.08)
    happened = what_happened(records, DUE)
    fig.update_xaxes(**date_axis(x, "month"))
    fig.update_yaxes(**value_axis(happened.measure, 1.08))
    title = f"Of plans due about {of_100(course.due_on_time.at(day)[0])} come in time in a year"
    rows = [
        table_cells([words.month(at), *(_share_words(fan.values[place]) for fan in lines.values())])
        for place, at in enumerate(course.days)
    ]
    return Panel(
        "three_ways",
        title,
        caption_of(records, f"Within 20 weeks, {order_name(course)}, three months to each date"),
        figure=fig,
        alt=f"Lines by month. {title}.",
        tables=(table_of("In time, in 100", ["End of", *lines], rows),),
        notes=(
            "Due: of all whose 20 weeks end then and who were not refused, withdrawn or without a "
            "plan by then. Clearing old cases cannot move it.",
        ),
        answers=(happened,),
    )


def _share_words(row: np.ndarray) -> str:
    """'45 (30 to 61)' of 100."""
    if row[2] != row[2]:
        return "no plans"
    middle, low, high = (number(row[at] * 100) for at in (2, 0, 4))
    return f"{middle} ({low} to {high})"


def _same_as_another(found: Forecast, order: str) -> bool:
    """Whether 'as now' is an order that is drawn under its own name."""
    return order == "as_now" and found.under("as_now").share == 0
