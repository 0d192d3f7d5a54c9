"""What every reader of person-level files needs: bytes, encodings, CSV and counted refusals.

Messages name the file, the row and the column, never a value: files hold names and UPNs.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import pandas as pd

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.cells import Cells
from sendviz.load.readers.days import DayCells

MARKS = ",;\t|"
LOOKED_AT = 20  # rows in which the headings are looked for
HEAD = 64_000  # characters of a text in which they stand
LONGEST_CELL = 131_072  # characters: the csv module's own limit
LONGEST_LINE = 1_000_000  # bytes: sixteen thousand columns of sixty characters
FILE_LIMIT = 150 * 1024**2  # bytes of one file, unpacked: far more than any list or release has
GZIP = b"\x1f\x8b"
# 200,000 rows of 100 columns; more is a stray value in a far corner.
CELLS_LIMIT = 20_000_000
# Of a list over several sheets, row 12 of the third is numbered 20,000,012.
SHEET_ROWS = 10_000_000
Records = list[tuple[int, list[str]]]
Sheets = dict[str, Records]
# How many of a row's cells are headings of the layout that is looked for.
Fits = Callable[[list[str]], int]


class Refusals:
    """Counts rows that are left out and, apart from them, cells of kept rows that could not be
    read: by sentence, with the first two rows of each, no value. `days` are the cells of days,
    `cells` those of every column, `sheets` the names of the sheets of a list spread over several.
    """

    def __init__(self, unit: str = "row") -> None:
        self.days = DayCells()
        self.cells = Cells()
        self.sheets: tuple[str, ...] = ()
        self._unit = unit
        self._count: dict[str, int] = {}
        self._first: dict[str, list[int]] = {}
        self._of_cells: set[str] = set()

    def add(self, sentence: str, rows: Iterable[int]) -> None:
        """Counts one refusal for each of the rows: they are left out."""
        rows = [int(row) for row in rows]
        if rows:
            self._count[sentence] = self._count.get(sentence, 0) + len(rows)
            first = self._first.setdefault(sentence, [])
            first.extend(rows[: 2 - len(first)])

    def unread(self, sentence: str, rows: Iterable[int]) -> None:
        """Counts one cell for each of the rows, which are kept without it."""
        self._of_cells.add(sentence)
        self.add(sentence, rows)

    def rows(self) -> int:
        """How many rows have been left out so far."""
        return sum(self.counted().values())

    def counted(self) -> dict[str, int]:
        """Rows left out: sentences -> counts, as `X01 ... (rows 12, 40 and 3 more)` -> 5."""
        return self._told(set(self._count) - self._of_cells)

    def counted_cells(self) -> dict[str, int]:
        """Cells not read: sentences -> counts, as `ReceivedDate is not a date (row 12)` -> 1."""
        return self._told(self._of_cells)

    def _told(self, which: set[str]) -> dict[str, int]:
        return {
            f"{text} ({self._where(text)})": count
            for text, count in self._count.items()
            if text in which
        }

    def _where(self, sentence: str) -> str:
        first, more = self._first[sentence], self._count[sentence] - len(self._first[sentence])
        shown = [self.place(row) for row in first]
        if more:
            return f"{self._unit}s {', '.join(shown)} and {more} more"
        return f"{self._unit}{'s' if len(first) > 1 else ''} {' and '.join(shown)}"

    def place(self, row: int) -> str:
        """The number of a row, with its sheet where there are several."""
        sheet, number = divmod(row, SHEET_ROWS)
        return f"{number} of '{self.sheets[sheet]}'" if sheet < len(self.sheets) else row_words(row)


def row_words(row: int) -> str:
    """The number of a row, with that of its sheet in a list that is spread over several."""
    sheet, number = divmod(int(row), SHEET_ROWS)
    return f"{number} of sheet {sheet + 1}" if sheet else str(number)


def how_many(n: int, one: str, many: str) -> str:
    """'1 row has', '1,204 rows have': the words that fit the number."""
    return f"{n:,} {one if n == 1 else many}"


def sha256(path: Path) -> str:
    """Hex digest of the file, read in pieces. Raises BadFile if it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise BadFile(f"{path.name}: cannot be opened ({error.strerror}).") from None


def ending_of(path: Path) -> str:
    """The ending in small letters that tells the kind: .csv of cases.csv and of cases.csv.gz."""
    name = path.name.lower()
    return ".csv" if name.endswith(".csv.gz") else path.suffix.lower()


