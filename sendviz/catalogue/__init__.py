"""The definitions of measures (measures/*.toml) and dimensions, read and checked into frozen
values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sendviz.catalogue.facts import ENGLAND, FACTS, OF_REFERRALS, SCHEMES, TOGETHER
from sendviz.catalogue.reading import KINDS, POLARITIES, THEMES, UNITS, BadDefinition, read
from sendviz.catalogue.tables import (
    ROOM,
    dimensions,
    is_place,
    legal_weeks,
    main_pathways,
    nhs_sources,
    yardsticks,
)
from sendviz.catalogue.values import Dimension, Limit, Measure, Note, Official, Variant, Yardstick

__all__ = [
    "ENGLAND",
    "FACTS",
    "KINDS",
    "ROOM",
    "OF_REFERRALS",
    "POLARITIES",
    "SCHEMES",
    "THEMES",
    "TOGETHER",
    "UNITS",
    "BadDefinition",
    "Dimension",
    "Limit",
    "Measure",
    "Note",
    "Official",
    "Variant",
    "Yardstick",
    "dimensions",
    "get",
    "headlines",
    "is_place",
    "legal_weeks",
    "main_pathways",
    "measures",
    "published",
    "nhs_sources",
    "read",
    "yardsticks",
]


@cache
def _defined() -> Mapping[str, Measure]:
    return read(ROOM / "measures")


@cache
def measures() -> Mapping[str, Measure]:
    """The measures of councils' own records by id, in alphabetical order. Raises BadDefinition
    with every fault of every file."""
    return {id: m for id, m in _defined().items() if m.kind != "given"}


@cache
def published() -> Mapping[str, Measure]:
    """The measures that are published of every council, by id, in the order of their names."""
    found = (m for m in _defined().values() if m.kind == "given")
    return {m.id: m for m in sorted(found, key=lambda m: m.name)}


def get(id: str) -> Measure:
    """One measure, of records or published. Raises KeyError, naming near ones."""
    if id not in _defined():
        from difflib import get_close_matches

        near = get_close_matches(id, _defined(), n=3, cutoff=0.4)
        raise KeyError(
            f"There is no measure '{id}'." + (f" Did you mean {', '.join(near)}?" if near else "")
        )
    return _defined()[id]


def headlines() -> list[Measure]:
    """The measures that stand on the overview and are watched for restatement, in their order."""
    return sorted((m for m in measures().values() if m.headline), key=lambda m: m.headline)
