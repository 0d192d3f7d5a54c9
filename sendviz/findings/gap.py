"""The gap between areas over time: whether it narrows, and how much of it chance alone would give.

Whoever is first and last in a single period is so partly by luck, so the gap between them is
always too wide. The trend is therefore judged on one pair of areas, the highest and the lowest of
the whole span, and the width of each period stands beside what chance alone would give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import Answer, Records
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import add_months, last_whole_month, period_of
from sendviz.catalogue.row import BASES, LEAST_DENOMINATOR
from sendviz.findings.spread import (
    areas_with_too_few,
    areas_with_values,
    numerators_and_denominators,
)
from sendviz.stats.gap_turn import Turn, turn_of
from sendviz.stats.inequality import between_areas
from sendviz.stats.intervals import Z_95, Estimate
from sendviz.stats.line import Line, weighted_line
from sendviz.stats.trends import rounding_variance

MONTHS = 60
MONTHS_A_YEAR = 12
YEARS = "12_months"
FEWEST_PERIODS = 5
PERIODS_TO_BE_THERE = 2 / 3
DRAWS = 500
DAYS_A_YEAR = 365.25
NUMBERS = ["value", "low", "high", "denominator"]
GRAINS = ("month", "quarter", YEARS)
PERIODS_A_YEAR = {"month": 12, "quarter": 4, YEARS: 1}
UNKNOWN = ("not_known", "not_submitted")


@dataclass(frozen=True)
class Gap:
    """One entry a period, in the measure's unit: starts, and gaps with their 95% limits.

    pair: `high` less `low`, the two areas highest and lowest over the whole span (below nought
    where they have changed places). ends: the highest less the lowest of that very period, who are
    named in `named`. chance: the middle width that chance alone would give (nan if not a share).
    slope: of the pair, a year; line: its gap at both ends of the line through all periods. verdict:
    narrowing, widening, changed_places, no_clear_change or too_few periods. left_out: the areas
    that have too few cases for a percentage in some period. turn: where there is no clear change,
    whether it opened or narrowed in between. answer: what all of it comes from, one row an area and
    period.
    """

    starts: tuple[pd.Timestamp, ...]
    high: str
    low: str
    pair: Estimate[np.ndarray]
    ends: Estimate[np.ndarray]
    named: tuple[tuple[str, str], ...]
    chance: np.ndarray
    slope: Estimate[float]
    verdict: str
    answer: Answer
    line: tuple[float, float] = (np.nan, np.nan)
    left_out: tuple[str, ...] = ()
    turn: Turn | None = None

    @property
    def periods(self) -> int:
        """In how many periods the pair is known."""
        return int((~np.isnan(self.pair.value)).sum())


def gap_over_time(
    records: Records, measure: Measure | str, by: str = "locality", months: int = MONTHS
) -> Gap | None:
    """The gap in the shortest of months, quarters and 12 months in which every area has 20 cases or
    more; else in those of 12 months, between the areas that have.

    None where the values have no intervals or fewer than two areas have one. Raises BadSelection or
    NotAllowed as `Records.ask` does.
    """
    m = catalogue.get(measure)
    for grain in GRAINS if m.kind == "share" else GRAINS[1:]:
        answer = _by_period(records, m, by, grain, months)
        sizes = areas_with_values(answer)["denominator"]
        if not areas_with_too_few(answer) and (sizes >= LEAST_DENOMINATOR).all():
            break
    return gap_of(answer)


def _by_period(records: Records, m: Measure, by: str, grain: str, months: int) -> Answer:
    """Public view tells of areas by quarter where months are asked for; longer periods end with a
    quarter."""
    last = last_whole_month(records.selection.last_day)
    if grain != "month":
        last = period_of(add_months(last, 1), "quarter") - timedelta(days=1)
    wide = records.over(end=last).months_back(months)
    if grain != YEARS:
        return wide.ask(m, by=by, period=grain)
    quarters = wide.ask(m, by=by, period="quarter")
    years: list[pd.DataFrame] = []
    end = last
    while (start := _year_to(end)) >= _first_told(quarters.frame):
        year = wide.over(start=start, end=end).ask(m, by=by)
        years.insert(0, year.frame.assign(period_start=pd.Timestamp(start)))
        end = start - timedelta(days=1)
    if not years:
        return quarters.with_frame(quarters.frame.iloc[:0])
    return quarters.with_frame(pd.concat(years, ignore_index=True), grain=YEARS)


def _first_told(quarters: pd.DataFrame) -> date:
    """The start of the first period of which the records tell."""
    told = ~quarters["blank"].isin(UNKNOWN)
    return quarters.loc[told, "period_start"].min().date() if told.any() else date.max


def _year_to(end: date) -> date:
    return add_months(end.replace(day=1), 1 - MONTHS_A_YEAR)


def gap_of(answer: Answer) -> Gap | None:
    """The gap of an answer with one row an area and period; None as in `gap_over_time`."""
    m, found = answer.measure, areas_with_values(answer)
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
    slope, line, verdict = _trend(wide.index, gaps.value, _weights(m, sides, *pair))
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
        answer=answer,
        line=line,
        left_out=areas_with_too_few(answer),
        turn=_turn(answer, gaps, sides, pair) if verdict == "no_clear_change" else None,
    )


def _turn(
    answer: Answer,
    gaps: Estimate[np.ndarray],
    sides: Mapping[str, pd.DataFrame],
    pair: Sequence[str],
) -> Turn | None:
    """Lists carry over from month to month, so that a year of them tells no more than a day."""
    year = PERIODS_A_YEAR[answer.grain or "month"]
    more = _rounding(answer, sides, pair)
    if answer.measure.at_a_date:
        more = more + ((gaps.high - gaps.low) / 2 / Z_95) ** 2 * (year - 1)
    return turn_of(gaps, year, more)


def _rounding(answer: Answer, sides: Mapping[str, pd.DataFrame], pair: Sequence[str]) -> np.ndarray:
    """The variance that rounding gives the gap of each period; years are four rounded quarters."""
    if not answer.rounded or answer.measure.kind != "share":
        return np.zeros(len(sides["value"]))
    p, n = (sides[name][list(pair)].to_numpy() for name in ("value", "denominator"))
    error = rounding_variance(BASES[answer.measure.small_numbers])
    quarters = 4 if answer.grain == YEARS else 1
    return np.nansum(quarters * error * ((1 - p) ** 2 + p**2) / n**2, axis=1)


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
    high = values.idxmax()
    return str(high), str(values.drop(high).idxmin())


def _highest_and_lowest(values: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Column numbers of the highest and of the lowest area of each period."""
    known = values.to_numpy()
    return (
        np.where(np.isnan(known), -np.inf, known).argmax(axis=1),
        np.where(np.isnan(known), np.inf, known).argmin(axis=1),
    )


