"""The columns of the lists that inspectors ask for, to the letter and the dash."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.catalogue.annex_a import column_set, column_sets
from tests.conftest import shared

LIST_1 = (
    "Unique ID",
    "UPN",
    "ULN",
    "Date of birth",
    "Gender",
    "Ethnicity",
    "Date initial EHC plan issued",
    "Date updated EHC plan issued",
    "Date EHC plan last reviewed",
    "SEN primary need",
    "Main education establishment \u2013 URN",
    "Main education establishment \u2013 phase",
    "Subsidiary education establishment \u2013 phase (dual registration)",
    "Elective home education",
    "Suspensions",
    "Permanent exclusions",
    "Absence",
    "Pupil Premium",
    "Known to children's social care?",
    "Which children's social care team?",
    "Does the child or young person have a disability?",
)
OF_PLANS = {*LIST_1[6:9], "Elective home education"}
COLUMNS = column_set(date(2025, 1, 16))


def headings(number: int) -> tuple[str, ...]:
    return tuple(each.heading for each in COLUMNS.of_list(number))


def test_21_and_17_headings_in_their_order():
    assert headings(1) == LIST_1
    assert headings(2) == tuple(each for each in LIST_1 if each not in OF_PLANS)
    assert [each.sheet for each in COLUMNS.lists] == ["List_1", "List_2"]


def test_they_are_those_of_the_public_checkers_sample():
    import openpyxl

    book = openpyxl.load_workbook(shared("samples", "annex_a", "fake_sen.xlsx"))
    for each in COLUMNS.lists:
        told = [cell.value for cell in book[each.sheet][1] if cell.value]
        assert tuple(told) == headings(each.number)


@pytest.mark.parametrize(
    ("column", "code", "written"),
    [
        ("gender", "M", "a) Male"),
        ("gender", "N", "d) Not specified"),
        ("ethnicity", "WBRI", "a) WBRI"),
        ("ethnicity", "MWAS", "h) MWAS"),
        ("ethnicity", "UNKNOWN", "u) UNKNOWN"),
        ("need", "SPLD", "a) SPLD"),
        ("need", "ASD", "k) ASD"),
        ("main_phase", "middle_secondary", "d) Middle (deemed secondary)"),
        ("other_phase", "alternative", "h) Pupil referral unit/Alternative provision"),
        ("home_educated", "true", "a) Yes"),
        ("disability", "false", "b) No"),
        ("social_care_team", "child_in_need", "Child in need"),
    ],
)
def test_codes_are_written_with_their_letters_and_read_back(column, code, written):
    found = COLUMNS.column(column)
    assert found.written(code) == written
    assert not found.codes or found.read(written) == code
    assert found.knows(code)


def test_a_newer_code_is_written_as_it_is():
    need = COLUMNS.column("need")
    assert need.written("DS") == "DS" and need.read("DS") == "DS" and not need.knows("DS")


def test_a_set_holds_from_its_day_and_says_to_when_it_is_known():
    assert column_set(date(2026, 1, 15)).known_to == date(2025, 4, 30)
    assert column_set(date(2020, 1, 1)) == column_sets()[0]
    assert "June 2025" in COLUMNS.revised
