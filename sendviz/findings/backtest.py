"""How good the forecast is: made as at each past quarter's end, and held against what came."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from sendviz.ask import Records
from sendviz.catalogue.calendar import add_months, month_end, month_start
from sendviz.findings.queue_now import QueueNow, TooFew, queue_now
from sendviz.stats.courses import Courses, run
from sendviz.stats.order_of_work import IN_TIME, Order
from sendviz.stats.scoring import crps, holds
from sendviz.stats.two_stages import prepare

HORIZONS = (13, 26, 52)
QUANTITIES = ("past_20", "issued", "in_time")
SPREADS = tuple(round(0.05 * step, 2) for step in range(9))
CONFIDENCES = (0.5, 0.8, 0.9)
RUNS, SEED = 200, 1
MONTHS_A_QUARTER, WEEKS_A_QUARTER = 3, 13
SHARE_COVERED = 0.9
FITTED = Path(__file__).resolve().parents[2] / "data" / "calibration" / "forecast.toml"
# Whose spreads hold for councils that were not among those fitted.
ANY = "any"


@dataclass(frozen=True)
class Judged:
    """One forecast of one quantity that came true or not.

    truth, stays and line: what came, and what two rivals said: the last value stays, or the line of
    the last 26 weeks goes on. held: by confidence, whether the range held the truth.
    """

    origin: date
    horizon: int
    quantity: str
    truth: float
    middle: float
    low: float
    high: float
    score: float
    stays: float
    line: float
    held: tuple[bool, ...]

    @property
    def is_better(self) -> bool:
        """Whether its middle came nearer than 'nothing changes'."""
        return abs(self.middle - self.truth) < abs(self.stays - self.truth)


@dataclass(frozen=True)
class Score:
    """All forecasts of a quantity over a horizon. error, bias: median error and mean signed error
    as parts of the truth (of shares in time in points); score and those of the rivals: mean CRPS.
    """

    quantity: str
    horizon: int
    spread: float
    judged: tuple[Judged, ...]

    @property
    def n(self) -> int:
        """How many quarters."""
        return len(self.judged)

    @property
    def covered(self) -> tuple[int, ...]:
        """How often each range of CONFIDENCES held the truth."""
        return tuple(int(sum(each)) for each in zip(*(j.held for j in self.judged), strict=True))

    @property
    def better(self) -> int:
        """In how many quarters it came nearer than 'nothing changes'."""
        return sum(each.is_better for each in self.judged)

    @property
    def error(self) -> float:
        """The middle error."""
        return float(np.median([abs(each) for each in self._errors]))

    @property
    def bias(self) -> float:
        """The mean error with its sign: above 0, it said too many."""
        return float(np.mean(self._errors))

    @property
    def scores(self) -> tuple[float, float, float]:
        """Mean CRPS of the forecast, of 'nothing changes' and of the line."""
        each = [(j.score, abs(j.stays - j.truth), abs(j.line - j.truth)) for j in self.judged]
        return tuple(float(np.mean(column)) for column in zip(*each, strict=True))  # type: ignore[return-value]

    @property
    def naive_wins(self) -> bool:
        """Whether 'nothing changes' was as good or better."""
        return self.scores[1] <= self.scores[0]

    @property
    def worst(self) -> Judged:
        """The quarter of the largest error."""
        return max(self.judged, key=lambda each: abs(each.middle - each.truth))

    @property
    def _errors(self) -> list[float]:
        scale = [1.0 if self.quantity == "in_time" else max(j.truth, 1.0) for j in self.judged]
        return [(j.middle - j.truth) / by for j, by in zip(self.judged, scale, strict=True)]


def backtest(records: Records, spreads: Mapping[int, float]) -> tuple[Score, ...]:
    """The scores of every quantity and horizon that at least one past quarter tells of.

    spreads: of the uncertain rates, by horizon. Raises NotAllowed as `queue_now`.
    """
    key = ("backtest", records.selection.council, records.role, tuple(sorted(spreads.items())))
    return records.store.cached(key, lambda: tuple(_scores(records, spreads)))


def _scores(records: Records, spreads: Mapping[int, float]) -> Iterator[Score]:
    known = quarters(records)
    by_spread = {spread: list(judge(known, spread)) for spread in set(spreads.values())}
    for horizon in HORIZONS:
        for quantity in QUANTITIES:
            of = tuple(
                each
                for each in by_spread[spreads[horizon]]
                if (each.quantity, each.horizon) == (quantity, horizon)
            )
            if of:
                yield Score(quantity, horizon, spreads[horizon], of)


def quarters(records: Records) -> Mapping[date, QueueNow]:
    """The queue as known at each quarter's end that has a year of records before it."""
    covered = records.covered
    if covered is None:
        return {}
    first = add_months(month_start(covered.first_day), 12)
    found, day = {}, month_end(add_months(first, -first.month % MONTHS_A_QUARTER))
    while day <= covered.data_date:
        there = records.over(as_at=day, start=None, end=None, areas=(), where=())
        try:
            found[day] = queue_now(there, max(HORIZONS) + 1)
        except TooFew:
            pass  # too few finished in the half year before: no forecast can be made there
        day = month_end(add_months(month_start(day), MONTHS_A_QUARTER))
    return found


