"""Community waiting lists: made-up workbooks read by eye, and the two real ones."""

import re

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sendviz.catalogue.layouts import HEALTH_FIGURE, BadFile
from sendviz.load.readers import nhs_community, nhs_figures
from sendviz.load.readers.nhs_figures import mixed_case
from tests.conftest import shared
from tests.readers import nhs_handmade as made

OCTOBER = ("samples", "nhs", "Community-health-services-waiting-lists-2025-26-October.xlsx")
JUNE = ("samples", "nhs", "Community-health-services-waiting-lists-2023-24-June.xlsx")
NORTHAMPTONSHIRE = [1456, 0, 4, 32, 200, 186, 983, 49, 2]


@pytest.fixture(scope="module")
def october():
    return nhs_community.read(shared(*OCTOBER))


@pytest.fixture(scope="module")
def june():
    return nhs_community.read(shared(*JUNE))


def told(delivery):
    """(level, code, line in small letters, band) -> number, or why it is blank."""
    rows = delivery.tables["health_figure"]
    rows = rows[rows["indicator"] != "organisations_missing"]
    keys = zip(rows.level, rows.code, rows.service.str.casefold(), rows.indicator, strict=True)
    said = rows["value"].astype(object).where(rows["value"].notna(), rows["blank"])
    return dict(zip(keys, said, strict=True))


@pytest.mark.parametrize("layout", ["A", "C"])
def test_every_cell_of_a_made_up_workbook(tmp_path, layout):
    path = made.write(tmp_path / "any-name.xlsx", layout)
    assert nhs_community.looks_like(path)
    delivery = nhs_community.read(path)
    assert told(delivery) == made.expected(layout)
    assert delivery.edition == {"A": "2023-01", "C": "2023-10"}[layout]
    assert delivery.refused == {} and delivery.notes == ()
    rows = delivery.tables["health_figure"]
    assert list(rows.columns) == list(HEALTH_FIGURE)
    assert set(rows["parent"].dropna()) == {"QUE", "QPM"}
    assert set(rows["name"]) >= {"Northamptonshire Healthcare NHS Foundation Trust", "Midlands"}


def test_months_without_the_organisations_that_did_not_submit(tmp_path):
    delivery = nhs_community.read(made.write(tmp_path / "x.xlsx", "C"))
    rows = delivery.tables["health_figure"]
    rows = rows[rows["indicator"] == "organisations_missing"]
    found = zip(rows["code"], rows["month"].dt.strftime("%Y-%m"), rows["value"], strict=True)
    # November 2023 is not there: the workbook of October leaves it empty.
    assert set(found) == {("England", "2023-09", 1), ("England", "2023-10", 0),
                          ("QPM", "2023-09", 1), ("QPM", "2023-10", 0)}  # fmt: skip


def test_the_month_stands_on_the_contents_page_only(tmp_path):
    delivery = nhs_community.read(made.write(tmp_path / "x.xlsx", "A", titled=False))
    assert delivery.edition == "2023-01" and told(delivery) == made.expected("A")


def test_a_revised_edition_says_so(tmp_path):
    named = nhs_community.read(made.write(tmp_path / "October-revised.xlsx", "C"))
    covered = nhs_community.read(
        made.write(
            tmp_path / "x.xlsx", "C", lambda book: _put(book, "Cover page", "B2", "9/1/2024")
        )
    )
    assert named.edition == covered.edition == "2023-10-revised"


def _put(book, sheet, cell, value):
    book[sheet][cell] = value


