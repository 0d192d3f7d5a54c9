"""Each place, and each kind of child in it, beside the same children elsewhere in the council: what
lines of enquiry are looked for among."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import Answer, Records
from sendviz.ask.selection import NOT_KNOWN
from sendviz.catalogue.calendar import month_end, months_later
from sendviz.catalogue.enquiry import EnquiryLine, enquiry
from sendviz.catalogue.row import LEAST_DENOMINATOR
from sendviz.findings.trend import SIDES
from sendviz.stats.differences import two_shares

LIMIT_95, LIMIT_998 = 1.96, 3.09
SCHEME = "locality"
A_YEAR = 12


@dataclass(frozen=True)
class Kind:
    """One kind of child: a dimension and its code."""

    dimension: str
    code: str


@dataclass(frozen=True)
class Cell:
    """One place, or one kind of child in it, of a line; area '' is the whole council, which nothing
    is held against.

    x of n: those that count; rest: (x, n) of the same children elsewhere in the council. worse:
    how many standard errors it is worse than they, before: the same a year earlier, within: worse
    than the other children of the place; each nan where it cannot be told.
    """

    line: EnquiryLine
    area: str
    area_id: str
    x: float
    n: float
    kind: Kind | None = None
    rest: tuple[float, float] = (np.nan, np.nan)
    worse: float = np.nan
    before: float = np.nan
    within: float = np.nan

    @property
    def children(self) -> float:
        """How many of them are not well served."""
        return self.x if SIDES[catalogue.get(self.line.measure).polarity] < 0 else self.n - self.x


@dataclass(frozen=True)
class _Counts:
    """The counts of one measure by place and by all codes of some dimensions: axis 0 are the
    places, those that are known first, each further one a dimension; x over n. areas, ids: of the
    known places."""

    areas: tuple[str, ...]
    ids: tuple[str, ...]
    dimensions: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    x: np.ndarray
    n: np.ndarray


def cells(records: Records) -> tuple[Cell, ...]:
    """All places and kinds of children with 20 cases and more, of all lines, and the whole council
    of each; over 12 months, or on the selection's last day.

    Filters do not hold here. Raises NotAllowed in public view, which is not told of both at once.
    """
    whole = records.over(areas=(), where=(), end=None).months_back(A_YEAR)
    key = ("enquiry_cells", whole.selection, records.role)
    return records.store.cached(
        key, lambda: tuple(each for line in enquiry().lines for each in _cells_of(whole, line))
    )


def _cells_of(records: Records, line: EnquiryLine) -> Iterator[Cell]:
    now = _held_to(_counts(records, line), line)
    if now is None:
        return
    before = _held_to(_counts(_a_year_before(records, line), line), line)
    side = -SIDES[catalogue.get(line.measure).polarity]
    yield Cell(line, "", "", float(now.x.sum()), float(now.n.sum()))
    for kind in (None, *_kinds(now, line)):
        x, n = _of_kind(now, kind)
        earlier = _worse(*_of_kind(before, kind), side) if before else np.full(len(x), np.nan)
        worse, within = _worse(x, n, side), _within(now, kind, side)
        for place, area in enumerate(now.areas):
            rest = x.sum() - x[place], n.sum() - n[place]
            if min(n[place], rest[1]) < LEAST_DENOMINATOR:
                continue
            yield Cell(
                line, area, now.ids[place], x[place], n[place], kind, rest,
                worse[place], earlier[place], within[place],
            )  # fmt: skip


def _counts(records: Records, line: EnquiryLine) -> _Counts | None:
    """The counts of the line's measure, split by all that any line of that measure needs at once;
    None where the records tell nothing of it."""
    dimensions = _needed(line.measure)
    answer = records.ask(
        line.measure, by=SCHEME, and_by=catalogue.TOGETHER.join(dimensions) or None
    )
    key = ("enquiry_counts", line.measure, answer.selection, records.role)
    return records.store.cached(key, lambda: _as_array(answer, dimensions))


def _needed(measure: str) -> tuple[str, ...]:
    own = (line.dimensions for line in enquiry().lines if line.measure == measure)
    return tuple(dict.fromkeys(each for dimensions in own for each in dimensions))


def _as_array(answer: Answer, dimensions: tuple[str, ...]) -> _Counts | None:
    frame = answer.frame
    if not frame["denominator"].gt(0).any():
        return None
    areas = tuple(each for each in answer.areas if each not in answer.buckets)
    parts = frame["category"].str.split(catalogue.TOGETHER, expand=True)
    placed = [pd.Categorical(frame["area"], [*areas, *answer.buckets])]
    placed += [pd.Categorical(parts[place]) for place in range(len(dimensions))]
    shape = tuple(len(each.categories) for each in placed)
    x, n = (np.zeros(shape) for _ in range(2))
    where = tuple(each.codes for each in placed)
    np.add.at(x, where, np.nan_to_num(frame["numerator"].to_numpy(float)))
    np.add.at(n, where, np.nan_to_num(frame["denominator"].to_numpy(float)))
    codes = tuple(tuple(each.categories) for each in placed[1:])
    ids = tuple(answer.area_ids[area] for area in areas)
    return _Counts(areas, ids, dimensions, codes, x, n)


def _a_year_before(records: Records, line: EnquiryLine) -> Records:
    """The 12 months before, or the same day a year earlier, as known now where that can be told."""
    if not catalogue.get(line.measure).has_history:
        return records.a_year_before
    last = month_end(months_later(records.selection.last_day, -A_YEAR))
    return records.over(end=last).months_back(A_YEAR)


def _held_to(found: _Counts | None, line: EnquiryLine) -> _Counts | None:
    """The counts of those children alone of whom the line tells, by the line's own kinds."""
    if found is None:
        return None
    x, n, codes = found.x, found.n, list(found.codes)
    for place, dimension in enumerate(found.dimensions):
        if dimension in line.only:
            kept = [codes[place].index(c) for c in line.only[dimension] if c in codes[place]]
            x, n = (np.take(each, kept, axis=place + 1) for each in (x, n))
            codes[place] = tuple(codes[place][k] for k in kept)
    return replace(found, x=x, n=n, codes=tuple(codes)) if n.sum() else None


def _kinds(found: _Counts, line: EnquiryLine) -> Iterator[Kind]:
    for dimension, codes in zip(found.dimensions, found.codes, strict=True):
        if dimension in line.by:
            yield from (Kind(dimension, code) for code in codes if code != NOT_KNOWN)


def _of_kind(found: _Counts, kind: Kind | None) -> tuple[np.ndarray, np.ndarray]:
    """x and n by known place, of one kind of child or of all."""
    known = len(found.areas)
    x, n = found.x[:known], found.n[:known]
    if kind:
        axis = found.dimensions.index(kind.dimension)
        codes = found.codes[axis]
        if kind.code not in codes:
            return np.zeros(known), np.zeros(known)
        x, n = (np.take(each, codes.index(kind.code), axis=axis + 1) for each in (x, n))
    others = tuple(range(1, x.ndim))
    return x.sum(axis=others), n.sum(axis=others)


def _worse(x: np.ndarray, n: np.ndarray, side: int) -> np.ndarray:
    """By place, how many standard errors it is worse than the others together."""
    return side * two_shares(x, n, x.sum() - x, n.sum() - n)


def _within(found: _Counts, kind: Kind | None, side: int) -> np.ndarray:
    """By place, how much worse the kind is than the other children there; nan of all of them."""
    x, n = _of_kind(found, kind)
    if kind is None:
        return np.full(len(x), np.nan)
    all_x, all_n = _of_kind(found, None)
    return side * two_shares(x, n, all_x - x, all_n - n)
