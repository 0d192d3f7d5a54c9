"""Numbers, days, months and periods as a British reader says them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd

from sendviz.catalogue import calendar
from sendviz.stats.rounding import half_up, ordinal

NOT_KNOWN = "not known"
MINUS = "\u2212"
WHOLE_PER_CENT_BELOW = 1000
SINGULAR = {
    "children": "child",
    "appointments": "appointment",
    "actions": "action",
    "answers": "answer",
    "appeals": "appeal",
    "areas": "area",
    "audits": "audit",
    "cases": "case",
    "charts": "chart",
    "complaints": "complaint",
    "councils": "council",
    "columns": "column",
    "entries": "entry",
    "errors": "error",
    "files": "file",
    "findings": "finding",
    "lines": "line",
    "mediations": "mediation",
    "people": "person",
    "posts": "post",
    "rows": "row",
    "rules": "rule",
    "remedies": "remedy",
    "referrals": "referral",
    "requests": "request",
    "plans": "plan",
    "reviews": "review",
    "decisions": "decision",
    "sums": "sum",
    "warnings": "warning",
    "flags": "flag",
    "weeks": "week",
    "months": "month",
    "quarters": "quarter",
    "advice": "piece of advice",
    "percentage points": "percentage point",
}
PLURAL = {"advice": "pieces of advice"}
MOST_WORDS = 15

__all__ = [
    "MINUS",
    "NOT_KNOWN",
    "capital",
    "counted",
    "is_missing",
    "is_or_are",
    "joined",
    "number",
    "one",
    "ordinal",
    "percent",
    "places_for",
    "plural",
    "points",
    "points_parts",
    "pounds",
    "signed",
    "singular",
    "small",
    "told_number",
    "weeks",
]


def is_missing(x: object) -> bool:
    """True for None, nan, NaT, pd.NA and infinity."""
    return bool(pd.isna(x)) or (isinstance(x, float) and math.isinf(x))


def number(x: float | None, places: int = 0) -> str:
    """'1,204'; with places '44.5', without needless noughts ('44'); 'not known' if missing."""
    if x is None or is_missing(x):
        return NOT_KNOWN
    rounded = half_up(x, places)
    text = f"{abs(rounded):,.{max(places, 0)}f}"
    if places > 0:
        text = text.rstrip("0").rstrip(".")
    return (MINUS if rounded < 0 else "") + text


def pounds(x: float | None) -> str:
    """'£784,000'; below nought '−£500'; 'not known' if missing."""
    text = number(x)
    if text == NOT_KNOWN:
        return text
    return f"{MINUS}£{text.removeprefix(MINUS)}" if text.startswith(MINUS) else f"£{text}"


def told_number(x: float, *, rounded: bool) -> str:
    """'1,204'; of rounded counts a nought is 'hardly any', since it may stand for a few."""
    return "hardly any" if rounded and not x else number(x)


def signed(x: float | None, places: int = 0) -> str:
    """'+15', '\u221215' or '0'."""
    text = number(x, places)
    return text if text in ("0", NOT_KNOWN) or text.startswith(MINUS) else f"+{text}"


def percent(fraction: float | None, places: int = 0) -> str:
    """'26%', '18.8%'; never '0%' for some or '100%' for not all: 'under 1%', 'over 99%'."""
    if fraction is None or is_missing(fraction):
        return NOT_KNOWN
    rounded = half_up(fraction * 100, places)
    step = 10.0**-places
    if fraction > 0 and rounded == 0:
        return f"under {number(step, places)}%"
    if fraction < 1 and rounded == 100:
        return f"over {number(100 - step, places)}%"
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,.{places}f}%"


def places_for(denominator: float | None, *, rounded: bool = False) -> int:
    """Decimals of a percentage: none below 1,000 cases or for rounded counts, else one."""
    if rounded or denominator is None or is_missing(denominator):
        return 0
    return 0 if denominator < WHOLE_PER_CENT_BELOW else 1


def points(gap: float | None, places: int = 0) -> str:
    """A difference of two fractions: '9 percentage points', without a sign."""
    return NOT_KNOWN if gap is None or is_missing(gap) else " ".join(points_parts(gap, places))


def points_parts(gap: float, places: int = 0) -> tuple[str, str]:
    """The number and the unit of `points`: ('9', 'percentage points')."""
    size = abs(half_up(gap * 100, places))
    if size == 0 and gap != 0:
        return f"under {number(10.0**-places, places)}", "percentage point"
    return number(size, places), one(size, "percentage points")


def weeks(x: float | None) -> str:
    """'44.5 weeks', '61 weeks', '1 week'."""
    if is_missing(x):
        return NOT_KNOWN
    text = number(x, 1)
    return f"{text} {'week' if text == '1' else 'weeks'}"


def counted(n: float | None, noun: str) -> str:
    """'1 child', '1,204 children'; the noun is given in the plural."""
    return NOT_KNOWN if is_missing(n) else f"{number(n)} {one(n, noun)}"


def one(n: float | None, noun: str) -> str:
    """The noun, given in the plural, as it stands after the number n."""
    if n is not None and not is_missing(n) and abs(half_up(n)) == 1:
        return SINGULAR.get(noun, noun)
    return PLURAL.get(noun, noun)


def away(days: int) -> str:
    """'in 77 days', '144 days ago', 'today'."""
    if not days:
        return "today"
    told = f"{number(abs(days))} {'day' if abs(days) == 1 else 'days'}"
    return f"in {told}" if days > 0 else f"{told} ago"


def file_name(text: str, ending: str) -> str:
    """'essex-board-pack-2025-12-31.pdf': small letters, digits and hyphens."""
    plain = "".join(c if c.isalnum() else " " for c in text).casefold().split()
    return f"{'-'.join(plain)}.{ending}"


def plural(area: str) -> str:
    """'quadrants', 'localities', 'districts'."""
    return f"{area[:-1]}ies" if area.endswith("y") else f"{area}s"


def is_heading(text: str) -> bool:
    """Whether it can be read aloud: at most 15 words, and four of them with numbers."""
    said = text.split()
    return len(said) <= MOST_WORDS and sum(any(map(str.isdigit, each)) for each in said) <= 4


def singular(scheme_name: str) -> str:
    """'Quadrants' -> 'quadrant', 'SEND district teams' -> 'SEND district team', 'ICS localities'
    -> 'ICS locality'."""
    words = scheme_name.split()
    last = words[-1]
    words[-1] = last[:-3] + "y" if last.endswith("ies") else last.removesuffix("s")
    first = words[0] if words[0].isupper() else words[0][0].lower() + words[0][1:]
    return " ".join([first, *words[1:]])


def is_or_are(names: Sequence[object]) -> str:
    """The verb after so many names."""
    return "is" if len(names) == 1 else "are"


def small(n: int) -> str:
    """Numbers up to nine as words, for the middle of a sentence."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[n] if 0 <= n < len(words) else number(n)


def joined(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'; '' for none."""
    words = list(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def either(words: Sequence[str]) -> str:
    """'a', 'a or b', 'a, b or c'; '' for none."""
    words = list(words)
    return " or ".join([", ".join(words[:-1]), *words[-1:]] if len(words) > 1 else words)


def uncapital(text: str) -> str:
    """The text with a small first letter, for the middle of a sentence; 'SEN unit' stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """The text with its first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


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


DAYS_IN_WORDS = ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%Y-%m-%d")


def read_day(text: str) -> date | None:
    """'12 November 2025', '12 Nov 2025', '12/11/2025' or '2025-11-12' as a date; None for other
    texts."""
    for form in DAYS_IN_WORDS:
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


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


def period_last_day(start: date, grain: str | None) -> date:
    """The last day of the period of that grain that begins on this day; public grains among
    them."""
    months = _LENGTH_IN_MONTHS.get(grain or "month", 12)
    return calendar.month_end(calendar.add_months(start, months - 1))


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


def doubt(n: int) -> str:
    """'3 of them are counted with a doubt: see Data quality'; '' for none."""
    told = "1 of them is" if n == 1 else f"{n:,} of them are"
    return f"{told} counted with a doubt: see Data quality" if n else ""
