"""The words that a newcomer meets on the screens (glossary.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sendviz.catalogue import typed
from sendviz.catalogue.values import ROOM


@dataclass(frozen=True)
class Term:
    """A word in plain words. also: what else it is called. source: the law, or who says so."""

    id: str
    name: str
    meaning: str
    source: str
    also: tuple[str, ...] = ()


@cache
def glossary() -> Mapping[str, Term]:
    """The terms by id, in the order of their names."""
    found = typed.tables(ROOM / "glossary.toml", Term).values()
    return {each.id: each for each in sorted(found, key=lambda each: each.name.casefold())}
