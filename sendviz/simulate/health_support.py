"""Contacts with, and offers of support to, families that wait: few, and only since 2023."""

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate.health_flow import FIRST, LAST, working
from sendviz.simulate.health_plan import line, plan
from sendviz.simulate.people import drawn, shares

_SOONEST = 14
_ONCE_MORE, _ONCE_MORE_AFTER = 0.35, 90
_TAKEN_UP = (True, False, None)
_TAKEN_UP_ODDS = (58, 27, 15)
# The share of families in the EHC process is that of cases which have been open so many days.
_EHC_DAYS = 140


def while_waiting(found: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Contacts of referrals: referral_no, referral_ref, kind, offered (day number), taken_up.

    found: received, left, support (the share of families that half-way through the usual wait have
    been offered something) and half_way (days).
    """
    pace = -np.log1p(-found["support"].to_numpy(dtype=float)) / found["half_way"].to_numpy()
    first = _offered(found["received"].to_numpy() + _SOONEST, pace, rng)
    second = first + _SOONEST + rng.exponential(_ONCE_MORE_AFTER, len(found))
    second = np.where(rng.random(len(found)) < _ONCE_MORE, working(np.floor(second)), np.nan)
    left = found["left"].fillna(np.inf).to_numpy()
    keys = found[["referral_no", "referral_ref"]]
    both = [_kept(keys, day, left, rng) for day in (first, second)]
    return pd.concat(both, ignore_index=True)


def in_the_process(cases: dict[str, pd.DataFrame], share: float, rng: Generator) -> pd.DataFrame:
    """Contacts of EHC requests: case_ref, kind, offered (day number), taken_up."""
    request = cases["request"][["request_no", "received", "decided", "decision", "case_ref"]]
    ends = cases["assessment"].set_index("request_no")["outcome_date"]
    known = request[request["received"].between("2018-01-01", "2026-01-15")]
    known = known[known["decision"].isin(["Y", "A"])]
    received = _days(known["received"])
    left = _days(known["request_no"].map(ends))
    pace = np.full(len(known), -np.log1p(-share) / _EHC_DAYS)
    day = _offered(received + _SOONEST, pace, rng)
    return _kept(known[["case_ref"]], day, np.where(np.isnan(left), np.inf, left), rng)


def _days(column: pd.Series) -> np.ndarray:
    day = column.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(day), np.nan, day.astype(float))


def _offered(start: pd.Series, pace: np.ndarray, rng: Generator) -> np.ndarray:
    """The first offer after `start` at a pace a day that grows as the services learn to do it."""
    day = np.arange(FIRST, LAST + 1)
    growth = line(plan()["support_from"])
    grown = np.cumsum(np.where(day < growth.days[0], 0.0, growth.at(day)))
    begun = np.interp(start, day, grown)
    wanted = begun + rng.exponential(1.0, len(start)) / pace
    found = np.interp(wanted, grown + 1e-9 * np.arange(len(day)), day, right=np.nan)
    return working(np.ceil(found))


def _kept(keys: pd.DataFrame, day: pd.Series, left: pd.Series, rng: Generator) -> pd.DataFrame:
    """Only offers made while the family still waited."""
    here = (day <= LAST) & (day < left)
    kinds = plan()["support_kinds"]
    many = int(here.sum())
    taken = rng.choice(np.arange(3), many, p=shares(_TAKEN_UP_ODDS))
    return keys[here].assign(
        kind=drawn(kinds, many, rng),
        offered=day[here],
        taken_up=np.array(_TAKEN_UP, dtype=object)[taken],
    )
