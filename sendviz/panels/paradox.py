"""Why can the share on time fall while more children are served on time? Plans on time and plans
cleared late."""

from __future__ import annotations

import plotly.graph_objects as go

from sendviz.ask import Answer, Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.paradox import ISSUED, Issued, Paradox, explain_paradox
from sendviz.kit import colours, words
from sendviz.kit.layers import upright_bars
from sendviz.kit.template import (
    CHART_HEIGHT,
    TEXT_SIZE,
    date_axis,
    figure,
    headroom,
    nothing,
    why_empty,
)
from sendviz.kit.values import blank_of, blank_text, noun
from sendviz.kit.words import capital, counted, joined, number, percent, places_for, told_number
from sendviz.panels.flow import LEAST_TOP, by_period
from sendviz.panels.panel import Panel, charted, or_refused

MONTHS = 24


@or_refused
def paradox_panel(records: Records) -> Panel:
    """Plans on time and plans cleared late, and why the share can move against the number."""
    found = explain_paradox(records)
    monthly = records.months_back(MONTHS).ask(ISSUED, period="month")
    return charted(
        records,
        "paradox",
        paradox_heading(found),
        on_time_and_late(monthly),
        [monthly],
        "on_time_and_late",
        marked=True,
        sentences=(paradox_sentence(found), due_sentence(found)),
        notes=(f"Compared: {compared_periods(found)}.",),
    )


def paradox_line(records: Records) -> str:
    """`number_against_share` for a card; '' where the plans may not be told."""
    try:
        return number_against_share(explain_paradox(records))
    except BadSelection:
        return ""


def number_against_share(found: Paradox) -> str:
    """'But more plans were on time in the 12 months to ...: 99, up from 77. More late ones were
    cleared, too.'; '' where the share moved with the number."""
    now, before = found.now, found.before
    when = words.in_period(*now.period)
    size = f"{when}: {_number(found, now.on_time)}, {_from(found, now, before)}"
    if found.kind == "more_on_time_lower_share":
        return f"But more plans were on time {size}. More late ones were cleared, too."
    if found.kind == "fewer_on_time_higher_share":
        return f"But fewer plans were on time {size}. Fewer late ones were cleared."
    return ""


def paradox_heading(found: Paradox) -> str:
    """'More plans on time (454, up from 297), and more late ones cleared': plans on time and late;
    the share, where it moved against the number."""
    if found.kind == "not_known":
        return "The plans of the two periods cannot be compared"
    if found.kind == "no_plans":
        return "There is no share to compare"
    now, before = found.now, found.before
    late = f"{_more(now.late, before.late)} late ones cleared"
    if found.kind == "more_on_time_lower_share":
        return f"More plans on time, but a lower share: {late}"
    if found.kind == "fewer_on_time_higher_share":
        return f"Fewer plans on time, but a higher share: {late}"
    if now.on_time == before.on_time:
        return f"As many plans on time ({_number(found, now.on_time)}), and {late}"
    start = f"{capital(_more(now.on_time, before.on_time))} plans on time"
    return f"{start} ({_number(found, now.on_time)}, {_from(found, now, before)}), and {late}"


def _more(now: float, before: float) -> str:
    return "as many" if now == before else "more" if now > before else "fewer"


def paradox_sentence(found: Paradox) -> str:
    """Why the share moved against the number."""
    if found.kind == "not_known":
        return f"The plans of the two periods cannot be compared: {blank_text(found.blank)}."
    if found.kind == "no_plans":
        return f"There is no share to compare: {_without_plans(found)}."
    return _moved(found)


def due_sentence(found: Paradox) -> str:
    """The share among cases that fell due, which clearing old cases cannot move."""
    now, before = found.due_now, found.due_before
    if blank_of(now.row):
        return f"Of the cases that fell due: {blank_text(blank_of(now.row))}."
    told = f"Of the children whose 20 weeks ended, {now.text()} had their plan in time"
    if blank_of(before.row):
        return f"{told}."
    return f"{told}; {words.in_period(*found.before.period)} it was {before.text()}."


def compared_periods(found: Paradox) -> str:
    """'March 2025 against January 2025'."""
    now, before = (words.period_words(*each.period) for each in (found.now, found.before))
    return f"{now} against {before}"


