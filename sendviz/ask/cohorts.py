"""How many children there are under the filters of a cohort, and how many each filter would leave.

All is told of one day, that of the newest list of children that is known on the as-at day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sendviz.ask.cohort_rows import (
    WIDE,
    Conditions,
    Picks,
    check,
    check_picks,
    codes_of,
    over_children,
    snapshot_of,
)
from sendviz.ask.for_board import LEAST
from sendviz.ask.places import holds
from sendviz.ask.records import Records
from sendviz.catalogue.cohorts import NOT_KNOWN, CohortFilter, cohort_filters, never_loaded
from sendviz.catalogue.layouts import TABLES

STATUS = "status"
BY = ("need", "locality")
# What tables hold that are no list of their own.
NO_LIST = {"request": "list of requests", "data_issue": "row with an error"}


@dataclass(frozen=True)
class Offered:
    """A filter with how many children each of its codes leaves beside the other filters, and of how
    many of them it is not known; None: not told to the board."""

    filter: CohortFilter
    counts: Mapping[str, int | None]
    unknown: int | None


@dataclass(frozen=True)
class Part:
    """The children of one need or place: of the cohort, and of all that it is compared with; None:
    not told to the board."""

    code: str
    n: int | None
    of: int | None


@dataclass(frozen=True)
class Counted:
    """A cohort in numbers; None: fewer than the board is told.

    snapshot: the day of the list. n of `of`: who meets all filters, of those of the same status and
    place. by: the parts by need and by locality. not_loaded: filters that the file cannot answer,
    each with why. not_filtered: dimensions of the frame's filters that the list does not hold.
    """

    snapshot: date
    n: int | None
    of: int | None
    offered: Mapping[str, Offered]
    by: Mapping[str, tuple[Part, ...]]
    not_loaded: tuple[tuple[CohortFilter, str], ...]
    not_filtered: tuple[str, ...]
    simulated: bool


def counted(records: Records, picks: Picks = ()) -> Counted:
    """The cohort in numbers. Raises NotAllowed in public view; BadSelection where no list of
    children is loaded, or a filter or code is not there."""
    check(records)
    check_picks(records, picks)
    key = ("cohort", records.selection, records.role, picks)
    return records.store.cached(key, lambda: _counted(records, picks))


def _counted(records: Records, picks: Picks) -> Counted:
    snapshot = snapshot_of(records)
    assert snapshot is not None  # looked at by check
    marks, table = _marks(records), _Table(records, picks)
    silent = {each.id for each, _ in _not_loaded(records)}
    offered, untold = {}, []
    for id, codes in codes_of(records).items():
        each, counts = cohort_filters()[id], table.counts_of(id, codes)
        if id in silent:
            continue
        if len(codes) == 1 or not marks.known[id]:
            untold.append((each, "No row of the list tells it."))
            continue
        unknown = counts.pop(NOT_KNOWN)
        offered[id] = Offered(each, counts, unknown)
    where = (id for id, _ in records.selection.where if id not in cohort_filters())
    return Counted(
        snapshot,
        table.told(table.meeting),
        table.told(table.compared),
        offered,
        {by: table.parts(by, codes_of(records)[by]) for by in BY},
        (*_not_loaded(records), *untold),
        tuple(where),
        marks.simulated,
    )


def _not_loaded(records: Records) -> Iterator[tuple[CohortFilter, str]]:
    store, council = records.store, records.selection.council
    for each in cohort_filters().values():
        if each.needs and not holds(store, each.needs, council):
            yield each, f"No {TABLES[each.needs].list or NO_LIST[each.needs]} is there."
    yield from ((each, each.never) for each in never_loaded())


class _Table:
    """The children of the list against every code at once, under some filters.

    It is counted in memory: one statement with a count for each of some 250 codes takes longer to
    plan than all of this takes.
    """

    def __init__(self, records: Records, picks: Picks) -> None:
        self.role, self.marks = records.role, _marks(records)
        selection = records.selection
        held = [self._one_of(id, codes) for id, codes in selection.where if id in cohort_filters()]
        if selection.areas:
            held.append(self.marks.in_areas(selection.areas))
        here = np.all([self._everybody(), *held], axis=0)
        self.own = {id: self._one_of(id, codes) for id, codes in picks}
        # How many of the own filters each child misses: who misses one alone counts beside it.
        self.missed = np.sum([~each for each in self.own.values()], axis=0, dtype=np.uint8)
        self.here = here
        self.meeting = here & (self.missed == 0)
        self.compared = here & self.own.get(STATUS, True)
        self.every = np.count_nonzero(self.marks.matrix[self.meeting], axis=0)

    def counts_of(self, id: str, codes: Sequence[str]) -> dict[str, int | None]:
        """How many children each code of a filter leaves beside the other filters."""
        columns = [self.marks.columns[id, code] for code in codes]
        counts = self.every[columns]
        if id in self.own:
            beside = self.here & (self.missed - ~self.own[id] == 0)
            counts = np.count_nonzero(self.marks.matrix[beside][:, columns], axis=0)
        adds_up = cohort_filters()[id].kind == "codes"
        told = self._each(counts) if adds_up else [self._n(n) for n in counts]
        return dict(zip(codes, told, strict=True))

    def parts(self, id: str, codes: Sequence[str]) -> tuple[Part, ...]:
        """The children of each code, and those that they are compared with, the most first."""
        columns = [self.marks.columns[id, code] for code in codes]
        n = self.every[columns]
        of = np.count_nonzero(self.marks.matrix[self.compared][:, columns], axis=0)
        there = [place for place in range(len(codes)) if of[place]]
        there.sort(key=lambda place: (-n[place], -of[place], codes[place]))
        told = zip(self._each(n[there]), self._each(of[there]), strict=True)
        return tuple(Part(codes[at], *each) for at, each in zip(there, told, strict=True))

    def told(self, these: np.ndarray) -> int | None:
        """How many children these are, as the role is told."""
        return self._n(np.count_nonzero(these))

    def _each(self, counts: Sequence[int] | np.ndarray) -> list[int | None]:
        """Counts that add up to one that is told: where one alone would not be told, neither is the
        smallest of the others, which would give it away."""
        found = [self._n(n) for n in counts]
        others = [n for n in found if n is not None]
        if found.count(None) == 1 and others:
            found[found.index(min(others))] = None
        return found

    def _n(self, n: np.integer | int) -> int | None:
        """Nought is not told either: of several features at once it would say where the few are
        not."""
        return None if self.role != "officer" and n < LEAST else int(n)

    def _one_of(self, id: str, codes: Sequence[str]) -> np.ndarray:
        columns = [self.marks.columns[id, code] for code in codes]
        return np.asarray(self.marks.matrix[:, columns].any(axis=1))

    def _everybody(self) -> np.ndarray:
        return np.ones(len(self.marks.matrix), dtype=bool)


@dataclass(frozen=True, eq=False)
class _Marks:
    """Whether each child of the list (a row) meets each code (a column, by filter and code); of
    each filter, of how many children it is known; and in which areas each child lives."""

    matrix: np.ndarray
    columns: Mapping[tuple[str, str], int]
    known: Mapping[str, int]
    areas: Mapping[str, np.ndarray]
    simulated: bool

    def in_areas(self, areas: Sequence[str]) -> np.ndarray:
        """Whether each child lives in one of the areas."""
        nobody = np.zeros(len(self.matrix), dtype=bool)
        lives = [self.areas.get(id, nobody) for id in areas]
        return np.asarray(np.array([nobody, *lives]).any(axis=0))


def _marks(records: Records) -> _Marks:
    """Made once for each list of a file."""
    key = ("marks of cohorts", records.selection.council, snapshot_of(records))
    return records.store.cached(key, lambda: _made_marks(records))


def _made_marks(records: Records) -> _Marks:
    asked = Conditions(records)
    codes = [(id, code) for id, every in codes_of(records).items() for code in every]
    filters = [*cohort_filters()]
    areas = [each.id for each in records.areas("locality")]
    conditions = [
        *(asked.meets(id, code) for id, code in codes),
        *(f"is_{id} is not null" for id in filters),
        *(asked.lives_in(id) for id in areas),
        "simulated",
    ]
    names = ", ".join(f"{each} as c{place}" for place, each in enumerate(conditions))
    found = over_children(records, f" select {names} from {WIDE} order by person", asked.parameters)
    whole = np.ascontiguousarray(found.to_numpy(dtype=bool))
    whole.flags.writeable = False
    first, second = len(codes), len(codes) + len(filters)
    return _Marks(
        whole[:, :first],
        {code: place for place, code in enumerate(codes)},
        {id: int(whole[:, first + place].sum()) for place, id in enumerate(filters)},
        {id: whole[:, second + place] for place, id in enumerate(areas)},
        bool(whole[:, -1].any()),
    )
