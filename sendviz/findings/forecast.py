"""When a council's backlog will be gone, and what it would take: courses drawn from its queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from sendviz.ask import Records
from sendviz.catalogue import planning
from sendviz.catalogue.calendar import add_months, month_end, month_start
from sendviz.findings.backtest import spreads_of
from sendviz.findings.levers import Levers, with_levers
from sendviz.findings.queue_now import HORIZON, QueueNow, all_at_risk, queue_now
from sendviz.findings.staffing import own_productivity
from sendviz.stats.courses import Courses, run
from sendviz.stats.order_of_work import IN_TIME, NEWEST, OLDEST, RISK, Order
from sendviz.stats.two_stages import Front, prepare

RUNS, SEED, A_YEAR = 400, 1, 52
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
# The backlog is gone where under 5% of the open cases are past 20 weeks, three months running.
GONE_SHARE, GONE_MONTHS = 0.05, 3
CLEARS, WITH_LUCK = 0.8, 0.2
AS_NOW, USUAL = "as_now", Levers()
ORDERS = (AS_NOW, OLDEST, IN_TIME, NEWEST, RISK)


@dataclass(frozen=True, eq=False)
class Fan:
    """A quantity at the ends of months: columns of the 5th, 25th, 50th, 75th and 95th of a hundred
    courses, a row a month; nan where nothing can be told."""

    days: tuple[date, ...]
    values: np.ndarray

    def at(self, day: date) -> tuple[float, float, float]:
        """The middle and the limits of 90% at the last month's end up to a day."""
        row = self.values[max(sum(each <= day for each in self.days) - 1, 0)]
        return row[2], row[0], row[4]


