"""Counts into values with their intervals. Only here is anything divided."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sendviz.catalogue import Measure
from sendviz.catalogue.row import FEWEST_WAITS, LONGEST_STEP_DAYS
from sendviz.stats import intervals

DAYS_A_WEEK = 7.0


def of_counts(m: Measure, cells: pd.DataFrame) -> pd.DataFrame:
    """Value, low and high for shares, counts, stocks, nets and ratios, from numerator and
    denominator."""
    counts = (cells[name].to_numpy(float) for name in ("numerator", "denominator"))
    return cells.assign(**columns_of_counts(m, *counts))


def columns_of_counts(
    m: Measure, numerator: np.ndarray, denominator: np.ndarray
) -> dict[str, np.ndarray]:
    """What `of_counts` puts into its rows, as columns by name."""
    if m.kind == "share":
        low, high = _wilson(numerator, denominator)
        if not m.is_drawn_by_chance:
            low = high = np.full(len(numerator), np.nan)
        return {"value": _divided(numerator, denominator), "low": low, "high": high}
    if m.kind == "ratio":
        return _ratio(m, numerator, denominator)
    none = np.full(len(numerator), np.nan)
    return {"value": numerator, "denominator": none, "low": none, "high": none}


def _divided(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    return np.divide(
        numerator, denominator, out=np.full(len(numerator), np.nan), where=denominator > 0
    )


def _wilson(numerator: np.ndarray, denominator: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    # A published figure that is in doubt may have more above the line than below it.
    usable = (np.nan_to_num(denominator) > 0) & (numerator <= denominator)
    low, high = np.full(len(numerator), np.nan), np.full(len(numerator), np.nan)
    if usable.any():
        found = intervals.wilson(numerator[usable], denominator[usable])
        low[usable], high[usable] = found.low, found.high
    return low, high


def _ratio(m: Measure, numerator: np.ndarray, denominator: np.ndarray) -> dict[str, np.ndarray]:
    found = [
        intervals.rate(x, n, m.per) if m.is_drawn_by_chance and n > 0 and x == x else None
        for x, n in zip(numerator, np.nan_to_num(denominator), strict=True)
    ]
    return {
        "value": _divided(numerator, denominator) * m.per,
        "low": np.array([f.low if f else np.nan for f in found]),
        "high": np.array([f.high if f else np.nan for f in found]),
    }


def longest_band(weeks: np.ndarray) -> np.ndarray:
    """Longest waits as the lower edge of their band of 20 weeks: 'at least 100 weeks'."""
    step = LONGEST_STEP_DAYS / DAYS_A_WEEK
    return np.floor(np.asarray(weeks, float) / step) * step


def without_single_waits(cells: pd.DataFrame) -> pd.DataFrame:
    """Public view of a mean or a middle of a whole council: none of fewer than 5 waits, which are
    too few."""
    few = (cells["denominator"] > 0) & (cells["denominator"] < FEWEST_WAITS)
    gone = {name: cells[name].mask(few) for name in ("value", "low", "high")}
    return cells.assign(**gone, blank=np.where(few, "too_few", np.array(None)))


def of_histogram(m: Measure, histogram: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Value, low and high for means and quantiles, in weeks if the unit is weeks (amounts are
    whole days). histogram: cell (its row in cells), amount, n."""
    per_unit = DAYS_A_WEEK if m.unit == "weeks" else 1.0
    out = np.full((len(cells), 3), np.nan)
    ordered = histogram.sort_values(["cell", "amount"])
    numbers, amounts, n = (ordered[column].to_numpy() for column in ("cell", "amount", "n"))
    edges = np.searchsorted(numbers, np.arange(len(cells) + 1))
    for cell in np.unique(numbers):
        part = slice(edges[cell], edges[cell + 1])
        out[cell] = _summary(m, *_each_amount_once(amounts[part], n[part]))
    value, low, high = out.T / per_unit
    return cells.assign(value=value, low=low, high=high)


def _each_amount_once(amounts: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each amount once: months of one period may hold the same."""
    distinct, place = np.unique(amounts, return_inverse=True)
    return distinct, np.bincount(place, weights=n)


def _summary(m: Measure, amounts: np.ndarray, n: np.ndarray) -> tuple[float, float, float]:
    if n.sum() == 0:
        return (np.nan,) * 3
    return _mean(amounts, n) if m.quantile is None else _quantile(amounts, n, m.quantile)


def _mean(amounts: np.ndarray, n: np.ndarray) -> tuple[float, float, float]:
    """Mean with the normal 95% interval of a mean; none from a single case."""
    total = n.sum()
    mean = float((amounts * n).sum() / total)
    if total < 2:
        return mean, np.nan, np.nan
    half = intervals.Z_95 * np.sqrt(((amounts - mean) ** 2 * n).sum() / (total - 1) / total)
    return mean, mean - half, mean + half


def _quantile(amounts: np.ndarray, n: np.ndarray, p: float) -> tuple[float, float, float]:
    """The quantile as DuckDB's quantile_cont gives it, and the 95% interval by binomial ranks.

    The longest has none; nor is there a limit on a side where the furthest value seen would hold
    the true quantile in under 97.5%: above nine in ten of fewer than 36, around a middle of 5.
    """
    total, upto = n.sum(), np.cumsum(n)

    def at(rank: float) -> float:
        lower, upper = np.floor(rank), np.ceil(rank)
        values = [amounts[np.searchsorted(upto, each, side="right")] for each in (lower, upper)]
        return float(values[0] + (values[1] - values[0]) * (rank - lower))

    value = at(p * (total - 1))
    if p >= 1:
        return value, np.nan, np.nan
    half = intervals.Z_95 * np.sqrt(total * p * (1 - p))
    low, high = np.clip([np.floor(p * total - half) - 1, np.ceil(p * total + half)], 0, total - 1)
    return (
        value,
        at(low) if (1 - p) ** total <= intervals.TAIL_95 else np.nan,
        at(high) if p**total <= intervals.TAIL_95 else np.nan,
    )
