"""The queue of a council as known on a day, and the rates at which it moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sendviz.ask import Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.queue_rates import (
    DRAFTING,
    HALF_YEAR,
    OUTCOMES,
    USUAL_TURNAROUND,
    YEAR,
    a_week,
    chance_of_leaving,
    least_turnaround,
    rates_of,
    weekly_counts,
)
from sendviz.stats.courses import run
from sendviz.stats.order_of_work import IN_TIME, Order
from sendviz.stats.two_stages import LIMIT_WEEKS, Front, HigherRisk, Opening, Rates

HORIZON = 104
# Everyone is decided on by week 6 and has a plan by week 18.
HEALTHY_REQUESTS, HEALTHY_AGREED = 6, 12
FEWEST_FINISHED = 10
# So many weeks of age weigh as much as the whole share in time: late cases are not taken strictly
# by age anywhere, so age tells less of the order.
WEEKS_AS_MUCH = 200


class TooFew(BadSelection):
    """Too few cases were finished to tell what is to come."""


@dataclass(frozen=True, eq=False)
class QueueNow:
    """steps: as `weekly_steps`. opening, rates: where a forecast starts and how it goes, with no
    uncertainty yet. requests, agreed: a week in the last 52; advices (None where not known),
    outcomes: a week in the last 26. calendar: the factor of output of each week to come.
    kept_in_time: the share of the work that goes first to cases still in time. quiet: open cases
    without a step for two years, left out. exceptions: the share of plans issued in time, and of
    late ones, that were exceptions in the last 52 weeks.
    """

    as_at: date
    steps: pd.DataFrame
    opening: Opening
    rates: Rates
    requests: float
    agreed: float
    advices: float | None
    outcomes: float
    growth: float
    calendar: np.ndarray
    kept_in_time: float
    quiet: int
    exceptions: tuple[float, float] = (0.0, 0.0)

    @property
    def past_20(self) -> int:
        """Open cases past 20 weeks, by whole weeks."""
        s = self.steps
        return int(s.loc[(s["way"] == "open") & (s["received"] >= LIMIT_WEEKS), "n"].sum())

    @property
    def flagged(self) -> int:
        """Open cases with any flag of risk; nought in public view."""
        s = self.steps
        return int(s.loc[(s["way"] == "open") & (s["flags"] > 0), "n"].sum())

    @property
    def healthy(self) -> float:
        """How many are open where everybody is in time: 6 x requests + 12 x agreed."""
        return HEALTHY_REQUESTS * self.requests + HEALTHY_AGREED * self.agreed

    def needed(self, weeks: float) -> float:
        """Plans and decisions not to issue one a week so that the backlog is gone in so many weeks:
        agreed + (open - healthy) / weeks."""
        return max(self.agreed + (self.opening.total - self.healthy) / weeks, 0.0)


def queue_now(records: Records, horizon: int = HORIZON) -> QueueNow:
    """The queue as known on the selection's day. Raises NotAllowed as `weekly_steps` does, and
    TooFew where fewer than ten cases were finished in the half year before."""
    as_at = records.selection.as_at
    history = max((as_at - records.first_day).days // 7, 0)
    key = ("queue_now", records.selection.council, as_at, records.role, horizon)
    return records.store.cached(
        key, lambda: queue_of(records.weekly_steps(), as_at, history, horizon)
    )


def queue_of(steps: pd.DataFrame, as_at: date, history: int, horizon: int = HORIZON) -> QueueNow:
    """The same from the steps of cases known on a day. history: whole weeks of records before it;
    of requests before those only the late ones are known."""
    quiet = int(steps.loc[steps["quiet"], "n"].sum())
    s = _plain(steps[~steps["quiet"]])
    finished = s[s["way"].isin(OUTCOMES) & (s["finished"] < HALF_YEAR)]
    if finished["n"].sum() < FEWEST_FINISHED:
        raise TooFew(
            f"Fewer than {FEWEST_FINISHED} cases were finished in the half year to "
            f"{as_at.isoformat()}: too few to tell what is to come."
        )
    known = _knows_advice(s)
    turnaround = least_turnaround(s) if known else USUAL_TURNAROUND
    opening = opening_of(s, 0, turnaround, known=known)
    rates, growth, calendar = rates_of(s, as_at, history, horizon, turnaround, known=known)
    decided = s[s["decided"].between(0, YEAR - 1)]
    return QueueNow(
        as_at,
        s,
        opening,
        rates,
        a_week(s, "received", YEAR),
        float(decided.loc[decided["agreed"], "n"].sum()) / YEAR,
        a_week(s, "advised", HALF_YEAR) if known else None,
        float(finished["n"].sum()) / HALF_YEAR,
        growth,
        calendar,
        fitted_share(s, turnaround, known=known),
        quiet,
        exceptions_of(s),
    )


def exceptions_of(s: pd.DataFrame) -> tuple[float, float]:
    """The share of plans issued in time, and of late ones, that were exceptions in 52 weeks."""
    plans = s[(s["way"] == "plan") & (s["finished"] < YEAR)]
    early, late = (plans[plans["in_time"] == in_time] for in_time in (True, False))
    shares = [(of["exception"] * of["n"]).sum() / max(of["n"].sum(), 1) for of in (early, late)]
    return float(shares[0]), float(shares[1])


def _plain(steps: pd.DataFrame) -> pd.DataFrame:
    """Weeks as numbers, nan where it has not happened."""
    weeks = {
        name: steps[name].astype(float) for name in ("received", "decided", "advised", "finished")
    }
    return steps.assign(**weeks).reset_index(drop=True)


def _knows_advice(s: pd.DataFrame) -> bool:
    """Whether psychologists' advice is recorded: of most of those finished in the last year."""
    done = s[s["way"].isin(OUTCOMES) & (s["finished"] < YEAR)]
    return bool(done.loc[done["advised"].notna(), "n"].sum() > done["n"].sum() / 2)


