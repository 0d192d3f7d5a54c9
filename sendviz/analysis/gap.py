"""The gap between areas over time: whether it narrows, and how much of it chance alone would give.

Whoever is first and last in a single period is so partly by luck, so the gap between them is
always too wide. The trend is therefore judged on one pair of areas, the highest and the lowest of
the whole span, and the width of each period stands beside what chance alone would give.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sendviz import query
from sendviz.analysis.spread import counts, shown
from sendviz.catalogue import Measure
from sendviz.disclosure import LEAST_DENOMINATOR, PUBLIC
from sendviz.selection import Selection, last_whole_month
from sendviz.stats.inequality import between_areas
from sendviz.stats.intervals import Estimate
from sendviz.store import Store

MONTHS = 60
FEWEST_PERIODS = 5
PERIODS_TO_BE_THERE = 2 / 3
DRAWS = 500
DAYS_A_YEAR = 365.25
NUMBERS = ["value", "low", "high", "denominator"]
MOST_ALIKE = 0.9
SURE = 1.959964


@dataclass(frozen=True)
class Gap:
    """One entry a period, in the measure's unit: starts, and gaps with their 95% limits.

    pair: `high` less `low`, the two areas highest and lowest over the whole span (below nought
    where they have changed places). ends: the highest less the lowest of that very period, who are
    named in `named`. chance: the middle width that chance alone would give (nan if not a share).
    slope: of the pair, a year. verdict: narrowing, widening, no_clear_change or too_few periods.
    frame: the tidy frame that all of it comes from, attrs grain and rounded.
    """

    starts: tuple[pd.Timestamp, ...]
    high: str
    low: str
    pair: Estimate
    ends: Estimate
    named: tuple[tuple[str, str], ...]
    chance: np.ndarray
    slope: Estimate
    verdict: str
    frame: pd.DataFrame


def over_time(
    store: Store,
    m: Measure,
    selection: Selection,
    role: str,
    by: str = "locality",
    months: int = MONTHS,
) -> Gap | None:
    """The gap in the shortest periods in which every area has 20 cases or more.

    None where the values have no intervals or fewer than two areas are shown. Raises BadSelection
    or NotAllowed as `query.measure` does.
    """
    wide = replace(selection, end=last_whole_month(selection.last_day)).months_back(months)
    return between(m, _periods(store, m, wide, role, by))


def _periods(store: Store, m: Measure, selection: Selection, role: str, by: str) -> pd.DataFrame:
    """Public view itself falls back to longer periods; others are held to the same here."""
    if m.kind != "share" or role == PUBLIC:
        grain = "month" if m.kind == "share" else "quarter"
        return query.measure(store, m, selection, role, by=by, period=grain)
    for grain in ("month", "quarter", "calendar_year"):
        frame = query.measure(store, m, selection, role, by=by, period=grain)
        sizes = shown(frame)["denominator"]
        if (sizes >= LEAST_DENOMINATOR).all():
            break
    return frame


def between(m: Measure, frame: pd.DataFrame) -> Gap | None:
    """The gap of a tidy frame with one row an area and period; None as in `over_time`."""
    found = shown(frame)
    found = found[found["low"].notna() & found["high"].notna()]
    several = found.groupby("period_start")["area"].transform("size") > 1
    found = found[several]
    if m.kind in ("count", "stock", "net") or (pair := _fixed_pair(m, found)) is None:
        return None
    wide = found.pivot(index="period_start", columns="area", values=NUMBERS)
    sides = {name: wide[name].astype(float) for name in NUMBERS}
    rows = range(len(wide))
    ends = [sides["value"].columns[each] for each in _highest_and_lowest(sides["value"])]
    high, low = ([name] * len(wide) for name in pair)
    gaps = _differences(sides, high, low)
    slope, verdict = _slope(wide.index, gaps.value, _weights(m, sides, *pair))
    return Gap(
        starts=tuple(pd.Timestamp(each) for each in wide.index),
        high=pair[0],
        low=pair[1],
        pair=gaps,
        ends=_differences(sides, *ends),
        named=tuple((str(ends[0][i]), str(ends[1][i])) for i in rows),
        chance=np.array([_chance(m, part) for _, part in found.groupby("period_start")]),
        slope=slope,
        verdict=verdict,
        frame=frame,
    )


def _fixed_pair(m: Measure, found: pd.DataFrame) -> tuple[str, str] | None:
    """The areas highest and lowest over the span, of those that are there in most periods."""
    there = found.groupby("area")["period_start"].nunique()
    usual = there.index[there >= found["period_start"].nunique() * PERIODS_TO_BE_THERE]
    by_area = found[found["area"].isin(usual)].groupby("area")
    if len(usual) < 2:
        return None
    if m.kind == "share":
        sums = by_area[["numerator", "denominator"]].sum()
        values = sums["numerator"] / sums["denominator"]
    else:
        values = by_area["value"].mean()
    return str(values.idxmax()), str(values.idxmin())


def _highest_and_lowest(values: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Column numbers of the highest and of the lowest area of each period."""
    known = values.to_numpy()
    return (
        np.where(np.isnan(known), -np.inf, known).argmax(axis=1),
        np.where(np.isnan(known), np.inf, known).argmin(axis=1),
    )


