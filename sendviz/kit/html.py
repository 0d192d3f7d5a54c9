"""Tables and cards as values, and as accessible HTML. Text is always escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as safe

from sendviz.kit.sparkline import sparkline
from sendviz.kit.values import Sign


@dataclass(frozen=True)
class Cell:
    """One cell of a table; small print and signs stand under its text. number: set right. ground:
    the role of its colour, with -pale where that is faint; beside a sign, never alone. href: an
    address within the app to which its text leads."""

    text: str
    number: bool = False
    small: str = ""
    signs: tuple[Sign, ...] = ()
    ground: str = ""
    href: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its name for screen readers, its headings, and its rows, whose first cell is the
    heading of the row. wide: on a phone it is told as one block a row. title: stands above it."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    wide: bool = False
    title: str = ""


@dataclass(frozen=True)
class SignedLine:
    """A sentence with the sign whose word it holds, the values of the latest months, and the name
    of what it opens, or ''."""

    sign: Sign
    text: str
    months: tuple[float, ...] = ()
    opens: str = ""


@dataclass(frozen=True)
class SignedLines:
    """Sentences under a subheading, or under none."""

    title: str
    lines: tuple[SignedLine, ...]


@dataclass(frozen=True)
class Card:
    """One answer: what was asked, the value with its unit, lines under it, the sign of its change,
    its values of the latest months, nan where there is none, and the dimensions of filters that it
    cannot apply."""

    title: str
    value: str
    unit: str = ""
    lines: tuple[str, ...] = ()
    sign: Sign | None = None
    months: tuple[float, ...] = ()
    not_filtered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Download:
    """A file to take away: what it is called on the button, its name, and its text (CSV)."""

    label: str
    file_name: str
    text: str


def table_of(
    name: str, head: list[str], rows: list[list[Cell]], *, wide: bool = False, title: str = ""
) -> Table:
    """A table from lists."""
    return Table(name, tuple(head), tuple(tuple(row) for row in rows), wide, title)


# Marks hold 3:1 against white and against the dark ground, so they need not know which is on.
MARKS = {
    "improvement": "#3A7CB8",
    "concern": "#D4641F",
    "no_change": "#7C8288",
    "neutral": "#8F6FC8",
    "too_few": "#7C8288",
}


def paragraphs(sentences: Sequence[str], kind: str = "") -> str:
    """A paragraph for each sentence that says something."""
    name = f' class="{kind}"' if kind else ""
    return "".join(f"<p{name}>{safe(each)}</p>" for each in sentences if each)


def made_up(words: str) -> str:
    """That records are simulated, and what in them is real."""
    return f'<p class="sv-made-up"><strong>Simulated records.</strong> {safe(words)}</p>'


def heading(text: str, caption: str = "", level: int = 2) -> str:
    """A heading with small print under it."""
    under = paragraphs([caption], "sv-caption")
    return f"<h{level}>{safe(text)}</h{level}>{under}"


def pairs(lines: Sequence[tuple[str, str]]) -> str:
    """A paragraph for each (heading, sentences) pair."""
    return "".join(f"<p><strong>{safe(a)}.</strong> {safe(b)}</p>" for a, b in lines)


def folded(title: str, body: str) -> str:
    """HTML that is folded away under a title."""
    return f"<details><summary>{safe(title)}</summary>{body}</details>"


def mark(sign: Sign) -> str:
    """The shape of a sign, hidden from screen readers: its word stands beside it."""
    colour = MARKS[sign.colour_role]
    return f'<span class="sv-mark" aria-hidden="true" style="color:{colour}">{sign.shape}</span>'


def sign(found: Sign | None) -> str:
    """A shape and a word: never a colour alone."""
    return f'<span class="sv-sign">{mark(found)}{safe(found.word)}</span>' if found else ""


def signed_lines(group: SignedLines) -> str:
    """A subheading, and a paragraph for each sentence after the shape of its sign, its line of
    months under it."""
    lines = "".join(
        f"<p>{mark(each.sign)}{safe(each.text)}</p>{sparkline(each.months)}" for each in group.lines
    )
    title = f"<h3>{safe(group.title)}</h3>" if group.title else ""
    return f"{title}{lines}"


def cards(items: Sequence[Card]) -> str:
    """Answers side by side, as many a row as fit."""
    return f'<div class="sv-cards">{"".join(_card(each) for each in items)}</div>'


def table(found: Table) -> str:
    """A real table; it scrolls by itself on a narrow screen, or stands there as one block a row
    where it is wide: each cell then says the name of its column, and roles keep it a table."""
    head = "".join(
        f'<th scope="col"{_role(found, "columnheader")}{_right(_is_number(found, place))}>'
        f"{safe(name)}</th>"
        for place, name in enumerate(found.head)
    )
    rows = "".join(f"<tr{_role(found, 'row')}>{_row(found, row)}</tr>" for row in found.rows)
    group = _role(found, "rowgroup")
    kind = ' class="sv-stack"' if found.wide else ""
    label = f' aria-label="{safe(found.name)}"' if found.wide else ""
    title = f"<h3>{safe(found.title)}</h3>" if found.title else ""
    return (
        f'{title}<div class="sv-scroll" tabindex="0" role="region" aria-label="{safe(found.name)}">'
        f"<table{kind}{_role(found, 'table')}{label}>"
        f"<thead{group}><tr{_role(found, 'row')}>{head}</tr></thead>"
        f"<tbody{group}>{rows}</tbody></table></div>"
    )


def _is_number(found: Table, place: int) -> bool:
    return bool(found.rows) and all(row[place].number for row in found.rows)


def _role(found: Table, role: str) -> str:
    return f' role="{role}"' if found.wide else ""


def _row(found: Table, row: Sequence[Cell]) -> str:
    first, *others = row
    cells = [f'<th scope="row"{_role(found, "rowheader")}>{_inner(first)}</th>']
    for name, cell in zip(found.head[1:], others, strict=True):
        label = f' data-label="{safe(name)}"' if found.wide else ""
        kind = f' class="g-{cell.ground}"' if cell.ground else _right(cell.number)
        cells.append(f"<td{_role(found, 'cell')}{label}{kind}>{_inner(cell)}</td>")
    return "".join(cells)


def _inner(cell: Cell) -> str:
    bold = cell.signs and cell.text
    text = f"<strong>{safe(cell.text)}</strong>" if bold else safe(cell.text)
    if cell.href:
        text = f'<a href="{safe(cell.href)}" target="_self">{text}</a>'
    small = f"<small>{safe(cell.small)}</small>" if cell.small else ""
    return "<br>".join(each for each in (text, small, *map(sign, cell.signs)) if each)


def _right(number: bool) -> str:
    return ' class="n"' if number else ""


def _card(item: Card) -> str:
    unit = f' <span class="sv-unit">{safe(item.unit)}</span>' if item.unit else ""
    return (
        f'<section class="sv-card"><h2>{safe(item.title)}</h2><p '
        f'class="sv-value">{safe(item.value)}{unit}</p>{sparkline(item.months)}'
        f"{sign(item.sign)}{paragraphs(item.lines)}</section>"
    )
