"""Packs of a small town: what stands in them, for whom, and that files hold what screens say."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from functools import cache

import docx
import openpyxl
import pytest

from sendviz.ask import NotAllowed, Records, Selection, Store
from sendviz.catalogue.calendar import BadSelection
from sendviz.packs import pdf
from sendviz.packs.declared import PACKS
from sendviz.packs.document import Grid, Heading, Paragraph, Picture, cell_lines
from sendviz.packs.making import Paper, audiences_of, make, told_to
from sendviz.packs.told import contents_panel, paper_sentence
from sendviz.panels.meeting import questions_of, screens_of, shown_on
from tests.town import FIRST, FULL, LAST, PUBLIC, SECRET

MADE_FOR = [(pack.id, audience) for pack in PACKS.values() for audience in pack.audiences]
DAYS = Selection("999", LAST, FIRST)


@pytest.fixture(scope="module")
def officer(town_folder) -> Records:
    return Records(Store(town_folder / FULL), DAYS, "officer")


@pytest.fixture(scope="module")
def made(officer):
    """Each pack for each audience, made once."""
    return cache(lambda pack, audience: make(PACKS[pack], officer, audience))


def blocks(paper: Paper) -> list:
    return [each for section in paper.document.sections for each in section.blocks()]


def texts(paper: Paper) -> str:
    """All words of a paper."""
    found = []
    for each in blocks(paper):
        if isinstance(each, Heading | Paragraph):
            found.append(each.text)
        elif isinstance(each, Grid):
            found += [line for row in each.table.rows for cell in row for line in cell_lines(cell)]
        elif isinstance(each, Picture):
            found.append(each.alt)
    return "\n".join(found)


@pytest.mark.parametrize(("pack", "audience"), MADE_FOR)
def test_every_pack_is_made_for_every_audience_and_says_what_it_leaves_out(made, pack, audience):
    paper = made(pack, audience)
    titles = [each.title for each in paper.contents]
    assert titles[-1] == "What is left out, and why" and len(titles) == len(set(titles))
    assert [each.first for each in paper.contents][0] == 1
    assert paper.pages <= (paper.pack.most_pages or 99)
    parts = {each.title for each in paper.pack.parts(paper.records)}
    assert parts == {*titles[:-1], *(each.title for each in paper.left_out)}
    assert all(each.why for each in paper.left_out)
    said = texts(paper)
    assert all(any(f"{each.title}: " in line for line in lists(paper)) for each in paper.left_out)
    assert not re.search(r"\bnan\b|\bNone\b|NaT", said)


def lists(paper: Paper) -> list[str]:
    return [line for each in blocks(paper) if hasattr(each, "lines") for line in each.lines]


@pytest.mark.parametrize(("pack", "audience"), MADE_FOR)
def test_headings_do_not_jump_and_pictures_have_words(made, pack, audience):
    levels = [1]
    for section in made(pack, audience).document.sections:
        levels.append(1)
        for each in section.blocks():
            if isinstance(each, Heading):
                assert 1 < each.level <= levels[-1] + 1
                levels.append(each.level)
            if isinstance(each, Picture):
                assert len(each.alt) > 20 and pdf.size_of(each.svg)[0] > 300


@pytest.mark.parametrize(("pack", "audience"), MADE_FOR)
def test_the_three_files_hold_the_same_words(made, pack, audience):
    paper = made(pack, audience)
    assert paper.written("pdf").startswith(b"%PDF-")
    word = docx.Document(io.BytesIO(paper.written("docx")))
    told = "\n".join(
        [each.text for each in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    )
    for line in texts(paper).splitlines():
        if not any(isinstance(each, Picture) and line in each.alt for each in blocks(paper)):
            assert line in told
    book = openpyxl.load_workbook(io.BytesIO(paper.written("xlsx")))
    assert book.sheetnames == ["Contents", *(each.name for each in paper.sheets)]
    listed = [row[0].value for row in book["Contents"].iter_rows(min_row=2)]
    assert {*book.sheetnames[1:]} <= {*listed}


def test_the_workbook_has_a_table_a_sheet_no_formulas_and_no_hidden_sheet(made):
    paper = made("board", "board")
    book = openpyxl.load_workbook(io.BytesIO(paper.written("xlsx")))
    for page in book.worksheets:
        assert page.sheet_state == "visible" and len(page.tables) == 1
        (table,) = page.tables.values()
        assert table.ref.startswith("A1:") and page.freeze_panes == "A2"
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    (share,) = [each for each in paper.sheets if each.title == "Plans issued within 20 weeks"][:1]
    cells = book[share.name]
    row = [cell.value for cell in cells[2]]
    head = [cell.value for cell in cells[1]]
    value, count, of = (row[head.index(name)] for name in ("Value", "Count", "Of"))
    assert value == pytest.approx(count / of)


def test_word_has_heads_of_tables_words_of_pictures_and_its_language(made):
    word = docx.Document(io.BytesIO(made("board", "officer").written("docx")))
    xml = word.element.xml
    assert word.tables and xml.count("<w:tblHeader") == len(word.tables)
    assert word.inline_shapes
    for each in word.inline_shapes:
        assert len(each._inline.docPr.get("descr")) > 20
    assert 'w:val="en-GB"' in word.styles.element.xml
    assert word.core_properties.title == "Board pack: Test"
    assert word.core_properties.created.date() == date(2025, 7, 1)


def test_figures_are_those_of_ask(made, officer):
    paper = made("board", "board")
    answer = paper.records.ask("plans_issued_within_20_weeks")
    assert answer.text() in texts(paper)
    assert officer.ask("plans_issued_within_20_weeks").text() == answer.text()


def test_the_briefing_has_the_questions_of_the_meeting(made):
    paper = made("briefing", "councillor")
    asked = [each.text for each in questions_of(paper.records)]
    assert len(asked) > 5
    titles = [each.title for each in paper.contents]
    assert titles[1 : 1 + len(asked)] == asked
    for number in range(1, screens_of(paper.records) + 1):
        for sentence in filter(None, shown_on(paper.records, number).answer):
            assert sentence in texts(paper)
    assert [each.last - each.first for each in paper.contents[:-2]] == [0] * (len(titles) - 2)


def test_nobody_makes_a_pack_for_those_who_may_see_more(officer):
    councillor = replace(officer, role="councillor")
    assert audiences_of(PACKS["profile"], "board") == ("councillor", "board")
    assert audiences_of(PACKS["board"], "councillor") == ()
    with pytest.raises(NotAllowed, match="councillor may not make"):
        make(PACKS["profile"], councillor, "board")
    with pytest.raises(NotAllowed, match="is made for the improvement board or officers"):
        make(PACKS["board"], officer, "councillor")


def test_a_councillors_pack_is_of_whole_months(officer):
    there = told_to(officer.at(replace(DAYS, as_at=date(2025, 6, 18), start=date(2024, 10, 5))),
                    "councillor")  # fmt: skip
    assert there.role == "councillor" and there.today == date(2025, 7, 1)
    assert (there.selection.start, there.selection.as_at) == (date(2024, 10, 1), date(2025, 5, 31))


def test_lists_of_children_are_for_officers(made):
    of_officer, of_board = (made("inspection", role) for role in ("officer", "board"))
    assert any(each.title == "Children still in the process" for each in of_officer.sheets)
    assert not any(each.title == "Children still in the process" for each in of_board.sheets)
    assert "for officers only" in [each.why for each in of_board.left_out]


@pytest.mark.parametrize("pack", ["profile", "briefing"])
def test_a_public_pack_is_made_of_what_a_public_file_holds(made, town_folder, pack):
    """A public file has no row about any child and no count of a part beside the public set."""
    public = Records(Store(town_folder / PUBLIC), DAYS, "councillor")
    open_to_all, own = make(PACKS[pack], public, "councillor"), made(pack, "councillor")
    sections = {each.title: each for each in own.document.sections}
    told = {each.title for each in open_to_all.document.sections}
    # A forecast needs the course of single cases.
    assert set(sections) - told <= {"When will the backlog be gone?"}
    for each in open_to_all.document.sections[1:-3]:
        assert section_texts(each) == section_texts(sections[each.title])
    held = {(each.title, each.head, each.rows) for each in own.sheets}
    # What is not answered then names the forecast, too.
    unlike = ("Definitions", "Not answered here")
    others = [each for each in open_to_all.sheets if each.title not in unlike]
    assert others and {(each.title, each.head, each.rows) for each in others} <= held
    with pytest.raises(BadSelection):
        make(PACKS["board"], replace(public, role="board"), "board")


def section_texts(section) -> list[str]:
    return [str(each) for each in section.blocks() if not isinstance(each, Grid)] + [
        str(each.table) for each in section.blocks() if isinstance(each, Grid)
    ]


@pytest.mark.parametrize("pack", ["profile", "briefing"])
def test_a_public_pack_has_no_secret_and_no_reference_of_a_child(made, pack):
    paper = made(pack, "councillor")
    cells = "\n".join(str(each.rows) for each in paper.sheets)
    for text in (texts(paper), cells):
        assert SECRET not in text and not re.search(r"[0-9a-f]{8}zq", text)
    assert SECRET in texts(made("board", "board"))


def test_lists_hold_references_in_the_officers_workbook_only(made):
    held = {
        audience: "\n".join(str(each.rows) for each in made("inspection", audience).sheets)
        for audience in ("board", "officer")
    }
    assert not re.search(r"[0-9a-f]{8}zq", held["board"])
    assert re.search(r"[0-9a-f]{8}zq", held["officer"])
    assert not re.search(r"[0-9a-f]{8}zq", texts(made("inspection", "officer")))


def test_what_is_said_of_a_pack(made):
    paper = made("inspection", "board")
    assert paper_sentence(paper).startswith(
        f"Inspection pack for Test as at 30 June 2025: {paper.pages} pages, "
    )
    (table,) = contents_panel(paper).tables
    rows = [[cell.text for cell in row] for row in table.rows]
    assert ["Lists of children", "left out", "", "for officers only"] in rows
    assert paper.name("pdf") == "test-inspection-pack-2025-06-30-board.pdf"
    with pytest.raises(ValueError, match="not as 'pptx'"):
        paper.written("pptx")
