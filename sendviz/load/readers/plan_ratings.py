"""Ratings of a plan: by word, and where the words are missing by the colour of the cell."""

from __future__ import annotations

import re
from collections import Counter

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.colours import colour_name, rating_of
from sendviz.load.readers.common import letters
from sendviz.load.readers.headings import fold
from sendviz.load.readers.plan_rows import PlanRows

HEX = re.compile(r"[0-9a-f]{6}")
EMPTY = 0.8  # of the rows without words, from which colours tell
FEWEST = 2  # different ratings in the first column, from which its colours are no decoration


def colour_ratings(rows: PlanRows) -> tuple[dict[int, str], tuple[str, ...]]:
    """Row -> rating by the fill of its rating cell, else of its first cell, where the column of
    ratings has no words; and a sentence on the colours found.

    Raises BadFile for a colour that is no rating that is known, with its cell.
    """
    texts = rows.raw["rating"] if "rating" in rows.raw else rows.raw.iloc[:, 0].map(lambda _: "")
    if texts.str.strip().eq("").mean() < EMPTY:
        return {}, ()
    for column in ("rating", ""):
        fills = {
            row: fill
            for row in rows.raw.index
            if (cell := rows.cells[row].get(column)) and (fill := cell.fill)
        }
        found = {row: rating for row, fill in fills.items() if (rating := _rating(rows, fill))}
        enough = column == "rating" or len({*found.values()}) >= FEWEST
        if found and enough:
            _refuse_unknown(rows, fills, column)
            return found, (_told(rows, fills),)
    return {}, ()


def rating_key(rows: PlanRows, la_code: str, plan: str) -> list[dict[str, str]]:
    """What the plan calls its ratings, as the mapping says it in words: a row of `rating_key`
    each."""
    said = rows.own.values.get("rating", {})
    return [
        {"la_code": la_code, "plan": plan, "said": word, "rating": rating or "none"}
        for word, rating in said.items()
        if not HEX.fullmatch(word)
    ]


def _rating(rows: PlanRows, fill: str) -> str | None:
    """The rating of a colour: as the mapping says, else by its hue."""
    said = rows.own.values.get("rating", {}).get(fold(fill))
    return (said or None) if said is not None else rating_of(fill)


def _refuse_unknown(rows: PlanRows, fills: dict[int, str], column: str) -> None:
    said = rows.own.values.get("rating", {})
    for row, fill in fills.items():
        if colour_name(fill) is None and fold(fill) not in said:
            at = [*rows.headings].index(column) if column else 0
            where = f"column {rows.heading(column)}" if column else f"column {letters(at)}"
            raise BadFile(
                f"{rows.place(row)}, {where}: the colour {fill} is none of red, amber, green and "
                f'blue. Say what it means under [values.rating] of a mapping (--map): "{fill}" = '
                '"amber". Nothing was changed.'
            )


def _told(rows: PlanRows, fills: dict[int, str]) -> str:
    counts = Counter(fills.values())
    parts = (
        f"{fill} ({n:,} {'cell' if n == 1 else 'cells'}) as {_rating(rows, fill) or 'not rated'}"
        for fill, n in counts.most_common()
    )
    return f"Ratings were read from the colours of cells: {', '.join(parts)}."
