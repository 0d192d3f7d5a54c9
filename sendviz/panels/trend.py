"""Is it getting better, and is that real? A measure month by month with the limits of chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.ask import Records
from sendviz.catalogue import Measure
from sendviz.findings.trend import Told, control_charts_by_month
from sendviz.kit import colours, layers, marks
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
from sendviz.kit.values import Sign, assurance_words, blank_of, level_sign, trend_sign
from sendviz.kit.words import period_name
from sendviz.panels import trend_words
from sendviz.panels.captions import events_words, marks_of
from sendviz.panels.of_parts import bands_panel
from sendviz.panels.panel import Panel, charted, or_refused
from sendviz.stats.spc import ControlChart

USUAL = "usual range"
# The latest value's words take about this part of a phone's width, counted from the right.
LABEL_PART = 0.42
ROOM_FOR_LABEL = 1.16
FILLED = 0.5  # of the way to the legal limit, at least, where its line is drawn
# In pixels on a phone: legend, margins and dates; the label with its distance; far from its point.
AROUND_THE_PLOT, LABEL_HEIGHT, FAR = 140, 28, 40


@or_refused
def trend_panel(records: Records, id: str) -> Panel:
    """The measure month by month with its limits; the heading names it and says whether anything
    really changed, the sentence under it from what to what."""
    found = control_charts_by_month(records, id)
    answer = found.answer
    if answer.in_bands:
        return bands_panel(records, f"control_{id}", answer)
    line = trend_words.figures(found.told)
    lines = (line,) if line else ()
    heading = trend_words.titled(found.told)
    return told_panel(records, f"control_{id}", heading, found.told, lines)


def told_panel(
    records: Records, key: str, title: str, told: Told, sentences: tuple[str, ...]
) -> Panel:
    """The chart of one place with the rules behind its verdict; title and sentences are the
    caller's."""
    answer = told.answer
    events, starts = marks_of(records, answer.measure), answer.frame["period_start"]
    return charted(
        records,
        key,
        title,
        control_chart(told, events),
        [answer],
        "control_chart",
        sentences=sentences,
        notes=[
            assurance_sentence(told),
            trend_words.why(told),
            events_words(events, starts.min(), starts.max()),
        ],
    )


def assurance_sentence(told: Told) -> str:
    """Whether the legal limit will be met if nothing changes; '' where that cannot be told, as
    while something changes."""
    if told.assurance == "none":
        return ""
    name = told.answer.measure.short_name
    return f"{name}: at this rate it {assurance_words(told.assurance).word}."


def control_chart(told: Told, events: Sequence[tuple[date, str]] = ()) -> go.Figure:
    """The chart of one place; events are (day, label) pairs.

    A plain line; points have a shape and colour only where a rule fires now: those of the stretch
    whose level is told, and the latest ones whose direction is. The latest value is named with its
    counts, and the two quarters that are held against each other are drawn at their values.
    """
    answer, chart = told.answer, told.chart
    m = answer.measure
    if not np.isfinite(chart.values).any():
        return nothing(why_empty(m, {blank_of(row) for row in answer.rows}))
    fig, x = figure(CHART_HEIGHT), stamps(answer.frame["period_start"])
    top = _top(m, chart, bool(events))
    low = min([0.0, *chart.values[np.isfinite(chart.values)]]) * 1.08
    name = f"{USUAL} so far" if chart.trial else USUAL
    layers.usual_range(fig, x, drawn_limits(m, chart), name)
    layers.thread(fig, x, chart.values, 1.5)
    _points(fig, told, x)
    held_against(fig, told, x)
    marks.add_level_lines(fig, m, top)
    marks.add_events(fig, events, min(x), max(x), lower=_limit_at_the_top(m, top))
    _latest(fig, told, x, (low, top))
    fig.update_xaxes(**date_axis(x, answer.grain))
    fig.update_yaxes(**value_axis(m, top, low))
    fig.update_layout(margin={"t": 28})
    return fig


def _top(m: Measure, chart: ControlChart, with_events: bool) -> float:
    """The top of the plot: over the legal limit, but for values that would then fill less than
    half of it."""
    limit = m.legal_limit.value if m.legal_limit else 0.0
    most = headroom([*chart.values, *layers.possible(m, chart.upper)], least(m))
    drawn = most * (1.25 if with_events else ROOM_FOR_LABEL)
    return drawn if drawn < limit * FILLED else max(drawn, limit * 1.08)