def opening_of(s: pd.DataFrame, back: int, turnaround: int, *, known: bool) -> Opening:
    """The queue as it stood so many weeks before the as-at day. known: there is a stage of
    psychology."""
    there = s[(s["received"] >= back) & ~(s["finished"] >= back)]
    age = (there["received"] - back).astype(int).to_numpy()
    n, ages = there["n"].to_numpy(float), max(int(age.max(initial=0)) + 1, LIMIT_WEEKS + 1)
    agreed_for = _weeks_since(there["decided"], back, there["agreed"])
    advised_for = _weeks_since(there["advised"], back, there["agreed"])
    lag = max(DRAFTING, 6 - turnaround)
    if not known:
        advised_for, turnaround, lag = agreed_for, 0, lag + turnaround
    agreed, advised = ~np.isnan(agreed_for), ~np.isnan(advised_for)

    def held(which: np.ndarray) -> np.ndarray:
        return np.bincount(age[which], n[which], minlength=ages).astype(np.int32)

    drafted = _to_go(held, advised_for, advised, lag)
    ready = _to_go(held, agreed_for, agreed & ~advised, turnaround)
    issued = s[(s["way"] == "plan") & s["in_time"] & (s["finished"] >= back)]
    weeks = (issued["received"] - back).astype(int)
    early = np.bincount(weeks, issued["n"], minlength=ages)[:ages].astype(np.int32)
    return Opening(
        held(~agreed & ~advised),
        ready,
        held(agreed & ~advised & ~(agreed_for < turnaround)),
        drafted,
        held(advised & (advised_for >= lag)),
        early,
    )


def _to_go(
    held: Callable[[np.ndarray], np.ndarray], since: np.ndarray, which: np.ndarray, lag: int
) -> np.ndarray:
    """By the week in which they will be ready for the next stage."""
    rows = [held(which & (since == lag - week)) for week in range(1, lag + 1)]
    return np.array(rows) if rows else np.zeros((0, len(held(which))), np.int32)


def _weeks_since(step: pd.Series, back: int, agreed: pd.Series) -> np.ndarray:
    """Whole weeks since a step that was taken by then; of those agreed on an unknown day, many."""
    weeks = step.to_numpy(float) - back
    undated = (agreed & step.isna()).to_numpy() if step.name == "decided" else False
    weeks = np.where((weeks >= 0) & agreed.to_numpy(), weeks, np.nan)
    return np.where(undated, 999.0, weeks)


