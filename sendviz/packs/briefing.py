"""The councillor briefing: the questions of a meeting that have an answer, one a page, and what
nobody can answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from sendviz import catalogue
from sendviz.ask import ROLES, Records
from sendviz.kit.html import Cell, Table, table_of
from sendviz.packs.document import Paragraph
from sendviz.packs.parts import Pack, Part, answer
from sendviz.panels.about import definition, figures_table
from sendviz.panels.captions import why_not_filtered
from sendviz.panels.flow import queue_card
from sendviz.panels.headline import card, cards_panel
from sendviz.panels.health import waiting_card
from sendviz.panels.meeting import LAST, Question, questions_of, screens_of, shown_on
from sendviz.panels.panel import Panel
from sendviz.panels.paradox import paradox_line
from sendviz.panels.questions import questions_panel
from sendviz.panels.side_by_side import limit_words
from sendviz.panels.untold import UNTOLD, UNTOLD_TITLE

MOST_ROWS = 8
COVER, WORDS = "In short", "What the figures mean"
MEASURES = ("cases_open_over_20_weeks", "plans_issued_within_20_weeks", "decided_within_6_weeks",
            "decisions_to_refuse")  # fmt: skip


def parts(records: Records) -> tuple[Part, ...]:
    """Cover, a page a question, what is not answered, and definitions."""
    asked = questions_of(records)
    pages = (
        Part(each.text, partial(_question, each, number), "nobody has an answer here")
        for number, each in enumerate(asked, start=1)
    )
    return (
        Part(COVER, _cover, "no figure is known", pages=1),
        *pages,
        Part(LAST, _unanswered, "all is answered", pages=1),
        Part(WORDS, _words, "nothing is defined", pages=2),
    )


def _cover(records: Records) -> Iterator[Panel | Paragraph | str]:
    """The six answers of the overview, and what to ask about them."""
    yield cards_panel(
        card(records, MEASURES[0], "Waiting past the legal limit"),
        card(records, MEASURES[1], "Plans issued on time", paradox_line(records)),
        waiting_card(records, "autism", "Waiting for an autism assessment"),
        queue_card(records, "Is the queue growing?"),
        card(records, MEASURES[2], "Families told within 6 weeks"),
        card(records, MEASURES[3], "Decisions to refuse"),
    )
    yield questions_panel(records)


def _question(asked: Question, number: int, records: Records) -> Iterator[Panel | Paragraph | str]:
    """One screen of the meeting, with its figures, what it is held against, and what to ask on."""
    shown = shown_on(records, number)
    # Where there is no picture the answer is all there is, and keeps its page.
    alone = shown.panel.is_empty
    yield Panel("answer", sentences=shown.answer) if alone else answer(*shown.answer)
    yield shown.beside
    yield shown.panel
    yield from _figures(asked.panel(records), shown.panel)
    m = catalogue.get(asked.measure)
    yield f"Against what: {limit_words(m)}." if m.legal_limit else ""
    yield f"Ask: {shown.ask}." if shown.ask else ""
    beside = next((catalogue.get(each) for each in m.pairs_with), None)
    yield f"Ask on: {beside.question}" if beside else ""
    yield f"{UNTOLD_TITLE}: {UNTOLD[shown.page]}"
    yield why_not_filtered(shown.not_filtered)


def _figures(panel: Panel, shown: Panel) -> Iterable[Panel]:
    """The figures behind the picture: the newest of those that run over time, else the first."""
    if shown.figure is None or not panel.answers:
        return
    table = figures_table(panel.answers[0])
    is_dated = any(row.period_start for row in panel.answers[0].rows)
    rows = table.rows[-MOST_ROWS:] if is_dated else table.rows[:MOST_ROWS]
    title = "The figures" if len(rows) == len(table.rows) else "The newest figures"
    if not is_dated and len(rows) < len(table.rows):
        title = f"The first {len(rows)} of {len(table.rows)} rows"
    yield Panel(f"figures_{panel.key}", tables=(Table(title, table.head, rows),))


def _unanswered(records: Records) -> Iterator[Panel | Paragraph | str]:
    shown = shown_on(records, screens_of(records))
    yield answer(*shown.answer)
    yield shown.panel


def _words(records: Records) -> Iterator[Panel]:
    """What each measure of these pages is, in words."""
    council = records.selection.council
    known = dict.fromkeys((*MEASURES, *(each.measure for each in questions_of(records))))
    rows = [
        [Cell(m.name), Cell(dict(definition(m, council))["What it is"])]
        for m in map(catalogue.get, known)
    ]
    table = table_of("Measures", ["Measure", "What it is"], rows)
    yield Panel("definitions", tables=(table,))


BRIEFING = Pack(
    "briefing",
    "Councillor briefing",
    "The questions of a meeting, one a page, with figures and whom to ask.",
    ROLES,
    parts,
)
