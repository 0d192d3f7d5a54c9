"""What every reader of person-level files needs: bytes, encodings, CSV and counted refusals.

Messages name the file, the row and the column, never a value: files hold names and UPNs.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from sendviz.layouts import BadFile


class Refusals:
    """Counts what could not be read, by sentence; keeps the first two rows of each, no value."""

    def __init__(self, unit: str = "row"):
        self._unit = unit
        self._count: dict[str, int] = {}
        self._first: dict[str, list[int]] = {}

    def add(self, sentence: str, rows: Iterable[int]) -> None:
        """Counts one refusal for each of the rows."""
        rows = [int(row) for row in rows]
        if rows:
            self._count[sentence] = self._count.get(sentence, 0) + len(rows)
            first = self._first.setdefault(sentence, [])
            first.extend(rows[: 2 - len(first)])

    def counted(self) -> dict[str, int]:
        """Sentences -> counts, as `ReceivedDate is not a date (rows 12, 40 and 3 more)` -> 5."""
        return {f"{text} ({self._where(text)})": count for text, count in self._count.items()}

    def _where(self, sentence: str) -> str:
        first, more = self._first[sentence], self._count[sentence] - len(self._first[sentence])
        if more:
            return f"{self._unit}s {', '.join(map(str, first))} and {more} more"
        plural = "s" if len(first) > 1 else ""
        return f"{self._unit}{plural} {' and '.join(map(str, first))}"


def sha256(path: Path) -> str:
    """Hex digest of the file, read in pieces. Raises BadFile if it cannot be read."""
    try:
        with Path(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise BadFile(f"{Path(path).name}: cannot be opened ({error.strerror}).") from None


def read_bytes(path: Path) -> bytes:
    """The whole file. Raises BadFile if it cannot be opened or holds nothing."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BadFile(f"{Path(path).name}: cannot be opened ({error.strerror}).") from None
    if not data.strip():
        raise BadFile(f"{Path(path).name}: the file is empty. Export it again.")
    return data


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Text and notes, from UTF-8, UTF-16 with its mark, or else Windows-1252 with a note.

    Raises BadFile for NUL bytes and for broken UTF-16: a program's file under the name of a CSV.
    """
    notes = ()
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = data.decode("utf-16")
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.encoding.startswith("utf-16"):
            raise BadFile(f"{name}: is not whole UTF-16 text. Save it as 'CSV UTF-8'.") from None
        text = data.decode("cp1252", errors="replace")
        notes = (
            f"{name} is not UTF-8; it was read as Windows-1252. Accents in free text may be wrong.",
        )
    if "\0" in text:
        raise BadFile(f"{name}: holds NUL bytes, so it is not text. Save it as 'CSV UTF-8'.")
    return text, notes


def csv_frame(data: bytes, name: str, refusals: Refusals) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """All cells as text under the file's own headings, and notes; the index is the row in the file.

    Blank rows are passed over. A row with more fields than headings has slipped sideways and is
    refused. Raises BadFile for no text, no headings, a heading used twice, or quote marks that do
    not match.
    """
    text, notes = decode(data, name)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records = []
    try:
        for row, fields in enumerate(lines, start=1):
            if any(field.strip() for field in fields):
                records.append((row, fields))
    except csv.Error:
        where = f"near line {lines.line_num}"
        raise BadFile(
            f"{name}: {where}, a quote mark is not closed or stands inside a field."
        ) from None
    return table(records, name, refusals), notes


def table(records: list[tuple[int, list[str]]], name: str, refusals: Refusals) -> pd.DataFrame:
    """Cells as text under the headings that the first record gives; the index is the row.

    Raises BadFile without headings or with a heading used twice.
    """
    if not records:
        raise BadFile(f"{name}: the file is empty. Export it again.")
    headings = [" ".join(text.split()) for text in records[0][1]]
    while headings and not headings[-1]:
        headings.pop()
    named = [text.casefold() for text in headings if text]
    twice = len(named) - len(set(named))
    if twice:
        raise BadFile(
            f"{name}: {twice} headings stand twice in the first row. Rename or delete them."
        )
    wide = len(headings)
    slipped = [row for row, fields in records[1:] if any(field.strip() for field in fields[wide:])]
    refusals.add(f"{name} has more fields than headings", slipped)
    dropped = set(slipped)
    kept = [(row, fields) for row, fields in records[1:] if row not in dropped]
    cells = [(fields + [""] * wide)[:wide] for _, fields in kept]
    columns = {text: [line[at] for line in cells] for at, text in enumerate(headings) if text}
    index = pd.Index([row for row, _ in kept], dtype="int64", name="row")
    return pd.DataFrame(columns, index=index, dtype="str")


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(",;\t|", key=first.count)
