"""The levers of a forecast as one value that cannot change, and what they do to the rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sendviz.catalogue import planning
from sendviz.catalogue.calendar import BadSelection
from sendviz.stats.two_stages import Rates

WEEKS_A_MONTH = 52 / 12
# Of the posts of a month 7 in 10 are filled in it, and of those still empty 4 in 10 each month.
FILLED_AT_ONCE, FILLED_LATER = 0.7, 0.4
COMMISSIONED_WEEKS = 52


@dataclass(frozen=True)
class Levers:
    """The values of catalogue/levers.toml that differ from the usual ones, by id."""

    changed: tuple[tuple[str, float], ...] = ()

    def __getitem__(self, id: str) -> float:
        return dict(self.changed).get(id, planning.levers()[id].usual)

    def but(self, **values: float) -> Levers:
        """The same with other values of some."""
        return levers_of({**dict(self.changed), **values})


def levers_of(values: Mapping[str, float]) -> Levers:
    """Levers from their values by id. Raises BadSelection for one that does not exist or lies
    outside its bounds."""
    known = planning.levers()
    for id, value in values.items():
        if id not in known:
            raise BadSelection(f"There is no lever '{id[:30]}'; choose from {', '.join(known)}.")
        lever = known[id]
        if not lever.least <= value <= lever.most:
            raise BadSelection(
                f"{lever.name}: {value:g} is not between {lever.least:g} and {lever.most:g}."
            )
    kept = {id: float(values[id]) for id in known if id in values}
    return Levers(tuple((id, v) for id, v in kept.items() if v != known[id].usual))


def with_levers(
    rates: Rates, levers: Levers, calendar: np.ndarray, own: Mapping[str, float]
) -> Rates:
    """The rates of today as the levers change them.

    calendar: how much is done in each week of the horizon, 1 as usual; own: advices or outcomes a
    week of one person of a post, where the council's own records tell.
    """
    came = rates.requests * (1 + levers["requests"] / 100) * (1 - levers["helped"] / 100)
    refused = float(np.clip(rates.refused + levers["refused"] / 100, 0, 1))
    moved = _moved(levers, rates.weeks, own)
    outcomes = rates.outcomes + calendar * _recruits("outcome", levers, rates.weeks, own)
    outcomes = np.maximum(outcomes + calendar * moved["outcome"], 0) * more_on_new_plans(levers)
    advices = rates.advices
    if advices is not None:
        advices = advices + calendar * _recruits("advice", levers, rates.weeks, own)
        advices = np.maximum(advices + calendar * moved["advice"], 0)
        advices = advices + commissioned(levers, rates.weeks)
    return replace(rates, requests=came, refused=refused, outcomes=outcomes, advices=advices)


def commissioned(levers: Levers, weeks: int) -> np.ndarray:
    """Advices a week that are bought in: evenly over a year, from `late` months on."""
    first = round(levers["late"] * WEEKS_A_MONTH)
    week = np.arange(weeks)
    during = (week >= first) & (week < first + COMMISSIONED_WEEKS)
    return np.where(during, levers["commissioned"] / COMMISSIONED_WEEKS, 0.0)


def more_on_new_plans(levers: Levers) -> float:
    """How many times as much is done on new plans, with time moved from annual reviews."""
    return 1 + levers["off_reviews"] / 100 / planning.SHARE_ON_NEW_PLANS


def left_for_reviews(levers: Levers) -> float:
    """The part of what is done on annual reviews that is left, with time moved from them."""
    return 1 - levers["off_reviews"] / 100 / (1 - planning.SHARE_ON_NEW_PLANS)


def productivity(id: str, own: Mapping[str, float]) -> float:
    """Advices or outcomes a week of one person of a post: the council's own, else by hours."""
    return own.get(id, planning.posts()[id].a_week)


LEVERS_OF_POSTS = {
    "psychologist": ("psychologists", "psychologists_from"),
    "officer": ("officers", "officers_from"),
    "support": ("support", "support_from"),
}


def _recruits(stage: str, levers: Levers, weeks: int, own: Mapping[str, float]) -> np.ndarray:
    """What the recruits of a stage do in each week."""
    found = np.zeros(weeks)
    for id, post in planning.posts().items():
        if post.stage != stage:
            continue
        count, start = LEVERS_OF_POSTS[id]
        if levers[count]:
            learning = levers["learning"] if post.learning is None else post.learning
            since = np.arange(weeks) - (levers[start] + levers["late"]) * WEEKS_A_MONTH
            at_work = _in_post(since, levers["leavers"] / 100) * _ramp(since, learning)
            found = found + levers[count] * productivity(id, own) * at_work
    return found


def _moved(levers: Levers, weeks: int, own: Mapping[str, float]) -> dict[str, np.ndarray]:
    """What each stage gains or loses by people who move from the other: they leave at once, and
    learn as recruits of where they go to."""
    many, since = levers["moved"], np.arange(weeks)
    advice = planning.ASSISTANT * productivity("psychologist", own)
    outcome = productivity("officer", own)
    if many >= 0:
        return {
            "advice": np.full(weeks, -many * advice),
            "outcome": many * outcome * _ramp(since, levers["learning"]),
        }
    learning = planning.posts()["psychologist"].learning or 0
    return {
        "advice": -many * advice * _ramp(since, learning),
        "outcome": np.full(weeks, many * outcome),
    }


def _in_post(since: np.ndarray, leaving: float) -> np.ndarray:
    """The share of the posts that is filled so many weeks after they were to begin."""
    months = np.floor(np.maximum(since, 0) / WEEKS_A_MONTH)
    filled = 1 - (1 - FILLED_AT_ONCE) * (1 - FILLED_LATER) ** months
    return np.where(since >= 0, filled * (1 - leaving) ** months, 0.0)


def _ramp(since: np.ndarray, learning: float) -> np.ndarray:
    """Half of full work on the first day, rising in a straight line."""
    if not learning:
        return (since >= 0).astype(float)
    return np.where(since >= 0, np.minimum(0.5 + 0.5 * since / learning, 1.0), 0.0)
