"""Who differs: areas side by side, how far apart they would lie by chance alone, and who stands
apart from the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sendviz.ask import Answer
from sendviz.ask.answers import rows_of
from sendviz.catalogue import Measure
from sendviz.catalogue.row import BASES, Row
from sendviz.stats import differences, funnel, inequality
from sendviz.stats.differences import against, holm, two_sided
from sendviz.stats.funnel import Overdispersion
from sendviz.stats.intervals import Z_95, Estimate

FUNNEL_FROM_AREAS = 10
IN_BANDS = "in_bands"
LIKELY = 0.05
LEVELS = ("in_line", "look", "different")
NEVER_COMPARED = ("count", "stock", "net")


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
    rounded counts, which may each be four off (nine of NHS counts), only what holds for every true
    count is told.
    """
    areas = list(found["area"])
    if m.kind in NEVER_COMPARED or np.isnan(whole):
        return dict.fromkeys(areas, "not_compared")
    known = ~np.isnan(found[["low", "high"]].to_numpy(float)).any(axis=1)
    if not differ:
        words = ["similar" if each else "not_compared" for each in known]
    elif is_funnel(m, len(areas)) and 0 <= whole <= 1:
        words = list(_flagged(m, found, whole, tau2, rounded=rounded))
    else:
        p_values = holm(np.where(known, _p_values(m, found, whole, rounded=rounded), np.nan))
        above = found["value"].to_numpy(float) > whole
        words = [
            "not_compared" if np.isnan(p) else _word(m, above=up) if p < LIKELY else "similar"
            for p, up in zip(p_values, above, strict=True)
        ]
    return dict(zip(areas, map(str, words), strict=True))


def is_funnel(m: Measure, areas: int) -> bool:
    """Whether so many areas stand against the limits of a funnel."""
    return m.kind == "share" and areas >= FUNNEL_FROM_AREAS