def start_of(path: Path, size: int) -> bytes:
    """The first bytes of a file, unpacked where it is a .gz; nothing if it cannot be read."""
    try:
        with _opened(path) as stream:
            return stream.read(size)
    except (OSError, EOFError, zlib.error):
        return b""


def read_bytes(path: Path) -> bytes:
    """The whole file, unpacked where it is a .gz. Raises BadFile if it cannot be opened, holds
    nothing, or more than FILE_LIMIT.
    """
    try:
        with _opened(path) as stream:
            data = stream.read(FILE_LIMIT + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise BadFile(
            f"{path.name}: the .gz is damaged. Pack it again, or give it unpacked."
        ) from None
    except OSError as error:
        raise BadFile(f"{path.name}: cannot be opened ({error.strerror}).") from None
    if len(data) > FILE_LIMIT:
        raise too_large(path.name)
    if not data.strip():
        raise BadFile(f"{path.name}: the file is empty. Export it again.")
    return data


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as stream:
        packed = stream.read(len(GZIP)) == GZIP
    return cast(BinaryIO, gzip.open(path)) if packed else path.open("rb")


def too_large(name: str) -> BadFile:
    """What is said of a file that is larger than any that is meant to be read."""
    return BadFile(
        f"{name}: over {FILE_LIMIT // 1024**2} MB. Export only the rows and columns that are "
        "needed."
    )


def guard_cells(count: int, name: str) -> None:
    """Raises BadFile for a table of so many cells that it cannot be meant."""
    if count > CELLS_LIMIT:
        raise BadFile(
            f"{name}: has more than {CELLS_LIMIT:,} cells. Export only the rows and columns that "
            "are needed."
        )


def guard_lines(data: bytes, name: str) -> None:
    """Raises BadFile for a text with a line so long that it can be no row."""
    if len(data) <= LONGEST_LINE:
        return
    for number, line in enumerate(data.splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            raise BadFile(
                f"{name}, line {number}: over {LONGEST_LINE:,} characters in one line, so it is no "
                "list of rows. Export it again."
            )


def cell_text(value: object) -> str:
    """What a cell of a workbook says, as a CSV of it would; dates in ISO form."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return moment_text(value.isoformat())
    return str(value).strip()


def moment_text(text: str) -> str:
    """2025-01-06T00:00:00.000 as 2025-01-06, and 2025-01-06T09:15:00 with a blank for the T."""
    day, _, clock = text.partition("T")
    clock = clock[:8]
    return f"{day} {clock}" if clock.strip("0:") else day


def number_text(text: str) -> str:
    """A number as a workbook shows it: 12 for 12.0; another text as it is."""
    try:
        return cell_text(float(text))
    except (ValueError, OverflowError):
        return text


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Text and notes, from UTF-8, UTF-16 with its mark, or else Windows-1252 with a note.

    Raises BadFile for NUL bytes and for broken UTF-16: a program's file under the name of a CSV.
    """
    notes: tuple[str, ...] = ()
    guard_lines(data, name)
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


def csv_frame(
    data: bytes, name: str, refusals: Refusals, fits: Fits | None = None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """All cells as text under the file's own headings, and notes; the index is the row in the file.

    With `fits`, the headings stand in the row of the first 20 that fits best, else in the first.
    Blank rows are passed over. A row with more fields than headings has slipped sideways and is
    refused. Raises BadFile for no text, no headings, a heading used twice, or quote marks that do
    not match.
    """
    records, notes = csv_records(data, name, fits)
    at, most = best_row(records, fits) if fits else (0, 0)
    found = text_table(records[at:], name, refusals, known=most > 1)
    return found, notes + above_note(records, at, name)


def csv_records(
    data: bytes, name: str, fits: Fits | None = None
) -> tuple[Records, tuple[str, ...]]:
    """Row number and fields of every row of a CSV that holds something, and notes; parted by the
    mark under which the headings fit best. Raises BadFile for no text, and for quote marks that do
    not match.
    """
    text, notes = decode(data, name)
    mark = _delimiter(text)
    if fits:
        mark = max(mark + MARKS, key=lambda each: best_row(head_rows(text, each), fits)[1])
    return _records(text, mark, name), notes


def head_rows(text: str, mark: str) -> Records:
    """The first rows that hold something, as far as they can be told apart by the mark."""
    found: Records = []
    lines = csv.reader(io.StringIO(text[:HEAD], newline=""), delimiter=mark)
    try:
        for row, fields in enumerate(lines, start=1):
            if any(field.strip() for field in fields):
                found.append((row, fields))
            if len(found) == LOOKED_AT:
                break
    except csv.Error:
        pass
    return found


def best_row(records: Records, fits: Fits) -> tuple[int, int]:
    """The place of the row that has the most headings, and how many; the first if none has two."""
    scores = [fits(fields) for _, fields in records[:LOOKED_AT]]
    most = max(scores, default=0)
    # One word of a title may be a heading by chance.
    return (scores.index(most), most) if most > 1 else (0, most)


def above_note(records: Records, at: int, name: str) -> tuple[str, ...]:
    """A sentence where the headings do not stand in the first row that holds something."""
    if not at:
        return ()
    return (f"{name}: the headings stand in row {records[at][0]}; what is above was passed over.",)


def _records(text: str, mark: str, name: str) -> Records:
    """Row number and fields of every row that holds something. Raises BadFile where it cannot."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    records, row, cells = [], 0, 0
    try:
        for row, fields in enumerate(lines, start=1):
            cells += len(fields)
            guard_cells(cells, name)
            if any(field.strip() for field in fields):
                records.append((row, fields))
    except csv.Error as error:
        if "field larger" in str(error):
            raise BadFile(_too_long(records, text, lines.line_num, mark, row + 1, name)) from None
        raise BadFile(
            f"{name}, row {row + 1}: a quote mark is not closed or stands inside a field. Close it "
            "or delete it there, or export the file again."
        ) from None
    return records


def _too_long(records: Records, text: str, line: int, mark: str, row: int, name: str) -> str:
    cells = next((each for n, each in enumerate(io.StringIO(text), 1) if n == line), "").split(mark)
    at = max(range(len(cells)), key=lambda n: len(cells[n]))
    heads = records[0][1] if records else []
    column = f", column {' '.join(heads[at].split())[:60]}" if at < len(heads) else ""
    return (
        f"{name}, row {row}{column}: a cell of more than {LONGEST_CELL:,} characters. Shorten it; "
        "if it looks short, a quote mark that opens it is not closed."
    )


def text_table(
    records: Records, name: str, refusals: Refusals, *, known: bool = False
) -> pd.DataFrame:
    """Cells as text under the headings that the first record gives; the index is the row.

    known: the first record is known to hold headings, which may be named; else it may hold values.
    Raises BadFile without headings or with a heading used twice.
    """
    if not records:
        raise BadFile(f"{name}: the file is empty. Export it again.")
    headings = [" ".join(text.split()) for text in records[0][1]]
    while headings and not headings[-1]:
        headings.pop()
    twice = _twice(headings)
    if twice:
        which = f" ({listed([headings[at] for at in twice])})" if known else ""
        raise BadFile(
            f"{name}, row {records[0][0]}: headings stand twice, in column "
            f"{' and '.join(letters(at) for at in twice)}{which}. Rename or delete them there."
        )
    wide = len(headings)
    guard_cells(wide * len(records), name)
    slipped = [row for row, fields in records[1:] if any(field.strip() for field in fields[wide:])]
    refusals.add(f"{name} has more fields than headings", slipped)
    dropped = set(slipped)
    kept = [(row, fields) for row, fields in records[1:] if row not in dropped]
    cells = [(fields + [""] * wide)[:wide] for _, fields in kept]
    columns = {text: [line[at] for line in cells] for at, text in enumerate(headings) if text}
    index = pd.Index([row for row, _ in kept], dtype="int64", name="row")
    return pd.DataFrame(columns, index=index, dtype="str")


def _twice(headings: list[str]) -> list[int]:
    """Places of headings that stand further left, too."""
    folded = [text.casefold() for text in headings]
    return [at for at, text in enumerate(folded) if text and text in folded[:at]]


def letters(at: int) -> str:
    """The letters of a column as sheets show them: A for 0, AA for 26."""
    return (letters(at // 26 - 1) if at > 25 else "") + chr(65 + at % 26)


def listed(headings: list[str], most: int = 8) -> str:
    """Headings for a sentence: the first ones, cut short, and how many more there are."""
    more = f" and {len(headings) - most} more" if len(headings) > most else ""
    return ", ".join(f"'{text[:40]}'" for text in headings[:most]) + more


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(MARKS, key=first.count)
