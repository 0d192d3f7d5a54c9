"""The answer in a sentence and as a card: a value with its counts, against the law and a year
before, its trend, and what it is held against."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

from sendviz import ask, catalogue
from sendviz.ask import Answer, Records
from sendviz.catalogue import Limit, Measure
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import Row
from sendviz.findings.change import Change, change_between
from sendviz.findings.trend import Trend, control_charts_by_month
from sendviz.kit.html import Card
from sendviz.kit.values import (
    answer_words,
    blank_of,
    blank_text,
    counted_text,
    is_under,
    noun,
    value_parts,
    variation_words,
)
from sendviz.kit.words import capital, counted, is_missing, number, percent, points, weeks
from sendviz.panels import captions
from sendviz.panels.panel import Panel, sentence_or_refusal
from sendviz.panels.trend import short_trend, when_words
from sendviz.stats.spc import ControlChart


@sentence_or_refusal
def headline(records: Records, id: str) -> str:
    """The answer in a sentence."""
    answer = records.ask(id)
    return headline_sentence(answer, captions.where_it_holds(answer, records.council))


def headline_sentence(answer: Answer, place: str = "") -> str:
    """The answer: '454 of 2,420 plans (18.8%) were issued within 20 weeks in Essex in the 12
    months to ...'."""
    m, row = answer.measure, answer.row
    where = f" in {place}" if place else ""
    when = f" {captions.when_it_holds(answer)}"
    if blank_of(row):
        return captions.told_of(answer, f"{m.name}{where}{when}: {blank_text(blank_of(row))}.")
    told = answer_words(
        m, row, rounded=answer.rounded, banded=answer.banded, where=where, when=when
    )
    return captions.told_of(answer, f"{told}.")


def against_limit(answer: Answer) -> str:
    """What the law asks and how many cases missed it; '' where there is no limit, or none on the
    answer's last day."""
    m, row, limit = answer.measure, answer.row, answer.measure.legal_limit
    if limit is None or blank_of(row) or not _holds(limit, answer.selection.last_day):
        return ""
    law = f"By law: {limit.basis}."
    if answer.banded:
        return law
    if m.is_fraction:
        return f"{law} {_missed(m, row, limit.value, rounded=answer.rounded)}"
    if is_under(row):
        return f"{law} {capital(counted_text(row, noun(m)))} do."
    beyond = float(row.value) - limit.value
    good = beyond >= 0 if m.polarity == "higher_is_better" else beyond <= 0
    if good:
        return f"{law} That is met."
    if limit.value == 0:
        return f"{law} {capital(counted(row.value, noun(m)))} {_do(row.value)}."
    told = weeks(limit.value) if m.unit == "weeks" else number(limit.value)
    return f"{law} The limit is {told}; it is not met."


def _holds(limit: Limit, day: date) -> bool:
    return limit.since <= day and (limit.until is None or day <= limit.until)


def _do(n: object) -> str:
    return "does" if n == 1 else "do"


def _missed(m: Measure, row: Row, limit: float, *, rounded: bool) -> str:
    if is_missing(row.numerator) or is_missing(row.denominator):
        return "That is met." if float(row.value) >= limit else "It is not met."
    cases, met = float(row.denominator), float(row.numerator)
    short = cases - met if m.polarity != "lower_is_better" else met
    allowed = (1 - limit if m.polarity != "lower_is_better" else limit) * cases
    things = counted(cases, noun(m))
    if rounded:
        return _missed_about(short, allowed, things, nearly_all=short == cases)
    if short <= allowed:
        return "That is met."
    if allowed >= 1:
        return (
            f"{number(short)} of {things} missed it, {number(math.ceil(short - allowed))} too many."
        )
    return f"{number(short)} of {things} missed it."


def _missed_about(short: float, allowed: float, things: str, *, nearly_all: bool) -> str:
    """Of rounded counts: none is not proved, nor are all."""
    if short <= allowed:
        return "That is met, or nearly."
    return f"{'Nearly all' if nearly_all else f'About {number(short)}'} of {things} missed it."


def year_before(answer: Answer, change: Change) -> str:
    """The change of an answer's first row in words; for shares in percentage points with what
    chance alone could do (not of rounded counts). Bands and counts told as under so many have no
    difference."""
    m = answer.measure
    if change.verdict == "not_known":
        why = blank_text(blank_of(change.before) or blank_of(change.now))
        return f"A year before: {why}." if blank_of(change.before) else f"No comparison: {why}."
    was = answer.text(change.before)
    if answer.banded or is_under(change.now) or is_under(change.before):
        return f"A year before: {was}."
    if change.verdict == "same":
        return f"A year before: the same, {was}."
    if m.is_fraction:
        way = "Up" if change.gap > 0 else "Down"
        chance = "" if answer.rounded else _chance(change)
        return f"A year before: {was}. {way} {points(change.gap)}{chance}."
    more = "more" if change.gap > 0 else "less" if m.kind in ("mean", "quantile") else "fewer"
    return f"A year before: {was}; now {_amount(m, abs(change.gap))} {more}."


def _amount(m: Measure, size: float) -> str:
    if m.unit == "weeks":
        return weeks(size)
    if m.kind in ("ratio", "mean", "quantile"):
        return f"{number(size, 1)} {m.unit}"
    return number(size)


def _chance(change: Change) -> str:
    if is_missing(change.low):
        return ""
    if change.low <= 0 <= change.high:
        return ", which chance alone could explain"
    small, large = sorted((abs(change.low), abs(change.high)))
    return f", more than chance explains (between {number(small * 100)} and {points(large)})"


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
    beside = (
        captions.only_whom(answer.selection) or captions.not_filtered(answer.not_filtered),
        *lines,
        _year_before(records, answer),
        england_figure(records, answer.measure),
    )
    sign = replace(variation_words(trend.chart.variation), word=trend_words(answer, trend))
    told = tuple(each for each in beside if each)
    return Card(title, *large_and_small(answer), told, sign, answer.not_filtered)


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
    """'England 46,498 of 102,203 (45.5%) in 2025', of a published row."""
    share = percent(row.value, 1)
    if is_missing(row.numerator) or is_missing(row.denominator):
        return f"{place} {share} in {year} (counts not published)"
    return f"{place} {number(row.numerator)} of {number(row.denominator)} ({share}) in {year}"


def longest_wait(records: Records) -> str:
    """The longest wait of an open case; '' where the role may not see it."""
    try:
        return f"Longest wait: {records.ask('longest_open_case').text()}"
    except BadSelection:
        return ""


@sentence_or_refusal
def against_law(records: Records) -> str:
    """What the law asks, and how many plans missed it."""
    return against_limit(records.ask("plans_issued_within_20_weeks"))
