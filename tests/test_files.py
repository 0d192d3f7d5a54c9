"""Each file finds its reader by its headings, and what is wrong is said of the right kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load import files
from tests.readers.nhs_handmade import autism

REFERRALS = ("referral_ref,person_id,pathway,provider,received", "R1,P1,autism,T,01/03/2025")
CASES = ("case_ref,received,decided,issued,team", "C1,02/10/2023,,,West")
EVENTS = ("day,label,kind", "2025-03-01,New team,staff")
PRACTICES = ("gp_practice,locality", "F81001,Mid")
LOCALITIES = ("district,locality,population", "Newby,North,")
SUPPORT = ("referral_ref,kind,offered,taken_up", "A1,workshop,01/06/2025,yes")
OWN = ("Ref;Child;List;Org;Came", "A1;C1;Neuro;T;01-03-2025")
OWN_MAP = """
referral_ref = "Ref"
person_id = "Child"
pathway = "List"
provider = "Org"
received = "Came"
[values.pathway]
neuro = "autism"
"""
TITLE = ("Example Trust", "Extract of 15/01/2026, all teams", "")


def given(**more) -> files.Given:
    told = {"council": "Essex", "year": None, "reference_date": "2026-01-15", "map": None}
    return files.Given(**told | more)


def text(folder: Path, name: str, *lines: str) -> Path:
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return folder / name


def book(folder: Path, name: str, *sheets: tuple[str, ...]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, lines in enumerate(sheets, start=1):
        sheet = made.create_sheet(f"Sheet {number}")
        for line in lines:
            sheet.append([cell or None for cell in line.split(",")])
    made.save(folder / name)
    return folder / name


def read(*paths: Path, **more) -> list:
    return files.read_all([*paths], given(**more), lambda _: None)


LISTS = [
    (REFERRALS, "referral_list"),
    (CASES, "local_cases"),
    (EVENTS, "events"),
    (SUPPORT, "support_list"),
]


@pytest.mark.parametrize(("lines", "layout"), LISTS)
@pytest.mark.parametrize("above", [(), TITLE])
def test_a_list_is_known_as_csv_and_as_excel_also_below_a_title(tmp_path, lines, layout, above):
    csv = text(tmp_path, "list.csv", *above, *lines)
    excel = book(tmp_path, "list.xlsx", ("Notes",), (*above, *lines))
    for path in (csv, excel):
        (found,) = read(path)
        assert (found.layout, found.rows_read) == (layout, 1)
        assert all(len(rows) <= 1 for rows in found.tables.values())


def test_practices_are_read_from_excel_too(tmp_path):
    listed = text(tmp_path, "r.csv", REFERRALS[0] + ",gp_practice", REFERRALS[1] + ",F81001")
    (found,) = read(book(tmp_path, "gp.xlsx", PRACTICES), listed)
    assert found.tables["practice"].to_numpy().tolist() == [["F81001", "Mid"]]


def test_localities_and_postcodes_are_told_apart(tmp_path):
    assert read(text(tmp_path, "l.csv", *LOCALITIES))[0].layout == "areas"
    with pytest.raises(BadFile, match="is a postcode list"):
        read(text(tmp_path, "p.csv", "pcds,oslaua", "CM1 1AA,E07000070"))


WRONG = [
    ("referral_ref,pathway,provider", "read as a referral list: lacks the columns received"),
    ("case_ref,received,team", "read as a case list: lacks the columns decision or decided"),
    ("day,label,area", "read as a list of events: lacks the columns kind"),
    ("colour,size", "none of its first 20 rows has the headings of a list that is known"),
]


@pytest.mark.parametrize(("heading", "words"), WRONG)
def test_what_lacks_is_said_of_the_kind_that_it_is(tmp_path, heading, words):
    with pytest.raises(BadFile, match=words):
        read(text(tmp_path, "x.csv", heading, "1,2,3"))


def test_a_map_is_used_for_the_file_that_it_fits_only(tmp_path):
    own, mapping = text(tmp_path, "own.csv", *OWN), text(tmp_path, "own.toml", OWN_MAP)
    support = text(tmp_path, "sup.csv", *SUPPORT)
    for order in ((own, support), (support, own)):
        assert {each.layout for each in read(*order, map=mapping)} == {
            "referral_list",
            "support_list",
        }
    (found,) = read(own, map=mapping)
    assert found.tables["referral"]["pathway"].tolist() == ["autism"]
    assert found.tables["referral"]["received"].dt.date.tolist() == [date(2025, 3, 1)]


MAPS = [
    ('recieved = "Came"', "m.toml: no list has a column recieved. Did you mean received?"),
    (
        'recieved = "Came"\npathway = "List"',
        "no column recieved in a referral list. Did you mean rec",
    ),
    ('received = "Datum"\npathway = "List"', "own.csv has no column headed 'Datum'. .*'Came'"),
    ('received = "Datum"', "none of its first 20 rows .* nor those that m.toml names"),
]


@pytest.mark.parametrize(("mapping", "words"), MAPS)
def test_a_wrong_map_says_what_is_wrong(tmp_path, mapping, words):
    with pytest.raises(BadFile, match=words):
        read(text(tmp_path, "own.csv", *OWN), map=text(tmp_path, "m.toml", mapping))


def test_a_map_that_is_of_no_use_is_told(tmp_path):
    with pytest.raises(BadFile, match="no file given has the headings that it names .'Datum'."):
        read(
            text(tmp_path, "r.csv", *REFERRALS),
            map=text(tmp_path, "m.toml", 'received = "Datum"'),
        )


def test_a_broken_file_of_the_nhs_is_not_asked_whose_it_is(tmp_path):
    area = "CCG or Sub ICB Location - GP Practice or Residence"
    rows = autism(("2023-03-01", area, "78H", "N", "NONE", "ASD16", "5"))
    (tmp_path / "a.csv").write_text(rows.replace("METRIC_VALUE", "VALUE"), "utf-8")
    with pytest.raises(BadFile, match="METRIC_VALUE is missing"):
        read(tmp_path / "a.csv", council=None)
    whole = book(tmp_path, "cut.xlsx", REFERRALS).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadFile, match="cut.xlsx: is not a whole zip file. Download"):
        read(tmp_path / "cut.xlsx", council=None)


def test_a_sheet_that_the_map_names_is_read(tmp_path):
    other = (f"{REFERRALS[0]},reason", "R2,P2,adhd,T,01/04/2025,")
    path = book(tmp_path, "two.xlsx", REFERRALS, other)
    with pytest.raises(BadFile, match="2 sheets with different headings could be the referral"):
        read(path)
    found = read(path, map=text(tmp_path, "m.toml", 'sheet = "Sheet 2"'))
    assert [each.rows_read for each in found] == [1]


def test_a_list_with_some_such_headings_is_a_list_all_the_same(tmp_path):
    """Three headings of Annex A in a case list do not make it one."""
    more = ",Pupil premium,Elective home education,Permanent exclusions"
    (found,) = read(text(tmp_path, "c.csv", CASES[0] + more, CASES[1] + ",,,"))
    assert found.layout == "local_cases"
