"""Annual reviews of the plans, from 2020 on: meetings about a year apart, and the decision after
each.
"""

from datetime import date

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate.days import dates, number, office
from sendviz.simulate.people import MISSING
from sendviz.simulate.published import LAST_DAY, Council

_FROM = number(date(2020, 1, 1))
_FOUR_WEEKS = 28
_ROUNDS = 8
_AMENDED = 0.6
# Age on 31 August -> month and day by which the plan for the next phase is due (SEND Regulations
# 2014, reg. 18).
_TRANSFERS = {10: (2, 15), 15: (3, 31)}
_FIRST_TRANSFER_YEAR = 2024


def reviews(target: Council, plans: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """One row a meeting: plan (position), meeting, outcome, draft, decided and the phase transfer's
    two days.

    Days are day numbers or nan; plans need started, ceased, birth.
    """
    meetings = _meetings(target, plans, rng)
    found = _decided(target, meetings, plans, rng)
    found = _transferred(found, plans["birth"].to_numpy(), rng)
    return found.sort_values(["plan", "meeting"], ignore_index=True)


def _meetings(target: Council, plans: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    started, last = (
        plans["started"].to_numpy(),
        plans["ceased"].fillna(number(LAST_DAY) + 1).to_numpy(),
    )
    before = np.where(started < _FROM, _FROM - (_FROM - started) % 365, started)
    parts = []
    for _ in range(_ROUNDS):
        gap = np.where(
            rng.random(len(plans)) < target.story["reviews_in_time"],
            rng.integers(290, 365, len(plans)),
            367 + rng.exponential(110, len(plans)),
        )
        before = _working(before + gap.astype(int))
        held = np.flatnonzero(before < last)
        parts.append(pd.DataFrame({"plan": held, "meeting": before[held]}))
    return pd.concat(parts, ignore_index=True)


def _working(day: np.ndarray) -> np.ndarray:
    """The next working day, looking no further than two weeks ahead."""
    for _ in range(14):
        day = np.where(office(day) < 1, day + 1, day)
    return day


def _decided(
    target: Council, found: pd.DataFrame, plans: pd.DataFrame, rng: Generator
) -> pd.DataFrame:
    size = len(found)
    soon = rng.random(size) < target.story["review_decided_in_4_weeks"]
    lag = np.where(
        soon, rng.integers(9, _FOUR_WEEKS + 1, size), _FOUR_WEEKS + 1 + rng.exponential(55, size)
    )
    decided = found["meeting"] + lag.astype(int)
    known = decided <= number(LAST_DAY)
    ended = plans["ceased"].to_numpy()[found["plan"]] - found["meeting"].to_numpy()
    outcome = np.where(rng.random(size) < _AMENDED, "A", "M")
    outcome = np.where(ended < 150, "C", outcome)
    draft = found["meeting"] + (lag * rng.uniform(0.4, 0.95, size)).astype(int)
    return found.assign(
        outcome=np.where(known, outcome, MISSING),
        decided=decided.where(known),
        draft=draft.where(known & (outcome == "A")),
    )


def _transferred(found: pd.DataFrame, birth: np.ndarray, rng: Generator) -> pd.DataFrame:
    """Autumn reviews of the year before a phase transfer carry its due day and that of the final
    plan.
    """
    day = pd.Series(dates(found["meeting"]))
    autumn = ((day.dt.month >= 9) & (day.dt.year >= _FIRST_TRANSFER_YEAR)).to_numpy()
    august = np.array([number(date(y, 8, 31)) for y in day.dt.year])
    age = ((august - birth[found["plan"]]) / 365.25).astype(int)
    due = np.full(len(found), np.nan)
    for years, (month, last) in _TRANSFERS.items():
        here = autumn & (age == years)
        due[here] = [number(date(y + 1, month, last)) for y in day.dt.year[here]]
    late = np.where(
        rng.random(len(found)) < 0.7,
        -rng.integers(0, 20, len(found)),
        rng.integers(1, 90, len(found)),
    )
    final = np.fmax(due + late, found["draft"] + 14)
    final = np.where(np.isnan(due) | (final > number(LAST_DAY)), np.nan, final)
    return found.assign(phase_transfer_due=due, phase_transfer_final=final)
