"""Is it getting better, and is that real? A measure month by month with the limits of chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.ask import Answer, Records
from sendviz.catalogue import Measure
from sendviz.catalogue.row import LEAST_DENOMINATOR
from sendviz.findings.trend import MOST_POOR, control_charts_by_month
from sendviz.kit import colours, layers, marks, words
from sendviz.kit.template import (
    CHART_HEIGHT,
    TEXT_SIZE,
    date_axis,
    figure,
    headroom,
    hover,
    least,
    nothing,
    safe,
    stamps,
    value_axis,
    why_empty,
)
from sendviz.kit.values import RULE_WORDS, Sign, assurance_words, blank_of, noun, variation_words
from sendviz.kit.words import capital, percent, period_name, small
from sendviz.panels.captions import events_words, marks_of
from sendviz.panels.of_parts import bands_panel
from sendviz.panels.panel import Panel, charted, or_refused
from sendviz.stats.spc import FIRM_POINTS, ControlChart

USUAL = "usual range"
# The latest value's words take about this part of a phone's width, counted from the right.
LABEL_PART = 0.42
ROOM_FOR_LABEL = 1.16
# In pixels on a phone: legend, margins and dates; the label with its distance; far from its point.
AROUND_THE_PLOT, LABEL_HEIGHT, FAR = 140, 28, 40


@or_refused
def trend_panel(records: Records, id: str, title: str = "") -> Panel:
    """The measure month by month with its limits; the heading says whether anything really
    changed."""
    found = control_charts_by_month(records, id)
    answer, chart = found.answer, found.chart
    if answer.in_bands:
        return bands_panel(records, f"control_{id}", answer)
    events, starts = marks_of(records, answer.measure), answer.frame["period_start"]
    return charted(
        records,
        f"control_{id}",
        title or trend_sentence(answer, chart),
        control_chart(answer, chart, events),
        [answer],
        "control_chart",
        notes=[
            assurance_sentence(answer.measure, chart),
            events_words(events, starts.min(), starts.max()),
        ],
    )


def trend_sentence(answer: Answer, chart: ControlChart) -> str:
    """'Getting better since Jan 2025: seven months in a row lie above the average.' One row a
    point."""
    m, grain = answer.measure, answer.grain
    known = [place for place, signal in enumerate(chart.signal) if signal]
    if chart.variation == "too_few":
        return _too_few(m, len(known), chart, grain)
    if chart.variation == "common_cause":
        name = words.grain_noun(grain, 2)
        moved = [place for place in known if chart.signal[place] != "common_cause"]
        if not moved:
            return f"No real change: the {name} vary only as much as they usually do."
        when = when_words(answer, moved[-1])
        word = variation_words(chart.signal[moved[-1]]).word
        return f"Back in its usual range: it was {word} until {when}, and no rule fires since."
    start = since_words(answer, chart)
    word = capital(variation_words(chart.variation).word)
    rule = rule_words(chart.rule[known[-1]], _is_high(chart, known[-1]), grain)
    return f"{word} since {start}: {rule}."


def when_words(answer: Answer, place: int) -> str:
    """The whole period of a point, short: 'Mar 2025', 'Jul to Sep 2025', 'the year to Dec 2025'."""
    name = words.axis_name(answer.rows[place].period_start, answer.grain)
    return f"the {name}" if name.startswith("year") else name


def since_words(answer: Answer, chart: ControlChart) -> str:
    """When the signal of a chart began, as `when_words`; '' where there is none."""
    return "" if chart.since is None else when_words(answer, chart.since)


def rule_words(rule: str, high: bool, grain: str | None = None) -> str:
    """The rule that fired, on the high or low side, for the noun of the grain; '' for none."""
    if rule not in RULE_WORDS:
        return ""
    noun, nouns = words.grain_noun(grain), words.grain_noun(grain, 2)
    text = RULE_WORDS[rule][0 if high else 1]
    return text.format(one=f"the {noun}" if grain == "12_months" else f"a {noun}", several=nouns)


def short_trend(answer: Answer, chart: ControlChart) -> str:
    """'getting better since Jan 2025', 'no real change', 'too few months to tell', 'too few cases
    to tell', for a card or a cell."""
    grain = answer.grain
    if chart.variation == "too_few":
        few = "cases" if chart.known >= FIRM_POINTS else words.grain_noun(grain, 2)
        return f"too few {few} to tell"
    word = variation_words(chart.variation).word
    if chart.variation == "common_cause":
        return word
    return f"{word} since {since_words(answer, chart)}"


