"""How unequal areas and groups are, and how much of a change is change of mix."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, expit, logit, stdtrit

from sendviz.stats._mix import MixChange, mix_and_performance, standardise_mix, standardise_together
from sendviz.stats._numbers import (
    Numbers,
    array,
    check_choice,
    check_counts,
    same_length,
    share_lists,
    tail,
    vector,
)
from sendviz.stats.intervals import Z_95, Estimate

__all__ = [
    "BetweenAreas",
    "Gradient",
    "MixChange",
    "between_areas",
    "mix_and_performance",
    "sii_rii",
    "sii_rii_with_scatter",
    "standardise_mix",
    "standardise_together",
]

SCALES = {"none": (np.asarray, np.asarray), "log": (np.log, np.exp), "logit": (logit, expit)}


@dataclass(frozen=True)
class Gradient:
    """Slope index (in the unit of the values) and relative index, each with limits, nan if unknown.

    Both compare the far end of the order given with its first end: `first` and `last` are the line
    there, `fitted` at the middle of each group, in the unit of the values.
    """

    sii: Estimate
    rii: Estimate
    first: float
    last: float
    fitted: tuple[float, ...]


@dataclass(frozen=True)
class BetweenAreas:
    """Test of equal shares, true spread between areas (`tau`, parts of 1) and its part I² (0 to 1).

    `spread` is the highest share less the lowest; `chance_spread` is what chance alone would give,
    its middle value with the range of 95 in 100 draws.
    """

    chi_square: float
    df: int
    p_value: float
    tau2: float
    tau: float
    i2: float
    spread: float
    chance_spread: Estimate


def sii_rii(
    populations: Numbers,
    values: Numbers,
    errors: Numbers | None = None,
    scale: str = "none",
    confidence: float = 0.95,
    draws: int = 10_000,
    seed: int = 1,
) -> Gradient:
    """Slope and relative index of inequality, the groups given in order, most deprived first.

    The population-weighted line is fitted on the `log` scale for rates or `logit` for shares where
    it is not straight, and read off at both ends. Limits need the standard `errors` of the values
    (seeded draws, as UKHSA's), on the scale of the fit. Raises ValueError for fewer than two groups
    with people in them, lists of unequal length, or values that the scale does not take.
    Source: PHEindicatormethods `phe_sii`.
    """
    check_choice(scale, "scale", tuple(SCALES))
    populations = vector(check_counts(populations, "populations"), "populations")
    values = vector(values, "values")
    same_length(populations=populations, values=values)
    if np.sum(populations > 0) < 2 or np.isnan(populations).any():
        raise ValueError("a gradient needs two groups or more, with people in them")
    y, line, back = _on_scale(values, scale), _line(populations), SCALES[scale][1]
    sii, rii = (float(each) for each in _indices(line, y, back))
    intercept, slope = line @ y
    drawn_line = (
        float(back(intercept)),
        float(back(intercept + slope)),
        tuple(back(intercept + slope * _middles(populations)).tolist()),
    )
    if errors is None:
        unknown = [Estimate(each, np.nan, np.nan) for each in (sii, rii)]
        return Gradient(unknown[0], unknown[1], *drawn_line)
    errors = vector(check_counts(errors, "errors"), "errors")
    same_length(values=values, errors=errors)
    drawn = np.random.default_rng(seed).normal(y[:, None], errors[:, None], (len(y), draws))
    levels = [tail(confidence), 1 - tail(confidence)]
    limits = [np.quantile(each, levels).tolist() for each in _indices(line, drawn, back)]
    return Gradient(Estimate(sii, *limits[0]), Estimate(rii, *limits[1]), *drawn_line)


def sii_rii_with_scatter(
    populations: Numbers, values: Numbers, errors: Numbers, scale: str = "none"
) -> tuple[Gradient, float]:
    """As `sii_rii`, with 95% limits that allow for groups which differ for other reasons, too, and
    how many times as wide they are for it: 1 or more.

    The wider of two limits: those of chance, and those of the scatter around the line as it is seen
    (by t, since the distances of k groups tell of it with k - 2 degrees of freedom only). Where no
    order matters, in no more than 5 of 100 trials does either tell of one, be it among three
    groups. Errors above nought. Raises ValueError as `sii_rii`, and for fewer than three groups.
    Source: McCullagh and Nelder 1989, 4.5 (heterogeneity factor).
    """
    values, errors = vector(values, "values"), vector(errors, "errors")
    if (df := len(values) - 2) < 1:
        raise ValueError("scatter around a line needs three groups or more")
    straight = sii_rii(populations, values, scale=scale)
    line = _on_scale(np.array(straight.fitted), scale)
    dispersion = float(np.sum(((_on_scale(values, scale) - line) / errors) ** 2)) / df
    wider = max(1.0, dispersion**0.5 * float(stdtrit(df, 0.975)) / Z_95)
    return sii_rii(populations, values, errors * wider, scale), wider


def _on_scale(values: np.ndarray, scale: str) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = SCALES[scale][0](values)
    if not np.isfinite(found).all():
        raise ValueError(f"every value must be known and fit the scale {scale!r}")
    return found


def _line(populations: np.ndarray) -> np.ndarray:
    """Two rows of weights that give intercept and slope of the weighted line from the values."""
    part, middle = populations / populations.sum(), _middles(populations)
    design = np.stack([np.ones_like(middle), middle])
    return np.linalg.solve((design * part) @ design.T, design * part)


def _middles(populations: np.ndarray) -> np.ndarray:
    """The place of each group's middle on the order from 0 to 1."""
    part = populations / populations.sum()
    return np.cumsum(part) - part / 2


def _indices(line: np.ndarray, y: np.ndarray, back: Callable[[np.ndarray], np.ndarray]) -> tuple:
    intercept, slope = line @ y
    first, last = back(intercept), back(intercept + slope)
    with np.errstate(divide="ignore", invalid="ignore"):
        return last - first, np.where(first == 0, np.nan, last / first)


def between_areas(x: Numbers, n: Numbers, draws: int = 5_000, seed: int = 1) -> BetweenAreas:
    """Whether the shares x/n of areas differ beyond chance, and by how much.

    Variances stand on the pooled share, so Cochran's Q is Pearson's chi-square and no area at 0 or
    1 breaks it. Areas without cases are left out; nan where fewer than two are left or all cases
    agree. Raises ValueError unless 0 <= x <= n. Source: DerSimonian and Laird 1986.
    """
    x, n = share_lists(x, n)
    used = (n > 0) & ~np.isnan(x)
    x, n = array(x[used]), array(n[used])
    df = max(len(n) - 1, 0)
    pooled = x.sum() / n.sum() if df else np.nan
    if df == 0 or pooled in (0, 1):
        nobody = Estimate(np.nan, np.nan, np.nan)
        return BetweenAreas(np.nan, df, np.nan, np.nan, np.nan, np.nan, np.nan, nobody)
    weight = n / (pooled * (1 - pooled))
    q = float(np.sum(weight * (x / n - pooled) ** 2))
    tau2 = max(0.0, float((q - df) / (weight.sum() - np.sum(weight**2) / weight.sum())))
    return BetweenAreas(
        chi_square=q,
        df=df,
        p_value=float(chdtrc(df, q)),
        tau2=tau2,
        tau=tau2**0.5,
        i2=max(0.0, (q - df) / q) if q > 0 else 0.0,
        spread=float(np.ptp(x / n)),
        chance_spread=_chance_spread(pooled, n, draws, seed),
    )


def _chance_spread(pooled: float, n: np.ndarray, draws: int, seed: int) -> Estimate:
    drawn = np.random.default_rng(seed).binomial(np.rint(n).astype(int), pooled, (draws, len(n)))
    middle, low, high = np.quantile(np.ptp(drawn / n, axis=1), [0.5, 0.025, 0.975])
    return Estimate(float(middle), float(low), float(high))
