"""A panel as blocks of a paper, and as sheets of its workbook."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sendviz.ask import Answer
from sendviz.catalogue.row import Row
from sendviz.kit import svg, words
from sendviz.kit.html import Card, Cell, Table, table_of
from sendviz.kit.values import blank_of, blank_text, category_words, is_under
from sendviz.packs.document import (
    Block,
    Grid,
    Group,
    Heading,
    Items,
    Paragraph,
    Picture,
    Sheet,
    cell_lines,
)
from sendviz.panels import about, captions
from sendviz.panels.captions import SIMULATED
from sendviz.panels.panel import Panel

# The width at which pictures are laid out, in pixels: their letters are then 10 points high on A4,
# and 8 points in half of a dense page.
WIDE, NARROW = 720, 440
MOST_OF_A_NAME = 31  # of a sheet, by Excel
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
NUMBERS = ("Count", "Of", "Value", "Low", "High")


@dataclass
class Sheets:
    """The sheets of a workbook as they are made, each under a name of its own."""

    made: list[Sheet] = field(default_factory=list)

    def add(
        self, number: int, section: str, title: str, caption: str, head: Sequence[str],
        rows: Iterable[Sequence], shares: Sequence[int] = (),
    ) -> str:  # fmt: skip
        """Keeps a table, and returns the name of its sheet; the same table twice is kept once."""
        told = tuple(tuple(row) for row in rows)
        for each in self.made:
            if (each.title, each.head, each.rows) == (title, tuple(head), told):
                return each.name
        place = sum(each.section == section for each in self.made) + 1
        plain = " ".join(NOT_IN_NAMES.sub(" ", title).split())
        name = f"{number}.{place} {plain}"[:MOST_OF_A_NAME].rstrip()
        sheet = Sheet(name, title, section, caption, tuple(head), told, tuple(shares))
        self.made.append(sheet)
        return name


@dataclass(frozen=True)
class Place:
    """Where in a pack something stands: the number and title of the section, the workbook, and how
    wide pictures are laid out."""

    number: int
    title: str
    sheets: Sheets
    wide: int = WIDE


def group_of(what: Panel | Paragraph | str, place: Place) -> Group:
    """A panel or a sentence as a group of blocks; its tables and figures are kept as sheets."""
    if not isinstance(what, Panel):
        return Group("", (Paragraph(what) if isinstance(what, str) else what,))
    keep_figures(what, place)
    return Group(what.title or what.key, tuple(blocks_of(what, place)))


def blocks_of(panel: Panel, place: Place, level: int = 2) -> Iterator[Block]:
    """What stands open on the screen, in its order: nothing of what is folded away there."""
    if panel.refused:
        yield Paragraph(panel.refused, "note")
        return
    if panel.title:
        yield Heading(panel.title, level)
    simulated = f"{SIMULATED}. {panel.made_up}" if panel.made_up else ""
    yield from (Paragraph(each, "small") for each in (panel.caption, simulated) if each)
    yield from (Paragraph(each) for each in panel.sentences if each)
    yield from _signed(panel, level)
    yield from (Paragraph(f"{name}. {text}") for name, text in panel.definition)
    if panel.cards:
        yield _grid(cards_table(panel), panel, place)
    if panel.figure is not None:
        yield Picture(drawn(panel, place.wide), panel.alt)
        yield from (Paragraph(each, "small") for each in panel.notes if each)
    for table in panel.tables:
        yield _grid(table, panel, place)
    if panel.figure is None:
        yield from (Paragraph(each, "small") for each in panel.notes if each)
    for part in panel.parts:
        yield from blocks_of(part, place, level + 1 if panel.title else level)


def drawn(panel: Panel, wide: int = WIDE) -> str:
    """The picture of a panel that has one, in the letters of the paper."""
    made = svg.chart(panel.figure, wide, panel.alt)
    return made.replace(html.escape(svg.FONT), FAMILIES)


FAMILIES = "Source Sans Pro, DejaVu Sans Mono"


def _signed(panel: Panel, level: int) -> Iterator[Block]:
    for group in panel.signed:
        if group.title:
            yield Heading(group.title, level + 1 if panel.title else level)
        yield Items(tuple(f"{each.sign.shape} {each.text}" for each in group.lines))


def cards_table(panel: Panel) -> Table:
    """Cards as a table: what was asked, the answer, its change and what stands under it."""
    rows = [_card_row(each) for each in panel.cards]
    return table_of(panel.title or "In short", ["What", "Now", "Change", "More"], rows)


def _card_row(card: Card) -> list[Cell]:
    value = f"{card.value} {card.unit}".strip()
    sign = (card.sign,) if card.sign else ()
    return [
        Cell(card.title), Cell(value), Cell("" if sign else "not told", signs=sign),
        Cell(" ".join(_ended(each) for each in card.lines)),
    ]  # fmt: skip


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _grid(table: Table, panel: Panel, place: Place) -> Grid:
    rows = [["; ".join(cell_lines(cell)) for cell in row] for row in table.rows]
    title = table.title or (panel.title if len(panel.tables) < 2 else "") or table.name
    name = place.sheets.add(place.number, place.title, title, panel.caption, table.head, rows)
    return Grid(table, name)


def keep_figures(panel: Panel, place: Place) -> None:
    """Keeps as sheets what the paper has no room for: the figures behind each picture, what is
    folded away, and lists."""
    for answer in panel.answers:
        keep_answer(answer, panel.caption, place)
    for part in (*panel.parts, *panel.closed):
        keep_figures(part, place)
    for part in panel.closed:
        for table in part.tables:
            _grid(table, part, place)
    if panel.rows is not None:
        head = [str(name) for name in panel.rows.columns]
        rows = ([_plain(cell) for cell in row] for row in panel.rows.itertuples(index=False))
        title = panel.title or panel.key
        place.sheets.add(place.number, place.title, title, panel.caption, head, rows)


def keep_answer(answer: Answer, caption: str, place: Place) -> None:
    """Keeps the rows of an answer with their counts as numbers, and as they are told in words."""
    m, rows = answer.measure, answer.rows
    told = answer.texts()
    head = ("Period", "Area", "Group", *NUMBERS, "As told")
    shares = tuple(head.index(each) for each in NUMBERS[2:]) if m.is_fraction else ()
    body = [
        (*_where(answer, row), *_numbers(row), text) for row, text in zip(rows, told, strict=True)
    ]
    place.sheets.add(place.number, place.title, m.name, caption, head, body, shares)


def _where(answer: Answer, row: Row) -> tuple[str, str, str]:
    when = captions.answer_period(answer)
    if row.period_start:
        when = words.period_name(row.period_start, answer.grain)
    group = category_words(answer.dimension, row.category) if answer.dimension else ""
    return when, row.area, group


def _numbers(row: Row) -> list[float | str | None]:
    """Counts, value and interval; where there is no value, why, in its place."""
    if reason := blank_of(row):
        return [None, None, blank_text(reason), None, None]
    if is_under(row):
        return [f"under {words.number(row.under)}", _number(row.denominator), None, None, None]
    return [
        _number(each) for each in (row.numerator, row.denominator, row.value, row.low, row.high)
    ]


def _number(value: float) -> float | None:
    return None if words.is_missing(value) else float(value)


def _plain(cell: object) -> str | float | date | None:
    if words.is_missing(cell):
        return None
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return cell
    return cell.date() if hasattr(cell, "date") else cell if isinstance(cell, date) else str(cell)


def definitions_of(panels: Iterable[Panel], council: str) -> list[tuple[str, str, str]]:
    """Of each measure that the panels were drawn from: its name, what is told of it, and that."""
    found: dict[str, list[tuple[str, str]]] = {}
    for panel in panels:
        for m in (answer.measure for answer in panel.answers):
            found.setdefault(m.name, list(about.definition(m, council)))
        for name, heading, text in definitions_of((*panel.parts, *panel.closed), council):
            found.setdefault(name, [])
            if (heading, text) not in found[name]:
                found[name].append((heading, text))
    return [(name, *pair) for name, pairs in found.items() for pair in pairs]
