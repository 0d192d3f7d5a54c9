"""Like for like: whether differences in the children explain differences between the areas.

And the split of a council's change into a change of mix and change inside the areas (Simpson).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import Answer, Records
from sendviz.catalogue import TOGETHER, Measure
from sendviz.findings.paradox import Period, period_before
from sendviz.findings.spread import (
    areas_with_too_few,
    areas_with_values,
    numerators_and_denominators,
)
from sendviz.stats.inequality import (
    MixChange,
    mix_and_performance,
    standardise_mix,
    standardise_together,
)
from sendviz.stats.intervals import Estimate

DIMENSIONS = ("age_band", "need", "source")
LEAST_IN_CELL = 5
MOST_NOT_KNOWN = 0.2


@dataclass(frozen=True)
class LikeForLike:
    """Each area's own share, and what it would be on the council's mix of one dimension at a time,
    and of all of them together.

    raw: by area; alike: by dimension, then by area; all parts of 1 with 95% limits. left_out:
    dimensions that are not known for more than a fifth of the cases. together: by area; empty
    where there is only one dimension, or too few cases for a model.
    """

    areas: tuple[str, ...]
    raw: Mapping[str, Estimate]
    alike: Mapping[str, Mapping[str, Estimate]]
    left_out: tuple[str, ...]
    rounded: bool
    together: Mapping[str, Estimate] = field(default_factory=dict)

    def spread(self, dimension: str | None = None) -> float:
        """The highest value less the lowest, raw or on the same mix of that dimension."""
        found = self.alike[dimension] if dimension else self.raw
        return float(np.ptp([each.value for each in found.values()]))

    def spreads(self) -> Mapping[str, float]:
        """By dimension, the difference on the same mix between the two areas that lie furthest
        apart in their own values: nought or below if the mix explains all of it."""
        return {id: self._apart(by) for id, by in self.alike.items()}

    def spread_together(self) -> float | None:
        """As `spreads`, on the same mix of all dimensions; None where that is not told."""
        high, low = self._furthest()
        return self._apart(self.together) if {high, low} <= set(self.together) else None

    def _furthest(self) -> tuple[str, str]:
        high = max(self.areas, key=lambda area: self.raw[area].value)
        return high, min(self.areas, key=lambda area: self.raw[area].value)

    def _apart(self, values: Mapping[str, Estimate]) -> float:
        high, low = self._furthest()
        return float(values[high].value - values[low].value)


@dataclass(frozen=True)
class Shift:
    """A share now and in the period before, by area and as a whole, and what moved it.

    rows: by area, (x, n) before and now; only areas that have a value both times stand in `change`,
    `left_out` names the others that have cases, with the bucket of unknown places; too_few: those
    of them that have too few for a percentage in public view.
    """

    change: MixChange
    rows: Mapping[str, tuple[tuple[float, float], tuple[float, float]]]
    period: Period
    before: Period
    left_out: tuple[str, ...]
    rounded: bool
    too_few: tuple[str, ...] = ()


def like_for_like(
    records: Records,
    measure: Measure | str,
    by: str = "locality",
    dimensions: Sequence[str] = DIMENSIONS,
) -> LikeForLike:
    """The measure by area, standardised to the council's own mix, one dimension at a time and all
    together.

    Kinds of child with fewer than five cases in some area are taken together with the next
    smallest. Raises NotAllowed in public view (it needs place and kind of child together), and
    ValueError for a measure that is not a share.
    """
    m = catalogue.get(measure)
    if m.kind != "share":
        raise ValueError(f"{m.short_name} is not a share: like for like is told for shares")
    plain = records.ask(m, by=by)
    raw = {
        row.area: Estimate(row.value, row.low, row.high)
        for row in areas_with_values(plain).itertuples(index=False)
    }
    alike, left_out = {}, []
    for id in (each for each in dimensions if each in m.dimensions):
        frame = records.ask(m, by=by, and_by=id).frame
        if _not_known(frame) > MOST_NOT_KNOWN:
            left_out.append(id)
        else:
            alike[id] = shares_on_same_mix(frame, list(raw))
    both = _together(records, m, by, list(alike), list(raw))
    return LikeForLike(tuple(raw), raw, alike, tuple(left_out), plain.rounded, both)


def _together(
    records: Records, m: Measure, by: str, dimensions: Sequence[str], areas: Sequence[str]
) -> Mapping[str, Estimate]:
    if len(dimensions) < 2:
        return {}
    frame = records.ask(m, by=by, and_by=TOGETHER.join(dimensions)).frame
    frame = frame[(frame["denominator"] > 0) & frame["area"].isin(areas)]
    codes = frame["category"].str.split(TOGETHER, expand=True)
    kinds = [codes[i].tolist() for i in codes.columns]
    x, n = numerators_and_denominators(frame)
    found = standardise_together(frame["area"].tolist(), kinds, x, n) or {}
    return {str(area): share for area, share in found.items()}


def shares_on_same_mix(frame: pd.DataFrame, areas: Sequence[str]) -> Mapping[str, Estimate]:
    """By area, the share on the mix of the whole frame (one row an area and category)."""
    wide = [
        frame.pivot_table(index="area", columns="category", values=name, aggfunc="sum").fillna(0)
        for name in ("numerator", "denominator")
    ]
    wide = [each.reindex(index=list(dict.fromkeys([*areas, *each.index])), fill_value=0)
            for each in wide]  # fmt: skip
    groups = _merged(wide[1].loc[list(areas)])
    x, n = (pd.DataFrame({i: each[g].sum(axis=1) for i, g in enumerate(groups)}) for each in wide)
    mix = n.sum()
    return {area: standardise_mix(x.loc[area], n.loc[area], mix) for area in areas}


def _merged(n: pd.DataFrame) -> list[list[str]]:
    """Categories in groups that have five cases or more in every area."""
    groups = [[each] for each in n.columns if n[each].sum() > 0]
    while len(groups) > 1:
        groups.sort(key=lambda group: float(n[group].sum(axis=1).min()))
        if n[groups[0]].sum(axis=1).min() >= LEAST_IN_CELL:
            break
        groups = [groups[0] + groups[1], *groups[2:]]
    return groups


def _not_known(frame: pd.DataFrame) -> float:
    total = frame["denominator"].sum()
    unknown = frame.loc[frame["category"] == "not_known", "denominator"].sum()
    return float(unknown / total) if total else 1.0


def mix_shift(records: Records, measure: Measure | str, by: str = "locality") -> Shift | None:
    """The share against the same length of time before (a day a year before, for a stock).

    None where the measure is not a share, or either time has no cases. Raises BadSelection or
    NotAllowed as `Records.ask` does.
    """
    m = catalogue.get(measure)
    if m.kind != "share":
        return None
    period = records.selection.period
    before = period_before(*period)
    now, then = (records.over(start=a, end=b).ask(m, by=by) for a, b in (period, before))
    found = _pairs(now, then)
    change = mix_and_performance(
        {area: pair[0] for area, pair in found.items()},
        {area: pair[1] for area, pair in found.items()},
    )
    if not found or np.isnan(change.change):
        return None
    sides = (then.frame, now.frame)
    there = [area for frame in sides for area in frame.loc[_has_cases(frame), "area"]]
    left_out = tuple(area for area in dict.fromkeys(there) if area not in found)
    too_few = tuple(dict.fromkeys([*areas_with_too_few(then), *areas_with_too_few(now)]))
    return Shift(change, found, period, before, left_out, now.rounded, too_few)


def _has_cases(frame: pd.DataFrame) -> pd.Series:
    """Which rows have cases, or may have a few that are told as nought."""
    return (frame["denominator"] > 0) | frame["blank"].eq("too_few")


def _pairs(now: Answer, then: Answer) -> dict[str, tuple]:
    sides = []
    for answer in (then, now):
        known = areas_with_values(answer)
        pairs = zip(*numerators_and_denominators(known), strict=True)
        sides.append(dict(zip(known["area"], pairs, strict=True)))
    return {area: (sides[0][area], sides[1][area]) for area in sides[0] if area in sides[1]}
