"""Change of mix against change inside the groups; reached through `stats.inequality`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sendviz.stats._numbers import (
    Numbers,
    check_counts,
    check_shares,
    same_length,
    share,
    share_lists,
    vector,
)
from sendviz.stats.intervals import Estimate, wilson

# (x, n) of each group, by name or in one order.
Groups = Mapping[str, tuple[float, float]] | Sequence[tuple[float, float]]


@dataclass(frozen=True)
class MixChange:
    """Shares before and after (parts of 1) and their change = mix + performance.

    `paradox` is True when every group that is there both times moved one way and the total another.
    """

    before: float
    after: float
    change: float
    mix: float
    performance: float
    paradox: bool


def mix_and_performance(before: Groups, after: Groups) -> MixChange:
    """Splits the change of a pooled share into change of mix and change inside the groups.

    `before` and `after` hold (x, n) for each group, as dicts by name or lists in one order. A group
    that is missing once counts wholly as mix. All nan when one side has no cases.
    Raises ValueError unless 0 <= x <= n, or for lists of unequal length. Source: Kitagawa 1955.
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
    return MixChange(total0, total1, change, mix, performance, bool(way * change < 0))


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