def point_words(chart: ControlChart, place: int, grain: str | None = None) -> str:
    """What one point says, for its hover text: '' for a gap or where there are too few points to
    judge."""
    signal = chart.signal[place]
    if not signal or chart.trial:
        return ""
    word = variation_words(signal).word
    rule = rule_words(chart.rule[place], _is_high(chart, place), grain)
    return f"{word}: {rule}" if rule else word


def assurance_sentence(m: Measure, chart: ControlChart) -> str:
    """Whether the legal limit will be met if nothing changes; '' where that cannot be told, as
    while the chart shows a change (`trend.chart_of`)."""
    if chart.assurance == "none":
        return ""
    return f"{m.short_name}: as things go, it {assurance_words(chart.assurance).word}."


def _too_few(m: Measure, found: int, chart: ControlChart, grain: str | None) -> str:
    """Which of three is lacking: any value, 13 points under the latest limits, or cases."""
    periods = words.grain_noun(grain, 2)
    if found == 0:
        return f"No {periods} to judge by: there are no {noun(m)}, or too few of them."
    if chart.known < FIRM_POINTS:
        anew = " since the limits started anew" if chart.start else ""
        needed = f"{small(chart.known)} of the {FIRM_POINTS} that are needed"
        return f"Too few {periods} to tell: {needed}{anew}."
    poor = f"more than {percent(MOST_POOR)} of the {periods} have fewer than {LEAST_DENOMINATOR}"
    return f"Too few {noun(m)} to tell: {poor}."


def _is_high(chart: ControlChart, place: int) -> bool:
    """True for the high side; of a trend, the way that it goes."""
    before = chart.values[:place][np.isfinite(chart.values[:place])]
    if chart.rule[place] == "trend" and before.size:
        return bool(chart.values[place] > before[-1])
    return bool(chart.values[place] > chart.centre[place])


def control_chart(
    answer: Answer,
    chart: ControlChart,
    events: Sequence[tuple[date, str]] = (),
    top: float | None = None,
    height: int = CHART_HEIGHT,
) -> go.Figure:
    """The chart of an answer with one row a point; events are (day, label) pairs.

    The latest value is named with its counts. `top` holds the axis the same in small multiples.
    """
    m = answer.measure
    if not np.isfinite(chart.values).any():
        return nothing(why_empty(m, {blank_of(row) for row in answer.rows}))
    fig, x = figure(height), stamps(answer.frame["period_start"])
    top = top or _top(m, chart, bool(events))
    low = min([0.0, *chart.values[np.isfinite(chart.values)]]) * 1.08
    name = f"{USUAL} so far" if chart.trial else USUAL
    layers.usual_range(fig, x, drawn_limits(m, chart), name)
    layers.thread(fig, x, chart.values, 1.5)
    _points(fig, answer, chart, x)
    marks.add_level_lines(fig, m)
    marks.add_events(fig, events, min(x), max(x), lower=_limit_at_the_top(m, top))
    _latest(fig, answer, chart, x, (low, top))
    fig.update_xaxes(**date_axis(x, answer.grain))
    fig.update_yaxes(**value_axis(m, top, low))
    fig.update_layout(margin={"t": 28})
    return fig


def _top(m: Measure, chart: ControlChart, with_events: bool) -> float:
    limit = m.legal_limit.value if m.legal_limit else 0.0
    most = headroom([*chart.values, *layers.possible(m, chart.upper)], least(m))
    return max(most * (1.25 if with_events else ROOM_FOR_LABEL), limit * 1.08)