@dataclass(frozen=True, eq=False)
class Course:
    """What becomes of the queue under one order of work. days: the ends of months to come; weeks:
    the whole weeks until each; `courses` as drawn; exceptions: the share of plans issued in time,
    and of late ones, that are exceptions."""

    order: str
    share: float
    days: tuple[date, ...]
    weeks: np.ndarray
    courses: Courses
    exceptions: tuple[float, float] = (0.0, 0.0)

    def past(self, length: int) -> Fan:
        """How many are open past so many weeks (20, 30 or 52)."""
        return self._fan(self.courses.past[length][self.weeks])

    @cached_property
    def open(self) -> Fan:
        """How many are open."""
        return self._fan(self.courses.open[self.weeks])

    @cached_property
    def longest(self) -> Fan:
        """The weeks since the request of whoever is open longest."""
        return self._fan(self.courses.longest[self.weeks])

    @cached_property
    def on_time(self) -> Fan:
        """Of the plans issued in the three months to each day, the share in time."""
        issued, in_time = (self._in_three_months(each) for each in self._issued)
        return self._fan(_share(in_time, issued))

    @cached_property
    def on_time_without_exceptions(self) -> Fan:
        """The same of plans that are no exception."""
        issued, in_time = (self._in_three_months(each) for each in self._issued)
        of_early, of_late = self.exceptions
        early, late = in_time * (1 - of_early), (issued - in_time) * (1 - of_late)
        return self._fan(_share(early, early + late))

    @cached_property
    def due_on_time(self) -> Fan:
        """Of the cases whose 20 weeks end in the three months to each day, the share with a plan by
        then."""
        due, in_time = self.courses.due, self.courses.due_on_time
        return self._fan(_share(self._in_three_months(in_time), self._in_three_months(due)))

    @property
    def share_clearing(self) -> float:
        """The share of courses in which the backlog is gone within the horizon."""
        return float(np.isfinite(self._cleared).mean())

    @property
    def cleared_by(self) -> date | None:
        """The month's end by which half of the courses are clear; None for none."""
        middle = np.quantile(self._cleared, 0.5, method="inverted_cdf")
        return self.days[int(middle)] if np.isfinite(middle) else None

    @cached_property
    def _cleared(self) -> np.ndarray:
        """The first of three clear months of each course, as a position among `days`; inf."""
        late = self.courses.past[20][self.weeks]
        clear = late < GONE_SHARE * np.maximum(self.courses.open[self.weeks], 1)
        running = np.array(
            [clear[i : i + GONE_MONTHS].all(axis=0) for i in range(len(clear) - GONE_MONTHS + 1)]
        )
        return np.where(running.any(axis=0), running.argmax(axis=0).astype(float), np.inf)

    @property
    def _issued(self) -> tuple[np.ndarray, np.ndarray]:
        return self.courses.issued, self.courses.on_time

    def _in_three_months(self, weekly: np.ndarray) -> np.ndarray:
        upto = np.concatenate([np.zeros((1, weekly.shape[1])), np.cumsum(weekly, axis=0)])
        first = np.maximum(self.weeks - 13, 0)
        return upto[self.weeks] - upto[first]

    def _fan(self, values: np.ndarray) -> Fan:
        known = ~np.isnan(values).all(axis=1)
        found = np.full((len(values), len(QUANTILES)), np.nan)
        found[known] = np.nanquantile(values[known], QUANTILES, axis=1).T
        return Fan(self.days, found)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Part over whole; nan of none."""
    return np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)


@dataclass(frozen=True, eq=False)
class Forecast:
    """now: the queue and its rates. courses: by order of work, all of the same requests and room.
    chosen: the order that the reader looks at. front: what the courses are drawn from."""

    now: QueueNow
    levers: Levers
    chosen: str
    front: Front
    made: Callable[[str], Course]

    @property
    def orders(self) -> tuple[str, ...]:
        """Those of ORDERS that can be told: by risk only where open cases have flags of risk, of
        which public view knows none."""
        return tuple(each for each in ORDERS if each != RISK or self.now.flagged)

    def under(self, order: str) -> Course:
        """The course under one of `orders`, drawn when it is first asked for."""
        return self.made(order)

    @property
    def course(self) -> Course:
        """Under the chosen order."""
        return self.made(self.chosen)

    @property
    def needed(self) -> float:
        """Outcomes a week so that the backlog is gone in the weeks that the lever says."""
        return self.now.needed(self.levers["clear_in"])

    @property
    def can(self) -> float:
        """Outcomes a week that casework can finish with the levers, a year from now."""
        return float(self.front.rates.outcomes[:A_YEAR].mean())

    @property
    def loads(self) -> dict[str, float]:
        """Cases agreed a week over what each stage can do in the year to come, with the levers:
        psychology (where it is known) and casework; above 1 its queue grows."""
        rates = self.front.rates
        coming = rates.requests[:A_YEAR].mean() * (1 - rates.refused)
        room = {"psychology": rates.advices, "casework": rates.outcomes}
        return {
            stage: float(coming / max(each[:A_YEAR].mean(), 1e-9))
            for stage, each in room.items()
            if each is not None
        }

    @property
    def verdict(self) -> str:
        """clears, with_luck, grows or stays: of the chosen order, within the horizon."""
        share, past = self.course.share_clearing, self.course.past(20).values[:, 2]
        if share >= CLEARS:
            return "clears"
        if share >= WITH_LUCK:
            return "with_luck"
        return "grows" if past[-1] > self.now.past_20 else "stays"


def forecast(
    records: Records,
    levers: Levers = USUAL,
    order: str = AS_NOW,
    *,
    spread: float | None = None,
    runs: int = RUNS,
    seed: int = SEED,
    horizon: int = HORIZON,
) -> Forecast:
    """The forecast as at the selection's day, of the whole council, with nothing known later.

    spread: of the uncertain rates; None: as `findings.backtest` fits it for a year ahead. Raises as
    `queue_now`.
    """
    now = queue_now(records, horizon)
    own = own_productivity(records, now)
    if spread is None:
        spread = spreads_of(records.selection.council)[A_YEAR]
    asked = (levers, spread, runs, seed, horizon)
    key = ("front", records.selection.council, now.as_at, records.role, asked)
    front = records.store.cached(key, lambda: front_of(now, levers, own, spread, runs, seed))
    days, weeks = month_ends(now.as_at, horizon)

    def made(each: str) -> Course:
        used, higher = order_of(each, now, levers), all_at_risk(now) if each == RISK else None
        courses = records.store.cached((*key, each), lambda: run(front, used, higher))
        return Course(each, float(np.mean(used.share)), days, weeks, courses, now.exceptions)

    found = Forecast(now, levers, order, front, made)
    return found if order in found.orders else replace(found, chosen=AS_NOW)


def front_of(
    now: QueueNow, levers: Levers, own: Mapping[str, float], spread: float, runs: int, seed: int
) -> Front:
    """What comes in and how much can be done, with the levers."""
    rates = with_levers(now.rates, levers, now.calendar, own)
    return prepare(now.opening, replace(rates, spread=spread), runs, seed)


def order_of(order: str, now: QueueNow, levers: Levers) -> Order:
    """The order of work by its name; as now: with the share that the last half year shows."""
    if order == AS_NOW:
        return Order(IN_TIME, now.kept_in_time)
    if order == RISK:
        return Order(RISK, 1.0)
    return Order(order, levers["in_time"] / 100 if order == IN_TIME else 0.0)


def month_ends(as_at: date, horizon: int) -> tuple[tuple[date, ...], np.ndarray]:
    """The month ends within so many weeks of a day, and the whole weeks until each."""
    ends = [month_end(add_months(month_start(as_at), ahead)) for ahead in range(horizon // 4 + 2)]
    weeks = [(each, round((each - as_at).days / 7)) for each in ends]
    held = [(each, week) for each, week in weeks if 1 <= week <= horizon]
    return tuple(each for each, _ in held), np.array([week for _, week in held], int)


def scenario_of(levers: Levers, records: Records) -> planning.Scenario | None:
    """The named scenario that these levers are; None for the reader's own."""
    wanted = dict(levers.changed)
    for each in planning.scenarios().values():
        fits = each.la_code in ("", records.selection.council)
        if fits and wanted == {id: float(v) for id, v in each.levers.items()}:
            return each
    return None