def _moved(found: Paradox) -> str:
    now, before = found.now, found.before
    a, b = (_percent(found, each) for each in (before, now))
    late, before_late = _late(found, now.late), _number(found, before.late)
    on_time, before_on_time = (_number(found, each.on_time) for each in (now, before))
    if a == b and found.kind != "same_way":
        plans = f"{capital(on_time)} {_plans(now)} were on time, {_from(found, now, before)}"
        return (
            f"{plans}; the share was about the same ({b}), since {late} also cleared "
            f"(before: {before_late})."
        )
    if found.kind == "more_on_time_lower_share":
        return (
            f"More plans were on time ({on_time}, up from {before_on_time}), "
            f"but the share fell from {a} to {b} because {late} also cleared, up from "
            f"{before_late}."
        )
    if found.kind == "fewer_on_time_higher_share":
        return (
            f"Fewer plans were on time ({on_time}, down from {before_on_time}), but the share rose "
            f"from {a} to {b} because only {late} cleared, down from {before_late}."
        )
    were = "was" if now.on_time == 1 else "were"
    plans = f"{capital(on_time)} {_plans(now)} {were} on time, {_from(found, now, before)}"
    shares = f"{_counts(found, now)} ({b}), before it {_counts(found, before)} ({a})"
    way = "was about the same:" if a == b and now.rise_from(before) else _share_way(now, before)
    return f"{plans}; the share {way} {shares}."


def _number(found: Paradox, n: float) -> str:
    return told_number(n, rounded=found.rounded)


def _plans(issued: Issued) -> str:
    return "plan" if issued.on_time == 1 else "plans"


def _late(found: Paradox, n: float) -> str:
    return f"{_number(found, n)} late {'case was' if n == 1 else 'cases were'}"


def _from(found: Paradox, now: Issued, before: Issued) -> str:
    if now.on_time == before.on_time:
        return "about as many as before" if found.rounded else "as many as before"
    way = "up" if now.on_time > before.on_time else "down"
    return f"{way} from {_number(found, before.on_time)}"


def _share_way(now: Issued, before: Issued) -> str:
    rise = now.rise_from(before)
    return "rose:" if rise > 0 else "fell:" if rise < 0 else "stayed the same:"


def _counts(found: Paradox, issued: Issued) -> str:
    return f"{_number(found, issued.on_time)} of {number(issued.total)}"


def _percent(found: Paradox, issued: Issued) -> str:
    share = percent(issued.share, places_for(issued.total, rounded=found.rounded))
    return f"about {share}" if found.rounded and issued.on_time in (0, issued.total) else share


def _without_plans(found: Paradox) -> str:
    empty = [words.in_period(*each.period) for each in (found.before, found.now) if not each.total]
    few = "hardly any" if found.rounded else "no"
    return f"{few} plans were issued {joined(empty)}"


def _plans_of(answer: Answer, n: float) -> str:
    things = noun(answer.measure)
    return f"hardly any {things}" if answer.rounded and not n else counted(n, things)


def on_time_and_late(answer: Answer) -> go.Figure:
    """Stacked bars by period of a share's counts: on time below, late (the old cases cleared)
    above."""
    known = answer.with_frame(answer.frame[answer.frame["value"].notna()])
    if not known.rows:
        return nothing(why_empty(answer.measure, {blank_of(row) for row in answer.rows}))
    fig, told = figure(CHART_HEIGHT), known.texts()
    starts, on_time = known.frame["period_start"], known.frame["numerator"].to_numpy(float)
    both = known.frame["denominator"].to_numpy(float)
    for name, values, colour in (
        ("On time", on_time, colours.series(0)),
        ("Late, cleared now", both - on_time, colours.series(3)),
    ):
        counts = [f"{name}: {_plans_of(answer, value)}" for value in values]
        hovers = by_period(known, counts, [f"On time: {text}" for text in told])
        upright_bars(fig, starts, values, name, colour, hovers)
    latest = words.axis_name(known.rows[-1].period_start, answer.grain)
    fig.add_annotation(
        x=1,
        y=1,
        xref="paper",
        yref="paper",
        xanchor="right",
        yanchor="top",
        text=f"{latest}: <b>{told[-1]}</b> on time",
        showarrow=False,
        font={"size": TEXT_SIZE},
    )
    fig.update_layout(barmode="stack", showlegend=True, bargap=0.25)
    fig.update_xaxes(**date_axis(answer.frame["period_start"], answer.grain))
    top = headroom(both, LEAST_TOP) * 1.14
    fig.update_yaxes(range=[0, top], showgrid=True, tickformat=",.0f", nticks=6)
    return fig