def _limit_at_the_top(m: Measure, top: float) -> bool:
    return m.legal_limit is not None and m.legal_limit.value > 0.8 * top


def drawn_limits(m: Measure, chart: ControlChart) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The lower limit, the centre and the upper limit as they may be drawn."""
    return layers.possible(m, chart.lower), chart.centre, layers.possible(m, chart.upper)


def _points(fig: go.Figure, answer: Answer, chart: ControlChart, x: Sequence[pd.Timestamp]) -> None:
    """One trace for each sign that occurs, so that the legend names just those."""
    signs, told = point_signs(chart), point_texts(answer, chart)
    known = [place for place in range(len(x)) if np.isfinite(chart.values[place])]
    found = sorted({signs[place] for place in known}, key=_legend_order)
    for sign in found:
        mine = [place for place in known if signs[place] == sign]
        layers.signed_points(
            fig,
            [x[place] for place in mine],
            [float(chart.values[place]) for place in mine],
            [sign] * len(mine),
            [told[place] for place in mine],
            size=9,
            star=13,
            name=sign.word,
            showlegend=len(found) > 1,
        )
    fig.update_layout(showlegend=True)


def point_signs(chart: ControlChart) -> list[Sign]:
    """The sign of every point of a chart; too few to tell where there are too few to judge."""
    return [variation_words("too_few" if chart.trial else each) for each in chart.signal]


def point_texts(answer: Answer, chart: ControlChart) -> list[str]:
    """The hover text of every point: its period, its value with counts, and what it says."""
    grain = answer.grain
    return [
        hover(period_name(row.period_start, grain), text, point_words(chart, place, grain))
        for place, (row, text) in enumerate(zip(answer.rows, answer.texts(), strict=True))
    ]


def _legend_order(sign: Sign) -> int:
    roles = ("improvement", "no_change", "concern", "neutral", "too_few")
    return roles.index(sign.colour_role) * 2 + sign.word.startswith("lower")


def _latest(
    fig: go.Figure,
    answer: Answer,
    chart: ControlChart,
    x: Sequence[pd.Timestamp],
    ends: tuple[float, float],
) -> None:
    """The latest value's words, nearest to its point: under all points and limits beside them
    where there is room, else above them, with its period and a thin line down to a point that lies
    far below."""
    place = int(np.flatnonzero(np.isfinite(chart.values))[-1])
    latest = float(chart.values[place])
    lowest, highest = _beside(answer.measure, chart, place)
    low, top = ends
    pixels = (fig.layout.height - AROUND_THE_PLOT) / (top - low)
    is_far = (highest - latest) * pixels > FAR
    above = highest <= top * 0.86 and not (is_far and (lowest - low) * pixels > LABEL_HEIGHT)
    text = f"<b>{safe(answer.texts()[place])}</b>"
    if above and is_far:
        if (top - highest) * pixels > 2 * LABEL_HEIGHT:
            text += f"<br>{safe(period_name(x[place], answer.grain))}"
        look = {"color": colours.role("quiet_text"), "width": 1}
        fig.add_shape(type="line", x0=x[place], x1=x[place], y0=latest, y1=highest, line=look)
    fig.add_annotation(
        x=x[place],
        y=highest if above else lowest,
        text=text,
        align="right",
        showarrow=False,
        xanchor="right" if len(x) > 1 else "center",
        yanchor="bottom" if above else "top",
        yshift=6 if above else -8,
        font={"size": TEXT_SIZE},
    )


def _beside(m: Measure, chart: ControlChart, place: int) -> tuple[float, float]:
    """The lowest and the highest of the points and limits that the latest value's words reach."""
    first = min(int(place * (1 - LABEL_PART)), place)
    lower, _, upper = drawn_limits(m, chart)
    held = [
        chart.values[first : place + 1],
        *(each[first : place + 1] for each in (lower, upper)),
    ]
    known = np.concatenate(held)
    known = known[np.isfinite(known)]
    return float(known.min()), float(known.max())
