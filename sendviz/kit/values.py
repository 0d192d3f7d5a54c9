"""One row of a tidy frame as text: a value with its counts, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sendviz import catalogue
from sendviz.ask import disclosure
from sendviz.catalogue import Measure
from sendviz.kit.numbers import (
    NOT_KNOWN,
    counted,
    is_missing,
    number,
    one,
    percent,
    places_for,
    signed,
    weeks,
)

Row = Mapping[str, object]


BLANK_WORDS = {
    "not_yet_due": "not yet due",
    # Of a cell that is hidden only for another's sake nobody may say that it is small.
    "suppressed": "hidden so that no small number can be worked out",
    "not_submitted": "not submitted",
    "not_in_file": "not in the file",
    "no_cases": "no cases",
    "not_known": NOT_KNOWN,
}
# For axes, cells of a table and other narrow places.
BLANK_SHORT = BLANK_WORDS | {"suppressed": "hidden: small numbers"}
DAYS_A_WEEK = 7
_AMOUNTS = ("mean", "quantile", "survival")


def noun(m: Measure) -> str:
    """What the measure counts, in the plural: plans, children, requests."""
    if m.denominator_measure in catalogue.measures():
        return catalogue.get(m.denominator_measure).unit
    if m.unit not in ("percent", "weeks", "per 1,000"):
        return m.unit
    return catalogue.FACTS[m.fact].noun if m.fact else "cases"


def blank_of(row: Row) -> str | None:
    """Why the row has no value; None if it has one."""
    blank = row.get("blank")
    if isinstance(blank, str) and blank:
        return blank
    return "not_known" if is_missing(row.get("value")) else None


def blank_text(blank: str | None, m: Measure | None = None, short: bool = False) -> str:
    """The reason in words; '' for none. m: the measure, whose rule says how few are hidden."""
    if is_missing(blank) or not blank:
        return ""
    told = (BLANK_SHORT if short else BLANK_WORDS).get(blank, NOT_KNOWN)
    few = disclosure.HIDDEN_BELOW.get(m.small_numbers) if m else None
    if blank == "suppressed" and few and not short:
        return f"fewer than {few}, or {told}"
    return told


def value_text(
    m: Measure, row: Row, rounded: bool = False, banded: bool = False, short: bool = False
) -> str:
    """'47 of 178 (26%)', '1,204 children', '44.5 weeks', 'at least 100 weeks', or why there is no
    value.

    rounded: the counts are rounded for public view. banded: the value is the lower edge of its
    band of 20 weeks, of which small counts may hide that it is longer. short: reasons for narrow
    places.
    """
    blank = blank_of(row)
    if blank:
        return blank_text(blank, m, short)
    if m.is_fraction:
        return f"{_counts(row)} ({percent_text(m, row, rounded)})"
    if m.kind == "ratio":
        return f"{number(row['value'], 1)} per 1,000 ({_counts(row)})"
    if m.kind == "net":
        return f"{signed(row['value'])} {one(row['value'], noun(m))}"
    if m.unit == "weeks":
        return _banded(row["value"], rounded) if banded else weeks(row["value"])
    if m.kind in _AMOUNTS or m.unit == "per 1,000":
        return f"{number(row['value'], 1)} {m.unit}"
    return counted(row["value"], noun(m))


def percent_text(m: Measure, row: Row, rounded: bool = False) -> str:
    """The percentage alone; whoever prints it prints the counts beside it."""
    return percent(row["value"], places_for(row.get("denominator"), rounded))


def texts(m: Measure, frame: pd.DataFrame, short: bool = False) -> list[str]:
    """`value_text` of every row, told by the frame itself whether counts are rounded or waits
    banded."""
    rounded, banded = bool(frame.attrs.get("rounded")), bool(frame.attrs.get("banded"))
    return [value_text(m, row, rounded, banded, short) for row in rows(frame)]


def rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows as dicts by column name."""
    # pandas copies attrs with every column that is taken out: without them this is far faster.
    bare = frame.copy(deep=False)
    bare.attrs = {}
    names = list(bare.columns)
    columns = [bare[name].tolist() for name in names]
    return [dict(zip(names, each, strict=True)) for each in zip(*columns, strict=True)]


def category_words(dimension: str | None, category: object) -> str:
    """The words for a category's code, from the dimensions; the code itself where nobody named
    it."""
    if category == "not_known":
        return "Not known"
    known = catalogue.dimensions().get(dimension or "")
    return known.values.get(str(category), str(category)) if known else str(category)


def dimension_of(m: Measure, frame: pd.DataFrame) -> str | None:
    """The dimension that a frame is split by, told from its categories; None if it is not split."""
    codes = set(frame["category"].dropna()) - {"", "not_known"}
    fits = [id for id in m.dimensions if codes and codes <= set(catalogue.dimensions()[id].values)]
    return min(fits, key=lambda id: len(catalogue.dimensions()[id].values), default=None)


def label(row: Row, dimension: str | None = None) -> str:
    """What a row stands for in a list: its category in words, its area, or 'All'."""
    category = row.get("category")
    if isinstance(category, str) and category:
        return category_words(dimension, category)
    return str(row.get("area") or "All")


def is_bucket(frame: pd.DataFrame, area: object) -> bool:
    """True for the area that holds the cases whose place is not known or outside."""
    return area in frame.attrs.get("buckets", ())


def _counts(row: Row) -> str:
    if is_missing(row.get("numerator")) or is_missing(row.get("denominator")):
        return "counts not published"
    return f"{number(row['numerator'])} of {number(row['denominator'])}"


def _banded(lower: object, rounded: bool) -> str:
    if float(lower) > 0:
        return f"at least {weeks(lower)}"
    step = weeks(disclosure.LONGEST_STEP_DAYS / DAYS_A_WEEK)
    return f"under {step}, as far as it may be told" if rounded else f"under {step}"
