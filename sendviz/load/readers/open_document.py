"""Workbooks of LibreOffice (.ods): read cell by cell, since errors and formulas without their
values come as empty from the reader of .xlsx.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.archives import LOCKED, open_zip, unzip
from sendviz.load.readers.common import Records, Sheets, guard_cells, moment_text, number_text
from sendviz.load.readers.days import ERROR, NO_VALUE
from sendviz.load.readers.web_sheets import SAFE, attribute

CELLS = ("table-cell", "covered-table-cell")  # the second lies under a merged one


def ods_sheets(data: bytes, name: str) -> Sheets:
    """The sheets of an .ods, as `workbooks.workbook` gives them. Raises BadFile unless it is
    readable and of a sensible size.
    """
    with open_zip(io.BytesIO(data), name) as archive:
        content = unzip(archive, "content.xml", name)
    sheets: Sheets = {}
    rows: Records = []
    number = count = 0
    try:
        for _, element in etree.iterparse(io.BytesIO(content), **SAFE):
            kind = _local(element)
            if kind == "table-row":
                cells, again = list(_texts(element)), _times(element, "number-rows-repeated")
                again = again if cells else 1
                count += again * len(cells)
                guard_cells(count, name)
                rows += [(number + at, cells) for at in range(1, again + 1)] if cells else []
                number += _times(element, "number-rows-repeated")
                element.clear()
            elif kind == "table" and attribute(element, "name"):
                sheets[attribute(element, "name")], rows, number = rows, [], 0
                element.clear()
    except etree.XMLSyntaxError:
        raise BadFile(LOCKED.format(name=name)) from None
    return sheets


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _texts(row: etree._Element) -> Iterator[str]:
    """The cells of a row as text, up to the last that holds something."""
    blank = 0
    for cell in row:
        if _local(cell) not in CELLS:
            continue
        text = _text(cell) if _local(cell) == CELLS[0] else ""
        times = _times(cell, "number-columns-repeated")
        if not text:
            blank += times
            continue
        yield from [""] * blank
        yield from [text] * times
        blank = 0


def _times(element: etree._Element, name: str) -> int:
    text = attribute(element, name)
    return min(int(text), 2**20) if text.isascii() and text.isdigit() else 1


def _text(cell: etree._Element) -> str:
    shown = "\n".join(
        "".join(part.itertext()) for part in cell if _local(part) == "p"
    ).strip()  # notes on a cell stand in it, too
    kind = attribute(cell, "value-type")
    if ERROR.fullmatch(shown) or (not shown and not kind):
        return shown or (NO_VALUE if attribute(cell, "formula") else "")
    if kind == "date":
        return moment_text(attribute(cell, "date-value"))
    if kind == "boolean":
        return "1" if attribute(cell, "boolean-value") == "true" else "0"
    if kind in ("float", "percentage", "currency"):
        return number_text(attribute(cell, "value"))
    return shown
