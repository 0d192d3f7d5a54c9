"""The forms in which a council's lists arrive: headings, mappings, encodings, Excel."""

import io
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers import local_files
from sendviz.load.readers.words import list_notes
from tests.readers.local_samples import DAY, HEADINGS, cases, write


def test_common_headings_are_accepted(tmp_path):
    found = cases(
        tmp_path,
        "9,2015-03-04,Girl,1/2/2026,3.3.2026,Yes,,x",
        headings="Case ID,Date of Birth (dd/mm/yyyy), GENDER ,Received date,Decision Date,decision,"
        "Final Issue Date,Caseworker",
    )
    assert found.tables["request"]["received"].tolist() == [pd.Timestamp("2026-02-01")]
    assert found.tables["request"]["decided"].tolist() == [pd.Timestamp("2026-03-03")]
    assert found.tables["person"]["sex"].tolist() == ["F"]
    assert list_notes(found) == ("1 column was not read in cases.csv: 'Caseworker'.",)
    assert found.tables["person"]["person_id"].tolist() == ["9"] and "no UPN" in found.notes[0]


MAPPING = """
date_format = "%d-%b-%y"
case_ref = "Our number"
received = "Came in"
decision = "What we said"
issued = "Plan out"
team = "Box 9"

[values.decision]
"Go ahead" = "Y"
"Turned down" = "N"
"""


def test_mapping_gives_headings_words_and_dates(tmp_path):
    rows = (
        "our NUMBER,Came in,What we said,Plan out,Box 9",
        "A1,05-Jan-26,go  ahead,20-May-26,West",
        "A2,06-Jan-26,Turned down,,East",
    )
    path = write(tmp_path, MAPPING, "mapping.toml")
    found = local_files.read_cases(write(tmp_path, "\n".join(rows)), "839", DAY, path)
    assert found.tables["request"]["decision"].tolist() == ["Y", "N"]
    assert found.tables["request"]["team"].tolist() == ["West", "East"]
    assert found.tables["request"]["received"].tolist() == [
        pd.Timestamp("2026-01-05"),
        pd.Timestamp("2026-01-06"),
    ]
    assert found.tables["named_plan"]["request_no"].tolist() == [1] and found.refused == {}


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"receved": "Came in"}, "no column receved"),
        ({"received": "Came in"}, "no column headed Came in"),
        ({"received": 3}, "quote marks"),
        ({"values": {"decision": {"x": 1}}}, "quote marks"),
        ({"values": {"colour": {"x": "Y"}}}, "no column colour"),
        ({"values": 3}, "quote marks"),
        ({"date_format": 4}, "quote marks"),
        ("none.toml", "cannot be opened"),
    ],
)
def test_wrong_mappings(tmp_path, mapping, says):
    with pytest.raises(BadFile, match=says):
        cases(tmp_path, "1,U,01/01/2026,,,,,,,", mapping=mapping)


def test_mapping_that_is_no_toml(tmp_path):
    with pytest.raises(BadFile, match="TOML"):
        cases(tmp_path, "1,U,01/01/2026,,,,,,,", mapping=write(tmp_path, "a = = b", "m.toml"))


def test_two_columns_that_could_be_the_same(tmp_path):
    with pytest.raises(BadFile, match="could both be received"):
        cases(tmp_path, "1,2,3", headings="case_ref,Date received,Request date")


def test_missing_columns_are_named_all_at_once(tmp_path):
    with pytest.raises(BadFile, match="case_ref, received, decision or decided, outcome or issued"):
        cases(tmp_path, "1,2", headings="a,b")


@pytest.mark.parametrize(
    ("encoding", "noted"), [("utf-8-sig", 0), ("utf-16", 0), ("cp1252", 1), ("utf-8", 0)]
)
def test_encodings(tmp_path, encoding, noted):
    text = f"{HEADINGS},team\n1,U,01/01/2026,,,,,,,,Zo\u00eb\u2019s\n"
    found = local_files.read_cases(write(tmp_path, text.encode(encoding)), "839", DAY)
    assert (
        found.tables["request"]["team"].tolist() == ["Zo\u00eb\u2019s"]
        and len(found.notes) == noted
    )


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_separators(tmp_path, mark):
    text = f"{HEADINGS}\n1,U,01/01/2026,Y,,,,,,\n".replace(",", mark)
    assert local_files.read_cases(write(tmp_path, text), "839", DAY).tables["request"][
        "decision"
    ].tolist() == ["Y"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\x00\x01\x02", "NUL"),
        (b"\xff\xfeabc", "UTF-16"),
        (b"PK\x03\x04rest", "zip"),
        (b"\xd0\xcf\x11\xe0old", "damaged or locked"),
        (b'case_ref,received\n"1,2', "quote mark"),
        (b"a,A\n1,2", "stand twice"),
    ],
)
def test_files_that_are_no_list(tmp_path, data, says):
    with pytest.raises(BadFile, match=says) as caught:
        local_files.read_cases(write(tmp_path, data), "839", DAY)
    assert str(caught.value).startswith("cases.csv")


