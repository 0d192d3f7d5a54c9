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
_NOT_CLOSED = 5
_LONG_AGO = pd.Timestamp(2016, 5, 12)


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
            out[column] = out[column].mask(hit(name))
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
    return _not_closed(_twice(out, hit("twice")), target)


def _wrong_figures(out: pd.DataFrame, wrong: pd.Series) -> pd.DataFrame:
    """More sessions missed than were possible."""
    many = out["sessions_possible"] + 12
    return out.assign(sessions_missed=out["sessions_missed"].mask(wrong, many))


def _not_closed(out: pd.DataFrame, target: Council) -> pd.DataFrame:
    """Young people of 26 and over in the list with a plan that no record of plans has: plans that
    were ended and not taken off the list."""
    oldest = out[out["status"].eq("ehc_plan") & out["birth_date"].notna()].sort_values(
        "birth_date", kind="stable"
    )
    found = oldest.head(_NOT_CLOSED)
    born = found["birth_date"] - pd.DateOffset(years=2)
    number = [f"Z{target.la_code}9999{n:05d}" for n in range(len(found))]
    left = found.assign(birth_date=born, upn=number, person_id=None, first_issued=_LONG_AGO)
    return pd.concat([out, left], ignore_index=True)


def _twice(out: pd.DataFrame, again: pd.Series) -> pd.DataFrame:
    """Children who stand in the list twice, as where the school's list is older than a plan."""
    return pd.concat([out, out[again]], ignore_index=True)
