"""The answer in a sentence and as a card: a value with its counts, against the law and a year
before, its trend, and what it is held against."""

from __future__ import annotations

import math
from datetime import date

from sendviz.ask import Answer, Records
from sendviz.catalogue import Limit, Measure
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import Row
from sendviz.findings.trend import control_charts_by_month
from sendviz.kit.html import Card
from sendviz.kit.values import (
    answer_words,
    blank_of,
    blank_text,
    counted_text,
    is_under,
    noun,
    value_parts,
)
from sendviz.kit.words import capital, counted, is_missing, number, weeks
from sendviz.panels import captions, trend_words
from sendviz.panels.panel import Panel, sentence_or_refusal


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
    if _is_met(m, row, limit.value):
        return f"{law} That is met."
    if limit.value == 0:
        return f"{law} {capital(counted(row.value, noun(m)))} {_do(row.value)}."
    told = weeks(limit.value) if m.unit == "weeks" else number(limit.value)
    return f"{law} The limit is {told}; it is not met."


def misses_limit(answer: Answer) -> bool:
    """Whether more miss what the law asks than it allows; not where it asks nothing on the answer's
    last day, or where counts are told in bands."""
    m, row, limit = answer.measure, answer.row, answer.measure.legal_limit
    if limit is None or blank_of(row) or answer.banded:
        return False
    return _holds(limit, answer.selection.last_day) and (
        is_under(row) or not _is_met(m, row, limit.value)
    )


def _is_met(m: Measure, row: Row, limit: float) -> bool:
    """Whether no more miss it than it allows; of a value without counts, whether that meets it."""
    if m.is_fraction and not (is_missing(row.numerator) or is_missing(row.denominator)):
        short, allowed = _short_and_allowed(m, row, limit)
        return short <= allowed
    beyond = float(row.value) - limit
    return beyond >= 0 if m.polarity == "higher_is_better" else beyond <= 0


def _short_and_allowed(m: Measure, row: Row, limit: float) -> tuple[float, float]:
    """How many cases missed it, and how many may."""
    cases, met = float(row.denominator), float(row.numerator)
    if m.polarity == "lower_is_better":
        return met, limit * cases
    return cases - met, (1 - limit) * cases


def _holds(limit: Limit, day: date) -> bool:
    return limit.since <= day and (limit.until is None or day <= limit.until)


def _do(n: object) -> str:
    return "does" if n == 1 else "do"


def _missed(m: Measure, row: Row, limit: float, *, rounded: bool) -> str:
    if is_missing(row.numerator) or is_missing(row.denominator):
        return "That is met." if _is_met(m, row, limit) else "It is not met."
    short, allowed = _short_and_allowed(m, row, limit)
    things = counted(row.denominator, noun(m))
    if rounded:
        return _missed_about(short, allowed, things, nearly_all=short == float(row.denominator))
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


def cards_panel(*cards: Card, key: str = "cards") -> Panel:
    """Answers side by side."""
    return Panel(key, cards=cards)


def card(records: Records, id: str, title: str, *lines: str) -> Card:
    """One answer with the line of its last two years, what its trend says and rests on, and those
    lines; or why there is none."""
    try:
        return _card(records, id, title, lines)
    except BadSelection as refused:
        return Card(title, "not shown", lines=(str(refused),))


def _card(records: Records, id: str, title: str, lines: tuple[str, ...]) -> Card:
    answer, told = records.ask(id), control_charts_by_month(records, id).told
    whom = captions.only_whom(answer.selection) or captions.not_filtered(answer.not_filtered)
    beside = tuple(each for each in (whom, trend_words.figures(told), *lines) if each)
    value, sign = large_and_small(answer), trend_words.sign(told)
    return Card(title, *value, beside, sign, told.latest_months, answer.not_filtered)


def large_and_small(answer: Answer) -> tuple[str, str]:
    """What is large in a card ('1,204'; '18.8%'), and what stands beside it ('children'; '454 of
    2,420 plans')."""
    m, row = answer.measure, answer.row
    large, beside = value_parts(m, row, rounded=answer.rounded, banded=answer.banded)
    is_share = m.is_fraction and not blank_of(row)
    return large, f"{beside} {noun(m)}" if is_share else beside
