"""A paper as a Word file that committees edit: real headings, lists and tables, pictures with words
beside them, and the same bytes each time."""

from __future__ import annotations

import io
from datetime import datetime, time
from itertools import count

from docx import Document as new_document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from sendviz.kit.html import Cell
from sendviz.packs.document import (
    Block,
    Document,
    Grid,
    Heading,
    Items,
    Paragraph,
    Picture,
    ground_of,
    hidden_words,
    kept_with_next,
    sign_lines,
    widths_of,
)
from sendviz.packs.pdf import is_number, png_of, size_of
from sendviz.packs.zipped import repacked

LETTERS, LANGUAGE = "Arial", "en-GB"
INK, QUIET = RGBColor(0x1B, 0x1F, 0x24), RGBColor(0x4A, 0x51, 0x58)
WIDE, HIGH = 17.0, 17.0  # the room of a page for pictures, in centimetres
SIZES = {"": 12, "answer": 15, "small": 10, "note": 12}
IN_TABLES = 10
MADE_BY = "sendviz"


def word_of(document: Document) -> bytes:
    """The paper as .docx: the same bytes each time."""
    word = new_document()
    _set_up(word, document)
    word.add_paragraph(document.title, style="Title")
    for line in document.head:
        _paragraph(word, Paragraph(line, "small"))
    marks = [f"section_{number}" for number in range(1, len(document.sections) + 1)]
    if document.listed:
        _add_contents(word, document, marks)
    for number, (section, mark) in enumerate(zip(document.sections, marks, strict=True), start=1):
        heading = word.add_heading(section.title, 1)
        heading.paragraph_format.page_break_before = number > 1 and not document.dense
        _mark(heading, mark, number)
        blocks = list(section.blocks())
        for block, kept in zip(blocks, kept_with_next(blocks), strict=True):
            _add(word, block)
            if kept:
                word.paragraphs[-1].paragraph_format.keep_with_next = True
    for line in document.foot:
        _paragraph(word, Paragraph(line, "small"))
    _number_drawings(word)
    made = io.BytesIO()
    word.save(made)
    return repacked(made.getvalue())


def _set_up(word: Word, document: Document) -> None:
    """Paper, letters, language, what the file says of itself, and its foot."""
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(2)
    for style in word.styles:
        fonts = style.element.find(qn("w:rPr"))
        if fonts is not None and (named := fonts.find(qn("w:rFonts"))) is not None:
            named.attrib.clear()
            for each in ("ascii", "hAnsi", "cs", "eastAsia"):
                named.set(qn(f"w:{each}"), LETTERS)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4"):
        word.styles[name].font.color.rgb = INK
        word.styles[name].font.name = LETTERS
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = LETTERS, Pt(SIZES[""])
    normal.paragraph_format.space_after = Pt(6)
    for each in word.styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), LANGUAGE)
        each.set(qn("w:eastAsia"), LANGUAGE)
    known, made = word.core_properties, datetime.combine(document.made_on, time())
    known.title, known.author, known.last_modified_by = document.title, MADE_BY, MADE_BY
    known.language, known.comments, known.keywords = LANGUAGE, "", ""
    known.created = known.modified = made
    known.revision = 1
    _foot(page.footer.paragraphs[0], document.running)


def _foot(line: WordParagraph, running: str) -> None:
    run = line.add_run(f"{running}. Page ")
    run.font.size = Pt(9)
    _field(line, "PAGE")
    line.add_run(" of ").font.size = Pt(9)
    _field(line, "NUMPAGES")


def _field(line: WordParagraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    line._p.append(field)


def _add_contents(word: Word, document: Document, marks: list[str]) -> None:
    """The sections as links to them."""
    word.add_heading("Contents", 1)
    for section, mark in zip(document.sections, marks, strict=True):
        line = word.add_paragraph()
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), mark)
        run = line.add_run(section.title)
        run.font.underline = True
        link.append(run._r)
        line._p.append(link)
        line.paragraph_format.space_after = Pt(2)


