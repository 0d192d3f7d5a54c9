"""How much more a share moves from month to month than the chance of a coin explains."""

import numpy as np

from sendviz.stats._numbers import Numbers, share, share_lists
from sendviz.stats.spc import FIRM_POINTS, LIMIT, MOVING_RANGE_TO_SIGMA, xmr


def usual_noise(x: Numbers, n: Numbers) -> float:
    """phi, 1 or more: how many times its binomial variance a steady share x/n varies by from month
    to month. The variance of a difference between months (pooled ones too) is so much larger.

    (mean moving range / 1.128)² over the mean of p(1 - p)/n, p the pooled share; large moving
    ranges are left out as `xmr` does, so that a single step of the share counts for little. Months
    that are missing or without cases are gaps. 1 where it cannot be told: fewer than 13 months,
    none or all counted. Raises ValueError unless 0 <= x <= n.
    Source: Laney 2002; Montgomery, Statistical Quality Control.
    """
    x, n = share_lists(x, n)
    known = (n > 0) & ~np.isnan(x)
    if known.sum() < FIRM_POINTS:
        return 1.0
    pooled = x[known].sum() / n[known].sum()
    by_chance = float(np.mean(pooled * (1 - pooled) / n[known]))
    chart = xmr(np.where(known, share(x, n), np.nan))
    moving_range = float(chart.upper[0] - chart.centre[0]) / LIMIT
    if by_chance == 0 or np.isnan(moving_range):
        return 1.0
    return max(1.0, (moving_range / MOVING_RANGE_TO_SIGMA) ** 2 / by_chance)
