"""Cards: one answer with its change, its trend and what it is held against."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sendviz import ask, catalogue
from sendviz.ask import Answer, Records
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import Row
from sendviz.findings.change import change_between
from sendviz.findings.trend import Trend, control_charts_by_month
from sendviz.kit.html import Card
from sendviz.kit.values import blank_of, noun, value_parts, variation_words
from sendviz.kit.words import is_missing, number, percent
from sendviz.panels.headline import against_limit, year_before
from sendviz.panels.panel import Panel, sentence_or_refusal
from sendviz.panels.trend import short_trend, when_words
from sendviz.stats.spc import ControlChart


def cards_panel(*cards: Card, key: str = "cards") -> Panel:
    """Answers side by side."""
    return Panel(key, cards=cards)


def card(records: Records, id: str, title: str, *lines: str) -> Card:
    """One answer with its change, its trend, those lines and what it is held against; or why there
    is none."""
    try:
        return _card(records, id, title, lines)
    except BadSelection as refused:
        return Card(title, "not shown", lines=(str(refused),))


def _card(records: Records, id: str, title: str, lines: tuple[str, ...]) -> Card:
    answer, trend = records.ask(id), control_charts_by_month(records, id)
    beside = (*lines, _year_before(records, answer), england_figure(records, answer.measure))
    sign = replace(variation_words(trend.chart.variation), word=trend_words(answer, trend))
    return Card(title, *large_and_small(answer), tuple(each for each in beside if each), sign)


def large_and_small(answer: Answer) -> tuple[str, str]:
    """What is large in a card ('1,204'; '18.8%'), and what stands beside it ('children'; '454 of
    2,420 plans')."""
    m, row = answer.measure, answer.row
    large, beside = value_parts(m, row, rounded=answer.rounded, banded=answer.banded)
    is_share = m.is_fraction and not blank_of(row)
    return large, f"{beside} {noun(m)}" if is_share else beside


def trend_words(answer: Answer, trend: Trend) -> str:
    """What the chart says of the latest months; of a net it tells of the pace."""
    chart = trend.chart
    is_net = answer.measure.kind == "net" and not blank_of(answer.row)
    if not is_net or chart.variation == "too_few":
        return short_trend(trend.answer, chart)
    since = "" if chart.since is None else when_words(trend.answer, chart.since)
    return pace_words(answer.row.value, chart, since)


def pace_words(net: float, chart: ControlChart, since: str) -> str:
    """The chart of a net tells of its pace, not of the queue: 'still growing, at its usual pace',
    'growing faster than usual since Jan 2025'.

    net: over the whole period; it says the way while the pace is the usual one, with a signal the
    chart's own latest point does. since: when the signal began.
    """
    known = [place for place, value in enumerate(chart.values) if not is_missing(value)]
    before, last = known[-2:]
    now, usual = chart.values[last], chart.centre[last]
    if chart.variation == "common_cause":
        way = _way(net)
        if way and way == _way(usual):
            return f"still {way}, at its usual pace"
        return f"{way or 'level'}, within its usual range"
    way = _way(now)
    if chart.rule[last] == "trend" and way:
        faster = abs(now) > abs(chart.values[before])
        return f"{way} ever {'faster' if faster else 'more slowly'} since {since}"
    if way != _way(usual) or not way:
        return f"{way or 'level'} since {since}, unlike usual"
    return f"{way} {'faster' if abs(now) > abs(usual) else 'more slowly'} than usual since {since}"


def _way(net: float) -> str:
    return "growing" if net > 0 else "shrinking" if net < 0 else ""


def _year_before(records: Records, answer: Answer) -> str:
    """What it was a year before, where the records tell of it."""
    m, earlier = answer.measure, records.a_year_before
    covered, start = records.covered, earlier.selection.start or earlier.selection.as_at
    if m.kind == "net" or covered is None or start < covered.first_day:
        return ""
    before = earlier.ask(m.id).row
    return "" if before.blank else year_before(answer, change_between(m, answer.row, before))


def england_figure(records: Records, m: Measure) -> str:
    """The official figure of England of the newest year that was over by the as-at day, where
    there is one."""
    if not m.is_fraction:
        return ""
    over = (records.selection.as_at + timedelta(days=1)).year
    found = ask.published(records.store, m, (catalogue.ENGLAND,))
    known = [row for row in found.itertuples() if not is_missing(row.value) and row.year < over]
    return official_value(known[-1], "England", int(known[-1].year)) if known else ""


def official_value(row: Row, place: str, year: int) -> str:
    """'England 45.5% (46,498 of 102,203) in 2025', of a published row."""
    counts = "counts not published"
    if not is_missing(row.numerator) and not is_missing(row.denominator):
        counts = f"{number(row.numerator)} of {number(row.denominator)}"
    return f"{place} {percent(row.value, 1)} ({counts}) in {year}"


@sentence_or_refusal
def longest_wait(records: Records) -> str:
    """The longest wait of an open case."""
    return f"Longest wait: {records.ask('longest_open_case').text()}"


@sentence_or_refusal
def against_law(records: Records) -> str:
    """What the law asks, and how many plans missed it."""
    return against_limit(records.ask("plans_issued_within_20_weeks"))
