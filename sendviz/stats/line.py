"""A straight line through points in order of time, with the uncertainty of its slope."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from sendviz.stats._numbers import Numbers, array, same_length, vector
from sendviz.stats.intervals import Estimate

MOST_ALIKE = 0.9


@dataclass(frozen=True)
class Line:
    """The slope a unit of x with its 95% limits, and the line's value at the first and last x."""

    slope: Estimate
    first: float
    last: float


def weighted_line(x: Numbers, y: Numbers, weight: Numbers) -> Line:
    """Weighted least squares through three points or more, none missing.

    The slope's error comes from the scatter of the points around the line, widened where
    neighbours scatter alike (lag-1 correlation r of what is left, by the root of (1 + r)/(1 - r)):
    a rise after a fall is no trend. Of a few points r is told badly, so that limits from fewer
    than twelve are too narrow. Raises ValueError for fewer points or lists of unequal length.
    Source: Bence 1995.
    """
    x, y, weight = vector(x, "values"), vector(y, "values"), vector(weight, "values")
    same_length(x=x, y=y, weight=weight)
    if len(y) < 3:
        raise ValueError("a line with limits needs three points or more")
    weight = array(weight / weight.mean())
    middle, level = np.average(x, weights=weight), np.average(y, weights=weight)
    distance = x - middle
    size = float(np.sum(weight * distance**2))
    slope = float(np.sum(weight * distance * y) / size)
    left = np.sqrt(weight) * (y - level - slope * distance)
    scatter = float(np.sum(left**2)) / (len(y) - 2)
    alike = float(np.sum(left[1:] * left[:-1]) / np.sum(left**2)) if scatter > 0 else 0.0
    alike = min(max(alike, 0.0), MOST_ALIKE)
    error = np.sqrt(scatter / size * (1 + alike) / (1 - alike))
    reach = float(stdtrit(len(y) - 2, 0.975) * error)
    ends = (float(level + slope * (each - middle)) for each in (x[0], x[-1]))
    return Line(Estimate(slope, slope - reach, slope + reach), *ends)
