"""How good forecasts by samples were, once the truth is known."""

from __future__ import annotations

import numpy as np

from sendviz.stats._numbers import Numbers, array


def crps(sample: Numbers, truth: float) -> float:
    """The continuous ranked probability score of a sample: mean |x - truth| - mean |x - x'| / 2, in
    the unit of the truth. Of one point it is its distance. Lower is better.

    Raises ValueError for no sample. Source: Gneiting and Raftery 2007, equation 21.
    """
    x = np.sort(array(sample).ravel())
    n = len(x)
    if not n:
        raise ValueError("a sample needs at least one value")
    apart = 2 * np.sum(x * (2 * np.arange(1, n + 1) - n - 1)) / n**2
    return float(np.abs(x - truth).mean() - apart / 2)


def holds(sample: Numbers, truth: float, confidence: float) -> bool:
    """Whether the middle range of that share of the sample holds the truth."""
    tail = (1 - confidence) / 2
    low, high = np.quantile(array(sample), [tail, 1 - tail])
    return bool(low <= truth <= high)
