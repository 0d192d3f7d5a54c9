"""A queue of two stages, what comes to it and what it can do: decided, then advice from a
psychologist, then an outcome. `courses` runs it week by week under an order of work.

Children are counted by the week of their request, so nothing is averaged: each course is a whole
history of whole children. Positions of an opening queue are whole weeks since the request (under
one week first); rows within a course are weeks of request, the oldest first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sendviz.stats._draws import counts

LIMIT_WEEKS = 20
LENGTHS = (20, 30, 52)
# No plan is finished sooner: the family has 15 days for the draft, and advice six weeks.
LEAST_WEEKS = 6
# A decision is drawn week by week up to this age; rows older than it are few.
YOUNG = 27


@dataclass(frozen=True, eq=False)
class Opening:
    """The queue on the first day: counts by whole weeks since the request.

    agreed, drafted: of those who are not yet ready for the next stage, a row for each week until
    they are (row 0: in the first week to come). early: of those no longer in the queue, whose plan
    was issued in time; None: not told.
    """

    deciding: np.ndarray
    agreed: np.ndarray
    psychology: np.ndarray
    drafted: np.ndarray
    casework: np.ndarray
    early: np.ndarray | None = None

    @property
    def total(self) -> int:
        """All who are in the process."""
        return int(sum(each.sum() for each in self.parts))

    @property
    def parts(self) -> tuple[np.ndarray, ...]:
        """By where they stand, in their order."""
        return self.deciding, self.agreed, self.psychology, self.drafted, self.casework

    @property
    def ages(self) -> int:
        """How many weeks since the request are told apart."""
        return len(self.deciding)


@dataclass(frozen=True, eq=False)
class HigherRisk:
    """Who goes first by risk: their part of the opening queue, told as that is, and the share of
    requests to come that is like them."""

    opening: Opening
    coming: float = 0.0


@dataclass(frozen=True, eq=False)
class Rates:
    """What a course goes by; a number a week in arrays as long as the horizon.

    requests, with variance `uneven` times their mean; decided: the chance of a decision in each
    week since the request, the last one holding on; refused: the share of decisions; leaving: the
    chance a week of being withdrawn or moving; advices: how many a week psychologists can give,
    None where that stage is not known; outcomes: how many a week can be finished; no_plan: the
    share of outcomes without one; turnaround, drafting: the least weeks from the agreement to the
    advice and from that to the outcome; spread: the standard deviation of the three uncertain
    rates (logarithms) of a course; uneven_room: the variance of what can be done in a week, over
    its mean.
    """

    requests: np.ndarray
    uneven: float
    decided: np.ndarray
    refused: float
    leaving: float
    advices: np.ndarray | None
    outcomes: np.ndarray
    no_plan: float
    turnaround: int
    drafting: int
    spread: float
    uneven_room: float = 1.5

    @property
    def weeks(self) -> int:
        """The horizon."""
        return len(self.requests)

    @property
    def least_drafting(self) -> int:
        """Weeks from the advice to the outcome, so that none comes under six weeks in all."""
        return max(self.drafting, LEAST_WEEKS - self.turnaround)


@dataclass(frozen=True, eq=False)
class Front:
    """What no order of work touches: requests and decisions of every course.

    agreed: for each week the rows and counts of those who go on to an assessment. counts: those
    still undecided: in all and past each of LENGTHS, at each week's end. oldest: their oldest row.
    late: those who came past 20 weeks in the week, undecided.
    advices, outcomes: the room of each week and course. opening, rates, seed: made with.
    """

    opening: Opening
    rates: Rates
    runs: int
    seed: int
    agreed: tuple[tuple[np.ndarray, np.ndarray], ...]
    counts: np.ndarray
    oldest: np.ndarray
    late: np.ndarray
    advices: np.ndarray | None
    outcomes: np.ndarray


def prepare(opening: Opening, rates: Rates, runs: int = 400, seed: int = 1) -> Front:
    """Draw what comes in and how much room there is, in seeded courses: the same for all orders.

    Raises ValueError where the advices are not known and yet somebody waits for one.
    """
    if rates.advices is None and (opening.psychology.any() or opening.agreed.any()):
        raise ValueError("where advices are not known, nobody can wait for one")
    rates_rng, arrivals, choices, work = (
        np.random.default_rng([seed, stream]) for stream in range(4)
    )
    noise = rates_rng.standard_normal((3, runs))
    # The middle factor is 1, not the mean: the middle course goes on at today's rates.
    factors = np.exp(rates.spread * noise)
    came = counts(arrivals, rates.requests[:, None] * factors[0], rates.uneven).astype(np.int32)
    agreed, undecided, oldest, late = _decide(opening, rates, came, choices)
    outcomes = _room(work, rates.outcomes, factors[1], rates.uneven_room)
    advices = None
    if rates.advices is not None:
        advices = _room(work, rates.advices, factors[2], rates.uneven_room)
    return Front(opening, rates, runs, seed, agreed, undecided, oldest, late, advices, outcomes)


def _room(
    rng: np.random.Generator, mean: np.ndarray, factor: np.ndarray, uneven: float
) -> np.ndarray:
    return counts(rng, mean[:, None] * factor, uneven).astype(np.int32)


def _decide(
    opening: Opening, rates: Rates, came: np.ndarray, rng: np.random.Generator
) -> tuple[tuple, np.ndarray, np.ndarray, np.ndarray]:
    weeks, runs = came.shape
    ages = opening.ages
    waiting = np.zeros((ages + weeks, runs), np.int32)
    waiting[:ages] = opening.deciding[::-1, None]
    held = np.zeros((weeks + 1, 1 + len(LENGTHS), runs), np.int32)
    oldest = np.full((weeks + 1, runs), ages + weeks)
    late = np.zeros((weeks + 1, runs), np.int32)
    flows = []
    tell(waiting[:ages], 0, held[0], oldest[0])
    for week in range(1, weeks + 1):
        last = ages - 1 + week
        waiting[last] = came[week - 1]
        rows = _rows_with_any(waiting, last)
        age = np.minimum(last - rows, len(rates.decided) - 1)
        decides = rates.decided[age]
        goes = 1 - (1 - decides) * (1 - rates.leaving)
        on = np.divide(decides * (1 - rates.refused), goes, where=goes > 0, out=goes * 0)
        gone = rng.binomial(waiting[rows], goes[:, None])
        flows.append((rows, rng.binomial(gone, on[:, None]).astype(np.int32)))
        waiting[rows] -= gone.astype(np.int32)
        tell(waiting[: last + 1], 0, held[week], oldest[week])
        late[week] = waiting[last - LIMIT_WEEKS]
    return tuple(flows), held, oldest, late


def _rows_with_any(waiting: np.ndarray, last: int) -> np.ndarray:
    """The rows in which anybody may wait: the young ones, and older ones that are not empty."""
    young = max(last + 1 - YOUNG, 0)
    old = np.flatnonzero(waiting[:young].any(axis=1))
    return np.concatenate([old, np.arange(young, last + 1)])


def tell(waiting: np.ndarray, first: int, held: np.ndarray, oldest: np.ndarray) -> None:
    """Add to `held` all who wait and those past each length; lower `oldest` to their oldest row.

    waiting: the rows from `first` to that of the week that ends. Past 20 weeks is whoever was
    received before the last 20 weeks began, which is 141 days for six in seven of them.
    """
    size = len(waiting)
    below = size
    upto = np.zeros(waiting.shape[1], np.int32)
    marks = [max(size - length, 0) for length in LENGTHS]
    edges = [0, *marks[::-1], below]
    sums = [
        waiting[a:b].sum(axis=0, dtype=np.int32) for a, b in zip(edges, edges[1:], strict=False)
    ]
    for place, each in enumerate(sums):
        upto = upto + each
        held[len(LENGTHS) - place] += upto
    some = waiting > 0
    found = np.where(some.any(axis=0), some.argmax(axis=0) + first, oldest)
    np.minimum(oldest, found, out=oldest)
