"""A paper as PDF/UA-1 by typst, which refuses pictures without words, tables without headings and
levels of headings that jump. Its letters come with the product: the machine's own are not used."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import font_source_sans_pro
import typst

from sendviz.kit.html import Table
from sendviz.packs.document import (
    ACROSS,
    DENSE,
    HALF,
    Block,
    Document,
    Grid,
    Heading,
    Items,
    Paragraph,
    Picture,
    Section,
    ground_of,
    hidden_words,
    kept_with_next,
    sign_lines,
    widths_of,
)

TEMPLATE = Path(__file__).with_name("page.typ")
# No picture is higher than so many times its width, or it would push all else off the page.
HIGHEST = 0.95
_SIZE = re.compile(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"')
PREVIEW_PPI, TWICE_PPI = 80.0, 144.0


@cache
def _letters() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, font_paths=[Path(font_source_sans_pro.font_directory)]
    )


def pdf_of(document: Document) -> bytes:
    """The paper as PDF/UA-1: the same bytes each time."""
    return _only_page(typst.compile(pdf_standards=["ua-1"], **_asked(document)))


def first_page(document: Document) -> bytes:
    """The first page as PNG, to look at before a pack is taken away."""
    return _only_page(typst.compile(format="png", ppi=PREVIEW_PPI, **_asked(document)))


def _only_page(found: bytes | list[bytes] | None) -> bytes:
    """What typst returns: a list where a paper has several pages as pictures."""
    first = found[0] if isinstance(found, list) else found
    return first or b""


@dataclass(frozen=True)
class Span:
    """Where a section stands: its first page, its last, and how far down that it reaches, in
    points."""

    first: int
    last: int
    bottom: float


def section_spans(document: Document) -> list[Span]:
    """Where each section stands, in the order of the document."""
    firsts, lasts = (
        [
            each["value"]
            for each in json.loads(typst.query(selector=f"<{name}>", **_query(document)))
        ]
        for name in ("section", "end")
    )
    return [
        Span(first, last, bottom) for (first, _), (last, bottom) in zip(firsts, lasts, strict=False)
    ]


def png_of(picture: Picture) -> bytes:
    """A picture as PNG at twice its size, on white ground."""
    width, height = size_of(picture.svg)
    page = (
        f"#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
    )
    return _only_page(
        typst.compile(
            page.encode(), format="png", ppi=TWICE_PPI, sys_inputs={"svg": picture.svg},
            font_paths=_letters(), timestamp=0,
        )
    )  # fmt: skip


def size_of(drawn: str) -> tuple[float, float]:
    """Width and height of an SVG in pixels. Raises ValueError for one that does not say."""
    found = _SIZE.match(drawn)
    if found is None:
        raise ValueError("The picture does not say how large it is.")
    return float(found[1]), float(found[2])


def _asked(document: Document) -> dict:
    return {**_query(document), "timestamp": 0}


def _query(document: Document) -> dict:
    return {
        "input": str(TEMPLATE),
        "font_paths": _letters(),
        "sys_inputs": {"document": json.dumps(_as_json(document))},
    }


def _as_json(document: Document) -> dict:
    made = document.made_on
    return {
        "title": document.title,
        "head": document.head,
        "foot": document.foot,
        "running": document.running,
        "date": (made.year, made.month, made.day),
        "dense": document.dense,
        "listed": document.listed,
        "sections": [
            {
                "title": each.title,
                "side": each.side,
                "blocks": _blocks(list(each.blocks()), _across(document, each)),
            }
            for each in document.sections
        ],
    }


def _blocks(blocks: list[Block], across: float) -> list[dict]:
    kept = kept_with_next(blocks)
    return [
        {**_block(block, across), "sticky": sticky}
        for block, sticky in zip(blocks, kept, strict=True)
    ]


def _across(document: Document, section: Section) -> float:
    if not document.dense:
        return ACROSS
    return HALF if section.side else DENSE


def _block(block: Block, across: float) -> dict:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": text, "level": level}
        case Paragraph(text, kind):
            return {"kind": kind or "paragraph", "text": text}
        case Items(lines):
            return {"kind": "items", "lines": lines}
        case Picture(svg, alt, scale):
            width, height = size_of(svg)
            share = min(scale, HIGHEST * width / height)
            return {"kind": "picture", "svg": svg, "alt": alt, "width": share}
        case Grid():
            return _table(block, across)


def _table(grid: Grid, across: float) -> dict:
    table = grid.table
    return {
        "kind": "table",
        "caption": table.title,
        "head": table.head,
        "widths": widths_of(table, across),
        "right": [is_number(table, place) for place in range(len(table.head))],
        "rows": [
            [
                {
                    "text": cell.text,
                    "small": cell.small,
                    "signs": sign_lines(cell),
                    "ground": ground_of(cell),
                }
                for cell in row
            ]
            for row in table.rows
        ],
        "more": hidden_words(grid),
    }


def is_number(table: Table, place: int) -> bool:
    """Whether a column is set right."""
    return bool(table.rows) and all(row[place].number for row in table.rows)
