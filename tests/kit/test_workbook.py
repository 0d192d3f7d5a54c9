"""Workbooks: typed cells, and the same bytes for the same rows."""

from __future__ import annotations

import io
from datetime import date

import openpyxl

from sendviz.kit.workbook import Sheet, workbook_bytes

ROWS = [("=1+1", 3, date(2025, 6, 30), None), ("https://example.org", 4.5, None, "0012")]
SHEET = Sheet("One", ("Text", "Number", "Day", "Code"), ROWS)


def test_cells_are_what_they_are_and_nothing_runs():
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes("A title", [SHEET], date(2025, 7, 1))))
    page = book["One"]
    assert [[cell.value for cell in row] for row in page] == [
        ["Text", "Number", "Day", "Code"],
        ["=1+1", 3, page["C2"].value, None],
        ["https://example.org", 4.5, None, "0012"],
    ]
    assert page["A2"].data_type == "s" and page["A3"].hyperlink is None
    assert page["C2"].value.date() == date(2025, 6, 30) and page["C2"].number_format == "dd/mm/yyyy"
    assert page.freeze_panes == "A2" and book.properties.title == "A title"


def test_the_same_rows_are_the_same_bytes():
    made = [workbook_bytes("A title", [SHEET], date(2025, 7, 1)) for _ in range(2)]
    assert made[0] == made[1] != workbook_bytes("A title", [SHEET], date(2025, 7, 2))
