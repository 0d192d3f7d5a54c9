"""Improvement plans as they are written, and what is refused of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.files import TEMPLATES, Given, read_all
from sendviz.load.readers.plans import read_plan
from tests.plan_layouts import (
    EXPECTED,
    LAYOUTS,
    merged_and_colours,
    shade,
    word_merged,
    word_table,
    write_csv,
    write_sheets,
)

DAY = "2025-03-31"
HEADS = ["ref", "finding", "action", "partner", "lead", "due", "status", "rag", "update"]


def read(path: Path, *more: Path, **given: object) -> Delivery:
    told = {"council": "881", "reference_date": DAY} | given
    return read_all([path, *more], Given(**told), lambda _: None)[0]


def plan(folder: Path, *rows: dict[str, str], heads: tuple[str, ...] = (), name="plan.csv") -> Path:
    columns = [*HEADS, *heads]
    first = {"finding": "1. Waits", "partner": "LA", "lead": "Head of SEND"}
    lines = [
        [({"ref": f"1.{n}", "action": f"Step {n}"} | first | row).get(c, "") for c in columns]
        for n, row in enumerate(rows, start=1)
    ]
    return write_csv(folder / name, [columns, *lines])


def actions(found: Delivery) -> set[tuple]:
    """ref, finding, title, partner, due, due_text, state, rating of each action."""
    table = found.tables
    wording = dict(zip(table["finding"]["finding_id"], table["finding"]["wording"], strict=True))
    joined = table["action"].merge(table["action_update"], on="action_id", how="left")
    joined = joined.astype(object).where(joined.notna(), None)
    return {
        (row.ref, wording[row.finding_id], row.title, row.partner, row.due, row.due_text, row.state,
         row.rating)
        for row in joined.itertuples()
    }  # fmt: skip


def only(found: Delivery, table: str, column: str) -> object:
    values = found.tables[table][column].tolist()
    assert len(values) == 1
    return values[0]


# Words that say the same as those of the first layout.
SAME = {"On-going": "Ongoing", "Continuous": "Ongoing", "TBA": "TBC"}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda each: each.__name__)
def test_a_plan_is_the_same_in_every_layout(layout, tmp_path):
    found = read(layout(tmp_path))
    told = {
        (*row[:4], date(2025, 5, 31) if row[4] == date(2025, 5, 30) else row[4],
         SAME.get(row[5], row[5]), *row[6:])
        for row in actions(found)
    }  # fmt: skip
    assert told == EXPECTED
    assert found.refused == {}
    assert {*found.tables["action"]["plan"]} <= {"pap", "app"}


def test_colours_found_are_told_with_what_they_were_taken_for(tmp_path):
    for layout in (merged_and_colours, word_merged):
        notes = " ".join(read(layout(tmp_path)).notes)
        assert "00B050 (1 cell) as green" in notes and "D9D9D9 (1 cell) as not rated" in notes


def coloured(folder: Path, *fills: Color | str) -> Path:
    rows = [["Action", "Finding", "RAG"], *([f"Step {n}", "Waits"] for n, _ in enumerate(fills))]
    book = write_sheets(folder / "colours.xlsx", {"Plan": rows})
    for row, fill in enumerate(fills, start=2):
        book["Plan"].cell(row, 3).fill = PatternFill("solid", fgColor=fill)
    book.save(folder / "colours.xlsx")
    return folder / "colours.xlsx"


def test_colours_of_the_theme_are_resolved_with_their_tints(tmp_path):
    """The theme that openpyxl writes is Office's of 2007: 9BBB59, F79646, C0504D, 4F81BD."""
    theme = [Color(theme=6), Color(theme=9, tint=0.4), Color(theme=5, tint=-0.25), Color(theme=4),
             Color(theme=0, tint=-0.15)]  # fmt: skip
    found = read(coloured(tmp_path, *theme))
    assert found.tables["action_update"]["rating"].tolist() == ["green", "amber", "red", "blue"]


def test_a_workbook_whose_colours_cannot_be_read_is_refused(tmp_path, monkeypatch):
    """Its text can be; ratings may stand in its colours alone."""
    path = coloured(tmp_path, "FF00B050", "FFFF0000")
    monkeypatch.setattr("openpyxl.load_workbook", lambda *_, **__: 1 / 0)
    with pytest.raises(BadFile, match="its colours and merged cells cannot be read"):
        read(path)


