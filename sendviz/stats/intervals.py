"""Confidence intervals of shares, counts and rates, as UKHSA's PHEindicatormethods gives them.

Numbers or arrays in, the same shape out; nan means that a limit is not known. scipy.special and
numpy only: importing statsmodels takes about two seconds, and the tests compare the two.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from scipy.special import gammaincinv

from sendviz.stats._numbers import (
    Numbers,
    array,
    check_choice,
    check_counts,
    check_shares,
    plain,
    share,
    tail,
    z_value,
)

EXACT_UNDER = 10
# Standard errors from the middle of a 95% interval to its end.
Z_95 = z_value(0.95)
# What a 95% interval leaves out on each side.
TAIL_95 = tail(0.95)


# A number, or an array of them.
Size = TypeVar("Size", float, np.ndarray)


@dataclass(frozen=True)
class Interval(Generic[Size]):
    """Lower and upper limit, each a number or an array."""

    low: Size
    high: Size


@dataclass(frozen=True)
class Estimate(Generic[Size]):
    """A value with its lower and upper limit, each a number or an array."""

    value: Size
    low: Size
    high: Size


def wilson(x: Numbers, n: Numbers, confidence: float = 0.95) -> Interval:
    """Limits of the share x/n, as parts of 1; nan where n is 0.

    Raises ValueError unless 0 <= x <= n. Source: Wilson 1927; PHEindicatormethods.
    """
    x, n = np.broadcast_arrays(*check_shares(x, n))
    z2 = z_value(confidence) ** 2
    known = np.where(n > 0, n, np.nan)
    spread = np.sqrt(z2 * (z2 + 4 * x * (1 - x / known)))
    low = (2 * x + z2 - spread) / (2 * (known + z2))
    high = (2 * x + z2 + spread) / (2 * (known + z2))
    # Exactly 0 and 1 at the ends, where rounding would leave 1e-17 beyond them.
    low = np.where((x == 0) & (n > 0), 0.0, low)
    high = np.where((x == n) & (n > 0), 1.0, high)
    return Interval(plain(low), plain(high))


def newcombe(
    x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, confidence: float = 0.95
) -> Estimate:
    """The difference x1/n1 - x2/n2 with its limits, as parts of 1; nan where n1 or n2 is 0.

    Raises ValueError as `wilson` does. Source: Newcombe 1998, hybrid score interval (method 10).
    """
    one, two = wilson(x1, n1, confidence), wilson(x2, n2, confidence)
    p1, p2 = share(array(x1), array(n1)), share(array(x2), array(n2))
    down = np.hypot(p1 - one.low, two.high - p2)
    up = np.hypot(one.high - p1, p2 - two.low)
    gap = p1 - p2
    return Estimate(plain(gap), plain(gap - down), plain(gap + up))


def poisson(x: Numbers, confidence: float = 0.95, method: str | None = None) -> Interval:
    """Limits of a count of independent events; nan where x is not known.

    `exact` from chi-square, `byar` by Byar's formula; by default exact under 10 events and Byar
    from 10, as UKHSA does. Raises ValueError for a negative count or another method.
    Source: Breslow and Day 1987; PHEindicatormethods.
    """
    check_choice(method, "method", (None, "exact", "byar"))
    x = check_counts(x, "x, the number of events,")
    if method == "exact":
        limits = _exact(x, confidence)
    elif method == "byar":
        limits = _byar(x, confidence)
    else:
        limits = np.where(x < EXACT_UNDER, _exact(x, confidence), _byar(x, confidence))
    return Interval(plain(limits[0]), plain(limits[1]))


def _exact(x: np.ndarray, confidence: float) -> np.ndarray:
    # chi-square(q, 2k)/2 is the gamma quantile with shape k; no shape 0, where the limit is 0.
    edge = tail(confidence)
    low = np.where(x > 0, gammaincinv(np.where(x > 0, x, 1), edge), 0 * x)
    return np.stack([low, gammaincinv(x + 1, 1 - edge)])


def _byar(x: np.ndarray, confidence: float) -> np.ndarray:
    z = z_value(confidence)
    some = np.where(x > 0, x, 1)
    low = x * np.maximum(0, 1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    high = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return np.stack([low, high])


def rate(x: Numbers, n: Numbers, multiplier: float = 1000, confidence: float = 0.95) -> Estimate:
    """x events per `multiplier` of n people, with its limits; nan where n is 0.

    x may exceed n, since one child can have several. Raises ValueError for negative numbers.
    """
    n, limits = check_counts(n, "n, the population,"), poisson(x, confidence)
    parts = (array(x), array(limits.low), array(limits.high))
    return Estimate(*(plain(multiplier * share(part, n)) for part in parts))
