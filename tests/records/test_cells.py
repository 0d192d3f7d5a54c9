"""Cells that are filled in and cannot be read: what they tell of has happened, nobody knows when.

Each file is loaded and asked of by the command line, as an officer would.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers import local_files, referrals, sen2_blade, sen2_workbook, workbooks
from tests.conftest import shared
from tests.load import samples as s
from tests.readers import blade_samples
from tests.readers.test_sen2_workbook import GIVEN, SHEETS
from tests.readers.test_sen2_workbook import book as entry_book
from tests.records import officer as d
from tests.records.officer import IN_2025, ON_TIME, OPEN, Desk, book, text

HEAD = "case_ref,received,decision,decided,outcome,issued,no_plan_told,withdrawn_on"
ISSUED = [f"C{n},{n}/01/2025,Y,{n}/02/2025,Y,20/05/2025,," for n in range(10, 16)]
LIST = "case_ref,received,decision,outcome,issued".split(",")
READ_TO = date(2026, 1, 15)


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    return d.built(tmp_path_factory.mktemp("cells"))


@pytest.fixture
def desk(empty, tmp_path, capsys) -> Desk:
    return d.at(tmp_path, empty, capsys)


def test_placeholders_in_an_outcome_say_that_there_is_none_yet(desk):
    desk.loaded(shared("cases", "21-placeholders-in-outcome", "cases.csv"))
    assert desk.ask(OPEN) == "6 children"


def test_a_blade_export_saved_again_in_excel_is_read_day_first(desk):
    desk.loaded(shared("cases", "23-blade-resaved-in-excel", "blade"))
    assert desk.ask("requests_received", *IN_2025) == "2 requests"
    assert desk.ask(ON_TIME, *IN_2025) == "1 of 1 (100%)"


@pytest.mark.parametrize(
    "folder", ["27-error-cells-in-a-workbook", "28-formulas-without-stored-values"]
)
def test_a_column_of_errors_or_of_formulas_without_values_refuses_the_file(desk, folder):
    said = desk.refused(shared("cases", folder, "cases.xlsx"))
    assert (
        "6 cells under issued hold an error of Excel" in said and "Open the file in Excel" in said
    )


def test_texts_among_real_dates_are_read_where_they_mean_one_day(desk):
    desk.loaded(shared("cases", "29-text-dates-among-real-ones", "cases.xlsx"))
    assert desk.ask(ON_TIME, *IN_2025) == "6 of 6 (100%)" and desk.ask(OPEN) == "1 child"


def test_steps_on_days_that_cannot_be_read_were_taken(desk, tmp_path):
    unread = [
        "U1,16/01/2025,Y,16/02/2025,Y,05/2025,,",
        "U2,16/01/2025,Y,16/02/2025,,see notes,,",
        "U3,16/01/2025,Y,16/02/2025,,,31/06/2025,",
        "U4,16/01/2025,Y,16/02/2025,,,,by letter",
        "U5,16/01/2025,,,,,,31/09/2025",
        "U6,16/01/2025,N,30/02/2025,,,,",
        "D0,13/06/2025,Y,13/07/2025,A,not yet,TBC,-",
        "D1,13/06/2025,Y,13/07/2025,Y,,,",
    ]
    more = ["E1,16/01/2025,Y,16/02/2025,N,,20/05/2025,",
            "E2,16/01/2025,Y,16/02/2025,N,,20/05/2025,",
            "E3,16/01/2025,W,,,,,20/02/2025", "E4,16/01/2025,W,,,,,21/02/2025"]  # fmt: skip
    said = desk.loaded(text(tmp_path, HEAD, *ISSUED, *more, *unread))
    assert desk.ask(OPEN) == "2 children"
    assert "issued (2)" in said and "withdrawn_on (2)" in said and "no_plan_told (1)" in said
    assert "counts as having happened, on a day not known" in said
    assert "see notes" not in said and "by letter" not in said


def test_what_can_be_read_in_the_next_list_takes_the_place_of_what_could_not(desk, tmp_path):
    desk.loaded(text(tmp_path, HEAD, *ISSUED, "U1,16/01/2025,Y,16/02/2025,Y,20 Mai 2025,,"))
    assert desk.ask("plans_issued", *IN_2025) == "6 plans" and desk.ask(OPEN) == "0 children"
    mended = text(
        tmp_path, HEAD, *ISSUED, "U1,16/01/2025,Y,16/02/2025,Y,20/05/2025,,", name="b.csv"
    )
    desk.loaded(mended)
    assert desk.ask("plans_issued", *IN_2025) == "7 plans" and desk.ask(OPEN) == "0 children"


def test_a_return_with_some_days_unread_does_not_open_its_cases(desk, tmp_path):
    assessed = [
        s.person(s.request("2025-01-10", "Y", "2025-02-10", s.assessment("Y", day)), upn=upn)
        for day, upn in (
            ("2025-05-20", "A881000000001"),
            ("2025-05-21Z", "A881000000002"),
            ("2025-05-32", "A881000000003"),
        )
    ]
    s.sen2(tmp_path, 2026, *assessed, la="881", name="a.xml")
    said = desk.loaded(tmp_path / "a.xml")
    assert "AssessmentOutcomeDate (1)" in said
    assert desk.ask(OPEN) == "0 children" and desk.ask("plans_issued", *IN_2025) == "2 plans"


def test_a_return_whose_days_cannot_be_read_is_refused_without_a_birth_day(desk, tmp_path):
    people = [s.person(s.request(f"05.{n}.2025", "A"), born=f"03/{n}/2015") for n in (13, 14, 15)]
    text_of = "".join(people)
    path = tmp_path / "a.xml"
    s.sen2(tmp_path, 2026, s.person(s.request("2025-01-10", "A")), la="881", name="a.xml")
    path.write_text(path.read_text().replace("</Persons>", f"{text_of}</Persons>"))
    said = desk.refused(path)
    assert "PersonBirthDate" in said and "31/01/2025, 2025-01-31 or 31 January 2025" in said
    assert "03/13" not in said and "2015" not in said


@pytest.mark.parametrize("closed", ["Date closed", "Closure date", "Date case closed"])
def test_a_case_that_is_closed_is_not_open(desk, tmp_path, closed):
    rows = ("C1,13/01/2025,Y,13/02/2025,,,20/03/2025", "C2,13/01/2025,,,,,31/02/2025",
            "C3,13/01/2025,Y,13/02/2025,,,", "C4,13/01/2025,Y,13/02/2025,,,21/03/2025")  # fmt: skip
    desk.loaded(
        text(tmp_path, f"case_ref,received,decision,decided,outcome,issued,{closed}", *rows)
    )
    assert desk.ask(OPEN) == "1 child"


def test_the_status_of_a_case_says_whether_it_is_open(desk, tmp_path):
    words = ("Open", "In assessment", "Closed", "Withdrawn by parents", "Plan issued",
             "Refused to assess", "No plan")  # fmt: skip
    rows = [f"C{n},13/01/2025,,,,,{word}" for n, word in enumerate(words)]
    said = desk.loaded(
        text(tmp_path, "case_ref,received,decision,decided,outcome,issued,Status", *rows)
    )
    assert desk.ask(OPEN) == "2 children" and "not read" not in said


def test_errors_in_some_cells_are_told(tmp_path):
    rows = [[f"C{n}", "13/01/2025", "Y", "Y", "20/05/2025"] for n in range(6)]
    rows += [["E1", "13/01/2025", "Y", "Y", "#REF!"], ["E2", "13/01/2025", "Y", "Y", "#N/A"],
             ["E3", "13/01/2025", "Y", None, "#N/A"],
             ["E4", "13/01/2025", "#VALUE!", None, None]]  # fmt: skip
    found = local_files.read_cases(book(tmp_path, LIST, *rows), "881", READ_TO)
    assert found.unread == {
        "decision holds an error of Excel (row 11)": 1,
        "issued is not a date (rows 8, 9 and 1 more)": 3,
    }
    outcomes = found.tables["assessment"].set_index("request_no")["outcome"]
    assert outcomes[[7, 8, 9]].tolist() == ["Y", "Y", "A"]  # a lookup that found nothing


def test_a_few_cells_of_a_column_that_is_hardly_used_are_told_and_no_more(tmp_path):
    rows = [f"C{n},{n}/01/2025,Y,{n}/02/2025,,,{'soon' if n < 12 else ''}," for n in range(10, 20)]
    found = local_files.read_cases(text(tmp_path, HEAD, *rows), "881", READ_TO)
    assert found.unread == {"no_plan_told is not a date (rows 2 and 3)": 2}


@pytest.mark.parametrize("column", ["decision", "case_ref", "issued"])
def test_any_column_of_errors_refuses_the_file(tmp_path, column):
    rows = [[f"C{n}", "13/01/2025", "Y", "Y", "20/05/2025"] for n in range(4)]
    for row in rows[:3]:
        row[LIST.index(column)] = "#NAME?"
    with pytest.raises(BadFile, match=f"3 cells under {column} hold an error of Excel"):
        local_files.read_cases(book(tmp_path, LIST, *rows), "881", READ_TO)


def test_errors_and_formulas_are_found_on_every_sheet_and_blanks_stay_blank(tmp_path):
    made = openpyxl.Workbook()
    made.active.append(["a", "=A1", None])
    other = made.create_sheet("Second & last")
    other.append([])
    other.append([None, "#DIV/0!", "=1+1"])
    other["B2"].data_type = "e"
    made.save(tmp_path / "a.xlsx")
    found = workbooks.workbook(tmp_path / "a.xlsx")
    assert found["Sheet"] == [(1, ["a", "#FORMULA!"])]
    assert found["Second & last"] == [(2, ["", "#DIV/0!", "#FORMULA!"])]


def test_an_entry_workbook_of_errors_is_refused(tmp_path):
    heads = SHEETS["Requests"][0]
    at = heads.index("receiveddate")
    rows = [heads, *[[*row[:at], "month/day", *row[at + 1 :]] for row in SHEETS["Requests"][1:]]]
    with pytest.raises(BadFile, match="ReceivedDate in requests are not day/month/year, but words"):
        sen2_workbook.read(entry_book(tmp_path, Requests=rows), **GIVEN)


@pytest.mark.parametrize("item", ["receiveddate", "requestoutcome", "persontableid"])
def test_an_entry_workbook_with_a_column_of_errors_is_refused(tmp_path, item):
    heads = SHEETS["Requests"][0]
    rows = [[*row] for row in SHEETS["Requests"][1:]] * 2
    for number, row in enumerate(rows):
        row[heads.index("requeststableid")] = number
        row[heads.index(item)] = "#REF!"
    path = entry_book(tmp_path, Requests=[heads, *rows])
    made = openpyxl.load_workbook(path)
    for cell in (each for line in made["Requests"].iter_rows() for each in line):
        cell.data_type = "e" if cell.value == "#REF!" else cell.data_type
    made.save(path)
    with pytest.raises(BadFile, match=f"under {item} of sheet requests hold an error of Excel"):
        sen2_workbook.read(path, **GIVEN)


def test_a_column_that_says_yes_or_no_in_place_of_a_day(desk, tmp_path):
    rows = [f"C{n},{n}/01/2025,Y,{n}/02/2025,,{'Yes' if n > 12 else 'No'},," for n in range(10, 18)]
    said = desk.loaded(text(tmp_path, HEAD, *rows))
    assert desk.ask(OPEN) == "3 children" and "issued (5)" in said


def test_a_blade_export_with_the_month_first_is_refused(tmp_path):
    lines = blade_samples.FILES["requests"].splitlines()
    days = (f"{month:02}/1{month}/2024 00:00" for month in range(3, 10))
    american = "\n".join(re.sub(r"\d{4}-[A-Z][a-z]{2}-\d{2} [0-9:]+", lambda _: next(days), line)
                         for line in lines) + "\n"  # fmt: skip
    with pytest.raises(BadFile, match=r"in requests are not day/month/year.*without opening"):
        sen2_blade.read(blade_samples.folder(tmp_path, requests=american))


def test_a_referral_that_left_on_an_unread_day_does_not_wait(desk, tmp_path):
    rows = ["R1,P1,autism,01/03/2025,,,", "R2,P2,autism,01/03/2025,05/2025,,",
            "R3,P3,autism,01/03/2025,,31/06/2025,", "R4,P4,autism,01/03/2025,,,yes",
            *[f"S{n},Q{n},autism,01/03/2025,01/06/2025,02/06/2025,03/06/2025" for n in (1, 2)],
            ]  # fmt: skip
    heads = "referral_ref,person_id,pathway,received,assessment_started,discharged,rejected"
    said = desk.loaded(text(tmp_path, heads, *rows, name="list.csv"))
    assert desk.ask("children_waiting_for_assessment") == "1 child"
    assert "assessment_started (1)" in said and "discharged (1)" in said


def test_lists_of_referrals_and_of_support_are_refused_alike(tmp_path):
    rows = [f"R{n},autism,01/03/2025,2025 week {n}" for n in range(4)]
    path = text(tmp_path, "referral_ref,pathway,received,discharged", *rows)
    with pytest.raises(BadFile, match="under discharged are not day/month/year, but words"):
        referrals.read(path, "881", READ_TO)
    offers = text(tmp_path, "referral_ref,kind,offered", *[f"R{n},call,Q{n}" for n in range(4)])
    with pytest.raises(BadFile, match="under offered"):
        referrals.read_support(offers, "881", READ_TO)


def test_advice_that_came_on_an_unread_day_is_neither_in_time_nor_late(tmp_path):
    rows = ["C1,ep,01/03/2025,01/04/2025", "C2,ep,01/03/2025,31/04/2025", "C3,ep,01/03/2025,"]
    path = text(tmp_path, "case_ref,kind,asked,received", *rows)
    found = local_files.read_advice(path, "881", READ_TO)
    assert found.tables["advice"]["case_ref"].tolist() == ["C1", "C3"]
    assert list(found.refused.values()) == [1]


def test_a_plan_that_ended_on_an_unread_day_is_not_in_force(desk, tmp_path):
    plans = [
        s.person(
            s.request(None, "H", None, s.assessment("H", None, s.plan("2023-03-01", ended))),
            upn=upn,
        )
        for upn, ended in (
            ("A881000000001", None), ("A881000000002", "2025-06-30"),
            ("A881000000003", "June 2025"),
        )
    ]  # fmt: skip
    s.sen2(tmp_path, 2026, *plans, la="881", name="a.xml")
    assert "CeaseDate (1)" in desk.loaded(tmp_path / "a.xml")
    assert desk.ask("plans_in_force") == "1 plan"


@pytest.mark.parametrize(
    "nothing", ["-", "--", "\u2013", "TBC", "None", "n/a", "null", "?", "N.A."]
)
def test_placeholders_are_blanks_in_every_column(tmp_path, nothing):
    head = "case_ref,received,decision,outcome,issued,need,team,social_care"
    row = f"C1,13/01/2025,{nothing},{nothing},{nothing},{nothing},{nothing},none"
    found = local_files.read_cases(text(tmp_path, head, row), "881", READ_TO)
    request = found.tables["request"].iloc[0]
    assert request["decision"] == "A" and pd.isna(request["need"]) and pd.isna(request["team"])
    assert found.tables["person"]["social_care"].tolist() == ["none"]  # a code of its own
    assert found.unread == {} and not any("not known" in note for note in found.notes)
