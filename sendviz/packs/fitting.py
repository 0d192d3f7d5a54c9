"""A paper fitted to its pages: it is cut step by step, and says where the rest stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sendviz.catalogue.calendar import BadSelection
from sendviz.packs import pdf
from sendviz.packs.document import Document, Heading, Section
from sendviz.packs.pdf import Span

# How many rows of a table a section shows, and how large its pictures are, until it fits its pages;
# where that is not enough its last panels stand in the workbook only, and then LEAST holds.
SMALLER = (
    *((rows, 1.0) for rows in (60, 40, 30, 24, 18, 14, 11, 8)), (8, 0.82), (6, 0.82), (5, 0.7),
)  # fmt: skip
LEAST = ((4, 0.62), (3, 0.62), (2, 0.55), (1, 0.5))
# The same of a pack on one page, whose tables are short.
DENSER = ((20, 0.9), (12, 0.85), (10, 0.8), (8, 0.75), (7, 0.7), (6, 0.7), (5, 0.7), (4, 0.7))


def fitted(document: Document, most: int | None) -> tuple[Document, list[Span]]:
    """The document with each section cut to its pages: fewer rows of its tables and smaller
    pictures first, then without its last panels; and where each stands. Raises BadSelection where
    it has more pages than a pack may have."""
    sizes = DENSER if document.dense else SMALLER
    while True:
        spans = pdf.section_spans(document)
        sections = tuple(
            _smaller(each, sizes) if each.pages and span.last - span.first >= each.pages else each
            for each, span in zip(document.sections, spans, strict=True)
        )
        last = max(each.last for each in spans)
        if sections == document.sections and document.dense and most and last > most:
            sections = _one_smaller(sections, spans)
        if sections == document.sections:
            break
        document = replace(document, sections=sections)
    if most and last > most:
        raise BadSelection(f"{document.title} has {last} pages, {most} are the most.")
    return document, spans


def _one_smaller(sections: tuple[Section, ...], spans: Sequence[Span]) -> tuple[Section, ...]:
    """The sections of a dense page with one a size smaller: of those that stand across it or on its
    longer side the one that was cut least, the last of such."""
    ends = {"left": (0, 0.0), "right": (0, 0.0)}
    for section, span in zip(sections, spans, strict=True):
        if section.side:
            ends[section.side] = max(ends[section.side], (span.last, span.bottom))
    longer = max(ends, key=lambda side: ends[side])
    smaller = [_smaller(each, DENSER) for each in sections]
    places = [
        place
        for place, (was, now) in enumerate(zip(sections, smaller, strict=True))
        if was != now and was.side in ("", longer)
    ]
    if not places:
        return sections
    chosen = min(places, key=lambda place: (_step(sections[place], DENSER), -place))
    return (*sections[:chosen], smaller[chosen], *sections[chosen + 1 :])


def _step(section: Section, sizes: Sequence[tuple[int, float]]) -> int:
    """How often a section was made smaller."""
    return _every(sizes).index((section.rows, section.scale)) + len(section.dropped)


def _every(sizes: Sequence[tuple[int, float]]) -> list[tuple[int | None, float]]:
    return [(None, 1.0), *sizes, *LEAST]


def _smaller(section: Section, sizes: Sequence[tuple[int, float]]) -> Section:
    """The next smaller size of a section; itself where there is none."""
    now = (section.rows, section.scale)
    later = _every(sizes)[_every(sizes).index(now) + 1 :]
    if now == sizes[-1] and len(section.groups) > 1:
        *kept, last = section.groups
        names = (last.name, *section.dropped) if last.name else section.dropped
        return replace(section, groups=tuple(kept), dropped=names)
    if later:
        rows, scale = later[0]
        return replace(section, rows=rows, scale=scale)
    return _without_its_end(section)


def _without_its_end(section: Section) -> Section:
    """The section without the last quarter of its last panel: of many tables, each of one row by
    now; itself where no more than a heading and what follows it is left."""
    *kept, last = section.groups
    if len(last.blocks) <= 2:
        return section
    blocks = last.blocks[: len(last.blocks) * 3 // 4]
    while isinstance(blocks[-1], Heading):
        blocks = blocks[:-1]
    rest = f"the rest of “{last.name}”"
    dropped = section.dropped if rest in section.dropped else (rest, *section.dropped)
    return replace(section, groups=(*kept, replace(last, blocks=blocks)), dropped=dropped)
