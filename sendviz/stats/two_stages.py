"""A queue of two stages week by week: decided, then advice from a psychologist, then an outcome.

Children are counted by the week of their request, so nothing is averaged: each course is a whole
history of whole children. Positions of an opening queue are whole weeks since the request (under
one week first); rows within a course are weeks of request, the oldest first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sendviz.stats._draws import counts
from sendviz.stats.order_of_work import Order, share_out, take

LIMIT_WEEKS = 20
LENGTHS = (20, 30, 52)
# No plan is finished sooner: the family has 15 days for the draft, and advice six weeks.
LEAST_WEEKS = 6
# Who is withdrawn or moves is drawn once in so many weeks, for all of them.
LEAVES_EVERY = 4
# A decision is drawn week by week up to this age; rows older than it are few.
YOUNG = 27


@dataclass(frozen=True, eq=False)
class Opening:
    """The queue on the first day: counts by whole weeks since the request.

    agreed, drafted: of those who are not yet ready for the next stage, a row for each week until
    they are (row 0: in the first week to come).
    """

    deciding: np.ndarray
    agreed: np.ndarray
    psychology: np.ndarray
    drafted: np.ndarray
    casework: np.ndarray

    @property
    def total(self) -> int:
        """All who are in the process."""
        return int(sum(each.sum() for each in self._parts))

    @property
    def _parts(self) -> tuple[np.ndarray, ...]:
        return self.deciding, self.agreed, self.psychology, self.drafted, self.casework

    @property
    def ages(self) -> int:
        """How many weeks since the request are told apart."""
        return len(self.deciding)


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
class Courses:
    """What became of the queue: a row a week and a column a course.

    open, longest (whole weeks) and past (by weeks: 20, 30, 52) are as at the ends of weeks, from
    the opening day (row 0); issued, on_time (of those issued), no_plan and age (weeks since the
    request, summed over outcomes) are counted in weeks, the first in row 0.
    """

    open: np.ndarray
    longest: np.ndarray
    past: dict[int, np.ndarray]
    issued: np.ndarray
    on_time: np.ndarray
    no_plan: np.ndarray
    age: np.ndarray


@dataclass(frozen=True, eq=False)
class Front:
    """What no order of work touches: requests and decisions of every course.

    agreed: for each week the rows and counts of those who go on to an assessment. counts: those
    still undecided: in all and past each of LENGTHS, at each week's end. oldest: their oldest row.
    advices, outcomes: the room of each week and course. opening, rates, seed: made with.
    """

    opening: Opening
    rates: Rates
    runs: int
    seed: int
    agreed: tuple[tuple[np.ndarray, np.ndarray], ...]
    counts: np.ndarray
    oldest: np.ndarray
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
    agreed, undecided, oldest = _decide(opening, rates, came, choices)
    outcomes = _room(work, rates.outcomes, factors[1], rates.uneven_room)
    advices = None
    if rates.advices is not None:
        advices = _room(work, rates.advices, factors[2], rates.uneven_room)
    return Front(opening, rates, runs, seed, agreed, undecided, oldest, advices, outcomes)


def _room(
    rng: np.random.Generator, mean: np.ndarray, factor: np.ndarray, uneven: float
) -> np.ndarray:
    return counts(rng, mean[:, None] * factor, uneven).astype(np.int32)


def _decide(
    opening: Opening, rates: Rates, came: np.ndarray, rng: np.random.Generator
) -> tuple[tuple, np.ndarray, np.ndarray]:
    weeks, runs = came.shape
    ages = opening.ages
    waiting = np.zeros((ages + weeks, runs), np.int32)
    waiting[:ages] = opening.deciding[::-1, None]
    held = np.zeros((weeks + 1, 1 + len(LENGTHS), runs), np.int32)
    oldest = np.full((weeks + 1, runs), ages + weeks)
    flows = []
    _tell(waiting[:ages], 0, held[0], oldest[0])
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
        _tell(waiting[: last + 1], 0, held[week], oldest[week])
    return tuple(flows), held, oldest


def _rows_with_any(waiting: np.ndarray, last: int) -> np.ndarray:
    """The rows in which anybody may wait: the young ones, and older ones that are not empty."""
    young = max(last + 1 - YOUNG, 0)
    old = np.flatnonzero(waiting[:young].any(axis=1))
    return np.concatenate([old, np.arange(young, last + 1)])


def _tell(waiting: np.ndarray, first: int, held: np.ndarray, oldest: np.ndarray) -> None:
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


def run(front: Front, order: Order) -> Courses:
    """The courses under one order of work. All orders share requests, decisions, room and chance,
    so how many are issued and are open is the same under each, course by course and week by
    week."""
    return _Run(front, order).through()


class _Run:
    """The state of one run: counts by row of request and course."""

    def __init__(self, front: Front, order: Order):
        opening, rates = front.opening, front.rates
        self.front, self.order, self.rates = front, order, rates
        self.rng = np.random.default_rng([front.seed, 9])
        size = (opening.ages + rates.weeks, front.runs)
        self.psychology, self.casework = np.zeros(size, np.int32), np.zeros(size, np.int32)
        self.all = np.zeros(size, np.int32)  # decided and not finished, wherever they stand
        self.lowest = 0
        self.ready: dict[int, list] = {}  # week -> (rows, counts) that reach psychology then
        self.drafted: dict[int, list] = {}  # the same for casework
        self._open(opening)

    def _open(self, opening: Opening) -> None:
        for stage, where in (
            (opening.psychology, self.psychology),
            (opening.casework, self.casework),
        ):
            where[: opening.ages] = stage[::-1, None]
        self.all[: opening.ages] = self.psychology[: opening.ages] + self.casework[: opening.ages]
        rows = np.arange(opening.ages)
        for later, held in ((self.ready, opening.agreed), (self.drafted, opening.drafted)):
            for week, each in enumerate(held, start=1):
                block = np.repeat(each[::-1, None].astype(np.int32), self.front.runs, axis=1)
                later.setdefault(week, []).append((rows, block))
                self.all[: opening.ages] += block

    def through(self) -> Courses:
        front, weeks, runs = self.front, self.rates.weeks, self.front.runs
        held, oldest = front.counts.copy(), front.oldest.copy()
        done = np.zeros((4, weeks, runs), np.int32)
        self._told(0, held, oldest)
        for week in range(1, weeks + 1):
            self._step(week, done[:, week - 1])
            self._told(week, held, oldest)
        last = front.opening.ages - 1 + np.arange(weeks + 1)
        return Courses(
            held[:, 0],
            np.maximum(last[:, None] - oldest, 0),
            {length: held[:, place] for place, length in enumerate(LENGTHS, start=1)},
            *done,
        )

    def _told(self, week: int, held: np.ndarray, oldest: np.ndarray) -> None:
        end = self.front.opening.ages + week
        if week % 4 == 0:
            some = np.flatnonzero(self.all[self.lowest : end].any(axis=1))
            self.lowest = self.lowest + int(some[0]) if some.size else end - 1
        _tell(self.all[self.lowest : end], self.lowest, held[week], oldest[week])

    def _step(self, week: int, done: np.ndarray) -> None:
        rates, rows = self.rates, slice(self.lowest, self.front.opening.ages + week)
        self._come(week)
        advices = self.front.advices
        if advices is not None:
            self._leave(self.psychology[rows], rows, week)
            room = advices[week - 1]
            given = self._take(self.psychology[rows], room, week, rates.least_drafting)
            self.drafted.setdefault(week + rates.least_drafting, []).append((rows, given))
        for where, block in self.drafted.pop(week, ()):
            self.casework[where] += block
        self._leave(self.casework[rows], rows, week)
        finished = self._take(self.casework[rows], self.front.outcomes[week - 1], week, 0)
        self.all[rows] -= finished
        self._count(finished, done)

    def _come(self, week: int) -> None:
        """Those decided this week join; those agreed long enough ago reach the next stage."""
        where, block = self.front.agreed[week - 1]
        self.all[where] += block
        known = self.front.advices is not None
        later, wait = (self.ready, 0) if known else (self.drafted, self.rates.least_drafting)
        later.setdefault(week + self.rates.turnaround + wait, []).append((where, block))
        for rows, each in self.ready.pop(week, ()):
            self.psychology[rows] += each

    def _leave(self, stage: np.ndarray, rows: slice, week: int) -> None:
        """Withdrawn or moved: as many under every order, of each week in proportion."""
        if week % LEAVES_EVERY or not self.rates.leaving:
            return
        share = 1 - (1 - self.rates.leaving) ** LEAVES_EVERY
        leaving = self.rng.binomial(stage.sum(axis=0), share)
        chance = self.rng.random(self.front.runs)
        gone = share_out(stage, leaving, chance)
        stage -= gone
        self.all[rows] -= gone

    def _take(self, stage: np.ndarray, room: np.ndarray, week: int, needed: int) -> np.ndarray:
        """Take who is next; needed: the weeks that a case still needs after this stage."""
        chance = self.rng.random(self.front.runs)
        still = max(len(stage) - 1 - (LIMIT_WEEKS - needed), 0)
        taken = take(stage, room, self.order, still, chance)
        stage -= taken
        return taken

    def _count(self, finished: np.ndarray, done: np.ndarray) -> None:
        """issued, on_time, no_plan, age: of those finished in the week."""
        total = finished.sum(axis=0)
        late = finished[: max(len(finished) - 1 - LIMIT_WEEKS, 0)].sum(axis=0)
        without = self.rng.binomial(total, self.rates.no_plan)
        chance = self.rng.random(self.front.runs)
        early = total - late
        # Of those in time as many are without a plan, in proportion, as of all.
        share = np.floor(early * without / np.maximum(total, 1) + chance * (without < total))
        least, most = np.maximum(without - late, 0), np.minimum(early, without)
        done[0], done[2] = total - without, without
        done[1] = early - np.clip(share, least, most)
        some = np.flatnonzero(finished.any(axis=1))
        weights = (len(finished) - 1 - some).astype(np.float32)
        done[3] = weights @ finished[some].astype(np.float32)  # exact: far below 2 to the 24th
