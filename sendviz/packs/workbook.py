"""The workbook of a pack: one table a sheet from its first cell, and a first sheet that lists them;
no formulas and no hidden sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sendviz.kit import workbook
from sendviz.packs.document import Document, Sheet

Plain = str | float | date | None
FIRST = "Contents"
HEAD = ("Sheet", "Section", "What it holds", "Measure, place, period and source")
MOST_OF_A_CELL = 32767  # letters, by Excel
NOTHING = "nothing to tell"


def workbook_of(document: Document, sheets: Sequence[Sheet]) -> bytes:
    """The sheets as .xlsx: the same bytes each time."""
    contents = workbook.Sheet(FIRST, HEAD, tuple(_contents(document, sheets)), (), document.title)
    told = (contents, *map(_told, sheets))
    return workbook.workbook_bytes(document.title, told, document.made_on)


def _contents(document: Document, sheets: Sequence[Sheet]) -> Iterator[tuple[str | None, ...]]:
    for line in (document.title, *document.head):
        yield None, None, line, None
    for each in sheets:
        yield each.name, each.section, each.title, each.caption


def _told(sheet: Sheet) -> workbook.Sheet:
    rows = sheet.rows or ((NOTHING, *[None] * (len(sheet.head) - 1)),)
    cut = [[_cell(cell) for cell in row] for row in rows]
    return workbook.Sheet(sheet.name, sheet.head, cut, sheet.shares, sheet.title)


def _cell(cell: Plain) -> Plain:
    return cell[:MOST_OF_A_CELL] if isinstance(cell, str) else cell
