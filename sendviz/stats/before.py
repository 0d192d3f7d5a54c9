"""A measure after a day against the time before it: limits that stand on the months before, the
points that leave them, and the size of the change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sendviz.stats import intervals, spc
from sendviz.stats.intervals import Estimate

# As the verdicts on lists have it: two numbers differ by 5% and by 2.58 roots of their sum.
LEAST_PART, AT_99 = 0.05, 0.99
Z_95, Z_99 = 1.96, 2.58


@dataclass(frozen=True, eq=False)
class Points:
    """Values by period: x of n of shares, x alone of counts (n missing), neither of amounts.
    is_list: they tell of who waits on a day. before: how many lie before the day."""

    values: np.ndarray
    x: np.ndarray
    n: np.ndarray
    before: int
    is_list: bool = False
    a_year: int = 12

    @property
    def is_share(self) -> bool:
        """Whether they are shares."""
        return bool(np.isfinite(self.n).any())


@dataclass(frozen=True, eq=False)
class Against:
    """Centre and limits of the time before at every point (nan for lists), and the side on which
    each point leaves what was usual: 1 high, -1 low, 0 not."""

    centre: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    side: np.ndarray


def against_before(points: Points) -> Against:
    """Every point against the time before: by the rules of a control chart, or, of a list, beside
    the last point before the day."""
    if points.is_list:
        none = np.full(len(points.values), np.nan)
        return Against(none, none, none, _sides_of_list(points))
    centre, reach = _share_limits(points) if points.is_share else _amount_limits(points)
    lower, upper = centre - reach, centre + reach
    met = spc.rules_met(points.values, (centre, lower, upper))
    side = np.zeros(len(points.values), int)
    for sides in met.values():
        side = np.where(sides != 0, sides, side)
    return Against(centre, lower, upper, side)


def _share_limits(points: Points) -> tuple[np.ndarray, np.ndarray]:
    """p-prime limits: the spread of the months before, for the size of each month; that of chance
    where they do not differ at all."""
    base = slice(0, points.before)
    chart = spc.p_chart(points.x[base], points.n[base], laney=True)
    share = float(chart.centre[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(share * (1 - share) / np.where(points.n > 0, points.n, np.nan))
        widths = (chart.upper - chart.centre) / (3 * error[base])
    known = widths[np.isfinite(widths) & (widths > 0)]
    wider = float(known.mean()) if known.size else 1.0
    return np.full(len(points.values), share), 3 * error * wider


def _amount_limits(points: Points) -> tuple[np.ndarray, np.ndarray]:
    chart = spc.xmr(points.values, baseline_points=max(points.before, 2))
    return chart.centre, chart.upper - chart.centre


def place_before(points: Points, place: int) -> int:
    """The place that a later one is held against: the same month in the last year before the day,
    or, of a list, which carries over, the last place before it."""
    if points.is_list:
        return points.before - 1
    years = max(1, -(-(place - points.before + 1) // points.a_year))
    return place - years * points.a_year


def _sides_of_list(points: Points) -> np.ndarray:
    side = np.zeros(len(points.values), int)
    for place in range(points.before, len(side)):
        then = place_before(points, place)
        if then >= 0:
            found = change(points, [then], [place], Z_99)
            side[place] = int(found.low > 0) - int(found.high < 0)
    return side


def change(points: Points, then: list[int], now: list[int], z: float = Z_95) -> Estimate:
    """How much the later points differ from the earlier ones, with its limits: of shares from their
    added counts (Newcombe), of counts a period (Poisson), of amounts from their spread."""
    if points.is_share:
        x1, n1, x2, n2 = (
            float(np.nansum(values[places]))
            for places in (now, then)
            for values in (points.x, points.n)
        )
        return intervals.newcombe(x1, n1, x2, n2, AT_99 if z == Z_99 else 0.95)
    gap = float(np.nanmean(points.values[now]) - np.nanmean(points.values[then]))
    half = z * _error(points, then, now)
    if points.is_list and np.isfinite(points.x).any():
        half = max(half, LEAST_PART * float(np.nanmean(points.values[then])))
    return Estimate(gap, gap - half, gap + half)


def _error(points: Points, then: list[int], now: list[int]) -> float:
    """The standard error of a difference of means."""
    if np.isfinite(points.x).any():
        return float(
            np.sqrt(sum(np.nansum(points.x[each]) / len(each) ** 2 for each in (then, now)))
        )
    parts = (points.values[each] for each in (then, now))
    return float(
        np.sqrt(sum(np.nanvar(each, ddof=1) / len(each) if len(each) > 1 else 0 for each in parts))
    )
