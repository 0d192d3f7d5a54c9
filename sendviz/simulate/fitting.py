"""Flows that meet many totals at once: spread smoothly first, then turned into whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, brentq, linprog, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack, vstack

# Relative entropy by steps: the cost of one more in a cell, by its ratio to where it was.
_RATIOS = (0.0, 0.1, 0.35, 1.0, 2.7, 7.4)
_COSTS = (-2.8, -1.6, -0.5, 0.5, 1.5, 2.5)
_SMALLEST = 1e-3


@dataclass(frozen=True)
class Totals:
    """What groups of cells add up to: `label` per cell (-1 is in no group), `total` per label."""

    name: str
    label: np.ndarray
    total: np.ndarray


@dataclass(frozen=True)
class Evenness:
    """A weighted sum of the cells that must be nought, within `slack` once numbers are whole."""

    name: str
    weight: np.ndarray
    slack: float


class Infeasible(ValueError):
    """The totals cannot all be met; the message names the group that is left over."""


def spread(
    start: np.ndarray,
    totals: Sequence[Totals],
    evennesses: Sequence[Evenness] = (),
    rounds: int = 60,
) -> np.ndarray:
    """Cells as near to `start` as the totals allow: proportional fitting goes most of the way, a
    linear programme the rest, whose cost rises with a cell's ratio to where it was as relative
    entropy does.

    Raises Infeasible, which names the totals that no cells meet and the least by which they are
    missed.
    """
    cells = np.asarray(start, dtype=float).copy()
    for _ in range(rounds):
        for group in totals:
            _scale(cells, group)
        for evenness in evennesses:
            _tilt(cells, evenness)
    near = np.maximum(cells, _SMALLEST)
    rows, low, high = _limits(len(near), totals, evennesses)
    most = np.append(np.diff(_RATIOS), np.inf)[:, None] * near
    cost = np.repeat(_COSTS, len(near))
    found = _cheapest(cost, most.ravel(), hstack([rows] * len(_COSTS)), low, high)
    if found is None:
        missed = least_misses(len(near), totals, evennesses)
        raise Infeasible("; ".join(f"{name} is missed by {by:.1f}" for name, by in missed))
    return found.reshape(len(_COSTS), -1).sum(axis=0)


def least_misses(
    size: int, totals: Sequence[Totals], evennesses: Sequence[Evenness] = ()
) -> list[tuple[str, float]]:
    """What no `size` cells of nought or more can meet: names of totals (with the group) and
    evennesses, and by how much they come out too high (or, negative, too low) where all misses
    together are least. Empty if everything can be met."""
    rows, low, high = _limits(size, totals, evennesses)
    count = len(low)
    with_misses = hstack([rows, eye_array(count), -eye_array(count)])
    cost = np.concatenate([np.zeros(size), np.ones(2 * count)])
    found = _cheapest(cost, np.full(len(cost), np.inf), with_misses, low, high)
    less, more = np.split(np.asarray(found)[size:], 2)
    misses = more - less
    names = [f"{g.name} (group {i})" for g in totals for i in range(len(g.total))]
    names += [evenness.name for evenness in evennesses]
    return [(names[i], float(misses[i])) for i in np.flatnonzero(np.abs(misses) > _SMALLEST)]


def _limits(
    size: int, totals: Sequence[Totals], evennesses: Sequence[Evenness]
) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """Rows over all cells, and between what they must come out; half of the slack is kept for when
    the numbers are made whole."""
    rows, wanted = _matrix(np.arange(size), totals, evennesses)
    slack = _slack(totals, evennesses) / 2
    return rows, wanted - slack, wanted + slack


def _cheapest(
    cost: np.ndarray, most: np.ndarray, rows: csr_array, low: np.ndarray, high: np.ndarray
) -> np.ndarray | None:
    """The cheapest numbers of nought to `most` whose rows lie between low and high; None if there
    are none."""
    exact, rows = low == high, csr_array(rows)
    loose = rows[~exact]
    solved = linprog(
        cost,
        A_eq=rows[exact],
        b_eq=low[exact],
        A_ub=vstack([loose, -loose]) if loose.shape[0] else None,
        b_ub=np.concatenate([high[~exact], -low[~exact]]) if loose.shape[0] else None,
        bounds=np.column_stack([np.zeros(len(cost)), most]),
        method="highs",
    )
    return solved.x


def _sums(cells: np.ndarray, group: Totals) -> np.ndarray:
    inside = group.label >= 0
    return np.bincount(group.label[inside], cells[inside], minlength=len(group.total))


def _scale(cells: np.ndarray, group: Totals) -> None:
    sums = _sums(cells, group)
    factor = np.divide(group.total, sums, out=np.ones_like(sums), where=sums > 1e-12)
    inside = group.label >= 0
    cells[inside] *= factor[group.label[inside]]


def _tilt(cells: np.ndarray, evenness: Evenness) -> None:
    inside = evenness.weight != 0
    weight = evenness.weight[inside] / np.abs(evenness.weight).max()
    there = cells[inside]

    def left(theta: float) -> float:
        return float((there * weight * np.exp(theta * weight)).sum())

    if left(-8) < 0 < left(8):
        cells[inside] = there * np.exp(brentq(left, -8, 8) * weight)


def whole(
    cells: np.ndarray, totals: Sequence[Totals], evennesses: Sequence[Evenness], rng: Generator
) -> np.ndarray:
    """Whole numbers near the cells that meet every total exactly: a mixed integer programme.

    Each cell may take one less than its floor, its floor, its ceiling or, much dearer, more. Raises
    Infeasible.
    """
    floor = np.floor(cells + 1e-9)
    part = cells - floor
    start = np.maximum(floor - 1, 0)
    used = np.flatnonzero(cells > 1e-3)
    lower = used[floor[used] > 0]
    steps = np.concatenate([lower, used, used])
    cost = np.concatenate(
        [
            np.full(len(lower), -3.0),
            rng.random(len(used)) * 0.2 - part[used],
            3.0 - 0.2 * np.log(cells[used]),
        ]
    )
    rows, wanted = _matrix(steps, totals, evennesses)
    everywhere, _ = _matrix(np.arange(len(cells)), totals, evennesses)
    rest, slack = wanted - everywhere @ start, _slack(totals, evennesses)
    most = np.repeat([1, 1, 6], [len(lower), len(used), len(used)])
    solved = milp(
        cost,
        integrality=np.ones(len(steps)),
        bounds=Bounds(0, most),
        constraints=LinearConstraint(rows, rest - slack, rest + slack),
        options={"mip_rel_gap": 0.02},
    )
    if solved.x is None:
        raise Infeasible(f"no whole numbers meet the totals: {solved.message}")
    return start.astype(int) + np.bincount(steps, np.rint(solved.x), len(cells)).astype(int)


def _matrix(
    used: np.ndarray, totals: Sequence[Totals], evennesses: Sequence[Evenness]
) -> tuple[csr_array, np.ndarray]:
    """Every total and evenness as a row over the cells `used`: a sparse matrix and what it must
    come to.
    """
    parts, wanted = [], []
    for group in totals:
        label = group.label[used]
        inside = np.flatnonzero(label >= 0)
        shape = (len(group.total), len(used))
        parts.append(coo_array((np.ones(len(inside)), (label[inside], inside)), shape=shape))
        wanted.append(group.total)
    for evenness in evennesses:
        scale = np.abs(evenness.weight).max()
        parts.append(csr_array(evenness.weight[used][None, :] / scale))
        wanted.append(np.zeros(1))
    return vstack(parts).tocsr(), np.concatenate(wanted)


def _slack(totals: Sequence[Totals], evennesses: Sequence[Evenness]) -> np.ndarray:
    """How far each row of `_matrix` may be off."""
    exact = np.zeros(sum(len(group.total) for group in totals))
    return np.concatenate([exact, [e.slack / np.abs(e.weight).max() for e in evennesses]])


def share_out(total: int, weights: ArrayLike) -> np.ndarray:
    """`total` in whole numbers in proportion to `weights`, by largest remainders."""
    weights = np.asarray(weights, dtype=float)
    exact = total * weights / weights.sum()
    counts = np.floor(exact).astype(int)
    counts[np.argsort(counts - exact, kind="stable")[: total - counts.sum()]] += 1
    return counts


def pick(rng: Generator, weights: ArrayLike, size: int) -> np.ndarray:
    """Positions of `size` different things, drawn with odds `weights`. Raises Infeasible if too few
    have any.
    """
    weights = np.asarray(weights, dtype=float)
    if (weights > 0).sum() < size:
        raise Infeasible(f"{size} are wanted but only {(weights > 0).sum()} can be picked")
    with np.errstate(divide="ignore"):
        keys = np.log(weights) + rng.gumbel(size=len(weights))
    return np.sort(np.argpartition(-keys, size - 1)[:size]) if size else np.array([], dtype=int)
