"""The pre-submission workbook: eight sheets, no header, ids as numbers with a point."""

from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest

from sendviz.catalogue.layouts import KEYS, PERSON_LEVEL, BadFile
from sendviz.load.readers import sen2_workbook

BOTH = ["persontableid", "requeststableid"]
SHEETS = {
    "Person": [
        [
            "persontableid",
            "surname",
            "forename",
            "personbirthdate",
            "sex",
            "upn",
            "uniquelearnernumber",
        ],
        [12.0, "Roe", "Jo", datetime(2015, 3, 4), "F", "A123456789012", 1234567890.0],
        [13.0, "Doe", "Al", "2016-04-05", "M", None, None],
    ],
    "Requests": [
        [*BOTH, "receiveddate", "rquestsource", "rya", "requestoutcomedate", "requestoutcome"],
        [12.0, 1.0, datetime(2024, 1, 10), 2.0, 0.0, "2024-02-14", "Y"],
        [13.0, 1.0, 45444.0, 1, None, None, "A"],
        [99, 1, datetime(2024, 1, 1), 1, 0, None, "A"],
    ],
    "Assessments": [
        [*BOTH, "assessmentoutcome", "assessmentoutcomedate", "week20"],
        ["12.0", "1", "Y", datetime(2024, 5, 20), 1],
        [12, 2, "A", None, None],
    ],
    "Named Plan": [
        [*BOTH, "startdate", "planres", "planwpb"],
        [12, 1, datetime(2024, 5, 20), "A", "T"],
    ],
    "Plan Detail": [
        [*BOTH, "urn", "placementrank", "senunitindicator"],
        [12, 1, 100001.0, 1.0, 0.0],
        [12, 1, None, 2, True],
    ],
    "Active Plan": [
        [*BOTH, "reviewmeeting", "reviewoutcome", "lastreview"],
        [12, 1, datetime(2024, 11, 1), "M", "20/11/2024"],
    ],
    "Placement Detail": [
        [*BOTH, "urn", "entrydate", "placementrank", "wbp"],
        [12, 1, 100001, "2024-Sep-01 00:00:00", 1, "S"],
    ],
    "SEN Need": [[*BOTH, "sentype", "sentyperank"], [12, 1, "asd", 1], [12, 1, "SLCN", 2]],
}
GIVEN = {"la_code": "839", "year": 2025, "reference_date": date(2025, 1, 16)}


def book(tmp_path, **changed):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in {**SHEETS, **changed}.items():
        if rows is not None:
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
    path = tmp_path / "pre-submission.xlsx"
    made.save(path)
    return path


def test_tables_hang_together_although_request_ids_start_again(tmp_path):
    found = sen2_workbook.read(book(tmp_path), **GIVEN)
    assert (found.layout, found.la_code, found.edition) == ("sen2_workbook", "839", "2025")
    assert (found.reference_date, found.period_start, found.notes) == (
        date(2025, 1, 16),
        date(2024, 1, 1),
        (),
    )
    assert found.tables["request"][["request_no", "person_no", "row"]].values.tolist() == [
        [1, 1, 2],
        [2, 2, 3],
    ]
    for name, frame in found.tables.items():
        assert list(frame.columns) == [*KEYS[name], *PERSON_LEVEL[name]]
        if name not in ("person", "request"):
            assert set(frame["request_no"]) == {1}
    assert found.refused == {
        "X01 requests has rows whose parent is not in the return; they were left out (row 4)": 1,
        "X01 assessments has rows whose parent is not in the return; they were left out (row 3)": 1,
    }


def test_values(tmp_path):
    tables = sen2_workbook.read(book(tmp_path), **GIVEN).tables
    assert tables["person"]["uln"].tolist()[0] == "1234567890"
    assert tables["person"]["birth_date"].tolist() == [
        pd.Timestamp("2015-03-04"),
        pd.Timestamp("2016-04-05"),
    ]
    assert tables["request"]["source"].tolist() == ["education", "parent"]
    assert tables["request"]["received"].tolist() == [
        pd.Timestamp("2024-01-10"),
        pd.Timestamp("2024-06-01"),
    ]
    assert tables["request"]["rya"].tolist() == [False, pd.NA]
    assert tables["plan_detail"]["urn"].tolist()[0] == "100001"
    assert tables["plan_detail"]["unit"].tolist() == [False, True]
    assert tables["plan_detail"]["rank"].tolist() == ["1", "2"]
    assert tables["active_plan"]["last_review"].tolist() == [pd.Timestamp("2024-11-20")]
    assert tables["placement"]["entered"].tolist() == [pd.Timestamp("2024-09-01")]
    assert tables["placement"]["work_based"].tolist() == ["S"]
    assert tables["need"]["need"].tolist() == ["ASD", "SLCN"]
    assert not tables["person"].isin(["Roe", "ROE", "Jo", "JO"]).any().any()


@pytest.mark.parametrize("left_out", GIVEN)
def test_what_the_file_lacks_is_asked_for(tmp_path, left_out):
    given = {key: value for key, value in GIVEN.items() if key != left_out}
    with pytest.raises(BadFile, match=f"does not hold its header.*{left_out.split('_')[-1]}"):
        sen2_workbook.read(book(tmp_path), **given)


def test_la_code_is_three_digits(tmp_path):
    with pytest.raises(BadFile, match="three digits"):
        sen2_workbook.read(book(tmp_path), **{**GIVEN, "la_code": "Dorset"})


def test_missing_sheets_are_named_all_at_once(tmp_path):
    path = book(tmp_path, **{"Named Plan": None, "SEN Need": None})
    with pytest.raises(BadFile, match="lacks the sheets Named Plan, SEN Need"):
        sen2_workbook.read(path, **GIVEN)


def test_missing_columns_are_named_all_at_once(tmp_path):
    path = book(
        tmp_path,
        Requests=[["persontableid", "receiveddate"], [12, "x"]],
        **{"Named Plan": [["a"], [1]]},
    )
    with pytest.raises(
        BadFile,
        match="requests: requeststableid, requestoutcome, requestoutcomedate; "
        "namedplan: persontableid, requeststableid, startdate",
    ):
        sen2_workbook.read(path, **GIVEN)


def test_bad_values_name_sheet_and_row(tmp_path):
    rows = [SHEETS["Named Plan"][0], [12, 1, "next week", "A", "T"]]
    unread = sen2_workbook.read(book(tmp_path, **{"Named Plan": rows}), **GIVEN).unread
    assert unread["StartDate in namedplan is not a date (row 2)"] == 1


def test_sheets_without_rows_are_fine(tmp_path):
    headings = {
        name: rows[:1] for name, rows in SHEETS.items() if name not in ("Person", "Requests")
    }
    tables = sen2_workbook.read(book(tmp_path, **headings), **GIVEN).tables
    assert len(tables["request"]) == 2 and tables["assessment"].empty and tables["need"].empty


def test_files_that_are_no_workbook(tmp_path):
    path = book(tmp_path)
    data = path.read_bytes()
    sheet = data.find(b"xl/worksheets/sheet1.xml") + 60
    for bad in (
        b"",
        b"a,b\n1,2\n",
        data[: len(data) // 2],
        data[:sheet] + bytes(100) + data[sheet + 100 :],
    ):
        path.write_bytes(bad)
        with pytest.raises(BadFile):
            sen2_workbook.read(path, **GIVEN)


def test_workbook_is_told_from_other_lists(tmp_path):
    assert sen2_workbook.looks_like(book(tmp_path))
    assert not sen2_workbook.looks_like(book(tmp_path, Person=None))
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    assert not sen2_workbook.looks_like(tmp_path / "old.xls")
