"""Who is referred: made-up children of the queue's places, some known from the EHC cases."""

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate import people
from sendviz.simulate.health_plan import Queue
from sendviz.simulate.published import Council

TRAITS = ("birth", "sex", "ethnicity", "social_care", "district", "locality", "person_id")
# How many referrals are tried on a child of the EHC cases; those of the wrong age are not taken.
_TRIED = 0.3
_YEAR = 365.25


class Known:
    """The children of a council's cases, each given to a pathway once at most."""

    def __init__(self, target: Council, person: pd.DataFrame, rng: Generator) -> None:
        fit = person[person["birth_date"].notna() & person["sex"].isin(["M", "F"])]
        fit = fit[fit["district"].notna()].sample(frac=1, random_state=rng)
        day = fit["birth_date"].to_numpy().astype("datetime64[D]").astype(float)
        homes = target.places.set_index("district")["locality"]
        found = fit.assign(birth=day, locality=fit["district"].map(homes))
        self._children = found[list(TRAITS)].reset_index(drop=True)
        self._taken: dict[str, np.ndarray] = {}

    def of_age(
        self, queue: Queue, received: np.ndarray, rng: Generator
    ) -> tuple[np.ndarray, pd.DataFrame]:
        """Some of the referrals (positions) and, for each, a child of the right age and place."""
        taken = self._taken.setdefault(queue.pathway, np.zeros(len(self._children), dtype=bool))
        free = np.flatnonzero(~taken & self._children["locality"].isin(queue.places).to_numpy())
        tried = np.flatnonzero(rng.random(len(received)) < _TRIED)[: len(free)]
        some = self._children.iloc[free[: len(tried)]]
        age = (received[tried] - some["birth"].to_numpy()) / _YEAR
        fits = (age > queue.ages[0]) & (age < queue.ages[2])
        taken[some.index[fits]] = True
        return tried[fits], some[fits]


def children(
    target: Council, queue: Queue, received: np.ndarray, known: Known, rng: Generator
) -> pd.DataFrame:
    """One row a referral: birth (day number), sex, ethnicity, social_care, district (missing: not
    known), locality and person_id (missing: a child of whom no EHC case tells).
    """
    size = len(received)
    age = rng.triangular(*queue.ages, size)
    home = target.places[target.places["locality"].isin(queue.places)]
    weight = home["population"].to_numpy(dtype=float)
    lives = home.iloc[rng.choice(len(home), size, p=weight / weight.sum())]
    made = pd.DataFrame(
        {
            "birth": np.floor(received - age * _YEAR),
            "sex": np.where(rng.random(size) < queue.male, "M", "F"),
            "ethnicity": people.ethnicities(size, rng),
            "social_care": people.social_care(size, rng),
            "district": lives["district"].to_numpy(dtype=object),
            "locality": lives["locality"].to_numpy(dtype=object),
            "person_id": np.full(size, None, dtype=object),
        }
    )
    which, who = known.of_age(queue, received, rng)
    for name in TRAITS:
        values = made[name].to_numpy(copy=True)
        values[which] = who[name].to_numpy()
        made[name] = values
    made.loc[rng.random(size) < people.MADE_UP["place_unknown"], "district"] = None
    return made
