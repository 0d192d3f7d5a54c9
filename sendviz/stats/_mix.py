"""Areas under one mix: one trait at a time by direct standardisation, several by a logistic
model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

from sendviz.stats._numbers import (
    Numbers,
    check_counts,
    check_shares,
    same_length,
    share,
    share_lists,
    vector,
    z_value,
)
from sendviz.stats.intervals import Estimate, Interval, newcombe, wilson

# (x, n) of each group, by name or in one order.
Groups = Mapping[str, tuple[float, float]] | Sequence[tuple[float, float]]


@dataclass(frozen=True)
class MixChange:
    """Shares before and after (parts of 1) and their change = mix + performance.

    `limits` are those of the performance at 95%, the mix taken as it was. `paradox` is True when
    every group that is there both times moved one way and the total another.
    """

    before: float
    after: float
    change: float
    mix: float
    performance: float
    paradox: bool
    limits: Interval


def mix_and_performance(before: Groups, after: Groups) -> MixChange:
    """Splits the change of a pooled share into change of mix and change inside the groups.

    `before` and `after` hold (x, n) for each group, as dicts by name or lists in one order. A group
    that is missing once counts wholly as mix. All nan when one side has no cases.
    Raises ValueError unless 0 <= x <= n, or for lists of unequal length.
    Source: Kitagawa 1955; limits combine each group's (Newcombe's) by MOVER, Zou 2008.
    """
    (x0, n0), (x1, n1) = _paired(before, after)
    r0, r1 = share(x0, n0), share(x1, n1)
    both = (n0 > 0) & (n1 > 0)
    w0, w1 = share(n0, n0.sum()), share(n1, n1.sum())
    total0, total1 = float(share(x0.sum(), n0.sum())), float(share(x1.sum(), n1.sum()))
    steps = np.where(both, r1 - r0, 0.0)
    level = np.where(both, (r0 + r1) / 2, np.where(n1 > 0, r1, np.where(n0 > 0, r0, 0.0)))
    performance = float(np.sum(steps * (w0 + w1) / 2))
    mix = float(np.sum((w1 - w0) * level))
    change, moved = total1 - total0, steps[both]
    way = np.sign(moved[0]) if moved.size and (moved * moved[0] > 0).all() else 0
    weight, each = ((w0 + w1) / 2)[both], newcombe(x1[both], n1[both], x0[both], n0[both])
    down, up = (
        float(np.sqrt(np.sum((weight * (end - each.value)) ** 2))) for end in (each.low, each.high)
    )
    limits = Interval(performance - down, performance + up)
    return MixChange(total0, total1, change, mix, performance, bool(way * change < 0), limits)


def _paired(before: Groups, after: Groups) -> list[tuple[np.ndarray, np.ndarray]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        names = sorted({*before, *after}, key=str)
        before, after = ([side.get(name, (0, 0)) for name in names] for side in (before, after))
    same_length(before=before, after=after)
    pairs = [np.array(side, dtype=float).reshape(-1, 2).T for side in (before, after)]
    return [check_shares(*pair) for pair in pairs]


def standardise_mix(x: Numbers, n: Numbers, mix: Numbers, confidence: float = 0.95) -> Estimate:
    """The share that an area with its own x of n by category would have on a common mix.

    `mix` holds each category's weight (counts or shares). nan where a category of the mix has no
    case here, or all weights are 0. Raises ValueError unless 0 <= x <= n, or for lists of unequal
    length.
    Source: direct standardisation; limits combine each category's Wilson limits (MOVER, Zou 2008).
    """
    x, n = share_lists(x, n)
    mix = vector(check_counts(mix, "mix"), "mix")
    same_length(x=x, mix=mix)
    used = mix > 0
    if not used.any():
        return Estimate(np.nan, np.nan, np.nan)
    weight = mix[used] / mix.sum()
    own, limits = share(x, n)[used], wilson(x[used], n[used], confidence)
    value = np.sum(weight * own)
    down = np.sqrt(np.sum((weight * (own - limits.low)) ** 2))
    up = np.sqrt(np.sum((weight * (limits.high - own)) ** 2))
    return Estimate(float(value), float(value - down), float(value + up))


# Of the log odds of a kind of case against the commonest: 5 is as good as no opinion.
PRIOR_DEVIATION = 5.0
STEPS = 100


def standardise_together(
    area: ArrayLike,
    kinds: Sequence[ArrayLike],
    x: Numbers,
    n: Numbers,
    confidence: float = 0.95,
) -> dict[object, Estimate] | None:
    """By area, the share it would have if its cases were of the same kinds as all cases together.

    One entry a row: its area, its code in each of `kinds` (a list of lists), and x of n. A logistic
    model with a term for each area and each kind, without interactions, is read off at the mix of
    all rows (marginal standardisation; limits by the delta method on the logit scale). Areas where
    x is 0 or n have no finite term and are missing; None where fewer than two areas are left or
    the model does not settle.
    Raises ValueError unless 0 <= x <= n, or for lists of unequal length.
    Source: Lane and Nelder 1982.
    """
    x, n = share_lists(x, n)
    area, *codes = (np.asarray(each, dtype=object) for each in (area, *kinds))
    same_length(area=area, x=x, **{f"kinds_{i}": each for i, each in enumerate(codes)})
    names = [
        name for name in dict.fromkeys(area) if 0 < x[area == name].sum() < n[area == name].sum()
    ]
    used = np.isin(area, names) & (n > 0)
    if len(names) < 2:
        return None
    area, x, n = area[used], x[used], n[used]
    mixed = np.column_stack(
        [
            np.zeros((len(x), 0)),
            *(_contrasts(each[used], n) for each in codes),
        ]
    )
    own = (area[:, None] == np.array(names, dtype=object)[None, :]).astype(float)
    fitted = _fitted(np.column_stack([own, mixed]), len(names), x, n)
    if fitted is None:
        return None
    return {
        name: _read_off(place, len(names), mixed, n, fitted[0], fitted[1], confidence)
        for place, name in enumerate(names)
    }


def _contrasts(codes: np.ndarray, n: np.ndarray) -> np.ndarray:
    """One column a code but the commonest."""
    size = {code: n[codes == code].sum() for code in dict.fromkeys(codes)}
    others = [code for code in size if code != max(size, key=lambda each: size[each])]
    return (codes[:, None] == np.array([*others], dtype=object)[None, :]).astype(float)


def _fitted(
    design: np.ndarray, free: int, x: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Coefficients and their covariance by Newton's method; None where the model does not settle.

    All but the first `free` coefficients are held by a wide normal prior, so that a kind whose
    cases all agree has a finite term.
    """
    hold = np.diag(np.where(np.arange(design.shape[1]) < free, 0.0, PRIOR_DEVIATION**-2))
    params = np.zeros(design.shape[1])
    for _ in range(STEPS):
        each = expit(design @ params)
        pull = design.T @ (x - n * each) - hold @ params
        spread = np.linalg.pinv((design.T * (n * each * (1 - each))) @ design + hold)
        step = spread @ pull
        params = params + step * min(1.0, 2.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < 1e-9:
            return params, spread
    return None


def _read_off(
    place: int,
    areas: int,
    mixed: np.ndarray,
    n: np.ndarray,
    params: np.ndarray,
    covariance: np.ndarray,
    confidence: float,
) -> Estimate:
    own = np.zeros((len(mixed), areas))
    own[:, place] = 1.0
    design = np.column_stack([own, mixed])
    each, weight = expit(design @ params), n / n.sum()
    value = float(weight @ each)
    slope = (weight * each * (1 - each)) @ design
    error = float(np.sqrt(slope @ covariance @ slope)) / (value * (1 - value))
    reach = z_value(confidence) * error
    return Estimate(value, float(expit(logit(value) - reach)), float(expit(logit(value) + reach)))
