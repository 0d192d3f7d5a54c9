"""A filled-in Annex A, Excel or CSV, as the rules take it: in memory, and for one answer only.

Names of sheets, the order of headings, what stands above them and the kind of dash do not matter;
a council's own headings are told with a mapping. Nothing of it is stored and no cell is repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import pandas as pd

from sendviz.catalogue.annex_a import BESIDE, Column, ColumnSet, column_set
from sendviz.catalogue.layouts import BadFile, Table
from sendviz.load.readers.common import (
    Records,
    Refusals,
    best_row,
    csv_records,
    how_many,
    text_table,
)
from sendviz.load.readers.days import any_day, no_day_yet, says_nothing, tidy
from sendviz.load.readers.headings import (
    Headings,
    Mapped,
    read_headings,
    recognised,
    rename,
)
from sendviz.load.readers.values import as_flag, as_number
from sendviz.load.readers.workbooks import starts_a_workbook, workbook_of

# Headings of a list that one of its rows must have.
ENOUGH = 4
# Text of the first column of the notes that go with a written list, before its day.
DAY_OF_LIST = "Day of the lists"
FLAGS = {True: "true", False: "false"}


@dataclass(frozen=True, eq=False)
class ListsGiven:
    """The lists of a file: number -> rows, with the columns of catalogue.annex_a that the file has
    (days as datetimes, numbers as floats, flags 'true' and 'false', the rest our codes or text;
    what is blank is missing), `age` in whole years on the day, and `unread`, the columns of days
    that cannot be read, with | between them. The index is the row in the sheet.

    day: to which the lists tell. sheets: number -> the name of its sheet. notes: sentences.
    """

    name: str
    day: date
    lists: Mapping[int, pd.DataFrame]
    sheets: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_lists(
    data: bytes, name: str, day: date | None = None, mapping: Mapped = None
) -> ListsGiven:
    """The lists in a file. day: to which they tell; a file that sendviz wrote says it itself.

    Raises BadFile for a file that cannot be read, that has no sheet with such headings or two of
    one list, that does not say its day, and for a mapping that does not fit.
    """
    sheets = _sheets(data, name)
    day = day or _day_said(sheets)
    if day is None:
        raise BadFile(
            f"{name} does not say of which day it tells, and ages are judged on that day, not on "
            "today: add --reference-date 2026-01-15."
        )
    columns = column_set(day)
    own = read_headings(mapping, columns.as_table(1))
    found: dict[int, pd.DataFrame] = {}
    named: dict[int, str] = {}
    notes: list[str] = []
    for sheet, records in sheets.items():
        at, most = best_row(records, partial(fit, table=columns.as_table(1), own=own))
        if most < ENOUGH:
            continue
        number = _number_of(sheet, records[at][1], columns, own)
        if number in found:
            raise BadFile(
                f"{name}: the sheets {named[number]} and {sheet} both hold list {number}. Keep one."
            )
        rows, said = _read_one(records[at:], f"{name}, {sheet}", columns, number, own, day)
        found[number], named[number] = rows, sheet
        notes += said
    if not found:
        raise BadFile(
            f"{name}: no sheet has the headings of Annex A, list 1 or 2, in one of its first 20 "
            "rows. Give your own headings with a mapping (--map)."
        )
    return ListsGiven(name, day, dict(sorted(found.items())), named, tuple(notes))


def _sheets(data: bytes, name: str) -> dict[str, Records]:
    if starts_a_workbook(data):
        return {sheet: rows for sheet, rows in workbook_of(data, name).items() if rows}
    if not data.strip():
        raise BadFile(f"{name}: the file is empty. Export it again.")
    table = column_set(date.max).as_table(1)
    records, _ = csv_records(data, name, partial(fit, table=table, own=Headings()))
    return {"the list": records}


def fit(cells: list[str], table: Table, own: Headings) -> int:
    """How many of the cells are headings of a table."""
    return len(recognised(cells, table, own))


def _day_said(sheets: Mapping[str, Records]) -> date | None:
    """The day that the notes of a written list tell."""
    for records in sheets.values():
        for _, cells in records:
            if cells[0] == DAY_OF_LIST and len(cells) > 1:
                return any_day(cells[1])
    return None


def _number_of(sheet: str, cells: list[str], columns: ColumnSet, own: Headings) -> int:
    """Which list it is: by the name of the sheet, else by columns that only list 1 has."""
    named = {each.sheet.casefold(): each.number for each in columns.lists}
    if number := named.get(sheet.strip().replace(" ", "_").casefold()):
        return number
    only = {each.id for each in columns.columns if each.lists == (1,)}
    return 1 if only & recognised(cells, columns.as_table(1), own) else 2


def _read_one(
    records: Records, where: str, columns: ColumnSet, number: int, own: Headings, day: date
) -> tuple[pd.DataFrame, list[str]]:
    table, refusals = columns.as_table(number), Refusals()
    if number == 2:  # the mapping is for both lists
        known = {column: text for column, text in own.columns.items() if column in table.known}
        own = replace(own, columns=known)
    raw, headings = rename(text_table(records, where, refusals, known=True), own, table, where)
    notes = [f"{text}: {n} left out." for text, n in refusals.counted().items()]
    here = [each for each in columns.of_list(number) if each.id in raw]
    if lacking := [each.heading for each in columns.of_list(number) if each.id not in raw]:
        notes.append(f"{where}: has no column {', '.join(lacking)}. Put them in.")
    out, unread = pd.DataFrame(index=raw.index), pd.Series("", index=raw.index)
    for column in here:
        out[column.id], unknown = _column(raw[column.id], column)
        if column.kind == "date":
            unread = unread.mask(unknown, unread + "|" + column.id)
        elif unknown.any():
            notes.append(_unknown(where, headings[column.id], column, int(unknown.sum())))
    for beside in BESIDE:
        if beside in raw:
            out[beside] = raw[beside].map(filled)
    if "birth_date" in out:
        out["age"] = ages(out["birth_date"], day)
    return out.assign(unread=unread.str.removeprefix("|")), notes


def _unknown(where: str, heading: str, column: Column, n: int) -> str:
    what = "none of its codes" if column.codes else "no number"
    return f"{where}, {heading}: {how_many(n, 'cell holds', 'cells hold')} {what}."


def _column(texts: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    """A column as its kind says, and which of its cells are filled and are nothing of the kind."""
    parse = {"date": _as_day, "count": _as_number, "percent": _as_number}.get(column.kind)
    told = {text: tidy(text) for text in texts.unique()}
    if parse is None:
        read = {text: _as_code(each, column) for text, each in told.items()}
        found = texts.map(read).astype(object)
        known = {code for code in found.dropna().unique() if column.knows(code)}
        return found, found.notna() & ~found.isin(known)
    blank = no_day_yet if column.kind == "date" else says_nothing
    values = {text: None if blank(each) else parse(each) for text, each in told.items()}
    filled = texts.map({text: not blank(each) for text, each in told.items()}).astype(bool)
    found = texts.map(values)
    made = pd.to_datetime(found) if column.kind == "date" else found.astype("float64")
    return made, filled & made.isna()


def _as_day(text: str) -> date | None:
    return any_day(text)


def _as_number(text: str) -> float | None:
    return as_number(text.removesuffix("%").strip())


def _as_code(text: str, column: Column) -> str | None:
    """A cell as our code; None where it says nothing. A word of the column is no blank: 'Not
    known', 'UNKNOWN'."""
    code = column.read(text)
    if column.codes and column.knows(code):
        return code
    if says_nothing(text):
        return None
    if column.kind == "flag" and (so := as_flag(text)) is not None:
        return FLAGS[so]
    return code


def filled(text: str) -> str | None:
    """The text of a cell; None where it says nothing."""
    return None if says_nothing(tidy(text)) else text


def ages(born: pd.Series, day: date) -> pd.Series:
    """Whole years on a day; missing where the birth date is. Who was born on 29 February is a year
    older on 28 February, as the public checker has it."""
    last = pd.Timestamp(day)
    months = born.dt.month * 100 + born.dt.day
    if not last.is_leap_year:
        months = months.mask(months.eq(229), 228)
    not_yet = months > last.month * 100 + last.day
    return (last.year - born.dt.year - not_yet).where(born.notna()).astype("Int64")
