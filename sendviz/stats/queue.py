"""Waiting lists: how full, how large they may be, and where they go (NHSRwaitinglist, Fong 2022).

All rates, waits and targets in one call stand in the same unit of time, such as weeks.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sendviz.stats._draws import counts
from sendviz.stats._numbers import Numbers, check_counts, plain, share, tail, vector

# A mean wait of a quarter of the target leaves about 1.8% over it when waits are exponential.
TARGET_TO_MEAN = 4


@dataclass(frozen=True)
class Projection:
    """The list at the end of each period: middle course and limits; completions in it; arrays."""

    closing: np.ndarray
    low: np.ndarray
    high: np.ndarray
    completions: np.ndarray


@dataclass(frozen=True)
class Clearance:
    """Periods until the list is down to the target, with limits; None where not within `horizon`.

    `share_reaching` is the share of simulated courses that get there (parts of 1).
    """

    periods: int | None
    low: int | None
    high: int | None
    share_reaching: float
    horizon: int


def load(demand: Numbers, capacity: Numbers) -> Any:
    """Demand over capacity, a number or array: above 1 the list grows; nan where capacity is 0.

    Raises ValueError for negative numbers.
    """
    demand, capacity = check_counts(demand, "demand"), check_counts(capacity, "capacity")
    return plain(share(demand, capacity))


def target_queue(demand: Numbers, target: Numbers, factor: float = TARGET_TO_MEAN) -> Any:
    """The list at which few wait beyond the target: demand x target / 4 (6 leaves about 0.2% over).

    Raises ValueError for negative numbers or a factor that is not above 0.
    """
    if not factor > 0:
        raise ValueError("factor must be above 0: 4 or 6")
    demand, target = check_counts(demand, "demand"), check_counts(target, "the target wait")
    return plain(demand * target / factor)


def relief_capacity(
    demand: Numbers, queue: Numbers, wanted_queue: Numbers, periods: Numbers
) -> Any:
    """Capacity a period that brings the list to `wanted_queue` within `periods`.

    Meant for lists over twice their target; below the wanted list the answer is under demand.
    Raises ValueError for negative numbers or periods not above 0.
    """
    if not np.all(np.asarray(periods) > 0):
        raise ValueError("periods must be above 0")
    queue = check_counts(queue, "the list")
    spare = (queue - check_counts(wanted_queue, "the wanted list")) / periods
    return plain(np.maximum(check_counts(demand, "demand") + spare, 0))


def target_capacity(
    demand: Numbers,
    target: Numbers,
    cv_arrivals: float = 1.0,
    cv_service: float = 1.0,
    factor: float = TARGET_TO_MEAN,
) -> Any:
    """Capacity a period that keeps a list at its target once it is there.

    `cv_arrivals` and `cv_service` are coefficients of variation, 1 for chance alone. Raises
    ValueError for negative numbers or a target that is not above 0. Source: Kingman's formula.
    """
    target = check_counts(target, "the target wait")
    if not np.all(target > 0):
        raise ValueError("the target wait must be above 0")
    uneven = (cv_arrivals**2 + cv_service**2) / 2
    return plain(check_counts(demand, "demand") + uneven * factor / target)


def pressure(mean_wait: Numbers, target: Numbers) -> Any:
    """Twice the mean wait over the target, a number or array: 1 or less is good; nan if target 0.

    Raises ValueError for negative numbers. Both in one unit: never days over weeks.
    """
    mean_wait = check_counts(mean_wait, "the mean wait")
    return plain(share(2 * mean_wait, check_counts(target, "the target wait")))


def capacity_needed(opening: float, arrivals: Numbers, target: float, periods: int) -> float:
    """Completions a period that bring the list from `opening` to `target` in `periods`, 0 at least.

    `arrivals` is one number a period or a list of that length. Raises ValueError for negative
    numbers, another length or no period.
    """
    arrivals, _ = _each_period(arrivals, 0, periods)
    excess = check_counts(opening, "opening") - check_counts(target, "target")
    return max(0.0, float((excess + arrivals.sum()) / periods))


def roll_forward(
    opening: float,
    arrivals: Numbers,
    capacity: Numbers,
    dispersion: float = 1.0,
    confidence: float = 0.95,
    draws: int = 2_000,
    seed: int = 1,
) -> Projection:
    """The list period by period: closing = opening + arrivals - completions, never below 0.

    `arrivals` and `capacity` are lists of one length, or one of them a number for every period.
    Limits come from seeded draws in which both vary with variance `dispersion` times their mean (1
    is chance alone). Raises ValueError for negative numbers, unequal lengths or dispersion under 1.
    """
    arrivals, capacity = _each_period(arrivals, capacity)
    closing = _course(float(check_counts(opening, "opening")), arrivals[:, None], capacity[:, None])
    closing = closing[:, 0]
    drawn = _draw_courses(opening, arrivals, capacity, dispersion, draws, seed)
    low, high = np.quantile(drawn, [tail(confidence), 1 - tail(confidence)], axis=1)
    before = np.concatenate([[float(opening)], closing[:-1]])
    return Projection(
        closing, np.minimum(low, closing), np.maximum(high, closing), before + arrivals - closing
    )


def clearance(
    opening: float,
    arrivals: Numbers,
    capacity: Numbers,
    target: float = 0.0,
    horizon: int = 260,
    dispersion: float = 1.0,
    confidence: float = 0.95,
    draws: int = 2_000,
    seed: int = 1,
) -> Clearance:
    """How many periods until the list is at or below `target`, if it is so within the horizon.

    `arrivals` and `capacity` are one number a period each. 0 when the list is there already.
    Raises ValueError for negative numbers, a horizon under 1 or dispersion under 1.
    """
    target = float(check_counts(target, "target"))
    if float(check_counts(opening, "opening")) <= target:
        return Clearance(0, 0, 0, 1.0, horizon)
    arrivals, capacity = _each_period(arrivals, capacity, horizon)
    middle = _course(float(opening), arrivals[:, None], capacity[:, None])
    drawn = _draw_courses(opening, arrivals, capacity, dispersion, draws, seed)
    reached = np.sort(_first_period(drawn, target))
    place = int(tail(confidence) * draws)
    central = _first_period(middle, target)[0]
    early, late = min(reached[place], central), max(reached[draws - 1 - place], central)
    found = [int(each) if np.isfinite(each) else None for each in (central, early, late)]
    share = float(np.isfinite(reached).mean())
    return Clearance(found[0], found[1], found[2], share, horizon)


def _each_period(
    arrivals: Numbers, capacity: Numbers, periods: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    arrivals = vector(check_counts(arrivals, "arrivals"), "arrivals")
    capacity = vector(check_counts(capacity, "capacity"), "capacity")
    length = periods if periods is not None else max(len(arrivals), len(capacity))
    if length < 1 or any(len(each) not in (1, length) for each in (arrivals, capacity)):
        raise ValueError("arrivals and capacity must be one number or one for every period")
    if np.isnan(arrivals).any() or np.isnan(capacity).any():
        raise ValueError("arrivals and capacity must all be known")
    return np.broadcast_to(arrivals, length), np.broadcast_to(capacity, length)


def _course(opening: float, arrivals: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """Closing lists, a row a period and a column a course; no more is done than there is."""
    waiting, closing = opening, np.empty(arrivals.shape)
    for period in range(len(arrivals)):
        waiting = np.maximum(waiting + arrivals[period] - capacity[period], 0)
        closing[period] = waiting
    return closing


def _draw_courses(
    opening: float,
    arrivals: np.ndarray,
    capacity: np.ndarray,
    dispersion: float,
    draws: int,
    seed: int,
) -> np.ndarray:
    rng = np.random.default_rng(seed)
    each = (np.repeat(mean[:, None], draws, axis=1) for mean in (arrivals, capacity))
    drawn = (counts(rng, mean, dispersion) for mean in each)
    return _course(float(opening), *drawn)


def _first_period(courses: np.ndarray, target: float) -> np.ndarray:
    """The first period, from 1, in which each course is at or below the target; inf if in none."""
    there = courses <= target + 1e-9
    return np.where(there.any(axis=0), there.argmax(axis=0) + 1.0, np.inf)
