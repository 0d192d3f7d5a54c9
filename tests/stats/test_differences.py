"""Cochran's Q, Holm's p values and the test of rounded counts, each checked a second way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, chi2, chi2_contingency, false_discovery_control, norm
from statsmodels.stats.multitest import multipletests

from sendviz.stats.differences import (
    against,
    cochran_q,
    facing_errors,
    false_discovery,
    holm,
    least_sure,
    surely_above,
    two_shares,
    two_sided,
)
from sendviz.stats.intervals import Z_95, newcombe, wilson
from tests.handmade import told_quantile


def test_two_values_are_a_z_test():
    found = cochran_q([20, 26], [1, 2])
    assert found.q == pytest.approx(6**2 / (1 + 4)) and found.df == 1
    assert found.p_value == pytest.approx(chi2.sf(7.2, 1))


def test_one_wide_interval_does_not_hide_the_others():
    values, errors = [20.0, 26.0, 24.0, 23.0], [0.5, 0.5, 0.5, 9.0]
    weights = 1 / np.square(errors)
    middle = np.sum(weights * values) / weights.sum()
    q = np.sum(weights * (values - middle) ** 2)
    found = cochran_q(values, errors).p_value
    assert found == pytest.approx(chi2.sf(q, 3)) and found < 0.001


def test_q_seldom_fires_by_chance_and_mostly_where_values_differ():
    rng, errors = np.random.default_rng(3), np.array([0.5, 0.6, 0.8, 6.0])
    alarms = [cochran_q(rng.normal(30, errors), errors, draws=2).p_value < 0.05 for _ in range(800)]
    assert 0.03 < np.mean(alarms) < 0.07
    apart = np.array([30, 33, 30, 30])
    found = [cochran_q(rng.normal(apart, errors), errors, draws=2).p_value < 0.05
             for _ in range(200)]  # fmt: skip
    assert np.mean(found) > 0.9


def test_an_error_of_nought_and_too_few_values():
    assert cochran_q([1, 5], [0, 1]).q == pytest.approx(8)
    assert np.isnan(cochran_q([1], [1]).p_value)
    with pytest.raises(ValueError, match="above nought"):
        cochran_q([1, 2], [0, 0])
    with pytest.raises(ValueError):
        cochran_q([1, 2], [1])


def test_the_side_of_an_interval_that_looks_at_the_others_counts():
    values, low, high = [58, 57, 56, 53], [56, 55, 54, 42], [60, 59, 58, 55]
    errors = facing_errors(values, low, high)
    assert errors * Z_95 == pytest.approx([2, 2, 2, 2])
    assert cochran_q(values, errors).p_value < 0.01
    both_sides = (np.array(high) - low) / 3.92
    assert cochran_q(values, both_sides).p_value > 0.05
    assert np.isnan(facing_errors([1, 2], [1, 2], [1, 2])).all()
    assert np.isnan(facing_errors([1, 2], [0, np.nan], [2, 3])).all()


def middle(days):
    """The median with its limits, as a measure tells it."""
    return told_quantile("median_weeks_to_issue", days)


def test_middle_values_of_lopsided_waits_seldom_differ_by_chance():
    rng, alarms, found = np.random.default_rng(6), [], []
    for _ in range(300):
        waits = [np.where(rng.random(n) < 0.4, rng.uniform(80, 300, n), rng.normal(400, 40, n))
                 for n in (480, 635, 735, 535)]  # fmt: skip
        for later, into in ((0, alarms), (45, found)):
            values, low, high = np.transpose([middle(waits[0] + later), *map(middle, waits[1:])])
            errors = facing_errors(values, low, high)
            into.append(cochran_q(values, errors, draws=2).p_value < 0.05)
    assert 0.005 < np.mean(alarms) < 0.07 and np.mean(found) > 0.9


def test_holm_as_statsmodels_has_it():
    given = [0.012, 0.9, 0.03, 0.0004, 0.012]
    assert holm(given) == pytest.approx(multipletests(given, method="holm")[1])
    missing = holm([0.02, np.nan, 0.3])
    assert missing[0] == pytest.approx(0.04) and np.isnan(missing[1])


def test_the_exact_tails_of_a_share():
    tails, side = against([2, 8, 0], [10, 10, 10], 0.5)
    assert tails == pytest.approx(2 * binom.cdf([2, 2, 0], 10, 0.5))
    assert side.tolist() == [-1, 1, -1]
    assert against([10], [10], 1)[0] == [1]
    assert two_sided([-2, 0]) == pytest.approx(2 * norm.sf([2, 0]))


def test_rounding_takes_from_a_difference_and_never_adds():
    x, n = np.array([20, 40]), np.array([200, 200])
    plain = chi2_contingency([x, n - x], correction=False).pvalue
    assert plain < least_sure(x, n, 0) < 1.1 * plain
    worst = chi2_contingency([[22, 38], [176, 164]], correction=False).pvalue
    assert plain < worst < least_sure(x, n, 2) < 1.1 * worst
    assert least_sure([20, 21], [200, 200], 2) == 1
    assert np.isnan(least_sure([20], [200], 2))


def test_who_is_surely_above_whom_by_hand():
    x, n = [90, 50, 45, 3, np.nan, 9], [100, 100, 100, 4, 10, 8]
    found = surely_above(x, n, 0.002)
    # 90 of 100 is above 50 and 45; three of four may be anything; the last two cannot be compared.
    assert found[0].tolist() == [False, True, True, False, False, False]
    assert not found[1:].any()

    # Of two there is nobody to allow for: it is the interval of their difference.
    for x in range(50, 100):
        alone = newcombe(x, 100, 50, 100, 0.95).low > 0
        assert surely_above([x, 50], [100, 100], 0.05)[0, 1] == alone


def test_of_152_alike_councils_none_is_beyond_doubt_below_another():
    """By intervals of 95% that do not touch, the lowest lay below 18 others on average."""
    draw, below, own, touching = np.random.default_rng(1), 0, 0, 0
    for _ in range(100):
        n = draw.integers(100, 2_500, 152)
        x = draw.binomial(n, 0.5)
        lowest, limits = (x / n).argmin(), wilson(x, n)
        above = surely_above(x, n, 0.002)
        below += above[:, lowest].sum()
        own += above[:, 0].any() or above[0].any()
        touching += (limits.low > limits.high[lowest]).sum()
    assert touching / 100 > 15
    assert below / 100 < 0.1 and own <= 2


def test_councils_that_differ_are_found():
    found = surely_above([500] * 75 + [650] * 75, [1_000] * 150, 0.002)
    assert found[75:, :75].all() and not found[:75].any()


def test_false_discoveries_as_in_scipy():
    rng = np.random.default_rng(5)
    for size in (1, 2, 7, 200):
        p_values = np.round(rng.uniform(0, 1, size) ** 3, 2)  # with ties
        wanted = false_discovery_control(p_values, method="bh")
        np.testing.assert_allclose(false_discovery(p_values), wanted)
    with_gap = false_discovery([0.01, np.nan, 0.04])
    np.testing.assert_allclose(with_gap, [0.02, np.nan, 0.04])
    assert false_discovery([]).size == 0


def test_two_shares_are_pearsons_chi_square():
    z = two_shares([30, 5], [100, 40], [50, 10], [400, 40])
    for place, table in enumerate(([[30, 70], [50, 350]], [[5, 35], [10, 30]])):
        assert z[place] ** 2 == pytest.approx(chi2_contingency(table, correction=False).statistic)
    assert z[0] > 0 > z[1]
    assert np.isnan(two_shares([0, 3, 2, 1], [5, 3, 0, np.nan], [0, 4, 1, 1], [9, 4, 5, 5])).all()
