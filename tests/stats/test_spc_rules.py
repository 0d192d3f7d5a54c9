"""Every rule of the control chart read a second time, slowly, from the words of the guidance."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.stats.spc import xmr

NAN = float("nan")
few = settings(max_examples=60)
EPS = 1e-7  # a mean of whole numbers may miss one of them by rounding


def slow_rule(y, i, centre, lower, upper):
    """Every rule read off the words of the guidance, one point at a time."""

    def windows(size):
        return [y[a : a + size] for a in range(i - size + 1, i + 1) if 0 <= a <= len(y) - size]

    def high(v):
        return v > centre + EPS

    def low(v):
        return v < centre - EPS

    def near_high(v):
        return centre + 2 / 3 * (upper - centre) + EPS < v <= upper + EPS

    def near_low(v):
        return lower - EPS <= v < centre - 2 / 3 * (centre - lower) - EPS

    if y[i] > upper + EPS or y[i] < lower - EPS:
        return "limit"
    steps = [[b - a for a, b in pairwise(w)] for w in windows(7)]
    if any(all(s > 0 for s in each) or all(s < 0 for s in each) for each in steps):
        return "trend"
    for side, near in ((high, near_high), (low, near_low)):
        threes = [w for w in windows(3) if all(map(side, w)) and sum(map(near, w)) >= 2]
        if near(y[i]) and threes:
            return "two_of_three"
    if any(all(map(high, w)) or all(map(low, w)) for w in windows(7)):
        return "run"
    return ""


@settings(max_examples=100)
@given(st.lists(st.integers(-12, 12) | st.just(NAN), min_size=13, max_size=40), st.booleans())
def test_rules_agree_with_a_slow_reading(steps, drift):
    known = np.nan_to_num(steps)
    y = np.where(np.isnan(steps), np.nan, np.cumsum(known) if drift else known)
    chart = xmr(y, screen_outliers=False)
    for i in np.flatnonzero(~np.isnan(y)):
        expected = slow_rule(y, i, chart.centre[i], chart.lower[i], chart.upper[i])
        assert chart.rule[i] == expected, (i, y)


@few
@given(
    st.lists(st.integers(0, 50), min_size=13, max_size=30), st.integers(1, 9), st.integers(-99, 99)
)
def test_units_do_not_matter_and_upside_down_is_the_opposite(values, scale, shift):
    y = np.array(values, dtype=float)
    here, there, turned = xmr(y, "higher"), xmr(scale * y + shift, "higher"), xmr(-y, "lower")
    assert here.rule == there.rule == turned.rule
    assert here.signal == there.signal
    # A peak and a trough are the one thing told apart by the way they were reached.
    assert here.variation == turned.variation
