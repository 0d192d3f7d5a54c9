"""How often the rules fire at the latest point of a chart whose points come in random order."""

import numpy as np

from sendviz.stats._numbers import Numbers, vector
from sendviz.stats._rules import LIMIT, NEAR, RUN_POINTS, SCREEN, tolerance

TREND_POINTS = 7


def chance_of_signal(
    values: Numbers, runs: bool = True, shuffles: int = 300, seed: int = 1
) -> float:
    """The part (0 to 1) of seeded shuffles of the values in which `xmr` with its usual settings
    would show a signal at the latest known point; gaps stay where they are.

    Values that are no bell curve (few cases, many ties) fire more often than the 17 in 1,000 of
    normal ones, so each chart is its own measure. `runs` False leaves out the rule of seven on one
    side. nan for fewer than two known values.
    """
    values = vector(values, "values")
    known = np.flatnonzero(~np.isnan(values))
    if known.size < 2:
        return np.nan
    drawn = np.full((shuffles, known[-1] + 1), np.nan)
    pool = np.tile(values[known], (shuffles, 1))
    drawn[:, known] = np.random.default_rng(seed).permuted(pool, axis=1)
    return float(fires_at_the_end(drawn, runs).mean())


def fires_at_the_end(rows: np.ndarray, runs: bool = True) -> np.ndarray:
    """For each row, the same values in another order, whether its last point meets a rule."""
    slack, centre = tolerance(rows[0]), np.nanmean(rows, axis=1)
    reach = _reach(rows)
    away = rows[:, -RUN_POINTS:] - centre[:, None]
    side = (away > slack) * 1 - (away < -slack) * 1
    last = np.abs(away[:, -1])
    found = last > reach + slack
    near = (np.abs(away[:, -3:]) > NEAR * reach[:, None] + slack) & (
        np.abs(away[:, -3:]) <= reach[:, None] + slack
    )
    together = np.abs(side[:, -3:].sum(axis=1)) == 3
    found |= together & near[:, -1] & (near.sum(axis=1) >= 2)
    if rows.shape[1] >= RUN_POINTS:
        steps = np.diff(rows[:, -TREND_POINTS:], axis=1)
        found |= (steps > slack).all(axis=1) | (steps < -slack).all(axis=1)
        found |= (np.abs(side.sum(axis=1)) == RUN_POINTS) & runs
    return found


def _reach(rows: np.ndarray) -> np.ndarray:
    """Half the width between the limits of each row, large moving ranges screened as `xmr` does."""
    ranges = np.abs(np.diff(rows, axis=1))
    mean = _mean(ranges, ~np.isnan(ranges))
    screened = _mean(ranges, ranges < SCREEN * mean[:, None])
    return LIMIT * np.where(screened > 0, screened, mean)


def _mean(ranges: np.ndarray, used: np.ndarray) -> np.ndarray:
    count = used.sum(axis=1)
    total = np.where(used, ranges, 0.0).sum(axis=1)
    return np.divide(total, count, out=np.full(len(ranges), np.nan), where=count > 0)
