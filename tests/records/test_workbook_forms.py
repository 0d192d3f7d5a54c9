"""A list is the same list in whatever form it comes: web pages and XML called .xls, true .xls,
.ods, .csv.gz; and what is none of them is refused with one sentence."""

from __future__ import annotations

import gzip
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sendviz.catalogue.layouts import BadFile
from sendviz.load.files import Given, read_all
from sendviz.load.readers.postcodes import read_lookup
from sendviz.load.readers.workbooks import workbook
from tests.conftest import shared
from tests.records import forms
from tests.records.desk import CAME, Desk, year

GIVEN = Given(council="Essex", reference_date="2026-01-15")
HEAD = ["case_ref", "received", "decision", "decided", "outcome", "issued", "team"]
ROWS = [
    HEAD,
    ["A1", date(2025, 1, 13), "Y", date(2025, 2, 10), "Y", date(2025, 5, 20), "Süd & <Co>"],
    [1002, date(2025, 3, 3), "N", date(2025, 4, 7), None, None, None],
    ["A3", date(2025, 6, 2), None, None, None, None, "North"],
]


def read(path):
    return read_all([path], GIVEN, lambda text: None)[0]


def plain(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_bytes(forms.csv(ROWS))
    return read(path).tables


@pytest.mark.parametrize("form", forms.FORMS)
def test_a_list_is_the_same_in_every_form(tmp_path, form):
    name, write = forms.FORMS[form]
    found = read(write(tmp_path / name, ROWS))
    assert found.file_name == name and found.refused == {} and found.unread == {}
    expected = plain(tmp_path)
    assert expected["request"]["received"].notna().sum() == 3
    for table, rows in found.tables.items():
        off = {"row"}  # the page's layout and a title take none, the numbers are those of the form
        pd.testing.assert_frame_equal(
            rows[[*rows.columns.difference(off, sort=False)]],
            expected[table][[*expected[table].columns.difference(off, sort=False)]],
        )


@pytest.mark.parametrize("form", ["XML of 2003", "Excel 97", "LibreOffice"])
def test_errors_of_excel_are_never_blanks(tmp_path, form):
    name, write = forms.FORMS[form]
    path = write(tmp_path / name, [HEAD, *([f"A{n}", date(2025, 1, n), "Y", None, "Y", "#REF!"]
                                            for n in range(1, 7))])  # fmt: skip
    with pytest.raises(BadFile, match="6 cells under issued hold an error of Excel"):
        read(path)


def test_a_formula_without_its_value_is_no_blank(tmp_path):
    bare = '<table:table-cell table:formula="of:=[.B2]+140"/>'
    sheet = forms.ods([["case_ref", "issued"], ["A1"]]).replace(
        "A1</text:p></table:table-cell>", f"A1</text:p></table:table-cell>{bare}"
    )
    assert workbook(forms.ods_file(tmp_path / "a.ods", sheet))["Cases"][1] == (
        2, ["A1", "#FORMULA!"]
    )  # fmt: skip


def test_times_true_and_false_are_told_alike(tmp_path):
    old = forms.old_xml([["a"]]).replace(
        b"</Row>",
        b'<Cell><Data ss:Type="DateTime">2025-01-06T09:15:00.000</Data></Cell>'
        b'<Cell ss:MergeAcross="1"><Data ss:Type="Number">12.0</Data></Cell>'
        b'<Cell><Data ss:Type="Boolean">1</Data></Cell></Row>',
    )
    (tmp_path / "a.xls").write_bytes(old)
    assert workbook(tmp_path / "a.xls") == {
        "Cases": [(1, ["a", "2025-01-06 09:15:00", "12", "", "1"])]
    }


def test_a_cell_over_several_rows_stands_in_each(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(
        "<html><table><tr><th rowspan=2>ref</th><th colspan=2>days</th></tr>"
        "<tr><th>received</th><th>issued</th></tr>"
        "<tr><td rowspan=3>North</td><td>1</td><td>2</td></tr><tr><td>3</td></tr>"
        "<tr><td rowspan='x'>4</td><td colspan=99999999999>5</td></tr></table>"
    )
    (rows,) = workbook(path).values()
    assert [cells[:3] for _, cells in rows] == [
        ["ref", "days", ""],
        ["ref", "received", "issued"],
        ["North", "1", "2"],
        ["North", "3", ""],
        ["North", "4", "5"],
    ]


NO_WORKBOOKS = {
    "a page without a table": b"<html><frameset><frame src=sheet1.htm></frameset></html>",
    "a page that only says so": b"<!doctype html>",
    "a page of no rows": b"<html><table></table></html>",
    "an XML cut off": forms.old_xml(ROWS)[:400],
    "an old workbook cut off": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "nothing": b"",
    "noughts": b"\0" * 1000,
}


@pytest.mark.parametrize("what", NO_WORKBOOKS)
def test_what_is_no_workbook_is_refused_with_a_sentence(tmp_path, what):
    path = tmp_path / "list.xls"
    path.write_bytes(NO_WORKBOOKS[what])
    with pytest.raises(BadFile, match=r"^list\.xls: .*\.$"):
        read(path)


@pytest.mark.parametrize("name", ["cases.ods", "cases.xls"])
@pytest.mark.parametrize("end", [100, 600])
def test_a_workbook_cut_short_is_refused_with_a_sentence(tmp_path, name, end):
    write = forms.xls_file if name == "cases.xls" else forms.FORMS["LibreOffice"][1]
    path = write(tmp_path / name, ROWS)
    path.write_bytes(path.read_bytes()[:end])
    with pytest.raises(BadFile, match=name):
        read(path)


def test_a_broken_gz_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "cases.csv.gz"
    path.write_bytes(forms.packed(ROWS)[:60])
    with pytest.raises(BadFile, match=r"^cases\.csv\.gz: .*damaged"):
        read(path)
    path.write_bytes(gzip.compress(b""))
    with pytest.raises(BadFile, match="empty"):
        read(path)


def test_only_csvs_are_packed(tmp_path):
    (tmp_path / "cases.xlsx.gz").write_bytes(b"x")
    with pytest.raises(BadFile, match="files ending in .gz are not read"):
        read(tmp_path / "cases.xlsx.gz")


def test_postcodes_come_packed_and_from_libreoffice(tmp_path):
    rows = [["postcode", "district"], ["ZZ1 1AA", "E07000070"]]
    (tmp_path / "p.csv.gz").write_bytes(forms.packed(rows))
    forms.ods_file(tmp_path / "p.ods", forms.ods(rows))
    for name in ("p.csv.gz", "p.ods"):
        assert read_lookup(tmp_path / name)["district"].tolist() == ["E07000070"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    form=st.sampled_from([*forms.FORMS]),
    at=st.floats(0, 1),
    bytes_in=st.binary(max_size=12),
    cut=st.integers(0, 40),
)
def test_a_damaged_form_is_read_or_refused_with_a_sentence(
    tmp_path_factory, form, at, bytes_in, cut
):
    name, write = forms.FORMS[form]
    path = write(tmp_path_factory.mktemp("damaged") / name, ROWS)
    data = path.read_bytes()
    place = int(at * len(data))
    path.write_bytes(data[:place] + bytes_in + data[place + cut :])
    try:
        read(path)
    except BadFile as error:
        assert str(error).endswith(".") or "?" in str(error)


@pytest.mark.parametrize("name", ["places.xlsx", "places.ods", "places.xls", "places.csv.gz"])
def test_localities_come_in_every_form(tmp_path, name):
    rows = [["district", "locality", "population"], ["Braintree", "Mid", 41200]]
    path = tmp_path / name
    if name.endswith("xlsx"):
        forms.xlsx_file(path, Places=rows)
    elif name.endswith("ods"):
        forms.ods_file(path, forms.ods(rows))
    elif name.endswith("xls"):
        forms.xls_file(path, rows)
    else:
        path.write_bytes(forms.packed(rows))
    area = read(path).tables["area"]
    assert area.loc[area["name"] == "Mid", "population_0_25"].tolist() == [41200]


def test_the_web_page_of_the_collection_is_read(tmp_path, capsys):
    desk = Desk(tmp_path, capsys)
    desk.load(shared("cases", "45-web-page-called-xls", "cases.xls"))
    assert desk.number(CAME, *year(2025)) == 1
