"""Workbooks whose sheets are named and spread otherwise than usual: copies, one sheet a quadrant,
one list on two days."""

from __future__ import annotations

import json

import openpyxl
import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.commands import main
from sendviz.load.files import Given, read_all
from sendviz.load.readers import nhs_community, sen2_workbook
from tests.readers import nhs_handmade
from tests.readers.test_sen2_workbook import GIVEN as ASKED
from tests.readers.test_sen2_workbook import SHEETS
from tests.records.desk import OPEN, Desk
from tests.records.forms import ods, ods_file, xlsx_file

GIVEN = Given(council="Essex", reference_date="2026-01-15")
HEAD = ["case_ref", "received", "decision", "outcome", "issued"]
REFERRAL = ["referral_ref", "person_id", "pathway", "provider", "received"]
PLACES = "district,locality,population\nBraintree,North,\nHarlow,West,\nMaldon,Elsewhere East,\n"


def case(ref, day="03/02/2025"):
    return [ref, day, "Y", None, None]


def read(path, **more):
    return read_all([path], GIVEN, lambda text: None)[0]


def spread(path, **sheets):
    return xlsx_file(path, **{name: [HEAD, *rows] for name, rows in sheets.items()})


def test_a_sheet_a_quadrant_is_one_list_and_errors_name_the_sheet(tmp_path):
    path = spread(
        tmp_path / "cases.xlsx",
        North=[case("A1"), case("A2")],
        South=[case("B1"), case("B2", "soon"), case("B3"), case("B4")],
    )
    found = read(path)
    assert found.tables["request"]["case_ref"].tolist() == ["A1", "A2", "B1", "B2", "B3", "B4"]
    assert found.unread == {"received is not a date (row 3 of 'South')": 1}
    assert found.tables["person"]["district"].tolist() == ["North"] * 2 + ["South"] * 4
    assert found.tables["request"]["row"].tolist()[2] == 10_000_002
    assert any("names of the sheets were taken" in note for note in found.notes)


def test_sheets_under_titles_and_in_another_order_of_columns_are_one_list(tmp_path):
    turned = [[*reversed(row)] for row in ([text.upper() for text in HEAD], case("B1"))]
    path = xlsx_file(
        tmp_path / "cases.xlsx", North=[HEAD, case("A1")], South=[["South team"], [], *turned]
    )
    assert read(path).tables["request"]["case_ref"].tolist() == ["A1", "B1"]


def test_a_column_of_places_counts_before_the_names_of_the_sheets(tmp_path):
    rows = [[*HEAD, "Home district"], [*case("A1"), "Braintree"]]
    other = [rows[0], [*case("B1"), "Harlow"]]
    found = read(xlsx_file(tmp_path / "cases.xlsx", Open=rows, Closed=other))
    assert found.tables["person"]["district"].tolist() == ["Braintree", "Harlow"]
    assert not any("names of the sheets" in note for note in found.notes)


def test_referrals_are_joined_too_also_from_libreoffice(tmp_path):
    sheets = [
        ods([REFERRAL, [f"R{n}", f"P{n}", "autism", "T", "01/03/2025"]], name=name)
        for n, name in enumerate(("Mid", "West", "South"))
    ]
    found = read(ods_file(tmp_path / "referrals.ods", *sheets))
    assert found.tables["referral"]["locality"].tolist() == ["Mid", "West", "South"]
    assert found.tables["referral"]["referral_ref"].tolist() == ["R0", "R1", "R2"]


@pytest.mark.parametrize("name", ["Cases (2)", "Copy of Cases", "Backup"])
def test_a_copied_sheet_is_left_out_and_told(tmp_path, name):
    rows = [case("A1"), case("A2")]
    found = read(spread(tmp_path / "cases.xlsx", **{"Cases": rows, name: [*reversed(rows)]}))
    assert found.tables["request"]["case_ref"].tolist() == ["A1", "A2"]
    assert any(f"copy another sheet: '{name}'" in note for note in found.notes)
    assert found.tables["person"]["district"].isna().all()


def test_an_empty_sheet_of_the_list_is_no_part_of_it(tmp_path):
    found = read(spread(tmp_path / "cases.xlsx", Template=[], Cases=[case("A1"), case("A2")]))
    assert found.tables["request"]["row"].tolist() == [10_000_002, 10_000_003]
    assert found.tables["person"]["district"].isna().all()


