"""Where each area stands against the whole, allowing for how many areas were looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sendviz.ask.hiding import AMOUNT_STEP_DAYS, BASE
from sendviz.catalogue import Measure
from sendviz.stats import funnel
from sendviz.stats.differences import against, holm, two_sided
from sendviz.stats.intervals import Z_95

FUNNEL_FROM_AREAS = 10
ROUNDING = BASE // 2
LIKELY = 0.05
LEVELS = ("in_line", "look", "different")
NEVER_COMPARED = ("count", "stock", "net")
DAYS_A_WEEK = 7


def standings(
    m: Measure,
    found: pd.DataFrame,
    whole: float,
    *,
    tau2: float = 0.0,
    rounded: bool = False,
    differ: bool = True,
) -> Mapping[str, str]:
    """By area: better, worse, higher or lower than the whole; perhaps_better ... between the two
    limits of a funnel; similar; not_compared.

    found: rows with a value. differ: whether the areas differ at all by more than chance; if not,
    none stands apart. Up to nine areas are held to 95% for all of them together (Holm 1979). Of
    rounded counts, which may each be two off, only what holds for every true count is told.
    """
    areas = list(found["area"])
    if m.kind in NEVER_COMPARED or np.isnan(whole):
        return dict.fromkeys(areas, "not_compared")
    known = ~np.isnan(found[["low", "high"]].to_numpy(float)).any(axis=1)
    if not differ:
        words = np.where(known, "similar", "not_compared")
    elif is_funnel(m, len(areas)) and 0 <= whole <= 1:
        words = _flagged(m, found, whole, tau2, rounded)
    else:
        p_values = holm(np.where(known, _p_values(m, found, whole, rounded), np.nan))
        above = found["value"].to_numpy(float) > whole
        words = [_word(m, p < LIKELY, up) if p == p else "not_compared"
                 for p, up in zip(p_values, above, strict=True)]  # fmt: skip
    return dict(zip(areas, map(str, words), strict=True))


def is_funnel(m: Measure, areas: int) -> bool:
    """Whether so many areas stand against the limits of a funnel."""
    return m.kind == "share" and areas >= FUNNEL_FROM_AREAS


def numerators_and_denominators(found: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Numerators and denominators; rounding for public view can lift one over the other."""
    n = found["denominator"].to_numpy(float)
    return np.minimum(found["numerator"].to_numpy(float), n), n


def _possible(found: pd.DataFrame, rounded: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """The counts, or the furthest true counts that may stand behind rounded ones."""
    x, n = numerators_and_denominators(found)
    if not rounded:
        return [(x, n)]
    steps = (-ROUNDING, ROUNDING)
    larger = [np.maximum(n + down, 1) for down in steps]
    return [(np.clip(x + up, 0, size), size) for up in steps for size in larger]


def _p_values(m: Measure, found: pd.DataFrame, whole: float, rounded: bool) -> np.ndarray:
    if m.kind != "share":
        return _by_limits(m, found, whole, rounded)
    each = [against(x, n, whole) for x, n in _possible(found, rounded)]
    several_sides = np.ptp([side for _, side in each], axis=0) > 0
    return np.where(several_sides, 1.0, np.max([p for p, _ in each], axis=0))


def _by_limits(m: Measure, found: pd.DataFrame, whole: float, rounded: bool) -> np.ndarray:
    """From the side of the interval that looks towards the whole."""
    value, low, high = (found[name].to_numpy(float) for name in ("value", "low", "high"))
    gap = np.maximum(np.abs(value - whole) - (_reach(m, found) if rounded else 0), 0)
    error = np.where(value > whole, value - low, high - value) / Z_95
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(gap > 0, gap / error, 0.0)
    return two_sided(z)


def _reach(m: Measure, found: pd.DataFrame) -> np.ndarray | float:
    """How far rounding may move a value: a rate by two cases, an amount by half its step."""
    if m.kind == "ratio":
        x, value = found["numerator"].to_numpy(float), found["value"].to_numpy(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(x > 0, ROUNDING * value / x, np.inf)
    return AMOUNT_STEP_DAYS / 2 / (DAYS_A_WEEK if m.unit == "weeks" else 1)


def _flagged(
    m: Measure, found: pd.DataFrame, whole: float, tau2: float, rounded: bool
) -> Sequence[str]:
    """Against the limits of the funnel; of several possible counts the least that they say."""
    flags = [funnel.flag(x, n, whole, tau2=tau2) for x, n in _possible(found, rounded)]
    levels = [[LEVELS.index(each) for each in flag.level] for flag in flags]
    sides = np.array([[str(each) for each in flag.side] for flag in flags])
    least = np.where((sides == sides[0]).all(axis=0), np.min(levels, axis=0), 0)
    return [
        word_of_level(m, LEVELS[level], side == "high")
        for level, side in zip(least, sides[0], strict=True)
    ]


def word_of_level(m: Measure, level: str, above: bool) -> str:
    """The word for a place in a funnel: 'perhaps_worse' between its limits, 'worse' outside."""
    perhaps = "perhaps_" if level == "look" else ""
    return f"{perhaps}{_word(m, level in ('look', 'different'), above)}"


def _word(m: Measure, apart: bool, above: bool) -> str:
    if not apart:
        return "similar"
    if m.polarity == "no_judgement":
        return "higher" if above else "lower"
    return "better" if above == (m.polarity == "higher_is_better") else "worse"
