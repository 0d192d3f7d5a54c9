"""From when on a list tells who left.

A list of "open, or closed since a day" looks complete, but of those who came before that day it
holds the slow ones only: whatever is counted before it is wrong. The day is found from the list
itself. Were it complete, children of one age of wait would have left as often before the day as
after it; on the day before which hardly any left, though many should have, the list begins to tell.

Example: of 30 children who asked in 2022 and 2023 nobody left before 2 January 2025, and since then
one in 150 of those who wait leaves each day. 30 waited for 500 days before: some 100 should have
left. The list tells from January 2025.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

AGES = np.array([0, 42, 98, 140, 182, 365, 100_000])  # edges in days since the request
SINCE = 5  # so many must have left since, to tell how often that is
EXPECTED, EXPECTED_SOON = (
    6,
    30,
)  # to have left before: where the list goes back a year, and where not
SURELY = 1.28  # standard errors: few say little of how often
HARDLY, QUARTER = 0.1, 0.25
YEAR, MONTH, EARLY = 365, 31, 10


def told_from(received: pd.Series, left: pd.Series, day: pd.Timestamp) -> pd.Timestamp | None:
    """The first day of the month from which on a list known to `day` tells who left; None if it
    does from its beginning, or has too few to say. left: missing for those who are still there.
    """
    known = received.notna() & (received <= day)
    began = received[known].min()
    if pd.isna(began):
        return None
    came = (received[known] - began).dt.days.to_numpy(float)
    last = float((day - began).days)
    gone = (left[known] - began).dt.days.to_numpy(float)
    gone = np.where(gone <= last, gone, np.nan)
    months = np.arange(MONTH, last + 1, MONTH)
    found = _began_to_tell(came, gone, last, months)
    if found is None:
        return None
    first = began + pd.Timedelta(days=found)
    # The first to leave do so some days after a month has begun.
    month = first.replace(day=1)
    return month if first.day <= EARLY else month + pd.DateOffset(months=1)


def open_only(received: pd.Series, left: pd.Series, day: pd.Timestamp) -> bool:
    """Whether hardly anybody ever left, though half a year and more of receipts are there: at the
    slowest one leaves for each year that children wait, taken together.
    """
    waited = (left.fillna(day).clip(upper=day) - received).dt.days.clip(lower=0).sum()
    slowest = waited / YEAR
    ended = int((left <= day).sum())
    return bool(slowest >= 2 * SINCE and ended <= HARDLY * slowest)


def told_open_only(thing: str, things: str) -> str:
    """The sentence on a list of which hardly anybody left."""
    return (
        f"no {thing} has ended: a list of open {things} alone does not tell how long those that "
        "ended took, nor how many came and left. Before its day all of that is not known."
    )


def told_cut(thing: str, began: pd.Timestamp, first: pd.Timestamp) -> str:
    """The sentence on a list that is cut by when its rows ended."""
    return (
        f"hardly any {thing} ended before {first:%B %Y}, though the first came in {began:%B %Y}: "
        f"this is a list of what is open or ended since. What is counted before {first:%B %Y} is "
        "not known. Say --from with another day if that is wrong, or load a list of all."
    )


def _began_to_tell(
    came: np.ndarray, gone: np.ndarray, last: float, days: np.ndarray
) -> float | None:
    """The day on which the first left of whom the list tells; None if it always did.

    Of the days before which hardly any left of those that should have, the likeliest (two rates
    against one) says that there is such a day; it is the first from which on they left as if often.
    """
    before = [(_lived(came, gone, day), _ended(came, gone, day)) for day in days]
    lived, ended = _lived(came, gone, last), _ended(came, gone, last + 1)
    best, at, rate = 0.0, None, np.zeros(len(AGES) - 1)
    for place, (day, (waited, left)) in enumerate(zip(days, before, strict=True)):
        since = ended - left
        if since.sum() < SINCE:
            break
        surely = np.clip(since - SURELY * np.sqrt(since), 0, None)
        often = np.divide(surely, lived - waited, out=np.zeros_like(lived), where=lived > waited)
        expected, n = float(often @ waited), float(left.sum())
        if expected < (EXPECTED if day >= YEAR else EXPECTED_SOON) or n > HARDLY * expected:
            continue
        better = expected - n + (n * np.log(n / expected) if n else 0.0)
        if better > best:
            best, at, rate = better, place, often
    if at is None:
        return None
    start = at
    for place in range(at - 1, -1, -1):
        waited, left = (there - then for there, then in zip(before[at], before[place], strict=True))
        own = before[place + 1][1].sum() - before[place][1].sum()
        if own and left.sum() >= QUARTER * (rate @ waited):
            start = place
    return float(np.nanmin(np.where(gone >= days[start], gone, np.nan)))


def _lived(came: np.ndarray, gone: np.ndarray, day: float) -> np.ndarray:
    """Days waited before a day, by age of the wait."""
    ages = np.clip(np.fmin(gone, day) - came, 0, None)
    upto = np.minimum(ages[:, None], AGES[None, :]).sum(axis=0)
    return np.diff(upto)


def _ended(came: np.ndarray, gone: np.ndarray, day: float) -> np.ndarray:
    """How many left before a day, by age of the wait."""
    ages = (gone - came)[gone < day]
    return np.histogram(ages, AGES)[0].astype(float)