def _mark(heading: WordParagraph, name: str, number: int) -> None:
    """A place that links lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for each in (start, end):
        each.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    heading._p.insert(1, start)
    heading._p.append(end)


def _add(word: Word, block: Block) -> None:
    match block:
        case Heading(text, level):
            word.add_heading(text, level)
        case Paragraph():
            _paragraph(word, block)
        case Items(lines):
            for line in lines:
                word.add_paragraph(line, style="List Bullet")
        case Picture():
            _picture(word, block)
        case Grid():
            _table(word, block)


def _paragraph(word: Word, block: Paragraph) -> None:
    line = word.add_paragraph()
    run = line.add_run(block.text)
    run.font.size = Pt(SIZES[block.kind])
    if block.kind == "small":
        run.font.color.rgb = QUIET


def _picture(word: Word, block: Picture) -> None:
    width, height = size_of(block.svg)
    shown = min(WIDE, HIGH * width / height)
    word.add_picture(io.BytesIO(png_of(block)), width=Cm(shown))
    told = word.paragraphs[-1]._p.find(f".//{qn('wp:docPr')}")
    told.set("descr", block.alt)
    told.set("name", "Picture")


def _number_drawings(word: Word) -> None:
    """Pictures are numbered in the order in which they stand."""
    numbers = count(1)
    for each in word.element.body.iter(qn("wp:docPr")):
        each.set("id", str(next(numbers)))


def _table(word: Word, grid: Grid) -> None:
    table = grid.table
    if table.title:
        title = word.add_paragraph()
        title.add_run(table.title).bold = True
        title.paragraph_format.keep_with_next = True
    made = word.add_table(rows=1, cols=len(table.head), style="Table Grid")
    made.autofit = False
    for cell, name in zip(made.rows[0].cells, table.head, strict=True):
        _write(cell, name, bold=True)
    _repeat(made)
    right = [is_number(table, place) for place in range(len(table.head))]
    for row in table.rows:
        new = made.add_row()
        _keep_together(new._tr)
        for given, cell, is_right in zip(row, new.cells, right, strict=True):
            _fill(cell, given, is_right=is_right)
    _widen(made, widths_of(table))
    _describe(made, table.name)
    _paragraph(word, Paragraph(hidden_words(grid), "small"))  # an empty line where none is hidden


def _write(cell: _Cell, text: str, *, bold: bool = False) -> WordParagraph:
    line = cell.paragraphs[0]
    run = line.add_run(text)
    run.font.size, run.bold = Pt(IN_TABLES), bold
    line.paragraph_format.space_after = Pt(1)
    return line


def _fill(cell: _Cell, given: Cell, *, is_right: bool) -> None:
    signs = sign_lines(given)
    if ground := ground_of(given):
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", ground[1:])):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
    line = _write(cell, given.text, bold=bool(signs))
    if is_right:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for place, text in enumerate([*([given.small] if given.small else []), *signs]):
        run = line.add_run()
        if given.text or place:
            run.add_break()
        run.add_text(text)
        run.font.size = Pt(IN_TABLES - 1)


def _repeat(made: WordTable) -> None:
    """The first row is the head of the table, on every page."""
    told = made.rows[0]._tr.get_or_add_trPr()
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    told.append(head)
    _keep_together(made.rows[0]._tr)


def _keep_together(row: object) -> None:
    whole = OxmlElement("w:cantSplit")
    row.get_or_add_trPr().insert(0, whole)  # type: ignore[attr-defined]


def _widen(made: WordTable, widths: list[float]) -> None:
    for column, width in zip(made.columns, widths, strict=True):
        shown = Cm(WIDE * width / sum(widths))
        column.width = shown
        for cell in column.cells:
            cell.width = shown


def _describe(made: WordTable, name: str) -> None:
    """What the table is, for those who cannot see it."""
    told = OxmlElement("w:tblDescription")
    told.set(qn("w:val"), name)
    made._tbl.tblPr.append(told)
