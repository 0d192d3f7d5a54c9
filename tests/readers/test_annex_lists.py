"""Filled-in lists of Annex A, however they are written; and what goes with them."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.findings.annex import judge
from sendviz.load.readers.annex_beside import read_identifiers, read_register
from sendviz.load.readers.annex_lists import read_lists
from tests.annex_files import COLUMNS, DAY, HEADINGS, NEWER, row, workbook
from tests.conftest import shared


def as_csv(rows: list[dict], columns: list[str], headings: dict[str, str] = HEADINGS) -> bytes:
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow([headings[each] for each in columns])
    lines.writerows([[each.get(name) for name in columns] for each in rows])
    return out.getvalue().encode()


LIST_1 = [each.id for each in COLUMNS.of_list(1)]
LIST_2 = [each.id for each in COLUMNS.of_list(2)]


def test_a_workbook_and_its_csv_are_read_alike_in_any_order():
    """With a hyphen for the long dash, and the columns the other way round."""
    rows = [row(1), row(2, gender="Male", ethnicity="WIRT", disability="no", absence="11%")]
    plain = {id: heading.replace("–", "-") for id, heading in HEADINGS.items()}
    excel = read_lists(workbook({"List_1": rows}), "lists.xlsx", DAY).lists[1]
    text = read_lists(as_csv(rows, LIST_1[::-1], plain), "list.csv", DAY).lists[1]
    assert excel[text.columns].equals(text)
    second = excel.loc[3]
    assert (second["gender"], second["ethnicity"], second["disability"]) == ("M", "WIRT", "false")
    assert (second["absence"], second["age"], second["need"]) == (11.0, 11, "ASD")


def test_a_list_2_is_told_by_its_columns():
    found = read_lists(as_csv([row(1, **NEWER)], LIST_2), "send.csv", DAY)
    assert [*found.lists] == [2] and found.notes == ()


def test_what_a_list_lacks_and_what_is_no_code_is_said_without_the_value():
    rows = [row(1, need="H5", absence="many")]
    columns = [each for each in LIST_1 if each != "ethnicity"]
    found = read_lists(as_csv(rows, columns), "list.csv", DAY)
    assert found.notes == (
        "list.csv, the list: has no column Ethnicity. Put them in.",
        "list.csv, the list, SEN primary need: 1 cell holds none of its codes.",
        "list.csv, the list, Absence: 1 cell holds no number.",
    )
    assert judge(found.lists, DAY).not_judged[1, "101c"] == "ethnicity"


def test_own_headings_are_told_with_a_map_that_holds_for_both_lists():
    own = HEADINGS | {"gender": "Sex of child", "first_issued": "Plan from"}
    mapping = {
        "gender": "Sex of child",
        "first_issued": "Plan from",
        "values": {"gender": {"Girl": "F"}},
    }
    first = read_lists(as_csv([row(1, gender="Girl")], LIST_1, own), "a.csv", DAY, mapping)
    second = read_lists(as_csv([row(1, gender="girl")], LIST_2, own), "b.csv", DAY, mapping)
    assert first.lists[1]["gender"].tolist() == second.lists[2]["gender"].tolist() == ["F"]
    with pytest.raises(BadFile, match="no column gendre in a list 1 of Annex A.* mean gender"):
        read_lists(as_csv([row(1)], LIST_1), "a.csv", DAY, {"gendre": "Sex"})


@pytest.mark.parametrize(
    ("data", "day", "words"),
    [
        (b"", DAY, "is empty"),
        (b"Name,Age\r\nA,1\r\n", DAY, "no sheet has the headings of Annex A"),
        (workbook({"List_1": [row(1)]}), None, "does not say of which day.*--reference-date"),
        (b"PK\x03\x04nonsense", DAY, "Download or save it again"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data, day, words):
    with pytest.raises(BadFile, match=words):
        read_lists(data, "lists.xlsx", day)


def test_unknown_and_blank_are_told_apart():
    """'Not known' is a word of Gender, UNKNOWN a code of Ethnicity; a dash says nothing."""
    rows = [row(1, gender="Not known", ethnicity="UNKNOWN", disability="-")]
    found = read_lists(workbook({"List_1": rows}), "lists.xlsx", DAY)
    assert {*judge(found.lists, DAY).issues["code"]} == {"103"}


def test_the_made_up_lists_of_the_public_checker():
    """Its headings, to the dash, are ours, and its nonsense is judged, not refused."""
    path = shared("samples", "annex_a", "fake_sen.xlsx")
    found = read_lists(path.read_bytes(), path.name, date(2025, 1, 31))
    assert {n: len(rows) for n, rows in found.lists.items()} == {1: 2, 2: 2}
    for n, rows in found.lists.items():
        assert {each.id for each in COLUMNS.of_list(n)} <= {*rows.columns}
    issues = judge(found.lists, found.day).issues
    assert {"102b", "202b", "X2", "X3"} == {*issues["code"]}


def test_an_officers_own_file_of_numbers():
    text = "Case Ref No,Person ID,UPN,ULN,DOB\r\nc1,77,A123456789012,,04/03/2014\r\nc2,78,,,\r\n"
    mapping = {"case_ref": "Case Ref No"}
    found = read_identifiers(text.encode(), "numbers.csv", mapping)
    assert found["unique_id"].tolist() == ["77", "78"]
    assert found["birth_date"].iloc[0].date() == date(2014, 3, 4) and found["upn"].isna().iloc[1]
    with pytest.raises(BadFile, match="row 2, column DOB: is no date"):
        read_identifiers(text.replace("04/03/2014", "soon").encode(), "numbers.csv", mapping)
    with pytest.raises(BadFile, match="lacks the columns case_ref or upn"):
        read_identifiers(b"Name,DOB\r\nA,1/1/2014\r\n", "numbers.csv")


def test_a_register_of_schools():
    text = (
        "URN,PhaseOfEducation (name),TypeOfEstablishment (name)\r\n1,Primary,Academy\r\n"
        "2,Not applicable,Community special school\r\n3,Middle deemed secondary,Academy\r\n"
        "4,Not applicable,Pupil referral unit\r\n5,Not applicable,Other\r\n"
    )
    assert read_register(text.encode(), "schools.csv") == {
        "1": "primary", "2": "special", "3": "middle_secondary", "4": "alternative",
    }  # fmt: skip
