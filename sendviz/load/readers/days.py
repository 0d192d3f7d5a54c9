"""Days as files write them: every form that can mean one day only; and what is filled in and is no
day, which has happened, nobody knows when.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from zoneinfo import ZoneInfo

import pandas as pd

from sendviz.catalogue.layouts import BadFile

AsDate = Callable[[str], date | None]
# What a cell says that holds nothing, in capitals; so does one without any letter or figure.
MISSING = {
    "", "NULL", "(NULL)", "N/A", "NA", "N.A", "N.A.", "NAN", "NAT", "<NA>", "NONE", "NIL",
    "TBC", "TBA", "TBD", "TO BE CONFIRMED", "UNKNOWN", "NOT KNOWN", "NOT APPLICABLE",
    "NOT RECORDED", "NOT STATED", "BLANK", "(BLANK)",
}  # fmt: skip
# What a cell of days says where nothing has happened yet.
NOT_YET = {
    "0", "N", "NO", "FALSE", "NOT YET", "PENDING", "AWAITING", "AWAITED", "ONGOING", "OPEN",
    "OUTSTANDING", "IN PROGRESS", "TO FOLLOW", "NOT DUE", "NOT ISSUED", "NOT YET ISSUED",
}  # fmt: skip
TICKS = {*"\u2611\u2612\u2713\u2714\u2717"}
# What says only that it has happened.
HAPPENED = {"YES", "Y", "TRUE", "X", "DONE", "COMPLETE", "COMPLETED"}
# Years that stand for "no day" in case systems.
NO_YEARS = {0, 1, 1753, 1899, 1900, 2999, 3000, 9999}
# Marks that nobody sees, and the apostrophe that makes a text of a number.
INVISIBLE = dict.fromkeys(
    [0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)]
)
DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
# 24/9/49 is a day of 2049, 24/9/50 one of 1950.
PIVOT = 50
NO_VALUE = "#FORMULA!"  # stands for a formula whose value the workbook does not hold
ERROR = re.compile(r"#(?:[A-Z_]+[!?]|N/A|DIV/0!)")

_MONTHS = (
    "JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER".split()
)
MONTHS = {
    word: number
    for number, name in enumerate(_MONTHS, start=1)
    for word in (name, name[:3], *(["SEPT"] if name == "SEPTEMBER" else []))
}
_CLOCK = (
    r"(?:(?:[T:]|,? )(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})"
    r"(?:[.,:]\d+)?)?(?: ?(?P<half>[AP])\.?M\.?)?)?"
)
_ZONE = r"(?: ?(?P<zone>Z|UTC|GMT|BST|[+-]\d{2}:?\d{2}))?"
_WEEKDAY = r"(?:(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*[ ,.]+)?"
_NAME, _GAP, _TH = r"(?P<name>[A-Z]{3,9})\.?", r"[ ,./-]*", r"(?:ST|ND|RD|TH)?(?: OF)?"


def _form(text: str) -> re.Pattern[str]:
    return re.compile(_WEEKDAY + text + _CLOCK + _ZONE, re.ASCII)


YEAR_FIRST = _form(r"(?P<year>\d{4})(?P<mark>[-/. ])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})")
NUMBERS = _form(
    r"(?P<day>\d{1,2}) ?(?P<mark>[-/. ]) ?(?P<month>\d{1,2}) ?(?P=mark) ?(?P<year>\d{4}|\d{2})"
)
DAY_NAMED = _form(rf"(?P<day>\d{{1,2}}){_TH}{_GAP}{_NAME}{_GAP}'?(?P<year>\d{{4}}|\d{{2}})")
MONTH_NAMED = _form(rf"{_NAME}{_GAP}(?P<day>\d{{1,2}}){_TH}[ ,./-]+(?P<year>\d{{4}})")
YEAR_NAMED = _form(rf"(?P<year>\d{{4}}){_GAP}{_NAME}{_GAP}(?P<day>\d{{1,2}})")
EIGHT = re.compile(r"(\d{8})(?:[T ]?\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?Z?)?", re.ASCII)
SERIAL = re.compile(r"([1-7]\d{4})(?:\.\d+)?", re.ASCII)
FORMS = (YEAR_FIRST, NUMBERS, DAY_NAMED, MONTH_NAMED, YEAR_NAMED)


def tidy(text: str) -> str:
    """The text without marks that nobody sees, one blank between words."""
    return " ".join(text.translate(INVISIBLE).split())


def says_nothing(text: str) -> bool:
    """Whether a tidy text is a blank or stands for one: -, TBC, n/a, null, None, ?"""
    return text.upper() in MISSING or not any(map(str.isalnum, text)) and not TICKS & {*text}


def no_day_yet(text: str) -> bool:
    """Whether a tidy text in a column of days says that there is none: as `says_nothing`, or
    pending, no, 00/00/0000, 01/01/1900, 31/12/9999.
    """
    if says_nothing(text) or text.upper() in NOT_YET:
        return True
    found = _parts(_plain(text))
    return bool(found and found[0] in NO_YEARS)


def day_of(text: str, *, month_first: bool = False) -> date | None:
    """The day that a text can mean, None if it means none or several: 2025-01-06, 06/01/2025 (day
    first), 6 January 2025, Jan 6 2025 12:00AM, 20250106, 06-JAN-25; with or without a time.

    month_first: in a list known to write the month first, 06/01/2025 could be either and is none.
    A moment with its zone is the day in England then.
    """
    plain = _plain(text)
    found = _parts(plain)
    if not found:
        return None
    year, month, day, match = found
    if month_first and match and match.re is NUMBERS and day <= 12:
        return None
    made = _day(year, month, day)
    return _in_england(made, match) if made and match else made


def iso_day(text: str) -> date | None:
    """The day of 2025-01-06, with or without a time; else None."""
    found = YEAR_FIRST.fullmatch(_plain(text))
    return day_of(text) if found and found["mark"] == "-" else None


def serial_day(text: str) -> date | None:
    """The day of Excel's number for it (44832 is 28 September 2022); else None."""
    found = SERIAL.fullmatch(text)
    return date(1899, 12, 30) + timedelta(days=int(found[1])) if found else None


