"""The lists that inspectors ask for as a workbook: two sheets in their own columns, one of the
children without numbers, and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import pandas as pd

from sendviz import ask
from sendviz.ask import Records, annex
from sendviz.catalogue.annex_a import IDENTIFIERS, Column, ColumnSet, column_set
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.annex import Judged, state_of
from sendviz.kit.words import counted, day, joined, number
from sendviz.kit.workbook import Sheet, workbook_bytes
from sendviz.panels.annex import errors_sentence
from sendviz.panels.annex_checker import columns_words
from sendviz.panels.annex_given import rows_to_mend

# An officer's own file: case_ref, unique_id, upn, uln, birth_date, and person, where a hash tells.
Numbers: TypeAlias = pd.DataFrame
# What the log of exports says was taken away.
WHAT = "Annex A, lists 1 and 2"
FIRST_ROW = 2  # of a sheet, under its headings
DAY_OF_LIST = "Day of the lists"
NO_FILE = "no file of numbers was given"
NOT_IN_FILE = "not in the file of numbers"
TWICE = "several children in the file of numbers"
EMPTY = (
    "A day of an updated plan or of a review is empty where no plan was updated and none reviewed; "
    "any other empty cell is not in our records."
)
WINDOW = "Absence, suspensions and exclusions are counted"


@dataclass(frozen=True, eq=False)
class Written:
    """The workbook, how many children stand in it, and how many of them without numbers."""

    data: bytes
    rows: int
    without_numbers: int
    day: date


def written_lists(records: Records, identifiers: Numbers | None = None) -> Written:
    """Both lists on the newest day of which there are any. identifiers: case_ref, unique_id, upn,
    uln, birth_date and person (of the hash), by which children get their numbers; they are kept
    nowhere else than in the bytes. Raises NotAllowed unless officers ask, and BadSelection where
    there is no list."""
    if records.role != "officer":
        raise ask.NotAllowed(annex.NOT_TOLD)
    found = state_of(records)
    if found is None:
        raise BadSelection(
            f"There is no list of children of {records.council} to this day. Load one first."
        )
    columns, judged = column_set(found.now.day), found.now
    lists = {n: with_numbers(rows, identifiers) for n, rows in judged.lists.items()}
    sheets = [
        Sheet(columns.list_of(n).sheet, _head(columns, n), _rows(columns, n, rows))
        for n, rows in lists.items()
    ]
    without = _without_numbers(columns, lists)
    to_mend = _to_mend(columns, judged)
    notes = _notes(records, judged, columns, lists, errors_sentence(found, "officer"))
    sheets += [without, to_mend, Sheet("Notes", ("What", "Known"), [*notes])]
    title = f"Lists 1 and 2, {records.council}, {day(judged.day)}"
    return Written(
        workbook_bytes(title, sheets, judged.day),
        sum(map(len, lists.values())),
        len(without.rows),
        judged.day,
    )


def _head(columns: ColumnSet, n: int) -> tuple[str, ...]:
    return tuple(each.heading for each in columns.of_list(n))


def with_numbers(rows: pd.DataFrame, identifiers: Numbers | None) -> pd.DataFrame:
    """The rows with the numbers and birth dates of the file, and `why` where they have none: by the
    reference of the case, else by the hash of a number."""
    rows = rows.drop(columns="birth_date")
    if identifiers is None:
        return rows.assign(**dict.fromkeys(IDENTIFIERS), why=NO_FILE)
    at, why = pd.Series(None, index=rows.index, dtype=object), pd.Series(NOT_IN_FILE, rows.index)
    for key in ("case_ref", "person"):
        if key not in identifiers:
            continue
        given = identifiers[identifiers[key].notna()]
        texts = given[key].astype("str").str.strip()
        twice = texts.duplicated(keep=False)
        where = pd.Series(given.index[~twice], index=texts[~twice].to_numpy(), dtype=object)
        mine = rows[key].astype(object)
        at = at.where(at.notna(), mine.map(where))
        why = why.mask(at.isna() & mine.isin(texts[twice]), TWICE)
    got = identifiers[list(IDENTIFIERS)].reindex(at.to_numpy()).set_index(rows.index)
    return rows.join(got).assign(why=why.mask(at.notna(), ""))


def _rows(columns: ColumnSet, n: int, rows: pd.DataFrame) -> list[tuple]:
    told = [_cells(each, rows[each.id]) for each in columns.of_list(n)]
    return list(zip(*told, strict=True))


def _cells(column: Column, values: pd.Series) -> list[Any]:
    if column.kind == "date":
        days = pd.to_datetime(values)
        return [None if pd.isna(each) else each.date() for each in days]
    if column.kind in ("count", "percent"):
        places = 0 if column.kind == "count" else 1
        return [None if pd.isna(each) else _number(float(each), places) for each in values]
    known = {each: column.written(str(each)) for each in values.dropna().unique()}
    return [None if pd.isna(each) else known[each] for each in values]


def _number(value: float, places: int) -> float:
    return round(value, places) if places else int(value)


def _without_numbers(columns: ColumnSet, lists: dict[int, pd.DataFrame]) -> Sheet:
    rows = [
        (columns.list_of(n).sheet, at, None if pd.isna(ref) else str(ref), why)
        for n, each in lists.items()
        for at, (ref, why) in enumerate(
            zip(each["case_ref"], each["why"], strict=True), start=FIRST_ROW
        )
        if why
    ]
    return Sheet("Without_numbers", ("List", "Row", "Case reference", "Why"), rows)


def _to_mend(columns: ColumnSet, judged: Judged) -> Sheet:
    """What the rules find, by the row of the sheet."""
    sheets = {each.number: each.sheet for each in columns.lists}
    found = rows_to_mend(judged, sheets, first=FIRST_ROW)
    return Sheet("To_mend", tuple(found.columns), found.astype(object).to_numpy().tolist())


def _notes(
    records: Records,
    judged: Judged,
    columns: ColumnSet,
    lists: dict[int, pd.DataFrame],
    errors: str,
) -> Iterator[tuple[str, str | date]]:
    yield DAY_OF_LIST, judged.day
    yield "Council", f"{records.council} ({records.selection.council})"
    if any(bool(rows["simulated"].any()) for rows in lists.values()):
        yield "Simulated records", "The children of these lists are made up: send them to nobody."
    if chosen := [a.name for a in records.localities if a.id in records.selection.areas]:
        yield "Places", f"Only {joined(chosen)}"
    yield "Columns", " ".join(columns_words(columns))
    yield "Rules", errors
    for n, rows in lists.items():
        joined_rows = int(rows["why"].eq("").sum())
        yield (
            f"Numbers of list {n}",
            f"{number(joined_rows)} of {counted(len(rows), 'children')} have their numbers and "
            "birth date from the officer's own file; our records hold none of them.",
        )
        yield f"{WINDOW}, list {n}", _window(rows, judged.day)
        yield from _other_codes(columns, n, rows)
    yield "Empty cells", EMPTY


def _window(rows: pd.DataFrame, last: date) -> str:
    counts = rows["window_from"].dropna().value_counts().sort_index()
    told = [
        f"from {day(first)} to {day(last)}: {counted(n, 'children')}" for first, n in counts.items()
    ]
    unsaid = int(rows["window_from"].isna().sum())
    if unsaid:
        told.append(f"over months that the list does not say: {counted(unsaid, 'children')}")
    return "; ".join(told) or "no children"


def _other_codes(columns: ColumnSet, n: int, rows: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Codes that the list does not have, written as they are: DS of newer returns."""
    for each in columns.of_list(n):
        if each.codes:
            told = rows[each.id].dropna()
            other = told[[not each.knows(str(code)) for code in told]].value_counts().sort_index()
            for code, many in other.items():
                yield (
                    f"{each.heading}, list {n}",
                    f"{code} is no code of the list and is written as it is: "
                    f"{counted(int(many), 'children')}.",
                )
