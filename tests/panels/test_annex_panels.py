"""The lists that inspectors ask for on Readiness: what each role is told, and the workbook."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest

from sendviz.ask import NotAllowed, Records, Selection
from sendviz.catalogue.annex_a import column_set
from sendviz.kit.html import Cell
from sendviz.kit.words import is_heading
from sendviz.load.readers.annex_lists import read_lists
from sendviz.panels.annex import (
    NO_LISTS,
    annex_answer,
    annex_errors_panel,
    annex_teams_panel,
    hidden,
    told_counts,
)
from sendviz.panels.annex_checker import checker_panel
from sendviz.panels.annex_fix import annex_fix_panel, rule_choices, rule_links, team_choices
from sendviz.panels.annex_fullness import annex_fullness_panel, annex_trend_panel
from sendviz.panels.annex_given import given_panel
from sendviz.panels.annex_out import written_lists
from sendviz.panels.annex_templates import schools_template_panel
from tests import annex_rows
from tests.annex_files import BLANK, DAY, made_upn, row, workbook
from tests.annex_rows import child, on_support
from tests.handmade import plan

COLUMNS = column_set(DAY)
EARLIER = date(2025, 3, 31)
ROLES = ("board", "officer")


def council() -> list[dict]:
    """Of 12 children with a plan 3 have an error, of 8 on support 6; all is full before."""
    plans = [child() for _ in range(8)] + [child(team="South", district="S1")]
    plans += [child(ethnicity=None), child(need=None, team="South", district="S1")]
    plans += [child(disability=None, setting="special", residential=True)]
    support = [on_support() for _ in range(2)] + [on_support(disability=None) for _ in range(6)]
    return [*plans, *support, child(person="earlier", snapshot=EARLIER)]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    plans = [plan("2021-05-12", person=f"p{n}") for n in range(1, 13)]
    made = annex_rows.build(tmp_path_factory.mktemp("annex") / "a.duckdb", council(), plans)
    yield made
    made.close()


def records(store, role: str = "officer", **more) -> Records:
    return Records(store, Selection("999", DAY, **more), role)


def test_the_sentence_of_the_lists(store):
    (full,) = annex_errors_panel(records(store)).sentences
    assert annex_answer(records(store)) == (
        "Of 12 children with an EHC plan (list 1), 3 have an error (25.0%); of 8 children on SEN "
        "support (list 2), 6 have an error (75.0%)."
    )
    # 15 columns of list 1 and 12 of list 2 are due: 180 and 96 cells, of which 9 are empty.
    assert full == (
        "96.7% (267 of 276) of the cells that should be filled are; on 31 March 2025 it was 100.0% "
        "(15 of 15)."
    )


def test_the_board_is_told_of_no_few_children(store):
    assert "fewer than 5 have an error; of 8 children" in annex_answer(records(store, "board"))
    panel = annex_errors_panel(records(store, "board"))
    assert "203, Disability not said: 6" in panel.alt
    assert "101c" not in panel.alt and "101d" not in panel.alt
    panel = annex_teams_panel(records(store, "board"))
    assert panel.tables == () and panel.sentences[0].startswith("To mend: data team 6.")
    ((table,),) = [each.tables for each in panel.closed]
    numbers = {cell.text for row in table.rows for cell in row[3:]}
    assert numbers == {"6", "fewer than 5", "0"}


@pytest.mark.parametrize(
    ("parts", "out"),
    [
        ([0, 6, 7], set()),
        ([3, 6, 7], {0, 1}),  # one alone would follow from the sum
        ([3, 2, 7], {0, 1}),
        ([3], {0}),
        ([3, 0, 9], {0, 2}),
    ],
)
def test_what_is_hidden_follows_from_no_sum(parts, out):
    assert hidden(parts, "board") == out and hidden(parts, "officer") == set()
    told = told_counts([sum(parts), *parts], "board")
    assert [at for at, text in enumerate(told[1:]) if not text.isdigit()] == sorted(out)


def test_public_view_is_told_nothing(store):
    here = records(store, "councillor")
    assert annex_answer(here) == "" and rule_choices(here) == () and rule_links(here) == ()
    for panel in (annex_errors_panel, annex_teams_panel, annex_fullness_panel, annex_trend_panel):
        assert panel(here).refused
    assert annex_fix_panel(here).is_empty and schools_template_panel(here).is_empty


@pytest.mark.parametrize("role", ROLES)
def test_headings_can_be_read_aloud(store, role):
    here = records(store, role)
    panels = [
        annex_errors_panel(here), annex_teams_panel(here), annex_fullness_panel(here),
        annex_trend_panel(here), schools_template_panel(here), checker_panel(here),
    ]  # fmt: skip
    assert all(is_heading(each.title) for each in panels)


def test_full_columns_and_those_with_gaps(store):
    panel = annex_fullness_panel(records(store))
    assert panel.title == "Most gaps: Does the child or young person have a disability?"
    (table,) = panel.tables
    assert table.head[1:] == ("All of Test", "North", "South")
    cells = {row[0].text: row[1:] for row in table.rows}
    assert [_words(each) for each in cells["Ethnicity"]] == [
        "95% 19 of 20 some gaps", "94% 17 of 18 some gaps", "100% 2 of 2",
    ]  # fmt: skip
    assert {*cells} == {
        "Ethnicity", "SEN primary need", "Does the child or young person have a disability?",
    }  # fmt: skip
    assert panel.sentences[0].startswith("Full everywhere: \u201cDate of birth\u201d")


def _words(cell: Cell) -> str:
    return " ".join([cell.text, cell.small, *(each.word for each in cell.signs)]).strip()


def test_a_place_is_held_to(store):
    errors = annex_answer(records(store, areas=("999/locality/South",)))
    assert errors.startswith("Of 2 children with an EHC plan (list 1), 1 has an error (50.0%)")


def test_the_list_to_mend_names_cases_and_what_to_do(store):
    here = records(store)
    assert (
        rule_choices(here) == ("Every rule", "103", "203", "101c", "101d")
        or rule_choices(here)[0] == "Every rule"
    )
    assert team_choices(here) == ("Every team", "North", "South")
    rows = annex_fix_panel(here, "101d").rows
    assert rows[["Case", "List", "Who mends it", "Team", "Place"]].to_numpy().tolist() == [
        ["c11", 1, "Case officer", "South", "South"]
    ]
    assert len(annex_fix_panel(here).rows) == 9
    assert len(annex_fix_panel(here, team="South").rows) == 1
    links = dict(rule_links(here))
    assert links["203 (6)"]["annex_rule"] == "203"


def test_the_trend_is_told_from_day_to_day(store):
    panel = annex_trend_panel(records(store))
    assert panel.title == "The lists are emptier than on 31 March 2025"
    assert len(panel.figure.data) == 2


def test_a_council_without_lists_says_so(store):
    before = Records(store, Selection("999", date(2025, 1, 1)), "officer")
    assert annex_answer(before) == NO_LISTS
    assert annex_errors_panel(before).sentences == (NO_LISTS,)
    assert annex_fullness_panel(before).is_empty


def test_placements_by_type(store):
    panel = schools_template_panel(records(store))
    assert panel.title == "Residential special schools: 1 child boards in a special school"
    (table,) = panel.tables
    told = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    assert told == {"Mainstream school": ["11", "0", "0"], "Special school": ["1", "1", "0"]}


def test_who_mends_what_by_team(store):
    panel = annex_teams_panel(records(store))
    (table,) = panel.tables
    assert table.head == ("Who mends it", "All", "North", "South")
    told = [[cell.text for cell in row] for row in table.rows]
    assert told == [["Data team", "8", "8", "0"], ["Case officer", "1", "0", "1"]]


def test_where_the_checker_differs_stands_on_the_page(store):
    panel = checker_panel(records(store))
    assert "known to April 2025: check them against the request" in panel.sentences[0]
    assert "revised in June 2025" in panel.sentences[1]
    told = {row[0].text: row[2].text for row in panel.closed[0].tables[0].rows}
    assert "the checker does not look at it" in told["107 / 207"]
    assert "taken for a slip" in told["108b / 208b"]
    assert {"102b / 202b", "101a / 201a", "209"} <= {*told}


def test_a_list_that_is_brought_is_judged_by_row_number():
    data = workbook({"List_1": [row(1), row(2, need=BLANK), row(3, upn="B123456789012")]})
    found = read_lists(data, "lists.xlsx", DAY)
    panel = given_panel(found.name, found.day, found.lists, found.sheets, found.notes)
    assert panel.title == "lists.xlsx: 1 of 3 children with an error"
    assert panel.sentences[0] == (
        "List 1 (sheet List_1), 3 children: 1 with an error (33.3%), 0 with a query, 1 with a "
        "warning (33.3%) and 0 with a finding."
    )
    assert panel.rows[["Sheet", "Row", "Rule"]].to_numpy().tolist() == [
        ["List_1", 3, "101d"],
        ["List_1", 4, "X2"],
    ]
    told = f"{panel.rows.to_csv()}{panel.sentences}{panel.notes}{panel.tables}"
    assert "u2" not in told and "B123456789012" not in told and made_upn(2) not in told


def numbers(*refs: str, **more) -> pd.DataFrame:
    """An officer's file with a number for each reference."""
    return pd.DataFrame(
        {
            "case_ref": list(refs),
            "unique_id": [f"id-{each}" for each in refs],
            "upn": [made_upn(n) for n, _ in enumerate(refs)],
            "uln": None,
            "birth_date": pd.Timestamp(2014, 3, 4),
        }
        | more
    )