def _limit_at_the_top(m: Measure, top: float) -> bool:
    """Whether the limit's words stand at the top, where the numbers of events stand."""
    return m.legal_limit is not None and m.legal_limit.value > 0.8 * top


def drawn_limits(m: Measure, chart: ControlChart) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The lower limit, the centre and the upper limit as they may be drawn; over a period without
    cases, which has none, those of the period before."""
    lower, upper = (_over_gaps(layers.possible(m, each)) for each in (chart.lower, chart.upper))
    return lower, chart.centre, upper


def _over_gaps(limits: np.ndarray) -> np.ndarray:
    known = np.flatnonzero(~np.isnan(limits))
    if not known.size:
        return limits
    last = np.searchsorted(known, np.arange(len(limits)), side="right") - 1
    inside = (last >= 0) & (np.arange(len(limits)) <= known[-1])
    return np.where(inside, limits[known[last]], np.nan)


def held_against(fig: go.Figure, told: Told, x: Sequence[pd.Timestamp], **axes: str) -> None:
    """The latest quarter and the same one a year before, each as a short line at its value (of
    counts at its month's mean); nothing where single points are held against each other."""
    if told.now is None or told.before is None or len(told.verdict.now) < 2:
        return
    for row, places in ((told.before, told.verdict.before), (told.now, told.verdict.now)):
        value = row.value / (len(places) if told.answer.measure.kind == "count" else 1)
        layers.short_level(fig, [x[each] for each in places], value, **axes)


def _points(fig: go.Figure, told: Told, x: Sequence[pd.Timestamp]) -> None:
    """One trace for each sign that occurs; the legend names those that say something."""
    signs, hovers, chart = point_signs(told), point_texts(told), told.chart
    known = [place for place in range(len(x)) if np.isfinite(chart.values[place])]
    for sign in sorted({signs[place] for place in known}, key=_legend_order):
        mine = [place for place in known if signs[place] == sign]
        layers.signed_points(
            fig,
            [x[place] for place in mine],
            [float(chart.values[place]) for place in mine],
            [sign] * len(mine),
            [hovers[place] for place in mine],
            size=size_of(sign),
            star=size_of(sign) + 4,
            name=sign.word,
            showlegend=sign != PLAIN,
        )
    fig.update_layout(showlegend=True)


# A point that says nothing of itself.
PLAIN = trend_sign(0, 0)


def size_of(sign: Sign) -> int:
    """Large where it says a direction, smaller for a level, smallest for nothing."""
    if sign == PLAIN:
        return 5
    return 6 if sign.marker.endswith("-open") else 9


def point_signs(told: Told) -> list[Sign]:
    """The sign of every point: of the direction on the latest ones, of the level on those of its
    stretch, `PLAIN` on all others."""
    found, signs = told.verdict, [PLAIN] * len(told.chart.values)
    if found.level and found.stretch is not None:
        for place in range(found.stretch, found.now[-1] + 1):
            signs[place] = level_sign(told.orientation, found.level)
    if found.direction and told.row != "turned":
        for place in found.now:
            signs[place] = trend_sign(told.orientation, found.direction)
    return signs


def point_texts(told: Told) -> list[str]:
    """The hover text of every point: its period, its value with counts, and what it says."""
    answer = told.answer
    return [
        hover(period_name(row.period_start, answer.grain), text, "" if sign == PLAIN else sign.word)
        for row, text, sign in zip(answer.rows, answer.texts(), point_signs(told), strict=True)
    ]


def _legend_order(sign: Sign) -> tuple[int, str]:
    roles = ("no_change", "improvement", "concern", "neutral", "too_few")
    return roles.index(sign.colour_role), sign.word


def _latest(
    fig: go.Figure,
    told: Told,
    x: Sequence[pd.Timestamp],
    ends: tuple[float, float],
) -> None:
    """The latest value's words, nearest to its point: under all points and limits beside them
    where there is room, else above them, with its period and a thin line down to a point that lies
    far below."""
    answer, chart = told.answer, told.chart
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
