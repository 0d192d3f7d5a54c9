"""What a difference between areas means for children: how many more, had all the same share."""

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
from sendviz.stats.shrinkage import drawn_shares


@dataclass(frozen=True)
class Reach:
    """Cases more (or, where lower is better, fewer): the mean and the range of 95 in 100 draws.

    as_best: if every area had the share of the row `best`; as_average: if those behind the share
    `average` had that. cases: all that count. fewer: True where the measure is better when lower.
    too_few: areas of fewer than 20 cases in public view, which all of this leaves out.
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
    where they differ no more than chance explains.

    whole: the council's own share, with the cases of areas that are not compared, which is then the
    average; by default the pooled share of the areas, which is drawn with them.

    The best is the area of 20 cases or more with the best share as seen. It is best partly by luck,
    so every share is drawn (seeded) from what it may truly be (stats.shrinkage).
    """
    m, found = answer.measure, areas_with_values(answer)
    able = found[found["denominator"] >= LEAST_DENOMINATOR]
    if m.kind != "share" or m.polarity == "no_judgement" or len(found) < 2 or able.empty:
        return None
    fewer = m.polarity == "lower_is_better"
    x, n = numerators_and_denominators(found)
    good = n - x if fewer else x
    drawn = drawn_shares(good, n, seed=seed)
    if drawn is None:
        return None
    best = able["value"].idxmin() if fewer else able["value"].idxmax()
    place = found.index.get_loc(best)
    known = not np.isnan(whole)
    average = (1 - whole if fewer else whole) if known else good.sum() / n.sum()
    to_reach = np.full(len(drawn), average) if known else drawn @ n / n.sum()
    return Reach(
        best=rows_of(found.loc[[best]])[0],
        as_best=_gain(drawn, drawn[:, place], n),
        average=float(1 - average if fewer else average),
        as_average=_gain(drawn, to_reach, n),
        cases=int(n.sum()),
        fewer=fewer,
        too_few=areas_with_too_few(answer),
    )


def _gain(shares: np.ndarray, level: np.ndarray, n: np.ndarray) -> Estimate:
    """Cases gained when areas below the level of each draw rise to it; nobody falls."""
    gained = np.sum(np.maximum(level[:, None] - shares, 0) * n, axis=1)
    low, high = np.quantile(gained, [0.025, 0.975])
    return Estimate(float(gained.mean()), float(low), float(high))
