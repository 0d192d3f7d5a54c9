"""The faults of real line lists, a few rows each, in pathways on which no claim rests."""

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate.days import number
from sendviz.simulate.health_flow import LAST

_FORGOTTEN = number(pd.Timestamp("2015-03-17").date())
_EACH = 6


def spoil(found: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """The referrals with contacts before the referral, second open lines of the same child, births
    after the referral and one referral that has stood open since 2015. Days are numbers.
    """
    out = found.reset_index(drop=True)
    paediatrics, open_now = out["pathway"].eq("paediatrics"), out["left"].isna()
    early = _some(out, paediatrics & out["accepted"].notna() & open_now, rng)
    out.loc[early, "first_contact"] = out.loc[early, "received"] - rng.integers(5, 60, len(early))
    unborn = _some(out, paediatrics & ~open_now & ~_of_cases(out), rng)
    out.loc[unborn, "birth"] = out.loc[unborn, "received"] + 40.0
    return pd.concat([out, _twice(out, rng), _forgotten(out, rng)], ignore_index=True)


def _some(found: pd.DataFrame, among: pd.Series, rng: Generator) -> np.ndarray:
    return rng.choice(np.flatnonzero(among), _EACH, replace=False)


def _of_cases(found: pd.DataFrame) -> pd.Series:
    """Children whom an EHC case tells of: their traits stand there too."""
    return ~found["person_id"].str.contains("-H")


def _twice(found: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """The same children once more, referred again while the first line is open."""
    one = found["pathway"].eq("adhd") & found["left"].isna() & (found["received"] < LAST - 120)
    again = found.loc[_some(found, one, rng)].copy()
    again["received"] = again["received"] + rng.integers(20, 60, len(again))
    again["accepted"] = again["received"] + 14
    return again.assign(first_contact=np.nan, missed_on=np.nan)


def _forgotten(found: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    fit = found["pathway"].eq("paediatrics") & found["left"].isna() & ~_of_cases(found)
    one = found.loc[_some(found, fit & found["first_contact"].isna(), rng)[:1]].copy()
    return one.assign(
        received=float(_FORGOTTEN),
        accepted=_FORGOTTEN + 14.0,
        birth=_FORGOTTEN - 4 * 365.25,
        person_id=one["person_id"] + "-2015",
        missed_on=np.nan,
    )
