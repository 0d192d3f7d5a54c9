"""Monthly totals that add up to the year's and change smoothly from month to month."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.random import Generator
from scipy.optimize import nnls

from sendviz.simulate.days import number, office, post
from sendviz.simulate.fitting import share_out
from sendviz.simulate.published import LAST_DAY, YEARS

MONTHS = tuple((year, month) for year in YEARS for month in range(1, 13)) + ((LAST_DAY.year, 1),)
Pin = TypeVar("Pin")
# Requests peak in the summer term and dip in August; plans follow the working days.
_ASKED = (0.95, 1.0, 1.15, 0.95, 1.1, 1.2, 1.25, 0.5, 0.75, 1.05, 1.15, 0.9)
_ISSUED = (0.95, 1.0, 1.05, 0.95, 1.0, 1.05, 1.1, 0.85, 1.0, 1.05, 1.05, 0.9)
_NOISE = 0.06


def days_of(year: int, month: int) -> np.ndarray:
    """The days of a month as day numbers, up to the last day of the records."""
    last = number(date(year + month // 12, month % 12 + 1, 1))
    return np.arange(number(date(year, month, 1)), min(last, number(LAST_DAY) + 1))


def pinned(by_month: dict[str, Pin]) -> dict[int, Pin]:
    """Values by position in MONTHS, of values by month as in "2023-10"."""
    return {
        MONTHS.index((int(month[:4]), int(month[5:]))): value for month, value in by_month.items()
    }


def requests(totals: dict[int, int], pins: dict[int, int], rng: Generator) -> np.ndarray:
    """Requests received in each of MONTHS; the years add up to `totals`, `pins` fixes months."""
    return _months(totals, _strength(_ASKED, post), pins, rng)


def issued(totals: dict[int, int], pins: dict[int, int], rng: Generator) -> np.ndarray:
    """Plans (or refusals of one) in each of MONTHS; `pins` fixes months by position."""
    return _months(totals, _strength(_ISSUED, office), pins, rng)


def _strength(season: Sequence[float], weigh: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    return np.array([weigh(days_of(y, m)).sum() * season[m - 1] for y, m in MONTHS])


def _months(
    totals: dict[int, int], strength: np.ndarray, pins: dict[int, int], rng: Generator
) -> np.ndarray:
    level = _smooth(totals, strength, pins) * np.exp(rng.normal(0, _NOISE, len(MONTHS)))
    expected = level * strength
    counts = np.rint(expected).astype(int)
    for year, total in totals.items():
        inside = [i for i, (y, _) in enumerate(MONTHS) if y == year]
        free = [i for i in inside if i not in pins]
        counts[free] = share_out(total - sum(pins.get(i, 0) for i in inside), expected[free] + 1e-9)
    for i, value in pins.items():
        counts[i] = value
    return counts


def _smooth(totals: dict[int, int], strength: np.ndarray, pins: dict[int, int]) -> np.ndarray:
    """The daily level by month whose changes are least, with the totals met by the months that are
    not pinned.
    """
    n = len(MONTHS)
    bends = np.diff(np.eye(n), 2, axis=0)
    steps = np.diff(np.eye(n), axis=0) * 0.3
    mean = max(sum(totals.values()) / len(totals) / strength[:12].sum(), 1e-6)
    rows, values = [bends, steps], [np.zeros(n - 2), np.zeros(n - 1)]
    for year, total in totals.items():
        inside = [i for i, (y, _) in enumerate(MONTHS) if y == year]
        free = [i for i in inside if i not in pins]
        row, size = np.zeros(n), strength[free].sum()
        row[free] = strength[free] / size
        rows.append(row[None, :] * 300)
        values.append(np.array([(total - sum(pins.get(i, 0) for i in inside)) / size * 300]))
    level, _ = nnls(np.vstack(rows), np.concatenate(values), maxiter=5000)
    return np.maximum(level, mean * 1e-3)
