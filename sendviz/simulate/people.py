"""Made-up children and young people: age, sex, ethnicity, need, setting, and who asked."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate.published import DATA

ODDS = tomllib.loads((DATA / "calibration" / "odds.toml").read_text(encoding="utf-8"))
MADE_UP = ODDS["made_up"]
_OF = ODDS["published"]
_AGES = 2 + np.arange(len(_OF["age_from_2"]))
MISSING = np.array(None)  # as numpy takes it where a text is missing
NEEDS, SOURCES = tuple(_OF["need"]), tuple(_OF["source"])


def people(cases: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """The cases with birth (day number), sex, ethnicity, need, source, setting, social_care.

    need is known for every plan, else for about 85 in 100; source is a word of dimensions.toml or
    None.
    """
    age = rng.choice(_AGES, len(cases), p=shares(_OF["age_from_2"]))
    age = np.where(
        _slow(cases) & (age < 5) & (rng.random(len(cases)) < 0.25),
        rng.integers(10, 15, len(cases)),
        age,
    )
    band = np.digitize(age, (5, 11, 16))
    need = by_row(rng, NEEDS, rows(_OF["need"])[band])
    return cases.assign(
        birth=cases["received"].to_numpy()
        - (age * 365.25).astype(int)
        - rng.integers(1, 364, len(cases)),
        sex=sexes(need, rng),
        ethnicity=ethnicities(len(cases), rng),
        full_need=need,
        need=np.where(_need_known(cases, rng), need, MISSING),
        source=_sources(cases, rng),
        setting=by_row(rng, tuple(_OF["setting"]), rows(_OF["setting"])[band]),
        social_care=social_care(len(cases), rng),
    )


def needs(age: np.ndarray, rng: Generator) -> np.ndarray:
    """A main need for each age in years."""
    return by_row(rng, NEEDS, rows(_OF["need"])[np.digitize(age, (5, 11, 16))])


def sexes(need: np.ndarray, rng: Generator) -> np.ndarray:
    """M or F; boys are more often in some needs."""
    male = pd.Series(need).map(_OF["male"]).fillna(_OF["male"]["other"]).to_numpy()
    return np.where(rng.random(len(male)) < male, "M", "F")


def ethnicities(size: int, rng: Generator) -> np.ndarray:
    """DfE main codes."""
    return drawn(_OF["ethnicity"], size, rng)


def social_care(size: int, rng: Generator) -> np.ndarray:
    """Codes of dimensions.toml."""
    return drawn(_OF["social_care"], size, rng)


def shares(values: Iterable[float]) -> np.ndarray:
    """The values as parts of 1."""
    found = np.array(list(values), dtype=float)
    return found / found.sum()


def drawn(odds: Mapping[str, float], size: int, rng: Generator) -> np.ndarray:
    """So many of the names of the odds."""
    return rng.choice(np.array(list(odds)), size, p=shares(odds.values()))


def rows(odds: dict) -> np.ndarray:
    """Weights by name, a list of them over ages, as a row for each age."""
    return np.array(list(odds.values()), dtype=float).T


def by_row(rng: Generator, names: Sequence[str], weight: np.ndarray) -> np.ndarray:
    """One of `names` for each row of weights."""
    return np.array(names)[place_by_row(rng, weight)]


def place_by_row(rng: Generator, weight: np.ndarray) -> np.ndarray:
    """The place of one weight of each row, the likelier the larger it is."""
    total = weight.cumsum(axis=1)
    return (total < (rng.random(len(weight)) * total[:, -1])[:, None]).sum(axis=1)


def _slow(cases: pd.DataFrame) -> np.ndarray:
    return cases["kind"].isin(["over_year"]).to_numpy()


def _need_known(cases: pd.DataFrame, rng: Generator) -> np.ndarray:
    planned = ["on_time", "late", "over_year", "disputed", "overturned"]
    drawn_known = rng.random(len(cases)) < MADE_UP["need_known"]
    return cases["kind"].isin(planned).to_numpy() | drawn_known


def _sources(cases: pd.DataFrame, rng: Generator) -> np.ndarray:
    refused = (cases["fate"] == "N").to_numpy()
    weight = np.where(refused[:, None], *rows(_OF["source"]))
    unknown = np.maximum(100 - weight.sum(axis=1), 0)[:, None]
    found = by_row(rng, (*SOURCES, ""), np.hstack([weight, unknown]))
    return np.where(found == "", MISSING, found)


def link(cases: pd.DataFrame, rng: Generator) -> np.ndarray:
    """person_no of each case: some children who were refused or withdrew ask again half a year to
    two years later.

    Traits are those of the later request; the caller copies them.
    """
    person = np.arange(1, len(cases) + 1)
    first = np.flatnonzero(
        cases["fate"].isin(["N", "W"])
        & (cases["kind"] == "")
        & (rng.random(len(cases)) < MADE_UP["asks_again"])
    )
    ended = cases["decided"].fillna(cases["withdrawn_on"]).fillna(cases["received"] + 42).to_numpy()
    received, birth = cases["received"].to_numpy(), cases["birth"].to_numpy()
    taken = np.zeros(len(cases), dtype=bool)
    taken[first] = True
    for one in first:
        low, high = np.searchsorted(received, (ended[one] + 120, ended[one] + 600))
        later = low + int(rng.integers(0, max(high - low, 1)))
        if later < high and not taken[later] and birth[later] + 730 < received[one]:
            person[one], taken[later] = person[later], True
    return person