def numerators_and_denominators(found: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Numerators and denominators."""
    return found["numerator"].to_numpy(float), found["denominator"].to_numpy(float)


def furthest_off(m: Measure) -> int:
    """How far a told count may lie from the true one."""
    return BASES[m.small_numbers] - 1


def _possible(
    m: Measure, found: pd.DataFrame, *, rounded: bool
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The counts, or the furthest true counts that may stand behind rounded ones."""
    x, n = numerators_and_denominators(found)
    if not rounded:
        return [(x, n)]
    steps = (-furthest_off(m), furthest_off(m))
    larger = [np.maximum(n + down, 1) for down in steps]
    return [(np.clip(x + up, 0, size), size) for up in steps for size in larger]


def _p_values(m: Measure, found: pd.DataFrame, whole: float, *, rounded: bool) -> np.ndarray:
    if m.kind != "share":
        return _by_limits(m, found, whole, rounded=rounded)
    each = [against(x, n, whole) for x, n in _possible(m, found, rounded=rounded)]
    several_sides = np.ptp([side for _, side in each], axis=0) > 0
    return np.where(several_sides, 1.0, np.max([p for p, _ in each], axis=0))


def _by_limits(m: Measure, found: pd.DataFrame, whole: float, *, rounded: bool) -> np.ndarray:
    """From the side of the interval that looks towards the whole."""
    value, low, high = (found[name].to_numpy(float) for name in ("value", "low", "high"))
    gap = np.maximum(np.abs(value - whole) - (_reach(m, found) if rounded else 0), 0)
    error = np.where(value > whole, value - low, high - value) / Z_95
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(gap > 0, gap / error, 0.0)
    return two_sided(z)


def _reach(m: Measure, found: pd.DataFrame) -> np.ndarray:
    """How far rounding may move a rate."""
    x, value = found["numerator"].to_numpy(float), found["value"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(x > 0, furthest_off(m) * value / x, np.inf)


def _flagged(
    m: Measure, found: pd.DataFrame, whole: float, tau2: float, *, rounded: bool
) -> Sequence[str]:
    """Against the limits of the funnel; of several possible counts the least that they say."""
    flags = [funnel.flag(x, n, whole, tau2=tau2) for x, n in _possible(m, found, rounded=rounded)]
    levels = [[LEVELS.index(each) for each in flag.level] for flag in flags]
    sides = np.array([[str(each) for each in flag.side] for flag in flags])
    least = np.where((sides == sides[0]).all(axis=0), np.min(levels, axis=0), 0)
    return [
        word_of_level(m, LEVELS[level], above=side == "high")
        for level, side in zip(least, sides[0], strict=True)
    ]


def word_of_level(m: Measure, level: str, *, above: bool) -> str:
    """The word for a place in a funnel: 'perhaps_worse' between its limits, 'worse' outside."""
    if level not in ("look", "different"):
        return "similar"
    return f"{'perhaps_' if level == 'look' else ''}{_word(m, above=above)}"


def _word(m: Measure, *, above: bool) -> str:
    if m.polarity == "no_judgement":
        return "higher" if above else "lower"
    return "better" if above == (m.polarity == "higher_is_better") else "worse"


SURE = 0.002
DRAWS = 5_000
NOT_KNOWN = Estimate(np.nan, np.nan, np.nan)
DIFFERENT = ("beyond_doubt", "likely")


@dataclass(frozen=True)
class Spread:
    """Areas from the lowest value to the highest, and whether chance could set them so far apart.

    rows: those that have a value, the bucket of unknown places left out. whole: the value that
    they are held against. spread and chance (middle, with the range of 95 in 100 draws) are in the
    measure's unit. verdict, of the areas in rows: beyond_doubt (p under 0.002), likely (under
    0.05), chance, none or all (every area at 0% or at 100%), nearly_none or nearly_all (so they are
    told, rounded), same (one value without intervals), not_tested (no intervals), in_bands (middles
    that are told as bands of weeks: none is in rows), or too_few areas. standing: by area, as
    `standings`. too_few: areas of fewer than 20 cases in public view, which have no percentage.
    rounded: values, p value and verdict are those of rounded counts; the verdict holds whatever the
    true ones are.
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
    too_few: tuple[str, ...] = ()
    rounded: bool = False

    @property
    def differ(self) -> bool:
        """Whether the areas in rows differ by more than chance explains."""
        return self.verdict in DIFFERENT


def compare_areas(answer: Answer, whole: float | None = None, *, widen: bool = False) -> Spread:
    """Of an answer with one row an area: the spread, its test, and where each area stands against
    the whole.

    whole is by default the pooled share, or the mean of the areas. Shares are tested by Pearson's
    chi-square, other values by Cochran's Q. Ten areas and more stand against the limits of a
    funnel; `widen` makes those wider where areas differ by more than chance (overdispersion).
    """
    m, rounded = answer.measure, answer.rounded
    found = areas_with_values(answer).sort_values(["value", "area"])
    own = _pooled(m, found) if whole is None or np.isnan(whole) else float(whole)
    in_funnel = is_funnel(m, len(found))
    over = funnel.overdispersion(*numerators_and_denominators(found)) if in_funnel else None
    spread, chance, p_value = _tested(m, found)
    verdict = IN_BANDS if answer.in_bands else _verdict(m, found, whole, p_value, rounded=rounded)
    tau2 = over.tau2 if over and widen else 0.0
    differ = verdict in DIFFERENT
    return Spread(
        rows=tuple(rows_of(found)),
        whole=own,
        spread=spread,
        chance=chance,
        p_value=p_value,
        verdict=verdict,
        funnel=in_funnel,
        standing=standings(m, found, own, tau2=tau2, rounded=rounded, differ=differ),
        overdispersion=over,
        widened=bool(over and widen and over.tau2 > 0),
        too_few=areas_with_too_few(answer),
        rounded=rounded,
    )


def areas_with_values(answer: Answer) -> pd.DataFrame:
    """The rows with a value that can be compared, without those of the bucket of unknown places;
    none of middles in bands."""
    frame = answer.placed.frame
    if answer.in_bands:
        return frame.iloc[:0]
    return frame[frame["value"].notna() & frame["blank"].isna()]


def areas_with_too_few(answer: Answer) -> tuple[str, ...]:
    """The areas that have too few cases for a percentage in any row, in public view; without the
    bucket of unknown places."""
    frame = answer.placed.frame
    found = frame.loc[frame["blank"].eq("too_few"), "area"]
    return tuple(str(each) for each in dict.fromkeys(found))


def _pooled(m: Measure, found: pd.DataFrame) -> float:
    if found.empty:
        return np.nan
    if m.kind != "share":
        return float(found["value"].mean())
    x, n = numerators_and_denominators(found)
    return float(x.sum() / n.sum())


def _tested(m: Measure, found: pd.DataFrame) -> tuple[float, Estimate, float]:
    if len(found) < 2:
        return np.nan, NOT_KNOWN, np.nan
    spread = float(np.ptp(found["value"].to_numpy(float)))
    if m.kind == "share":
        test = inequality.between_areas(*numerators_and_denominators(found), draws=DRAWS)
        return spread, test.chance_spread, test.p_value
    errors = _errors(m, found)
    untold = m.kind in NEVER_COMPARED or np.isnan(errors).any()
    if untold or not (errors > 0).any():
        return spread, NOT_KNOWN, np.nan
    apart = differences.cochran_q(found["value"].to_numpy(float), errors, DRAWS)
    return spread, apart.chance_spread, apart.p_value


def _errors(m: Measure, found: pd.DataFrame) -> np.ndarray:
    """Standard errors: of a rate if all areas had the same, since those of small counts would
    favour low rates; of other values from their intervals."""
    if m.kind != "ratio":
        return differences.facing_errors(found["value"], found["low"], found["high"])
    x, n = (found[name].to_numpy(float) for name in ("numerator", "denominator"))
    per = found["value"].to_numpy(float).max() / (x / n).max() if x.any() else 0.0
    return per * np.sqrt(x.sum() / n.sum() / n)


def _verdict(
    m: Measure, found: pd.DataFrame, whole: float | None, p_value: float, *, rounded: bool
) -> str:
    if len(found) < 2:
        return "too_few"
    if m.kind == "share" and (same := _none_or_all(*numerators_and_denominators(found))):
        # Rounded counts of none and of all are only proved by the whole council's exact ones.
        proved = whole == 1 if same == "all" else found["under"].isna().all()
        return same if proved or not rounded else f"nearly_{same}"
    if np.isnan(p_value):
        alike = m.kind not in NEVER_COMPARED and not np.ptp(found["value"].to_numpy(float))
        return "same" if alike else "not_tested"
    if rounded:
        p_value = max(p_value, _for_all_true_counts(m, found))
    return "beyond_doubt" if p_value < SURE else "likely" if p_value < LIKELY else "chance"


def _none_or_all(x: np.ndarray, n: np.ndarray) -> str:
    return "none" if not x.any() else "all" if (x == n).all() else ""


def _for_all_true_counts(m: Measure, found: pd.DataFrame) -> float:
    """The p value that holds for all true counts behind rounded shares; nought for other values."""
    if m.kind != "share":
        return 0.0
    return differences.least_sure(*numerators_and_denominators(found), furthest_off(m))
