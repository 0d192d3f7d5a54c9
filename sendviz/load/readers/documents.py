"""The tables of a Word document as sheets: text, merged cells and shading."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.archives import open_zip
from sendviz.load.readers.days import tidy
from sendviz.load.readers.plan_sheets import Cell, Sheet

WORD = ".docx"


def document_sheets(path: Path) -> list[Sheet]:
    """A sheet for each table, called Table 1, Table 2 ...; `above` is the text before it.

    Raises BadFile for a file that is no Word document.
    """
    open_zip(path, path.name).close()
    try:
        document = docx.Document(str(path))
    except Exception:  # of a damaged file anything may come out of it
        raise BadFile(
            f"{path.name}: cannot be read as a Word document. Open it in Word and save it as .docx."
        ) from None
    found: list[Sheet] = []
    above: list[str] = []
    for element in document.element.body:
        if element.tag == qn("w:tbl"):
            name = f"Table {len(found) + 1}"
            found.append(Sheet(name, _rows(element), tuple(above)))
            above = []
        elif text := tidy("".join(_texts(element))):
            above.append(text)
    return found


def _rows(table: Any) -> tuple[tuple[int, tuple[Cell, ...]], ...]:
    rows = [(number, _cells(row)) for number, row in enumerate(table.findall(qn("w:tr")), start=1)]
    wide = max((len(cells) for _, cells in rows), default=0)
    return tuple(
        (number, cells + (Cell(),) * (wide - len(cells)))
        for number, cells in rows
        if any(cell.text for cell in cells)
    )


def _cells(row: Any) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for cell in row.iter(qn("w:tc")):
        if cell.getparent().tag != qn("w:tr") or _inner(cell, row):
            continue
        properties = cell.find(qn("w:tcPr"))
        above = "above" if _continues(properties) else ""
        found.append(Cell("" if above else _text(cell), _fill(properties), above))
        found += [Cell(joined=above or "left")] * (_width(properties) - 1)
    return tuple(found)


def _inner(cell: Any, row: Any) -> bool:
    """Whether a cell is of a table within a cell."""
    return cell.getparent() is not row


def _continues(properties: Any) -> bool:
    """Whether a cell is covered by a merged one above it."""
    merge = None if properties is None else properties.find(qn("w:vMerge"))
    return merge is not None and merge.get(qn("w:val")) != "restart"


def _width(properties: Any) -> int:
    span = None if properties is None else properties.find(qn("w:gridSpan"))
    return 1 if span is None else int(span.get(qn("w:val")) or 1)


def _fill(properties: Any) -> str | None:
    shade = None if properties is None else properties.find(qn("w:shd"))
    fill = "" if shade is None else shade.get(qn("w:fill")) or ""
    return fill.upper() if re.fullmatch("[0-9A-Fa-f]{6}", fill) else None


def _text(cell: Any) -> str:
    """The text of a cell, a line a paragraph."""
    lines = [tidy("".join(_texts(part))) for part in cell.iter(qn("w:p"))]
    return "\n".join(line for line in lines if line)


def _texts(element: Any) -> list[str]:
    return [
        part.text or "" if part.tag == qn("w:t") else " "
        for part in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"))
    ]
