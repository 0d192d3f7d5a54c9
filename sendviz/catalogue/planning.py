"""What forecasts are asked with: levers, the work of a post, named scenarios, and flags of risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sendviz.catalogue import typed
from sendviz.catalogue.values import ROOM

HOURS_A_WEEK, WEEKS_A_YEAR, SHARE_ON_NEW_PLANS = 37, 44, 0.6
# Of a psychologist's work that an assistant does: an assumption of ours.
ASSISTANT = 0.5


@dataclass(frozen=True)
class Lever:
    """One number that a reader may change: its bounds, usual value and why that is it. principle:
    that of the reform plans which it serves; '' for none."""

    id: str
    name: str
    unit: str
    least: float
    most: float
    step: float
    usual: float
    why: str
    principle: str = ""


@dataclass(frozen=True)
class Post:
    """What one person of a role does a week, where no own record tells: by the hours that a new
    plan takes of the role, or assumed (`week`). stage: advice or outcome; roles: their codes in the
    list of staff; learning: weeks until they work in full, where it is no lever."""

    id: str
    name: str
    stage: str
    roles: tuple[str, ...]
    basis: str
    source: str
    hours: float | None = None
    week: float | None = None
    learning: int | None = None

    @property
    def a_week(self) -> float:
        """Advices or outcomes a week: 37 hours x 44 weeks x 60% / hours a plan / 52."""
        if self.hours is None:
            return self.week or 0.0
        return HOURS_A_WEEK * WEEKS_A_YEAR * SHARE_ON_NEW_PLANS / self.hours / 52


@dataclass(frozen=True)
class Scenario:
    """Named settings of levers. said: how a sentence about it begins. la_code, as_at: the council
    and day that it is about; link: how it is offered from elsewhere."""

    id: str
    name: str
    said: str
    levers: Mapping[str, float]
    why: str = ""
    source: str = ""
    link: str = ""
    la_code: str = ""
    as_at: date | None = None


@dataclass(frozen=True)
class RiskFlag:
    """What puts an open case first by risk: its name in a list, and the SQL that tells it."""

    id: str
    name: str
    condition: str


@cache
def levers() -> Mapping[str, Lever]:
    """By id, in the order of levers.toml."""
    return typed.tables(ROOM / "levers.toml", Lever)


@cache
def posts() -> Mapping[str, Post]:
    """By id (posts.toml)."""
    return typed.tables(ROOM / "posts.toml", Post)


@cache
def scenarios() -> Mapping[str, Scenario]:
    """By id (scenarios.toml)."""
    return typed.tables(ROOM / "scenarios.toml", Scenario)


@cache
def risk_flags() -> Mapping[str, RiskFlag]:
    """By id (risk_flags.toml)."""
    return typed.tables(ROOM / "risk_flags.toml", RiskFlag)
