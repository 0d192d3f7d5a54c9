"""What reporting servers call .xls: a web page, whose tables are its sheets, and Excel's XML of
2003.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree, html

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.common import (
    Records,
    Sheets,
    decode,
    guard_cells,
    moment_text,
    number_text,
)
from sendviz.load.readers.days import NO_VALUE

WIDEST = 16_384  # columns of a sheet
# No entities, no DTD, no network, and libxml2's own limits on depth and size of a text stay on.
SAFE = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
ROWS = "./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr"
NO_TABLE = "{name}: is a web page without a table. Open it in Excel and save it as .xlsx."
UNREADABLE = "{name}: is no whole web page or XML. Open it in Excel and save it as .xlsx."


def web_page(data: bytes, name: str) -> Sheets:
    """The tables of a web page, in their order; a cell over several rows stands in each of them.

    Raises BadFile for a page without a table.
    """
    text, _ = decode(data, name)
    try:
        parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
        page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise BadFile(UNREADABLE.format(name=name)) from None
    found = [_table_rows(table, name) for table in page.iter("table")]
    filled = [rows for rows in found if rows]
    if not filled:
        raise BadFile(NO_TABLE.format(name=name))
    return {f"table {at}": rows for at, rows in enumerate(filled, start=1)}


def _table_rows(table: html.HtmlElement, name: str) -> Records:
    rows: Records = []
    below: dict[int, tuple[int, str]] = {}  # place -> rows that the cell still covers, its text
    count = 0
    for number, row in enumerate(table.xpath(ROWS), start=1):
        cells = list(_placed(row, below))
        count += len(cells)
        guard_cells(count, name)
        if any(cells):
            rows.append((number, cells))
    return rows


def _placed(row: html.HtmlElement, below: dict[int, tuple[int, str]]) -> Iterator[str]:
    """The texts of a row, those of cells that reach down from above among them."""
    at = 0

    def from_above() -> Iterator[str]:
        nonlocal at
        while at in below:
            left, text = below.pop(at)
            if left > 1:
                below[at] = (left - 1, text)
            yield text
            at += 1

    for cell in row.xpath("./td | ./th"):
        yield from from_above()
        text = "" if cell.find(".//table") is not None else " ".join(cell.text_content().split())
        deep = _span(cell, "rowspan")
        for place in range(_span(cell, "colspan")):
            shown = text if place == 0 else ""
            if deep > 1:
                below[at] = (deep - 1, shown)
            yield shown
            at += 1
    yield from from_above()


def _span(cell: html.HtmlElement, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), WIDEST) if text.isascii() and text.isdigit() else 1


def spreadsheet_xml(data: bytes, name: str) -> Sheets:
    """The sheets of a workbook in Excel's XML of 2003. Raises BadFile if it is cut or damaged."""
    sheets: Sheets = {}
    count = 0
    try:
        for _, sheet in etree.iterparse(io.BytesIO(data), tag="{*}Worksheet", **SAFE):
            rows: Records = []
            for number, cells in _xml_rows(sheet):
                count += len(cells)
                guard_cells(count, name)
                if any(cells):
                    rows.append((number, cells))
            sheets[attribute(sheet, "Name") or f"sheet {len(sheets) + 1}"] = rows
            sheet.clear()
    except etree.XMLSyntaxError:
        raise BadFile(UNREADABLE.format(name=name)) from None
    return sheets


def _xml_rows(sheet: etree._Element) -> Iterator[tuple[int, list[str]]]:
    number = 0
    for row in sheet.iterfind("{*}Table/{*}Row"):
        number = _index(row) or number + 1
        cells: list[str] = []
        for cell in row.iterfind("{*}Cell"):
            cells += [""] * (_index(cell) - 1 - len(cells))
            cells.append(_xml_text(cell))
            across = attribute(cell, "MergeAcross")
            cells += [""] * min(int(across) if across.isdigit() else 0, WIDEST)
        yield number, cells


def _index(element: etree._Element) -> int:
    text = attribute(element, "Index")
    return min(int(text), 2**20) if text.isascii() and text.isdigit() else 0


def _xml_text(cell: etree._Element) -> str:
    held = cell.find("{*}Data")
    text = "" if held is None else "".join(held.itertext()).strip()
    kind = "" if held is None else attribute(held, "Type")
    if not text:
        return NO_VALUE if attribute(cell, "Formula") else ""
    if kind == "DateTime":
        return moment_text(text)
    return number_text(text) if kind == "Number" else text


def attribute(element: etree._Element, name: str) -> str:
    """An attribute, with or without its namespace."""
    return next((v for key, v in element.items() if key.rpartition("}")[2] == name), "").strip()