def formatted(date_format: str) -> AsDate:
    """A parser for one `strptime` format."""

    def parse(text: str) -> date | None:
        try:
            found = datetime.strptime(tidy(text), date_format)
        except ValueError:
            return None
        return _day(found.year, found.month, found.day)

    return parse


def first_of(*parsers: AsDate) -> AsDate:
    """A parser that gives what the first of these makes of the text."""

    def parse(text: str) -> date | None:
        return next((found for found in (parser(text) for parser in parsers) if found), None)

    return parse


any_day: AsDate = first_of(day_of, serial_day)


def with_format(date_format: str | None) -> AsDate:
    """A parser for a list: the given format first, then every other form that it leaves plain."""
    if not date_format:
        return any_day
    where = [date_format.find(mark) for mark in ("%d", "%m")]
    swapped = -1 < where[1] < where[0]
    return first_of(formatted(date_format), partial(day_of, month_first=swapped), serial_day)


def _plain(text: str) -> str:
    bare = tidy(text).translate(DASHES).replace("\\", "/").upper()
    return bare.strip("'\"").rstrip(" .,;")


def _parts(text: str) -> tuple[int, int, int, re.Match[str] | None] | None:
    """Year, month, day and how they stand there; None for a text that is no day."""
    if found := EIGHT.fullmatch(text):
        figures = found[1]
        if "19" <= figures[:2] <= "20" and figures[4:6] <= "12":
            return int(figures[:4]), int(figures[4:6]), int(figures[6:]), None
        return int(figures[4:]), int(figures[2:4]), int(figures[:2]), None
    for form in FORMS:
        if found := form.fullmatch(text):
            named = found.groupdict()
            month = MONTHS.get(named.get("name") or "", 0) or int(named.get("month") or 0)
            return _whole_year(named["year"]), month, int(named["day"]), found
    return None


