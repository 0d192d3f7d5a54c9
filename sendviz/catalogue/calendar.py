"""Months, quarters, terms and years; and the days of the SEN2 return."""

from __future__ import annotations

from datetime import date, timedelta

GRAINS = {
    "month": "month",
    "quarter": "quarter",
    "term": "term",
    "calendar_year": "calendar year",
    "academic_year": "academic year",
    "financial_year": "financial year",
    "rolling_12_months": "12 months to each month",
}
# First months of the periods that are made of whole months.
_FIRST_MONTHS = {
    "month": tuple(range(1, 13)),
    "quarter": (1, 4, 7, 10),
    "term": (1, 5, 9),
    "calendar_year": (1,),
    "academic_year": (9,),
    "financial_year": (4,),
}
# The day of January to which each SEN2 return tells, as announced (SEN2 guides and GOV.UK).
SEN2_DATES = {
    year: date(year, 1, day)
    for year, day in zip(
        range(2015, 2028), (15, 21, 19, 18, 17, 16, 14, 20, 19, 18, 16, 15, 21), strict=True
    )
}
# Public view may look at the records as at these days, too.
REFERENCE_DATES = frozenset(SEN2_DATES.values())


class BadSelection(ValueError):
    """A filter that means nothing: says which, and what is allowed."""


def month_start(day: date) -> date:
    """The first of the month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month."""
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The first of the month that lies so many months later (or earlier)."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last of that month where it has no such day."""
    first = add_months(day, months)
    return first.replace(day=min(day.day, month_end(first).day))


def months_in(first: date, last: date) -> int:
    """How many calendar months hold a day from the first to the last."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def last_whole_month(day: date) -> date:
    """The last day of the newest month that is over by the end of this day."""
    return day if day == month_end(day) else month_start(day) - timedelta(days=1)


def period_of(day: date, grain: str) -> date:
    """First day of the month, quarter, term or year that a day falls in. Terms begin in September,
    January, May."""
    firsts = _first_months(grain)
    earlier = [month for month in firsts if month <= day.month]
    return date(day.year, earlier[-1], 1) if earlier else date(day.year - 1, firsts[-1], 1)


def next_period(start: date, grain: str) -> date:
    """First day of the period after the one that begins on this day."""
    return add_months(start, 12 // len(_first_months(grain)))


def periods(start: date, end: date, grain: str) -> list[date]:
    """First days of all periods that hold a day from start to end; for rolling 12 months, of each
    window."""
    if grain == "rolling_12_months":
        return [add_months(month, -11) for month in periods(start, end, "month")]
    found = [period_of(start, grain)]
    while (following := next_period(found[-1], grain)) <= end:
        found.append(following)
    return found


def period_end(start: date, grain: str) -> date:
    """Last day of the period that begins on this day."""
    if grain == "rolling_12_months":
        return add_months(start, 12) - timedelta(days=1)
    return next_period(start, grain) - timedelta(days=1)


def _first_months(grain: str) -> tuple[int, ...]:
    if grain not in _FIRST_MONTHS:
        raise BadSelection(f"'{grain}' is not a period; choose from {', '.join(GRAINS)}.")
    return _FIRST_MONTHS[grain]
