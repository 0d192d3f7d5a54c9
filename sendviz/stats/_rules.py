"""Which of the four NHS rules a point of a control chart meets, and on which side."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

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
    if trend_points not in (6, 7):
        raise ValueError("trend_points must be 7, or 6 as in the NHS England workbook")
    slack = tolerance(values)
    side = _sign(values - centre, slack)
    outside = np.where(side > 0, _sign(values - upper, slack) > 0, False) * 1
    outside = outside - (_sign(values - lower, slack) < 0)
    found = {
        "run": _runs(side),
        "two_of_three": _two_of_three(values, centre, lower, upper, side, outside, slack),
        "trend": _trends(values, trend_points, slack),
        "limit": outside,
    }
    rules, sides = [""] * len(values), [0] * len(values)
    for name, sides_met in found.items():
        for place in np.flatnonzero(sides_met):
            rules[place], sides[place] = name, int(sides_met[place])
    return rules, sides


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
    if len(values) < size:
        return np.empty((0, size))
    return sliding_window_view(values, size)


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
