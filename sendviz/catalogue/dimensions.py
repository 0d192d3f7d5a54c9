"""The small tables beside the measures: dimensions, pathways, legal limits."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sendviz.catalogue import typed
from sendviz.catalogue.values import Dimension, NhsSource, Pathway

ROOM = Path(__file__).resolve().parent


@cache
def dimensions() -> Mapping[str, Dimension]:
    """All dimensions by id, in the order of dimensions.toml."""
    return typed.tables(ROOM / "dimensions.toml", Dimension)


@cache
def filters() -> tuple[str, ...]:
    """The dimensions by which every screen can be filtered."""
    return tuple(each.id for each in dimensions().values() if each.is_filter)


def is_place(dimension: str | None) -> bool:
    """Whether a dimension says where a child is seen, so that it can stand in for areas."""
    known = dimensions()
    return dimension is not None and dimension in known and known[dimension].kind == "place"


@cache
def pathways() -> Mapping[str, Pathway]:
    """What children wait for, by code (pathways.toml)."""
    return typed.tables(ROOM / "pathways.toml", Pathway)


@cache
def main_pathways() -> tuple[str, ...]:
    """The pathways that stand on every screen about health waits."""
    return tuple(each.id for each in pathways().values() if each.is_main)


@cache
def therapies() -> tuple[str, ...]:
    """The pathways whose first attended contact begins the assessment."""
    return tuple(each.id for each in pathways().values() if each.contact_begins_assessment)


@cache
def legal_weeks() -> Mapping[str, float]:
    """The newest statutory limit of each step in weeks (legal_limits.toml)."""
    found = tomllib.loads((ROOM / "legal_limits.toml").read_text("utf-8"))
    return {
        step: max(entries, key=lambda e: e["since"])["days"] / 7 for step, entries in found.items()
    }


@cache
def nhs_sources() -> Mapping[str, NhsSource]:
    """By pathway, where NHS England publishes its waits (nhs_sources.toml)."""
    return typed.tables(ROOM / "nhs_sources.toml", NhsSource)
