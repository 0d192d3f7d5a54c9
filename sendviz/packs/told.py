"""What is said of a pack: in one sentence, and section by section."""

from __future__ import annotations

from sendviz.kit.html import Cell, table_of
from sendviz.kit.words import day, joined
from sendviz.packs.making import Entry, Paper
from sendviz.panels.panel import Panel

HEAD = ["Section", "Pages", "Told to", "What is missing"]


def length_words(paper: Paper) -> str:
    """'12 pages, 40 sheets'."""
    return f"{_several(paper.pages, 'page')}, {_several(len(paper.sheets), 'sheet')}"


def _several(n: int, noun: str) -> str:
    return f"1 {noun}" if n == 1 else f"{n:,} {noun}s"


def paper_sentence(paper: Paper) -> str:
    """'Board pack for Essex as at 31 December 2025: 12 pages, 40 sheets. Left out: Children not in
    school.'"""
    records = paper.records
    as_at = day(records.selection.as_at)
    told = f"{paper.pack.title} for {records.council} as at {as_at}: {length_words(paper)}."
    titles = joined([f"“{each.title}”" for each in paper.left_out])
    return f"{told} Left out: {titles}." if titles else told


def contents_panel(paper: Paper) -> Panel:
    """A row a section: its pages, to when it tells, and why it is missing where it is."""
    as_at = day(paper.records.selection.as_at)
    rows = [
        [Cell(each.title), Cell(_pages(each)), Cell(as_at), Cell("")] for each in paper.contents
    ]
    rows += [
        [Cell(each.title), Cell("left out"), Cell(""), Cell(each.why)] for each in paper.left_out
    ]
    table = table_of("Contents of the pack", HEAD, rows, wide=True)
    return Panel("pack_contents", "What is in it", tables=(table,))


def _pages(entry: Entry) -> str:
    return f"{entry.first}" if entry.first == entry.last else f"{entry.first} to {entry.last}"
