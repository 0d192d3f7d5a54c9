"""Days as improvement plans write them: months, terms, quarters and years as well, each read as its
last day; and what stands where no day was set.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from sendviz.load.readers.days import MONTHS, day_of, says_nothing, serial_day, tidy

FIRST, LAST = date(2014, 1, 1), date(2040, 12, 31)
# What stands for no day: the plan was asked when and gave none. So does any text without a figure.
NO_DATE = re.compile(
    r"(on-?\s?going|continuous(ly)?|continual|bau|business as usual|tbc|tba|tbd|asap|immediate(ly)?"
    r"|completed?|done|closed|n/?a|monthly|termly|quarterly|annual(ly)?|weekly|various)\b.*",
    re.IGNORECASE,
)
_YEAR = r"(?P<year>20\d\d|'?\d\d)"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_BEFORE = re.compile(
    r"^(?:(?:by|before|from|until|due|during|in|no later than|completed?|for)\s+)*"
    r"(?:(?:the\s+)?(?:end|late)\s+(?:of\s+)?)?",
    re.IGNORECASE,
)
MONTH_AND_YEAR = re.compile(rf"{_MONTH}[\s,./-]*{_YEAR}", re.IGNORECASE)
WEEK = re.compile(r"(?:w/?c|week commencing|week beginning|w/?b)[\s:.]*(?P<day>.+)", re.IGNORECASE)
# Schools' terms end with these months (the last whole month of each).
TERM_ENDS = {"autumn": (12, 31), "spring": (3, 31), "summer": (7, 31)}
TERM = re.compile(
    r"(?P<term>autumn|spring|summer)(?:\s+term)?[\s,]*(?P<year>20\d\d)(?:\s*[/-]\s*(?P<next>\d{2,4}))?",
    re.IGNORECASE,
)
# Quarters of the financial year, which begins in April.
QUARTER_ENDS = {1: (6, 30), 2: (9, 30), 3: (12, 31), 4: (3, 31)}
YEARS = r"(?P<year>20\d\d)\s*[/-]\s*(?P<next>\d{2}|20\d\d)"
QUARTER = re.compile(rf"(?:q|qtr\s?|quarter\s)(?P<quarter>[1-4])[\s,:-]*(?:fy\s?)?{YEARS}", re.I)
FINANCIAL_YEAR = re.compile(rf"(?:fy\s?)?{YEARS}", re.IGNORECASE)
END_OF_YEAR = re.compile(r"20\d\d")
RANGE = re.compile(r"\s+(?:to|until|-|\u2013|\u2014)\s+|\s*\u2013\s*", re.IGNORECASE)


@dataclass(frozen=True)
class PlanDay:
    """What a cell of days says.

    day      the day, or the last day of a month, term, quarter or year; None: none was set
    text     as written, where it is no date
    problem  what is wrong with it, for a sentence; empty if nothing is
    month    whether a month and a year were written in two figures, as May 25 is
    """

    day: date | None = None
    text: str | None = None
    problem: str = ""
    month: bool = False


NOTHING = PlanDay()


def plan_day(text: str) -> PlanDay:
    """The day of a cell: 31/03/2025, March 2025, Mar-25, w/c 3 June 2024, Spring term 2025, Q3
    2024/25, 2024-25, Excel's number; Ongoing and TBC as text without a day.

    `May 25` is a month and a year. 31/09/2024, and days before 2014 or after 2040, are problems.
    """
    text = tidy(text)
    if not text or text in "-?":
        return NOTHING
    found = _read(text)
    if found is None:
        first, *rest = RANGE.split(text)
        found = _read(rest[-1]) if rest and _read(first) else None
    if found is None:
        return _without_day(text)
    day, month = found
    if not FIRST <= day <= LAST:
        return PlanDay(problem=f"is before {FIRST.year} or after {LAST.year}")
    return PlanDay(day, month=month)


def _without_day(text: str) -> PlanDay:
    if NO_DATE.fullmatch(text) or says_nothing(text) or not re.search(r"\d", text):
        return PlanDay(text=text)
    return PlanDay(problem="is no date")


def _read(text: str) -> tuple[date, bool] | None:
    """A day, and whether it stands for a month whose year has two figures."""
    ends = re.search(r"\bend\b", text, re.IGNORECASE) is not None
    bare = _BEFORE.sub("", text).strip(" .")
    for form in (_month_and_year, _week, _term, _quarter, _financial_year):
        if found := form(bare):
            return found, form is _month_and_year and not re.search(r"20\d\d", bare)
    if ends and END_OF_YEAR.fullmatch(bare):
        return date(int(bare), 12, 31), False
    day = serial_day(bare) or day_of(bare)
    return (day, False) if day else None


def _month_and_year(text: str) -> date | None:
    found = MONTH_AND_YEAR.fullmatch(text)
    number = MONTHS.get(found["month"].upper()) if found else None
    if not found or not number:
        return None
    year = int(found["year"].lstrip("'"))
    return _last_of_month(year if year > 100 else 2000 + year, number)


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _week(text: str) -> date | None:
    """The Friday of a week."""
    found = WEEK.fullmatch(text)
    day = day_of(found["day"]) if found else None
    return day - timedelta(days=day.weekday()) + timedelta(days=4) if day else None


def _term(text: str) -> date | None:
    """The end of a term; of a school year written 2024/25 autumn is in the first."""
    found = TERM.fullmatch(text)
    if not found:
        return None
    later = bool(found["next"]) and found["term"].lower() != "autumn"
    return date(int(found["year"]) + later, *TERM_ENDS[found["term"].lower()])


def _quarter(text: str) -> date | None:
    found = QUARTER.fullmatch(text)
    if not found or not _follows(found["year"], found["next"]):
        return None
    quarter = int(found["quarter"])
    return date(int(found["year"]) + (quarter == 4), *QUARTER_ENDS[quarter])


def _financial_year(text: str) -> date | None:
    found = FINANCIAL_YEAR.fullmatch(text)
    if not found or not _follows(found["year"], found["next"]):
        return None
    return date(int(found["year"]) + 1, 3, 31)


def _follows(year: str, following: str) -> bool:
    return int(following) % 100 == (int(year) + 1) % 100


# Begins a bullet: a day, then a colon or a dash.
_DATED = re.compile(
    r"\s*[\u2022\u00b7*o-]?\s*(?P<day>[^:\n]{3,30}?)\s*(?::|\s[\u2013\u2014-]\s)\s*(?P<text>\S.*)",
    re.DOTALL,
)
BULLET = re.compile(r"\s*(?:\n|;|\u2022)+\s*")


def dated_bullets(text: str) -> list[tuple[date, str]]:
    """The bullets of a cell of which each begins with its day: `Sept 24: advert; Jan 25: in post`.
    Nothing unless there are several, and all do."""
    parts = [part for part in BULLET.split(text) if part.strip()]
    found = [_DATED.fullmatch(part) for part in parts]
    days = [plan_day(each["day"]).day if each else None for each in found]
    if len(parts) < 2 or not all(days):
        return []
    return [
        (day, tidy(each["text"])) for each, day in zip(found, days, strict=True) if each and day
    ]
