"""How inspections come: what the public list of them tells, and how a call runs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sendviz.catalogue import typed
from sendviz.catalogue.values import ROOM


@dataclass(frozen=True)
class PublicList:
    """The full inspections of a public list up to a day: how many, how many began on a Monday, in
    which months (of others only the least and the most are known), and after how many days from
    the first one on site the report came (a tenth sooner, the middle, a tenth later, longest)."""

    full: int
    to: date
    on_a_monday: int
    first_tenth: int
    middle: int
    ninth_tenth: int
    longest: int
    source: str
    others_least: int
    others_most: int
    months: Mapping[str, int] = field(default_factory=dict)

    def in_month(self, month: int) -> tuple[int, int]:
        """The least and the most that began in a month, from 1 to 12."""
        known = self.months.get(str(month))
        return (self.others_least, self.others_most) if known is None else (known, known)


@dataclass(frozen=True)
class Notice:
    """How many working days after the call fieldwork begins, inspectors arrive, and leave."""

    fieldwork: int
    on_site: int
    last_on_site: int
    source: str


@dataclass(frozen=True)
class Inspecting:
    """What inspecting.toml tells."""

    public_list: PublicList
    notice: Notice


@cache
def inspecting() -> Inspecting:
    """The public list and the days of notice (inspecting.toml). Raises BadDefinition with every
    fault."""
    return typed.whole(ROOM / "inspecting.toml", Inspecting)
