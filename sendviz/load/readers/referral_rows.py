"""The columns of a referral or support list, typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.load.readers.common import Refusals
from sendviz.load.readers.local_rows import Rows
from sendviz.load.readers.values import MISSING, as_flag

Mapped = Mapping | str | Path | None
MONTH = re.compile(r"(?:(\d{4})-(\d{1,2})|(\d{1,2})/(\d{4}))", re.ASCII)
OLDEST = 120


def texts(rows: Rows, column: str) -> pd.Series:
    """One column as tidy text, numbered from 0; missing where blank or where the list lacks it."""
    if column not in rows.raw:
        return pd.Series([None] * len(rows.raw), dtype="str")
    tidy = {text: " ".join(text.split()) for text in rows.raw[column].unique()}
    found = rows.raw[column].map(tidy).astype("str").reset_index(drop=True)
    return found.mask(found.str.upper().isin(MISSING))


def parsed(rows: Rows, column: str, parse: Callable, dtype: str, problem: str, refusals: Refusals):
    """One column through `parse`; what it does not know is missing, and counted if there is a
    problem to tell of.
    """
    given = texts(rows, column)
    values = {text: parse(text) for text in given.dropna().unique()}
    found = pd.Series([values.get(text) for text in given], dtype=dtype)
    wrong = given.notna() & found.isna()
    if wrong.any() and problem:
        refusals.unread(f"{rows.headings[column]} {problem}", rows.raw.index[wrong.to_numpy()])
    return found


def coded(rows: Rows, column: str, codes: tuple[str, ...], instead: str | None, refusals: Refusals):
    """One column of codes in lower case; any other text is `instead`, and counted."""
    counts = f"is not a code that is known and counts as {instead or 'not known'}"

    def code(text: str) -> str | None:
        word = text.lower().replace(" ", "_")
        return word if word in codes else None

    found = parsed(rows, column, code, "str", counts, refusals)
    return found.mask(found.isna() & texts(rows, column).notna(), instead)


def flags(rows: Rows, column: str, refusals: Refusals) -> pd.Series:
    """One column as nullable boolean."""
    return parsed(rows, column, as_flag, "boolean", "is neither yes nor no", refusals)


def months(rows: Rows, column: str, refusals: Refusals) -> pd.Series:
    """One column as the first of the month: from 2017-03, 03/2017 or a whole date."""

    def month(text: str) -> date | None:
        if found := MONTH.fullmatch(text):
            year, number = int(found[1] or found[4]), int(found[2] or found[3])
            return date(year, number, 1) if 1900 < year < 2100 and 1 <= number <= 12 else None
        day = rows.as_date(text)
        return day.replace(day=1) if day else None

    return parsed(rows, column, month, "datetime64[us]", "is not a month", refusals)


def ages(rows: Rows, column: str, refusals: Refusals) -> pd.Series:
    """One column as whole years."""

    def years(text: str) -> int | None:
        whole = re.fullmatch(r"(\d{1,3})(?:\.\d+)?", text, re.ASCII)
        return int(whole[1]) if whole and int(whole[1]) <= OLDEST else None

    return parsed(rows, column, years, "Int64", "is not an age in years", refusals)
