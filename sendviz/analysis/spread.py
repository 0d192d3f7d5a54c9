"""Who differs: areas side by side, and how far apart they would lie by chance alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sendviz.catalogue import Measure
from sendviz.stats import compare, funnel, inequality
from sendviz.stats.funnel import Overdispersion
from sendviz.stats.intervals import Estimate

FUNNEL_FROM_AREAS = 10
SURE, LIKELY = 0.002, 0.05
DRAWS = 5_000
NOT_KNOWN = Estimate(np.nan, np.nan, np.nan)
Row = Mapping[str, object]


@dataclass(frozen=True)
class Spread:
    """Areas from the lowest value to the highest, and whether chance could set them so far apart.

    rows: those that have a value, the bucket of unknown places left out. whole: the value that
    they are held against. spread and chance (middle, with the range of 95 in 100 draws) are in the
    measure's unit. verdict: beyond_doubt (p under 0.002), likely (under 0.05), chance, not_tested
    (no intervals), or too_few areas. standing, by area: better, worse, higher or lower than the
    whole; perhaps_better ... between the two limits of a funnel; similar; not_compared.
    """

    rows: tuple[Row, ...]
    whole: float
    spread: float
    chance: Estimate
    p_value: float
    verdict: str
    funnel: bool
    standing: Mapping[str, str]
    overdispersion: Overdispersion | None
    widened: bool


def between(
    m: Measure, frame: pd.DataFrame, whole: float | None = None, widen: bool = False
) -> Spread:
    """One row an area: the spread, its test, and where each area stands against the whole.

    whole is by default the pooled share, or the mean of the areas. Shares are tested by Pearson's
    chi-square, other values by their intervals. Ten areas and more stand against the limits of a
    funnel; `widen` makes those wider where areas differ by more than chance (overdispersion).
    """
    found = shown(frame).sort_values(["value", "area"])
    own = _pooled(m, found) if whole is None or np.isnan(whole) else float(whole)
    is_funnel = m.kind == "share" and len(found) >= FUNNEL_FROM_AREAS
    over = funnel.overdispersion(*counts(found)) if is_funnel else None
    spread, chance, p_value = _tested(m, found)
    return Spread(
        rows=tuple(found.to_dict("records")),
        whole=own,
        spread=spread,
        chance=chance,
        p_value=p_value,
        verdict=_verdict(len(found), p_value),
        funnel=is_funnel,
        standing=_standing(m, found, own, over.tau2 if over and widen else 0.0),
        overdispersion=over,
        widened=bool(over and widen and over.tau2 > 0),
    )


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with a value, without the bucket of unknown places; attrs left behind."""
    bare = frame.copy(deep=False)
    bare.attrs = {}
    bucket = bare["area"].isin(frame.attrs.get("buckets", ()))
    return bare[bare["value"].notna() & bare["blank"].isna() & ~bucket]


def counts(found: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Numerators and denominators; rounding for public view can lift one over the other."""
    n = found["denominator"].to_numpy(float)
    return np.minimum(found["numerator"].to_numpy(float), n), n


def _pooled(m: Measure, found: pd.DataFrame) -> float:
    if found.empty:
        return np.nan
    if m.kind != "share":
        return float(found["value"].mean())
    x, n = counts(found)
    return float(x.sum() / n.sum())


def _tested(m: Measure, found: pd.DataFrame) -> tuple[float, Estimate, float]:
    if len(found) < 2:
        return np.nan, NOT_KNOWN, np.nan
    spread = float(np.ptp(found["value"].to_numpy(float)))
    if m.kind == "share":
        test = inequality.between_areas(*counts(found), draws=DRAWS)
        return spread, test.chance_spread, test.p_value
    errors = (found["high"] - found["low"]).to_numpy(float) / compare.WIDTH_IN_ERRORS
    if m.kind in ("count", "stock", "net") or np.isnan(errors).any():
        return spread, NOT_KNOWN, np.nan
    return spread, *_by_intervals(spread, errors)


def _by_intervals(spread: float, errors: np.ndarray, seed: int = 1) -> tuple[Estimate, float]:
    """The range of values that differ by their errors only, and how often it is as wide as this."""
    ranges = np.ptp(np.random.default_rng(seed).normal(0, errors, (DRAWS, len(errors))), axis=1)
    middle, low, high = np.quantile(ranges, [0.5, 0.025, 0.975])
    p_value = (1 + np.sum(ranges >= spread)) / (1 + DRAWS)
    return Estimate(float(middle), float(low), float(high)), float(p_value)


def _verdict(areas: int, p_value: float) -> str:
    if areas < 2:
        return "too_few"
    if np.isnan(p_value):
        return "not_tested"
    return "beyond_doubt" if p_value < SURE else "likely" if p_value < LIKELY else "chance"


def _standing(m: Measure, found: pd.DataFrame, whole: float, tau2: float) -> Mapping[str, str]:
    areas = list(found["area"])
    if m.kind in ("count", "stock", "net"):
        return dict.fromkeys(areas, "not_compared")
    if m.kind == "share" and len(areas) >= FUNNEL_FROM_AREAS and 0 <= whole <= 1:
        return dict(zip(areas, _flagged(m, *counts(found), whole, tau2), strict=True))
    low, high = (found[name].to_numpy(float) for name in ("low", "high"))
    words = compare.against_benchmark(low, high, np.full(len(areas), whole), m.polarity)
    return dict(zip(areas, np.atleast_1d(words).tolist(), strict=True))


def _flagged(m: Measure, x, n, whole: float, tau2: float) -> Sequence[str]:
    flags = funnel.flag(x, n, whole, tau2=tau2)
    return [
        _flag_word(m, str(level), str(side))
        for level, side in zip(flags.level, flags.side, strict=True)
    ]


def _flag_word(m: Measure, level: str, side: str) -> str:
    if level not in ("look", "different"):
        return "similar" if level == "in_line" else "not_compared"
    word = {"high": "higher", "low": "lower"}[side]
    if m.polarity != "no_judgement":
        word = "better" if (side == "high") == (m.polarity == "higher_is_better") else "worse"
    return word if level == "different" else f"perhaps_{word}"
