"""What may be the true shares of areas that differ: each drawn towards what all have in common."""

import numpy as np

from sendviz.stats._numbers import Numbers, share_lists
from sendviz.stats.inequality import between_areas


def drawn_shares(x: Numbers, n: Numbers, draws: int = 4_000, seed: int = 1) -> np.ndarray | None:
    """Seeded draws of the true shares behind x of n cases, a row a draw and a column an area (parts
    of 1); None where the areas differ no more than chance explains (tau² of 0).

    Of areas with some cases each. Beta(x + pk, n - x + (1 - p)k), p the pooled share and k = p(1 -
    p)/tau² - 1 how many cases the spread of the others is worth (1 at least): whoever is best is so
    partly by luck, and small areas more so. Raises ValueError unless 0 <= x <= n.
    Source: Morris 1983 (empirical Bayes); tau² of DerSimonian and Laird 1986.
    """
    x, n = share_lists(x, n)
    tau2 = between_areas(x, n, draws=1).tau2
    if not tau2 > 0:
        return None
    p = x.sum() / n.sum()
    k = max(p * (1 - p) / tau2 - 1, 1.0)
    return np.random.default_rng(seed).beta(x + p * k, n - x + (1 - p) * k, (draws, len(n)))
