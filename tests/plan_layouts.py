"""One made-up plan in eight layouts, each with headings and words of its own."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.styles import PatternFill

WAITS, THERAPY = "1. Length of wait", "2. Therapy waits"
# ref, finding, title, partner, lead, due, due_text, state, rating
EXPECTED = {
    ("1.1", WAITS, "Seven officers start", "council", date(2025, 5, 31), None, "in_progress",
     "green"),
    ("1.2", WAITS, "Commission psychologists", "council", date(2025, 9, 30), None, "in_progress",
     "amber"),
    ("1.3", WAITS, "Train the panel", "council", None, "Ongoing", "not_started", None),
    ("2.1", THERAPY, "Therapy clinics", "icb", date(2024, 12, 31), None, "complete", "blue"),
    ("2.2", THERAPY, "Joint offer", "joint", None, "TBC", "in_progress", "red"),
}  # fmt: skip
COLOURS = {"green": "00B050", "amber": "FFC000", "red": "FF0000", "blue": "0070C0", "": "D9D9D9"}
Rows = list[list[object]]


def write_csv(path: Path, rows: Rows, mark: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=mark).writerows(rows)
    return path


def write_sheets(path: Path, sheets: dict[str, Rows]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return book


def template_csv(folder: Path) -> Path:
    return write_csv(folder / "priority action plan.csv", [
        ["finding", "title", "ref", "partner", "due", "state", "rating", "note"],
        [WAITS, "Seven officers start", "1.1", "council", "31/05/2025", "in_progress", "green", ""],
        [WAITS, "Commission psychologists", "1.2", "council", "30/09/2025", "in_progress", "amber",
         "Out to tender"],
        [WAITS, "Train the panel", "1.3", "council", "Ongoing", "not_started", "", ""],
        [THERAPY, "Therapy clinics", "2.1", "icb", "31/12/2024", "complete", "blue", ""],
        [THERAPY, "Joint offer", "2.2", "joint", "TBC", "in_progress", "red", "No money"],
    ])  # fmt: skip


def titles_and_blanks(folder: Path) -> Path:
    path = folder / "titles.xlsx"
    write_sheets(path, {"Plan": [
        ["Priority Action Plan of the local area"], ["Version 2, March 2025"], [],
        ["Area for priority action", "Action no.", "What we will do", "Responsible body",
         "Lead officer", "By when?", "Progress status", "RAG rating", "Progress update"],
        [WAITS, "1.1", "Seven officers start", "LA", "Head of SEND", "May 25", "Work in progress",
         "G", "Five started"],
        [None, "1.2", "Commission psychologists", None, None, "end of September 2025", "WIP",
         "A/G", None],
        [None, "1.3", "Train the panel", None, None, "Ongoing", "Not yet started", "White", None],
        [THERAPY, "2.1", "Therapy clinics", "ICB", "ICB lead", "Q3 2024/25", "Done", "B", None],
        [None, "2.2", "Joint offer", "LA and ICB", None, "TBC", "Underway", "A/R", "No money"],
    ]})  # fmt: skip
    return path


def merged_and_colours(folder: Path) -> Path:
    path = folder / "PAP colours.xlsx"
    book = write_sheets(path, {"Actions": [
        ["Weakness", "Ref", "Action", "Agency", "Timescale", "Status", "RAG"],
        [WAITS, "1.1", "Seven officers start", "Council", date(2025, 5, 1), "On track", None],
        [None, "1.2", "Commission psychologists", None, date(2025, 9, 30), "At risk", None],
        [None, "1.3", "Train the panel", None, "Ongoing", "To start", None],
        [THERAPY, "2.1", "Therapy clinics", "CCG", date(2024, 12, 31), "Done", None],
        [None, "2.2", "Joint offer", "All partners", "TBC", "Started", None],
    ]})  # fmt: skip
    sheet = book["Actions"]
    sheet["E2"].number_format = "mmm-yy"
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("A5:A6")
    sheet.merge_cells("D2:D4")
    for row, rating in enumerate(("green", "amber", "", "blue", "red"), start=2):
        sheet.cell(row, 7).fill = PatternFill("solid", fgColor=COLOURS[rating])
    book.save(path)
    return path


def sheet_a_priority(folder: Path) -> Path:
    path = folder / "priority-action-plan.xlsx"
    heads = ["Actions", "Ref no", "Lead agency", "Deadline", "Current status", "BRAG"]
    write_sheets(path, {
        "Cover": [["Our improvement plan"], ["Agreed by the board"]],
        WAITS: [
            ["Priority Action Plan"], heads,
            ["Seven officers start", "1.1", "Local Authority", "31.05.25", "Active", "Green"],
            ["Commission psychologists", "1.2", "LA", "Q2 2025/26", "Live", "Amber"],
            ["Train the panel", "1.3", "LA", "On-going", "NYS", ""],
        ],
        THERAPY: [
            heads,
            ["Therapy clinics", "2.1", "ICB", "Autumn term 2024", "Delivered", "Blue"],
            ["Joint offer", "2.2", "Joint", "TBC", "Developing", "Red"],
        ],
    })  # fmt: skip
    return path


def shade(cell: object, fill: str) -> None:
    mark = OxmlElement("w:shd")
    mark.set(qn("w:val"), "clear")
    mark.set(qn("w:fill"), fill)
    cell._tc.get_or_add_tcPr().append(mark)


def word_table(document, heads: list[str], rows: list[list[str]]):
    table = document.add_table(rows=1, cols=len(heads))
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return table


def word_merged(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("Written for the board. Priority action plan.")
    table = word_table(
        document,
        [
            "Priority",
            "Number",
            "Agreed action",
            "Partner",
            "Due date",
            "Action status",
            "RAG status",
        ],
        [
            [WAITS, "1.1", "Seven officers start", "LA", "May 2025", "In progress", ""],
            ["", "1.2", "Commission psychologists", "", "30 September 2025", "In progress", ""],
            ["", "1.3", "Train the panel", "", "Ongoing", "Not started", ""],
            [THERAPY, "2.1", "Therapy clinics", "NHS ICB", "31/12/24", "Complete", ""],
            ["", "2.2", "Joint offer", "Partnership", "TBC", "In progress", ""],
        ],
    )
    for first, last in ((1, 3), (4, 5)):
        table.cell(first, 0).merge(table.cell(last, 0))
    for row, rating in enumerate(("green", "amber", "", "blue", "red"), start=1):
        shade(table.cell(row, 6), COLOURS[rating])
    path = folder / "plan.docx"
    document.save(str(path))
    return path


def word_table_a_priority(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("SEND Priority Action Plan")
    heads = ["Action required", "Item", "Organisation", "Target date", "Stage", "Overall RAG"]
    for finding, rows in (
        (WAITS, [
            ["Seven officers start", "1.1", "Council", "w/c 26 May 2025", "Started", "On track"],
            ["Commission psychologists", "1.2", "LA", "Sept 25", "Ongoing", "Some delay"],
            ["Train the panel", "1.3", "LA", "Continuous", "Pending", "N/A"],
        ]),
        (THERAPY, [
            ["Therapy clinics", "2.1", "ICB", "31st December 2024", "Achieved", "Blue"],
            ["Joint offer", "2.2", "Joint", "TBA", "Under way", "Off track"],
        ]),
    ):  # fmt: skip
        document.add_heading(finding)
        word_table(document, heads, rows)
    path = folder / "tables.docx"
    document.save(str(path))
    return path


def letters_and_semicolons(folder: Path) -> Path:
    heads = [
        "Objective",
        "ID",
        "Deliverable",
        "Bodies",
        "When",
        "Progress",
        "RAG progress",
        "Comments",
    ]
    return write_csv(folder / "pap.csv", [
        heads,
        [WAITS, "1.1", "Seven officers start", "ECC", "By end of May 25", "WIP", "g", "x; y"],
        [WAITS, "1.2", "Commission psychologists", "la", "2025-09-30", "Work in progress", "a", ""],
        [WAITS, "1.3", "Train the panel", "Local authority", "Ongoing", "Planned", "grey", ""],
        [THERAPY, "2.1", "Therapy clinics", "icb", "45657", "Closed", "b", ""],
        [THERAPY, "2.2", "Joint offer", "LA / ICB", "TBC", "Underway", "r", ""],
    ], ";")  # fmt: skip


def rows_of_titles(folder: Path) -> Path:
    path = folder / "Accelerated and priority action plan.xlsx"
    book = write_sheets(path, {"Sheet1": [
        ["Reference", "Improvement action", "Lead organisation", "Complete by", "Status"],
        [WAITS],
        ["1.1", "Seven officers start", "County Council", "31 May 2025", "Green"],
        ["1.2", "Commission psychologists", "County Council", "30/09/2025", "Amber"],
        ["1.3", "Train the panel", "County Council", "Ongoing", "Not started"],
        [THERAPY],
        ["2.1", "Therapy clinics", "Integrated Care Board", "December 2024", "Blue"],
        ["2.2", "Joint offer", "All", "TBC", "Red"],
    ]})  # fmt: skip
    for row in (2, 6):
        book["Sheet1"].merge_cells(start_row=row, end_row=row, start_column=1, end_column=5)
    book.save(path)
    return path


LAYOUTS: tuple[Callable[[Path], Path], ...] = (
    template_csv, titles_and_blanks, merged_and_colours, sheet_a_priority, word_merged,
    word_table_a_priority, letters_and_semicolons, rows_of_titles,
)  # fmt: skip
