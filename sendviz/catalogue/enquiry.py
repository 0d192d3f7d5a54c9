"""The lines of enquiry that are looked for, and how often reports name their themes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from sendviz.catalogue import typed
from sendviz.catalogue.values import ROOM


@dataclass(frozen=True)
class EnquiryLine:
    """One kind of line: the fields of enquiry.toml."""

    subject: str
    measure: str
    theme: str
    heading: str
    things: str
    said: str
    page: str
    services: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """All by which its measure is split."""
        return (*self.only, *self.by)


@dataclass(frozen=True)
class Enquiry:
    """The lines, and in how many of the reports each theme is named."""

    reports: int
    source: str
    themes: Mapping[str, int]
    lines: tuple[EnquiryLine, ...]

    def share(self, theme: str) -> float:
        """The part of the reports that names the theme, from 0 to 1."""
        return self.themes[theme] / self.reports


@cache
def enquiry() -> Enquiry:
    """What enquiry.toml tells. Raises BadDefinition with every fault."""
    return typed.whole(ROOM / "enquiry.toml", Enquiry)
