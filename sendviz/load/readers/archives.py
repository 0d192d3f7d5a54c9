"""Zips and the workbooks that are zips: read in memory, guarded against bombs, odd paths and stray
far cells.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from xml.sax.saxutils import unescape

import pandas as pd

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers import common
from sendviz.load.readers.common import CELLS_LIMIT, Records, Sheets, cell_text
from sendviz.load.readers.days import ERROR, NO_VALUE

UNPACKED_LIMIT = 1024**3  # bytes of everything in a zip
ENTRIES_LIMIT = 2_000  # files in a zip
RATIO_LIMIT = 200  # CSV and XML shrink by 10 to 50; a bomb by 1,000
# r="B9" of a cell, r="9" of a row
CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,9})([0-9]{1,18})""")
# What the reader gives as empty: cells of type "e", and formulas without a stored value.
A_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
AT = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
TYPE = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>\s*([^<]*?)\s*</")
FORMULA = re.compile(rb"<(?:\w+:)?f\b")
LOCKED = "{name}: the workbook is damaged or locked with a password. Save it again."
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


def xlsx_sheets(data: bytes, name: str) -> Sheets:
    """The sheets of an .xlsx or .xlsm, as `workbooks.workbook` gives them. Raises BadFile unless it
    is readable and unfolds to a sensible size.
    """
    broken = _guard_workbook(data, name)
    try:
        frames = pd.read_excel(
            io.BytesIO(data),
            sheet_name=None,
            header=None,
            dtype=object,
            engine="calamine",
            keep_default_na=False,
        )
    except BaseException as error:  # calamine's own panics do not derive from Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise BadFile(LOCKED.format(name=name)) from None
    return {
        sheet: _text_rows(frame, broken.get(sheet.strip(), {})) for sheet, frame in frames.items()
    }


def entry_names(file: Path | BinaryIO, name: str) -> tuple[str, ...]:
    """What a zip holds, by name; nothing if it is no zip or not a safe one."""
    try:
        with open_zip(file, name) as archive:
            return tuple(archive.namelist())
    except BadFile:
        return ()


def _text_rows(frame: pd.DataFrame, broken: dict[int, dict[int, str]]) -> Records:
    rows = (
        (row, _mended([cell_text(value) for value in cells], broken.get(row, {})))
        for row, cells in enumerate(frame.itertuples(index=False, name=None), start=1)
    )
    return [(row, cells) for row, cells in rows if any(cells)]


def _mended(cells: list[str], broken: dict[int, str]) -> list[str]:
    """The cells of a row with what the reader has passed over, by its place."""
    for at, text in broken.items():
        cells += [""] * (at + 1 - len(cells))
        cells[at] = cells[at] or text
    return cells


def _guard_workbook(data: bytes, name: str) -> dict[str, dict[int, dict[int, str]]]:
    """sheet -> row -> place -> text of the cells that hold an error, or a formula only.

    Raises BadFile for what is no workbook and for a sheet that reaches too far.
    """
    broken = {}
    with open_zip(io.BytesIO(data), name) as archive:
        names = archive.namelist()
        if not any(entry.lower() == "xl/workbook.xml" for entry in names):
            raise BadFile(
                f"{name}: is not an Excel workbook (.xlsx or .xlsm). Save it in that format."
            )
        for entry in names:
            if "worksheets/" in entry.lower() and entry.lower().endswith(".xml"):
                sheet = unzip(archive, entry, name)
                _guard_corner(sheet, name)
                broken[entry.lower()] = _broken_cells(sheet)
        if not any(broken.values()):
            return {}
        return {sheet: broken.get(entry, {}) for sheet, entry in _entries(archive, name).items()}


