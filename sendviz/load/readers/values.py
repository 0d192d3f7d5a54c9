"""From text to typed columns: dates, flags and codes, strictly; what does not fit is missing and
counted.

Which column is what stands in tables/*.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import pandas as pd

from sendviz.catalogue.layouts import KEYS, PERSON_LEVEL, TABLES, Table
from sendviz.load.readers.common import Refusals

TRUE, FALSE = [True, 1, "1", "true", "True"], [False, 0, "0", "false", "False"]
AsDate = Callable[[str], date | None]

# table -> canonical column -> its names in SEN2 files, lower case
ITEMS = {
    table: {column: tuple(name.lower() for name in names) for column, names in columns.items()}
    for table, columns in PERSON_LEVEL.items()
}
MISSING = {"", "NULL", "(NULL)", "#N/A", "N/A", "NAN", "NAT"}
YES, NO = {"1", "TRUE", "YES", "Y", "T"}, {"0", "FALSE", "NO", "N", "F"}
SEXES = {"1": "M", "2": "F"}  # GenderCurrent, until 2023
NO_DATE = "is not a date"
ONCE = ("assessment", "named_plan", "active_plan")  # at most one for each request

OLDEST = 120
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


MONTH = re.compile(r"(?:(\d{4})-(\d{1,2})|(\d{1,2})/(\d{4}))", re.ASCII)
YEARS = re.compile(r"(\d{1,3})(?:\.\d+)?", re.ASCII)
NUMBER = re.compile(r"-?[£]?(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,6})?", re.ASCII)


def first_of_month(text: str, as_date: AsDate) -> date | None:
    """The first of the month: from 2017-03, 03/2017 or a whole date."""
    if found := MONTH.fullmatch(text):
        year, number = int(found[1] or found[4]), int(found[2] or found[3])
        return _day(year, number, 1)
    day = as_date(text)
    return day.replace(day=1) if day else None


def whole_years(text: str) -> int | None:
    """Whole years of age, to 120."""
    found = YEARS.fullmatch(text)
    return int(found[1]) if found and int(found[1]) <= OLDEST else None


def as_number(text: str) -> float | None:
    """A number, also as an amount with commas and a pound sign."""
    return float(re.sub("[£,]", "", text)) if NUMBER.fullmatch(text) else None


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
    for column in TABLES[table].delivered:
        rule = _rule(TABLES[table], column, as_date)
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


def _rule(table: Table, column: str, as_date: AsDate) -> tuple[Callable, str, str]:
    kind, codes = table.kind(column), table.codes.get(column)
    if kind == "date":
        return as_date, "datetime64[us]", NO_DATE
    if kind == "flag":
        return as_flag, "boolean", "is neither yes nor no"
    if codes and not isinstance(codes, str):
        ours = dict(codes) if isinstance(codes, Mapping) else {code: code for code in codes}
        ours |= {code.upper(): code for code in ours.values()}
        problem = f"is not one of the codes {_span([*codes])}"
        return lambda text: ours.get(text.upper()), "str", problem
    if column == "sex":
        return lambda text: SEXES.get(text, text.upper()), "str", ""
    if kind == "verbatim":
        return str, "str", ""
    return (_lower if kind == "lower" else str.upper), "str", ""


def _lower(text: str) -> str:
    return text.lower().replace(" ", "_")


def _span(codes: list[str]) -> str:
    return f"{codes[0]} to {codes[-1]}" if codes[0].isdigit() else ", ".join(codes)


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


def whole_table(name: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    """The keys of a table and all its canonical columns, on the index of the frame: days as
    datetime64 without time, flags as nullable boolean, ages as they are, all else as text.

    What the frame lacks or nobody can read is missing (NaT, NA), never empty text.
    """
    table = TABLES[name]
    frame = pd.DataFrame() if frame is None else frame
    out = frame.reindex(columns=[*KEYS[name], *table.delivered])
    for column in table.delivered:
        kind = table.kind(column)
        if kind in ("date", "month"):
            days = pd.to_datetime(out[column], errors="coerce")
            out[column] = days.astype("datetime64[us]").dt.normalize()
        elif kind == "flag":
            out[column] = _flags(out[column])
        elif column not in ("age", *KEYS[name]):
            out[column] = out[column].astype("str")
    return out


def _flags(values: pd.Series) -> pd.Series:
    if values.dtype == "boolean":
        return values
    out = pd.Series(pd.NA, values.index, dtype="boolean")
    return out.mask(values.isin(TRUE), True).mask(values.isin(FALSE), False)
