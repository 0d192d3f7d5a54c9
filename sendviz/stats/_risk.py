"""The risk table behind every survival curve: who is still waiting on each day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sendviz.stats._numbers import Numbers, check_counts, same_length, vector


@dataclass(frozen=True)
class RiskTable:
    """Per distinct day from day 0: cases that finish, are censored, enter late, and are at risk."""

    day: np.ndarray
    events: np.ndarray
    censored: np.ndarray
    entered: np.ndarray
    at_risk: np.ndarray


def risk_table(
    day: Numbers, events: Numbers, censored: Numbers, entered: Numbers | None = None
) -> RiskTable:
    """The table of counted cases, sorted, with a row for day 0 and equal days added up.

    A case is at risk from its day of entry to its last day, both included. Those who never enter
    late are there from day 0. Raises ValueError for lists of unequal length, negative or missing
    numbers, or more cases leaving than waiting.
    """
    days, events, censored, entered = _checked(day, events, censored, entered)
    at_risk = _at_risk(events + censored, entered)
    _check_leavers(days, at_risk, events + censored)
    return RiskTable(days, events, censored, entered, at_risk)


def _checked(day: Numbers, *counts: Numbers | None) -> list[np.ndarray]:
    """Distinct days with 0 among them, and the counts added up on them; none given are noughts."""
    day = vector(day, "day")
    rows = [np.zeros(len(day)) if each is None else vector(each, "counts") for each in counts]
    same_length(day=day, events=rows[0], censored=rows[1], entered=rows[2])
    for each in (day, *rows):
        if np.isnan(check_counts(each, "days and counts")).any():
            raise ValueError("days and counts must all be known")
    days = np.unique(np.concatenate([[0.0], day]))
    return [days, *(add_up(days, day, row) for row in rows)]


def _at_risk(out: np.ndarray, entered: np.ndarray) -> np.ndarray:
    at_start = out.sum() - entered.sum()
    return at_start + np.cumsum(entered) - np.cumsum(out) + out


def _check_leavers(days: np.ndarray, at_risk: np.ndarray, out: np.ndarray) -> None:
    wrong = np.flatnonzero((at_risk < out) | (at_risk < 0))
    if wrong.size:
        first = wrong[0]
        raise ValueError(
            f"on day {days[first]:g}, {out[first]:g} cases leave but {at_risk[first]:g} are "
            "waiting: check that nobody enters after leaving"
        )


def count_by_day(
    days: Numbers, finished: ArrayLike, entered: Numbers | None = None
) -> tuple[np.ndarray, ...]:
    """Distinct days with events, censored and late entries, from one row a case.

    Raises ValueError for days that are negative or not known, or an entry after the last day.
    """
    days = vector(days, "days")
    finished = np.atleast_1d(np.asarray(finished, dtype=bool))
    entered = np.zeros(len(days)) if entered is None else vector(entered, "entered")
    same_length(days=days, finished=finished, entered=entered)
    if np.isnan(days).any() or np.isnan(entered).any() or (days < 0).any() or (entered < 0).any():
        raise ValueError("days must all be known and 0 or more")
    if (entered > days).any():
        raise ValueError("a case cannot enter after its last day")
    distinct, place = np.unique(np.concatenate([days, entered]), return_inverse=True)
    last, first = place[: len(days)], place[len(days) :]
    size = len(distinct)
    events = np.bincount(last[finished], minlength=size)
    censored = np.bincount(last[~finished], minlength=size)
    late = np.bincount(first[entered > 0], minlength=size)
    return distinct, events, censored, late


def waiting_on(table: RiskTable, days: np.ndarray) -> np.ndarray:
    """Cases at risk on any days, asked of a table that need not list them."""
    out = np.concatenate([[0.0], np.cumsum(table.events + table.censored)])
    entered = np.concatenate([[0.0], np.cumsum(table.entered)])
    at_start = out[-1] - entered[-1]
    came = entered[np.searchsorted(table.day, days, side="right")]
    left = out[np.searchsorted(table.day, days, side="left")]
    return at_start + came - left


def add_up(days: np.ndarray, day: np.ndarray, counts: ArrayLike) -> np.ndarray:
    """Counts given by `day`, added up on sorted `days`, 0 where none; other days are left out."""
    place = np.searchsorted(days, day)
    listed = np.flatnonzero(np.isin(day, days))
    found = np.bincount(place[listed], np.asarray(counts, float)[listed], minlength=len(days))
    # numpy gives whole numbers for an empty list, which could not hold the shares that follow.
    return found.astype(float)