def test_an_unknown_hue_is_refused_by_name_and_cell(tmp_path):
    path = coloured(tmp_path, "00B050", "7030A0")
    with pytest.raises(
        BadFile, match=r"sheet 'Plan', row 3, column RAG: the colour 7030A0 is none"
    ):
        read(path)
    mapping = tmp_path / "map.toml"
    mapping.write_text('rating = "RAG"\n[values.rating]\n"7030A0" = "red"\n')
    found = read(path, map=mapping)
    assert found.tables["action_update"]["rating"].tolist() == ["green", "red"]


def test_a_mapping_gives_a_councils_own_words_their_meaning(tmp_path):
    """Kingston's red is not started, or badly late."""
    mapping = tmp_path / "map.toml"
    mapping.write_text('state = "Where"\nrating = "RAG"\n[values.rating]\n"Red" = "amber"\n'
                       '[values.state]\n"Parked" = "paused"\n')  # fmt: skip
    rows = [["Action", "Where", "RAG"], ["One", "Parked", "Red"], ["Two", "Done", "Green"]]
    found = read(write_csv(tmp_path / "plan.csv", rows), map=mapping)
    told = found.tables["action_update"][["state", "rating"]].values.tolist()
    assert told == [["paused", "amber"], ["complete", "green"]]
    key = found.tables["rating_key"]
    assert key[["plan", "said", "rating"]].values.tolist() == [["own", "red", "amber"]]


def test_words_of_a_rating_go_before_its_colours(tmp_path):
    path = coloured(tmp_path, "00B050", "FF0000")
    book = openpyxl.load_workbook(path)
    book["Plan"]["C2"], book["Plan"]["C3"] = "Amber", "Amber"
    book.save(path)
    assert read(path).tables["action_update"]["rating"].tolist() == ["amber", "amber"]


def test_one_colour_in_the_first_column_is_decoration(tmp_path):
    rows = [["Finding", "Action", "RAG"], ["Waits", "One", ""], ["Waits", "Two", ""]]
    book = write_sheets(tmp_path / "a.xlsx", {"Plan": rows})
    for row in (2, 3):
        book["Plan"].cell(row, 1).fill = PatternFill("solid", fgColor="0070C0")
    book.save(tmp_path / "a.xlsx")
    assert "action_update" not in read(tmp_path / "a.xlsx").tables
    book["Plan"].cell(3, 1).fill = PatternFill("solid", fgColor="FF0000")
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx").tables["action_update"]
    assert found["rating"].tolist() == ["blue", "red"]


def test_dates_and_states_are_never_filled_down(tmp_path):
    document_rows = [["Waits", "One", "31/03/2025", "Complete"], ["", "Two", "", ""]]
    document = Document()
    table = word_table(document, ["Finding", "Action", "Due", "Status"], document_rows)
    for column in range(4):
        if column != 1:
            table.cell(1, column).merge(table.cell(2, column))
    shade(table.cell(1, 0), "FFFFFF")
    document.save(str(tmp_path / "a.docx"))
    found = read(tmp_path / "a.docx")
    assert found.tables["action"]["due"].tolist()[1] is None
    assert found.tables["action_update"]["state"].tolist() == ["complete"]
    assert found.tables["action"]["finding_id"].nunique() == 1


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"due": "31/09/2024"}, "due is no date: write it as 31/03/2025"),
        ({"due": "1900-01-01"}, "due is"),
        ({"due": "31/12/2013"}, "due is before 2014 or after 2040"),
        ({"due": "01/01/2041"}, "due is before 2014 or after 2040"),
        ({"due": "31/03/2025", "start": "01/04/2025"}, "due is before start: correct one"),
        ({"action": ""}, "action is empty"),
        ({"percent": "101"}, "percent is not from 0 to 100"),
        ({"measure": "plans_isued_within_20_weeks"}, "Did you mean plans_issued_within_20_weeks"),
        ({"update": "A123456789012 moved"}, "update: this looks like a child's UPN"),
        ({"update": "ring 943 476 5919"}, "update: this looks like an NHS number"),
        ({"lead": "j.smith@example.gov.uk"}, "lead: this looks like an e-mail address"),
        ({"action": "Place Adam 12/03/2014"}, "action: this looks like a date of birth beside"),
        (
            {"lead": "Jane Smith", "public": "yes"},
            "lead looks like a name, and the action is public",
        ),
    ],
)
def test_a_row_is_refused_in_words_and_the_others_are_kept(tmp_path, row, sentence):
    heads = ("start", "percent", "measure", "public")
    found = read(plan(tmp_path, {}, row, {}, heads=heads))
    assert found.tables["action"]["ref"].tolist() == ["1.1", "1.3"]
    ((said, count),) = found.refused.items()
    assert sentence in said and said.endswith("(row 3)") and count == 1


