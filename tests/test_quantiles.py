"""Limits of medians and percentiles by binomial ranks, each worked by hand.

Of n values in order, the 95% limits of the p quantile are those at n p -+ 1.96 sqrt(n p (1 - p)),
the lower rank rounded down, the upper up and one further out (Conover, Practical Nonparametric
Statistics, 3.2).
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.handmade import told_quantile

MEDIAN, NINETIETH = "median_weeks_to_issue", "ninetieth_percentile_weeks_to_issue"


def test_median_of_25():
    """12.5 -+ 4.9 is 7.6 to 17.4: the 7th and the 19th of the days 1 to 25."""
    assert told_quantile(MEDIAN, range(1, 26)) == pytest.approx((13, 7, 19))


def test_median_of_100_that_share_their_days():
    """50 -+ 9.8 is 40.2 to 59.8: the 40th is the last on day 14, the 61st stands on day 21."""
    days = np.repeat([7, 14, 21, 28], [10, 30, 40, 20])
    assert told_quantile(MEDIAN, days) == pytest.approx((21, 14, 21))


def test_ninetieth_percentile_of_100():
    """90 -+ 5.88 is 84.1 to 95.9: the 84th and the 97th; the value lies 0.1 past the 90th."""
    assert told_quantile(NINETIETH, range(1, 101)) == pytest.approx((90.1, 84, 97))


def test_limits_never_leave_what_was_seen():
    """3 -+ 2.4 is 0.6 to 5.4: of six values the first and the last."""
    assert told_quantile(MEDIAN, range(1, 7)) == pytest.approx((3.5, 1, 6))


@pytest.mark.parametrize(
    "id, days, value", [(MEDIAN, range(1, 6), 3), ("longest_wait", [5] * 9, 5)]
)
def test_of_five_values_or_of_the_longest_there_are_no_limits(id, days, value):
    assert told_quantile(id, days) == pytest.approx((value, np.nan, np.nan), nan_ok=True)


@pytest.mark.parametrize("n, has_upper", [(10, False), (35, False), (36, True)])
def test_the_longest_of_few_is_no_upper_limit_of_nine_in_ten(n, has_upper):
    """All of 35 lie below the true nine in ten in 0.9 ** 35 = 2.503 of 100, of 36 in 2.25."""
    _, low, high = told_quantile(NINETIETH, range(1, n + 1))
    assert low > 0 and (high == n if has_upper else np.isnan(high))


@pytest.mark.parametrize("n", [10, 36, 60])
def test_limits_of_nine_in_ten_hold_the_truth_as_often_as_they_say(n):
    """10,000 draws of n waits of which the true nine in ten is 90 of 100: each limit that is told
    misses in at most 3 or so of 100."""
    _, *ranks = told_quantile(NINETIETH, range(1, n + 1))
    drawn = np.sort(np.random.default_rng(4).random((10_000, n)), axis=1)
    low, high = (None if np.isnan(each) else drawn[:, round(each) - 1] for each in ranks)
    assert np.mean(low > 0.9) < 0.035
    assert (high is None) == (n < 36)
    assert high is None or np.mean(high < 0.9) < 0.035
