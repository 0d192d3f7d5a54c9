"""Disputes, exceptions and drafts of the cases, with the published numbers of each year."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import ArrayLike

from sendviz.simulate import fitting
from sendviz.simulate.days import dates, draw, number
from sendviz.simulate.exits import COUNTED, overturned
from sendviz.simulate.published import LAST_DAY, YEARS, Council

DISPUTES = (
    "request_mediation",
    "request_tribunal",
    "assessment_mediation",
    "assessment_tribunal",
    "other_mediation",
    "other_tribunal",
)
_OF_PLANS = (0.0, 0.0, 0.35, 0.2, 0.3, 0.35)
_OF_NO_PLANS = (0.0, 0.0, 0.2, 0.12, 0.0, 0.0)
_EXCEPTIONS_ELSEWHERE = 0.03
REASONS = (
    "School closed for four weeks or more",
    "Early years provider closed for four weeks or more",
    "Exceptional personal circumstances",
    "Absent from the area for four weeks or more",
)
_REASON_ODDS = (0.38, 0.07, 0.42, 0.13)
_DRAFTED_BUT_OPEN = 0.15


def flag(target: Council, cases: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """The cases with overturned refusals, the six dispute flags, exception, reason and draft (day
    or nan).
    """
    cases = _overturn(target, cases, rng)
    for name in DISPUTES:
        cases[name] = False
    _dispute(cases, cases["kind"] == "disputed", _OF_PLANS, rng, always=True)
    _dispute(cases, cases["kind"] == "no_plan", _OF_NO_PLANS, rng, always=False)
    _dispute_refusals(target, cases, rng)
    cases["exception"] = _exceptions(target, cases, rng)
    chosen = rng.choice(np.array(REASONS), len(cases), p=_REASON_ODDS)
    cases["exception_reason"] = pd.Series(chosen, cases.index).where(cases["exception"])
    cases["draft"] = _drafts(cases, rng)
    return cases


def year_of(numbers: ArrayLike) -> np.ndarray:
    """Calendar years of day numbers; 0 where missing."""
    return pd.Series(dates(numbers)).dt.year.fillna(0).astype(int).to_numpy()


def _overturn(target: Council, cases: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Some refusals end in a plan after all: kind 'overturned', left is the day the plan was
    issued.
    """
    cases = cases.copy()
    for year in YEARS:
        size = overturned(target, year)
        start, end = (number(pd.Timestamp(year + i, 1, 1).date()) for i in (0, 1))
        low = np.maximum(cases["decided"] + 110, start)
        high = np.minimum(cases["received"] + target.longest, end - 1)
        able = (cases["fate"] == "N") & (cases["kind"] == "") & (low < high - 4)
        odds = np.where(able & (start - cases["decided"] < 420), 1.0, 0.0)
        chosen = fitting.pick(rng, odds, size)
        first = low.iloc[chosen].to_numpy().astype(int)
        cases.loc[cases.index[chosen], "kind"] = "overturned"
        cases.loc[cases.index[chosen], "left"] = draw(
            rng, first, np.ones(370), first, high.iloc[chosen].to_numpy()
        ).astype(float)
    return _keep_known_stock(target, cases)


def _keep_known_stock(target: Council, cases: pd.DataFrame) -> pd.DataFrame:
    """A refusal that is overturned has waited since its request. Where it is known how many were
    open so long on a day, those who would be among them give their plans to others refused, or
    had theirs that day."""
    for stock in target.stocks:
        day = number(stock["day"])
        late, won = cases["received"] < day - stock["days"], cases["kind"].eq("overturned")
        for case in cases.index[won & late & cases["decided"].le(day) & cases["left"].gt(day)]:
            _give_away(target, cases, case, day)
    return cases


