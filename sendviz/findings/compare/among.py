"""One council among all of England in one year: places with their ranges, and neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sendviz import ask
from sendviz.ask import official
from sendviz.ask.official import Series
from sendviz.ask.store import Store
from sendviz.catalogue import ENGLAND
from sendviz.stats.compare import against_benchmark, rank

Row = Mapping[str, object]


@dataclass(frozen=True)
class Comparison:
    """All councils in one year.

    council, england, region: rows with value, low, high, numerator, denominator, blank, doubt and
    verdict against England. neighbours, councils: frames with the same columns. Councils with a
    figure also have lowest and highest (places; ties share the best), tied, and surely_lower and
    surely_higher: how many councils' intervals lie wholly below or above (nan without intervals).
    missing: councils without a figure. middle: the neighbours' median.
    """

    series: Series
    year: int
    base: int | None
    council: Row
    england: Row
    region: Row
    neighbours: pd.DataFrame
    councils: pd.DataFrame
    missing: pd.DataFrame
    middle: float

    @property
    def of(self) -> int:
        """Councils with a figure."""
        return len(self.councils)


def compare(
    store: Store, series: Series, la_code: str, year: int, base: int | None = None
) -> Comparison:
    """Raises BadSelection for an unknown council."""
    mine, base = ask.council(store, la_code), official.base_of(series, base)
    found = official.figures(store, series, base)
    found = found[found["year"] == year]
    benchmark = float(_row(found, ENGLAND, "England")["value"])
    found = found.assign(verdict=_verdicts(series, found, benchmark))
    every = found[found["level"] == "council"]
    known = every[every["value"].notna()].reset_index(drop=True)
    beside = ask.neighbours(store, la_code)[
        ["position", "la_code", "name", "closeness", "edition"]
    ]
    near = _neighbours(beside, every)
    middle = float(near["value"].median()) if near["value"].notna().any() else np.nan
    return Comparison(
        series,
        year,
        base,
        _row(every, la_code, str(mine["short_name"])),
        _row(found, ENGLAND, "England"),
        _row(found, str(mine["region_code"]), str(mine["region"])),
        near,
        known.assign(**_places(known)),
        _missing(every),
        middle,
    )


def place_of(comparison: Comparison, la_code: str) -> Row | None:
    """The council's row with its places; None where it has no figure."""
    found = comparison.councils[comparison.councils["la_code"] == la_code]
    return found.iloc[0].to_dict() if len(found) else None


def _row(found: pd.DataFrame, la_code: str, name: str) -> Row:
    rows = found[found["la_code"] == la_code]
    if len(rows):
        return rows.iloc[0].to_dict() | {"name": name}
    empty = dict.fromkeys(("value", "low", "high", "numerator", "denominator"), np.nan)
    empty |= {"la_code": la_code, "name": name, "blank": "no_row", "doubt": None}
    return empty | {"verdict": "not_compared"}


def _verdicts(series: Series, found: pd.DataFrame, benchmark: float) -> np.ndarray:
    told = against_benchmark(found["low"], found["high"], benchmark, series.measure.polarity)
    return np.where(found["la_code"] == ENGLAND, "benchmark", told)


def _neighbours(beside: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
    near = beside.drop(columns=["name", "edition"]).merge(every, on="la_code", how="left")
    near["name"] = near["name"].fillna(near["la_code"].map(beside.set_index("la_code")["name"]))
    near["verdict"] = near["verdict"].astype(object).fillna("not_compared")
    blank = near["blank"].astype(object).mask(near["value"].isna() & near["blank"].isna(), "no_row")
    near["blank"] = blank.where(blank.notna(), None)
    near.attrs = {"edition": str(beside["edition"].iloc[0]) if len(beside) else ""}
    return near


def _places(known: pd.DataFrame) -> dict[str, np.ndarray]:
    values, low, high = (known[each].to_numpy(float) for each in ("value", "low", "high"))
    lowest, highest = rank(values, "lower"), rank(values, "higher")
    told = np.isfinite(low) & np.isfinite(high)
    lower = np.where(told, (high[None, :] < low[:, None]).sum(axis=1), np.nan)
    higher = np.where(told, (low[None, :] > high[:, None]).sum(axis=1), np.nan)
    return {
        "lowest": lowest.place.astype(int),
        "highest": highest.place.astype(int),
        "tied": lowest.tied,
        "surely_lower": lower,
        "surely_higher": higher,
    }


def _missing(every: pd.DataFrame) -> pd.DataFrame:
    """Councils of the year without a figure; those that did not exist then are not among them."""
    return every.loc[every["value"].isna(), ["la_code", "name", "blank", "doubt"]].sort_values(
        "name"
    )
