"""Which kind of list a file is, by its headings, and whether a mapping is meant for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sendviz.catalogue.layouts import BadFile, Table, lists
from sendviz.load.readers import headings
from sendviz.load.readers.common import LOOKED_AT, listed
from sendviz.load.readers.headings import Headings, Mapped, fits, fold, heads, recognised

SETTINGS = ("values", "date_format", "sheet")
CHANCE = 2  # headings of a kind from which a list that lacks others may be meant to be one


@dataclass(frozen=True)
class Seen:
    """What a list is: its kind, None if it has the headings of none; whether the mapping is for it;
    its own headings, empty if no row of it has headings of any kind.
    """

    kind: Table | None
    mapped: bool
    headings: tuple[str, ...]


def recognise_list(path: Path, mapping: Mapped) -> Seen:
    """What the list is by the row and sheet that fits any kind best.

    Raises BadFile for a file that cannot be read, for a mapping with columns that no kind has, and
    for one some of whose headings are not in a file that it must be meant for.
    """
    own = {kind.list: _own(mapping, kind) for kind in lists()} if mapping else {}
    if mapping and not any(own.values()):
        _wrong(mapping)
    sheet = headings.read_mapping(mapping).get("sheet")
    records = [cells for rows in heads(path, sheet) for _, cells in rows[:LOOKED_AT]]
    plain = _best(records, {})
    if not mapping:
        return plain
    there = _with_mapping(records, own)
    if there.kind and _score(there, own) >= _score(plain, {}):
        return there
    _no_part(path, mapping, records, own, plain)
    return plain


def headings_named(mapping: Mapped) -> list[str]:
    """The headings that a mapping names."""
    found = headings.read_mapping(mapping)
    return [str(text) for column, text in found.items() if column not in SETTINGS]


def _own(mapping: Mapped, kind: Table) -> Headings | None:
    try:
        return headings.read_headings(mapping, kind)
    except BadFile:
        return None


def _wrong(mapping: Mapped) -> None:
    """Raises BadFile: what is wrong with a mapping of the kind that has most of its columns."""
    found = headings.read_mapping(mapping)
    columns = {column for column in found if column not in SETTINGS}
    if isinstance(values := found.get("values"), Mapping):
        columns |= set(values)
    kind = max(lists(), key=lambda kind: len(columns & {*kind.known}))
    every = tuple(dict.fromkeys(column for kind in lists() for column in kind.known))
    if columns and not columns & {*every}:
        where = Path(mapping).name if isinstance(mapping, str | Path) else "The mapping"
        raise BadFile(
            f"{where}: no list has a column {', '.join(sorted(columns))}."
            f"{headings.meant(sorted(columns), every)} python -m sendviz template shows the "
            "columns of each list."
        )
    headings.read_headings(mapping, kind)


def _with_mapping(records: list[list[str]], own: Mapping[str, Headings | None]) -> Seen:
    """What the list is if the mapping is for it: one row has all the headings that it names."""
    whole = [
        cells for cells in records if any(each and _all_there(each, cells) for each in own.values())
    ]
    fit = {words: each for words, each in own.items() if each}
    seen = _best(whole, fit)
    return Seen(seen.kind, bool(seen.kind and seen.kind.list in fit), seen.headings)


def _all_there(own: Headings, cells: list[str]) -> bool:
    return {fold(text) for text in own.columns.values()} <= {fold(text) for text in cells}


def _best(records: list[list[str]], own: Mapping[str, Headings]) -> Seen:
    kinds = [kind for kind in lists() if not own or kind.list in own]
    scored = [
        (
            fits(found, kind),
            not found & {*kind.unless},
            len(found & {*kind.known}),
            -at,
            kind,
            cells,
        )
        for cells in records
        for at, kind in enumerate(kinds)
        if (found := recognised(cells, kind, own.get(kind.list)))
    ]
    none: tuple[bool, bool, int, int, Table | None, list[str]] = (False, False, 0, 0, None, [])
    whole, _, count, _, kind, cells = max(scored, key=lambda each: each[:4], default=none)
    sure = whole or count >= CHANCE
    return Seen(
        kind if sure else None,
        mapped=False,
        headings=tuple(text for text in cells if text.strip()),
    )


def _score(seen: Seen, own: Mapping[str, Headings | None]) -> tuple[bool, int]:
    if seen.kind is None:
        return False, 0
    found = recognised([*seen.headings], seen.kind, own.get(seen.kind.list))
    return fits(found, seen.kind), len(found & {*seen.kind.known})


def _no_part(
    path: Path,
    mapping: Mapped,
    records: list[list[str]],
    own: Mapping[str, Headings | None],
    plain: Seen,
) -> None:
    """Raises BadFile if the file has some of the headings that the mapping names, not all, and may
    be a list of the kind that the mapping is for.
    """
    wanted = headings_named(mapping)
    of_another = (
        plain.kind is not None
        and own[plain.kind.list] is None
        and fits(recognised([*plain.headings], plain.kind), plain.kind)
    )
    row = max(records, key=lambda cells: len(_common(wanted, cells)), default=[])
    if of_another or not _common(wanted, row):
        return
    absent = [text for text in wanted if fold(text) not in {fold(each) for each in row}]
    if absent:
        where = Path(mapping).name if isinstance(mapping, str | Path) else "The mapping"
        raise BadFile(
            f"{where}: {path.name} has no column headed {listed(absent)}. Its headings are "
            f"{listed([text for text in row if text.strip()], 40)}."
        )


def _common(wanted: list[str], cells: list[str]) -> set[str]:
    return {fold(text) for text in wanted} & {fold(text) for text in cells}
