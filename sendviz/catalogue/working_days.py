"""Working days in England: Monday to Friday without bank holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_bank_holiday(day: date) -> bool:
    """Whether it is a bank holiday in England, as known to the package `holidays`."""
    return day in _bank_holidays(day.year)


def is_working_day(day: date) -> bool:
    """Whether it is neither a weekend's day nor a bank holiday."""
    return day.weekday() < SATURDAY and not is_bank_holiday(day)


def working_days_later(day: date, working_days: int) -> date:
    """The working day that lies so many later; below nought, earlier."""
    step = timedelta(days=1 if working_days > 0 else -1)
    for _ in range(abs(working_days)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def bank_holidays_between(first: date, last: date) -> tuple[date, ...]:
    """Those after the first day and up to the last that fall from Monday to Friday, in order."""
    found = (day for year in range(first.year, last.year + 1) for day in _bank_holidays(year))
    within = (day for day in found if first < day <= last)
    return tuple(sorted(day for day in within if day.weekday() < SATURDAY))
