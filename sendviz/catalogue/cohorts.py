"""The filters by which a cohort of children is chosen, each declared once (cohort_filters.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from sendviz.catalogue import typed
from sendviz.catalogue.values import ROOM, dimensions

# The code of children of whom the records do not tell, in every filter.
NOT_KNOWN = "not_known"
YES = "yes"


@dataclass(frozen=True)
class CohortFilter:
    """One filter, its fields as the head of cohort_filters.toml says."""

    id: str
    name: str
    group: str
    kind: Literal["codes", "at_least", "over", "yes", "several"] = "codes"
    value: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    dimension: str = ""
    said: str = ""
    said_of: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    unknown: str = ""
    only: str = ""
    needs: str = ""
    never: str = ""

    @property
    def words(self) -> Mapping[str, str]:
        """Its codes and their words, in order; empty where the records give them."""
        if self.kind == "yes":
            return {YES: "Yes"}
        return dimensions()[self.dimension].values if self.dimension else self.values

    @property
    def is_of_records(self) -> bool:
        """Whether its codes are whatever the records hold."""
        return not self.words


@cache
def cohort_filters() -> Mapping[str, CohortFilter]:
    """The filters by id, in the order of the screen; not those that no file can tell."""
    return {id: each for id, each in _declared().items() if not each.never}


@cache
def never_loaded() -> tuple[CohortFilter, ...]:
    """What inspectors look at and no file that can be loaded tells."""
    return tuple(each for each in _declared().values() if each.never)


@cache
def _declared() -> Mapping[str, CohortFilter]:
    return typed.tables(ROOM / "cohort_filters.toml", CohortFilter)


@cache
def cohort_steps() -> str:
    """The steps of cohort.sql, the last of them `child_told`."""
    return (ROOM / "cohort.sql").read_text("utf-8")
