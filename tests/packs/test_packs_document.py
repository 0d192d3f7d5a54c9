"""Papers made by hand: cut to their pages, written in three forms, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import docx
import openpyxl
import pytest
import typst

from sendviz.ask import Records, Selection
from sendviz.kit import svg
from sendviz.kit.html import Cell, SignedLine, SignedLines, table_of
from sendviz.kit.template import nothing
from sendviz.kit.values import Sign
from sendviz.packs import pdf, word, workbook
from sendviz.packs.document import (
    ACROSS,
    Document,
    Grid,
    Group,
    Heading,
    Items,
    Paragraph,
    Picture,
    Section,
    Sheet,
    ground_of,
    hidden_words,
    kept_with_next,
    widths_of,
)
from sendviz.packs.fitting import fitted
from sendviz.packs.from_panels import Place, Sheets, blocks_of, group_of
from sendviz.packs.screen import screen_document
from sendviz.packs.zipped import repacked
from sendviz.panels.panel import Panel, outermost
from tests import handmade
from tests.answers import SHARE, tidy
from tests.plan_rows import put

BETTER = Sign("better", "\u2605", "star", "improvement")
PICTURE = Picture(svg.chart(nothing("Nothing to show."), 720, "An empty chart."), "An empty chart.")


def rows(n: int) -> Grid:
    body = [
        [Cell(f"Action {each}", small="Council"), Cell(f"{each}", number=True)] for each in range(n)
    ]
    return Grid(table_of("Actions", ["Action", "Days"], body, title="Actions"), "1.1 Actions")


def paper(*groups: Group, pages: int | None = None, sections: int = 1) -> Document:
    made = tuple(Section(f"Section {each}", groups, pages) for each in range(1, sections + 1))
    return Document("Board pack: Nowhere", ("As at 31 December 2025.",), made, (),
                    date(2026, 1, 15), "Board pack, Nowhere")  # fmt: skip


WHOLE = paper(
    Group("", (Paragraph("It is = better & <growing>.", "answer"),)),
    Group("One", (Heading("What was found", 2), Paragraph("Small.", "small"), PICTURE, rows(3))),
    Group("Two", (Heading("What is said", 2), Items(("one", "two")), Paragraph("No.", "note"))),
)


def test_the_same_bytes_each_time():
    again = replace(WHOLE)
    assert pdf.pdf_of(WHOLE) == pdf.pdf_of(again)
    assert word.word_of(WHOLE) == word.word_of(again)
    sheet = Sheet("1.1 A", "A", "Section 1", "", ("Day",), ((date(2025, 1, 2),),))
    assert workbook.workbook_of(WHOLE, [sheet]) == workbook.workbook_of(again, [sheet])


def test_a_picture_without_words_is_refused():
    dumb = paper(Group("One", (Heading("What was found", 2), replace(PICTURE, alt=""))))
    with pytest.raises(typst.TypstError, match="alt"):
        pdf.pdf_of(dumb)


def test_a_heading_that_jumps_is_refused():
    with pytest.raises(typst.TypstError, match="heading"):
        pdf.pdf_of(paper(Group("One", (Heading("Too low", 4),))))


@pytest.mark.parametrize("n", [1, 40, 400])
def test_a_table_is_cut_until_its_section_fits_and_says_where_the_rest_is(n):
    document, spans = fitted(paper(Group("One", (rows(n),)), pages=1, sections=2), None)
    assert [(each.first, each.last) for each in spans] == [(1, 1), (2, 2)]
    (grid,) = [each for each in document.sections[1].blocks() if isinstance(each, Grid)]
    assert len(grid.table.rows) + grid.hidden == n
    assert (hidden_words(grid) == "") == (n < 40)
    if n == 400:
        assert hidden_words(grid).endswith("rows in the workbook, sheet “1.1 Actions”.")


def test_what_cannot_be_cut_is_left_to_the_workbook():
    long = [Group(f"Panel {n}", (Heading(f"Panel {n}", 2), PICTURE)) for n in range(9)]
    document, spans = fitted(paper(*long, pages=1), None)
    assert spans[0].last == 1 and 0 < len(document.sections[0].groups) < 9
    told = [each.text for each in document.sections[0].blocks() if isinstance(each, Paragraph)]
    assert told[-1].startswith("In the workbook only: Panel ") and told[-1].endswith("Panel 8.")


def test_a_panel_of_many_long_tables_ends_where_its_page_ends():
    long = table_of("T", ["A"], [[Cell("waits and waits " * 60)]] * 3)
    blocks = [each for n in range(30) for each in (Heading(f"Finding {n}", 2), Grid(long, "1.1 T"))]
    document, spans = fitted(paper(Group("Every action", tuple(blocks)), pages=1), 1)
    told = list(document.sections[0].blocks())
    assert spans[0].last == 1 and isinstance(told[-2], Grid)
    assert told[-1].text == "In the workbook only: the rest of “Every action”."


def test_no_word_is_broken_and_the_whole_width_is_used():
    table = rows(3).table
    widths = widths_of(table)
    assert sum(widths) == pytest.approx(ACROSS)
    assert all(
        width > max(len(word) for row in table.rows for word in row[place].text.split())
        for place, width in enumerate(widths)
    )


def test_what_leads_to_a_picture_or_a_table_stays_with_it():
    blocks = [Heading("What", 2), Paragraph("Of whom."), PICTURE, Paragraph("A note."), Items(())]
    assert kept_with_next(blocks) == [True, True, False, False, False]
    assert kept_with_next([Paragraph("a"), Paragraph("b"), rows(2)]) == [True, True, False]


def test_word_keeps_headings_heads_of_tables_words_of_pictures_and_dates():
    made = docx.Document(io.BytesIO(word.word_of(WHOLE)))
    styles = [each.style.name for each in made.paragraphs]
    assert styles[0] == "Title" and "Heading 1" in styles and "List Bullet" in styles
    assert made.element.xml.count("<w:tblHeader") == len(made.tables) == 1
    (shape,) = made.inline_shapes
    assert shape._inline.docPr.get("descr") == "An empty chart."
    assert made.core_properties.created.date() == date(2026, 1, 15)
    assert "It is = better & <growing>." in [each.text for each in made.paragraphs]


def test_a_workbook_is_text_where_it_looks_like_a_formula():
    sheet = Sheet("1.1 A", "A", "S", "c", ("A", "A", ""), (("=1+1", 0.25, None),), (1,))
    empty = Sheet("1.2 B", "B", "S", "c", ("A",), ())
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook_of(WHOLE, [sheet, empty])))
    cells = book["1.1 A"]
    assert [cell.value for cell in cells[1]] == ["A", "A 2", "Column 3"]
    assert (cells["A2"].value, cells["A2"].data_type) == ("=1+1", "s")
    assert cells["B2"].number_format == "0.0%"
    assert book["1.2 B"]["A2"].value == workbook.NOTHING


def test_a_zip_loses_its_times_and_order():
    def zipped(names, year):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as out:
            for name in names:
                out.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), name)
        return made.getvalue()

    first, second = zipped("ab", 2001), zipped("ba", 2020)
    assert first != second and repacked(first) == repacked(second)


def test_a_panel_as_blocks_keeps_what_stands_open_and_gives_the_rest_to_the_workbook():
    answer = tidy(
        SHARE,
        [("Mid", None, "", 12, 40, None), ("West", None, "", 0, 0, "no_cases")],
        by="locality",
    )
    panel = Panel(
        "x", "What was found", "Of whom.", sentences=("It is so.",),
        signed=(SignedLines("Worse", (SignedLine(BETTER, "Mid is better."),)),),
        closed=(Panel("y", "Folded away", tables=(table_of("T", ["A"], [[Cell("hidden")]]),)),),
        answers=(answer,),
    )  # fmt: skip
    sheets = Sheets()
    blocks = list(blocks_of(panel, Place(1, "Section", sheets)))
    assert [type(each).__name__ for each in blocks] == [
        "Heading", "Paragraph", "Paragraph", "Heading", "Items",
    ]  # fmt: skip
    assert blocks[-1] == Items(("\u2605 Mid is better.",))
    group_of(panel, Place(1, "Section", sheets))
    figures, folded = sheets.made
    assert figures.head[3:] == ("Count", "Of", "Value", "Low", "High", "As told")
    assert figures.rows[0][3:6] == (12.0, 40.0, 0.3) and figures.shares == (5, 6, 7)
    assert figures.rows[1][3:6] == (None, None, "no cases")
    assert folded.rows == (("hidden",),)


def test_names_of_sheets_are_short_unlike_and_without_signs_that_excel_refuses():
    sheets = Sheets()
    names = [
        sheets.add(1, "Section", f"What [is] this: a/b? {each} {'x' * 40}", "", ("A",), [(each,)])
        for each in range(3)
    ]
    assert len({*names}) == 3 and all(len(each) <= 31 for each in names)
    assert names[0].startswith("1.1 What is this a b 0")
    assert (
        sheets.add(1, "Section", f"What [is] this: a/b? 0 {'x' * 40}", "", ("A",), [(0,)])
        == (names[0])
    )


def test_grounds_are_pale_enough_for_letters():
    assert ground_of(Cell("x")) == ""
    assert ground_of(Cell("x", ground="concern")) == "#f8cdb6"
    assert ground_of(Cell("x", ground="concern-pale")) > ground_of(Cell("x", ground="concern"))


def test_a_screen_is_a_paper_with_its_question_and_each_panel_once(tmp_path):
    store = handmade.build(tmp_path / "file.duckdb")
    put(store, "meta", [{"key": "built_at", "value": "2025-07-01T09:00:00"}])
    records = Records(store, Selection("999", date(2025, 6, 30), date(2024, 7, 1)), "board")
    part = Panel("part", "By place", tables=(rows(2).table,))
    outer = Panel("outer", "What was found", figure=nothing("Nothing."), alt="An empty chart.",
                  parts=(part,))  # fmt: skip
    shown = [("question", "Who waits?"), ("answer", "Nobody."), ("heading", "More"),
             ("panel", outer), ("panel", part), ("warning", "Take care.")]  # fmt: skip
    document = screen_document(records, "Backlog", "Board view", outermost(shown))
    (section,) = document.sections
    told = list(section.blocks())
    assert section.title == "Who waits?" and told[0] == Paragraph("Nobody.", "answer")
    assert [each.text for each in told if isinstance(each, Heading)] == [
        "More", "What was found", "By place",
    ]  # fmt: skip
    assert told[-1] == Paragraph("Take care.", "note")
    assert any("Board view" in line for line in document.head)
    assert pdf.pdf_of(document).startswith(b"%PDF-")