def judge(known: Mapping[date, QueueNow], spread: float) -> Iterator[Judged]:
    """Each quarter's forecasts, held against the quarters that they tell of."""
    for origin, now in known.items():
        targets = {
            horizon: known[day]
            for horizon in HORIZONS
            for day in [_later(origin, MONTHS_A_QUARTER * horizon // WEEKS_A_QUARTER)]
            if day in known
        }
        if targets:
            half = known.get(_later(origin, -2 * MONTHS_A_QUARTER))
            courses = _courses(now, spread)
            for horizon, target in targets.items():
                yield from _judge_one(now, half, target, horizon, courses)


def _later(day: date, months: int) -> date:
    return month_end(add_months(month_start(day), months))


def _judge_one(
    now: QueueNow, half: QueueNow | None, target: QueueNow, horizon: int, courses: Courses
) -> Iterator[Judged]:
    weeks = round((target.as_at - now.as_at).days / 7)
    drawn, before = _samples(courses, weeks), _level(half) if half else None
    for quantity in QUANTITIES:
        stays, line = _rivals(quantity, _level(now), before, weeks)
        truth, sample = _truth(target, quantity, weeks), drawn[quantity]
        sample = sample[~np.isnan(sample)]
        if not np.isnan(truth) and len(sample):
            yield _judged(now.as_at, horizon, quantity, truth, sample, stays, line)


def _judged(
    origin: date,
    horizon: int,
    quantity: str,
    truth: float,
    sample: np.ndarray,
    stays: float,
    line: float,
) -> Judged:
    low, middle, high = np.quantile(sample, [0.05, 0.5, 0.95])
    held = tuple(holds(sample, truth, each) for each in CONFIDENCES)
    score = crps(sample, truth)
    return Judged(
        origin, horizon, quantity, truth, float(middle), float(low), float(high), score, stays,
        line, held,
    )  # fmt: skip


def _courses(now: QueueNow, spread: float) -> Courses:
    front = prepare(now.opening, replace(now.rates, spread=spread), RUNS, SEED)
    return run(front, Order(IN_TIME, now.kept_in_time))


def _samples(courses: Courses, weeks: int) -> dict[str, np.ndarray]:
    last = slice(max(weeks - WEEKS_A_QUARTER, 0), weeks)
    issued, in_time = courses.issued[last].sum(axis=0), courses.on_time[last].sum(axis=0)
    share = np.divide(in_time, issued, out=np.full(len(issued), np.nan), where=issued > 0)
    return {
        "past_20": courses.past[20][weeks].astype(float),
        "issued": courses.issued[:weeks].sum(axis=0).astype(float),
        "in_time": share,
    }


def _truth(target: QueueNow, quantity: str, weeks: int) -> float:
    s = target.steps
    plans = s[(s["way"] == "plan") & (s["finished"] < weeks)]
    if quantity == "past_20":
        return float(target.past_20)
    if quantity == "issued":
        return float(plans["n"].sum())
    return _level(target)["in_time"]


def _level(now: QueueNow) -> dict[str, float]:
    """What stands on the day: past 20 weeks, plans a week and share in time of 13 weeks."""
    s = now.steps
    plans = s[(s["way"] == "plan") & (s["finished"] < WEEKS_A_QUARTER)]
    issued = float(plans["n"].sum())
    in_time = float((plans["in_time"] * plans["n"]).sum())
    return {
        "past_20": float(now.past_20),
        "issued": issued / WEEKS_A_QUARTER,
        "in_time": in_time / issued if issued else np.nan,
    }


def _rivals(
    quantity: str, now: Mapping[str, float], before: Mapping[str, float] | None, weeks: int
) -> tuple[float, float]:
    """What 'nothing changes' and the line of the last 26 weeks say."""
    stays = now[quantity]
    slope = 0.0 if before is None else (stays - before[quantity]) / 26
    line = max(stays + slope * weeks, 0.0)
    if quantity == "issued":
        return stays * weeks, max(stays + slope * weeks / 2, 0.0) * weeks
    if np.isnan(stays):
        return 0.0, 0.0
    return stays, min(line, 1.0) if quantity == "in_time" else line


def fit_spreads(others: Sequence[Records]) -> dict[int, float]:
    """By horizon the least spread with which nine of ten ranges of the backlog held the truth in
    these councils; the widest tried where none did."""
    found = {}
    for horizon in HORIZONS:
        for spread in SPREADS:
            held = [each for one in others for each in backlog_held(one, spread)[horizon]]
            found[horizon] = spread
            if held and np.mean(held) >= SHARE_COVERED:
                break
    return found


def backlog_held(records: Records, spread: float) -> Mapping[int, tuple[bool, ...]]:
    """By horizon, of each past quarter whether nine tenths of the courses held its backlog."""
    key = ("backlog_held", records.selection.council, records.role, spread)

    def made() -> Mapping[int, tuple[bool, ...]]:
        found = [each for each in judge(quarters(records), spread) if each.quantity == "past_20"]
        return {h: tuple(j.held[-1] for j in found if j.horizon == h) for h in HORIZONS}

    return records.store.cached(key, made)


@cache
def fitted() -> Mapping[str, Mapping[int, float]]:
    """The spreads by council and horizon, each fitted on the other councils
    (data/calibration/forecast.toml, which `python -m sendviz backtest --fit` writes)."""
    text = tomllib.loads(FITTED.read_text("utf-8"))
    return {code: {int(h): float(v) for h, v in each.items()} for code, each in text.items()}


def spreads_of(la_code: str) -> Mapping[int, float]:
    """The spreads of a council by horizon; of one that was not fitted those of all."""
    return fitted().get(la_code, fitted()[ANY])