def test_the_lists_are_written_in_their_columns_and_read_back(store):
    """Sheets, headings, codes with their letters; children without numbers named, not dropped."""
    made = written_lists(records(store), numbers("c1", "c2", "c13"))
    assert (made.rows, made.without_numbers, made.day) == (20, 17, DAY)
    found = read_lists(made.data, "written.xlsx")  # its notes tell the day
    assert found.day == DAY and {n: len(r) for n, r in found.lists.items()} == {1: 12, 2: 8}
    assert found.notes == ()
    first = found.lists[1].iloc[0]
    assert (first["unique_id"], first["upn"], first["birth_date"].date()) == (
        "id-c1", made_upn(0), date(2014, 3, 4),
    )  # fmt: skip
    assert (first["gender"], first["ethnicity"], first["need"], first["absence"]) == (
        "F", "WBRI", "ASD", 15.0,
    )  # fmt: skip
    assert first["first_issued"].date() == date(2021, 5, 12) and pd.isna(first["updated_on"])


def test_the_cells_as_they_stand_in_the_workbook(store):
    made = written_lists(records(store), numbers("c1", "c2", "c13"))
    book = openpyxl.load_workbook(io.BytesIO(made.data))
    assert book.sheetnames == ["List_1", "List_2", "Without_numbers", "To_mend", "Notes"]
    for each in COLUMNS.lists:
        told = [cell.value for cell in book[each.sheet][1]]
        assert told == [column.heading for column in COLUMNS.of_list(each.number)]
    assert (book["List_1"].max_column, book["List_2"].max_column) == (21, 17)
    cells = dict(zip((c.value for c in book["List_1"][1]), book["List_1"][2], strict=True))
    told = {name: cells[name].value for name in ("Gender", "Ethnicity", "SEN primary need",
            "Main education establishment – phase", "Elective home education")}  # fmt: skip
    assert list(told.values()) == ["b) Female", "a) WBRI", "k) ASD", "b) Primary", "b) No"]
    assert cells["Date of birth"].number_format == "dd/mm/yyyy"
    named = list(book["Without_numbers"].iter_rows(values_only=True))
    assert named[1] == ("List_1", 3, "c10", "not in the file of numbers") and len(named) == 18
    mend = list(book["To_mend"].iter_rows(values_only=True))
    assert mend[1][:3] == ("List_1", 3, "101c") and len(mend) == 10  # c10
    notes = dict(book["Notes"].iter_rows(values_only=True))
    assert (
        notes["Simulated records"]
        and "1 January 2025 to 30 June 2025: 12"
        in notes["Absence, suspensions and exclusions are counted, list 1"]
    )


def test_the_same_lists_are_the_same_bytes(store):
    once, again = (written_lists(records(store), numbers("c1")).data for _ in range(2))
    assert once == again


def test_a_reference_that_stands_twice_gives_nobody_a_number(store):
    made = written_lists(records(store), numbers("c1", "c1", "c2"))
    assert made.without_numbers == 19


def test_children_are_found_by_the_hash_of_a_number_too(store):
    by_hash = numbers("", person=["p2"]).assign(case_ref=None)
    found = read_lists(written_lists(records(store), by_hash).data, "a.xlsx").lists[1]
    assert found["upn"].dropna().to_dict() == {6: made_upn(0)}  # c1, c10, c11, c12, c2


@pytest.mark.parametrize("role", ["board", "councillor"])
def test_only_officers_take_the_lists_away(store, role):
    with pytest.raises(NotAllowed):
        written_lists(records(store, role))
