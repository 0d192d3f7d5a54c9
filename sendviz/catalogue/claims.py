"""Figures that were said in public of what may be another thing (claims.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sendviz.catalogue import typed
from sendviz.catalogue.values import ROOM


@dataclass(frozen=True)
class Claim:
    """A rise that was said of a measure: from `first` in a year to `last` on the day. wording: what
    was said, in our words."""

    id: str
    council: str
    said_on: date
    said_by: str
    wording: str
    measure: str
    first: int
    first_year: int
    last: int
    source: str


@cache
def claims() -> Mapping[str, Claim]:
    """The claims by id."""
    return typed.tables(ROOM / "claims.toml", Claim)
