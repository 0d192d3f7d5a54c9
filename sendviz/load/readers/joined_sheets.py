"""A list that is spread over sheets of the same headings, as one a quadrant or a year: its rows
together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import combinations

import pandas as pd

from sendviz.catalogue.layouts import BadFile, Table
from sendviz.load.readers.common import (
    SHEET_ROWS,
    Fits,
    Records,
    Refusals,
    best_row,
    listed,
    text_table,
)

# The canonical columns that a heading may mean.
Means = Callable[[str], set[str]]
# Columns that tell where a child lives; without any, the names of the sheets may.
AREAS = {"district", "postcode", "locality", "sub_icb", "gp_practice"}
# From such a share of a sheet's rows on that stand in another one, too, the sheets are states of
# one list on several days.
SAME_CASES = 0.1
COPY = re.compile(r"^copy of\s+|\s*[(]\d+[)]$|\s*- copy$")


def plain_name(sheet: str) -> str:
    """The name of a sheet in small letters, without what a program adds to the name of a copy."""
    return COPY.sub("", " ".join(sheet.casefold().split()))


def same_headings(sheets: Mapping[str, Records], fits: Fits) -> bool:
    """Whether the headings of all these sheets are the same, in whatever order."""
    return len({frozenset(_headings(rows, fits)) for rows in sheets.values()}) == 1


def _headings(rows: Records, fits: Fits) -> list[str]:
    cells = rows[best_row(rows, fits)[0]][1]
    return [" ".join(cell.split()).casefold() for cell in cells if cell.strip()]


def joined(
    file_name: str,
    sheets: Mapping[str, Records],
    table: Table,
    fits: Fits,
    means: Means,
    refusals: Refusals,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The cells of all sheets as text, and notes; the index tells sheet and row (`SHEET_ROWS`).

    A sheet that copies another is left out. Where no column tells a place, the name of the sheet
    stands as one. Raises BadFile for sheets that hold the same cases.
    """
    refusals.sheets = tuple(sheets)
    frames, copies = _apart(_frames(file_name, sheets, fits, refusals))
    headings = [*next(iter(frames.values())).columns]
    _no_states_of_one(file_name, frames, [h for h in headings if _is_reference(means(h))])
    notes = [f"Read together: the sheets {listed([*frames])}."] * (len(frames) > 1)
    if copies:
        notes.append(f"Left out, as they copy another sheet: {listed(copies)}.")
    if len(frames) > 1:
        notes.append(
            f"In lists of what the checks find, row 12 of the second of the sheets "
            f"{listed([*sheets])} is {SHEET_ROWS + 12:,}, and so on."
        )
        if not any(means(heading) & AREAS for heading in headings):
            named = [column for column in ("district", "locality") if column in table.known]
            frames = {
                name: frame.assign(**dict.fromkeys(named, name)) for name, frame in frames.items()
            }
            notes.append(
                "No column tells a place, so the names of the sheets were taken for districts or "
                "localities."
            )
    return pd.concat(frames.values()), tuple(notes)


def _frames(
    file_name: str, sheets: Mapping[str, Records], fits: Fits, refusals: Refusals
) -> dict[str, pd.DataFrame]:
    """Each sheet under the headings of the first, its rows numbered on from those before it."""
    frames: dict[str, pd.DataFrame] = {}
    spelt: dict[str, str] = {}
    for at, (name, rows) in enumerate(sheets.items()):
        top = best_row(rows, fits)[0]
        numbered = [(row + at * SHEET_ROWS, cells) for row, cells in rows[top + 1 :]]
        where = f"{file_name}, sheet '{name}'"
        frame = text_table([rows[top], *numbered], where, refusals, known=True)
        spelt = spelt or {heading.casefold(): heading for heading in frame}
        frame.columns = [spelt[heading.casefold()] for heading in frame]
        frames[name] = frame[[*spelt.values()]]
    return frames


def _apart(frames: dict[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """The sheets that hold rows, each once; and the names of those that copy one."""
    found: dict[str, pd.DataFrame] = {}
    seen: set[tuple] = set()
    copies = []
    for name, frame in frames.items():
        rows = tuple(sorted(frame.itertuples(index=False, name=None)))
        if rows in seen:
            copies.append(name)
        elif rows:
            found[name] = frame
        seen |= {rows} if rows else set()
    return found or frames, copies


def _is_reference(columns: set[str]) -> bool:
    return any(column.endswith("_ref") for column in columns)


def _no_states_of_one(
    file_name: str, frames: dict[str, pd.DataFrame], references: list[str]
) -> None:
    """Raises BadFile where two sheets share more cases than move from one area to another."""
    for one, other in combinations(frames, 2):
        mine, theirs = (
            set(frames[name][references or [*frames[name]]].itertuples(index=False, name=None))
            for name in (one, other)
        )
        blank = {row for row in mine if not any(map(str.strip, row))}
        same, least = len((mine & theirs) - blank), min(len(mine - blank), len(theirs - blank))
        if same > max(1, SAME_CASES * least):
            raise BadFile(
                f"{file_name}: the sheets {listed([one, other])} hold {same:,} cases both, so they "
                "look like one list on two days. Keep the newer sheet, or name it as `sheet` in a "
                "mapping (--map)."
            )
