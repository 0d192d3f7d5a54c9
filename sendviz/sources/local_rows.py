"""One list of a council, CSV or Excel: its rows as text under canonical names, then typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.layouts import BadFile, Delivery
from sendviz.sources import local_headings, local_words
from sendviz.sources.archives import is_workbook, workbook
from sendviz.sources.common import Refusals, csv_frame, read_bytes, sha256, table
from sendviz.sources.values import (
    AsDate,
    dates,
    day_first,
    first_of,
    formatted,
    iso_date,
    serial_date,
    typed,
)

EXAMPLE = "EXAMPLE-1"  # the case of the templates, passed over


@dataclass(frozen=True)
class Rows:
    """The rows of a list as text under canonical names; their index is the row in the file."""

    path: Path
    raw: pd.DataFrame
    headings: dict[str, str]  # canonical -> the file's own
    as_date: AsDate
    notes: tuple[str, ...]

    def typed(self, name: str, columns: Mapping[str, str], refusals: Refusals) -> pd.DataFrame:
        """A canonical table, a row for each row; `columns`: its column -> that of the list."""
        here = {column: own for column, own in columns.items() if own in self.raw}
        numbers = pd.Series(range(1, len(self.raw) + 1), dtype="int64")
        keys = {"row": self.raw.index.to_series(), "person_no": numbers, "request_no": numbers}
        keys = keys if name != "advice" else {"row": keys["row"]}
        labels = {column: self.headings[own] for column, own in here.items()}
        raw = {column: self.raw[own] for column, own in here.items()}
        return pd.DataFrame(typed(name, raw, keys, self.as_date, refusals, labels))

    def dates(self, column: str, refusals: Refusals) -> pd.Series:
        """One column as dates, numbered from 0; missing throughout if the list lacks it."""
        if column not in self.raw:
            return pd.Series([None] * len(self.raw), dtype="datetime64[us]")
        return dates(self.raw[column], self.as_date, self.headings[column], refusals)

    def mostly_dates(self, column: str, found: pd.Series) -> None:
        """Raises BadFile if most texts are no dates, as in a list that puts the month first."""
        # Month-first dates pass on days up to the 12th only, so most fail.
        filled = (self.raw[column].str.strip() != "").sum()
        if filled >= 5 and found.notna().sum() < filled / 2:
            raise BadFile(
                f"{self.path.name}: most dates under {self.headings[column]} are not day/month/year"
                ". Give their form as `date_format` in a mapping."
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
        """The finished delivery."""
        return Delivery(
            layout,
            source,
            self.path.name,
            sha256(self.path),
            tables,
            la_code=str(la_code),
            reference_date=data_date,
            rows_read=len(self.raw),
            refused=refusals.counted(),
            notes=self.notes + notes,
        )


def read_rows(
    path: Path,
    la_code: str,
    known: tuple[str, ...],
    needed: tuple[tuple[str, ...], ...],
    mapping: Mapping | str | Path | None,
    refusals: Refusals,
) -> Rows:
    """The rows of a list, CSV or Excel, whose canonical columns are `known`.

    Raises BadFile for a file, mapping or LA code that will not do, and for a list without rows.
    """
    if not re.fullmatch("[0-9]{3}", str(la_code)):
        raise BadFile(f"{path.name}: the LA code given with the file is not three digits.")
    own = local_headings.load(mapping, known)
    frame, notes, excel = _frame(path, own.sheet, refusals)
    raw, headings = local_headings.rename(frame, own, known, needed, path.name)
    unread = len(frame.columns) - len(headings)
    notes += (f"{unread} columns of {path.name} were not read.",) if unread else ()
    raw = local_words.translated(raw[raw["case_ref"].str.strip() != EXAMPLE])
    if raw.empty:
        raise BadFile(f"{path.name}: holds no rows below the headings.")
    written = (formatted(own.date_format),) if own.date_format else (day_first,)
    # Cells formatted as dates arrive in ISO form whatever they look like on the screen.
    as_date = first_of(iso_date, *written, serial_date) if excel else first_of(*written, iso_date)
    return Rows(path, raw, headings, as_date, notes)


def has_columns(
    path: Path,
    known: tuple[str, ...],
    needed: tuple[tuple[str, ...], ...],
    mapping: Mapping | str | Path | None,
) -> bool:
    """Whether the list has the needed columns; False too if it cannot be read."""
    try:
        own = local_headings.load(mapping, known)
        frame, _, _ = _frame(path, own.sheet, Refusals())
        local_headings.rename(frame, own, known, needed, path.name)
    except BadFile:
        return False
    return True


def _frame(
    path: Path, sheet: str | None, refusals: Refusals
) -> tuple[pd.DataFrame, tuple[str, ...], bool]:
    data = read_bytes(path)
    if is_workbook(path):
        return _sheet(path, sheet, refusals), (), True
    return *csv_frame(data, path.name, refusals), False


def _sheet(path: Path, sheet: str | None, refusals: Refusals) -> pd.DataFrame:
    sheets = workbook(path)
    filled = [name for name, rows in sheets.items() if rows]
    if sheet is not None and sheet not in sheets:
        raise BadFile(f"{path.name}: has no sheet {sheet}, which the mapping names.")
    if sheet is None and len(filled) != 1:
        raise BadFile(
            f"{path.name}: has {len(filled)} sheets with rows. "
            "Keep one, or name it as `sheet` in a mapping."
        )
    return table(sheets[sheet or filled[0]], path.name, refusals)
