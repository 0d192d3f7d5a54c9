"""Control charts as the NHS draws them (Making Data Count, NHSRplotthedots 0.2.2).

Limits and rules stand on each stretch between rebases; a missing value (nan) is a gap that breaks
every run, trend and moving range. Limits are never clipped: clip the drawing, not the calculation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from sendviz.stats._numbers import (
    Numbers,
    array,
    check_choice,
    share,
    share_lists,
    vector,
)

LIMIT = 2.66
SCREEN = 3.267
RUN_POINTS = 7
NEAR = 2 / 3


def find_rules(
    values: np.ndarray,
    centre: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    trend_points: int = 7,
) -> tuple[list, list]:
    """For each point of one stretch: the rule's name or '', and its side (1 high, -1 low, 0 none).

    When several apply, in this order: limit, trend, two_of_three, run. The side of a trend is the
    way that it goes, not the side of the mean on which it lies. Gaps (nan) meet no rule.
    Raises ValueError unless `trend_points` is 6 or 7. Source: NHSRplotthedots.
    """
    rules, sides = [""] * len(values), [0] * len(values)
    found = rules_met(values, (centre, lower, upper), trend_points)
    for name, sides_met in found.items():
        for place in np.flatnonzero(sides_met):
            rules[place], sides[place] = name, int(sides_met[place])
    return rules, sides


def rules_met(
    values: np.ndarray,
    limits: tuple[np.ndarray, np.ndarray, np.ndarray],
    trend_points: int = 7,
) -> dict[str, np.ndarray]:
    """For each rule, the one told last first, the side on which each point of one stretch meets it:
    1 high, -1 low, 0 not at all. limits: the centre, the lower and the upper limit. Raises
    ValueError unless `trend_points` is 6 or 7."""
    if trend_points not in (6, 7):
        raise ValueError("trend_points must be 7, or 6 as in the NHS England workbook")
    centre, lower, upper = limits
    slack = tolerance(values)
    side = _sign(values - centre, slack)
    outside = np.where(side > 0, _sign(values - upper, slack) > 0, False) * 1
    outside = outside - (_sign(values - lower, slack) < 0)
    return {
        "run": _runs(side),
        "two_of_three": _two_of_three(values, centre, lower, upper, side, outside, slack),
        "trend": _trends(values, trend_points, slack),
        "limit": outside,
    }


def tolerance(values: np.ndarray) -> float:
    """A difference too small to mean anything: rounding noise must not break a tie."""
    known = np.abs(values[~np.isnan(values)])
    return 1e-9 * float(known.max()) if known.size else 0.0


def _sign(gap: np.ndarray, slack: float) -> np.ndarray:
    """1, 0 or -1; 0 where not known."""
    return (gap > slack) * 1 - (gap < -slack) * 1


def _covered(starts: np.ndarray, size: int, points: int) -> np.ndarray:
    """True for every point inside a window of that size that starts where `starts` is True."""
    inside = np.zeros(points, dtype=bool)
    for start in np.flatnonzero(starts):
        inside[start : start + size] = True
    return inside


def _windows(values: np.ndarray, size: int) -> np.ndarray:
    return values[_places(len(values), size)]


@cache
def _places(points: int, size: int) -> np.ndarray:
    """The places of each window: as many are drawn as there are charts, of few lengths."""
    return np.arange(max(points - size + 1, 0))[:, None] + np.arange(size)


def _runs(side: np.ndarray) -> np.ndarray:
    windows = _windows(side, RUN_POINTS)
    high = _covered((windows == 1).all(axis=1), RUN_POINTS, len(side))
    low = _covered((windows == -1).all(axis=1), RUN_POINTS, len(side))
    return high * 1 - low * 1


def _trends(values: np.ndarray, points: int, slack: float) -> np.ndarray:
    steps = _sign(np.diff(values), slack)
    windows = _windows(steps, points - 1)
    rising = _covered((windows == 1).all(axis=1), points, len(values))
    falling = _covered((windows == -1).all(axis=1), points, len(values))
    # A peak or trough belongs to both; it takes the side of the trend that reached it.
    reached = np.concatenate([[0], steps])[: len(values)]
    return np.where(rising & falling, reached, rising * 1 - falling * 1)


def _two_of_three(
    values: np.ndarray,
    centre: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    side: np.ndarray,
    outside: np.ndarray,
    slack: float,
) -> np.ndarray:
    """A point beyond the limit stands on its side but is not near it, as NHS tools count."""
    near = _sign(values - centre - NEAR * (upper - centre), slack) == 1
    near = near * 1 - (_sign(values - centre - NEAR * (lower - centre), slack) == -1)
    near = np.where(outside == 0, near * (near == side), 0)
    met = np.zeros(len(values), dtype=int)
    for way in (1, -1):
        together = (_windows(side, 3) == way).all(axis=1)
        enough = (_windows(near, 3) == way).sum(axis=1) >= 2
        met[_covered(together & enough, 3, len(values)) & (near == way)] = way
    return met


__all__ = ["ControlChart", "nearly_constant", "p_chart", "xmr"]

MOVING_RANGE_TO_SIGMA = 1.128
FIRM_POINTS = 13
FIRM_BASELINE = 12
BETTER = ("higher", "lower", "neither")


@dataclass(frozen=True)
class ControlChart:
    """A chart worked out: arrays and tuples with one entry a point, then two verdicts.

    `rule` is '', 'limit', 'trend', 'two_of_three' or 'run'. `signal` is '' at a gap or one of
    'common_cause', 'improvement', 'concern', 'neutral_high', 'neutral_low'. `variation` is the
    latest known point's signal, or 'too_few'; `assurance` is 'pass', 'fail', 'hit_and_miss' or
    'none'. `trial` is True where the latest limits rest on too little to judge by, such as fewer
    than 13 points. `start` is the place from which the latest limits hold.
    """

    values: np.ndarray
    centre: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    rule: tuple[str, ...]
    signal: tuple[str, ...]
    variation: str
    assurance: str
    trial: bool
    start: int = 0

    @property
    def known(self) -> int:
        """How many known points stand under the latest limits."""
        return int(np.sum(~np.isnan(self.values[self.start :])))


def xmr(
    values: Numbers,
    better: str = "neither",
    target: Numbers | None = None,
    rebase_at: int | Sequence[int] | None = (),
    baseline_points: int | None = None,
    screen_outliers: bool = True,
    trend_points: int = 7,
) -> ControlChart:
    """The XmR chart of evenly spaced values, in their own unit.

    `rebase_at` gives the zero-based places (or the one place) where new limits start,
    `baseline_points` how many known points at the start of each stretch set its limits, `target`
    one number or one a point. `screen_outliers` drops moving ranges of 3.267 times their mean and
    more before setting limits, as NHSRplotthedots does and the NHS England workbook does not. We
    differ where nothing but ties would be left: limits without width would flag every point.
    Raises ValueError for a bad place, word, or number of points, or a target of another length.
    """
    values = _known_or_gap(values)
    if baseline_points is not None and baseline_points < 2:
        raise ValueError("baseline_points must be 2 or more: limits need a moving range")
    stretches = _stretches(len(values), rebase_at)
    centre, reach = np.full(len(values), np.nan), np.full(len(values), np.nan)
    for stretch in stretches:
        centre[stretch], reach[stretch] = _centre_and_reach(
            values[stretch], baseline_points, screen_outliers
        )
    trial = _is_trial(values, stretches, baseline_points)
    limits = (centre, centre - reach, centre + reach)
    return _chart(values, limits, stretches, better, target, trial, trend_points)


def nearly_constant(values: Numbers) -> bool:
    """True if fewer than seven known values differ from the commonest one (and some do).

    The mean then lies off that value because of the few, so that every seven of the many in a row
    are a run beside it, by the rules of the NHS too, though nothing has changed.
    """
    values = _known_or_gap(values)
    known = values[~np.isnan(values)]
    if known.size == 0:
        return False
    close = np.abs(known[:, None] - known) <= tolerance(known)
    return 0 < known.size - int(close.sum(axis=1).max()) < RUN_POINTS


def p_chart(
    x: Numbers,
    n: Numbers,
    better: str = "neither",
    target: Numbers | None = None,
    rebase_at: int | Sequence[int] | None = (),
    laney: bool = False,
) -> ControlChart:
    """The p chart of the shares x/n, as parts of 1, with limits at three standard errors.

    `laney` widens or narrows them by the spread seen from point to point (p-prime chart), for very
    large n. Points where n is 0 are gaps. Raises ValueError unless 0 <= x <= n, or for a bad place.
    Source: Montgomery, Statistical Quality Control; Laney 2002.
    """
    x, n = share_lists(x, n)
    x, n = np.where(np.isnan(n), np.nan, x), np.where(np.isnan(x), np.nan, n)
    values, stretches = share(x, n), _stretches(len(x), rebase_at)
    centre, reach = np.full(len(x), np.nan), np.full(len(x), np.nan)
    for stretch in stretches:
        centre[stretch] = share(np.nansum(x[stretch]), np.nansum(n[stretch]))
        error = np.sqrt(share(centre[stretch] * (1 - centre[stretch]), n[stretch]))
        wider = _laney_sigma((values[stretch] - centre[stretch]), error) if laney else 1.0
        reach[stretch] = 3 * error * wider
    limits = (centre, centre - reach, centre + reach)
    return _chart(values, limits, stretches, better, target, _is_trial(values, stretches))


def _chart(
    values: np.ndarray,
    limits: tuple[np.ndarray, np.ndarray, np.ndarray],
    stretches: list[slice],
    better: str,
    target: Numbers | None,
    trial: bool,
    trend_points: int = 7,
) -> ControlChart:
    check_choice(better, "better", BETTER)
    rules, sides = [], []
    for stretch in stretches:
        centre, lower, upper = (each[stretch] for each in limits)
        found = find_rules(values[stretch], centre, lower, upper, trend_points)
        rules += found[0]
        sides += found[1]
    signals = tuple(
        "" if np.isnan(value) else _signal(side, better)
        for value, side in zip(values, sides, strict=True)
    )
    known = [signal for signal in signals if signal]
    return ControlChart(
        values=values,
        centre=limits[0],
        lower=limits[1],
        upper=limits[2],
        rule=tuple(rules),
        signal=signals,
        start=stretches[-1].start,
        variation="too_few" if trial else known[-1],
        assurance=_assurance(limits, better, _latest_target(target, len(values)), trial),
        trial=trial,
    )


def _known_or_gap(values: Numbers) -> np.ndarray:
    values = vector(values, "values")
    if np.isinf(values).any():
        raise ValueError("values must be numbers or missing, not infinite")
    return values


def _stretches(points: int, rebase_at: int | Sequence[int] | None) -> list[slice]:
    places = () if rebase_at is None else np.atleast_1d(rebase_at)
    starts = sorted({0, *(int(place) for place in places)})
    if starts[0] < 0 or starts[-1] > max(points - 1, 0):
        raise ValueError(f"rebase_at must lie between 0 and {points - 1}, the places of the points")
    return [slice(a, b) for a, b in zip(starts, [*starts[1:], points], strict=True)]


def _centre_and_reach(
    values: np.ndarray, baseline_points: int | None, screen_outliers: bool
) -> tuple[float, float]:
    known_so_far = np.cumsum(~np.isnan(values))
    base = values if baseline_points is None else values[known_so_far <= baseline_points]
    if np.isnan(base).all():
        return np.nan, np.nan
    ranges = np.abs(np.diff(base))
    ranges = ranges[~np.isnan(ranges)]
    if ranges.size == 0:
        return float(np.nanmean(base)), np.nan
    kept = ranges[ranges < SCREEN * ranges.mean()] if screen_outliers else ranges
    # Where most neighbours tie, only ranges of 0 would be left, and limits without any width.
    ranges = kept if kept.any() else ranges
    return float(np.nanmean(base)), LIMIT * float(ranges.mean())


def _laney_sigma(distance: np.ndarray, error: np.ndarray) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.abs(np.diff(np.where(error > 0, distance / error, np.nan)))
    steps = steps[~np.isnan(steps)]
    return float(steps.mean()) / MOVING_RANGE_TO_SIGMA if steps.size else 1.0


def _is_trial(
    values: np.ndarray, stretches: list[slice], baseline_points: int | None = None
) -> bool:
    known = int(np.sum(~np.isnan(values[stretches[-1]])))
    return known < FIRM_POINTS or (baseline_points or FIRM_BASELINE) < FIRM_BASELINE


def _signal(side: int, better: str) -> str:
    if side == 0:
        return "common_cause"
    if better == "neither":
        return "neutral_high" if side > 0 else "neutral_low"
    return "improvement" if (side > 0) == (better == "higher") else "concern"


def _assurance(
    limits: tuple[np.ndarray, np.ndarray, np.ndarray], better: str, latest: float, trial: bool
) -> str:
    """A target exactly on a limit is hit and miss, as in the code of NHSRplotthedots. We differ
    where the limits have no width: values that all lie on the target meet it every time."""
    if trial or better == "neither" or np.isnan(latest):
        return "none"
    slack = tolerance(np.array([latest, limits[1][-1], limits[2][-1]]))
    if limits[1][-1] - slack <= latest <= limits[2][-1] + slack:
        return "hit_and_miss" if limits[2][-1] - limits[1][-1] > slack else "pass"
    target_is_above = latest > limits[2][-1]
    return "fail" if target_is_above == (better == "higher") else "pass"


def _latest_target(target: Numbers | None, points: int) -> float:
    if target is None:
        return np.nan
    targets = vector(target, "target")
    if array(target).ndim and len(targets) != points:
        raise ValueError(f"target must be one number, or one for each of the {points} points")
    return float(targets[-1]) if len(targets) else np.nan
