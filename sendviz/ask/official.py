"""The figures of the official series for every council: as printed, per 1,000, or as an index."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sendviz.ask.official_series import BASE_YEAR, POPULATION, Series, all_series, series
from sendviz.ask.places import councils
from sendviz.ask.published import published
from sendviz.ask.store import Store
from sendviz.catalogue import ENGLAND
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import COLUMNS
from sendviz.stats import intervals

INDEX_BASE = 100
FIRST_BASE = 2022


def figures(store: Store, each: Series, base: int | None = None) -> pd.DataFrame:
    """Every area and year: la_code, level, name, region_code, status, year, numerator,
    denominator, value, low, high, blank, doubt, publisher, edition, source.

    Printed values stay as printed (shares as fractions). With `over`, the printed count is the
    numerator, and value is per 1,000 people or 100 times the count over that of the base year.
    Limits are at 95%, nan where DfE prints no counts.
    """
    base = base_of(each, base)
    return store.cached(("official", each.id, base), lambda: _figures(store, each, base))


def measure_frame(
    store: Store, id: str, la_code: str, years: Sequence[int] | None = None, base: int | None = None
) -> pd.DataFrame:
    """One council's published figures as the tidy frame of query.COLUMNS, one row a year.

    years: by default all; one without a row is left out. Raises BadSelection for an unknown series
    or council, or where nothing is published.
    """
    each = series(id)
    found = figures(store, each, base)
    found = found[found["la_code"] == la_code]
    if years is not None:
        found = found[found["year"].isin([int(year) for year in years])]
    if found.empty:
        raise BadSelection(
            f"{each.measure.name}: nothing is published for council {la_code[:12]} in those years."
        )
    out = found.assign(
        measure=each.measure.id,
        area=found["name"],
        period_start=_starts(found["year"]),
        category="",
    )
    out = out[list(COLUMNS)].reset_index(drop=True)
    out.attrs = {
        "grain": "calendar_year",
        "rounded": False,
        "area_ids": dict(zip(found["name"], found["la_code"], strict=True)),
        "not_filtered": (),
        "simulated": False,
        "banded": False,
    }
    return out


def _starts(years: pd.Series) -> np.ndarray:
    return pd.to_datetime(years.astype(str) + "-01-01").astype("datetime64[us]").to_numpy()


def base_of(each: Series, base: int | None = None) -> int | None:
    """The base year of an index, by default FIRST_BASE; None for every other series."""
    return (base or FIRST_BASE) if each.over == BASE_YEAR else None


def _figures(store: Store, each: Series, base: int | None) -> pd.DataFrame:
    found = published(store, each.measure)
    known = councils(store).set_index("la_code")
    code = found["la_code"]
    found = found.assign(
        name=code.map(known["short_name"]).fillna(found["area_name"]),
        region_code=code.map(known["region_code"]),
        status=code.map(known["status"]),
        blank=found["blank"].astype(object).where(found["value"].isna(), None),
    )
    if each.over == POPULATION:
        found = _per_thousand(found, _populations(store))
    if each.over == BASE_YEAR:
        found = _indexed(found, base)
    return found.drop(columns="area_name")


def _populations(store: Store) -> pd.Series:
    """People aged 0 to 25 by code: councils of today, and the regions and England as their sums."""
    held = store.cached_rows(
        "select la_code, region_code, population_0_25 from council where status = 'current'"
    )
    one = held.set_index("la_code")["population_0_25"]
    regions = held.groupby("region_code")["population_0_25"].sum()
    return pd.concat([one, regions, pd.Series({ENGLAND: one.sum()})]).astype(float)


def _per_thousand(found: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    counted, of = found["value"].to_numpy(float), found["la_code"].map(people).to_numpy(float)
    rate = intervals.rate(counted, of, 1000)
    blank = found["blank"].mask(np.isfinite(counted) & ~np.isfinite(of), "no_population")
    return found.assign(
        numerator=counted,
        denominator=of,
        value=rate.value,
        low=rate.low,
        high=rate.high,
        blank=blank.astype(object).where(blank.notna(), None),
    )


def _indexed(found: pd.DataFrame, base: int) -> pd.DataFrame:
    """100 times the count over the base year's; limits of a ratio of two counts, from the share
    that one is of both."""
    counted = found["value"].to_numpy(float)
    first = (
        found["la_code"]
        .map(found[found["year"] == base].set_index("la_code")["value"])
        .to_numpy(float)
    )
    first = np.where(first > 0, first, np.nan)
    share = intervals.wilson(counted, counted + first)
    apart = (found["year"] != base).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (
            np.where(apart, INDEX_BASE * limit / (1 - limit), np.nan)
            for limit in (share.low, share.high)
        )
    blank = found["blank"].mask(np.isfinite(counted) & ~np.isfinite(first), "no_base_year")
    return found.assign(
        numerator=counted,
        denominator=first,
        value=INDEX_BASE * counted / first,
        low=low,
        high=high,
        blank=blank.astype(object).where(blank.notna(), None),
    )


__all__ = [
    "BASE_YEAR",
    "FIRST_BASE",
    "INDEX_BASE",
    "POPULATION",
    "Series",
    "all_series",
    "base_of",
    "figures",
    "measure_frame",
    "series",
]
