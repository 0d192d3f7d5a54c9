"""A council's list, CSV or Excel, as text under its own headings, wherever these stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.archives import is_workbook, workbook
from sendviz.load.readers.common import (
    MARKS,
    Fits,
    Records,
    Refusals,
    above_note,
    best_row,
    csv_frame,
    decode,
    head_rows,
    listed,
    read_bytes,
    table,
)
from sendviz.load.readers.local_headings import Headings, bare, fold

# A second sheet with so many of the headings that the best one has may hold more of the list.
ALSO_A_LIST = 2 / 3


@dataclass(frozen=True)
class Kind:
    """One kind of list: its name in words, its canonical columns, other names for them, of each
    choice of `needed` one column, and columns that tell that it is another kind.
    """

    words: str
    known: tuple[str, ...]
    aliases: Mapping[str, str]
    needed: tuple[tuple[str, ...], ...]
    unless: frozenset[str] = frozenset()


def recognised(headings: list[str], kind: Kind, own: Headings | None = None) -> set[str]:
    """The canonical columns that these headings are, by the mapping or else by common names."""
    mapped = own.columns if own else {}
    plain, folded = {bare(text) for text in headings}, {fold(text) for text in headings}
    by_name = {
        column
        for column in {*kind.known, *kind.unless} - set(mapped)
        if plain & {bare(column), *kind.aliases.get(column, "").split()}
    }
    return by_name | {column for column, text in mapped.items() if fold(text) in folded}


def frame(
    path: Path, kind: Kind, own: Headings, refusals: Refusals
) -> tuple[pd.DataFrame, tuple[str, ...], bool]:
    """All cells as text, the row in the file as the index; notes; whether it is a workbook.

    The headings are those of the sheet and row that has the most of the kind's. Raises BadFile
    for a file that cannot be read, and where two sheets could be the list.
    """

    def fits(cells: list[str]) -> int:
        return len(recognised(cells, kind, own))

    if not is_workbook(path):
        return *csv_frame(read_bytes(path), path.name, refusals, fits), False
    sheets = {name: rows for name, rows in workbook(path).items() if rows}
    name, notes = _sheet(path.name, sheets, own.sheet, fits, kind)
    at, most = best_row(sheets[name], fits)
    notes += above_note(sheets[name], at, path.name)
    return table(sheets[name][at:], path.name, refusals, most > 1), notes, True


def _sheet(
    file_name: str, sheets: dict[str, Records], wanted: str | None, fits: Fits, kind: Kind
) -> tuple[str, tuple[str, ...]]:
    """The sheet that holds the list, and a sentence on the others."""
    if wanted is not None and wanted not in sheets:
        raise BadFile(f"{file_name}: has no sheet {wanted} with rows, which the mapping names.")
    if not sheets:
        raise BadFile(f"{file_name}: the workbook is empty. Export it again.")
    scores = {name: best_row(rows, fits)[1] for name, rows in sheets.items()}
    best = wanted or max(scores, key=scores.__getitem__)
    also = [name for name in scores if name != best and scores[name] >= ALSO_A_LIST * scores[best]]
    if wanted is None and also:
        raise BadFile(
            f"{file_name}: {len(also) + 1} sheets could be the {kind.words} "
            f"({listed([best, *also])}). Keep one, or name it as `sheet` in a mapping (--map)."
        )
    others = [name for name in sheets if name != best]
    note = f"{file_name}: sheet '{best}' was read; not read: {listed(others)}."
    return best, (note,) if others else ()


def heads(path: Path, sheet: str | None = None) -> Iterator[Records]:
    """The first rows that hold something: of each sheet, or of a CSV by each separator.

    Raises BadFile for a file that cannot be read.
    """
    if is_workbook(path):
        for name, rows in workbook(path).items():
            if sheet in (None, name):
                yield rows
        return
    text, _ = decode(read_bytes(path), path.name)
    yield from map(partial(head_rows, text), MARKS)


def unread_note(name: str, found: pd.DataFrame, read: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence that names the columns which were not read, if there are any."""
    others = [heading for heading in found.columns if heading not in read.values()]
    # A heading is written by people: it may hold a figure by which somebody is known.
    shown = [re.sub(r"\d{5,}", "…", heading) for heading in others]
    plural = "column was" if len(others) == 1 else "columns were"
    note = f"{len(others)} {plural} not read in {name}: {listed(shown)}."
    return (note,) if others else ()
