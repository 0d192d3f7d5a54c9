"""One council among all of England: places with their ranges, neighbours, trend and funnel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sendviz import catalogue, query
from sendviz.query import official
from sendviz.query.official import ENGLAND, POPULATION, Series
from sendviz.selection import REFERENCE_DATES, BadSelection, Selection
from sendviz.stats import funnel as limits
from sendviz.stats.compare import against_benchmark, rank
from sendviz.store import Store

FEWEST_NEIGHBOURS = 5
GRID = 60
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


@dataclass(frozen=True)
class Funnel:
    """Limits at 95% and 99.8% around England's value over a grid of sizes, and where the council
    lies.

    level and side as in stats.funnel. outside: councils beyond 99.8%. phi: mean squared z of all
    councils, about 1 if only chance moved them. adjusted: the limits hold that extra spread.
    """

    baseline: float
    sizes: np.ndarray
    inner: tuple[np.ndarray, np.ndarray]
    outer: tuple[np.ndarray, np.ndarray]
    level: str
    side: str
    outside: int
    phi: float
    adjusted: bool


def years_of(store: Store, series: Series, base: int | None = None) -> list[int]:
    """The years with a figure for any council, newest first, without the base year of an index."""
    found = official.figures(store, series, base)
    known = found[found["value"].notna() & (found["level"] == "council")]
    years = set(known["year"].astype(int)) - {official.base_of(series, base)}
    return sorted(years, reverse=True)


def compare(
    store: Store, series: Series, la_code: str, year: int, base: int | None = None
) -> Comparison:
    """Raises BadSelection for an unknown council."""
    mine, base = query.council(store, la_code), official.base_of(series, base)
    found = official.figures(store, series, base)
    found = found[found["year"] == year]
    benchmark = float(_row(found, ENGLAND, "England")["value"])
    found = found.assign(verdict=_verdicts(series, found, benchmark))
    every = found[found["level"] == "council"]
    known = every[every["value"].notna()].reset_index(drop=True)
    beside = query.neighbours(store, la_code)[
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


def by_year(store: Store, series: Series, la_code: str, base: int | None = None) -> Years:
    """The council over all years beside England, its region and its neighbours' middle half."""
    mine, base = query.council(store, la_code), official.base_of(series, base)
    found = official.figures(store, series, base)
    span = found.loc[found["value"].notna(), "year"]
    index = pd.Index(range(int(span.min()), int(span.max()) + 1), name="year")
    own = found[found["la_code"] == la_code].set_index("year").reindex(index)
    near = found[found["la_code"].isin(query.neighbours(store, la_code)["la_code"])]
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


def funnel(comparison: Comparison, adjusted: bool = False) -> Funnel | None:
    """The funnel of the year's councils; None for an index, without counts or England's value."""
    if not has_funnel(comparison):
        return None
    c, one = comparison.councils, _per_one(comparison.series)
    x, n = c["numerator"].to_numpy(float), c["denominator"].to_numpy(float)
    baseline = float(comparison.england["numerator"]) / float(comparison.england["denominator"])
    spread = limits.overdispersion(np.minimum(x, n), n)
    tau2 = spread.tau2 if adjusted else 0.0
    top = np.nanmax(n) * 1.05
    few = np.geomspace(max(np.nanmin(n) * 0.8, 1), top, GRID)
    sizes = np.unique(np.concatenate([few, np.linspace(1, top, GRID)]))

    def around(size, confidence):
        found = _limits(comparison.series, baseline, size, confidence, tau2)
        return found[0] * one, found[1] * one

    level = _levels(x / n * one, around(n, limits.WARNING), around(n, limits.ALARM))
    own = place_of(comparison, str(comparison.council["la_code"]))
    at = None if own is None else int(np.flatnonzero(c["la_code"] == own["la_code"])[0])
    return Funnel(
        baseline * one,
        sizes,
        around(sizes, limits.WARNING),
        around(sizes, limits.ALARM),
        "not_known" if at is None else str(level[at]),
        "" if at is None else ("high" if x[at] / n[at] > baseline else "low"),
        int((level == "different").sum()),
        spread.phi,
        bool(adjusted and spread.adjusted),
    )


def has_funnel(comparison: Comparison) -> bool:
    """Whether counts are printed, so that chance can be told."""
    england = comparison.england
    counted = comparison.councils["denominator"].notna().any()
    counted = counted and comparison.series.over in ("", POPULATION)
    return bool(counted and not england["blank"] and pd.notna(england["denominator"]))


def own_figure(
    store: Store, series: Series, selection: Selection, year: int, role: str
) -> Row | None:
    """The council's own records of the same year, as known on the day of the return; None where
    they cannot tell."""
    if not series.own:
        return None
    m = catalogue.get(series.own)
    returned = [
        day for day in sorted(REFERENCE_DATES) if day.year == year + (not series.in_january)
    ]
    over = date(year, 1, 1) if series.in_january else date(year, 12, 31)
    if not returned or selection.as_at < over or m.at_a_date != series.in_january:
        return None
    as_at = min(returned[0], selection.as_at)
    whole = {} if series.in_january else {"start": date(year, 1, 1), "end": over}
    chosen = Selection(selection.council, as_at, **whole)
    try:
        found = query.measure(store, m, chosen, role, variant=series.own_variant)
    except BadSelection:
        return None
    return found.iloc[0].to_dict() if found.iloc[0]["blank"] is None else None


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


def _line(found: pd.DataFrame, la_code: object, index: pd.Index) -> pd.Series:
    return found[found["la_code"] == la_code].set_index("year")["value"].reindex(index)


def _quartiles(near: pd.DataFrame, index: pd.Index) -> dict[str, pd.Series]:
    by = near.groupby("year")["value"]
    enough = by.count() >= FEWEST_NEIGHBOURS
    parts = {"n_low": 0.25, "n_middle": 0.5, "n_high": 0.75}
    return {name: by.quantile(p).where(enough).reindex(index) for name, p in parts.items()}


def _per_one(series: Series) -> float:
    return 1000.0 if series.over == POPULATION else 1.0


def _limits(
    series: Series, baseline: float, n: np.ndarray, confidence: float, tau2: float
) -> tuple:
    if series.over == POPULATION and not tau2:
        found = limits.ratio_limits(baseline * n, confidence)
        return baseline * found.low, baseline * found.high
    found = limits.proportion_limits(baseline, n, confidence, tau2=tau2)
    return found.low, found.high


def _levels(value: np.ndarray, inner: tuple, outer: tuple) -> np.ndarray:
    def out(of: tuple) -> np.ndarray:
        return (value < of[0] - 1e-12) | (value > of[1] + 1e-12)

    return np.select(
        [np.isnan(value), out(outer), out(inner)], ["not_known", "different", "look"], "in_line"
    )
