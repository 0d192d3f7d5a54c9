"""The rates at which a council's cases move, read off the weeks of their steps."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from sendviz.stats.two_stages import Rates

OUTCOMES = ["plan", "no_plan"]
YEAR, HALF_YEAR, TWO_YEARS = 52, 26, 104
USUAL_TURNAROUND, DRAFTING = 3, 4
MOST_GROWTH, GROWTH_GOES_ON = 0.2, 0.5
# Months of evidence that weigh as much as "no season".
SHRUNK_BY = 24
# Under so many at risk a week's chance of a decision is that of all later weeks together.
FEWEST_AT_RISK, DECIDES_UNTIL = 20, 26


def rates_of(
    s: pd.DataFrame, as_at: date, history: int, horizon: int, turnaround: int, *, known: bool
) -> tuple[Rates, float, np.ndarray]:
    """The rates of a horizon with no uncertainty yet, the growth of requests a year, and the factor
    of output of each week to come. known: psychologists' advice is."""
    months = np.array([(as_at + timedelta(days=7 * week + 3)).month - 1 for week in range(horizon)])
    came = weekly_counts(s, "received", max(min(history, 4 * YEAR), 1))
    growth = growth_of(came)
    season, spread = season_of(came, as_at), _unevenness(came[:YEAR])
    done = s[s["way"].isin(OUTCOMES)]
    output = weekly_counts(done, "finished", min(max(history, 1), 3 * YEAR))
    calendar = season_of(output, as_at)[months]
    week = np.arange(horizon)
    mean = a_week(s, "received", YEAR) * season[months] * (1 + growth) ** ((week + 0.5) / YEAR)
    recent = done[done["finished"] < YEAR]
    decided = s[s["decided"].between(0, YEAR - 1)]
    rates = Rates(
        mean,
        spread,
        chance_of_decision(s),
        float(decided.loc[~decided["agreed"], "n"].sum() / max(decided["n"].sum(), 1)),
        chance_of_leaving(s),
        a_week(s, "advised", HALF_YEAR) * calendar if known else None,
        float(a_week(done, "finished", HALF_YEAR)) * calendar,
        float(recent.loc[recent["way"] == "no_plan", "n"].sum() / max(recent["n"].sum(), 1)),
        turnaround,
        DRAFTING,
        0.0,
    )
    return rates, growth, calendar


def a_week(s: pd.DataFrame, step: str, weeks: int) -> float:
    """How often a step was taken a week in the last weeks."""
    return float(s.loc[s[step].between(0, weeks - 1), "n"].sum()) / weeks


def weekly_counts(s: pd.DataFrame, step: str, weeks: int) -> np.ndarray:
    """How often a step was taken in each of the last weeks, the latest first."""
    there = s[s[step].between(0, weeks - 1)]
    return np.bincount(there[step].astype(int), there["n"], minlength=weeks).astype(float)


def growth_of(came: np.ndarray) -> float:
    """Half of the yearly growth of requests over the last three years, at most a fifth before it is
    halved; nought where less is known. Past forecasts were better with less growth."""
    if len(came) < 3 * YEAR or not came[2 * YEAR : 3 * YEAR].sum():
        return 0.0
    found = (came[:YEAR].sum() / came[2 * YEAR : 3 * YEAR].sum()) ** 0.5 - 1
    return float(np.clip(found, -MOST_GROWTH, MOST_GROWTH)) * GROWTH_GOES_ON


def season_of(weekly: np.ndarray, as_at: date) -> np.ndarray:
    """A factor for each month of the year: its weeks over the mean of their 52, shrunk towards 1 by
    n / (n + 24) of n months. All 1 with under three years."""
    years = len(weekly) // YEAR
    if years < 3:
        return np.ones(12)
    blocks = weekly[: years * YEAR].reshape(years, YEAR)
    level = blocks.mean(axis=1, keepdims=True)
    ratio = np.divide(blocks, level, out=np.ones_like(blocks), where=level > 0).ravel()
    days = (as_at - timedelta(days=7 * week + 3) for week in range(len(ratio)))
    months = np.array([each.month - 1 for each in days])
    weeks = np.maximum(np.bincount(months, minlength=12), 1)
    mean = np.bincount(months, ratio, minlength=12) / weeks
    shrunk = 1 + (mean - 1) * (12 * years) / (12 * years + SHRUNK_BY)
    return shrunk / shrunk.mean()


def _unevenness(weekly: np.ndarray) -> float:
    """Variance over mean of weekly counts, 1 at least and 4 at most."""
    mean = weekly.mean()
    return float(np.clip(weekly.var(ddof=1) / mean, 1, 4)) if mean and len(weekly) > 1 else 1.0


def chance_of_decision(s: pd.DataFrame) -> np.ndarray:
    """The chance of a decision in each week since the request, among those undecided at its start:
    a discrete Kaplan-Meier hazard over the last 52 weeks; the last value holds on."""
    left = s[["decided", "finished"]].max(axis=1).to_numpy(float)  # the earlier step, backwards
    received, n = s["received"].to_numpy(float), s["n"].to_numpy(float)
    first = np.where(np.isnan(left), 0, np.maximum(left, 0))
    seen = (received >= first) & (first < YEAR)
    low = np.maximum(received - (YEAR - 1), 0)[seen].astype(int)
    high = (received - first)[seen].astype(int)
    size = int(high.max(initial=0)) + 2
    risk = np.zeros(size)
    np.add.at(risk, low, n[seen])
    np.add.at(risk, high + 1, -n[seen])
    at_risk = np.cumsum(risk)[:-1]
    happened = s["decided"].between(0, YEAR - 1) & (s["received"] >= s["decided"])
    age = (s["received"] - s["decided"])[happened].astype(int)
    events = np.bincount(age, s.loc[happened, "n"], minlength=len(at_risk))[: len(at_risk)]
    return _held_on(events, at_risk)


def _held_on(events: np.ndarray, at_risk: np.ndarray) -> np.ndarray:
    until = DECIDES_UNTIL
    few = np.flatnonzero(at_risk < FEWEST_AT_RISK)
    until = min(until, int(few[0]) if few.size else len(at_risk))
    later = at_risk[until:].sum()
    tail = events[until:].sum() / later if later else 1.0
    young = events[:until] / np.maximum(at_risk[:until], 1)
    return np.clip(np.append(young, tail), 0, 1)


def chance_of_leaving(s: pd.DataFrame) -> float:
    """The chance a week of being withdrawn or moving, over the last 104 weeks."""
    left = s.loc[(s["way"] == "left") & s["finished"].between(0, TWO_YEARS - 1), "n"].sum()
    until = s["finished"].fillna(0).clip(lower=0)
    weeks = (s["received"].clip(upper=TWO_YEARS) - until).clip(lower=0)
    at_risk = float((weeks * s["n"]).sum())
    return float(left) / at_risk if at_risk else 0.0


def least_turnaround(s: pd.DataFrame) -> int:
    """The least weeks from agreement to advice: the middle of the fastest quarter of the last 52
    weeks, one to six; three where nobody had any."""
    given = s[s["advised"].between(0, YEAR - 1) & (s["decided"] >= s["advised"])]
    if given.empty:
        return USUAL_TURNAROUND
    weeks = (given["decided"] - given["advised"]).to_numpy(int)
    return int(np.clip(np.quantile(np.repeat(weeks, given["n"]), 0.125), 1, 6))
