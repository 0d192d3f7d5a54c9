"""What a monthly measure would have done anyway: a level that wanders and a season that repeats,
carried on from the months before a day.

The local level model with fixed seasonal effects (Harvey 1989, Forecasting, structural time series
models and the Kalman filter), fitted by its diffuse likelihood in closed form for each ratio of the
two variances. With so few months a Kalman filter would give the same at more cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

YEAR = 12
Z_90 = 1.6448536269514722
# The ratio of the level's variance to that of a month is looked for between e^-14 and e^7.
RATIOS = (-14.0, 7.0)


@dataclass(frozen=True)
class Anyway:
    """The mean of some later months as it would have been expected, with its limits at 90%."""

    value: float
    low: float
    high: float


def carried_on(before: np.ndarray, ahead: tuple[int, ...]) -> Anyway:
    """The mean of the months that lie so many months ahead (1: the first after the last known).

    Raises ValueError unless there are two whole years before, without a gap, and a month ahead.
    """
    before = np.asarray(before, float)
    if len(before) < 2 * YEAR or not np.isfinite(before).all() or not ahead or min(ahead) < 1:
        raise ValueError("two whole years before without a gap, and a month ahead, are the least")
    if np.ptp(before) == 0:
        return Anyway(float(before[0]), float(before[0]), float(before[0]))
    found = minimize_scalar(lambda each: _deviance(before, each), bounds=RATIOS, method="bounded")
    ratio = float(np.exp(found.x))
    last = len(before) - 1
    mean, variance = _forecast(before, ratio, last + np.asarray(ahead))
    half = Z_90 * float(np.sqrt(max(variance, 0.0)))
    return Anyway(mean, mean - half, mean + half)


def _design(places: np.ndarray) -> np.ndarray:
    """A level, and a month's distance from the twelfth, for each of eleven months."""
    season = (places[:, None] % YEAR == np.arange(YEAR - 1)).astype(float)
    season -= (places % YEAR == YEAR - 1)[:, None]
    return np.column_stack([np.ones(len(places)), season])


def _wander(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How the level has wandered together by two months since the first."""
    return np.minimum(a[:, None], b[None, :]).astype(float)


def _parts(y: np.ndarray, ratio: float) -> tuple[np.ndarray, ...]:
    places = np.arange(len(y))
    x, v = _design(places), np.eye(len(y)) + ratio * _wander(places, places)
    inverse = np.linalg.inv(v)
    inner = np.linalg.inv(x.T @ inverse @ x)
    beta = inner @ x.T @ inverse @ y
    return x, v, inverse, inner, beta


def _deviance(y: np.ndarray, log_ratio: float) -> float:
    """Minus twice the diffuse log-likelihood, but for a constant."""
    x, v, inverse, inner, beta = _parts(y, float(np.exp(log_ratio)))
    rest = y - x @ beta
    free = len(y) - x.shape[1]
    variance = float(rest @ inverse @ rest) / free
    return float(
        free * np.log(max(variance, 1e-300)) + np.linalg.slogdet(v)[1] - np.linalg.slogdet(inner)[1]
    )


def _forecast(y: np.ndarray, ratio: float, later: np.ndarray) -> tuple[float, float]:
    """The mean of the later months and its variance, that of what was estimated included."""
    places = np.arange(len(y))
    x, _, inverse, inner, beta = _parts(y, ratio)
    rest = y - x @ beta
    variance = float(rest @ inverse @ rest) / (len(y) - x.shape[1])
    beside = ratio * _wander(later, places)
    x_later = _design(later)
    mean = x_later @ beta + beside @ inverse @ rest
    gain = x_later - beside @ inverse @ x
    own = np.eye(len(later)) + ratio * _wander(later, later) - beside @ inverse @ beside.T
    spread = own + gain @ inner @ gain.T
    weights = np.full(len(later), 1 / len(later))
    return float(weights @ mean), variance * float(weights @ spread @ weights)
