"""From text to typed columns: dates, flags and codes, strictly; what does not fit is missing and
counted.

The canonical columns, their SEN2 names and which of them are dates and flags stand in `layouts`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import pandas as pd

from sendviz.catalogue.layouts import ADVICE, DATES, FLAGS, KEYS, PERSON_LEVEL
from sendviz.load.readers.common import Refusals

AsDate = Callable[[str], date | None]

# table -> canonical column -> its names in SEN2 files, lower case
ITEMS = {
    table: {column: tuple(name.lower() for name in names) for column, names in columns.items()}
    for table, columns in PERSON_LEVEL.items()
}
MISSING = {"", "NULL", "(NULL)", "#N/A", "N/A", "NAN", "NAT"}
YES, NO = {"1", "TRUE", "YES", "Y", "T"}, {"0", "FALSE", "NO", "N", "F"}
SOURCES = dict(zip("12345", ("parent", "education", "health", "social_care", "other"), strict=True))
RANKS = {"1": "1", "2": "2"}
# Columns whose codes nothing later judges: another code is missing here, and counted.
CODES = {
    "source": SOURCES | {word.upper(): word for word in SOURCES.values()},
    "rank": RANKS,
    "cease_reason": {digit: digit for digit in "123456789"},  # SEN2 guide 2025, item 4.6
    "review_outcome": {code: code for code in "MCA"},  # item 5.5
}
SEXES = {"1": "M", "2": "F"}  # GenderCurrent, until 2023
VERBATIM = {
    "case_ref",
    "person_id",
    "district",
    "team",
    "provider",
    "setting_other",
    "exception_reason",
}
LOWER = {
    ("request", "setting"),
    ("person", "social_care"),
    ("advice", "kind"),
}  # codes of dimensions.toml
NO_DATE = "is not a date"
ONCE = ("assessment", "named_plan", "active_plan")  # at most one for each request

TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})" + TIME, re.ASCII)
BLADE = re.compile(r"(\d{4})-([A-Z][a-z]{2})-(\d{2})" + TIME, re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})" + TIME, re.ASCII)
MONTHS = dict(
    zip("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), range(1, 13), strict=True)
)


def iso_date(text: str) -> date | None:
    """The day of `2022-09-28`, with or without a time; None for all else and impossible days."""
    found = ISO.fullmatch(text)
    return _day(*map(int, found.groups())) if found else None


def blade_date(text: str) -> date | None:
    """The day of `2022-Sep-28 00:00:00`, as COLLECT's Blade export writes it; else None."""
    found = BLADE.fullmatch(text)
    if not found or found[2] not in MONTHS:
        return None
    return _day(int(found[1]), MONTHS[found[2]], int(found[3]))


def day_first(text: str) -> date | None:
    """The day of `28/9/2022`; day before month, four digits for the year; else None."""
    found = DAY_FIRST.fullmatch(text)
    return _day(int(found[3]), int(found[2]), int(found[1])) if found else None


def serial_date(text: str) -> date | None:
    """The day of Excel's number for it (44832 is 28 September 2022); else None."""
    if not re.fullmatch(r"[1-7]\d{4}", text, re.ASCII):
        return None
    return date(1899, 12, 30) + timedelta(days=int(text))


def formatted(date_format: str) -> AsDate:
    """A parser for one `strptime` format."""

    def parse(text: str) -> date | None:
        try:
            found = datetime.strptime(text, date_format)
        except ValueError:
            return None
        return _day(found.year, found.month, found.day)

    return parse


def first_of(*parsers: AsDate) -> AsDate:
    """A parser that gives what the first of these makes of the text."""

    def parse(text: str) -> date | None:
        return next((found for found in (parser(text) for parser in parsers) if found), None)

    return parse


def _day(year: int, month: int, day: int) -> date | None:
    # 1900 and 9999 stand for "not known" in case systems.
    if not 1900 < year < 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def as_flag(text: str) -> bool | None:
    """True for 1, true, yes; False for 0, false, no; else None."""
    word = text.upper()
    return True if word in YES else False if word in NO else None


