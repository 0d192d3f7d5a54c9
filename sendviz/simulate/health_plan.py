"""Which queues for health assessments a council has: read from data/calibration/health.toml."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from sendviz.simulate.days import number
from sendviz.simulate.published import DATA, Council

PATHWAYS = ("autism", "adhd", "slt", "ot", "physio", "paediatrics")


@dataclass(frozen=True)
class Line:
    """A number that changes over time: its value on some days, straight lines between."""

    days: tuple[int, ...]
    values: tuple[float, ...]

    def at(self, day: float | np.ndarray) -> np.ndarray | np.float64:
        """The value on each day number; before the first and after the last day that one's."""
        return np.interp(day, self.days, self.values)


@dataclass(frozen=True)
class Queue:
    """One waiting list with its own places for assessment.

    weight: its share of the council's referrals for the pathway. provider and support by locality;
    the other fields as data/calibration/health.toml explains them.
    """

    pathway: str
    places: tuple[str, ...]
    weight: float
    a_week: Line
    wait: Line
    provider: dict[str, str]
    support: dict[str, float]
    team: str
    ages: tuple[float, float, float]
    until: float
    male: float
    sources: dict[str, float]
    triage: tuple[int, int]
    rejected: float
    missed: float
    urgent: float
    spread: float
    complex: float
    longer: float
    early: float
    early_weeks: float
    leaves: dict[str, float]
    outcome_weeks: float
    after_weeks: float
    outcomes: dict[str, float]


@cache
def plan() -> dict:
    """The whole calibration file."""
    return tomllib.loads((DATA / "calibration" / "health.toml").read_text(encoding="utf-8"))


def line(given: dict[str, float]) -> Line:
    """A line through the values on 1 January of each year."""
    days = tuple(number(date(int(year), 1, 1)) for year in given)
    return Line(days, tuple(float(value) for value in given.values()))


def queues(target: Council) -> list[Queue]:
    """The queues of one council, by pathway.

    Raises KeyError for a council without a part of its own in the calibration file.
    """
    mine = plan()[target.la_code]
    children = target.places.groupby("locality")["population"].sum()
    return [each for pathway in PATHWAYS for each in _of(pathway, mine, children)]


def _of(pathway: str, mine: dict, children: pd.Series) -> list[Queue]:
    given = mine[pathway]["queues"]
    weight = [
        children[each["places"]].sum() * each.get("tilt", 1.0) * each.get("part", 1.0)
        for each in given
    ]
    usual = plan()["pathways"][pathway] | {"a_week": line(mine[pathway]["a_week"])}
    return [
        _queue(pathway, usual | each, mine["support"], part / sum(weight))
        for each, part in zip(given, weight, strict=True)
    ]


def _queue(pathway: str, given: dict, support: dict, weight: float) -> Queue:
    one = given["provider"]
    by_place = one if isinstance(one, dict) else dict.fromkeys(given["places"], one)
    made = given | {
        "pathway": pathway,
        "weight": weight,
        "wait": line(given["wait"]),
        "provider": by_place,
        "support": {place: support[place] for place in given["places"]},
        **{name: tuple(given[name]) for name in ("places", "ages", "triage")},
    }
    return Queue(**{field.name: made[field.name] for field in fields(Queue)})
