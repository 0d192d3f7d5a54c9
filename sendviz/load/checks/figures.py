"""Published figures as their checks see them, and the register of those checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

NUMBERS = ("numerator", "denominator", "value")
WORDS = ("publisher", "edition", "la_code", "level", "area_name", "indicator", "category")
# What is published together and may be added up over areas.
GROUP = ["publisher", "edition", "year", "indicator", "category"]


@dataclass(frozen=True)
class Figures:
    """Published figures on a plain index.

    rows      the columns of the table `published`, `kind` (count, share, weeks, rate) and `region`
    regions   council code -> region code
    """

    rows: pd.DataFrame
    regions: Mapping[str, str]

    def no_doubt(self) -> pd.Series:
        """None for each row, to be filled in."""
        return pd.Series([None] * len(self.rows), self.rows.index, dtype=object)


Check = Callable[[Figures], pd.Series]


@dataclass(frozen=True)
class Doubt:
    """One check of published figures; `check` gives a sentence or None for each row."""

    id: str
    about: str
    check: Check


DOUBTS: dict[str, Doubt] = {}


def doubt(id: str, about: str) -> Callable[[Check], Check]:
    """Register the function below; ValueError if the id is taken."""

    def register(check: Check) -> Check:
        if id in DOUBTS:
            raise ValueError(f"There are two checks called {id}: give the newer one another id.")
        DOUBTS[id] = Doubt(id, about, check)
        return check

    return register


def figures(frame: pd.DataFrame, regions: Mapping[str, str]) -> Figures:
    """The frame with every column there and typed, in the order given, on a plain index."""
    rows = frame.reset_index(drop=True)
    typed = {name: _text(rows, name) for name in WORDS}
    typed |= {name: _number(rows, name) for name in ("year", *NUMBERS)}
    rows = pd.DataFrame(typed, index=rows.index)
    region = rows["la_code"].map(dict(regions)).astype(object)
    region = region.where(rows["level"].eq("council"), rows["la_code"])
    return Figures(rows.assign(kind=_kinds(rows), region=region), regions)


def _text(rows: pd.DataFrame, name: str) -> pd.Series:
    if name not in rows:
        return pd.Series("", rows.index, dtype="str")
    return rows[name].astype(object).fillna("").astype("str")


def _number(rows: pd.DataFrame, name: str) -> pd.Series:
    if name not in rows:
        return pd.Series(np.nan, rows.index, dtype=float)
    return pd.to_numeric(rows[name], errors="coerce").astype(float)


def _kinds(rows: pd.DataFrame) -> pd.Series:
    """What an indicator measures, from its name and from all its figures."""
    name = rows["indicator"]
    parted = rows["denominator"].notna().groupby(name).transform("any")
    broken = (rows["value"] % 1).fillna(0).ne(0).groupby(name).transform("any")
    kind = pd.Series("count", rows.index, dtype="str").mask(parted | broken, "share")
    kind = kind.mask(name.str.contains("_per_", regex=False), "rate")
    return kind.mask(name.str.match("(mean|median)_"), "weeks")
