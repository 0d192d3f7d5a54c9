"""The sheets of a plan as rows of cells, with what beside their text tells something: the colour of
a fill, and whether a cell is covered by a merged one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.cell_marks import Marks, cell_marks
from sendviz.load.readers.common import Fits, csv_records, read_bytes
from sendviz.load.readers.workbooks import workbook

WITH_MARKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Cell:
    """One cell. fill: RRGGBB; joined: where the merged cell begins that covers it, `left` or
    `above`; empty if none does."""

    text: str = ""
    fill: str | None = None
    joined: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, one table of a document, or a CSV: number and cells of each row that
    holds something, all as wide. above: what stands before a table of a document."""

    name: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    above: tuple[str, ...] = ()

    def texts(self) -> list[tuple[int, list[str]]]:
        """The rows as text alone."""
        return [(number, [cell.text for cell in cells]) for number, cells in self.rows]


def workbook_sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook of any form; colours and merged cells of .xlsx only.

    Raises BadFile for a file that cannot be read, and for an .xlsx of which only the text can: its
    ratings may stand in its colours.
    """
    marks = cell_marks(read_bytes(path))
    if marks is None and path.suffix.lower() in WITH_MARKS:
        raise BadFile(
            f"{path.name}: its colours and merged cells cannot be read, and they may hold ratings "
            "and findings. Open it in Excel, save it as .xlsx and load that. Nothing was changed."
        )
    return [
        Sheet(
            name,
            tuple(
                (number, _marked(number, cells, (marks or {}).get(name))) for number, cells in rows
            ),
        )
        for name, rows in workbook(path).items()
    ]


def _marked(number: int, texts: list[str], marks: Marks | None) -> tuple[Cell, ...]:
    if marks is None:
        return tuple(map(Cell, texts))
    places = [(number, at) for at in range(1, len(texts) + 1)]
    return tuple(
        Cell(marks.shown.get(place) or text, marks.fills.get(place), marks.covered.get(place, ""))
        for place, text in zip(places, texts, strict=True)
    )


def csv_sheet(path: Path, fits: Fits) -> tuple[list[Sheet], tuple[str, ...]]:
    """A CSV as one sheet without a name, and notes. Raises BadFile for a file that is no text."""
    records, notes = csv_records(read_bytes(path), path.name, fits)
    wide = max((len(cells) for _, cells in records), default=0)
    rows = (
        (number, tuple(map(Cell, cells + [""] * (wide - len(cells))))) for number, cells in records
    )
    return [Sheet("", tuple(rows))], notes
