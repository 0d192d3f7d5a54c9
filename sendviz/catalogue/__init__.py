"""The definitions of measures (measures/*.toml) and dimensions, read and checked into frozen
values."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from sendviz.catalogue.facts import ENGLAND, FACTS, SCHEMES, TOGETHER, Fact
from sendviz.catalogue.glossary import Term, glossary
from sendviz.catalogue.lists import ListOfChildren, lists_of_children
from sendviz.catalogue.public import (
    KINDS,
    PublicTable,
    ToldMeasure,
    public_table_of,
    public_tables,
)
from sendviz.catalogue.reading import read
from sendviz.catalogue.typed import BadDefinition
from sendviz.catalogue.values import (
    ROOM,
    THEMES,
    UNITS,
    Dimension,
    Limit,
    Measure,
    Note,
    Official,
    Pathway,
    Variant,
    dimensions,
    filters,
    is_place,
    legal_limit_days,
    legal_weeks,
    main_pathways,
    nhs_sources,
    pathways,
    therapies,
)

__all__ = [
    "ENGLAND",
    "FACTS",
    "KINDS",
    "ROOM",
    "SCHEMES",
    "THEMES",
    "TOGETHER",
    "UNITS",
    "BadDefinition",
    "Dimension",
    "Fact",
    "Limit",
    "ListOfChildren",
    "Measure",
    "Note",
    "Official",
    "Pathway",
    "PublicTable",
    "Term",
    "ToldMeasure",
    "Variant",
    "dimensions",
    "downloaded",
    "filters",
    "get",
    "glossary",
    "headlines",
    "is_place",
    "legal_limit_days",
    "legal_weeks",
    "lists_of_children",
    "main_pathways",
    "measures",
    "published",
    "nhs_sources",
    "pathways",
    "public_table_of",
    "public_tables",
    "read",
    "therapies",
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
    """The measures that are published of every council, by id, in the order of their names; not
    those whose figures come with a file of their own (`downloaded`)."""
    return _given(in_school_year=False)


@cache
def downloaded() -> Mapping[str, Measure]:
    """The measures of published files that somebody loads, by id, in the order of their names."""
    return _given(in_school_year=True)


def _given(*, in_school_year: bool) -> Mapping[str, Measure]:
    found = (m for m in _defined().values() if m.kind == "given")
    chosen = (m for m in found if m.in_school_year == in_school_year)
    return {m.id: m for m in sorted(chosen, key=lambda m: m.name)}


def get(measure: Measure | str) -> Measure:
    """The measure of that id, of records or published; a measure is itself. Raises KeyError,
    naming near ones."""
    if isinstance(measure, Measure):
        return measure
    if measure not in _defined():
        close = get_close_matches(measure, _defined(), n=3, cutoff=0.4)
        told = f" Did you mean {', '.join(close)}?" if close else ""
        raise KeyError(f"There is no measure '{measure}'.{told}")
    return _defined()[measure]


def headlines() -> list[Measure]:
    """The measures that stand on the overview and are watched for restatement, in their order."""
    return sorted((m for m in measures().values() if m.headline), key=lambda m: m.headline)
