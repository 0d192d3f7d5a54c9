"""One council over the years, beside England, its region and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sendviz import ask
from sendviz.ask import official
from sendviz.ask.official import Series
from sendviz.ask.store import Store
from sendviz.catalogue import ENGLAND

FEWEST_NEIGHBOURS = 5


@dataclass(frozen=True)
class Years:
    """One row a year: year, own, low, high, numerator, denominator, blank, doubt, england, region,
    and the neighbours' quartiles n_low, n_middle, n_high (nan where fewer than five have a
    figure)."""

    series: Series
    base: int | None
    name: str
    region_name: str
    frame: pd.DataFrame


def years_of(store: Store, series: Series, base: int | None = None) -> list[int]:
    """The years with a figure for any council, newest first, without the base year of an index."""
    found = official.figures(store, series, base)
    known = found[found["value"].notna() & (found["level"] == "council")]
    years = set(known["year"].astype(int)) - {official.base_of(series, base)}
    return sorted(years, reverse=True)


def by_year(store: Store, series: Series, la_code: str, base: int | None = None) -> Years:
    """The council over all years beside England, its region and its neighbours' middle half."""
    mine, base = ask.council(store, la_code), official.base_of(series, base)
    found = official.figures(store, series, base)
    span = found.loc[found["value"].notna(), "year"]
    index = pd.Index(range(int(span.min()), int(span.max()) + 1), name="year")
    own = found[found["la_code"] == la_code].set_index("year").reindex(index)
    near = found[found["la_code"].isin(ask.neighbours(store, la_code)["la_code"])]
    columns = {
        name: own[name] for name in ("low", "high", "numerator", "denominator", "blank", "doubt")
    }
    frame = pd.DataFrame(
        {
            "own": own["value"],
            **columns,
            "england": _line(found, ENGLAND, index),
            "region": _line(found, mine["region_code"], index),
            **_quartiles(near, index),
        }
    ).reset_index()
    return Years(series, base, str(mine["short_name"]), str(mine["region"]), frame)


def _line(found: pd.DataFrame, la_code: object, index: pd.Index) -> pd.Series:
    return found[found["la_code"] == la_code].set_index("year")["value"].reindex(index)


def _quartiles(near: pd.DataFrame, index: pd.Index) -> dict[str, pd.Series]:
    by = near.groupby("year")["value"]
    enough = by.count() >= FEWEST_NEIGHBOURS
    parts = {"n_low": 0.25, "n_middle": 0.5, "n_high": 0.75}
    return {name: by.quantile(p).where(enough).reindex(index) for name, p in parts.items()}
