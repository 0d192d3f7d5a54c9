"""One figure against an earlier one, and whether chance could explain the difference."""

from __future__ import annotations

import numpy as np
import pytest

from sendviz.findings.change import change_between, noise_of
from tests.answers import COUNT, SHARE, STOCK, monthly, row


def test_changes_of_shares_have_limits_and_changes_of_counts_have_not():
    found = change_between(SHARE, row(x=400, n=1000), row(x=200, n=1000))
    assert (found.gap, found.verdict) == (
        pytest.approx(0.2),
        "better",
    ) and found.low < 0.2 < found.high
    assert change_between(SHARE, row(x=47, n=178), row(x=40, n=113)).verdict == "no_real_change"
    counts = change_between(STOCK, row(STOCK, 9, np.nan), row(STOCK, 5, np.nan))
    assert counts.verdict == "worse" and np.isnan(counts.low)
    assert change_between(COUNT, row(COUNT, 9, np.nan), row(COUNT, 5, np.nan)).verdict == "higher"
    assert change_between(SHARE, row(blank="not_yet_due"), row()).verdict == "not_known"


def test_a_share_that_moves_by_more_than_a_coin_needs_a_larger_change():
    """Of 100 a month, 12 points up and down: a variance of 4.5 times that of a coin."""
    months = monthly(values=[(38, 100), (50, 100)] * 12)
    noise = noise_of(months)
    assert noise == pytest.approx((0.12 / 1.128) ** 2 / (0.44 * 0.56 / 100))
    now, before = row(x=560, n=1200), row(x=500, n=1200)
    coin, found = change_between(SHARE, now, before), change_between(SHARE, now, before, noise)
    assert (coin.verdict, found.verdict) == ("better", "no_real_change")
    assert found.high - found.gap == pytest.approx((coin.high - coin.gap) * noise**0.5)
    far = change_between(SHARE, row(x=90, n=100), row(x=10, n=100), 400.0)
    assert (far.low, far.high, far.verdict) == (-1, 1, "no_real_change")


def test_no_noise_is_told_of_other_measures_or_of_few_months():
    assert noise_of(monthly(values=[(38, 100), (50, 100)] * 6)) == 1
    assert noise_of(monthly(STOCK, [(20, np.nan), (80, np.nan)] * 12)) == 1
