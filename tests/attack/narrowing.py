"""A system of whole-number equations and inequalities, and what follows for each unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

MANY = 10**7
Term = tuple[int, np.ndarray]


class Writer:
    """Collects unknowns and the relations among them."""

    def __init__(self) -> None:
        self._size, self._rows = 0, 0
        self._low: list[np.ndarray] = []
        self._high: list[np.ndarray] = []
        self._entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self._of_rows: list[tuple[str, np.ndarray, np.ndarray]] = []

    def unknowns(self, shape: Sequence[int], low: object = 0, high: object = MANY) -> np.ndarray:
        """The places of new unknowns between the bounds, in this shape."""
        shape = tuple(shape)
        count = int(np.prod(shape))
        for into, bound in ((self._low, low), (self._high, high)):
            into.append(np.broadcast_to(np.asarray(bound, dtype=np.int64), shape).ravel())
        places = np.arange(self._size, self._size + count).reshape(shape)
        self._size += count
        return places

    def relate(
        self, name: str, terms: Sequence[Term], low: object = -MANY, high: object = MANY
    ) -> None:
        """low <= sum of coefficient * unknowns <= high, for each row of the terms' arrays: a term
        is of shape (rows,) or, where it is a sum of several, (rows, several)."""
        rows = len(terms[0][1])
        if not rows:
            return
        number = self._rows + np.arange(rows)
        for coefficient, places in terms:
            wide = places.reshape(rows, -1)
            each = np.repeat(number, wide.shape[1])
            self._entries.append((each, wide.ravel(), np.full(wide.size, coefficient, np.int64)))
        low, high = (
            np.broadcast_to(np.asarray(each, dtype=np.int64), (rows,)) for each in (low, high)
        )
        self._of_rows.append((name, low, high))
        self._rows += rows

    def system(self) -> System:
        """All of it."""
        row, place, coefficient = (
            np.concatenate([each[i] for each in self._entries]) for i in range(3)
        )
        matrix = csr_array((coefficient, (row, place)), shape=(self._rows, self._size))
        matrix.sum_duplicates()
        return System(
            np.concatenate(self._low),
            np.concatenate(self._high),
            matrix,
            np.concatenate([low for _, low, _ in self._of_rows]),
            np.concatenate([high for _, _, high in self._of_rows]),
            np.concatenate([np.full(len(low), name, object) for name, low, _ in self._of_rows]),
        )


@dataclass(frozen=True)
class System:
    """Unknowns between low and high; row_low <= matrix @ unknowns <= row_high."""

    low: np.ndarray
    high: np.ndarray
    matrix: csr_array
    row_low: np.ndarray
    row_high: np.ndarray
    names: np.ndarray

    def true_rows(self, truth: np.ndarray) -> tuple[System, Counter[str]]:
        """Without the relations that the records break, which are counted by their names: what
        is inferred from the others is certain."""
        activity = self.matrix @ truth
        holds = (activity >= self.row_low) & (activity <= self.row_high)
        broken = Counter(self.names[~holds])
        kept = System(
            self.low,
            self.high,
            self.matrix[holds],
            self.row_low[holds],
            self.row_high[holds],
            self.names[holds],
        )
        return kept, broken

    def narrowed(self, sweeps: int = 40) -> System:
        """The same with the bounds that follow from one relation at a time, to a fixed point."""
        matrix = self.matrix
        lengths = np.diff(matrix.indptr)
        starts = matrix.indptr[:-1][lengths > 0]
        row = np.repeat(np.arange(int((lengths > 0).sum())), lengths[lengths > 0])
        row_low, row_high = self.row_low[lengths > 0], self.row_high[lengths > 0]
        place, coefficient = matrix.indices, matrix.data
        up, size = coefficient > 0, np.abs(coefficient)
        by_place = np.argsort(place, kind="stable")
        known, first = np.unique(place[by_place], return_index=True)
        low, high = self.low.copy(), self.high.copy()
        for _ in range(sweeps):
            least = coefficient * np.where(up, low[place], high[place])
            most = coefficient * np.where(up, high[place], low[place])
            most_left = row_high[row] - (np.add.reduceat(least, starts)[row] - least)
            least_left = row_low[row] - (np.add.reduceat(most, starts)[row] - most)
            upper = np.where(up, most_left, -least_left) // size
            lower = -(-np.where(up, least_left, -most_left) // size)
            new_high = np.minimum(high[known], np.minimum.reduceat(upper[by_place], first))
            new_low = np.maximum(low[known], np.maximum.reduceat(lower[by_place], first))
            if (new_high == high[known]).all() and (new_low == low[known]).all():
                break
            high[known], low[known] = new_high, new_low
        return System(low, high, matrix, self.row_low, self.row_high, self.names)

    def world(self, weights: np.ndarray, seconds: float) -> np.ndarray | None:
        """Counts that fulfil every relation, with a nearly least weighted sum; None if none were
        found in time, or if there are none."""
        found = milp(
            weights,
            constraints=LinearConstraint(
                self.matrix.astype(float), self.row_low.astype(float), self.row_high.astype(float)
            ),
            bounds=Bounds(self.low, self.high),
            integrality=np.ones(len(weights)),
            options={"time_limit": seconds, "mip_rel_gap": 0.3},
        )
        if found.x is None:
            return None
        counts = np.round(found.x).astype(np.int64)
        activity = self.matrix @ counts
        assert (activity >= self.row_low).all() and (activity <= self.row_high).all()
        return counts

    def held_to(self, place: int, low: int, high: int) -> System:
        """The same with one unknown between these bounds."""
        lows, highs = self.low.copy(), self.high.copy()
        lows[place], highs[place] = max(low, lows[place]), min(high, highs[place])
        return System(lows, highs, self.matrix, self.row_low, self.row_high, self.names)
