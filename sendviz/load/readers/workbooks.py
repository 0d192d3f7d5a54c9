"""Workbooks of every form, by what they are and not by what they are called: .xlsx, .xlsm, .ods,
.xls, and the web pages and XML that reporting servers call .xls.
"""

from __future__ import annotations

import io
import re
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import xlrd

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.archives import LOCKED, entry_names, open_zip, unzip, xlsx_sheets
from sendviz.load.readers.common import (
    Records,
    Sheets,
    cell_text,
    guard_cells,
    read_bytes,
    start_of,
)
from sendviz.load.readers.open_document import ods_sheets
from sendviz.load.readers.web_sheets import spreadsheet_xml, web_page

LOOKED_AT = 4096  # bytes of a file that tell what it is
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SHEET = re.compile(rb"""<(?:\w+:)?(?:sheet|table)\b[^>]*?\bname=["']([^"']*)["']""")
SHARED = re.compile(r"sharedStrings\.xml$|^content\.xml$", re.I)
IN_SHEETS = re.compile(r"worksheets/[^/]+\.xml$", re.I)
WEB_PAGE = re.compile(r"<(?:html|table|!doctype html)\b", re.I)
WEB_ARCHIVE = re.compile(r"mime-version:.*multipart/related", re.I | re.S)
SPREADSHEET_XML = "urn:schemas-microsoft-com:office:spreadsheet"


def workbook(path: Path) -> Sheets:
    """Sheet name -> (row, cells as text) for each row that holds something, all as wide.

    Whole numbers come without a decimal point, yes and no as 1 and 0, dates as ISO text, errors of
    Excel as what they show (#REF!), formulas of which no value is stored as #FORMULA!. The tables
    of a web page are its sheets. Raises BadFile unless it can be read and is of a sensible size.
    """
    return workbook_of(read_bytes(path), path.name)


def workbook_of(data: bytes, name: str) -> Sheets:
    """The same of a workbook that is in memory."""
    return {sheet: _squared(rows, name) for sheet, rows in _sheets(data, name).items()}


def _squared(rows: Records, name: str) -> Records:
    """The rows, all as wide as the widest."""
    wide = max((len(cells) for _, cells in rows), default=0)
    guard_cells(wide * len(rows), name)
    return [(number, cells + [""] * (wide - len(cells))) for number, cells in rows]


def _sheets(data: bytes, name: str) -> Sheets:
    form = _form(data[:LOOKED_AT])
    if form == "ole":
        return _xls_sheets(data, name)
    if form == "web page":
        return web_page(data, name)
    if form == "web archive":
        return web_page(_pages(data), name)
    if form == "xml":
        return spreadsheet_xml(data, name)
    if "content.xml" in entry_names(io.BytesIO(data), name):
        return ods_sheets(data, name)
    return xlsx_sheets(data, name)


def is_workbook(path: Path) -> bool:
    """Whether the file starts as a workbook of any form does, whatever it is called."""
    return starts_a_workbook(start_of(path, LOOKED_AT))


def starts_a_workbook(data: bytes) -> bool:
    """The same of the first bytes."""
    return _form(data[:LOOKED_AT]) != ""


def sheet_names(path: Path) -> tuple[str, ...]:
    """The names of a workbook's sheets; nothing if it is no workbook, or one of a web page."""
    form = _form(start_of(path, LOOKED_AT))
    try:
        if form == "zip":
            listed = _list_of_sheets(path)
            return tuple(name.decode("utf-8", "replace") for name in SHEET.findall(listed))
        return tuple(workbook(path)) if form in ("ole", "xml") else ()
    except BadFile:
        return ()


def texts(path: Path) -> str:
    """All texts of a workbook, without laying out its sheets; nothing if it is no safe one."""
    form = _form(start_of(path, LOOKED_AT))
    try:
        if form == "zip":
            return _zipped_texts(path)
        sheets = workbook(path) if form in ("ole", "xml") else {}
    except BadFile:
        return ""
    return "\n".join(text for rows in sheets.values() for _, cells in rows for text in cells)


def _zipped_texts(path: Path) -> str:
    with open_zip(path, path.name) as archive:
        parts = [(SHARED.search(name), IN_SHEETS.search(name), name) for name in archive.namelist()]
        shared = [unzip(archive, name, path.name) for at, _, name in parts if at]
        if sum(map(len, shared)) < LOOKED_AT:  # texts may stand in the cells themselves
            shared += [unzip(archive, name, path.name) for _, at, name in parts if at]
    return b"\n".join(shared).decode("utf-8", "replace")


def _list_of_sheets(path: Path) -> bytes:
    with open_zip(path, path.name) as archive:
        wanted = ("xl/workbook.xml", "content.xml")
        entry = next((each for each in wanted if each in archive.namelist()), None)
        return unzip(archive, entry, path.name) if entry else b""


def _form(start: bytes) -> str:
    """zip, ole, xml, web page, web archive; nothing for what is no workbook."""
    if start.startswith((ZIP, OLE)):
        return "zip" if start.startswith(ZIP) else "ole"
    coding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = start.decode(coding, "replace").lstrip()
    if WEB_ARCHIVE.match(text):
        return "web archive"
    if not text.startswith("<"):
        return ""
    return "xml" if SPREADSHEET_XML in text else "web page" if WEB_PAGE.search(text) else ""


def _pages(data: bytes) -> bytes:
    """The pages of a web page that was saved as one file."""
    parts: list[Message] = [*message_from_bytes(data).walk()]
    pages = [part.get_payload(decode=True) for part in parts]
    return b"\n".join(
        page
        for part, page in zip(parts, pages, strict=True)
        if part.get_content_type() == "text/html" and isinstance(page, bytes)
    )


def _xls_sheets(data: bytes, name: str) -> Sheets:
    """The sheets of a workbook of Excel 97 to 2003."""
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), ragged_rows=True)
        guard_cells(sum(sum(map(len, _cells(sheet))) for sheet in book.sheets()), name)
        return {sheet.name: _rows(sheet, book.datemode) for sheet in book.sheets()}
    except BadFile:
        raise
    except Exception:  # of a damaged file anything may come out of it
        raise BadFile(LOCKED.format(name=name)) from None


def _cells(sheet: xlrd.sheet.Sheet) -> list[list[xlrd.sheet.Cell]]:
    return [sheet.row(at) for at in range(sheet.nrows)]


def _rows(sheet: xlrd.sheet.Sheet, datemode: int) -> Records:
    rows = (
        (number, [_text(cell, datemode) for cell in cells])
        for number, cells in enumerate(_cells(sheet), start=1)
    )
    return [(number, cells) for number, cells in rows if any(cells)]


def _text(cell: xlrd.sheet.Cell, datemode: int) -> str:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#VALUE!"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return cell_text(xlrd.xldate_as_datetime(cell.value, datemode))
        except (ValueError, OverflowError):
            return cell_text(cell.value)
    return cell_text(bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value)
