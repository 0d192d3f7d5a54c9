"""Funnel limits for areas side by side (Spiegelhalter 2005; UKHSA's PHEindicatormethods).

A share inside the 95% limits is in line with the rest, between them and the 99.8% limits worth a
look, and outside those different beyond chance.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtrik, betainc, pdtr, pdtrc, pdtrik

from sendviz.stats._numbers import (
    Numbers,
    array,
    check_choice,
    check_counts,
    check_shares,
    plain,
    share,
    share_lists,
    tail,
    z_value,
)
from sendviz.stats.intervals import Interval

EXACT_UNDER = 30
ADJUST_FROM_AREAS = 10
WINSORISE = 0.1
WARNING, ALARM = 0.95, 0.998


@dataclass(frozen=True)
class Flag:
    """`level` is 'in_line', 'look', 'different' or 'not_known'; `side` 'high', 'low' or ''.

    Words, or arrays of words.
    """

    level: str | np.ndarray
    side: str | np.ndarray


@dataclass(frozen=True)
class Overdispersion:
    """Mean squared z (`phi`), extra variance on the arcsine scale, areas used, whether adjusted.

    `tau2` is 0 unless `adjusted`: fewer than 10 areas are never adjusted.
    """

    phi: float
    tau2: float
    areas: int
    adjusted: bool


def proportion_limits(
    baseline: Numbers,
    n: Numbers,
    confidence: float = 0.95,
    method: str | None = None,
    tau2: float = 0.0,
) -> Interval:
    """Limits for a share of n cases around the baseline, as parts of 1; nan where n is 0.

    `score` is baseline +- z standard errors, clipped to 0 and 1 (algebraically UKHSA's limits);
    `exact` the interpolated binomial, which flags x just when its own tail is under the level;
    `arcsine` the only one that takes `tau2` of `overdispersion`.
    By default exact under 30 cases and score from 30, or arcsine when `tau2` is given.
    Raises ValueError for a baseline outside 0 to 1, negative n, or another method.
    """
    check_choice(method, "method", (None, "score", "arcsine", "exact"))
    if tau2 and method not in (None, "arcsine"):
        raise ValueError("tau2 can be added to arcsine limits only")
    baseline, n = np.broadcast_arrays(*check_shares(baseline, 1)[:1], check_counts(n, "n"))
    n = np.where(n > 0, n, np.nan)
    limits = _proportion_limits(baseline, n, confidence, "arcsine" if tau2 else method, tau2)
    return Interval(*(plain(np.clip(each, 0, 1)) for each in limits))


def _proportion_limits(
    baseline: np.ndarray, n: np.ndarray, confidence: float, method: str | None, tau2: float
) -> np.ndarray:
    if method == "arcsine":
        return _arcsine(baseline, n, z_value(confidence), tau2)
    score = _score(baseline, n, z_value(confidence))
    if method == "score":
        return score
    exact = _exact_binomial(baseline, n, tail(confidence))
    return exact if method == "exact" else np.where(n < EXACT_UNDER, exact, score)


def _score(baseline: np.ndarray, n: np.ndarray, z: float) -> np.ndarray:
    reach = z * np.sqrt(baseline * (1 - baseline) / n)
    return np.stack([baseline - reach, baseline + reach])


def _arcsine(baseline: np.ndarray, n: np.ndarray, z: float, tau2: float) -> np.ndarray:
    middle, reach = np.arcsin(np.sqrt(baseline)), z * np.sqrt(1 / (4 * n) + tau2)
    # Beyond a quarter turn the sine would come back: the limits stay at 0 and 1.
    return np.sin(np.clip([middle - reach, middle + reach], 0, np.pi / 2)) ** 2


def _exact_binomial(baseline: np.ndarray, n: np.ndarray, edge: float) -> np.ndarray:
    # Spiegelhalter's upper limit lies half a count low on each side: 8 of 10 would be flagged
    # against 50% where 2 of 10 is not. Here the upper limit is the lower limit of the others.
    low, high = (_binomial_low(each, n, edge) for each in (baseline, 1 - baseline))
    return np.where((baseline > 0) & (baseline < 1), [low, 1 - high], baseline + 0 * n)


def _binomial_low(baseline: np.ndarray, n: np.ndarray, edge: float) -> np.ndarray:
    def below(count: np.ndarray) -> np.ndarray:
        # scipy's bdtr wants whole n; the incomplete beta is the same sum and takes rounded sizes.
        within = np.clip(count, 0, n - 1)
        found = np.where(count < n, betainc(n - within, within + 1, 1 - baseline), 1.0)
        return np.where(count < 0, 0, found)

    return _interpolate(below, bdtrik(edge, n, baseline), edge) / n


def _interpolate(
    below: Callable[[np.ndarray], np.ndarray], near: np.ndarray, level: float
) -> np.ndarray:
    """The count whose cumulative probability is `level`, between whole counts in proportion."""
    with np.errstate(invalid="ignore", divide="ignore"):
        count = np.maximum(np.ceil(near), 0)
        step = below(count) - below(count - 1)
        return np.maximum(count - (below(count) - level) / step, 0)


def ratio_limits(expected: Numbers, confidence: float = 0.95) -> Interval:
    """Limits for observed over expected events around 1; nan where none are expected.

    Exact Poisson with interpolation: a whole number of events lies outside just when the chance of
    as many (or few) is under half of 1 - confidence. Raises ValueError for negative numbers.
    Source: Spiegelhalter 2005, the upper limit by the upper tail.
    """
    expected = check_counts(expected, "the expected number")
    mean, edge = np.where(expected > 0, expected, np.nan), tail(confidence)

    def below(count: np.ndarray) -> np.ndarray:
        return np.where(count < 0, 0, pdtr(np.maximum(count, 0), mean))

    def at_least(count: ArrayLike) -> np.ndarray:
        return np.where(np.less(count, 1), 1, pdtrc(np.maximum(np.subtract(count, 1), 0), mean))

    low = _interpolate(below, pdtrik(edge, mean), edge)
    most = np.where(at_least(1) < edge, 0, np.floor(pdtrik(1 - edge, mean)) + 1)
    high = most + (at_least(most) - edge) / (at_least(most) - at_least(most + 1))
    return Interval(plain(low / mean), plain(high / mean))


def flag(
    x: Numbers, n: Numbers, baseline: Numbers, method: str | None = None, tau2: float = 0.0
) -> Flag:
    """Where each share x/n stands against 95% and 99.8% limits; touching a limit is inside.

    'not_known' where n is 0. Raises ValueError unless 0 <= x <= n.
    """
    x, n = np.broadcast_arrays(*check_shares(x, n))
    value = share(x, n)
    inner = proportion_limits(baseline, n, WARNING, method, tau2)
    outer = proportion_limits(baseline, n, ALARM, method, tau2)
    level = np.select(
        [np.isnan(value), _outside(value, outer), _outside(value, inner)],
        ["not_known", "different", "look"],
        "in_line",
    )
    side = np.where(value > array(baseline), "high", "low")
    return Flag(plain(level), plain(np.where(np.isin(level, ["look", "different"]), side, "")))


def _outside(value: np.ndarray, limits: Interval) -> np.ndarray:
    return (value < array(limits.low) - 1e-12) | (value > array(limits.high) + 1e-12)


def overdispersion(x: Numbers, n: Numbers) -> Overdispersion:
    """Whether areas differ by more than chance on the arcsine scale, and by how much.

    Areas without cases are left out. phi and tau2 are nan and 0 when fewer than two are left.
    Raises ValueError unless 0 <= x <= n. Source: Spiegelhalter 2005, additive model with z values
    winsorised by a tenth at each end; FunnelPlotR.
    """
    x, n = share_lists(x, n)
    used = (n > 0) & ~np.isnan(x)
    x, n = array(x[used]), array(n[used])
    areas = len(n)
    if areas < 2:
        return Overdispersion(np.nan, 0.0, areas, False)
    middle = np.arcsin(np.sqrt(x.sum() / n.sum()))
    z = (np.arcsin(np.sqrt(x / n)) - middle) * 2 * np.sqrt(n)
    z = np.clip(z, *np.quantile(z, [WINSORISE, 1 - WINSORISE]))
    phi, weight = float(np.mean(z**2)), 4 * n
    spare = weight.sum() - np.sum(weight**2) / weight.sum()
    tau2 = max(0.0, float((areas * phi - (areas - 1)) / spare))
    adjusted = areas >= ADJUST_FROM_AREAS and tau2 > 0
    return Overdispersion(phi, tau2 if adjusted else 0.0, areas, adjusted)
