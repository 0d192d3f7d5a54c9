"""DfE's entry template: one sheet of tables below each other, with headings in words."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load.files import Given, read_all
from tests.conftest import shared
from tests.records.desk import Desk, year
from tests.records.forms import xls_file

LA = "LA\n(From Header Record)"
PERSON_ID, REQUEST_ID = "Person ID\n\n(yours)", "Requests record ID\n\n(yours, once a request)"
BOTH = ["Record Type", LA, PERSON_ID, REQUEST_ID]
PROVIDER = [
    "URN - Unique Reference Number",
    "UKPRN - UK Provider Reference Number",
    "SEN Setting – Establishment type",
    "SEN Setting - Other",
    "Placement Rank (1=Primary, 2=Secondary)",
    "SEN Unit Indicator",
    "Resourced Provision Indicator",
]
# Two children; the ids of requests start again with each, and the template's own columns are filled
# in below the last entry.
TABLES = {
    "Header Record": [
        ["Record Type", "Collection Name", "Year", "Reference Date", "Source Level", "LA Number",
         "Software Code", "Release", "Serial Number", "Date & Time \n(ccyy-mm-ddThh:mm:ss)"],
        ["0", "SEN2", 2026, "2026-01-15", "L", 839, "Template", "1", 1, 46037.5],
    ],
    "Person Record": [
        ["Record Type", LA, PERSON_ID, "Surname", "Forename", "Date of Birth \n(ccyy-mm-dd)", "Sex",
         "Ethnicity", "Post Code", "UPN - Unique Pupil Number",
         "ULN - Young Persons Unique Learner Number", "UPN and ULN unavailable – Reason"],
        ["1", 839, 1, "Roe", "Jo", "2017-03-01", "M", "WBRI", "ZZ1 1AA", "A123456789012",
         None, None],
        ["1", 839, 2, "Doe", "Al", datetime(2016, 4, 5), "F", None, None, None, None, "UN1"],
        ["1", 839, *[None] * 10],
    ],
    "Requests Records": [
        [*BOTH, "Date request was received", "Source of request for an EHC needs assessment",
         "Initial Request Whilst In RYA", "Request Outcome Date", "Request Outcome",
         "Request Mediation", "Request Tribunal",
         "Exported - Child or young person moves out of LA before assessment is completed"],
        ["2", 839, 1, 1, "2025-01-06", 2, 0, "2025-02-10", "Y", 0, 1, None],
        ["2", 839, 2, 1, "2025-03-03", 1, 0, "2025-04-07", "N", 0, 0, None],
        ["2", 839, 3, 1, "2025-03-03", 1, 0, None, "A", 0, 0, None],
    ],
    "Assessments Records": [
        [*BOTH, "Assessment Outcome - Decision to issue EHC plan", "Assessment Outcome Date",
         "Assessment Mediation", "Assessment Tribunal", "Other Mediation", "Other Tribunal",
         "Twenty week time limit exceptions apply"],
        ["3", 839, 1, 1, "Y", "2025-05-20", 0, 0, 0, 0, 1],
    ],
    "Named Plan Records": [
        [*BOTH, "EHC Plan Start Date", "Residential Settings", "Work Based Learning Activity",
         "Personal Budget taken up", "Personal Budget - Organised Arrangements",
         "Personal Budget - Direct Payments", "Date EHC plan ceased", "Reason EHC plan ceased"],
        ["4a", 839, 1, 1, "2025-05-20", "A", "T", 1, 0, None, "2025-12-01", 6],
    ],
    "Plan Detail Records": [
        [*BOTH, *PROVIDER],
        ["4b", 839, 1, 1, 100001, None, None, None, 1, 1, 0],
    ],
    "Active Plan Records": [
        [*BOTH, "EHC Plan transferred in from another LA during calendar year",
         "Annual Review Meeting Date", "Annual Review Decision",
         "Annual review – date draft amended EHC plan issued", "EHC Plan Review Decisions Date",
         "Phase transfer review - due date for any amended plan",
         "Phase transfer review - final plan date"],
        ["5a", 839, 1, 1, None, "2025-11-01", "M", None, "2025-11-20", "2026-02-15", None],
    ],
    "Placement Detail Records": [
        [*BOTH, *PROVIDER, "Placement Start Date", "Placement Leaving Date", "Residential Settings",
         "Work Based Learning Activity"],
        ["5b", 839, 1, 1, None, None, "EHE", None, 1, 0, 0, "2025-09-01", None, "B", "S"],
    ],
    "SEN Need Records": [
        [*BOTH, "SEN Type of Need", "SEN Type of Need rank  (1=Primary, 2=Secondary)"],
        ["5c", 839, 1, 1, "ASD", 1],
        ["5c", 839, 1, 1, "SLCN", 2],
    ],
}  # fmt: skip


def rows_of(gap: int = 2, **changed):
    """All tables below each other, `gap` blank rows between them."""
    tables = {title: changed.get(title.split()[0], table) for title, table in TABLES.items()}
    return [
        row
        for title, table in tables.items()
        if table
        for row in ([title], *table, *[[None]] * gap)
    ]


def template(path, sheet="Data Entry Template", **changed):
    book = openpyxl.Workbook()
    book.active.title = "Guidance"
    book.active.append(["How to fill in the Person Record and the Requests Records"])
    made = book.create_sheet(sheet)
    for row in rows_of(**changed):
        made.append(row)
    book.save(path)
    return path


def read(path):
    (found,) = read_all([path], Given(), lambda text: None)
    return found


def test_every_table_of_the_template_is_read(tmp_path):
    found = read(template(tmp_path / "sen2.xlsm"))
    assert (found.layout, found.la_code, found.edition) == ("sen2_workbook", "839", "2026")
    assert (found.reference_date, found.notes, found.unread) == (date(2026, 1, 15), (), {})
    # The request of person 3, who is not there, is left out; the row is that of the sheet.
    sentence = "X01 Request Record has rows whose parent is not in the return; they were left out"
    assert found.refused == {f"{sentence} (row 17)": 1}
    t = found.tables
    assert {name: len(rows) for name, rows in t.items()} == {
        "person": 2, "request": 2, "assessment": 1, "named_plan": 1, "plan_detail": 1,
        "active_plan": 1, "placement": 1, "need": 2,
    }  # fmt: skip
    assert t["person"]["birth_date"].dt.strftime("%d/%m/%Y").tolist() == [
        "01/03/2017",
        "05/04/2016",
    ]
    assert t["person"]["upn_unknown"].tolist()[1] == "UN1"
    assert "surname" not in t["person"] and "Roe" not in t["person"].to_string()
    assert t["request"]["decision"].tolist() == ["Y", "N"]
    assert t["request"]["request_tribunal"].tolist() == [True, False]
    assert t["assessment"]["exception"].tolist() == [True]
    plan = t["named_plan"].iloc[0]
    assert (plan["residential"], plan["work_based"], plan["cease_reason"]) == ("A", "T", "6")
    assert t["plan_detail"]["urn"].tolist() == ["100001"]
    assert t["active_plan"]["last_review"].dt.day.tolist() == [20]
    assert t["active_plan"]["phase_transfer_due"].dt.month.tolist() == [2]
    placed = t["placement"].iloc[0]
    assert (placed["setting"], placed["residential"], placed["work_based"]) == ("EHE", "B", "S")
    assert t["need"]["need"].tolist() == ["ASD", "SLCN"]


@pytest.mark.parametrize("gap", [0, 1, 5])
def test_the_gaps_between_the_tables_do_not_matter_nor_the_name_of_the_sheet(tmp_path, gap):
    found = read(template(tmp_path / "x.xlsx", sheet="Sheet1 (2)", gap=gap))
    assert [len(found.tables[name]) for name in ("request", "placement")] == [2, 1]


def test_a_template_saved_as_an_old_workbook_is_read(tmp_path):
    rows = [
        [str(cell) if isinstance(cell, datetime) else cell for cell in row] for row in rows_of()
    ]
    assert len(read(xls_file(tmp_path / "x.xls", rows)).tables["request"]) == 2


def test_the_edition_of_2023_has_gender(tmp_path):
    heads = [text if text != "Sex" else "Gender" for text in TABLES["Person Record"][0]]
    first = ["1", 839, 1, "Roe", "Jo", "2017-03-01", 2, "WBRI", None, None, None, None]
    found = read(template(tmp_path / "x.xlsx", Person=[heads, first]))
    assert found.tables["person"]["sex"].tolist() == ["F"]


def test_tables_that_are_not_there_are_empty_and_told(tmp_path):
    found = read(template(tmp_path / "x.xlsx", SEN=None, Plan=None))
    assert found.tables["need"].empty and found.tables["plan_detail"].empty
    assert any("has no table plan detail record, sen need record" in text for text in found.notes)


def test_a_heading_that_is_not_known_is_told(tmp_path):
    heads, row = TABLES["Assessments Records"]
    found = read(template(tmp_path / "x.xlsx", Assessments=[[*heads, "Case worker"], [*row, "Us"]]))
    assert any("headings not read: 'case worker'" in text for text in found.notes)


BROKEN = {
    "nothing stands under 'Header Record'": {"Header": [TABLES["Header Record"][0]]},
    "no three-digit LA code": {"Header": [TABLES["Header Record"][0], ["0", "SEN2", 2026]]},
    "holds no person with a request": {"Person": TABLES["Person Record"][:1]},
    r"request record: Requests record ID, date request was received": {
        "Requests": [
            [text if text not in (REQUEST_ID, "Date request was received") else f"our {n}"
             for n, text in enumerate(TABLES["Requests Records"][0])],
            TABLES["Requests Records"][1],
        ]
    },
    "'Person Record' stands twice": {"Named": [["x"], ["y"], ["Person Record"]]},
}  # fmt: skip


@pytest.mark.parametrize("words", BROKEN)
def test_a_broken_template_is_refused_with_a_sentence(tmp_path, words):
    with pytest.raises(BadFile, match=rf"^x\.xlsx.*{words}"):
        read(template(tmp_path / "x.xlsx", **BROKEN[words]))


def test_the_template_of_the_collection_is_read(tmp_path, capsys):
    desk = Desk(tmp_path, capsys)
    desk.load(shared("cases", "40-dfe-entry-template", "sen2_template.xlsx"))
    row = desk.ask("plans_issued_within_20_weeks", *year(2025))
    assert (row["numerator"], row["denominator"]) == (1, 1)