def _entries(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """The entry of the zip, in small letters, in which each sheet stands."""
    by_lower = {entry.lower(): entry for entry in archive.namelist()}
    targets = {}
    if "xl/_rels/workbook.xml.rels" in by_lower:
        links = unzip(archive, by_lower["xl/_rels/workbook.xml.rels"], name)
        for link in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", links):
            targets[_attribute(link, b"Id")] = _attribute(link, b"Target")
    found = {}
    whole = unzip(archive, by_lower["xl/workbook.xml"], name)
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", whole):
        target = targets.get(_attribute(tag, rb"\w+:id"), "").lower()
        where = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found[_attribute(tag, b"name").strip()] = where
    return found


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb"""\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    text = (found[1] or found[2] or b"").decode("utf-8", "replace") if found else ""
    return unescape(text, {"&quot;": '"', "&apos;": "'"})


def _broken_cells(sheet: bytes) -> dict[int, dict[int, str]]:
    """row -> place -> #REF! or another error, #FORMULA! for a formula of which no value is kept."""
    found: dict[int, dict[int, str]] = {}
    if not FORMULA.search(sheet) and not re.search(rb"""\bt\s*=\s*["']e["']""", sheet):
        return found
    for marks, inside in _cells(sheet):
        where, kind = AT.search(marks), TYPE.search(marks)
        value = VALUE.search(inside)
        shown = value[1].decode("utf-8", "replace") if value else ""
        of_type = kind[1] if kind else b"n"
        if of_type == b"e":
            text = shown if ERROR.fullmatch(shown) else "#VALUE!"
        elif not shown and of_type not in (b"str", b"s", b"inlineStr") and FORMULA.search(inside):
            text = NO_VALUE
        else:
            continue
        if where:
            found.setdefault(int(where[2]), {})[_column(where[1])] = text
    return found


def _cells(sheet: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The attributes and the inside of each cell; what stands up to the next one is its inside."""
    before = None
    for cell in A_CELL.finditer(sheet):
        if before is not None and not before[1].endswith(b"/"):
            yield before[1], sheet[before.end() : cell.start()]
        before = cell
    if before is not None and not before[1].endswith(b"/"):
        yield before[1], sheet[before.end() :].partition(b"sheetData")[0]


def _column(letters: bytes) -> int:
    """The place of a column: 0 for A, 26 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def _guard_corner(sheet: bytes, name: str) -> None:
    # The reader lays out the rectangle to the last cell: a stray XFD1048576 takes 500 GB.
    last_row, last_column = 0, 0
    for letters, digits in set(CELL.findall(sheet)):
        column = _column(letters) + 1
        last_row, last_column = max(last_row, int(digits)), max(last_column, column)
    if last_row * max(last_column, 1) > CELLS_LIMIT:
        raise BadFile(
            f"{name}: a sheet reaches row {last_row}, column {last_column}. "
            "Delete stray values far from the table and save it again."
        )


def open_zip(source: Path | BinaryIO, name: str) -> zipfile.ZipFile:
    """The zip, once its list of entries is seen to be safe. Raises BadFile if it is not."""
    try:
        archive = zipfile.ZipFile(source)
    except DAMAGED:
        raise BadFile(f"{name}: is not a whole zip file. Download or save it again.") from None
    entries = archive.infolist()
    if any(_leads_outside(entry.filename) for entry in entries):
        raise BadFile(f"{name}: holds a path that leads out of the zip. Do not use this file.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadFile(f"{name}: is locked with a password. Unlock it and save it again.")
    bomb = any(
        entry.file_size > 1_000_000 and entry.file_size > RATIO_LIMIT * entry.compress_size
        for entry in entries
    )
    large = sum(entry.file_size for entry in entries) > UNPACKED_LIMIT
    if bomb or large or len(entries) > ENTRIES_LIMIT:
        raise BadFile(f"{name}: unfolds to an absurd size. Export or save it again.")
    return archive


def unzip_text(archive: zipfile.ZipFile, entry: str, name: str) -> bytes:
    """One file of text, in memory. Raises BadFile if it is damaged or larger than any list."""
    if archive.getinfo(entry).file_size > common.FILE_LIMIT:
        raise common.too_large(f"{name}, {PurePosixPath(entry).name}")
    return unzip(archive, entry, name)


def unzip(archive: zipfile.ZipFile, entry: str, name: str) -> bytes:
    """One entry, in memory. Raises BadFile if it is damaged."""
    try:
        return archive.read(entry)
    except DAMAGED:
        raise BadFile(f"{name}: a file in the zip is damaged. Download or save it again.") from None


def _leads_outside(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return ".." in parts or path.startswith(("/", "\\")) or ":" in path
