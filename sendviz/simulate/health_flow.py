"""How a queue moves: who joins it, how many places for assessment there are, who gets them when.

Waits are not drawn: they follow from the referrals, the places and those who leave. The places are
planned on the referrals of a quarter so that the wait would follow the calibration file.
"""

from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from sendviz.simulate.days import number, office, post
from sendviz.simulate.health_plan import Queue, plan
from sendviz.simulate.published import LAST_DAY

# Early enough that those who have waited longest on 1 January 2021 are in it.
FIRST, LAST = number(date(2018, 1, 1)), number(LAST_DAY)
QUARTER = 91
_HOLIDAY_PACE, _HOLIDAY_MONTH = 0.6, 7
# How much sooner an urgent case is seen, of the usual wait.
_SOONER = 0.65
_REBOOKED = (28, 70)
_MISSED_AGAIN = 0.25
_YEAR, _WEEK = 365.25, 7
_DAYS = np.arange(FIRST, LAST + 1)


@dataclass(frozen=True)
class Served:
    """By referral, as day numbers (nan: not so far): seen at the assessment, the newest missed
    appointment, and the day on which the service gave up after a second one.
    """

    seen: np.ndarray
    missed: np.ndarray
    given_up: np.ndarray


def arrivals(queue: Queue, rng: Generator) -> np.ndarray:
    """The day of each referral, in order."""
    season = np.array(plan()["season"])[months(_DAYS)]
    expected = queue.a_week.at(_DAYS) * queue.weight / 5 * season * post(_DAYS)
    return np.repeat(_DAYS, rng.poisson(expected))


def months(day: ArrayLike) -> np.ndarray:
    """0 to 11 for each day number."""
    return np.asarray(day).astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12


def working(day: ArrayLike) -> np.ndarray:
    """The same day, or the next on which offices are open; nan and later than the data stay."""
    day = np.asarray(day, dtype=float)
    known = day <= LAST
    out = day.copy()
    out[known] = _NEXT[(day[known] - FIRST).astype(int)]
    return out


def _next_open() -> np.ndarray:
    day = np.arange(FIRST, LAST + 30)
    free = np.where(office(day) == 1, day, np.iinfo(int).max)
    return np.minimum.accumulate(free[::-1])[::-1][: len(_DAYS)]


_NEXT = _next_open()


def leaving(
    queue: Queue, received: np.ndarray, birth: np.ndarray, rng: Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The day on which each child would leave the list unseen, and why (dimensions.toml)."""
    rate = sum(queue.leaves.values())
    gone = received + 1 + rng.exponential(_YEAR / rate, len(received))
    share = np.array(list(queue.leaves.values())) / rate
    why = rng.choice(np.array(list(queue.leaves)), len(received), p=share).astype(object)
    grown = birth + queue.until * _YEAR
    why[grown < gone] = "aged_out"
    return working(np.floor(np.minimum(gone, grown))), why


def places(queue: Queue, joined: np.ndarray, gone: np.ndarray, rng: Generator) -> np.ndarray:
    """The day of each place for an assessment, in order, from referrals and planned waits."""
    reached = _DAYS - _WEEK * queue.wait.at(_DAYS)
    due = np.interp(joined, reached + 1e-6 * np.arange(len(_DAYS)), _DAYS, right=np.inf)
    wanted = due[(due < gone) & (due <= LAST)]
    by_quarter = np.bincount(((LAST - wanted) // QUARTER).astype(int), minlength=2)
    smooth = np.convolve(np.pad(by_quarter, 1, mode="edge"), (0.25, 0.5, 0.25), mode="valid")
    many = np.floor(smooth / (1 - queue.missed) + rng.random(len(smooth))).astype(int)
    return np.sort(np.concatenate([_within(q, n, rng) for q, n in enumerate(many)]))


def _within(quarter: int, many: int, rng: Generator) -> np.ndarray:
    last = LAST - quarter * QUARTER
    day = np.arange(max(last - QUARTER + 1, FIRST), last + 1)
    pace = office(day) * np.where(months(day) == _HOLIDAY_MONTH, _HOLIDAY_PACE, 1.0)
    return rng.choice(day, many, p=pace / pace.sum())


def order(queue: Queue, received: np.ndarray, rng: Generator) -> tuple[np.ndarray, np.ndarray]:
    """Whom the service takes first: the lowest number; and who is urgent.

    Oldest first, but urgent cases sooner, those that need more clinics later, and some luck.
    """
    size = len(received)
    wait = _WEEK * queue.wait.at(received)
    urgent = rng.random(size) < queue.urgent
    late = (rng.random(size) < queue.complex) & ~urgent
    luck = np.clip(rng.normal(0, queue.spread, size), -2.5 * queue.spread, 2.5 * queue.spread)
    return received + wait * (luck - _SOONER * urgent + queue.longer * late), urgent


def serve(
    queue: Queue,
    ready: np.ndarray,
    first: np.ndarray,
    gone: np.ndarray,
    days: np.ndarray,
    rng: Generator,
) -> Served:
    """Give the places to those who are ready and have not gone, lowest `first` first.

    Who misses an appointment is booked again some weeks later; after a second one the service
    gives up. A place that nobody can take is lost.
    """
    misses = (rng.random(len(ready)) < queue.missed).tolist()
    again = (rng.random(len(ready)) < _MISSED_AGAIN).tolist()
    back = rng.integers(*_REBOOKED, len(ready)).tolist()
    seen, missed, given_up = (np.full(len(ready), np.nan) for _ in range(3))
    first, until, missed_once = first.tolist(), gone.tolist(), set()
    coming = [(ready[i], i) for i in np.argsort(ready, kind="stable").tolist()]
    waiting: list[tuple[float, int]] = []
    for day in days.tolist():
        while coming and coming[0][0] <= day:
            _, child = heappop(coming)
            heappush(waiting, (first[child], child))
        child = _taken(waiting, until, day)
        if child is None:
            continue
        if not misses[child] or (child in missed_once and not again[child]):
            seen[child] = day
        elif child in missed_once:
            missed[child], given_up[child] = day, day + 14
        else:
            missed[child] = day
            missed_once.add(child)
            heappush(coming, (day + back[child], child))
    return Served(seen, missed, working(given_up))


def _taken(waiting: list, until: list, day: float) -> int | None:
    while waiting:
        _, child = heappop(waiting)
        if until[child] > day:
            return child
    return None
