"""What a difference between areas means for children: how many more, had all done as well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sendviz.ask import Answer
from sendviz.ask.answers import rows_of
from sendviz.catalogue.row import LEAST_DENOMINATOR, Row
from sendviz.findings.spread import (
    areas_with_too_few,
    areas_with_values,
    numerators_and_denominators,
)
from sendviz.stats.intervals import Estimate

DRAWS = 4_000


@dataclass(frozen=True)
class Reach:
    """Cases more (or, where lower is better, fewer) with the range of 95 in 100 draws.

    as_best: if every area had done as well as the row `best`; as_average: if those behind the
    share `average` had reached it. cases: all that count. fewer: True where the measure is better
    when lower. too_few: areas of fewer than 20 cases in public view, which all of this leaves out.
    """

    best: Row
    as_best: Estimate
    average: float
    as_average: Estimate
    cases: int
    fewer: bool
    too_few: tuple[str, ...] = ()


def children_reached(answer: Answer, whole: float = np.nan, seed: int = 1) -> Reach | None:
    """Of an answer with one row an area of a share with a better side; None without two areas, or
    if it has none.

    whole: the council's own share, with the cases of areas that are not compared, which is then the
    average; by default the pooled share of the areas, which is drawn with them.

    The best is an area of 20 cases or more. The range comes from seeded draws of every area's
    share around its own (Beta with Jeffreys' prior); the best area stays the one that was seen.
    """
    m, found = answer.measure, areas_with_values(answer)
    able = found[found["denominator"] >= LEAST_DENOMINATOR]
    if m.kind != "share" or m.polarity == "no_judgement" or len(found) < 2 or able.empty:
        return None
    fewer = m.polarity == "lower_is_better"
    x, n = numerators_and_denominators(found)
    good = n - x if fewer else x
    best = able["value"].idxmin() if fewer else able["value"].idxmax()
    place = found.index.get_loc(best)
    shape = (DRAWS, len(n))
    drawn = np.random.default_rng(seed).beta(good + 0.5, n - good + 0.5, shape)
    seen = (good / n)[None, :]
    pooled, average = (_average(each, n, 1 - whole if fewer else whole) for each in (drawn, seen))
    return Reach(
        best=rows_of(found.loc[[best]])[0],
        as_best=_estimate(_gain(seen, seen[:, place], n), _gain(drawn, drawn[:, place], n)),
        average=float(1 - average[0] if fewer else average[0]),
        as_average=_estimate(_gain(seen, average, n), _gain(drawn, pooled, n)),
        cases=int(n.sum()),
        fewer=fewer,
        too_few=areas_with_too_few(answer),
    )


def _average(shares: np.ndarray, n: np.ndarray, whole: float) -> np.ndarray:
    """The average to reach in each draw: what is known of the whole, or else that of the areas."""
    if np.isnan(whole):
        return np.sum(shares * n, axis=1) / n.sum()
    return np.full(len(shares), whole)


def _gain(shares: np.ndarray, level: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Cases gained in each draw when areas below the level rise to it; nobody falls."""
    return np.sum(np.maximum(level[:, None] - shares, 0) * n, axis=1)


def _estimate(seen: np.ndarray, drawn: np.ndarray) -> Estimate:
    low, high = np.quantile(drawn, [0.025, 0.975])
    value = float(seen[0])
    return Estimate(value, min(value, float(low)), max(value, float(high)))
