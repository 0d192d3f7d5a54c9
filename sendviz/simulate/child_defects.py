"""The faults of real lists of children, as the inspection's checker finds them: more of them on the
older day, and in one district of each council."""

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate.child_traits import MADE_UP
from sendviz.simulate.published import Council

_SHARES = MADE_UP["defects"]
# Columns that are left out, under the name of the fault.
_BLANK = {
    "need": ("need",),
    "ethnicity": ("ethnicity",),
    "sex": ("sex",),
    "birth_date": ("birth_date",),
    "main_phase": ("main_phase",),
    "main_urn": ("main_urn",),
    "disability": ("disability",),
    "number": ("upn",),
    "pupil_premium": ("pupil_premium",),
    "first_issued": ("first_issued",),
}
_TOO_OLD = 5  # plans of young people past their 26th birthday


def spoil(told: pd.DataFrame, target: Council, times: float, rng: Generator) -> pd.DataFrame:
    """The list with faults, `times` as often as on the newer day; each is found by a check."""
    plain = (~told["status"].eq("ehc_plan")).to_numpy().astype(int)
    worst = told["district"].eq(target.places["district"].iloc[-1]).to_numpy()
    out = told.copy()

    def hit(name: str, among: pd.Series | bool = True) -> pd.Series:
        odds = np.array(_SHARES[name])[plain] / 100 * times
        odds = np.where(worst, odds * _SHARES["worst_district"], odds)
        return pd.Series(rng.random(len(told)) < odds, told.index) & among

    for name, columns in _BLANK.items():
        for column in columns:
            out[column] = out[column].astype("object").mask(hit(name), None)
    known = out["social_care"].notna() & out["social_care"].ne("none")
    wrong = hit("team_without_yes", ~known)
    out["social_care_team"] = out["social_care_team"].mask(wrong, "family_support")
    lacks = hit("yes_without_team", known)
    out["social_care_team"] = out["social_care_team"].mask(lacks, None)
    out["social_care"] = out["social_care"].mask(lacks, "known")
    out = _wrong_figures(out, hit("absence_over_100", out["sessions_possible"].notna()))
    early = hit("updated_before_issued", out["updated_on"].notna())
    out["updated_on"] = out["updated_on"].mask(early, out["first_issued"] - pd.Timedelta("40D"))
    ahead = hit("last_review_ahead", out["last_review"].notna())
    out["last_review"] = out["last_review"].mask(ahead, out["last_review"] + pd.Timedelta("3660D"))
    return _twice(_too_old(out), hit("twice"))


def _wrong_figures(out: pd.DataFrame, wrong: pd.Series) -> pd.DataFrame:
    """More sessions missed than were possible."""
    many = out["sessions_possible"] + 12
    return out.assign(sessions_missed=out["sessions_missed"].mask(wrong, many))


def _too_old(out: pd.DataFrame) -> pd.DataFrame:
    """The oldest young people with a plan, two years older: their plans ought to have ended."""
    planned = out[out["status"].eq("ehc_plan") & out["birth_date"].notna()]
    oldest = planned.sort_values("birth_date", kind="stable").index[:_TOO_OLD]
    born = pd.to_datetime(out["birth_date"])
    return out.assign(birth_date=born.mask(born.index.isin(oldest), born - pd.DateOffset(years=2)))


def _twice(out: pd.DataFrame, again: pd.Series) -> pd.DataFrame:
    """Children who stand in the list twice, as where the school's list is older than a plan."""
    return pd.concat([out, out[again]], ignore_index=True)