def findings(found: Delivery) -> dict[str, list[str]]:
    """Wording of each finding -> titles of its actions."""
    table = found.tables
    words = dict(zip(table["finding"]["finding_id"], table["finding"]["wording"], strict=True))
    grouped = table["action"].groupby("finding_id", sort=False)["title"]
    return {words[each]: titles.tolist() for each, titles in grouped}


TITLED = [
    ["Priority 1: Waits", "", ""], ["1", "One", "Done"], ["2", "Two", ""],
    ["Priority 2: Health", "", ""], ["Ref", "Action", "Status"], ["3", "Three", ""],
]  # fmt: skip


def test_titles_between_rows_tell_the_finding_merged_or_not(tmp_path):
    write_sheets(tmp_path / "a.xlsx", {"Plan": [["Ref", "Action", "Status"], *TITLED]})
    told = {"Priority 1: Waits": ["One", "Two"], "Priority 2: Health": ["Three"]}
    found = read(tmp_path / "a.xlsx")
    assert findings(found) == told and found.refused == {} and found.rows_read == 3


def test_a_finding_alone_in_its_row_is_that_of_the_rows_below(tmp_path):
    rows = [["Priority", "Action", "Status"], ["1. Waits"], ["", "One", "Done"], ["", "Two", ""],
            ["2. Health"], ["", "Three", ""], ["3. Schools", "Four", ""]]  # fmt: skip
    write_sheets(tmp_path / "a.xlsx", {"Plan": rows})
    found = read(tmp_path / "a.xlsx")
    told = {"1. Waits": ["One", "Two"], "2. Health": ["Three"], "3. Schools": ["Four"]}
    assert findings(found) == told and found.refused == {}


def test_an_action_alone_in_its_row_is_one(tmp_path):
    write_sheets(
        tmp_path / "a.xlsx", {"Plan": [["Finding", "Action", "Due"], ["W", "One"], ["", "Two"]]}
    )
    assert findings(read(tmp_path / "a.xlsx")) == {"W": ["One", "Two"]}


def test_a_title_of_the_sheet_tells_the_finding_before_its_name(tmp_path):
    heads = ["Action", "Status"]
    write_sheets(tmp_path / "a.xlsx", {
        "PA1": [["Priority action 1: Waits"], heads, ["One", "Done"]],
        "PA2": [["Improvement plan"], heads, ["Two", "Done"]],
    })  # fmt: skip
    assert findings(read(tmp_path / "a.xlsx")) == {
        "Priority action 1: Waits": ["One"],
        "PA2": ["Two"],
    }


def test_remarks_beside_the_table_are_passed_over_and_slipped_rows_of_a_csv_refused(tmp_path):
    rows = [["Action", "Status"], ["One", "Done", None, "ask Head of SEND"], [None, None, "x"]]
    write_sheets(tmp_path / "a.xlsx", {"Plan": rows})
    found = read(tmp_path / "a.xlsx")
    assert (found.rows_read, found.refused) == (1, {})
    slipped = [["Action", "Status"], ["One", "Done", "", "ask"], ["Two", "Done"]]
    found = read(write_csv(tmp_path / "b.csv", slipped))
    assert found.rows_read == 2 and sum(found.refused.values()) == 1


def test_refusals_name_the_sheet(tmp_path):
    rows = [["Action", "Due"], ["One", "31/09/2024"], ["Two", ""]]
    write_sheets(tmp_path / "a.xlsx", {"Waits": rows[:1] + rows[2:], "Health": rows})
    assert any("row 2 of 'Health'" in said for said in read(tmp_path / "a.xlsx").refused)


