"""Advice asked for each assessment: soon after the decision, and late in proportion to the case."""

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate.days import number, office
from sendviz.simulate.published import LAST_DAY, Council

DUE = 42
# kind: share of assessments, provider, usual days when on time, their spread, how much of a late
# case's delay it takes.
_KINDS = {
    "ep": (1.0, "Council educational psychology service", 39, 6, 0.55),
    "health": (0.97, "NHS community paediatrics", 35, 8, 0.10),
    "social_care": (0.98, "Council children's social care", 26, 10, 0.02),
    "education": (0.96, "School, college or early years setting", 17, 8, 0.01),
    "slt": (0.46, "NHS speech and language therapy", 36, 9, 0.13),
    "ot": (0.24, "NHS occupational therapy", 35, 8, 0.02),
}
_LOCUM = "Locum educational psychologists"
_RETURNED = 0.04
# Lags are stretched at most by e to this power, of what was asked in so many days before, and,
# fading, earlier.
_MOST, _LATELY, _FADES = 4.0, 260, 60


def advice(target: Council, cases: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """One row a request for advice: case (position), kind, provider, asked, due, received (nan),
    returned_for_quality.

    cases need decided, left, draft (day numbers) and whether they are assessed. Due is asked + 42
    days (reg. 8).
    """
    assessed = np.flatnonzero(cases["assessed"] & (cases["decided"] < number(LAST_DAY) - 3))
    awaited = {"ep": target.story.get("psychologist_awaited", [])}
    parts = [
        _of_kind(cases.iloc[assessed], assessed, kind, awaited.get(kind, []), rng)
        for kind in _KINDS
    ]
    found = pd.concat(parts, ignore_index=True)
    return found[found["asked"] <= number(LAST_DAY)].sort_values(
        ["case", "kind"], ignore_index=True
    )


def _of_kind(
    cases: pd.DataFrame, position: np.ndarray, kind: str, awaited: list[dict], rng: Generator
) -> pd.DataFrame:
    share, provider, usual, width, part = _KINDS[kind]
    some = rng.random(len(cases)) < share
    cases, position, size = cases[some], position[some], int(some.sum())
    asked = _working(cases["decided"].to_numpy() + rng.integers(1, 9, size))
    limit = (cases["draft"] - 2).fillna(cases["left"] - 10).fillna(np.inf).to_numpy()
    # A case still open is taken to last as long again as it has so far.
    end = cases["left"].fillna(2.0 * number(LAST_DAY) - cases["received"]).to_numpy()
    delay = np.maximum(end - asked - 95, 0) * part * rng.gamma(2.0, 0.5, size)
    lag = np.maximum(rng.normal(usual, width, size), 4) + delay
    latest = np.maximum(limit - 3, asked + 3)
    for known in awaited:
        lag = _stretched(asked, lag, latest, number(known["day"]), known["cases"])
    received = _arrived(asked, lag, latest)
    providers = np.where((kind == "ep") & (rng.random(size) < 0.15), _LOCUM, provider)
    return pd.DataFrame(
        {
            "case": position,
            "kind": kind,
            "provider": providers,
            "asked": asked,
            "due": asked + DUE,
            "received": np.where(received <= number(LAST_DAY), received, np.nan),
            "returned_for_quality": rng.random(size) < _RETURNED,
        }
    )


def _arrived(asked: np.ndarray, lag: np.ndarray, latest: np.ndarray) -> np.ndarray:
    return _working(np.minimum(asked + lag.astype(int), latest))


def _stretched(
    asked: np.ndarray, lag: np.ndarray, latest: np.ndarray, day: int, cases: int
) -> np.ndarray:
    """The lags, longer or shorter for what was asked in the months before a day, so that as many
    wait at its end as were said to.
    """
    earlier = np.maximum(day - asked - _LATELY, 0)
    near = np.where(asked <= day, np.exp(-((earlier / _FADES) ** 2)), 0.0)
    low, high = -_MOST, _MOST
    for _ in range(30):
        power = (low + high) / 2
        waiting = (asked <= day) & (_arrived(asked, lag * np.exp(power * near), latest) > day)
        low, high = (power, high) if waiting.sum() < cases else (low, power)
    return lag * np.exp(high * near)


def _working(day: np.ndarray) -> np.ndarray:
    """The next working day, looking no further than a week ahead."""
    for _ in range(7):
        day = np.where(office(np.minimum(day, 1e5)) < 1, day + 1, day)
    return day
