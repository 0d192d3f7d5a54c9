"""Filled-in lists of Annex A, made up, in which nothing is wrong unless told."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

import openpyxl
from stdnum.gb import upn

from sendviz.catalogue.annex_a import column_set

DAY = date(2025, 6, 30)
COLUMNS = column_set(DAY)
HEADINGS = {each.id: each.heading for each in COLUMNS.columns}
BLANK = None
# A child of either list, in whose row nothing is wrong.
GOOD = {
    "uln": BLANK, "birth_date": "04/03/2014", "gender": "b) Female", "ethnicity": "a) WBRI",
    "first_issued": "12/05/2021", "updated_on": BLANK, "last_review": "14/03/2025",
    "need": "k) ASD", "main_urn": "100001", "main_phase": "b) Primary", "other_phase": BLANK,
    "home_educated": "b) No", "suspensions": 0, "permanent_exclusions": 0, "absence": 4.5,
    "pupil_premium": "b) No", "social_care": "b) No", "social_care_team": BLANK,
    "disability": "a) Yes",
}  # fmt: skip
NEWER = {"first_issued": BLANK, "last_review": BLANK}
ALSO = {"case_worker": "Case worker", "died_on": "Date of death"}


def made_upn(n: int) -> str:
    figures = f"881{n:09}"
    return upn.calc_check_digit(figures) + figures


def row(n: int, **spoilt) -> dict:
    return {"unique_id": f"u{n}", "upn": made_upn(n)} | GOOD | spoilt


def sheet(book: openpyxl.Workbook, name: str, rows: list[dict], columns: list[str]) -> None:
    page = book.create_sheet(name)
    page.append([{**HEADINGS, **ALSO}[each] for each in columns])
    for each in rows:
        page.append([each.get(name) for name in columns])


def workbook(lists: Mapping[str, list[dict]], **more: list[str]) -> bytes:
    """A workbook with these rows; more: columns beside those of a list, by its sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in lists.items():
        number = int(name[-1])
        columns = [each.id for each in COLUMNS.of_list(number)] + more.get(name, [])
        sheet(book, name, rows, columns)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
