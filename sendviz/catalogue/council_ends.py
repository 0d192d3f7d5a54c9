"""Which councils are due to end, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sendviz.catalogue import typed
from sendviz.catalogue.values import ROOM


@dataclass(frozen=True)
class CouncilEnd:
    """The day on which a council is due to be replaced, by whom, and the source. month_only: the
    day within its month is not known."""

    id: str
    on: date
    followed_by: str
    source: str
    month_only: bool = False


@cache
def council_ends() -> Mapping[str, CouncilEnd]:
    """The councils that are due to end, by code (council_ends.toml)."""
    return typed.tables(ROOM / "council_ends.toml", CouncilEnd)