def excel(tmp_path, *rows, sheets: int = 1):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for extra in range(1, sheets):
        book.create_sheet(f"Other {extra}").append(["a"])
    stream = io.BytesIO()
    book.save(stream)
    return write(tmp_path, stream.getvalue(), "cases.xlsx")


ROWS = (
    ["case_ref", "upn", "received", "decision", "issued", "exception"],
    [12.0, "U", datetime(2026, 1, 5), "Y", 46162, True],
    ["x", "V", "06/01/2026", "N", None, 0],
)


def test_excel(tmp_path):
    tables = local_files.read_cases(excel(tmp_path, *ROWS), "839", DAY).tables
    assert tables["request"]["case_ref"].tolist() == ["12", "x"]
    assert tables["request"]["received"].tolist() == [
        pd.Timestamp("2026-01-05"),
        pd.Timestamp("2026-01-06"),
    ]
    assert tables["named_plan"]["started"].tolist() == [pd.Timestamp("2026-05-20")]
    assert tables["assessment"]["exception"].tolist() == [True]


def test_of_several_sheets_the_one_with_the_headings_is_read(tmp_path):
    path = excel(tmp_path, *ROWS, sheets=2)
    found = local_files.read_cases(path, "839", DAY)
    assert found.rows_read == 2
    assert "cases.xlsx: sheet 'Sheet' was read; not read: 'Other 1'." in found.notes
    assert local_files.read_cases(path, "839", DAY, {"sheet": "Sheet"}).rows_read == 2
    with pytest.raises(BadFile, match="no sheet"):
        local_files.read_cases(path, "839", DAY, {"sheet": "None"})


def test_two_sheets_with_other_headings_need_the_name_of_one(tmp_path):
    book = openpyxl.load_workbook(excel(tmp_path, *ROWS))
    closed = book.create_sheet("Closed")
    for row in ROWS:
        closed.append([*row, "Reason"])
    book.save(tmp_path / "cases.xlsx")
    words = "2 sheets with different headings could be the case list .'Sheet', 'Closed'."
    with pytest.raises(BadFile, match=words):
        local_files.read_cases(tmp_path / "cases.xlsx", "839", DAY)


@pytest.mark.parametrize("mark", [",", ";"])
def test_headings_may_stand_below_a_title(tmp_path, mark):
    text = f"Example Council{mark}{mark}\nExtract, 30/06/2026\n\n{HEADINGS}\n".replace(",", mark)
    text += "1,U,01/01/2026,Y,,,,,,\n2,V,31/02/2026,Y,,,,,,\n".replace(",", mark)
    found = local_files.read_cases(write(tmp_path, text), "839", DAY)
    assert found.tables["request"]["case_ref"].tolist() == ["1", "2"]
    assert found.tables["request"]["row"].tolist() == [5, 6]
    assert "received is not a date (row 6)" in found.unread
    assert "the headings stand in row 4" in found.notes[0]


def test_headings_in_excel_may_stand_below_a_title(tmp_path):
    found = local_files.read_cases(excel(tmp_path, ["Official"], [], *ROWS), "839", DAY)
    assert found.tables["request"]["row"].tolist() == [4, 5]


def test_a_cell_that_is_too_long_is_named(tmp_path):
    long = "x" * 200_000
    with pytest.raises(BadFile, match="row 3, column upn: a cell of more than 131,072 characters"):
        cases(tmp_path, "1,U,01/01/2026,Y,,,,,,", f"2,{long},01/01/2026,Y,,,,,,")


def test_headings_that_stand_twice_are_named(tmp_path):
    with pytest.raises(BadFile, match="row 1: headings stand twice, in column C"):
        cases(tmp_path, "1,2,3", headings="case_ref,received,Received,decision")


def test_stray_value_in_the_far_corner_does_not_fill_the_memory(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "case_ref", "x"
    path = tmp_path / "wide.xlsx"
    book.save(path)
    with pytest.raises(BadFile, match="row 1048576, column 16384"):
        local_files.read_cases(path, "839", DAY)
