"""Where the children live: districts by their population, late cases more often in some localities
than others.

No figure below council level is published for any of the four councils. The differences are made
up.
"""

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate.days import number
from sendviz.simulate.people import MADE_UP, place_by_row
from sendviz.simulate.published import LAST_DAY, Council

# How much of a locality's odds of being on time shows in each kind of case; the late ones are the
# base.
_SHOWN = {"on_time": 1.0, "late": 0.15, "over_year": -0.3, "open": -0.1}
_OLD_CASE = 200


def settle(target: Council, cases: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """The cases with district (None: not known or out of area) and locality."""
    places = target.places
    odds = places["locality"].map(target.story["on_time_odds"]).to_numpy()
    shown = cases["kind"].map(_SHOWN).fillna(0.0).to_numpy(copy=True)
    old = (cases["kind"] == "open") & (number(LAST_DAY) - cases["received"] > _OLD_CASE)
    shown[old.to_numpy()] = -0.4
    weight = places["population"].to_numpy() * odds[None, :] ** shown[:, None]
    chosen = place_by_row(rng, weight)
    district = places["district"].to_numpy()[chosen].astype(object)
    district[rng.random(len(cases)) < MADE_UP["place_unknown"]] = None
    locality = places["locality"].to_numpy()[chosen]
    return cases.assign(district=district, locality=locality)


def anywhere(target: Council, size: int, rng: Generator) -> np.ndarray:
    """Districts of `size` people in proportion to the population, some not known."""
    weight = np.tile(target.places["population"].to_numpy(dtype=float), (size, 1))
    district = target.places["district"].to_numpy()[place_by_row(rng, weight)].astype(object)
    district[rng.random(size) < MADE_UP["place_unknown"]] = None
    return district
