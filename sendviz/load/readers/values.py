"""From text to typed columns: dates, flags and codes, strictly; what does not fit is missing and
counted.

Which column is what stands in tables/*.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd

from sendviz.catalogue import dimensions
from sendviz.catalogue.layouts import KEYS, PERSON_LEVEL, TABLES, Table
from sendviz.load.readers.common import Refusals
from sendviz.load.readers.days import AsDate, no_day_yet, says_nothing, tidy

TRUE, FALSE = [True, 1, "1", "true", "True"], [False, 0, "0", "false", "False"]

# table -> canonical column -> its names in SEN2 files, lower case
ITEMS = {
    table: {column: tuple(name.lower() for name in names) for column, names in columns.items()}
    for table, columns in PERSON_LEVEL.items()
}
# Ticks and crosses mark what is so.
YES = {"1", "1.0", "TRUE", "YES", "Y", "T", "X", "TICK", "TICKED", "\u2713", "\u2714", "\u2611"}
NO = {"0", "0.0", "FALSE", "NO", "N", "F", "\u2610"}
SEXES = {"1": "M", "2": "F"}  # GenderCurrent, until 2023
NO_DATE = "is not a date"
ONCE = ("assessment", "named_plan", "active_plan")  # at most one for each request

OLDEST = 120
MONTH = re.compile(r"(?:(\d{4})-(\d{1,2})|(\d{1,2})/(\d{4}))", re.ASCII)
YEARS = re.compile(r"(\d{1,3})(?:\.\d+)?", re.ASCII)
POUNDS = re.compile(
    r"(?P<minus>-?)£?(?P<sum>\d{1,3}(?:,\d{3})+|\d{1,12})(?P<part>\.\d{1,6})?"
    r" ?(?P<many>k|m|bn|thousand|million)?",
    re.ASCII | re.IGNORECASE,
)
MANY = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9}
NUMBER = re.compile(r"-?[£]?(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,6})?", re.ASCII)


def first_of_month(text: str, as_date: AsDate) -> date | None:
    """The first of the month: from 2017-03, 03/2017 or a whole date."""
    if found := MONTH.fullmatch(text):
        year, number = int(found[1] or found[4]), int(found[2] or found[3])
        return date(year, number, 1) if 1900 < year < 2100 and 1 <= number <= 12 else None
    day = as_date(text)
    return day.replace(day=1) if day else None


def whole_years(text: str) -> int | None:
    """Whole years of age, to 120."""
    found = YEARS.fullmatch(text)
    return int(found[1]) if found and int(found[1]) <= OLDEST else None


def as_number(text: str) -> float | None:
    """A number, also as an amount with commas and a pound sign."""
    return float(re.sub("[£,]", "", text)) if NUMBER.fullmatch(text) else None


def as_pounds(text: str) -> float | None:
    """A sum in pounds: 784,000, £784k and £0.784m are one."""
    found = POUNDS.fullmatch(text)
    if not found:
        return None
    figures = found["sum"].replace(",", "") + (found["part"] or "")
    whole = float(figures) * MANY.get((found["many"] or "").lower(), 1)
    return round(-whole if found["minus"] else whole, 2)


def as_flag(text: str) -> bool | None:
    """True for 1, true, yes, a cross or tick; False for 0, false, no; else None. What follows after
    a mark ("Yes - school holidays") is passed over.
    """
    word = re.split(r"\s*[-,:;(\u2013\u2014]|(?<=^YES) |(?<=^NO) ", text.upper(), maxsplit=1)[0]
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
        if column not in raw:
            found[column] = pd.Series([None] * len(keys["row"]), dtype=rule[1])
            continue
        label = labels.get(column, column)
        if rule[2] == NO_DATE:
            numbers = found.get("request_no", found["row"])
            found[column] = dates(
                raw[column], as_date, label, refusals, (table, column), found["row"], numbers
            )
        else:
            found[column] = _checked(
                raw[column], rule, keys["row"], label, refusals, (table, column)
            )
    return found


def dates(
    values: pd.Series,
    as_date: AsDate,
    label: str,
    refusals: Refusals,
    of: tuple[str, str],
    rows: pd.Series,
    numbers: pd.Series,
) -> pd.Series:
    """The texts as datetime64, numbered from 0; what is no date is missing, counted, and remembered
    as a step of the table and column `of` that was taken on a day nobody knows.

    rows, numbers: the row of each in the file, and the number of its request.
    """
    given = _by_value(values, _blank_days, "str")
    found = _by_value(given, as_date, "datetime64[us]")
    wrong = given.notna() & found.isna()
    rows, numbers = rows.reset_index(drop=True), numbers.reset_index(drop=True)
    refusals.unread(f"{label} {NO_DATE}", rows[wrong])
    refusals.days.count(label, given, found, secret=of[1].startswith("birth"))
    refusals.cells.count(of, label, given, wrong)
    refusals.days.happened(*of, rows[wrong], numbers[wrong])
    return found


def _checked(
    values: pd.Series,
    rule: tuple[Callable, str, str],
    rows: pd.Series,
    label: str,
    refusals: Refusals,
    of: tuple[str, str],
) -> pd.Series:
    parse, dtype, problem = rule
    given = _by_value(values, blank_of(of[1]), "str")
    result = _by_value(given, parse, dtype)
    wrong = given.notna() & result.isna()
    refusals.unread(f"{label} {problem}", rows[wrong.to_numpy()])
    refusals.cells.count(of, label, given, wrong)
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


def blank(text: str) -> str | None:
    """The tidy text; None where it says nothing."""
    text = tidy(text)
    return None if says_nothing(text) else text


def blank_but_none(text: str) -> str | None:
    """As `blank`, for columns of which "none" is a code."""
    text = tidy(text)
    return text if text.lower() == "none" else blank(text)


def _blank_days(text: str) -> str | None:
    text = tidy(text)
    return None if no_day_yet(text) else text


def blank_of(column: str) -> Callable[[str], str | None]:
    """How blanks of a column are told: `none` is a code of settings and of social care."""
    known = dimensions().get(column)
    return blank_but_none if known and "none" in known.values else blank


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
    keys = KEYS.get(name, ("row",))
    out = frame.reindex(columns=[*keys, *table.delivered])
    for column in table.delivered:
        kind = table.kind(column)
        if kind in ("date", "month"):
            days = pd.to_datetime(out[column], errors="coerce")
            out[column] = days.astype("datetime64[us]").dt.normalize()
        elif kind == "flag":
            out[column] = _flags(out[column])
        elif column not in ("age", *keys):
            out[column] = out[column].astype("str")
    return out


def _flags(values: pd.Series) -> pd.Series:
    if values.dtype == "boolean":
        return values
    out = pd.Series(pd.NA, values.index, dtype="boolean")
    return out.mask(values.isin(TRUE), True).mask(values.isin(FALSE), False)
