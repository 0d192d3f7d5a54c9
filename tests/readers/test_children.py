"""Lists of children as councils have them: Annex A lists 1 and 2, an extract of the school census,
lists of their own."""

from __future__ import annotations

import pandas as pd
import pytest
from openpyxl import Workbook

from sendviz.catalogue.layouts import EXAMPLE, TABLES, BadFile
from sendviz.load import files
from tests.conftest import shared

DAY = "2026-01-15"
LIST_2 = (
    "Unique ID,UPN,ULN,Date of birth,Gender,Ethnicity,SEN primary need,"
    "Main education establishment – URN,Main education establishment – phase,"
    "Subsidiary education establishment – phase (dual registration),Suspensions,"
    "Permanent exclusions,Absence,Pupil Premium,Known to children's social care?,"
    "Which children's social care team?,Does the child or young person have a disability?"
).split(",")
PLAN = [
    "Date initial EHC plan issued", "Date updated EHC plan issued", "Date EHC plan last reviewed",
]  # fmt: skip
LIST_1 = [*LIST_2[:6], *PLAN, *LIST_2[6:10], "Elective home education", *LIST_2[10:]]
PLANNED = (
    "1001,A123456789012,,04/03/2015,a) Male,a) WBRI,12/05/2021,02/06/2025,14/03/2025,k) ASD,100001,"
    "e) Secondary,h) Pupil referral unit/Alternative provision,b) No,2,0,12.5,a) Yes,a) Yes,"
    "Child in need,a) Yes"
).split(",")
SUPPORTED = (
    "2001,B123456789012,,30/08/2017,b) Female,u) UNKNOWN,f) SLCN,100002,b) Primary,,0,0,3,b) No,"
    "b) No,,b) No"
).split(",")


def read(path, **given):
    said = {"council": "839", "reference_date": DAY} | given
    return files.read_all([path], files.Given(**said), lambda _: None)[0]


