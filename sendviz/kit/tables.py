"""Tables and cards as values: what stands in them, not how a face draws it."""

from __future__ import annotations

from dataclasses import dataclass

from sendviz.kit.signs import Sign


@dataclass(frozen=True)
class Cell:
    """One cell of a table; small print and signs stand under its text. number: set right."""

    text: str
    number: bool = False
    small: str = ""
    signs: tuple[Sign, ...] = ()


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
class SignedLines:
    """Sentences under a subheading, each with the sign whose word it holds."""

    title: str
    lines: tuple[tuple[Sign, str], ...]


@dataclass(frozen=True)
class Card:
    """One answer: what was asked, the value with its unit, lines under it, and the sign of its
    change."""

    title: str
    value: str
    unit: str = ""
    lines: tuple[str, ...] = ()
    sign: Sign | None = None


def table_of(name: str, head: list[str], rows: list[list[Cell]], **more: object) -> Table:
    """A table from lists."""
    return Table(name, tuple(head), tuple(tuple(row) for row in rows), **more)
