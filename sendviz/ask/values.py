"""Counts into values with their intervals. Only here is anything divided."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sendviz.ask import hiding
from sendviz.catalogue import Measure
from sendviz.stats import bands, intervals

DAYS_A_WEEK = 7.0


def of_counts(m: Measure, cells: pd.DataFrame) -> pd.DataFrame:
    """Value, low and high for shares, counts, stocks, nets and ratios, from numerator and
    denominator."""
    numerator = cells["numerator"].to_numpy(float)
    denominator = cells["denominator"].to_numpy(float)
    if m.kind == "share":
        low, high = _wilson(numerator, denominator)
        return cells.assign(value=_divided(numerator, denominator), low=low, high=high)
    if m.kind == "ratio":
        return _ratio(cells, numerator, denominator)
    return cells.assign(value=numerator, denominator=np.nan, low=np.nan, high=np.nan)


def _divided(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    return np.divide(
        numerator, denominator, out=np.full(len(numerator), np.nan), where=denominator > 0
    )


def _wilson(numerator: np.ndarray, denominator: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    usable = np.nan_to_num(denominator) > 0
    low, high = np.full(len(numerator), np.nan), np.full(len(numerator), np.nan)
    if usable.any():
        # Rounding for public view can lift a numerator over its denominator by one step.
        found = intervals.wilson(
            np.minimum(numerator[usable], denominator[usable]), denominator[usable]
        )
        low[usable], high[usable] = found.low, found.high
    return low, high


def _ratio(cells: pd.DataFrame, numerator: np.ndarray, denominator: np.ndarray) -> pd.DataFrame:
    found = [
        intervals.rate(x, n, 1000) if n > 0 and x == x else None
        for x, n in zip(numerator, np.nan_to_num(denominator), strict=True)
    ]
    return cells.assign(
        value=_divided(numerator, denominator) * 1000,
        low=[f.low if f else np.nan for f in found],
        high=[f.high if f else np.nan for f in found],
    )


def of_histogram(
    m: Measure, histogram: pd.DataFrame, cells: pd.DataFrame, *, in_steps: bool
) -> pd.DataFrame:
    """Value, low and high for means and quantiles, in weeks if the unit is weeks (amounts are
    whole days).

    histogram: cell (its row in cells), amount, n. in_steps: amounts are the lower edges of 14-day
    steps (public view of a part), so the value is an estimate within its step.
    """
    per_unit = DAYS_A_WEEK if m.unit == "weeks" else 1.0
    out = np.full((len(cells), 3), np.nan)
    hidden = (
        cells["blank"].notna().to_numpy() if "blank" in cells else np.zeros(len(cells), dtype=bool)
    )
    ordered = histogram.sort_values(["cell", "amount"])
    numbers, amounts, n = (ordered[column].to_numpy() for column in ("cell", "amount", "n"))
    edges = np.searchsorted(numbers, np.arange(len(cells) + 1))
    for cell in np.unique(numbers):
        if not hidden[cell]:
            part = slice(edges[cell], edges[cell + 1])
            out[cell] = _summary(m, *_each_amount_once(amounts[part], n[part]), in_steps)
    value, low, high = out.T / per_unit
    return cells.assign(value=value, low=low, high=high)


def _each_amount_once(amounts: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each amount once: months of one period may hold the same."""
    distinct, place = np.unique(amounts, return_inverse=True)
    return distinct, np.bincount(place, weights=n)


def _summary(
    m: Measure, amounts: np.ndarray, n: np.ndarray, in_steps: bool
) -> tuple[float, float, float]:
    if n.sum() == 0:
        return (np.nan,) * 3
    if m.quantile is None:
        return _mean(amounts + (hiding.AMOUNT_STEP_DAYS / 2 if in_steps else 0), n)
    if in_steps:
        return (_stepped_quantile(amounts, n, m.quantile), np.nan, np.nan)
    return _quantile(amounts, n, m.quantile)


def _mean(amounts: np.ndarray, n: np.ndarray) -> tuple[float, float, float]:
    """Mean with the normal 95% interval of a mean; none from a single case."""
    total = n.sum()
    mean = float((amounts * n).sum() / total)
    if total < 2:
        return mean, np.nan, np.nan
    half = intervals.Z_95 * np.sqrt(((amounts - mean) ** 2 * n).sum() / (total - 1) / total)
    return mean, mean - half, mean + half


def _quantile(amounts: np.ndarray, n: np.ndarray, p: float) -> tuple[float, float, float]:
    """The quantile as DuckDB's quantile_cont gives it, and the 95% interval by binomial ranks; the
    longest has none."""
    total, upto = n.sum(), np.cumsum(n)

    def at(rank: float) -> float:
        lower, upper = np.floor(rank), np.ceil(rank)
        values = [amounts[np.searchsorted(upto, each, side="right")] for each in (lower, upper)]
        return float(values[0] + (values[1] - values[0]) * (rank - lower))

    value = at(p * (total - 1))
    if p >= 1 or total < 6:
        return value, np.nan, np.nan
    half = intervals.Z_95 * np.sqrt(total * p * (1 - p))
    low, high = np.clip([np.floor(p * total - half) - 1, np.ceil(p * total + half)], 0, total - 1)
    return value, at(low), at(high)


def _stepped_quantile(amounts: np.ndarray, n: np.ndarray, p: float) -> float:
    """The quantile of 14-day steps; None inside the last step never happens, since its end is
    known."""
    if p >= 1:
        return float(hiding.longest_band(amounts[n > 0].max())) if (n > 0).any() else np.nan
    edges = np.arange(
        amounts.min(), amounts.max() + 2 * hiding.AMOUNT_STEP_DAYS, hiding.AMOUNT_STEP_DAYS
    )
    counts = np.zeros(len(edges) - 1)
    counts[((amounts - amounts.min()) / hiding.AMOUNT_STEP_DAYS).astype(int)] = n
    found = bands.banded_percentile(list(edges), list(counts), p)
    return np.nan if found is None else float(found)
