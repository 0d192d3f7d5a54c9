"""The line through points, against statsmodels and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from sendviz.stats.line import weighted_line


def test_slope_and_limits_as_statsmodels_has_them():
    rng = np.random.default_rng(8)
    x, weight = np.arange(9.0), rng.uniform(1, 3, 9)
    # Neighbours that lie on opposite sides of the line: nothing widens the limits.
    y = 2 + 0.5 * x + np.where(x % 2, 0.3, -0.3)
    fitted = sm.WLS(y, sm.add_constant(x), weights=weight).fit()
    found = weighted_line(x, y, weight)
    assert found.slope.value == pytest.approx(fitted.params[1])
    assert [found.slope.low, found.slope.high] == pytest.approx(fitted.conf_int()[1].tolist())
    assert (found.first, found.last) == pytest.approx(tuple(fitted.fittedvalues[[0, -1]]))


def test_neighbours_that_scatter_alike_widen_the_limits():
    x = np.arange(12.0)
    dip = np.abs(x - 5.5)
    fitted = sm.OLS(dip, sm.add_constant(x)).fit()
    plain, found = fitted.conf_int()[1], weighted_line(x, dip, np.ones(12)).slope
    left = fitted.resid
    alike = np.sum(left[1:] * left[:-1]) / np.sum(left**2)
    wider = ((1 + alike) / (1 - alike)) ** 0.5
    assert alike > 0.4
    assert found.high - found.low == pytest.approx((plain[1] - plain[0]) * wider)


def test_a_line_needs_three_points():
    with pytest.raises(ValueError, match="three points"):
        weighted_line([1, 2], [1, 2], [1, 1])
