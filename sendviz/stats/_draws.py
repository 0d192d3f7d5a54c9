"""Random counts whose variance is a multiple of their mean."""

from __future__ import annotations

import numpy as np


def counts(rng: np.random.Generator, mean: np.ndarray, dispersion: float) -> np.ndarray:
    """Counts of these means with variance `dispersion` x mean: Poisson at 1, else negative
    binomial. Raises ValueError for a dispersion under 1."""
    if dispersion < 1:
        raise ValueError("dispersion must be 1 (chance alone) or more")
    if dispersion == 1:
        return rng.poisson(mean)
    some = np.where(mean > 0, mean, 1) / (dispersion - 1)
    return np.where(mean > 0, rng.negative_binomial(some, 1 / dispersion), 0)
