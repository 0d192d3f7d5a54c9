"""Control charts as the NHS draws them (Making Data Count, NHSRplotthedots 0.2.2).

Limits and rules stand on each stretch between rebases; a missing value (nan) is a gap that breaks
every run, trend and moving range. Limits are never clipped: clip the drawing, not the calculation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sendviz.stats._chance import chance_of_signal
from sendviz.stats._numbers import (
    Numbers,
    array,
    check_choice,
    share,
    share_lists,
    vector,
)
from sendviz.stats._rules import LIMIT, RUN_POINTS, SCREEN, find_rules, tolerance

__all__ = ["ControlChart", "chance_of_signal", "nearly_constant", "p_chart", "xmr"]

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

    @property
    def since(self) -> int | None:
        """The place of the first point of the stretch with the latest signal; gaps do not end it.
        None if empty."""
        first = None
        for place in range(len(self.signal) - 1, -1, -1):
            if self.signal[place] and self.signal[place] != self.variation:
                break
            first = place if self.signal[place] else first
        return first


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
