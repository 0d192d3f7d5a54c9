"""The small tables beside the measures: dimensions, legal limits, yardsticks, published waits."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sendviz.catalogue.values import Dimension, NhsSource, Yardstick

ROOM = Path(__file__).resolve().parent


@cache
def dimensions() -> Mapping[str, Dimension]:
    """All dimensions by id, in the order of dimensions.toml."""
    found = tomllib.loads((ROOM / "dimensions.toml").read_text("utf-8"))
    return {id: Dimension(id=id, **each) for id, each in found.items()}


def is_place(dimension: str | None) -> bool:
    """Whether a dimension says where a child is seen, so that it can stand in for areas."""
    known = dimensions()
    return dimension is not None and dimension in known and known[dimension].kind == "place"


@cache
def legal_weeks() -> Mapping[str, float]:
    """The newest statutory limit of each step in weeks (legal_limits.toml)."""
    found = tomllib.loads((ROOM / "legal_limits.toml").read_text("utf-8"))
    return {
        step: max(entries, key=lambda e: e["since"])["days"] / 7 for step, entries in found.items()
    }


@cache
def yardsticks() -> Mapping[str, Yardstick]:
    """By pathway (yardsticks.toml)."""
    found = tomllib.loads((ROOM / "yardsticks.toml").read_text("utf-8"))
    return {pathway: Yardstick(**each) for pathway, each in found.items()}


@cache
def main_pathways() -> tuple[str, ...]:
    """The pathways that stand on every screen about health waits."""
    return ("autism", "slt", "ot")


@cache
def nhs_sources() -> Mapping[str, NhsSource]:
    """By pathway (nhs_sources.toml)."""
    found = tomllib.loads((ROOM / "nhs_sources.toml").read_text("utf-8"))
    return {pathway: NhsSource(**each) for pathway, each in found.items()}