def _differences(sides: Mapping[str, pd.DataFrame], high, low) -> Estimate:
    """The difference of two values by their own limits; of two shares it is Newcombe's.

    Source: Zou and Donner 2008 (MOVER); Newcombe 1998 is its case of Wilson limits.
    """
    rows = np.arange(len(high))

    def of(areas) -> list[np.ndarray]:
        return [
            sides[name].to_numpy()[rows, sides[name].columns.get_indexer(areas)]
            for name in ("value", "low", "high")
        ]

    (v1, l1, u1), (v2, l2, u2) = of(high), of(low)
    gap = v1 - v2
    return Estimate(gap, gap - np.hypot(v1 - l1, u2 - v2), gap + np.hypot(u1 - v1, v2 - l2))


def _chance(m: Measure, part: pd.DataFrame) -> float:
    if m.kind != "share":
        return np.nan
    return float(between_areas(*counts(part), draws=DRAWS).chance_spread.value)


def _weights(m: Measure, sides: Mapping[str, pd.DataFrame], high: str, low: str) -> np.ndarray:
    """How much each period tells: by the numbers of cases, since limits would favour shares near
    nought; of other values by their limits."""
    pair = [high, low]
    if m.kind == "share":
        spread = (1 / sides["denominator"][pair]).to_numpy()
    else:
        spread = ((sides["high"][pair] - sides["low"][pair]) ** 2).to_numpy()
    return 1 / np.maximum(spread.sum(axis=1), 1e-12)


def _slope(starts, gap: np.ndarray, weight: np.ndarray) -> tuple[Estimate, str]:
    """The change of the pair's gap a year by weighted least squares, and what it means.

    Its error comes from the scatter of the points around the line, widened where neighbours
    scatter alike (lag-1 correlation r of what is left, by the root of (1 + r)/(1 - r)): a rise
    after a fall is no trend.
    """
    known = ~np.isnan(gap)
    if known.sum() < FEWEST_PERIODS:
        return Estimate(np.nan, np.nan, np.nan), "too_few"
    x = np.array([each.toordinal() / DAYS_A_YEAR for each in starts])[known]
    y, weight = gap[known], weight[known] / weight[known].mean()
    distance = x - np.average(x, weights=weight)
    size = float(np.sum(weight * distance**2))
    slope = float(np.sum(weight * distance * y) / size)
    left = np.sqrt(weight) * (y - np.average(y, weights=weight) - slope * distance)
    scatter = float(np.sum(left**2)) / (len(y) - 2)
    alike = float(np.sum(left[1:] * left[:-1]) / np.sum(left**2)) if scatter > 0 else 0.0
    alike = min(max(alike, 0.0), MOST_ALIKE)
    reach = _t_value(len(y) - 2) * math.sqrt(scatter / size * (1 + alike) / (1 - alike))
    found = Estimate(slope, slope - reach, slope + reach)
    if found.low <= 0 <= found.high:
        return found, "no_clear_change"
    return found, "widening" if slope > 0 else "narrowing"


def _t_value(df: int) -> float:
    """Student's t for 95%, two-sided, to a hundredth part from three degrees on.

    Source: Cornish-Fisher expansion (Abramowitz and Stegun 26.7.5).
    """
    z = SURE
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / df + second / df**2 + third / df**3