def _give_away(target: Council, cases: pd.DataFrame, case: int, day: int) -> None:
    issued = cases.at[case, "left"]
    able = cases["fate"].eq("N") & cases["kind"].eq("") & cases["decided"].le(issued - 110)
    able &= cases["received"].ge(issued - target.longest)
    for stock in target.stocks:
        known = number(stock["day"])
        able &= ~(cases["received"].lt(known - stock["days"]) & (issued > known))
    others = cases.index[able]
    if others.empty:
        cases.loc[case, "left"] = day
    else:
        cases.loc[others[0], ["kind", "left"]] = ["overturned", issued]
        cases.loc[case, ["kind", "left"]] = ["", np.nan]


def _dispute(
    cases: pd.DataFrame, inside: pd.Series, shares: Sequence[float], rng: Generator, always: bool
) -> None:
    drawn = rng.random((len(cases), len(DISPUTES))) < np.array(shares)
    if always:
        drawn[~drawn.any(axis=1), DISPUTES.index("other_mediation")] = True
    for name, column in zip(DISPUTES, drawn.T, strict=True):
        cases[name] = cases[name] | (inside & column)


def _dispute_refusals(target: Council, cases: pd.DataFrame, rng: Generator) -> None:
    """Mediation and appeals about a refusal; who was assessed after all had one or the other."""
    won = cases["kind"] == "overturned"
    by_appeal = rng.random(len(cases)) < 0.5
    cases["request_mediation"] |= won & ~by_appeal
    cases["request_tribunal"] |= won & by_appeal
    for year in YEARS:
        refused = (cases["cohort"] == year) & (cases["fate"] == "N")
        for name in ("mediation", "tribunal"):
            published = target.figure(f"requests_{name}", year)
            wanted = round(0.05 * refused.sum()) if published is None else published
            column = f"request_{name}"
            more = max(wanted - int((refused & cases[column]).sum()), 0)
            odds = np.where(refused & ~cases[column], 1.0 + 3 * cases["request_mediation"], 0.0)
            cases.iloc[
                fitting.pick(rng, odds, min(more, int((odds > 0).sum()))),
                cases.columns.get_loc(column),
            ] = True


def _exceptions(target: Council, cases: pd.DataFrame, rng: Generator) -> np.ndarray:
    """Exceptions among plans as published, on time and late apart; summer closures bring more of
    them.
    """
    found = cases["kind"].isin(["no_plan", "disputed"]) & (
        rng.random(len(cases)) < _EXCEPTIONS_ELSEWHERE
    )
    found = found.to_numpy(copy=True)
    month = pd.Series(dates(cases["received"])).dt.month.to_numpy()
    odds = np.where((month >= 3) & (month <= 7), 2.5, 1.0)
    issued = year_of(cases["left"].where(cases["kind"].isin(COUNTED)))
    on_time = (cases["kind"] == "on_time").to_numpy()
    for year in YEARS:
        quick, late = exceptions(target, year)
        for inside, size in ((on_time, quick), (~on_time, late)):
            found[fitting.pick(rng, np.where((issued == year) & inside, odds, 0.0), size)] = True
    return found


def exceptions(target: Council, year: int) -> tuple[int, int]:
    """Published plans with an exception: within 20 weeks, and later."""
    plans, quick = (
        target.needed(x, year) - target.needed(f"{x}_exc_exceptions", year)
        for x in ("plans_issued", "within_20_weeks")
    )
    return quick, plans - quick


def _drafts(cases: pd.DataFrame, rng: Generator) -> np.ndarray:
    """Two weeks to eleven before the plan; a few open cases have one already."""
    draft = np.full(len(cases), np.nan)
    last = cases["left"].where(cases["kind"].isin([*COUNTED, "disputed"])) - 15
    waiting = (cases["kind"] == "open") & (cases["decided"] < number(LAST_DAY) - 60)
    last = last.mask(waiting & (rng.random(len(cases)) < _DRAFTED_BUT_OPEN), number(LAST_DAY))
    some = np.flatnonzero(last.notna())
    high = last.to_numpy()[some].astype(int)
    low = np.maximum(high - 60, cases["decided"].to_numpy()[some].astype(int) + 12)
    draft[some] = draw(rng, high - 60, np.linspace(0.4, 1.6, 61), np.minimum(low, high), high)
    return draft