BROKEN = {
    "several months": lambda b: _put(b, "Table 4c", "A1", "Number waiting 2-4 weeks (15-28 days)"
                                     " by service, May 2023"),
    "no title": lambda b: _put(b, "Table 4c", "A1", "Waiting"),
    "4h \\(bands of weeks\\) are not all there": lambda b: b.remove(b["Table 4d"]),
    "Table 3 \\(England\\) is missing": lambda b: b.remove(b["Table 3"]),
    "twice in the header": lambda b: _put(b, "Table 4a", "E5", made.SLT),
    "organisation stands twice": lambda b: _put(b, "Table 4b", "B9", "QPM"),
    "other organisations": lambda b: b["Table 4e"].delete_rows(9),
    "columns Organisation Type": lambda b: _put(b, "Table 4", "A5", "Kind"),
    "Table 4f, row 8: the type": lambda b: _put(b, "Table 4f", "A8", None),
    "type region add up to more": lambda b: [_put(b, f"Table 4{n}", "A9", "Region")
                                             for n in ("", *"abcdefg")],
    "different figures on every line": lambda b: [
        _put(b, "Table 3", "B5", "Waiting 0-1 weeks"),
        _put(b, "Table 3", "C5", "Total waiting list"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("words", BROKEN)
def test_a_broken_workbook_is_told_and_not_read(tmp_path, words):
    path = made.write(tmp_path / "broken.xlsx", "C", BROKEN[words])
    with pytest.raises(BadFile, match=f"broken.xlsx.*{words}|{words}"):
        nhs_community.read(path)


def test_a_line_that_table_3_contradicts_is_refused_whole(tmp_path):
    path = made.write(tmp_path / "x.xlsx", "C", lambda b: _put(b, "Table 4a", "G6", 15))
    delivery = nhs_community.read(path)
    assert {made.SLT.casefold()}.isdisjoint({key[2] for key in told(delivery)})
    (reason, count) = next(iter(delivery.refused.items()))
    assert reason.startswith(made.SLT) and count == 8 * 8


def test_a_line_with_more_in_its_bands_than_in_total_is_refused_whole(tmp_path):
    """Fewer is usual: waits of no known length, as those of RT1 (34 of 40)."""
    path = made.write(tmp_path / "x.xlsx", "C", lambda b: _put(b, "Table 4a", "G13", 1))
    delivery = nhs_community.read(path)
    assert {made.SLT.casefold()}.isdisjoint({key[2] for key in told(delivery)})
    (reason, count) = next(iter(delivery.refused.items()))
    assert reason.startswith(f"{made.SLT}: row 13 has more children in the bands of weeks")
    assert count == 8 * 8


def test_a_line_with_bands_where_no_total_was_submitted_is_refused_whole(tmp_path):
    path = made.write(tmp_path / "x.xlsx", "C", lambda b: _put(b, "Table 4b", "E13", 0))
    assert made.PAEDIATRICS.casefold() not in {key[2] for key in told(nhs_community.read(path))}


def test_a_cell_that_says_something_else_is_refused_alone(tmp_path):
    path = made.write(tmp_path / "x.xlsx", "C", lambda b: _put(b, "Table 4a", "G11", "n/a"))
    delivery = nhs_community.read(path)
    lost = set(made.expected("C")) - set(told(delivery))
    assert lost == {("provider", "RT1", made.SLT.casefold(), "0-7")}
    words = f"{made.SLT}, table of 0-7: no whole number, * or blank (row 11)"
    assert delivery.refused == {words: 1}
    # The board's row is no longer the sum: its providers are shown under none.
    parents = delivery.tables["health_figure"].groupby("code")["parent"].first()
    assert parents["RP1"] == "QPM" and pd.isna(parents["RYV"])


def test_an_unknown_childrens_line_is_kept(tmp_path):
    new = "(CYP) Something new"
    path = made.write(tmp_path / "x.xlsx", "C", lambda b: [
        _put(b, "Table 3", "A7", new),
        *(_put(b, f"Table 4{n}", "E5", new) for n in ("", *"abcdefg"))])  # fmt: skip
    rows = nhs_community.read(path).tables["health_figure"]
    assert rows.loc[rows["service"] == new, "pathway"].isna().all() and new in set(rows["service"])


def test_other_files_are_not_taken_for_it(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Table 4"
    book.create_sheet("Table 3")
    book.save(tmp_path / "x.xlsx")
    (tmp_path / "x.csv").write_text("a,b\n")
    (tmp_path / "zip.xlsx").write_bytes(b"PK\x03\x04nonsense")
    assert not any(nhs_community.looks_like(each) for each in tmp_path.iterdir())


SHEETS = ["Table 3", *(f"Table 4{n}" for n in ("", *"abcdefg"))]
STEPS = st.tuples(
    st.sampled_from(["row off", "column off", "row in", "column in", "swap heads", "cut", "away"]),
    st.sampled_from(SHEETS), st.integers(1, 14), st.integers(1, 9),
)  # fmt: skip


def scramble(book, steps):
    for what, name, row, column in steps:
        if name not in book.sheetnames:
            continue
        sheet = book[name]
        if what == "away":
            book.remove(sheet)
        elif what == "cut":
            sheet.delete_rows(row, 40)
        elif what == "swap heads":
            head = 5 if name == "Table 3" or sheet["B6"].value is None else 6
            one, other = sheet.cell(head, column), sheet.cell(head, column % 7 + 1)
            one.value, other.value = other.value, one.value
        elif what.startswith("row"):
            (sheet.delete_rows if what == "row off" else sheet.insert_rows)(row)
        else:
            (sheet.delete_cols if what == "column off" else sheet.insert_cols)(column)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@example(layout="A", steps=[("swap heads", "Table 4a", 1, 4)])  # England's figures are equal
@given(layout=st.sampled_from("AC"), steps=st.lists(STEPS, min_size=1, max_size=3))
def test_scrambled_workbooks_never_give_a_wrong_figure(tmp_path_factory, layout, steps):
    path = tmp_path_factory.mktemp("scrambled") / "x.xlsx"
    try:
        made.write(path, layout, lambda book: scramble(book, steps))
        found = told(nhs_community.read(path))
    except BadFile:
        return
    right = made.expected(layout)
    assert {key: right.get(key) for key in found} == found


@pytest.mark.parametrize("end", [0, 400, 5000, 12000])
def test_a_workbook_cut_short_is_told(tmp_path, end):
    whole = made.write(tmp_path / "x.xlsx", "C").read_bytes()
    (tmp_path / "x.xlsx").write_bytes(whole[:end])
    with pytest.raises(BadFile, match="x.xlsx"):
        nhs_community.read(tmp_path / "x.xlsx")


def test_the_real_october_workbook(october):
    found = told(october)
    line = "(cyp) therapy interventions: speech and language"
    bands = ["total", *made.DAYS, "365-728", "729+"]
    assert [found["icb", "QPM", line, band] for band in bands] == NORTHAMPTONSHIRE
    assert found["national", "England", line, "total"] == 61_845
    assert found["icb", "QH8", line.replace("speech and language", "physiotherapy"), "total"] == (
        "not_submitted"
    )
    assert found["provider", "RYV", "(cyp) safeguarding", "total"] == "suppressed"
    rows = october.tables["health_figure"]
    assert rows[(rows["level"] == "national") & (rows["indicator"] == "total")].value.sum() == (
        304_042
    )
    levels = rows[rows["indicator"] == "total"].groupby("level")["code"].nunique()
    assert levels.to_dict() == {"national": 1, "region": 7, "icb": 42, "provider": 139}
    assert rows["service"].nunique() == 17 + 1 and october.edition == "2025-10"
    assert rows.loc[rows["value"].between(1, 4), "value"].count() > 500  # small numbers are exact
    paediatrics = rows[rows["pathway"] == "paediatrics"]
    assert set(paediatrics["method"]) == {"community from Feb 2024"}


def test_who_did_not_submit_in_2025(october):
    rows = october.tables["health_figure"].query("indicator == 'organisations_missing'")
    numbers = rows.groupby("code", sort=False)["value"].apply(list)
    assert numbers["England"] == [4, 5, 2, 1, 4, 2, 2]
    assert numbers["QJG"] == [0, 0, 0, 0, 1, 0, 0]


def test_the_real_june_workbook(june):
    found = told(june)
    assert found["national", "England", "(cyp) community paediatric service", "365+"] == 10_795
    assert found["icb", "QVV", "(cyp) looked after children teams", "total"] == "suppressed"
    assert not any(key[3] in ("365-728", "729+") for key in found)
    rows = june.tables["health_figure"]
    assert set(rows.loc[rows["pathway"] == "paediatrics", "method"]) == {"community to Jan 2024"}
    assert rows.loc[rows["level"] == "icb", "code"].str.fullmatch("Q..").all()


@pytest.mark.parametrize("which", ["october", "june"])
def test_every_board_is_the_sum_of_its_providers_on_every_line_and_band(which, request):
    """data/areas/nhs_providers.csv against the workbook of its month: all 42 boards."""
    rows = request.getfixturevalue(which).tables["health_figure"]
    rows = rows[rows["indicator"] != "organisations_missing"]
    keys = ["service", "indicator"]
    sums = rows.groupby(["parent", *keys])["value"].sum(min_count=1)
    boards = rows[rows["level"] == "icb"].set_index(["code", *keys])["value"]
    assert len(boards) == 42 * 17 * {"october": 9, "june": 8}[which]
    pd.testing.assert_series_equal(sums.reindex(boards.index), boards, check_names=False)
    assert set(sums.index) <= set(boards.index)
    loose = rows[(rows["level"] == "provider") & rows["parent"].isna()]
    assert loose["value"].fillna(0).eq(0).all()  # nothing submitted: their board cannot be told
    assert loose["code"].nunique() <= 2


def test_a_provider_that_moved_between_boards(october, june):
    def board(delivery, code):
        rows = delivery.tables["health_figure"]
        return rows.loc[rows["code"] == code, "parent"].iloc[0]

    assert (board(june, "NQA"), board(october, "NQA")) == ("QH8", "QJG")
    now = {"R1L": "QH8", "RAT": "QMF", "NDA": "QYG", "RT1": "QUE", "RYV": "QUE", "RP1": "QPM",
           "RDY": "QVV", "RWH": "QM7", "RY4": "QM7", "RDE": "QJG", "RGR": "QJG"}  # fmt: skip
    assert {code: board(october, code) for code in now} == now


def test_the_lists_of_areas_agree_with_each_other():
    areas = nhs_figures.areas()
    localities = pd.read_csv(nhs_figures.FOLDER / "localities.csv", dtype="str")
    for row in areas.itertuples():
        inside = localities[localities["la_code"] == row.la_code]
        inside = inside[inside["locality"] != "(whole council)"]
        if row.level == "icb":
            named = inside[inside["icb_2022"] == f"NHS {row.name} ICB"]
            assert nhs_figures.code_of("icb", row.name) == row.code
        else:
            named = inside[inside["former_ccg"] == row.former_ccg]
        assert row.districts.split("; ") == named["area_name"].tolist()
        assert row.localities.split("; ") == named["locality"].unique().tolist()
        covered = inside[inside["locality"].isin(named["locality"])]
        assert (row.fit == "whole") <= (len(covered) == len(named))


def test_names_in_capitals_are_written_as_one_writes_them():
    said = "EAST SUFFOLK AND NORTH ESSEX NHS FOUNDATION TRUST"
    assert mixed_case(said) == "East Suffolk and North Essex NHS Foundation Trust"
    assert mixed_case("STAFFORDSHIRE AND STOKE-ON-TRENT") == "Staffordshire and Stoke-On-Trent"
    assert mixed_case("Provide  CIC") == "Provide CIC"
    assert re.fullmatch(r"St George's .*", mixed_case("ST GEORGE'S UNIVERSITY HOSPITALS"))
