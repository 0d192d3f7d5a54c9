"""A wide table that stands as it is on a desk and, on a phone, as one block a row."""

from __future__ import annotations

from collections.abc import Sequence

from sendviz.app import parts
from sendviz.app.parts import Cell, right, safe


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """A real table: the first cell of each row is its heading; a column of numbers stands to the
    right. Where the style sheet takes it apart, each cell says the name of its column, and roles
    keep it a table for screen readers."""
    numbers = [bool(rows) and all(row[place].number for row in rows) for place in range(len(head))]
    top = "".join(
        f'<th scope="col" role="columnheader"{right(number)}>{safe(name)}</th>'
        for name, number in zip(head, numbers, strict=True)
    )
    body = "".join(f'<tr role="row">{_row(row, head)}</tr>' for row in rows)
    parts.html(
        f'<div class="sv-scroll" tabindex="0" role="region" aria-label="{safe(caption)}">'
        f'<table class="sv-stack" role="table" aria-label="{safe(caption)}">'
        f'<thead role="rowgroup"><tr role="row">{top}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _row(row: Sequence[Cell], head: Sequence[str]) -> str:
    first, *others = row
    cells = [
        f'<td role="cell" data-label="{safe(name)}"{right(cell.number)}>{parts.inner(cell)}</td>'
        for name, cell in zip(head[1:], others, strict=True)
    ]
    return f'<th scope="row" role="rowheader">{parts.inner(first)}</th>' + "".join(cells)
