"""Flows that meet many totals at once: spread smoothly first, then turned into whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, brentq, milp
from scipy.sparse import coo_array, csr_array, vstack


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
    close: float = 1.0,
) -> np.ndarray:
    """Cells as near to `start` (in relative entropy) as the totals allow.

    Proportional fitting goes most of the way; Newton's method on the multipliers the rest. Raises
    Infeasible if a total is still missed by more than `close`.
    """
    cells = np.asarray(start, dtype=float).copy()
    for _ in range(rounds):
        for group in totals:
            _scale(cells, group)
        for evenness in evennesses:
            _tilt(cells, evenness)
    cells = _newton(cells, *_matrix(np.arange(len(cells)), totals, evennesses))
    for group in totals:
        miss, label = worst(cells, group)
        if miss > close:
            raise Infeasible(f"{group.name}: group {label} is missed by {miss:.2f}")
    return cells


def _newton(start: np.ndarray, rows: csr_array, wanted: np.ndarray, most: int = 60) -> np.ndarray:
    """`start` times exp(rows' multipliers) with rows @ cells = wanted: the dual, damped."""
    multiplier, cells = np.zeros(len(wanted)), start
    dense = rows.toarray()
    for _ in range(most):
        left = wanted - dense @ cells
        if np.abs(left).max() < 1e-3:
            break
        curve = (dense * cells) @ dense.T
        curve[np.diag_indices_from(curve)] += 1e-6 * (1 + np.diag(curve))
        step = np.linalg.solve(curve, left)
        multiplier, cells = _downhill(start, dense, wanted, multiplier, step)
    return cells


def _downhill(
    start: np.ndarray,
    rows: np.ndarray,
    wanted: np.ndarray,
    multiplier: np.ndarray,
    step: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The longest of ever shorter steps that lowers the dual; multipliers and cells there."""

    def dual(at: np.ndarray) -> tuple[float, np.ndarray]:
        cells = start * np.exp(np.clip(at @ rows, -40, 40))
        return cells.sum() - at @ wanted, cells

    value = dual(multiplier)[0]
    for power in range(30):
        there = multiplier + step * 0.5**power
        lower, cells = dual(there)
        if lower < value:
            return there, cells
    return multiplier, dual(multiplier)[1]


def worst(cells: np.ndarray, group: Totals) -> tuple[float, int]:
    """The largest miss of a group's totals, and the label that has it."""
    miss = np.abs(_sums(cells, group) - group.total)
    return float(miss.max()), int(miss.argmax())


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
