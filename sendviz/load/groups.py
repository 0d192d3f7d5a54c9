"""The groups by which children are told, worked out once as their rows enter the file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sendviz.load.checks.codes import ETHNIC_GROUPS
from sendviz.load.checks.tables import age

OLDEST = 25  # SEND reaches to the 26th birthday
# The highest age of each, in whole years.
AGE_BANDS = {"0-4": 4, "5-10": 10, "11-15": 15, "16-18": 18, "19-25": OLDEST}
# Idem on the 31 August before the school year: Reception is 4, Year 7 is 11, Year 12 is 16.
PHASES = {"early_years": 3, "primary": 10, "secondary": 15, "post_16": OLDEST}
_GROUP_OF = {code: group for group, codes in ETHNIC_GROUPS.items() for code in codes}


def ethnic_groups(codes: pd.Series) -> pd.Series:
    """The group of each of DfE's codes of ethnicity; missing where it is refused, not obtained or
    no code."""
    return codes.astype("str").str.upper().map(_GROUP_OF).astype("str")


def ages(born: pd.Series, day: pd.Series, given: pd.Series | None = None) -> dict[str, pd.Series]:
    """age in whole years on the day (as given where no birth date is), age_band, and phase, which
    an age alone does not tell; missing before birth and for those who are too old.

    On 30 June 2026 children born on 31 August and on 1 September 2014 are both 11; the first is in
    Year 7 (secondary), the second in Year 6 (primary).
    """
    own = age(born, day)
    own = own if given is None else own.fillna(given)
    own = own.where(own.between(0, OLDEST)).round().astype("Int16")
    phase = _banded(school_age(born, day), PHASES).where(born <= day)
    return {"age": own, "age_band": _banded(own, AGE_BANDS), "phase": phase}


def school_age(born: pd.Series, day: pd.Series) -> pd.Series:
    """Whole years on the 31 August before the school year of the day, for which the month of birth
    is enough; -1 for who was born since."""
    began = day.dt.year - (day.dt.month < 9)
    return began - born.dt.year - (born.dt.month > 8)


def _banded(years: pd.Series, bands: dict[str, int]) -> pd.Series:
    """The code of the band of each number of years; missing above the last."""
    known = pd.to_numeric(years, errors="coerce").astype("Float64")
    cut = pd.cut(known.to_numpy(float, na_value=np.nan), [-2, *bands.values()], labels=list(bands))
    return pd.Series(cut, years.index).astype("str")