def text(tmp_path, *lines, name="list.csv"):
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def book(tmp_path, **sheets):
    """A workbook of sheets by name, each a list of rows."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "annex.xlsx"
    made.save(path)
    return path


def values(found, *columns, row=0):
    kept = found.tables["child"].iloc[row]
    return tuple(None if pd.isna(kept[name]) else kept[name] for name in columns)


def test_a_template_comes_back_whole(tmp_path):
    """Its own example is passed over; the same row under another number is read, with no heading
    left and no cell that cannot be read."""
    headings, example = files.TEMPLATES["children"]().decode("utf-8-sig").splitlines()
    found = read(text(tmp_path, headings, example, example.replace(EXAMPLE, "Mine")))
    assert found.layout == "child_list"
    assert (found.rows_read, found.refused, found.unread, found.unused) == (1, {}, {}, ())
    filled = [name for name, cell in TABLES["child"].example.items() if cell]
    assert [name for name in filled if values(found, name) == (None,)] == []


@pytest.mark.parametrize("dash", ["–", "-"])
def test_annex_a_as_it_is(tmp_path, dash):
    """Two sheets below their titles, each with its own columns; codes lose their letters."""
    lists = {
        name: [["For the inspection"], [], [each.replace("–", dash) for each in head], row]
        for name, head, row in (("List_1", LIST_1, PLANNED), ("List_2", LIST_2, SUPPORTED))
    }
    found = read(book(tmp_path, **lists))
    assert (found.refused, found.unread, found.unused) == ({}, {}, ())
    assert list(found.tables["child"]["status"]) == ["ehc_plan", "sen_support"]
    assert values(found, "sex", "ethnicity", "need") == ("M", "WBRI", "ASD")
    assert values(found, "main_phase", "other_phase") == ("secondary", "alternative")
    assert values(found, "home_educated", "disability", "suspensions") == (False, True, 2)
    assert values(found, "absence", "social_care", "social_care_team") == (
        12.5, "known", "child_in_need",
    )  # fmt: skip
    assert values(found, "first_issued", "birth_date") == (
        pd.Timestamp("2021-05-12"), pd.Timestamp("2015-03-04"),
    )  # fmt: skip
    assert values(found, "sex", "ethnicity", "need", row=1) == ("F", "UNKNOWN", "SLCN")
    assert values(found, "home_educated", "social_care", row=1) == (None, "none")


def test_the_checkers_own_sample_is_read():
    found = read(shared("samples", "annex_a", "fake_sen.xlsx"), council="881")
    assert list(found.tables["child"]["status"]) == ["ehc_plan"] * 2 + ["sen_support"] * 2
    # Words such as H5 are no need and 40 is no yes: they are told, not guessed.
    assert found.tables["child"][["need", "main_urn"]].isna().all(axis=None)
    assert sum(found.unread.values()) > 4


def quoted(cells):
    return ",".join(f'"{cell}"' for cell in cells)


def test_the_name_of_a_csv_tells_the_list(tmp_path):
    one = text(tmp_path, quoted(LIST_1), quoted(PLANNED), name="Annex A List_1 January.csv")
    two = text(tmp_path, quoted(LIST_2), quoted(SUPPORTED), name="list 2.csv")
    assert values(read(one), "status") == ("ehc_plan",)
    assert values(read(two), "status") == ("sen_support",)


def test_who_has_a_plan_must_be_told(tmp_path):
    path = text(tmp_path, quoted(LIST_2), quoted(SUPPORTED))
    with pytest.raises(BadFile, match="Add a column status .* List_1 .* Nothing was changed"):
        read(path)


def test_a_census_extract(tmp_path):
    """Without special educational provision (N) a row is left out; names are not read."""
    found = read(
        text(
            tmp_path,
            "UPN,Surname,DOB,Gender,NCyearActual,SENprovision,SENtype1,SENtype2,URN",
            "A123456789012,Quagmirious,2013-05-06,1,R,K,SEMH,SLCN,100001",
            "A123456789013,Quagmirious,2013-05-06,2,Year 7,E,ASD,,100001",
            "A123456789014,Quagmirious,2013-05-06,2,7,N,,,100001",
        )
    )
    assert list(found.tables["child"]["status"]) == ["sen_support", "ehc_plan"]
    assert list(found.tables["child"]["year_group"]) == [0, 7]
    assert values(found, "need", "second_need", "sex") == ("SEMH", "SLCN", "M")
    assert found.unused == ("Surname",)
    assert list(found.refused.values()) == [1]
    assert "no special educational provision" in next(iter(found.refused))


@pytest.mark.parametrize(
    ("heading", "cells", "absence"),
    [
        ("Absence %", ("8", "12.5"), [8, 12.5]),
        ("Absence", ("8%", "12.5 %"), [8, 12.5]),
        ("Absence", ("0.08", "0.125"), [8, 12.5]),
        ("Absence", ("0", "1"), [0, 1]),
        ("Attendance", ("92", "87.5"), [8, 12.5]),
        ("Attendance", ("0.92", "0.875"), [8, 12.5]),
        ("Attendance", ("", "100%"), [None, 0]),
    ],
)
def test_attendance_is_turned_round_and_fractions_are_told(tmp_path, heading, cells, absence):
    rows = [f"{n},E,{cell}" for n, cell in enumerate(cells, start=1)]
    found = read(text(tmp_path, f"Pupil ID,SEN status,{heading}", *rows))
    got = found.tables["child"]["absence"].astype(object)
    assert list(got.where(got.notna(), None)) == pytest.approx(absence)
    assert any("fractions" in note for note in found.notes) == any("0." in each for each in cells)


def test_an_own_list_with_sheets_for_each_status(tmp_path):
    head = [
        "Case number",
        "Child ID",
        "Need",
        "Phase",
        "Reduced timetable",
        "EOTAS",
        "Last reviewed",
    ]
    found = read(
        book(
            tmp_path,
            **{
                "EHC plans": [head, ["C-1", "7", "ASD", "Secondary", "Yes", "No", "14/03/2025"]],
                "SEN support": [head[1:5], ["8", "Speech and language", "Infant", "No"]],
                "Notes": [["Made for the board"]],
            },
        )
    )
    assert list(found.tables["child"]["status"]) == ["ehc_plan", "sen_support"]
    assert values(found, "case_ref", "part_time", "otherwise_than_at_school") == (
        "C-1",
        True,
        False,
    )
    assert values(found, "case_ref", "need", "main_phase", row=1) == (None, "SLCN", "primary")


def test_a_sheet_whose_name_tells_nothing_is_not_passed_over(tmp_path):
    head = ["Child ID", "Need", "Phase"]
    path = book(
        tmp_path, **{"List_1": [head, ["7", "ASD", "Primary"]], "Mid": [head, ["8", "", ""]]}
    )
    with pytest.raises(BadFile, match="'Mid' does not. Name it EHC plans or SEN support"):
        read(path)


def test_a_list_of_cases_stays_one(tmp_path):
    """With a day of receipt a list tells of requests, whatever else it tells of the children."""
    found = read(
        text(
            tmp_path,
            "case_ref,upn,received,decided,issued,status,need,last_review,pupil_premium",
            "C-1,A123456789012,06/01/2025,03/02/2025,,Assessment,ASD,,Yes",
        )
    )
    assert found.layout == "local_cases"