@dataclass(frozen=True)
class Gain:
    """Cases finished more than if nothing changes, within the horizon, and pounds for each: the
    middle of the courses and the limits of 90%; inf where no more are finished."""

    cases: tuple[float, float, float]
    pounds: tuple[float, float, float]


def gain_of(records: Records, levers: Levers) -> Gain:
    """What the levers bring for what they cost, course by course against the same chance. Raises as
    `forecast`."""
    done = [
        (found.issued + found.no_plan).sum(axis=0)
        for each in (Levers(), levers.but(cost=0))
        for found in [forecast(records, each).course.courses]
    ]
    middle, low, high = np.quantile(done[1] - done[0], (0.5, 0.05, 0.95))
    cases = float(middle), float(low), float(high)
    each = tuple(levers["cost"] / n if n > 0 else np.inf for n in (middle, high, low))
    return Gain(cases, each)  # type: ignore[arg-type]


def settings_beside(levers: Levers) -> dict[str, Levers]:
    """Settings to stand side by side, by name: nothing changes, the reader's, the reader's with
    recruits three months late, and with requests up a third; none twice."""
    usual = Levers()
    found = {planning.scenarios()["as_now"].name: usual}
    if any(id not in ("clear_in", "in_time", "cost") for id, _ in levers.changed):
        found["As chosen"] = levers
    if any(levers[each] for each in ("psychologists", "officers", "support", "commissioned")):
        found["Recruits three months late"] = levers.but(late=min(levers["late"] + 3, 12))
    surge = planning.scenarios()["surge"]
    if levers["requests"] != surge.levers["requests"]:
        found[surge.name] = levers.but(**surge.levers)
    return found
