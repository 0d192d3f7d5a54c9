"""The answer in a sentence: a value with its counts, against the law, a year before and others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sendviz import catalogue
from sendviz.ask.selection import Selection
from sendviz.catalogue import Measure
from sendviz.kit import dates
from sendviz.kit.numbers import capital, counted, is_missing, number, points, weeks
from sendviz.kit.values import Row, blank_of, blank_text, noun, percent_text, value_text

if TYPE_CHECKING:
    from sendviz.findings.change import Change
    from sendviz.findings.views import View

WHY_NOT_FILTERED = {"need": "the return records need only once there is a plan"}


def headline(
    m: Measure,
    row: Row,
    selection: Selection | None = None,
    place: str = "",
    rounded: bool = False,
    banded: bool = False,
) -> str:
    """The answer: '454 of 2,420 plans (18.8%) were issued within 20 weeks in Essex in the 12
    months to ...'."""
    where = f" in {place}" if place else ""
    when = f" {dates.when(m, selection)}" if selection else ""
    if blank_of(row):
        return f"{m.name}{where}{when}: {blank_text(blank_of(row), m)}."
    return answered(m, row, where, when, rounded, banded)


@dataclass(frozen=True)
class _Number:
    """A number in an answer: {value} prints it, {value:child|children} the word that agrees with
    it."""

    text: str
    is_one: bool

    def __format__(self, words: str) -> str:
        one, _, many = words.partition("|")
        return (one if self.is_one else many) if words else self.text


def answered(
    m: Measure,
    row: Row,
    where: str = "",
    when: str = "",
    rounded: bool = False,
    banded: bool = False,
) -> str:
    """The measure's own sentence with the numbers of a row that has a value, where its counts are
    known; else its name and the value."""
    value, counts = row["value"], [row.get("numerator"), row.get("denominator")]
    told = value_text(m, row, rounded, banded)
    if not m.answer or m.is_fraction and any(is_missing(n) for n in counts):
        return f"{m.name}: {told}{where}{when}."
    bare = number(value, 1) if m.kind == "ratio" else number(value)
    numerator, denominator = (number(n) for n in counts)
    return m.answer.format(
        value=_Number(bare if m.kind in ("count", "stock", "ratio") else told, bare == "1"),
        numerator=_Number(numerator, "1" in (numerator, denominator)),  # 0 of 1 plan was issued
        denominator=_Number(denominator, denominator == "1"),
        share=percent_text(m, row, rounded) if m.is_fraction else "",
        place=where,
        when=when,
    )


def against_limit(m: Measure, row: Row, day: date | None = None) -> str:
    """What the law asks and how many cases missed it; '' where there is no limit, or none on that
    day."""
    limit = m.legal_limit
    if limit is None or blank_of(row) or (day and not _holds(limit, day)):
        return ""
    law = f"By law: {limit.basis}."
    if m.is_fraction:
        return f"{law} {_missed(m, row, limit.value)}"
    beyond = float(row["value"]) - limit.value
    good = beyond >= 0 if m.polarity == "higher_is_better" else beyond <= 0
    if good:
        return f"{law} That is met."
    if limit.value == 0:
        return f"{law} {capital(counted(row['value'], noun(m)))} {_do(row['value'])}."
    told = weeks(limit.value) if m.unit == "weeks" else number(limit.value)
    return f"{law} The limit is {told}; it is not met."


def _holds(limit, day: date) -> bool:
    return limit.since <= day and (limit.until is None or day <= limit.until)


def _do(n: object) -> str:
    return "does" if n == 1 else "do"


def _missed(m: Measure, row: Row, limit: float) -> str:
    if is_missing(row.get("numerator")) or is_missing(row.get("denominator")):
        return "That is met." if float(row["value"]) >= limit else "It is not met."
    cases, met = float(row["denominator"]), float(row["numerator"])
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


def year_before(
    m: Measure, change: Change, rounded: bool = False, before: str = "A year before"
) -> str:
    """The change in words; for shares in percentage points with what chance alone could do."""
    if change.verdict == "not_known":
        why = blank_text(blank_of(change.before) or blank_of(change.now), m)
        return f"{before}: {why}." if blank_of(change.before) else f"No comparison: {why}."
    was = value_text(m, change.before, rounded)
    if change.verdict == "same":
        return f"{before}: the same, {was}."
    way = "up" if change.gap > 0 else "down"
    if m.is_fraction:
        return f"{before}: {was}. {capital(way)} {points(change.gap)}{_chance(change)}."
    more = "more" if change.gap > 0 else "less" if m.kind in ("mean", "quantile") else "fewer"
    return f"{before}: {was}; now {_amount(m, abs(change.gap))} {more}."


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


def beside(m: Measure, row: Row, others: Mapping[str, Row], place: str) -> str:
    """Each other area's value, and whether the place lies beyond chance above or below it."""
    known = {name: other for name, other in others.items() if not blank_of(other)}
    hidden = {name: blank_of(other) for name, other in others.items() if blank_of(other)}
    missing = [f"{name}: {blank_text(why, m)}." for name, why in hidden.items()]
    told = [
        f"{name}: {value_text(m, other)}{_against(row, other, place)}."
        for name, other in known.items()
    ]
    return " ".join(told + missing)


def _against(row: Row, other: Row, place: str) -> str:
    if is_missing(row.get("low")) or is_missing(row.get("high")) or blank_of(row):
        return ""
    if row["low"] > other["value"]:
        return f"; {place} is higher, more than chance explains"
    if row["high"] < other["value"]:
        return f"; {place} is lower, more than chance explains"
    return f"; {place} is similar: chance could explain the difference"


def view_name(view: View) -> str:
    """The label of one of the four ways to look: 'March 2025', 'Since 1 May 2024', '2025 so far'
    ..."""
    first, last = view.period
    if view.label == "since":
        return f"Since {dates.day(first)}"
    if view.label == "calendar_year":
        whole = (last.month, last.day) == (12, 31)
        return f"Calendar year {last.year}" + ("" if whole else f" to {last.day} {last:%B}")
    return capital(dates.period_words(first, last))


def view_text(m: Measure, view: View) -> str:
    """The value of one of the four ways to look at a measure, or why the role may not see it."""
    return view.refused if view.row is None else value_text(m, view.row, view.rounded)


def not_filtered(dimensions: Iterable[str]) -> str:
    """'Not filtered by need: the return records need only once there is a plan.'; '' for none."""
    found = []
    for id in dimensions:
        known = catalogue.dimensions().get(id)
        name = known.name.casefold().removeprefix("main ") if known else id.replace("_", " ")
        why = WHY_NOT_FILTERED.get(id, "the records behind this measure do not hold it")
        found.append(f"Not filtered by {name}: {why}.")
    return " ".join(found)
