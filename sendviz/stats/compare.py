"""An area against a benchmark, its own past and other areas (Fingertips and LAIT rules)."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from sendviz.stats._numbers import array, check_choice, plain, same_length, vector

POLARITY = ("higher_is_better", "lower_is_better", "no_judgement")
TREND_POINTS = 5
TREND_P = 0.002
WIDTH_IN_ERRORS = 3.92


@dataclass(frozen=True)
class Trend:
    """`direction` is 'increasing', 'decreasing', 'no_change' or 'not_known'.

    `slope` is in the measure's unit a period; slope, chi-square and p value are nan if not known.
    """

    direction: str
    slope: float
    chi_square: float
    p_value: float


@dataclass(frozen=True)
class Ranking:
    """`place` counts from 1, ties sharing the best place, nan where there is no value.

    `tied` says which share theirs; `of` is how many areas have a value.
    """

    place: np.ndarray
    tied: np.ndarray
    of: int


def against_benchmark(low, high, benchmark, polarity: str = "no_judgement"):
    """'better', 'worse' or 'similar'; 'higher' or 'lower' instead where no judgement is made.

    Similar when the benchmark lies within the area's own interval, touching included;
    'not_compared' where a number is missing. A word, or an array of words for arrays.
    Raises ValueError for another polarity. Source: Fingertips.
    """
    check_choice(polarity, "polarity", POLARITY)
    above, below = {
        "higher_is_better": ("better", "worse"),
        "lower_is_better": ("worse", "better"),
        "no_judgement": ("higher", "lower"),
    }[polarity]
    low, high, benchmark = np.broadcast_arrays(array(low), array(high), array(benchmark))
    missing = np.isnan(low) | np.isnan(high) | np.isnan(benchmark)
    cases = [missing, low > benchmark, high < benchmark]
    return plain(np.select(cases, ["not_compared", above, below], "similar"))


def recent_trend(values, lows, highs) -> Trend:
    """The trend of the latest five points, weighted by their 95% intervals.

    It counts when chi-square exceeds 9.5495 (p = 0.002) and the slope keeps its sign whichever
    point is left out. 'not_known' with fewer than five points, a gap among them, or an interval
    without width. Raises ValueError for lists of unequal length. Source: Fingertips.
    """
    values, lows, highs = (vector(each, "values") for each in (values, lows, highs))
    same_length(values=values, lows=lows, highs=highs)
    y = values[-TREND_POINTS:]
    errors = (highs - lows)[-TREND_POINTS:] / WIDTH_IN_ERRORS
    if len(y) < TREND_POINTS or np.isnan(y).any() or not (errors > 0).all():
        return Trend("not_known", np.nan, np.nan, np.nan)
    slope, error = _slope(np.arange(TREND_POINTS), y, errors)
    chi_square = (slope / error) ** 2
    p_value = float(chdtrc(1, chi_square))
    if p_value >= TREND_P or not _keeps_sign(y, errors, slope):
        return Trend("no_change", slope, chi_square, p_value)
    return Trend("increasing" if slope > 0 else "decreasing", slope, chi_square, p_value)


def _slope(x: np.ndarray, y: np.ndarray, errors: np.ndarray) -> tuple[float, float]:
    weight = 1 / errors**2
    distance = x - np.average(x, weights=weight)
    spread = np.sum(weight * distance**2)
    return float(np.sum(weight * distance * y) / spread), float(1 / np.sqrt(spread))


def _keeps_sign(y: np.ndarray, errors: np.ndarray, slope: float) -> bool:
    x = np.arange(len(y))
    others = (_slope(x[x != out], y[x != out], errors[x != out])[0] for out in x)
    return all(other * slope > 0 for other in others)


def rank(values, better: str = "higher") -> Ranking:
    """Places of areas, first the best; `neither` ranks from the highest without judging it.

    Raises ValueError for another word.
    """
    check_choice(better, "better", ("higher", "lower", "neither"))
    values = vector(values, "values")
    order = values if better == "lower" else -values
    known = ~np.isnan(order)
    ahead = np.array([np.sum(order[known] < each) for each in order], dtype=float)
    same = np.array([np.sum(order[known] == each) for each in order])
    return Ranking(np.where(known, ahead + 1, np.nan), known & (same > 1), int(known.sum()))


def quartile_band(value, cuts, polarity: str) -> str | None:
    """'A' (best) to 'D'; None without polarity or value.

    `cuts` are the lower quartile, median and upper quartile; a value on a cut falls in the lower
    band. Raises ValueError unless there are three in rising order. Source: DfE LAIT.
    """
    check_choice(polarity, "polarity", POLARITY)
    cuts = vector(cuts, "cuts")
    if len(cuts) != 3 or np.any(np.diff(cuts) < 0):
        raise ValueError("cuts must be lower quartile, median and upper quartile, in rising order")
    if polarity == "no_judgement" or np.isnan(array(value)) or np.isnan(cuts).any():
        return None
    above = int(np.sum(array(value) > cuts))
    return "DCBA"[above] if polarity == "higher_is_better" else "ABCD"[above]
