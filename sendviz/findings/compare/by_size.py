"""All councils by size: the limits that chance allows around England's value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sendviz.ask.official import POPULATION, Series
from sendviz.findings.compare.among import Comparison, place_of
from sendviz.stats import funnel as limits

GRID = 60


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
