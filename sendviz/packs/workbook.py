"""The workbook of a pack: one table a sheet from its first cell, a first sheet that lists them, no
formulas and no hidden sheets; the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sendviz.packs.document import Document, Sheet

FIRST = "Contents"
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NARROWEST, WIDEST = 8, 60
MOST_OF_A_CELL = 32767
NOTHING = "nothing to tell"


def workbook_of(document: Document, sheets: Sequence[Sheet]) -> bytes:
    """The sheets as .xlsx: the same bytes each time."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, **PLAIN})
    told = datetime.combine(document.made_on, time())
    book.set_properties({"title": document.title, "author": "sendviz", "created": told})
    forms = {
        "share": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0.##", "valign": "top"}),
        "day": book.add_format({"num_format": "d mmm yyyy", "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for place, sheet in enumerate([_contents(document, sheets), *sheets]):
        _write(book.add_worksheet(sheet.name), sheet, place, forms)
    book.close()
    return made.getvalue()


def _contents(document: Document, sheets: Sequence[Sheet]) -> Sheet:
    rows = [
        *(("", "", each, "") for each in (document.title, *document.head)),
        *((each.name, each.section, each.title, each.caption) for each in sheets),
        *(("", "", each, "") for each in document.foot),
    ]
    head = ("Sheet", "Section", "What it holds", "Measure, place, period and source")
    return Sheet(FIRST, document.title, "", "", head, tuple(rows))


def _write(page: Worksheet, sheet: Sheet, place: int, forms: dict[str, Format]) -> None:
    head = _distinct(sheet.head)
    rows = sheet.rows or ((NOTHING, *[None] * (len(head) - 1)),)
    for down, row in enumerate(rows, start=1):
        for across, cell in enumerate(row):
            _cell(page, down, across, cell, forms, is_share=across in sheet.shares)
    page.add_table(
        0, 0, len(rows), len(head) - 1,
        {
            "columns": [{"header": each} for each in head],
            "name": f"table_{place}",
            "style": "Table Style Light 1",
            "description": sheet.title,
        },
    )  # fmt: skip
    page.freeze_panes(1, 0)
    for across, name in enumerate(head):
        longest = max(len(name) + 3, *(len(str(row[across] or "")) for row in rows))
        page.set_column(across, across, min(max(longest + 1, NARROWEST), WIDEST))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _cell(
    page: Worksheet, down: int, across: int, cell: object, forms: dict[str, Format], *,
    is_share: bool,
) -> None:  # fmt: skip
    if isinstance(cell, int | float):
        page.write_number(down, across, cell, forms["share" if is_share else "number"])
    elif isinstance(cell, date):
        page.write_datetime(down, across, datetime.combine(cell, time()), forms["day"])
    elif cell:
        page.write_string(down, across, str(cell)[:MOST_OF_A_CELL], forms["text"])


def _distinct(head: Sequence[str]) -> list[str]:
    """Headings as Excel's tables want them: none empty, none twice."""
    found: list[str] = []
    for place, each in enumerate(head, start=1):
        name = each or f"Column {place}"
        found.append(name if name.lower() not in (n.lower() for n in found) else f"{name} {place}")
    return found
