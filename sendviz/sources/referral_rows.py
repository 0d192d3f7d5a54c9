"""A referral or support list, CSV or Excel, as text under canonical names, and its typing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.layouts import BadFile
from sendviz.sources import local_headings, local_words
from sendviz.sources.archives import is_workbook, workbook
from sendviz.sources.common import Refusals, csv_frame, read_bytes, table
from sendviz.sources.local_headings import REFERRAL_ALIASES
from sendviz.sources.local_rows import EXAMPLE, Rows
from sendviz.sources.values import (
    MISSING,
    as_flag,
    day_first,
    first_of,
    formatted,
    iso_date,
    serial_date,
)

Mapped = Mapping | str | Path | None
MONTH = re.compile(r"(?:(\d{4})-(\d{1,2})|(\d{1,2})/(\d{4}))", re.ASCII)
HEAD = 64_000  # bytes in which the headings of a CSV stand
OLDEST = 120


def read_rows(
    path: Path,
    la_code: str,
    known: tuple[str, ...],
    needed: tuple[tuple[str, ...], ...],
    mapping: Mapped,
    refusals: Refusals,
) -> Rows:
    """The rows of a list whose canonical columns are `known`; the template's example is left out.

    Raises BadFile for a file, mapping or LA code that will not do, and for a list without rows.
    """
    if not re.fullmatch("[0-9]{3}", str(la_code)):
        raise BadFile(f"{path.name}: the LA code given with the file is not three digits.")
    own = local_headings.load(mapping, known)
    frame, notes, excel = _frame(path, own.sheet, refusals)
    raw, headings = local_headings.rename(frame, own, known, needed, path.name, REFERRAL_ALIASES)
    unread = len(frame.columns) - len(headings)
    notes += (f"{unread} columns of {path.name} were not read.",) if unread else ()
    for column in {"referral_ref", "case_ref"} & set(raw.columns):
        raw = raw[raw[column].str.strip() != EXAMPLE]
    if raw.empty:
        raise BadFile(f"{path.name}: holds no rows below the headings.")
    raw = local_words.translated(raw, local_words.REFERRAL_CODES)
    written = (formatted(own.date_format),) if own.date_format else (day_first,)
    # Cells formatted as dates arrive in ISO form whatever they look like on the screen.
    as_date = first_of(iso_date, *written, serial_date) if excel else first_of(*written, iso_date)
    if not excel and not own.date_format:
        as_date = first_of(as_date, serial_date)
    return Rows(path, raw, headings, as_date, notes)


def columns_there(path: Path, known: tuple[str, ...], mapping: Mapped) -> set[str]:
    """Which of the canonical columns a list has; none if it cannot be read."""
    try:
        own = local_headings.load(mapping, known)
        frame, _, _ = _frame(path, own.sheet, Refusals(), head=True)
        return set(local_headings.rename(frame, own, known, (), path.name, REFERRAL_ALIASES)[1])
    except BadFile:
        return set()


def _frame(
    path: Path, sheet: str | None, refusals: Refusals, head: bool = False
) -> tuple[pd.DataFrame, tuple[str, ...], bool]:
    data = read_bytes(path)
    if not is_workbook(path):
        return *csv_frame(_first_line(data) if head else data, path.name, refusals), False
    sheets = workbook(path)
    filled = [name for name, rows in sheets.items() if rows]
    if sheet is not None and sheet not in sheets:
        raise BadFile(f"{path.name}: has no sheet {sheet}, which the mapping names.")
    if sheet is None and len(filled) != 1:
        raise BadFile(
            f"{path.name}: has {len(filled)} sheets with rows. "
            "Keep one, or name it as `sheet` in a mapping."
        )
    return table(sheets[sheet or filled[0]], path.name, refusals), (), True


def _first_line(data: bytes) -> bytes:
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = data[:HEAD].decode("utf-16" if wide else "utf-8-sig", "replace").lstrip("\r\n ")
    return text.partition("\n")[0].encode()


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
        refusals.add(f"{rows.headings[column]} {problem}", rows.raw.index[wrong.to_numpy()])
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