def highest_risk(now: QueueNow, many: int) -> Opening:
    """The part of the opening queue that holds so many of the highest risk."""
    there = now.steps[(now.steps["way"] == "open") & (now.steps["flags"] > 0)]
    there = there.sort_values(["flags", "received"], ascending=False, kind="stable")
    before = there["n"].cumsum() - there["n"]
    chosen = there.assign(n=(many - before).clip(0, there["n"]))
    known = now.advices is not None
    found = opening_of(chosen, 0, now.rates.turnaround, known=known)
    return _as_long(found, now.opening.ages)


def all_at_risk(now: QueueNow) -> HigherRisk:
    """Every open case with a flag, and the share of requests to come that will have one, as in the
    last 52 weeks."""
    came = now.steps[now.steps["received"] < YEAR]
    flagged = came.loc[came["flags"] > 0, "n"].sum()
    return HigherRisk(highest_risk(now, now.flagged), float(flagged / max(came["n"].sum(), 1)))


def _as_long(opening: Opening, ages: int) -> Opening:
    """The same with as many weeks since the request told apart."""
    more = ages - opening.ages
    return Opening(
        *(np.pad(each, [(0, 0)] * (each.ndim - 1) + [(0, more)]) for each in opening.parts)
    )


def fitted_share(s: pd.DataFrame, turnaround: int, *, known: bool) -> float:
    """The share of the work that goes first to cases still in time which best gives, from the queue
    of 26 weeks ago, the share in time and the age of what was finished since; in tenths."""
    done = s[s["way"].isin(OUTCOMES) & (s["finished"] < HALF_YEAR)]
    plans = done[done["way"] == "plan"]
    if plans["n"].sum() == 0:
        return 0.0
    in_time = (plans["in_time"] * plans["n"]).sum() / plans["n"].sum()
    age = ((done["received"] - done["finished"]) * done["n"]).sum() / done["n"].sum()
    shares = np.linspace(0, 1, 11)
    found = run(_replay(s, turnaround, len(shares), known=known), Order(IN_TIME, shares))
    issued = np.maximum(found.issued.sum(axis=0), 1)
    all_done = np.maximum(issued + found.no_plan.sum(axis=0), 1)
    distance = np.hypot(
        found.on_time.sum(axis=0) / issued - in_time,
        (found.age.sum(axis=0) / all_done - age) / WEEKS_AS_MUCH,
    )
    return float(shares[int(distance.argmin())])


def _replay(s: pd.DataFrame, turnaround: int, runs: int, *, known: bool) -> Front:
    """The last 26 weeks as they went, but for the order of work: what was agreed, how many advices
    were given and how many cases finished in each week."""
    opening = opening_of(s, HALF_YEAR, turnaround, known=known)
    done = s[s["way"].isin(OUTCOMES)]
    none = int(done.loc[(done["way"] == "no_plan") & (done["finished"] < HALF_YEAR), "n"].sum())
    total = int(done.loc[done["finished"] < HALF_YEAR, "n"].sum())
    flat = np.zeros(HALF_YEAR)
    rates = Rates(
        flat, 1.0, np.ones(1), 0.0, chance_of_leaving(s), flat if known else None, flat,
        none / max(total, 1), turnaround, DRAFTING, 0.0,
    )  # fmt: skip
    weeks = HALF_YEAR - 1 - np.arange(HALF_YEAR)
    agreed = tuple(_agreed_in(s, opening.ages, int(week), runs) for week in weeks)

    def room(of: pd.DataFrame, step: str) -> np.ndarray:
        each = weekly_counts(of, step, HALF_YEAR)[::-1, None]
        return np.repeat(each, runs, axis=1).astype(np.int32)

    held = np.zeros((HALF_YEAR + 1, 4, runs), np.int32)
    oldest = np.full((HALF_YEAR + 1, runs), opening.ages + HALF_YEAR)
    advices = room(s, "advised") if known else None
    late = np.zeros((HALF_YEAR + 1, runs), np.int32)
    outcomes = room(done, "finished")
    return Front(opening, rates, runs, 1, agreed, held, oldest, late, advices, outcomes)


def _agreed_in(s: pd.DataFrame, ages: int, week: int, runs: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and counts of those agreed so many weeks ago."""
    there = s[s["agreed"] & (s["decided"] == week)]
    rows = (ages - 1 + HALF_YEAR - there["received"]).astype(int)
    size = np.bincount(rows, there["n"], minlength=1).astype(np.int32)
    some = np.flatnonzero(size)
    return some, np.repeat(size[some, None], runs, axis=1)
