"""A paper as a value: what the writers of PDF, Word and Excel write, and nothing of how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sendviz.kit import colours
from sendviz.kit.html import Cell, Table


@dataclass(frozen=True)
class Heading:
    """A heading; level: 1 of a section, 2 of a panel in it, 3 of a part of that."""

    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; kind: '', 'answer' (large), 'small' (small print) or 'note' (set apart)."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Items:
    """A plain list."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A picture as SVG, and what it shows in words; scale: of the full width."""

    svg: str
    alt: str
    scale: float = 1.0


@dataclass(frozen=True)
class Grid:
    """A table with the sheet of the workbook that holds all of it; hidden: how many of its rows
    stand only there."""

    table: Table
    sheet: str = ""
    hidden: int = 0

    def cut(self, most: int) -> Grid:
        """The same with so many rows at most."""
        left_out = len(self.table.rows) - most
        if left_out <= 0:
            return self
        return replace(
            self, table=replace(self.table, rows=self.table.rows[:most]), hidden=left_out
        )


Block = Heading | Paragraph | Items | Picture | Grid


@dataclass(frozen=True)
class Group:
    """What belongs together: one panel's blocks. name: what it is called where it is left out."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Section:
    """A section, which begins a page; pages: how many it may take at most, None for any number.
    rows: how many of a table's rows it shows at most; scale: of the full width, of its pictures;
    dropped: what stands in the workbook only; side: 'left', 'right' or ''."""

    title: str
    groups: tuple[Group, ...]
    pages: int | None = None
    rows: int | None = None
    scale: float = 1.0
    dropped: tuple[str, ...] = ()
    side: str = ""

    def blocks(self) -> Iterator[Block]:
        """What stands in it under its heading, tables cut to their rows."""
        for each in (block for group in self.groups for block in group.blocks):
            if isinstance(each, Grid) and self.rows is not None:
                yield each.cut(self.rows)
            elif isinstance(each, Picture):
                yield replace(each, scale=self.scale)
            else:
                yield each
        if self.dropped:
            yield Paragraph(f"In the workbook only: {'; '.join(self.dropped)}.", "small")


@dataclass(frozen=True)
class Document:
    """A paper. head: lines under its title; foot: small print at its end; made_on: its date, which
    is that of the file; dense: set small, to fit on one page; listed: with a list of contents."""

    title: str
    head: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
    made_on: date
    running: str
    dense: bool = False
    listed: bool = True


@dataclass(frozen=True)
class Sheet:
    """One table of the workbook: its name, what it holds, its headings and its rows of texts,
    numbers and days. shares: the columns that are told in per cent."""

    name: str
    title: str
    section: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | float | int | date | None, ...], ...]
    shares: tuple[int, ...] = ()


def kept_with_next(blocks: Sequence[Block]) -> list[bool]:
    """Of each block whether it must not stand at the foot of a page without the next one: headings,
    and what is said before a picture or a table."""
    found: list[bool] = []
    after: Block | None = None
    for each in reversed(blocks):
        leads = isinstance(after, Picture | Grid) or (isinstance(after, Paragraph) and found[-1])
        found.append(isinstance(each, Heading) or (isinstance(each, Paragraph) and leads))
        after = each
    return found[::-1]


def sign_lines(cell: Cell) -> list[str]:
    """The signs of a cell as shape and word."""
    return [f"{each.shape} {each.word}" for each in cell.signs]


def cell_lines(cell: Cell) -> list[str]:
    """The lines of a cell: its text, its small print, and its signs."""
    return [each for each in (cell.text, cell.small, *sign_lines(cell)) if each]


FULL, PALE = 0.3, 0.12  # how much of its colour the ground of a cell has


def ground_of(cell: Cell) -> str:
    """The colour of a cell's ground on white paper: '#f8cdb6'; '' for none. A sign stands in it."""
    if not cell.ground:
        return ""
    part = PALE if cell.ground.endswith("-pale") else FULL
    full = colours.role(cell.ground.removesuffix("-pale"))
    parts = (int(full[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (each - 255) * part):02x}" for each in parts)


def hidden_words(grid: Grid) -> str:
    """Where the rows are that a table leaves out; '' where it leaves out none."""
    if not grid.hidden:
        return ""
    rows = "1 more row" if grid.hidden == 1 else f"{grid.hidden:,} more rows"
    return f"{rows} in the workbook, sheet “{grid.sheet}”."


# So many letters stand beside each other in a table across the page; in one of a dense page, and of
# its halves.
ACROSS, DENSE, HALF = 92.0, 132.0, 62.0
# A column that holds more than so many letters is broken into lines.
LONG = 60


def widths_of(table: Table, across: float = ACROSS) -> list[float]:
    """How wide its columns are beside each other: no word is broken, and what room is left goes to
    those in which most stands."""
    columns = [
        [line for row in table.rows for line in cell_lines(row[place])] or [""]
        for place in range(len(table.head))
    ]
    least = [
        1.5 + 1.1 * max(map(_longest_word, (name, *texts)))
        for name, texts in zip(table.head, columns, strict=True)
    ]
    wanted = [
        max(1.5 + 1.1 * min(max(map(len, texts)), LONG), len(name) / 2)
        for name, texts in zip(table.head, columns, strict=True)
    ]
    lacking = [max(want - has, 0.0) for want, has in zip(wanted, least, strict=True)]
    spare = max(across - sum(least), 0.0)
    if not sum(lacking):
        return [has + spare / len(least) for has in least]
    part = spare / sum(lacking)
    return [has + lack * part for has, lack in zip(least, lacking, strict=True)]


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=1)
