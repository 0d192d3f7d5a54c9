"""The courses of a queue of two stages, week by week under one order of work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sendviz.stats.order_of_work import RISK, Order, share_out, take
from sendviz.stats.two_stages import LENGTHS, LIMIT_WEEKS, Front, HigherRisk, Opening, tell

# Who is withdrawn or moves is drawn once in so many weeks, for all of them.
LEAVES_EVERY = 4
# By risk each week of request has a row of those of higher risk and one of the others.
KINDS_BY_RISK = 2


@dataclass(frozen=True, eq=False)
class Courses:
    """What became of the queue: a row a week and a column a course.

    open, longest (whole weeks) and past (by weeks: 20, 30, 52) are as at the ends of weeks, from
    the opening day (row 0); issued, on_time (of those issued), no_plan and age (weeks since the
    request, summed over outcomes) are counted in weeks, the first in row 0. opening: of the opening
    queue alone, how many are decided and not finished at the ends of weeks; by risk those of higher
    risk first, then the others. due, due_on_time: those whose 20 weeks ended in the week and who
    were not refused, withdrawn or without a plan by then, and of them those with a plan.
    """

    open: np.ndarray
    longest: np.ndarray
    past: dict[int, np.ndarray]
    issued: np.ndarray
    on_time: np.ndarray
    no_plan: np.ndarray
    age: np.ndarray
    opening: np.ndarray
    due: np.ndarray
    due_on_time: np.ndarray


def run(front: Front, order: Order, higher: HigherRisk | None = None) -> Courses:
    """The courses under one order of work. All orders share requests, decisions, room and chance,
    so how many are issued and are open is the same under each, course by course and week by
    week.

    higher: who goes first by risk. Raises ValueError for an order by risk without, and for more of
    them than there are.
    """
    if (order.kind == RISK) != (higher is not None):
        raise ValueError("an order by risk, and no other, needs those of higher risk")
    if higher and any((of > all).any() for of, all in _parts_of(higher.opening, front.opening)):
        raise ValueError("more of higher risk than there are")
    return _Run(front, order, higher).through()


def _parts_of(higher: Opening, opening: Opening) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    return zip(higher.parts, opening.parts, strict=True)


class _Run:
    """The state of one run: counts by row of request and course; `kinds` rows a week of request."""

    def __init__(self, front: Front, order: Order, higher: HigherRisk | None):
        opening, rates = front.opening, front.rates
        self.front, self.order, self.rates, self.higher = front, order, rates, higher
        self.kinds = KINDS_BY_RISK if higher else 1
        self.rng = np.random.default_rng([front.seed, 9])
        self.by_risk = np.random.default_rng([front.seed, 10])
        size = ((opening.ages + rates.weeks) * self.kinds, front.runs)
        self.psychology, self.casework = np.zeros(size, np.int32), np.zeros(size, np.int32)
        self.all = np.zeros(size, np.int32)  # decided and not finished, wherever they stand
        self.early = np.zeros((opening.ages + rates.weeks, front.runs), np.float32)
        if opening.early is not None:
            self.early[: opening.ages] = opening.early[::-1, None]
        self.lowest = 0
        self.ready: dict[int, list] = {}  # week -> (rows, counts) that reach psychology then
        self.drafted: dict[int, list] = {}  # the same for casework
        self.coming = self._share_of_higher()
        self._open(opening)

    def _share_of_higher(self) -> np.ndarray:
        """By week of request: the share of those undecided who are of higher risk."""
        if not self.higher:
            return np.zeros(0)
        all, of = self.front.opening.deciding, self.higher.opening.deciding
        opening = np.divide(of, all, where=all > 0, out=np.zeros(len(all)))[::-1]
        return np.append(opening, np.full(self.rates.weeks, self.higher.coming))

    def _open(self, opening: Opening) -> None:
        end = opening.ages * self.kinds
        of = self.higher.opening if self.higher else None
        for name, where in (("psychology", self.psychology), ("casework", self.casework)):
            where[:end] = self._told_apart(getattr(opening, name), getattr(of, name, None))[:, None]
        self.all[:end] = self.psychology[:end] + self.casework[:end]
        rows = np.arange(end)
        for later, name in ((self.ready, "agreed"), (self.drafted, "drafted")):
            for week, each in enumerate(getattr(opening, name), start=1):
                part = getattr(of, name)[week - 1] if of else None
                row = self._told_apart(each, part).astype(np.int32)
                block = np.repeat(row[:, None], self.front.runs, axis=1)
                later.setdefault(week, []).append((rows, block))
                self.all[:end] += block

    def _told_apart(self, each: np.ndarray, higher: np.ndarray | None) -> np.ndarray:
        """Counts by weeks since the request as rows, the oldest first."""
        if higher is None:
            return each[::-1]
        return np.column_stack([higher, each - higher])[::-1].ravel()

    def through(self) -> Courses:
        """Week by week to the horizon."""
        front, weeks, runs = self.front, self.rates.weeks, self.front.runs
        held, oldest = front.counts.copy(), front.oldest.copy()
        done = np.zeros((4, weeks, runs), np.int32)
        opening = np.zeros((self.kinds, weeks + 1, runs), np.int32)
        due = np.zeros((2, weeks, runs), np.float32)
        self._told(0, held, oldest, opening)
        for week in range(1, weeks + 1):
            self._step(week, done[:, week - 1])
            self._told(week, held, oldest, opening)
            due[:, week - 1] = self._due(week)
        last = front.opening.ages - 1 + np.arange(weeks + 1)
        return Courses(
            held[:, 0],
            np.maximum(last[:, None] - oldest, 0),
            {length: held[:, place] for place, length in enumerate(LENGTHS, start=1)},
            issued=done[0],
            on_time=done[1],
            no_plan=done[2],
            age=done[3],
            opening=opening,
            due=due[0],
            due_on_time=due[1],
        )

    def _told(self, week: int, held: np.ndarray, oldest: np.ndarray, opening: np.ndarray) -> None:
        ages, lowest = self.front.opening.ages, self.lowest
        there = self._by_week(self.all[lowest * self.kinds : (ages + week) * self.kinds])
        if week % 4 == 0:
            some = np.flatnonzero(there.any(axis=1))
            self.lowest = lowest + int(some[0] if some.size else ages + week - 1 - lowest)
        tell(there[self.lowest - lowest :], self.lowest, held[week], oldest[week])
        if lowest < ages:
            of_opening = self.all[lowest * self.kinds : ages * self.kinds]
            for kind in range(self.kinds):
                of_opening[kind :: self.kinds].sum(axis=0, out=opening[kind, week])

    def _due(self, week: int) -> tuple[np.ndarray, np.ndarray]:
        """Those who came to the end of their 20 weeks, and of them those with a plan."""
        row = self.front.opening.ages + week - 1 - LIMIT_WEEKS
        open_now = self.all[row * self.kinds : (row + 1) * self.kinds].sum(axis=0)
        return open_now + self.front.late[week] + self.early[row], self.early[row]

    def _by_week(self, rows: np.ndarray) -> np.ndarray:
        """A row a week of request."""
        if self.kinds == 1:
            return rows
        return rows.reshape(-1, self.kinds, rows.shape[1]).sum(axis=1, dtype=np.int32)

    def _step(self, week: int, done: np.ndarray) -> None:
        end = (self.front.opening.ages + week) * self.kinds
        rates, rows = self.rates, slice(self.lowest * self.kinds, end)
        self._come(week)
        advices = self.front.advices
        if advices is not None:
            self._leave(self.psychology[rows], rows, week)
            room = advices[week - 1]
            given = self._take(self.psychology[rows], room, rates.least_drafting)
            self.drafted.setdefault(week + rates.least_drafting, []).append((rows, given))
        for where, block in self.drafted.pop(week, ()):
            self.casework[where] += block
        self._leave(self.casework[rows], rows, week)
        finished = self._take(self.casework[rows], self.front.outcomes[week - 1], 0)
        self.all[rows] -= finished
        finished = self._by_week(finished)
        young = min(LIMIT_WEEKS + 1, len(finished))
        end = self.front.opening.ages + week
        self.early[end - young : end] += finished[-young:] * np.float32(1 - rates.no_plan)
        self._count(finished, done)

    def _come(self, week: int) -> None:
        """Those decided this week join; those agreed long enough ago reach the next stage."""
        where, block = self._agreed(*self.front.agreed[week - 1])
        self.all[where] += block
        known = self.front.advices is not None
        later, wait = (self.ready, 0) if known else (self.drafted, self.rates.least_drafting)
        later.setdefault(week + self.rates.turnaround + wait, []).append((where, block))
        for rows, each in self.ready.pop(week, ()):
            self.psychology[rows] += each

    def _agreed(self, rows: np.ndarray, block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Rows and counts of those agreed; by risk told apart by chance."""
        if self.kinds == 1:
            return rows, block
        of_higher = self.by_risk.binomial(block, self.coming[rows][:, None]).astype(np.int32)
        both = np.stack([of_higher, block - of_higher], axis=1).reshape(-1, block.shape[1])
        return (rows[:, None] * self.kinds + np.arange(self.kinds)).ravel(), both

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

    def _take(self, stage: np.ndarray, room: np.ndarray, needed: int) -> np.ndarray:
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
