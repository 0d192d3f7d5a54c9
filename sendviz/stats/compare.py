"""An area against a benchmark and among other areas (Fingertips)."""

from dataclasses import dataclass

import numpy as np

from sendviz.stats._numbers import Numbers, array, check_choice, plain, vector

POLARITY = ("higher_is_better", "lower_is_better", "no_judgement")


@dataclass(frozen=True)
class Ranking:
    """`place` counts from 1, ties sharing the best place, nan where there is no value.

    `tied` says which share theirs; `of` is how many areas have a value.
    """

    place: np.ndarray
    tied: np.ndarray
    of: int


def against_benchmark(
    low: Numbers, high: Numbers, benchmark: Numbers, polarity: str = "no_judgement"
) -> str | np.ndarray:
    """'better', 'worse' or 'similar'; 'higher' or 'lower' instead where no judgement is made.

    For those who check Fingertips' own words. The screens do not use it: they hold areas to their
    whole with allowance for how many there are (findings.spread), since of 20 intervals one misses.
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


def rank(values: Numbers, better: str = "higher") -> Ranking:
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
