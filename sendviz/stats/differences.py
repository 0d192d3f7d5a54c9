"""Whether values differ by more than chance, and which of several tests still count."""

from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, bdtrc, chdtrc, ndtr

from sendviz.stats._numbers import Numbers, array, same_length, vector
from sendviz.stats.intervals import Z_95, Estimate, newcombe

SHARES_TRIED = 400
STEPS = 10


@dataclass(frozen=True)
class Apart:
    """Cochran's Q with its degrees of freedom and p value, and the range of the values (highest
    less lowest) that chance alone would give: its middle with the limits of 95 in 100 draws."""

    q: float
    df: int
    p_value: float
    chance_spread: Estimate


def cochran_q(values: Numbers, errors: Numbers, draws: int = 5_000, seed: int = 1) -> Apart:
    """Whether values with these standard errors differ beyond chance; nan for fewer than two.

    An error of nought (all cases agree) is taken as the smallest of the others. Raises ValueError
    for lists of unequal length, and where no error is above nought.
    Source: Cochran 1954; Higgins and Thompson 2002.
    """
    values, errors = vector(values, "values"), vector(errors, "errors")
    same_length(values=values, errors=errors)
    if len(values) < 2:
        return Apart(np.nan, 0, np.nan, Estimate(np.nan, np.nan, np.nan))
    if not (errors >= 0).all() or not (errors > 0).any():
        raise ValueError("a test of values needs their errors, one or more above nought")
    errors = np.where(errors > 0, errors, errors[errors > 0].min())
    weight, df = errors**-2, len(values) - 1
    q = float(np.sum(weight * (values - np.average(values, weights=weight)) ** 2))
    drawn = np.random.default_rng(seed).normal(0, errors, (draws, len(errors)))
    middle, low, high = np.quantile(np.ptp(drawn, axis=1), [0.5, 0.025, 0.975])
    chance = Estimate(float(middle), float(low), float(high))
    return Apart(q, df, float(chdtrc(df, q)), chance)


def facing_errors(values: Numbers, low: Numbers, high: Numbers) -> np.ndarray:
    """Standard errors from 95% limits, of each value the side that looks towards what all have in
    common: a middle value may be told well upwards and badly downwards.

    Sides without width are taken as the narrowest of the others. All nan where a limit is missing
    or no side has a width. Source: the method of variance estimates recovery, Zou and Donner 2008.
    """
    values, low, high = vector(values, "values"), vector(low, "values"), vector(high, "values")
    same_length(values=values, low=low, high=high)
    errors = (high - low) / (2 * Z_95)
    for _ in range(STEPS):
        if np.isnan(errors).any() or not (errors > 0).any():
            return np.full(len(values), np.nan)
        errors = np.where(errors > 0, errors, errors[errors > 0].min())
        middle = np.average(values, weights=errors**-2)
        errors = np.where(values < middle, high - values, values - low) / Z_95
    return errors


def two_sided(z: Numbers) -> np.ndarray:
    """The chance of a standard normal value as far from nought as z."""
    return 2 * ndtr(-np.abs(vector(z, "z")))


def against(x: Numbers, n: Numbers, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Each x of n against a share: twice the smaller exact binomial tail, and its side, -1 to 1.

    A share of 0 or 1 is that of all areas alike: p values of 1. Whole numbers of cases.
    """
    x, n = vector(x, "counts"), vector(n, "counts").astype(int)
    same_length(x=x, n=n)
    if share in (0, 1):
        return np.ones(len(x)), np.zeros(len(x))
    at_least = np.where(x > 0, bdtrc(np.maximum(x - 1, 0), n, share), 1.0)
    tails = np.minimum(2 * np.minimum(at_least, bdtr(x, n, share)), 1.0)
    return tails, np.sign(x - n * share)


def two_shares(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> np.ndarray:
    """How many standard errors the first share x/n lies above the second, if both were the pooled
    one; nan where a number is missing or is nought, or where nobody or everybody counts.

    Its square is Pearson's chi-square of the two.
    """
    x1, n1, x2, n2 = (array(each) for each in (x1, n1, x2, n2))
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (x1 + x2) / (n1 + n2)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        return np.where(error > 0, (x1 / n1 - x2 / n2) / error, np.nan)


def false_discovery(p_values: Numbers) -> np.ndarray:
    """p values made larger for their number, so that of those under 0.05 one in 20 is a false
    alarm, on average. Missing ones stay missing and do not count.

    Source: Benjamini and Hochberg 1995. scipy.stats has the same, and takes seconds to load.
    """
    p_values = vector(p_values, "p_values")
    out, known = np.full(len(p_values), np.nan), np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")][::-1]
    larger = p_values[order] * len(order) / np.arange(len(order), 0, -1)
    out[order] = np.minimum(np.minimum.accumulate(larger), 1.0)
    return out


def surely_above(x: Numbers, n: Numbers, level: float) -> np.ndarray:
    """Of shares x/n a row and a column each, whether the row's lies above the column's: True in no
    more than `level` of such rows of alike shares, however many others there are.

    By Newcombe's interval of each difference, its confidence raised for the number of the others
    (Bonferroni). Nobody is above where a number is missing or x exceeds n.
    """
    x, n = vector(x, "counts"), vector(n, "counts")
    same_length(x=x, n=n)
    known = (x <= n) & (n > 0)
    x, n = np.where(known, x, np.nan), np.where(known, n, np.nan)
    confidence = 1 - level / max(known.sum() - 1, 1)
    found = newcombe(x[:, None], n[:, None], x[None, :], n[None, :], confidence)
    return array(found.low) > 0


def holm(p_values: Numbers) -> np.ndarray:
    """p values made larger for their number, so that under 0.05 means: in fewer than one in 20 such
    sets is any of them a false alarm. Missing ones stay missing and do not count.

    Source: Holm 1979.
    """
    p_values = vector(p_values, "p_values")
    out, known = np.full(len(p_values), np.nan), np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    larger = p_values[order] * np.arange(len(order), 0, -1)
    out[order] = np.minimum(np.maximum.accumulate(larger), 1.0)
    return out


def least_sure(x: Numbers, n: Numbers, reach: float) -> float:
    """The largest p value of Pearson's chi-square for equal shares x/n, if every x and n may be
    off by up to `reach`: what can be said of rounded counts whatever the true ones are.

    Nearly so: n stands in the weights as it is given. nan for fewer than two areas.
    """
    x, n = vector(x, "counts"), vector(n, "counts")
    same_length(x=x, n=n)
    if len(n) < 2:
        return np.nan
    low = np.clip((x - reach) / (n + reach), 0, 1)
    high = np.clip((x + reach) / np.maximum(n - reach, 1), 0, 1)
    shares = np.linspace(max(low.min(), 1e-6), min(high.max(), 1 - 1e-6), SHARES_TRIED)[:, None]
    off = np.maximum(np.maximum(low - shares, shares - high), 0)
    q = np.sum(off**2 * n / (shares * (1 - shares)), axis=1).min()
    return float(chdtrc(len(n) - 1, q))