@pytest.mark.parametrize(
    ("heads", "sentence"),
    [
        (["finding", "due", "status"], "lacks the columns title"),
        (["action", "activity", "due"], "the columns action and activity could both be title"),
        (["action", "deadline", "by when"], "deadline and by when could both be due"),
    ],
)
def test_a_file_that_lacks_a_heading_or_has_two_for_one_thing_is_refused(tmp_path, heads, sentence):
    path = write_csv(tmp_path / "plan.csv", [heads, ["x"] * len(heads)])
    with pytest.raises(BadFile, match=sentence):
        read_plan(path, "881", date(2025, 3, 31), None, {})


def test_where_no_row_can_be_kept_nothing_is_loaded(tmp_path):
    with pytest.raises(BadFile, match=r"none of its rows can be kept \(due is no date.*row 2"):
        read(plan(tmp_path, {"due": "31/09/2024"}))


def test_a_pdf_is_refused_in_words(tmp_path):
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(BadFile, match="Ask for the Word or Excel file that this PDF was made from"):
        read(tmp_path / "plan.pdf")


def test_a_document_without_a_plan_is_refused_and_passed_over_in_a_folder(tmp_path):
    document = Document()
    document.add_paragraph("Dear board")
    document.save(str(tmp_path / "letter.docx"))
    with pytest.raises(BadFile, match=r"letter.docx: "):
        read(tmp_path / "letter.docx")
    plan(tmp_path, {})
    said: list[str] = []
    given = Given(council="881", reference_date=DAY)
    assert len(read_all([tmp_path], given, said.append)) == 1
    assert "letter.docx was passed over: no file of a known kind" in said


def test_month_and_year_are_told(tmp_path):
    found = read(plan(tmp_path, {"due": "May 25"}, {"due": "Mar-25"}))
    assert found.tables["action"]["due"].tolist() == [date(2025, 5, 31), date(2025, 3, 31)]
    assert any("'May 25' is a month and a year, so 31 May 2025; 2 cells" in n for n in found.notes)


def test_dated_bullets_become_milestones(tmp_path):
    found = read(plan(tmp_path, {"due": "Sept 24: advert placed; Jan 25: all in post"}))
    told = found.tables["milestone"][["number", "text", "due"]].values.tolist()
    assert told == [[1, "advert placed", date(2024, 9, 30)], [2, "all in post", date(2025, 1, 31)]]
    assert only(found, "action", "due") == date(2025, 1, 31)


def test_names_become_roles_by_the_councils_list(tmp_path):
    roles = write_csv(tmp_path / "roles.csv", [
        ["Name", "Role", "Partner"], ["Jane Smith", "Head of SEND", "LA"],
        ["JJ", "ICB lead", "ICB"],
    ])  # fmt: skip
    rows = ({"lead": "J.J. ", "partner": ""}, {"lead": "Mrs Jane Smith / JJ", "partner": ""},
            {"lead": "Jane Smith", "public": "yes", "partner": ""})  # fmt: skip
    found = read(plan(tmp_path, *rows, heads=("public",)), roles)
    table = found.tables["action"]
    assert table["lead_role"].tolist()[1:] == ["Head of SEND / ICB lead", "Head of SEND"]
    assert table["partner"].tolist()[1:] == ["joint", "council"]
    assert found.refused == {}


def test_refs_that_begin_anew_with_each_finding_take_its_number(tmp_path):
    rows = ({"ref": "1", "finding": "2. Waits"}, {"ref": "1", "finding": "5. Health"})
    found = read(plan(tmp_path, *rows))
    assert found.tables["action"]["ref"].tolist() == ["2.1", "5.1"]


def test_a_ref_twice_with_different_words_is_refused_with_both_places(tmp_path):
    same = ({"ref": "1"}, {"ref": "1"}, {"ref": "1", "action": "Step 1"})
    found = read(plan(tmp_path, *same))
    said = " ".join(found.refused)
    assert "ref stands twice with different words, first in row 2" in said and "(row 3)" in said
    assert "stands twice with the same words: the first one was kept (row 4)" in said


def test_measures_by_id_and_in_words(tmp_path):
    heads = ("kpi", "baseline", "target")
    rows = ({"kpi": "plans_issued_within_20_weeks", "baseline": "8%", "target": "60"},
            {"kpi": "More plans in time"})  # fmt: skip
    found = read(plan(tmp_path, *rows, heads=heads))
    assert only(found, "action_measure", "measure") == "plans_issued_within_20_weeks"
    assert (only(found, "action_measure", "baseline"), only(found, "action_measure", "target")) == (
        0.08, 0.6,
    )  # fmt: skip
    assert found.tables["action"]["success"].tolist()[1] == "More plans in time"
    assert any("told in words" in note for note in found.notes)


