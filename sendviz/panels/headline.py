"""The answer in a sentence: a value with its counts, against the law and a year before."""

from __future__ import annotations

import math
from datetime import date

from sendviz.ask import Answer, Records
from sendviz.catalogue import Limit, Measure
from sendviz.catalogue.row import Row
from sendviz.findings.change import Change
from sendviz.kit.values import answer_words, blank_of, blank_text, noun
from sendviz.kit.words import capital, counted, is_missing, number, points, weeks
from sendviz.panels import captions
from sendviz.panels.panel import sentence_or_refusal


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
        return f"{m.name}{where}{when}: {blank_text(blank_of(row), m)}."
    told = answer_words(
        m, row, rounded=answer.rounded, banded=answer.banded, where=where, when=when
    )
    return f"{told}."


def against_limit(answer: Answer) -> str:
    """What the law asks and how many cases missed it; '' where there is no limit, or none on the
    answer's last day."""
    m, row, limit = answer.measure, answer.row, answer.measure.legal_limit
    if limit is None or blank_of(row) or not _holds(limit, answer.selection.last_day):
        return ""
    law = f"By law: {limit.basis}."
    if m.is_fraction:
        return f"{law} {_missed(m, row, limit.value)}"
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


def _missed(m: Measure, row: Row, limit: float) -> str:
    if is_missing(row.numerator) or is_missing(row.denominator):
        return "That is met." if float(row.value) >= limit else "It is not met."
    cases, met = float(row.denominator), float(row.numerator)
    short = cases - met if m.polarity != "lower_is_better" else met
    allowed = (1 - limit if m.polarity != "lower_is_better" else limit) * cases
    if short <= allowed:
        return "That is met."
    things = counted(cases, noun(m))
    if allowed >= 1:
        return (
            f"{number(short)} of {things} missed it, {number(math.ceil(short - allowed))} too many."
        )
    return f"{number(short)} of {things} missed it."


def year_before(answer: Answer, change: Change) -> str:
    """The change of an answer's first row in words; for shares in percentage points with what
    chance alone could do."""
    m = answer.measure
    if change.verdict == "not_known":
        why = blank_text(blank_of(change.before) or blank_of(change.now), m)
        return f"A year before: {why}." if blank_of(change.before) else f"No comparison: {why}."
    was = answer.text(change.before)
    if change.verdict == "same":
        return f"A year before: the same, {was}."
    if m.is_fraction:
        way = "Up" if change.gap > 0 else "Down"
        return f"A year before: {was}. {way} {points(change.gap)}{_chance(change)}."
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
