"""Days, months and periods as a British reader says them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from sendviz.catalogue import calendar
from sendviz.kit.numbers import NOT_KNOWN, is_missing

# One of each grain, and several; the last three are what public view falls back to.
GRAIN_NOUNS = {
    "month": ("month", "months"),
    "quarter": ("quarter", "quarters"),
    "term": ("term", "terms"),
    "calendar_year": ("year", "years"),
    "academic_year": ("school year", "school years"),
    "financial_year": ("financial year", "financial years"),
    "rolling_12_months": ("12 months", "spans of 12 months"),
    "12_months": ("12 months", "spans of 12 months"),
}
_LENGTH_IN_MONTHS = {"month": 1, "quarter": 3, "term": 4}


def as_date(d: object) -> date | None:
    """A date, datetime, Timestamp or ISO text as a date; None if missing."""
    return None if is_missing(d) else pd.Timestamp(d).date()


def day(d: object) -> str:
    """'31 December 2025'."""
    d = as_date(d)
    return f"{d.day} {d:%B %Y}" if d else NOT_KNOWN


def month(d: object) -> str:
    """'Mar 2025', for axes and narrow places."""
    d = as_date(d)
    return f"{d:%b %Y}" if d else NOT_KNOWN


def whole_month(d: object) -> str:
    """'March 2025'."""
    d = as_date(d)
    return f"{d:%B %Y}" if d else NOT_KNOWN


def period_words(start: object, end: object = None) -> str:
    """'March 2025', 'January to March 2025', '12 months to 31 December 2025', 'since 1 May 2024'.

    Without an end it is 'since ...', without a start 'up to ...'; days are told if months are not
    whole.
    """
    first, last = as_date(start), as_date(end)
    if first is None:
        return f"up to {day(last)}" if last else "all records"
    if last is None:
        return f"since {day(first)}"
    if first.day != 1 or last != calendar.month_end(last):
        return day(first) if first == last else f"{day(first)} to {day(last)}"
    return _months_words(first, last)


def _months_words(first: date, last: date) -> str:
    length = calendar.months_in(first, last)
    if length == 1:
        return whole_month(first)
    if length == 12:
        return f"12 months to {day(last)}"
    return f"{first:%B}{'' if first.year == last.year else f' {first.year}'} to {whole_month(last)}"


def in_period(start: object, end: object = None) -> str:
    """The period as it stands in a sentence: 'in March 2025', 'from January to March 2025',
    'since ...'."""
    words = period_words(start, end)
    if words.startswith(("since", "up to")):
        return words
    if words == "all records":
        return "in all records"
    if words.startswith("12 months"):
        return f"in the {words}"
    if as_date(start) == as_date(end):
        return f"on {words}"
    return f"from {words}" if " to " in words else f"in {words}"


def period_name(start: object, grain: str | None) -> str:
    """The name of one row's period: 'March 2025', '2025', '2024 to 2025 school year', '12 months
    to ...'."""
    first = as_date(start)
    if first is None:
        return "the whole period"
    if grain == "calendar_year":
        return str(first.year)
    if grain in ("academic_year", "financial_year"):
        return f"{first.year} to {first.year + 1} {GRAIN_NOUNS[grain][0]}"
    return period_words(first, period_last_day(first, grain))


def period_last_day(start: object, grain: str | None) -> date:
    """The last day of the period of that grain that begins on this day; public grains among
    them."""
    first = as_date(start)
    months = _LENGTH_IN_MONTHS.get(grain or "month", 12)
    return calendar.month_end(calendar.add_months(first, months - 1))


def axis_name(start: object, grain: str | None) -> str:
    """The short form of `period_name`: 'Mar 2025', 'Jan to Mar 2025', '2025', 'year to Dec
    2025'."""
    first = as_date(start)
    if first is None:
        return ""
    last = period_last_day(first, grain)
    if grain in (None, "month"):
        return month(first)
    if grain == "calendar_year":
        return str(first.year)
    if grain in ("academic_year", "financial_year"):
        return f"{first.year}/{(first.year + 1) % 100:02d}"
    if grain in ("rolling_12_months", "12_months"):
        return f"year to {month(last)}"
    return f"{first:%b}{'' if first.year == last.year else f' {first.year}'} to {month(last)}"


def grain_noun(grain: str | None, n: int = 1) -> str:
    """'month' or 'months', 'quarter' or 'quarters' ..."""
    return GRAIN_NOUNS.get(grain or "month", ("period", "periods"))[0 if n == 1 else 1]
