"""Made-up children and young people: age, sex, ethnicity, need, setting, and who asked.

Shares are England's (SEN2 2024 and 2025, domain note 1.9); what differs by council or case is made
up.
"""

import numpy as np
import pandas as pd

_AGES = np.arange(2, 21)
_AGE_SHARES = (
    1.8,
    11.4,
    10.3,
    7.0,
    6.7,
    6.4,
    7.0,
    8.1,
    9.6,
    5.7,
    5.4,
    6.2,
    5.5,
    4.5,
    2.2,
    1.1,
    0.5,
    0.2,
    0.3,
)
_ETHNICITY = {
    "WBRI": 64.9,
    "NOBT": 8.4,
    "REFU": 2.4,
    "WOTH": 3.8,
    "BAFR": 3.3,
    "APKN": 2.6,
    "MOTH": 2.6,
    "MWBC": 2.0,
    "AIND": 1.4,
    "OOTH": 1.4,
    "AOTH": 1.3,
    "ABAN": 1.2,
    "MWAS": 1.1,
    "BCRB": 1.0,
    "BOTH": 0.9,
    "MWBA": 0.8,
    "WROM": 0.3,
    "CHNE": 0.2,
    "WIRI": 0.2,
    "WIRT": 0.2,
}
NEEDS = ("SLCN", "ASD", "SEMH", "MLD", "PD", "SPLD", "SLD", "OTH", "HI", "PMLD", "VI", "MSI", "DS")
# Rows: up to 4, 5 to 10, 11 to 15, 16 and over.
_NEED_SHARES = np.array(
    [
        (47, 33, 5, 2, 3.5, 0.3, 3, 1.5, 1.2, 1.6, 0.8, 0.4, 0.7),
        (29, 27, 25, 9, 2.2, 2.6, 1.1, 1.2, 0.7, 0.4, 0.5, 0.2, 0.3),
        (14, 26, 45, 7.5, 1.8, 3.6, 0.6, 1.0, 0.6, 0.2, 0.4, 0.1, 0.1),
        (14, 30, 37, 10, 2.5, 3.0, 1.0, 1.3, 0.6, 0.3, 0.5, 0.1, 0.2),
    ]
)
_MALE = {"ASD": 0.68, "SEMH": 0.62, "SLCN": 0.70, "MLD": 0.56}
# Who asked: parent, education setting, health, social care, other; the rest is not known.
SOURCES = ("parent", "education", "health", "social_care", "other")
_SOURCE_SHARES = {"N": (53.0, 35.0, 0.2, 0.5, 3.5), "": (20.5, 63.5, 0.2, 0.5, 4.9)}
_SETTINGS = (
    "mainstream",
    "unit",
    "resourced",
    "special",
    "independent",
    "alternative",
    "early_years",
    "college",
    "home_educated",
    "otherwise",
    "neet",
    "none",
)
_SETTING_SHARES = np.array(
    [
        (30, 1, 1, 3, 0.5, 0, 58, 0, 0.5, 0.5, 0, 5.5),
        (86, 1.5, 1.5, 3, 1, 1.5, 0, 0, 3, 1, 0, 1.5),
        (76, 1, 1.5, 3, 2, 7, 0, 0, 6, 2, 0, 1.5),
        (14, 0, 0, 3, 2, 2, 0, 66, 2, 2, 8, 1),
    ]
)
_SOCIAL_CARE = {
    "none": 78,
    "early_help": 9,
    "child_in_need": 7,
    "child_protection": 2.2,
    "looked_after": 3.8,
}
_NEED_KNOWN = 0.85


def people(cases: pd.DataFrame, rng) -> pd.DataFrame:
    """The cases with birth (day number), sex, ethnicity, need, source, setting, social_care.

    need is known for every plan, else for about 85 in 100; source is a word of dimensions.toml or
    None.
    """
    age = rng.choice(_AGES, len(cases), p=shares(_AGE_SHARES))
    age = np.where(
        _slow(cases) & (age < 5) & (rng.random(len(cases)) < 0.25),
        rng.integers(10, 15, len(cases)),
        age,
    )
    band = np.digitize(age, (5, 11, 16))
    need = by_row(rng, NEEDS, _NEED_SHARES[band])
    return cases.assign(
        birth=cases["received"].to_numpy()
        - (age * 365.25).astype(int)
        - rng.integers(1, 364, len(cases)),
        sex=sexes(need, rng),
        ethnicity=ethnicities(len(cases), rng),
        full_need=need,
        need=np.where(_has_plan(cases) | (rng.random(len(cases)) < _NEED_KNOWN), need, None),
        source=_sources(cases, rng),
        setting=by_row(rng, _SETTINGS, _SETTING_SHARES[band]),
        social_care=social_care(len(cases), rng),
    )


def needs(age, rng) -> np.ndarray:
    """A main need for each age in years."""
    return by_row(rng, NEEDS, _NEED_SHARES[np.digitize(age, (5, 11, 16))])


def sexes(need, rng) -> np.ndarray:
    """M or F; boys are more often in some needs."""
    male = pd.Series(need).map(_MALE).fillna(0.6).to_numpy()
    return np.where(rng.random(len(male)) < male, "M", "F")


def ethnicities(size: int, rng) -> np.ndarray:
    """DfE main codes."""
    return rng.choice(np.array(list(_ETHNICITY)), size, p=shares(_ETHNICITY.values()))


def social_care(size: int, rng) -> np.ndarray:
    """Codes of dimensions.toml."""
    return rng.choice(np.array(list(_SOCIAL_CARE)), size, p=shares(_SOCIAL_CARE.values()))


def shares(values) -> np.ndarray:
    """The values as parts of 1."""
    found = np.array(list(values), dtype=float)
    return found / found.sum()


def by_row(rng, names, weight) -> np.ndarray:
    """One of `names` for each row of weights."""
    total = weight.cumsum(axis=1)
    place = (total < (rng.random(len(weight)) * total[:, -1])[:, None]).sum(axis=1)
    return np.array(names)[place]


def _slow(cases) -> np.ndarray:
    return cases["kind"].isin(["over_year"]).to_numpy()


def _has_plan(cases) -> np.ndarray:
    return cases["kind"].isin(["on_time", "late", "over_year", "disputed", "overturned"]).to_numpy()


def _sources(cases, rng) -> np.ndarray:
    refused = (cases["fate"] == "N").to_numpy()
    weight = np.where(refused[:, None], _SOURCE_SHARES["N"], _SOURCE_SHARES[""])
    unknown = np.maximum(100 - weight.sum(axis=1), 0)[:, None]
    found = by_row(rng, (*SOURCES, ""), np.hstack([weight, unknown]))
    return np.where(found == "", None, found)


def link(cases: pd.DataFrame, rng, share=0.3) -> np.ndarray:
    """person_no of each case: some children who were refused or withdrew ask again half a year to
    two years later.

    Traits are those of the later request; the caller copies them.
    """
    person = np.arange(1, len(cases) + 1)
    first = np.flatnonzero(
        cases["fate"].isin(["N", "W"]) & (cases["kind"] == "") & (rng.random(len(cases)) < share)
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
