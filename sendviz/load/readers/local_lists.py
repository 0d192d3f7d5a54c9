"""One list of a council, CSV or Excel: its rows as text under canonical names, wherever the
headings stand in it, then typed as tables/*.toml declares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from sendviz.catalogue import dimensions
from sendviz.catalogue.layouts import EXAMPLE, BadFile, Delivery, ReadColumn, Table
from sendviz.load.readers.common import Refusals, sha256
from sendviz.load.readers.days import AsDate, refuse_errors, with_format
from sendviz.load.readers.headings import (
    Headings,
    Mapped,
    list_frame,
    read_headings,
    rename,
    with_codes,
)
from sendviz.load.readers.values import (
    as_flag,
    as_number,
    as_pounds,
    blank_of,
    dates,
    first_of_month,
    typed,
    whole_years,
)
from sendviz.load.readers.words import table_parts, unknown_words

# All cells of a file as text under its own headings, notes, and whether it is a workbook.
Cells = Callable[[Path, Table, Headings, Refusals], tuple[pd.DataFrame, tuple[str, ...], bool]]
GIVE_FORM = "Give another form as `date_format` in a mapping (--map)."


@dataclass(frozen=True)
class Rows:
    """The rows of a list as text under canonical names; their index is the row in the file."""

    path: Path
    table: Table
    raw: pd.DataFrame
    headings: dict[str, str]  # canonical -> the file's own
    as_date: AsDate
    notes: tuple[str, ...]
    slipped: int = 0  # rows that were read and left out, as they slipped sideways
    in_workbook: bool = False
    unused: tuple[str, ...] = ()  # headings of columns that are not read

    def typed(self, name: str, columns: Mapping[str, str], refusals: Refusals) -> pd.DataFrame:
        """A canonical table, a row for each row; `columns`: its column -> that of the list."""
        here = {column: own for column, own in columns.items() if own in self.raw}
        numbers = pd.Series(range(1, len(self.raw) + 1), dtype="int64")
        keys = {"row": self.raw.index.to_series(), "person_no": numbers, "request_no": numbers}
        keys = keys if name != "advice" else {"row": keys["row"]}
        labels = {column: self.headings[own] for column, own in here.items()}
        raw = {column: self.raw[own] for column, own in here.items()}
        return pd.DataFrame(typed(name, raw, keys, self.as_date, refusals, labels))

    def dates(self, table: str, column: str, refusals: Refusals) -> pd.Series:
        """One column as dates, numbered from 0; missing throughout if the list lacks it."""
        if column not in self.raw:
            return pd.Series([None] * len(self.raw), dtype="datetime64[us]")
        rows = self.raw.index.to_series()
        numbers = pd.Series(range(1, len(rows) + 1))
        label = self.headings[column]
        return dates(
            self.raw[column], self.as_date, label, refusals, (table, column), rows, numbers
        )

    def texts(self, column: str) -> pd.Series:
        """One column as tidy text, numbered from 0; missing where blank or where the list lacks
        it."""
        if column not in self.raw:
            return pd.Series([None] * len(self.raw), dtype="str")
        told = blank_of(column)
        tidy = {text: told(text) for text in self.raw[column].unique()}
        return self.raw[column].map(tidy).astype("str").reset_index(drop=True)

    def parsed(
        self, column: str, parse: Callable, dtype: str, problem: str, refusals: Refusals
    ) -> pd.Series:
        """One column through `parse`; what it does not know is missing, and counted."""
        given = self.texts(column)
        values = {text: parse(text) for text in given.dropna().unique()}
        found = pd.Series([values.get(text) for text in given], dtype=dtype)
        wrong = given.notna() & found.isna()
        if wrong.any():
            refusals.unread(f"{self.headings[column]} {problem}", self.raw.index[wrong.to_numpy()])
        if column in self.headings:
            refusals.cells.count((self.table.name, column), self.headings[column], given, wrong)
        return found

    def canonical(self, table: Table, refusals: Refusals) -> pd.DataFrame:
        """`row` and the columns of a table, each as it is declared."""
        found = {"row": self.raw.index.to_series().reset_index(drop=True)}
        found |= {column: self._column(table, column, refusals) for column in table.delivered}
        return pd.DataFrame(found)

    def _column(self, table: Table, column: str, refusals: Refusals) -> pd.Series:
        kind = table.kind(column)
        if kind == "date":
            return self.dates(table.name, column, refusals)
        if column in table.codes:
            return self._coded(table, column, refusals)
        if kind == "flag":
            return self.parsed(column, as_flag, "boolean", "is neither yes nor no", refusals)
        if kind == "month":
            month = partial(first_of_month, as_date=self.as_date)
            return self.parsed(column, month, "datetime64[us]", "is not a month", refusals)
        if kind == "age":
            return self.parsed(column, whole_years, "Int64", "is not an age in years", refusals)
        if kind == "number":
            return self.parsed(column, as_number, "float64", "is not a number", refusals)
        if kind == "pounds":
            return self.parsed(column, as_pounds, "float64", "is not a sum in pounds", refusals)
        text = self.texts(column)
        if kind == "lower":
            return text.str.lower().str.replace(" ", "_")
        return text.str.upper() if kind == "upper" else text

    def _coded(self, table: Table, column: str, refusals: Refusals) -> pd.Series:
        """Codes, whatever their case; any other text counts as what is declared, and is counted:
        free text may name people.
        """
        codes, instead = table.codes[column], table.instead.get(column)
        known = dimensions()[codes].values if isinstance(codes, str) else codes
        by_word = {each.lower(): each for each in known}
        problem = f"is not a code that is known and counts as {instead or 'not known'}"

        def code(text: str) -> str | None:
            return by_word.get(text.lower().replace(" ", "_"))

        found = self.parsed(column, code, "str", problem, refusals)
        return found.mask(found.isna() & self.texts(column).notna(), instead)

    def _read_columns(self, refusals: Refusals) -> tuple[ReadColumn, ...]:
        """How each column of the list was read."""
        counted, unknown = refusals.cells.by_heading(), unknown_words(self.raw, self.table)
        return tuple(
            ReadColumn(
                heading,
                self.table.name,
                column,
                len(self.raw),
                *counted.get(heading, (int(self.texts(column).notna().sum()), 0)),
                unknown.get(column, pd.Series(dtype="int64")).to_dict(),
            )
            for column, heading in self.headings.items()
        )

    def delivery(
        self,
        layout: str,
        source: str,
        la_code: str,
        data_date: date,
        tables: dict[str, pd.DataFrame],
        refusals: Refusals,
        notes: tuple[str, ...] = (),
    ) -> Delivery:
        """The finished delivery; raises BadFile if most days of a column are none."""
        refusals.days.refuse(self.path.name, GIVE_FORM)
        undated = refusals.days.undated()
        notes += refusals.days.notes()
        notes += refusals.days.swapped() if self.in_workbook else ()
        return Delivery(
            layout,
            source,
            self.path.name,
            sha256(self.path),
            {**tables, **({"undated": undated} if len(undated) else {})},
            la_code=str(la_code),
            reference_date=data_date,
            rows_read=len(self.raw) + self.slipped,
            refused=refusals.counted(),
            unread=refusals.counted_cells(),
            notes=self.notes + notes,
            columns=self._read_columns(refusals),
            unused=self.unused,
        )


def read_rows(
    path: Path,
    la_code: str,
    table: Table,
    mapping: Mapped,
    refusals: Refusals,
    cells: Cells = list_frame,
) -> Rows:
    """The rows of a list, CSV or Excel, of one kind, as text under its canonical columns.

    cells: takes them out of the file. The template's example is left out. Raises BadFile for a
    file, mapping or LA code that will not do, and for a list without rows.
    """
    if not re.fullmatch("[0-9]{3}", str(la_code)):
        raise BadFile(f"{path.name}: the LA code given with the file is not three digits.")
    own = read_headings(mapping, table)
    found, notes, excel = cells(path, table, own, refusals)
    slipped = refusals.rows()
    raw, headings = rename(found, own, table, path.name)
    unused = tuple(each for each in found.columns if each not in headings.values())
    for column in raw.columns:
        if column.endswith("_ref") or table.example.get(column) == EXAMPLE:
            raw = raw[raw[column].str.strip() != EXAMPLE]
    if raw.empty:
        raise BadFile(f"{path.name}: holds no rows below the headings.")
    raw = _without_errors(raw, table, headings, path.name, refusals)
    as_date = with_format(own.date_format)
    coded = with_codes(raw, table)
    return Rows(path, table, coded, headings, as_date, notes, slipped, excel, unused)


def _without_errors(
    raw: pd.DataFrame, table: Table, headings: Mapping[str, str], name: str, refusals: Refusals
) -> pd.DataFrame:
    """The same with cells that hold an error of Excel, or a formula without its value, blank and
    counted; those of days stay, as they say that something happened.

    Raises BadFile where most filled cells of a column are such.
    """
    kept = {}
    for column in raw:
        wrong = refuse_errors(raw[column], name, headings[column])
        if not wrong.any():
            continue
        if not any(each.kind(column) == "date" for each in table_parts(table)):
            refusals.unread(f"{headings[column]} holds an error of Excel", raw.index[wrong])
            kept[column] = raw[column].mask(wrong, "")
    return raw.assign(**kept)


@dataclass(frozen=True)
class Rules:
    """What is special in one kind of list: prepare, of its rows as text, before they are typed;
    judge, of the typed rows (and the headings), which it fills in or leaves out and counts."""

    prepare: Callable[[Rows, Refusals], Rows] = lambda rows, _: rows
    judge: Callable[[pd.DataFrame, Rows, Refusals], pd.DataFrame] = lambda found, *_: found


def read_plain(
    path: Path,
    table: Table,
    la_code: str,
    data_date: date,
    mapping: Mapped = None,
    rules: Rules = Rules(),
) -> Delivery:
    """The table under its name, with `row` and its declared columns, known to `data_date`.

    Rows without a value that the table needs are left out and counted. Raises BadFile for missing
    columns (all at once), a wrong mapping, or a needed day that is mostly unreadable.
    """
    refusals = Refusals()
    rows = rules.prepare(read_rows(path, la_code, table, mapping, refusals), refusals)
    found = rules.judge(rows.canonical(table, refusals), rows, refusals)
    for column in table.required:
        empty = found[column].isna()
        heading = rows.headings.get(column, column)
        refusals.add(f"{heading} is missing or could not be read", found.loc[empty, "row"])
        found = found[~empty]
    return rows.delivery(
        f"{table.name}_list",
        table.list[:1].upper() + table.list[1:],
        la_code,
        data_date,
        {table.name: found.reset_index(drop=True)},
        refusals,
    )
