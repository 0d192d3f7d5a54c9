"""The one writer of workbooks: plain sheets, the same bytes for the same rows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import xlsxwriter

# Text that begins with = is text, and an address no link.
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY = "dd/mm/yyyy"
NARROWEST, WIDEST = 10, 60
SAMPLE = 200  # rows that a column is made wide enough for


@dataclass(frozen=True)
class Sheet:
    """A sheet that is one table: its name, its headings, and its rows of texts, numbers, days
    (written dd/mm/yyyy) and None for what is empty. shares: the columns that are told in per cent.
    about: what it holds, in words; such a sheet is a table that Excel sorts and reads out as one.
    """

    name: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[str | float | date | None]]
    shares: tuple[int, ...] = ()
    about: str = ""


def workbook_bytes(title: str, sheets: Sequence[Sheet], made_on: date) -> bytes:
    """The sheets as .xlsx. made_on: the day that stands in it as that of its making, whenever it is
    written."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN)
    book.set_properties({"title": title, "created": datetime.combine(made_on, time())})
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": DAY}),
        "text": book.add_format({"num_format": "@"}),
        "share": book.add_format({"num_format": "0.0%"}),
    }
    for each in sheets:
        _write(book.add_worksheet(each.name), each, formats)
    book.close()
    return out.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, formats: dict) -> None:
    page.freeze_panes(1, 0)
    for at, text in enumerate(sheet.head):
        page.write_string(0, at, text, formats["head"])
        page.set_column(at, at, _width(sheet, at))
    for row, cells in enumerate(sheet.rows, start=1):
        for at, value in enumerate(cells):
            if isinstance(value, date):
                page.write_datetime(row, at, datetime.combine(value, time()), formats["day"])
            elif isinstance(value, str):
                page.write_string(row, at, value, formats["text"])
            elif value is not None:
                page.write_number(row, at, value, formats["share"] if at in sheet.shares else None)
    if sheet.about:
        _as_table(page, sheet)


def _as_table(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet) -> None:
    """Excel wants of a table one row at least, no empty heading and none twice."""
    head: list[str] = []
    for place, text in enumerate(sheet.head, start=1):
        is_new = text and text.lower() not in (each.lower() for each in head)
        head.append(text if is_new else f"{text or 'Column'} {place}")
    options = {
        "columns": [{"header": each} for each in head],
        "style": "Table Style Light 1",
        "description": sheet.about,
    }
    page.add_table(0, 0, max(len(sheet.rows), 1), len(head) - 1, options)


def _width(sheet: Sheet, at: int) -> int:
    texts = [str(row[at] or "") for row in sheet.rows[:SAMPLE]]
    widest = max([NARROWEST, *map(len, texts), len(sheet.head[at]) // 2])
    return min(widest + 2, WIDEST)
