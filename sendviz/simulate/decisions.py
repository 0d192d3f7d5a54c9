"""When each request was decided, so that the decisions of every year come out as published."""

from contextlib import suppress
from datetime import date

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate import fitting
from sendviz.simulate.cohorts import Cohort, cohorts, likely_undecided, quick_decisions
from sendviz.simulate.days import draw, number
from sendviz.simulate.published import FIRST_DAY, LAST_DAY, REFERENCE, Council

LIMIT = 42
# Published decisions leave so little room that a draw can fail; the next one need not.
_ATTEMPTS = 15
_QUICKEST, _LAST_STEP = 5, 35
# Refusals within 20 weeks, or soon after the reference date: only children to be assessed wait much
# longer.
_LONGEST_OTHER, _LONGEST_LATE = 139, 250
_DATED_WITHDRAWALS = 0.08
_LAG = np.arange(420)
_QUICK = np.where(_LAG <= LIMIT, np.exp((_LAG - LIMIT) / 9.0) + 0.12, 0.0)
_SLOW = np.where(_LAG > LIMIT, np.exp(-(_LAG - LIMIT) / 24.0), 0.0)


def decide(target: Council, cases: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """The cases with decided and withdrawn_on (day numbers or nan). Raises fitting.Infeasible."""
    for _ in range(_ATTEMPTS - 1):
        with suppress(fitting.Infeasible):
            return _decide(target, cases, rng)
    return _decide(target, cases, rng)


def _decide(target: Council, cases: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    limits = _limits(cases)
    groups = pd.Series("", cases.index)
    for cohort in cohorts(target).values():
        _group(cohort, cases, limits, groups, rng)
    _narrow(cases, limits, groups)
    decided = _days(target, cases, limits, rng)
    return cases.assign(decided=decided, withdrawn_on=_withdrawals(cases, groups, rng))


def _limits(cases: pd.DataFrame) -> pd.DataFrame:
    """First and last possible day of the decision (low, high) of each case, the year left open."""
    received = cases["received"]
    last = (cases["left"] - _LAST_STEP).where(cases["fate"] == "Y", received + _LONGEST_LATE)
    high = last.fillna(number(LAST_DAY)).clip(upper=number(LAST_DAY))
    low = (received + _QUICKEST).where(cases["cohort"] >= FIRST_DAY.year, received + 10)
    waited = (cases["cohort"] < FIRST_DAY.year) & (cases["fate"] == "N")
    low = low.where(~waited, np.maximum(low, number(FIRST_DAY)))
    return pd.DataFrame({"low": low.astype(int), "high": high.astype(int), "year": 0})


def _group(
    cohort: Cohort, cases: pd.DataFrame, limits: pd.DataFrame, groups: pd.Series, rng: Generator
) -> None:
    """Mark those decided after the reference date ('late') and those decided in January before it
    ('january').
    """
    day, new_year = number(REFERENCE[cohort.year]), number(date(cohort.year + 1, 1, 1))
    mine = cases["cohort"] == cohort.year
    odds = likely_undecided(cases["received"], day)
    for fate, size in (
        ("Y", cohort.later_agreed),
        ("N", cohort.later_refused),
        ("W", cohort.later_withdrawn),
    ):
        able = mine & (cases["fate"] == fate) & ((limits["high"] > day + 3) | (fate == "W"))
        groups.iloc[fitting.pick(rng, np.where(able, odds, 0.0), size)] = "late"
    able = (
        mine
        & cases["fate"].isin(["Y", "N"])
        & (groups == "")
        & (cases["received"] > new_year - 130)
    )
    able &= np.maximum(limits["low"], new_year) <= np.minimum(limits["high"], day)
    age = new_year + 8 - cases["received"]
    fits = np.exp(-(((age - 31) / 8.0) ** 2) / 2) + 1e-4 + 1e6 * (cases["received"] > new_year - 9)
    groups.iloc[fitting.pick(rng, np.where(able, fits, 0.0), cohort.january)] = "january"


def _narrow(cases: pd.DataFrame, limits: pd.DataFrame, groups: pd.Series) -> None:
    """Take the groups into the limits, and set the calendar year of the decision."""
    for year, reference in REFERENCE.items():
        mine, day = cases["cohort"] == year, number(reference)
        new_year, next_one = number(date(year + 1, 1, 1)), number(date(year + 2, 1, 1))
        spans = {
            "": (0, new_year - 1),
            "january": (new_year, day),
            "late": (day + 1, min(day + 330, next_one - 1)),
        }
        for group, (first, last) in spans.items():
            here = mine & (groups == group)
            limits.loc[here, "low"] = np.maximum(limits.loc[here, "low"], first)
            limits.loc[here, "high"] = np.minimum(limits.loc[here, "high"], last)
            limits.loc[here, "year"] = year if group == "" else year + 1
    refused = (cases["fate"] == "N") & (groups != "late")
    limits["high"] = limits["high"].mask(
        refused, np.minimum(limits["high"], cases["received"] + _LONGEST_OTHER)
    )


def _days(target: Council, cases: pd.DataFrame, limits: pd.DataFrame, rng: Generator) -> np.ndarray:
    decided = np.full(len(cases), np.nan)
    made = cases["fate"].isin(["Y", "N"]).to_numpy()
    received = cases["received"].to_numpy()
    quick = np.zeros(len(cases), dtype=bool)
    for year in np.unique(limits["year"][made]):
        here = np.flatnonzero(made & (limits["year"] == year))
        quick[here] = _quick(target, int(year), received[here], limits.iloc[here], rng)
    low, high = limits["low"].to_numpy(), limits["high"].to_numpy()
    soon, slow = np.flatnonzero(made & quick), np.flatnonzero(made & ~quick)
    decided[soon] = draw(
        rng, received[soon], _QUICK, low[soon], np.minimum(high, received + LIMIT)[soon]
    )
    decided[slow] = draw(
        rng, received[slow], _SLOW, np.maximum(low, received + LIMIT + 1)[slow], high[slow]
    )
    return decided


def _quick(
    target: Council, year: int, received: np.ndarray, limits: pd.DataFrame, rng: Generator
) -> np.ndarray:
    """Which of a year's decisions come within six weeks, as many as were published."""
    able = np.maximum(limits["low"], received) <= np.minimum(limits["high"], received + LIMIT)
    must = able & (np.maximum(limits["low"], received + LIMIT + 1) > limits["high"])
    share, count = _published_share(target, year), quick_decisions(target, year)
    free = able & ~must
    size = int(share * len(received) if count is None else count) - int(must.sum())
    size = int(np.clip(size, 0, free.sum())) if count is None else size
    if (
        size < 0
        or count is not None
        and len(received) - count != target.figure("decision_over_6_weeks", year)
    ):
        raise fitting.Infeasible(
            f"{target.la_code}: decisions within six weeks of {year} do not come out"
        )
    quick = must.to_numpy().copy()
    quick[fitting.pick(rng, np.where(free, _odds(target, received), 0.0), size)] = True
    return quick


def _odds(target: Council, received: np.ndarray) -> np.ndarray:
    """Odds of a decision within six weeks, gliding from one year's published share to another and
    by way of what the calibration file says between them.
    """
    share = {number(date(year, 7, 2)): _published_share(target, year) for year in range(2020, 2027)}
    for day, part in target.story.get("quick_in", {}).items():
        share[number(date.fromisoformat(day))] = part
    days = sorted(share)
    now = np.interp(received + LIMIT, days, [share[day] for day in days])
    return now / (1 - now)


def _published_share(target: Council, year: int) -> float:
    within = target.figure("decision_within_6_weeks", year)
    if within is None:
        given = target.figure("decision_within_6_weeks", 2025) if year > 2025 else None
        share = (
            target.story["quick_before_2023"] if given is None else _published_share(target, 2025)
        )
    else:
        share = within / (within + target.needed("decision_over_6_weeks", year))
    return float(np.clip(share, 0.02, 0.985))


def _withdrawals(cases: pd.DataFrame, groups: pd.Series, rng: Generator) -> np.ndarray:
    """Days of withdrawal: known for those after the reference date and for a few more. SEN2 has no
    such date.
    """
    day = np.full(len(cases), np.nan)
    curve = np.exp(-np.arange(160) / 70.0)
    for year, reference in REFERENCE.items():
        gone = (cases["cohort"] == year) & (cases["fate"] == "W")
        late = np.flatnonzero(gone & (groups == "late"))
        after = np.full(len(late), number(reference))
        day[late] = draw(rng, after, curve, after + 1, np.minimum(after + 150, number(LAST_DAY)))
        early = np.flatnonzero(
            gone & (groups == "") & (rng.random(len(cases)) < _DATED_WITHDRAWALS)
        )
        received = cases["received"].to_numpy()[early]
        last = np.minimum(received + 100, number(reference))
        day[early] = draw(rng, received, curve, received + 2, last)
    return day