def _whole_year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    return int(text) + (2000 if int(text) < PIVOT else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    # 1900 and 9999 stand for "not known" in case systems.
    if not 1900 < year < 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_england(day: date, match: re.Match[str]) -> date:
    """The day there at the moment that the text tells; systems write midnight in summer as 23:00 of
    the day before, in Greenwich's time.
    """
    zone, hour = match["zone"], match["hour"]
    if not zone or not hour or zone in ("GMT", "BST") or match["half"] or int(hour) > 23:
        return day
    offset = timedelta()
    if zone not in ("Z", "UTC"):
        minutes = int(zone[1:3]) * 60 + int(zone[-2:])
        offset = timedelta(minutes=-minutes if zone[0] == "-" else minutes)
    if abs(offset) >= timedelta(days=1) or int(match["minute"]) > 59:
        return day
    at = datetime(day.year, day.month, day.day, int(hour), int(match["minute"]))
    moment = at.replace(tzinfo=timezone(offset)).astimezone(UTC)
    return moment.astimezone(ZoneInfo("Europe/London")).date()


@dataclass
class _Column:
    """What the filled cells of one column of days are."""

    rows: int = 0
    filled: int = 0
    unread: int = 0
    errors: int = 0
    undated: int = 0
    short_years: int = 0
    secret: bool = False
    example: str = ""
    forms: dict[str, int] = field(default_factory=dict)


READ_FORMS = ("day first", "either", "real to 12", "real from 13")
UNREAD_FORMS = ("month first",)
# Cells that cannot be read, from which a column may refuse the file: if most rows have one, or any.
FEWEST, MANY = 2, 5
SWAPPED = 6  # cells from which the pattern of American settings is told
NEEDED = "31/01/2025, 2025-01-31 or 31 January 2025"


class DayCells:
    """The filled cells of every column of days of one file, and which of them cannot be read."""

    def __init__(self) -> None:
        self._columns: dict[str, _Column] = {}
        self._undated: list[pd.DataFrame] = []

    def count(self, label: str, given: pd.Series, read: pd.Series, *, secret: bool) -> None:
        """Counts the cells of a column: texts (missing where blank), and the days made of them.

        secret: no figure of it may be repeated, as of birth dates.
        """
        column = self._columns.setdefault(label, _Column())
        column.secret = secret
        unread = given.notna() & read.isna()
        column.rows += len(given)
        column.filled += int(given.notna().sum())
        column.unread += int(unread.sum())
        wrong = given[unread]
        for texts, forms in ((given[~unread], READ_FORMS), (wrong, UNREAD_FORMS)):
            for text, many in texts.value_counts().items():
                form = _form_of(str(text))
                if form in forms:
                    column.forms[form] = column.forms.get(form, 0) + int(many)
                if forms is READ_FORMS and _has_short_year(str(text)):
                    column.short_years += int(many)
        column.undated += int(wrong.str.upper().isin(HAPPENED).sum())
        column.errors += int(wrong.str.fullmatch(ERROR.pattern).sum()) if len(wrong) else 0
        shown = (_shown(text, secret=secret) for text in wrong.head(100))
        column.example = column.example or next(filter(None, shown), "")

    def happened(self, table: str, column: str, rows: pd.Series, requests: pd.Series) -> None:
        """Remembers rows whose day is filled in and cannot be read: the step was taken, on a day
        that nobody knows. The row in the file and the number of the request are on one index.
        """
        if len(rows):
            parts = {"table": table, "column": column, "row": rows, "request_no": requests}
            self._undated.append(pd.DataFrame(parts))

    def undated(self) -> pd.DataFrame:
        """table, column, row and request_no of the steps taken on a day that cannot be read."""
        if not self._undated:
            return pd.DataFrame(columns=["table", "column", "row", "request_no"])
        return pd.concat(self._undated, ignore_index=True)

    def requests(self, table: str, column: str) -> set[int]:
        """request_no of the steps of a column of which the day cannot be read."""
        found = self.undated()
        return {*found.loc[found["table"].eq(table) & found["column"].eq(column), "request_no"]}

    def notes(self) -> tuple[str, ...]:
        """Sentences on years of two figures and on steps whose days cannot be read, if there are
        any."""
        wrong = {label: each.unread for label, each in self._columns.items() if not each.secret}
        told = [f"{label} ({many:,})" for label, many in wrong.items() if many]
        short = sum(each.short_years for each in self._columns.values())
        years = (
            f"Years of two figures ({short:,}): 00 to {PIVOT - 1} were read as 2000 to "
            f"{2000 + PIVOT - 1}, {PIVOT} to 99 as {1900 + PIVOT} to 1999.",
        ) * bool(short)
        if not told:
            return years
        return (
            *years,
            f"cells of {', '.join(told)} are filled in and no day that can be read. What "
            "they tell of counts as having happened, on a day not known.",
        )

    def refuse(self, name: str, advice: str) -> None:
        """Raises BadFile if most filled cells of a column are no days, or if it is written with the
        month first: it would tell of steps that nobody could date, or of wrong days.
        """
        for label, column in self._columns.items():
            american = column.forms.get("month first", 0)
            if american >= FEWEST and not column.forms.get("day first", 0):
                raise BadFile(_month_first(name, label, column, advice))
            unread = column.unread - column.undated
            if not _refuses(unread, column.filled, column.rows):
                continue
            if column.errors * 2 > column.unread:
                raise BadFile(error_sentence(name, label, column.errors))
            raise BadFile(_no_days(name, label, column, advice))

    def swapped(self) -> tuple[str, ...]:
        """A sentence where a workbook's days look as if Excel had swapped day and month: real dates
        up to the 12th only, text from the 13th on only.
        """
        many = {
            label: each
            for label, each in self._columns.items()
            if each.forms.get("real to 12", 0)
            and each.forms.get("day first", 0)
            and not each.forms.get("real from 13", 0)
            and not each.forms.get("either", 0)
        }
        real = sum(each.forms["real to 12"] for each in many.values())
        text = sum(each.forms["day first"] for each in many.values())
        if real + text < SWAPPED or not many:
            return ()
        return (
            f"Under {', '.join(many)} all {real} dates lie on the 1st to 12th, and all "
            f"{text} texts on the 13th or later. Excel in American settings does that: day and "
            f"month of the {real} dates are then swapped. Export the list again without Excel.",
        )


def _refuses(unread: int, filled: int, rows: int) -> bool:
    """Whether so many cells that cannot be read refuse the file: most of those that are filled, and
    not a few in a column that is hardly used.
    """
    return unread >= FEWEST and unread * 2 > filled and (unread >= MANY or unread * 2 > rows)


def refuse_errors(values: pd.Series, name: str, label: str) -> pd.Series:
    """Which cells of a column hold an error of Excel, or a formula without its value. Raises
    BadFile if most of its filled cells do.
    """
    texts = values.str.strip()
    wrong = texts.str.fullmatch(ERROR.pattern)
    if _refuses(int(wrong.sum()), int(texts.ne("").sum()), len(texts)):
        raise BadFile(error_sentence(name, label, int(wrong.sum())))
    return wrong


def error_sentence(name: str, label: str, many: int) -> str:
    """What is said of a column that holds errors of Excel, or formulas without their values."""
    return (
        f"{name}: {many} cells under {label} hold an error of Excel (such as #REF!) or a formula "
        "without its value. Open the file in Excel, mend the formulas and save it."
    )


def _no_days(name: str, label: str, column: _Column, advice: str) -> str:
    seen = f", but {column.example}" if column.example else ""
    return (
        f"{name}: most dates under {label} are not day/month/year{seen} ({column.unread:,} of "
        f"{column.filled:,} filled cells cannot be read). Days are read from {NEEDED}. {advice}"
    )


def _month_first(name: str, label: str, column: _Column, advice: str) -> str:
    return (
        f"{name}: the dates under {label} are not day/month/year: {column.forms['month first']:,} "
        f"have the month first, and none can only have the day first. Days are read from {NEEDED}. "
        f"{advice}"
    )


def _form_of(text: str) -> str:
    """What a cell tells of how its column is written; '' for nothing."""
    found = NUMBERS.fullmatch(_plain(text))
    if found:
        day, month = int(found["day"]), int(found["month"])
        if day > 12 or month > 12:
            return "day first" if month <= 12 else "month first" if day <= 12 else ""
        return "either" if day != month else ""
    real = YEAR_FIRST.fullmatch(text)
    return "" if not real else "real from 13" if int(real["day"]) > 12 else "real to 12"


def _has_short_year(text: str) -> bool:
    found = _parts(_plain(text))
    return bool(found and found[3] and len(found[3]["year"]) == 2)


def _shown(text: str, *, secret: bool) -> str:
    """A cell in quotes if it is figures and marks as days are, else what it is; '' if nothing."""
    plain = _plain(text)
    if re.fullmatch(r"(?:\d{1,2}|\d{4})(?:[-/.: ]+(?:\d{1,2}|\d{4})){1,6}", plain, re.ASCII):
        return f"'{re.sub('[0-9]', '9', plain) if secret else plain}'"
    return "words" if any(map(str.isalpha, plain)) else ""
