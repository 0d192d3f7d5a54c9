"""One published figure in words: value, counts, interval, doubt, and how far from England."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendviz.ask.official import BASE_YEAR, POPULATION, Series
from sendviz.catalogue.row import Row
from sendviz.kit.numbers import NOT_KNOWN, is_missing, number, percent, places_for, weeks
from sendviz.kit.signs import Sign

if TYPE_CHECKING:
    from sendviz.findings.compare import Comparison

BLANKS = {
    "suppressed": "suppressed by the publisher",
    "not_submitted": "not submitted by the council",
    "not_applicable": "no such cases",
    "not_published": "not published",
    "no_row": "not published",
    "no_base_year": "no figure for the base year",
    "no_population": "no population estimate: the council has ended since",
}
VERDICTS = {
    "better": Sign("better", "\u2605", "star", "improvement"),
    "worse": Sign("worse", "\u25c6", "diamond", "concern"),
    "similar": Sign("similar", "\u25cf", "circle", "no_change"),
    "higher": Sign("higher", "\u25a0", "square", "neutral"),
    "lower": Sign("lower", "\u25a0", "square", "neutral"),
}


def whose(name: str) -> str:
    """'Essex's', 'Leeds\u2019' without a second s."""
    return f"{name}\u2019" if name.endswith("s") else f"{name}\u2019s"


def value_text(series: Series, row: Row, counts: bool = True) -> str:
    """'18.8% (454 of 2,420)', '7% (26 of 386)', '32.0 per 1,000 (14,240 plans)', '54.7 weeks', or
    why not."""
    if blank_text(row):
        return blank_text(row)
    told, beside = of_row(series, row), counted(series, row) if counts else ""
    return f"{told} ({beside})" if beside else told


def blank_text(row: Row) -> str:
    """Why a published figure is missing; '' if it is there."""
    if not is_missing(row.get("value")):
        return ""
    blank = row.get("blank")
    return BLANKS.get(blank, NOT_KNOWN) if isinstance(blank, str) else BLANKS["not_published"]


def counts_text(series: Series, row: Row) -> str:
    """'454 of 2,420 plans', '14,240 plans', or that none are published; '' for a blank."""
    if blank_text(row):
        return ""
    told = counted(series, row)
    return f"{told} {series.things}" if series.over == "" and " of " in told else told


def interval_text(series: Series, row: Row) -> str:
    """'17.3% to 20.4%'; '' where there is none."""
    if is_missing(row.get("low")) or is_missing(row.get("high")) or blank_text(row):
        return ""
    low, high = (of_row(series, row, end).removesuffix(" per 1,000") for end in ("low", "high"))
    return f"{low} to {high}"


def of_row(series: Series, row: Row, column: str = "value") -> str:
    """The value of one council alone, a share of few cases in whole per cent as on every screen."""
    cases = row.get("denominator")
    if series.measure.is_fraction and not is_missing(cases):
        return percent(row[column], places_for(cases))
    return large(series, row[column])


def large(series: Series, value: object) -> str:
    """The value of many cases with its unit: '18.8%', '54.7 weeks', '32.0 per 1,000', '1,430'."""
    m = series.measure
    if m.is_fraction:
        return percent(value, 1)
    if m.unit == "weeks":
        return weeks(value)
    if series.over == POPULATION:
        return f"{float(value):.1f} per 1,000"
    return number(value)


def counted(series: Series, row: Row) -> str:
    """'454 of 2,420', '14,240 plans', that none are published, or '' where none belong to it."""
    if series.over:
        return f"{number(row['numerator'])} {series.things}"
    if not series.measure.is_fraction:
        return ""
    if is_missing(row.get("numerator")) or is_missing(row.get("denominator")):
        return "counts not published"
    return f"{number(row['numerator'])} of {number(row['denominator'])}"


def when(series: Series, year: int) -> str:
    """'2025', 'January 2025'."""
    return f"January {year}" if series.in_january else str(year)


def verdict_sign(verdict: object) -> Sign | None:
    """Better, similar or worse than England with its shape; None where nothing is compared."""
    return VERDICTS.get(str(verdict))


def verdict_text(c: Comparison, row: Row) -> str:
    """How far from England: '26.7 points below', '1.2 above'; '' where nothing can be compared."""
    if row.get("verdict") == "benchmark":
        return "the yardstick"
    if blank_text(row) or blank_text(c.england):
        return ""
    scale = 100 if c.series.measure.is_fraction else 1
    gap = scale * (float(row["value"]) - float(c.england["value"]))
    size = number(abs(gap), 0 if c.series.over == BASE_YEAR else 1)
    if size == "0":
        return "the same value"
    points = (
        (" point" if size == "1" else " points")
        if scale == 100 or c.series.over == BASE_YEAR
        else ""
    )
    told = f"{size}{points} {'above' if gap > 0 else 'below'}"
    return told if verdict_sign(row.get("verdict")) else f"{told}; no interval, so not judged"


def doubt_of(row: Row) -> str:
    """The doubt about one figure, or why it was left out; '' for none."""
    if is_missing(row.get("doubt")):
        return ""
    return f"{'Left out' if blank_text(row) else 'In doubt'}: {row['doubt']}"