@pytest.mark.parametrize("same", [2, 5, 20])
def test_one_list_on_two_days_is_refused(tmp_path, same):
    december = [case(f"A{n}") for n in range(20)]
    january = [[*case(f"A{n}")[:-1], "05/01/2026"] for n in range(20 - same, 40 - same)]
    path = spread(tmp_path / "cases.xlsx", Dec=december, Jan=january)
    if same == 2:  # children who moved from one area to the other
        assert read(path).rows_read == 40
        return
    with pytest.raises(BadFile, match=f"sheets 'Dec', 'Jan' hold {same} cases both"):
        read(path)


def test_sheets_with_a_heading_twice_name_the_row_of_the_sheet(tmp_path):
    wrong = [[*HEAD, "issued"], case("B1")]
    path = xlsx_file(tmp_path / "cases.xlsx", North=[[*HEAD], case("A1")], South=wrong)
    with pytest.raises(BadFile, match="sheet 'South', row 1: headings stand twice"):
        read(path)


def test_quadrants_that_are_known_are_the_areas_of_their_sheets(tmp_path, capsys):
    desk = Desk(tmp_path, capsys)
    (tmp_path / "localities.csv").write_text(PLACES)
    desk.load(tmp_path / "localities.csv")
    path = spread(
        tmp_path / "cases.xlsx",
        North=[case("A1"), case("A2")],
        West=[case("B1")],
        Elsewhere=[case("C1"), case("C2"), case("C3")],
    )
    said = desk.load(path)
    assert "none of this council's, in 3 of 6 rows: 'Elsewhere' (3)" in said
    assert desk.number(OPEN) == 6
    found = _by_locality(desk)
    assert (found["North"], found["West"]) == (2, 1)


def _by_locality(desk):
    asked = ["ask", OPEN, "--council", "Essex", "--as-at", "2026-01-15", "--role", "officer"]
    desk.capsys.readouterr()
    assert main([*asked, "--by", "locality", "--format", "json", "--db", str(desk.db)]) == 0
    rows = json.loads(desk.capsys.readouterr().out)["rows"]
    return {row["area"]: row["value"] for row in rows}


@pytest.mark.parametrize(
    "named",
    [
        lambda name: f"Copy of {name}",
        lambda name: f"{name} (1)",
        lambda name: f"SEN2_{name.replace(' ', '')}",
        lambda name: f"{name.rstrip('s')}s",
        lambda name: name.upper().rstrip("S"),
        lambda name: f"3. {name} data",
    ],
)
def test_the_sheets_of_a_return_may_be_named_nearly_so(tmp_path, named):
    path = xlsx_file(tmp_path / "x.xlsx", **{named(name): rows for name, rows in SHEETS.items()})
    assert sen2_workbook.looks_like(path)
    found = sen2_workbook.read(path, **ASKED)
    assert {name: len(rows) for name, rows in found.tables.items()} == {
        "person": 2, "request": 2, "assessment": 1, "named_plan": 1, "plan_detail": 2,
        "active_plan": 1, "placement": 1, "need": 2,
    }  # fmt: skip


def test_two_sheets_of_a_return_that_differ_are_refused(tmp_path):
    again = [SHEETS["Person"][0], *SHEETS["Person"][2:]]
    path = xlsx_file(tmp_path / "x.xlsx", **SHEETS, **{"Person (2)": again})
    with pytest.raises(BadFile, match=r"'Person' and 'Person \(2\)' could both be Person"):
        sen2_workbook.read(path, **ASKED)
    path = xlsx_file(tmp_path / "y.xlsx", **SHEETS, **{"Person (2)": SHEETS["Person"]})
    assert len(sen2_workbook.read(path, **ASKED).tables["person"]) == 2


@pytest.mark.parametrize("named", [lambda name: f"Copy of {name}", lambda name: f"{name} (2)"])
def test_tables_of_the_nhs_may_be_copies(tmp_path, named):
    def rename(book):
        for name in book.sheetnames:
            book[name].title = named(name)

    path = nhs_handmade.write(tmp_path / "x.xlsx", "C", rename)
    assert nhs_community.looks_like(path)
    assert nhs_community.read(path).edition == "2023-10"


def test_a_workbook_of_the_nhs_from_libreoffice_is_known(tmp_path):
    book = openpyxl.load_workbook(nhs_handmade.write(tmp_path / "x.xlsx", "C"))
    sheets = [
        ods([[*row] for row in sheet.iter_rows(values_only=True)], sheet.title) for sheet in book
    ]
    path = ods_file(tmp_path / "x.ods", *sheets)
    (found,) = read_all([path], Given(), lambda text: None)
    assert (found.layout, found.edition) == ("nhs_community", "2023-10")
