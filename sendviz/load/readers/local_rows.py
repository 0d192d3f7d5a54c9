"""One list of a council, CSV or Excel: its rows as text under canonical names, then typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.readers import local_headings, local_words
from sendviz.load.readers.common import Refusals, sha256
from sendviz.load.readers.list_frames import Kind, frame, unread_note
from sendviz.load.readers.local_headings import REFERRAL_ALIASES, Headings
from sendviz.load.readers.values import (
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
    slipped: int = 0  # rows that were read and left out, as they slipped sideways

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
            rows_read=len(self.raw) + self.slipped,
            refused=refusals.counted(),
            unread=refusals.counted_cells(),
            notes=self.notes + notes,
        )


def read_rows(
    path: Path, la_code: str, kind: Kind, mapping: Mapping | str | Path | None, refusals: Refusals
) -> Rows:
    """The rows of a list, CSV or Excel, of one kind, as text under its canonical columns.

    The template's example is left out. Raises BadFile for a file, mapping or LA code that will not
    do, and for a list without rows.
    """
    if not re.fullmatch("[0-9]{3}", str(la_code)):
        raise BadFile(f"{path.name}: the LA code given with the file is not three digits.")
    own = local_headings.load(mapping, kind.known, kind.words)
    found, notes, excel = frame(path, kind, own, refusals)
    slipped = refusals.rows()
    raw, headings = local_headings.rename(
        found, own, kind.known, kind.needed, path.name, kind.aliases, kind.words
    )
    notes += unread_note(path.name, found, headings)
    for column in {"case_ref", "referral_ref"} & set(raw.columns):
        raw = raw[raw[column].str.strip() != EXAMPLE]
    if raw.empty:
        raise BadFile(f"{path.name}: holds no rows below the headings.")
    codes = local_words.REFERRAL_CODES if kind.aliases is REFERRAL_ALIASES else None
    raw = local_words.translated(raw, codes) if codes else local_words.translated(raw)
    return Rows(path, raw, headings, _as_date(own, excel, bool(codes)), notes, slipped)


def _as_date(own: Headings, excel: bool, serials: bool) -> AsDate:
    """How days are written: as the mapping says, else day first; cells formatted as dates arrive
    in ISO form whatever they look like on the screen. `serials`: also Excel's numbers, in a CSV.
    """
    written = (formatted(own.date_format),) if own.date_format else (day_first,)
    if excel:
        return first_of(iso_date, *written, serial_date)
    last = (serial_date,) if serials and not own.date_format else ()
    return first_of(*written, iso_date, *last)


def fits(columns: set[str], kind: Kind) -> bool:
    """Whether these canonical columns are enough for a list of this kind, and none forbids it."""
    return not columns & kind.unless and all(columns & {*choice} for choice in kind.needed)
