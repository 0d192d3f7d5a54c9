"""Whether the councils' figures add up to those of their region and of England."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sendviz.load.checks.codes import FIRST_FULL_YEAR, LAST_FULL_YEAR
from sendviz.load.checks.figures import GROUP, Figures

_EXACT = 0.5


def apart(known: Figures, level: str) -> pd.Series:
    """By how much the councils come to more (less: negative) than the whole, NA where they agree.

    `level` is region or nation. NA as well where any part is blank, suppressed or absent: the
    difference would give it away. Shares are compared by their counts, the numerator first. Every
    row of a group whose sum is off carries the difference.
    """
    rows = known.rows[known.rows["kind"].isin(["count", "share"])]
    rows = rows.assign(place=rows["region"] if level == "region" else "E")
    if level == "region":
        rows = _of_known_region(rows)
    over = pd.Series(float("nan"), known.rows.index)
    for column in ("value", "numerator", "denominator"):
        kind = "count" if column == "value" else "share"
        found = _difference(rows[rows["kind"].eq(kind)], column, level, known)
        over = over.fillna(found.reindex(over.index))
    return over


def _difference(rows: pd.DataFrame, column: str, level: str, known: Figures) -> pd.Series:
    keys = [*GROUP, "place"]
    whole = rows[rows["level"].eq("regional" if level == "region" else "national")]
    if whole.empty or not known.regions:
        return pd.Series(float("nan"), rows.index)
    whole = whole.drop_duplicates(keys).set_index(keys)[column]
    councils = rows[rows["level"].eq("council")]
    councils = councils.assign(blank=councils[column].isna(), due=_due(councils, known.regions))
    part = councils.groupby(keys).agg(
        sum=(column, "sum"),
        blank=("blank", "any"),
        due=("due", "sum"),
        rows=("la_code", "size"),
        codes=("la_code", "nunique"),
    )
    part = part[~part["blank"] & part["rows"].eq(part["codes"])]
    part = part[part["due"].eq(_number_due(part, level, known.regions))]
    over = part["sum"] - whole
    over = over[over.abs().gt(_EXACT)].rename("over").reset_index()
    return rows[keys].merge(over, how="left", on=keys)["over"].set_axis(rows.index)


def _due(councils: pd.DataFrame, regions: Mapping[str, str]) -> pd.Series:
    """Whether the council is known and was there all that year."""
    code, year = councils["la_code"], councils["year"]
    ended = _looked_up(code, LAST_FULL_YEAR).lt(year)
    return code.isin(list(regions)) & ~ended & ~_looked_up(code, FIRST_FULL_YEAR).gt(year)


def _looked_up(code: pd.Series, years: Mapping[str, int]) -> pd.Series:
    return pd.Series([years.get(each) for each in code], code.index, dtype=float)


def _number_due(part: pd.DataFrame, level: str, regions: Mapping[str, str]) -> pd.Series:
    """How many known councils there were in each place and year, on the index of `part`."""
    known = pd.DataFrame({"la_code": list(regions), "place": list(regions.values())}, dtype=object)
    if level == "nation":
        known["place"] = "E"
    at = part.index.to_frame(index=False)[["place", "year"]].astype({"place": object})
    every = at.drop_duplicates().merge(known, on="place")
    number = every[_due(every, regions)].groupby(["place", "year"]).size()
    return number.reindex(pd.MultiIndex.from_frame(at)).fillna(0).set_axis(part.index)


def _of_known_region(rows: pd.DataFrame) -> pd.DataFrame:
    """The groups without a council of which the region is not known: it may be a part of any."""
    strays = rows["level"].eq("council") & rows["region"].isna()
    return rows[~strays.groupby([rows[name] for name in GROUP], dropna=False).transform("any")]