def test_a_survey_question_is_what_families_say_and_moves_nothing(tmp_path):
    rows = ({"kpi": "survey_positive", "selection": "theme=heard"},
            {"kpi": "plans_issued", "title": "Another"})  # fmt: skip
    found = read(plan(tmp_path, *rows, heads=("kpi", "selection"))).tables["action_measure"]
    assert found[["measure", "selection", "role"]].to_numpy().tolist() == [
        ["survey_positive", "theme=heard", "felt"],
        ["plans_issued", "", "moves"],
    ]


def test_a_column_of_fractions_and_percentages_is_refused(tmp_path):
    rows = ({"baseline": "8%"}, {"baseline": "0.08"})
    with pytest.raises(BadFile, match="column baseline: some shares are written as fractions"):
        read(plan(tmp_path, *rows, heads=("baseline",)))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"status": "complete", "percent": "50"}, "complete with a percent under 100 (row 2)"),
        ({"status": "complete", "due": "31/12/2025"}, "complete before its date"),
        ({"measure": "plans_issued_within_20_weeks", "baseline": "50%", "target": "40%"},
         "the target is worse than the baseline (row 2)"),
    ],
)  # fmt: skip
def test_what_is_odd_is_kept_and_said(tmp_path, row, said):
    found = read(plan(tmp_path, row, heads=("percent", "measure", "baseline", "target")))
    assert len(found.tables["action"]) == 1
    assert any(said in note for note in found.notes)


def test_the_template_is_read_back_without_its_example(tmp_path):
    text = TEMPLATES["plan"]().decode("utf-8-sig")
    heads, example = text.splitlines()
    filled = example.replace("EXAMPLE-1", "1.1")
    (tmp_path / "plan.csv").write_text("\n".join([heads, example, filled]) + "\n")
    found = read(tmp_path / "plan.csv")
    assert found.rows_read == 1 and found.refused == {} and found.unread == {}
    assert only(found, "action", "ref") == "1.1" and only(found, "action", "public") is True
    assert only(found, "action_measure", "target") == 0.6


def test_words_that_are_not_known_are_named_and_those_understood_are_not(tmp_path):
    rows = ({"partner": "NHS ICB", "rag": "White"}, {"partner": "Acme", "rag": "mauve"})
    found = read(plan(tmp_path, *rows))
    unknown = {each.column: dict(each.unknown) for each in found.columns if each.unknown}
    assert unknown == {"partner": {"Acme": 1}, "rating": {"mauve": 1}}


ODD = (
    "", " ", "-", "\u00a0", "May 25", "31/09/2024", "Ongoing", "1.1", "#REF!", "A" * 300,
    "\u2022 a\n\u2022 b", "See 1.2", "merged with 2", "Complete", "red", "99%", "0.08", "<5",
    "\u00a312k", "LA & ICB", "Jane Smith", "A123456789012", "yes", "plans_issued_within_20_weeks",
    "2. Waits", "Sept 24: a; Jan 25: b",
)  # fmt: skip
COLUMNS = (
    "finding", "ref", "action", "partner", "lead", "start", "due", "revised due", "status", "rag",
    "percent complete", "kpi", "baseline", "target", "update", "reason for rag", "public",
)  # fmt: skip


@given(
    rows=st.lists(
        st.lists(st.sampled_from(ODD), min_size=len(COLUMNS), max_size=len(COLUMNS)),
        min_size=1, max_size=6,
    )
)  # fmt: skip
@settings(max_examples=60)
def test_every_row_of_a_fuzzed_plan_is_kept_or_refused_in_words(rows, tmp_path_factory):
    path = write_csv(tmp_path_factory.mktemp("fuzz") / "plan.csv", [[*COLUMNS], *rows])
    try:
        found = read_plan(path, "881", date(2025, 3, 31), None, {})
    except BadFile as error:
        assert str(error).startswith("plan.csv")
        return
    assert len(found.tables["action"]) + sum(found.refused.values()) == found.rows_read
    assert found.tables["action"]["action_id"].is_unique
    assert not any("A123456789012" in note for note in (*found.notes, *found.refused))
