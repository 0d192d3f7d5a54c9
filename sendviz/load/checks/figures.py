"""Published figures as their checks see them, the register of those checks, and figures held
against each other: councils that do not add up to their region or to England, and councils whose
numbers of appealable decisions stand under each other's code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from sendviz.load.checks.codes import FIRST_FULL_YEAR, LAST_FULL_YEAR

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


# What most appealable decisions are, by the method of counting (DfE, appeal rate, notes to the
# table).
_MAIN_PART = {
    "appeal_rate_old_method": "plans_in_force",
    "appeal_rate_new_method": "annual_reviews_held",
}
_SMALL_PARTS = ("requests_refused", "assessments_without_a_plan")
# Ratios on a log scale: own parts off by half or more, the other council's within a fifth.
_FAR, _NEAR = np.log(1.5), np.log(1.2)


def swapped_pairs(known: Figures) -> list[tuple[int, int]]:
    """Rows of two councils of one region whose decisions fit the other's parts and not their own.

    Each pair comes twice: (row, other row) and the reverse, as positions in `known.rows`.
    """
    found = []
    for indicator, main in _MAIN_PART.items():
        rows = known.rows[known.rows["indicator"].eq(indicator) & known.rows["level"].eq("council")]
        if rows.empty:
            continue
        parts = _parts(known.rows, main)
        keys = pd.MultiIndex.from_frame(rows[["la_code", "year"]])
        rows = rows.assign(parts=parts.reindex(keys).to_numpy())
        rows = rows[rows["denominator"].gt(0) & rows["parts"].gt(0)]
        for _, group in rows.groupby(["publisher", "edition", "year", "category", "region"]):
            found += _swaps(group)
    return found


def _parts(rows: pd.DataFrame, main: str) -> pd.Series:
    """The decisions that the council's other figures add up to, by council and year."""
    council = rows[rows["level"].eq("council") & rows["category"].eq("All")]
    amount = council["numerator"].fillna(council["value"].where(council["kind"].eq("count")))
    wide = (
        council.assign(amount=amount)
        .pivot_table(
            index=["la_code", "year"],
            columns="indicator",
            values="amount",
            aggfunc="last",
        )
        .reindex(columns=[main, *_SMALL_PARTS])
    )
    return wide[main] + wide[list(_SMALL_PARTS)].sum(axis=1)


def _swaps(group: pd.DataFrame) -> list[tuple[int, int]]:
    decisions, parts = np.log(group["denominator"]), np.log(group["parts"])
    wrong = group.index[(decisions - parts).abs().gt(_FAR)]
    pairs = [
        (one, other)
        for one, other in combinations(wrong, 2)
        if max(abs(decisions[one] - parts[other]), abs(decisions[other] - parts[one])) < _NEAR
    ]
    return pairs + [(other, one) for one, other in pairs]