def _differences(
    sides: Mapping[str, pd.DataFrame], high: Sequence[str], low: Sequence[str]
) -> Estimate[np.ndarray]:
    """The difference of two values by their own limits; of two shares it is Newcombe's.

    Source: Zou and Donner 2008 (MOVER); Newcombe 1998 is its case of Wilson limits.
    """
    rows = np.arange(len(high))

    def of(areas: Sequence[str]) -> list[np.ndarray]:
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
    return float(between_areas(*numerators_and_denominators(part), draws=DRAWS).chance_spread.value)


def _weights(m: Measure, sides: Mapping[str, pd.DataFrame], high: str, low: str) -> np.ndarray:
    """How much each period tells: by the numbers of cases, since limits would favour shares near
    nought; of other values by their limits."""
    pair = [high, low]
    if m.kind == "share":
        spread = (1 / sides["denominator"][pair]).to_numpy()
    else:
        spread = ((sides["high"][pair] - sides["low"][pair]) ** 2).to_numpy()
    return 1 / np.maximum(spread.sum(axis=1), 1e-12)


def _trend(
    starts: pd.Index, gap: np.ndarray, weight: np.ndarray
) -> tuple[Estimate[float], tuple[float, float], str]:
    """The change of the pair's gap a year, the line's two ends, and what they mean."""
    known = ~np.isnan(gap)
    if known.sum() < FEWEST_PERIODS:
        return Estimate(np.nan, np.nan, np.nan), (np.nan, np.nan), "too_few"
    x = np.array([each.toordinal() / DAYS_A_YEAR for each in starts])[known]
    line = weighted_line(x, gap[known], weight[known])
    return line.slope, (line.first, line.last), _verdict(line)


def _verdict(line: Line) -> str:
    if line.slope.low <= 0 <= line.slope.high:
        return "no_clear_change"
    if line.first * line.last < 0:
        return "changed_places"
    return "widening" if line.slope.value > 0 else "narrowing"
