"""How long a change has to last before a control chart shows it: 'too early' as a number.

Made-up courses of a share, with more spread from month to month than chance gives, stand on a chart
whose limits are those of the months before; the rules are those of `stats.spc`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from sendviz.stats.spc import LIMIT, NEAR, RUN_POINTS

# Spread of monthly shares beyond chance, as a standard deviation: two points.
SPREAD = 0.02
MOST_MONTHS = 24
USUAL, EVEN = 0.8, 0.5
TREND_POINTS = 7


@dataclass(frozen=True)
class Power:
    """By which month a change shows in 80% and in 50% of courses (None: not within MOST_MONTHS),
    and the share of courses that show it by each month from the first."""

    usual: int | None
    even: int | None
    by_month: tuple[float, ...]

    def by(self, months: int) -> float:
        """The share of courses that show it within so many months."""
        return self.by_month[min(months, len(self.by_month)) - 1] if months > 0 else 0.0


@cache
def months_to_signal(
    cases_a_month: float,
    before: float,
    after: float,
    baseline_months: int,
    runs: int = 2000,
    seed: int = 1,
) -> Power:
    """How many months a change of a share from before to after (0 to 1) needs to show.

    Raises ValueError for shares outside 0 to 1, under 2 months before, or less than one case.
    """
    if not (0 <= before <= 1 and 0 <= after <= 1):
        raise ValueError("before and after must be shares from 0 to 1")
    if baseline_months < 2 or cases_a_month < 1:
        raise ValueError("two months before and one case a month are the least")
    rng = np.random.default_rng(seed)
    levels = np.r_[np.full(baseline_months, before), np.full(MOST_MONTHS, after)]
    true = np.clip(rng.normal(levels, SPREAD, (runs, len(levels))), 0, 1)
    n = round(cases_a_month)
    shares = rng.binomial(n, true) / n
    return _power(shares, baseline_months, 1 if after >= before else -1)


@cache
def months_to_shift(shift: float, baseline_months: int, runs: int = 2000, seed: int = 1) -> Power:
    """The same for amounts and counts that move by so many standard deviations of a month.

    Raises ValueError under 2 months before.
    """
    if baseline_months < 2:
        raise ValueError("two months before are the least")
    rng = np.random.default_rng(seed)
    levels = np.r_[np.zeros(baseline_months), np.full(MOST_MONTHS, shift)]
    values = rng.normal(levels, 1.0, (runs, len(levels)))
    return _power(values, baseline_months, 1 if shift >= 0 else -1)


def _power(values: np.ndarray, baseline: int, way: int) -> Power:
    fired = _fires(values, baseline, way)
    by_month = np.maximum.accumulate(fired[:, baseline:], axis=1).mean(axis=0)
    return Power(_first(by_month, USUAL), _first(by_month, EVEN), tuple(map(float, by_month)))


def _first(by_month: np.ndarray, share: float) -> int | None:
    reached = np.flatnonzero(by_month >= share)
    return int(reached[0]) + 1 if reached.size else None


def _fires(values: np.ndarray, baseline: int, way: int) -> np.ndarray:
    """Whether a rule fires the way of the change at each point of each course, known by that
    point. Where sizes are alike, p-prime limits are those of the XmR chart."""
    base = values[:, :baseline]
    reach = LIMIT * np.abs(np.diff(base, axis=1)).mean(axis=1, keepdims=True)
    gap = way * (values - base.mean(axis=1, keepdims=True))
    near = (gap > NEAR * reach) & (gap <= reach)
    steps = way * np.diff(values, axis=1, prepend=values[:, :1])
    return (
        (gap > reach)
        | _ends(gap > 0, RUN_POINTS, RUN_POINTS)
        | _ends(steps > 0, TREND_POINTS - 1, TREND_POINTS - 1)
        | (_ends(near, 3, 2) & _ends(gap > 0, 3, 3))
    )


def _ends(met: np.ndarray, size: int, least: int) -> np.ndarray:
    """Whether at least so many of the points that end with each one meet it."""
    full = sliding_window_view(met, size, axis=1).sum(axis=2) >= least
    return np.concatenate([np.zeros((len(met), size - 1), bool), full], axis=1)