def columns_of(table: str) -> tuple[str, ...]:
    """Canonical columns of a person-level table or of advice, without the keys."""
    return ADVICE if table == "advice" else tuple(PERSON_LEVEL[table])


def typed(
    table: str,
    raw: Mapping[str, pd.Series],
    keys: Mapping[str, pd.Series],
    as_date: AsDate,
    refusals: Refusals,
    labels: Mapping[str, str],
) -> dict[str, pd.Series]:
    """Keys and every canonical column of the table, typed; columns that the file lacks are missing
    throughout.

    Dates come as datetime64, flags as nullable boolean, codes as upper-case text. `labels` are the
    file's words for the columns, for the sentences about values that do not fit.
    """
    found = {key: keys[key].reset_index(drop=True) for key in KEYS[table] if key in keys}
    for column in columns_of(table):
        rule = _rule(table, column, as_date)
        if column in raw:
            found[column] = _checked(
                raw[column], rule, keys["row"], labels.get(column, column), refusals
            )
        else:
            found[column] = pd.Series([None] * len(keys["row"]), dtype=rule[1])
    return found


def dates(values: pd.Series, as_date: AsDate, label: str, refusals: Refusals) -> pd.Series:
    """The texts as datetime64, numbered from 0; what is no date is missing and counted."""
    return _checked(
        values, (as_date, "datetime64[us]", NO_DATE), values.index.to_series(), label, refusals
    )


def _checked(
    values: pd.Series,
    rule: tuple[Callable, str, str],
    rows: pd.Series,
    label: str,
    refusals: Refusals,
) -> pd.Series:
    parse, dtype, problem = rule
    given = _by_value(values, _tidy, "str")
    result = _by_value(given, parse, dtype)
    refusals.unread(f"{label} {problem}", rows[(given.notna() & result.isna()).to_numpy()])
    return result


def _rule(table: str, column: str, as_date: AsDate) -> tuple[Callable, str, str]:
    if column in DATES:
        return as_date, "datetime64[us]", NO_DATE
    if column in FLAGS:
        return as_flag, "boolean", "is neither yes nor no"
    if column in CODES:
        codes = CODES[column]
        return (
            lambda text: codes.get(text.upper()),
            "str",
            f"is not one of the codes {_span(codes)}",
        )
    if column == "sex":
        return lambda text: SEXES.get(text, text.upper()), "str", ""
    if column in VERBATIM:
        return str, "str", ""
    return (_lower if (table, column) in LOWER else str.upper), "str", ""


def _lower(text: str) -> str:
    return text.lower().replace(" ", "_")


def _span(codes: Mapping[str, str]) -> str:
    known = [code for code in codes if len(code) == 1]
    return f"{known[0]} to {known[-1]}" if known[0].isdigit() else ", ".join(known)


def _tidy(text: str) -> str | None:
    text = " ".join(text.split())
    return None if text.upper() in MISSING else text


def _by_value(values: pd.Series, parse: Callable, dtype: str) -> pd.Series:
    # Each distinct text is parsed once: a million rows hold a few thousand dates.
    at, distinct = pd.factorize(values)
    parsed = pd.Series([parse(text) for text in distinct] + [None], dtype=dtype)
    return parsed.take(at).reset_index(drop=True)


def joined(parts: list[dict[str, pd.Series]]) -> pd.DataFrame:
    """One frame from its pieces; a column at a time, so that the whole is never held twice."""
    whole = {
        column: pd.concat([part.pop(column) for part in parts], ignore_index=True)
        for column in list(parts[0])
    }
    return pd.DataFrame(whole, copy=False)


def only_once(tables: Mapping[str, pd.DataFrame], refusals: Refusals) -> dict[str, pd.DataFrame]:
    """The tables without a second record where a request has one at most; those are counted."""
    kept = dict(tables)
    for table in ONCE:
        again = kept[table].duplicated("request_no")
        if again.any():
            refusals.add(
                f"X01 a second {table} for the same request was left out",
                kept[table].loc[again, "row"],
            )
            kept[table] = kept[table].loc[~again].reset_index(drop=True)
    return kept
