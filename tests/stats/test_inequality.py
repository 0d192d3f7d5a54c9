"""Inequality by eye, against scipy and statsmodels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from scipy.special import expit, logit
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.meta_analysis import combine_effects

from sendviz.stats.inequality import between_areas, sii_rii, sii_rii_with_scatter

few = settings(max_examples=60)
counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
areas = st.lists(counts, min_size=2, max_size=8)


def test_a_straight_gradient_by_eye():
    # Five equal fifths, midpoints 0.1 to 0.9, falling 1 a step of 0.2: slope -5 from 10.5.
    found = sii_rii([100] * 5, [10, 9, 8, 7, 6])
    assert found.sii.value == pytest.approx(-5)
    assert found.rii.value == pytest.approx(5.5 / 10.5)
    assert np.isnan(found.sii.low) and np.isnan(found.rii.high)


@few
@given(st.lists(st.tuples(st.integers(1, 999), st.floats(1, 99)), min_size=2, max_size=10))
def test_the_slope_is_that_of_weighted_least_squares(groups):
    people, values = map(np.array, zip(*groups, strict=True))
    middle = (np.cumsum(people) - people / 2) / people.sum()
    fit = WLS(values, np.column_stack([np.ones(len(people)), middle]), weights=people).fit()
    assert sii_rii(people, values).sii.value == pytest.approx(fit.params[1], rel=1e-6, abs=1e-6)


def test_no_gradient_is_nought_and_one():
    found = sii_rii([10, 20, 30], [5, 5, 5])
    assert found.sii.value == pytest.approx(0) and found.rii.value == pytest.approx(1)


def test_limits_come_from_the_errors_and_are_the_same_every_time():
    found = sii_rii([100] * 5, [10, 9, 8, 7, 6], errors=[0.3] * 5)
    # The slope is a weighted sum of the values: error 0.3 / sqrt(sum of squared distances 0.4).
    reach = 1.96 * 0.3 / 0.4**0.5
    assert found.sii.low == pytest.approx(-5 - reach, abs=0.05)
    assert found.sii.high == pytest.approx(-5 + reach, abs=0.05)
    assert found.rii.low < found.rii.value < found.rii.high
    assert found == sii_rii([100] * 5, [10, 9, 8, 7, 6], errors=[0.3] * 5)


def test_log_and_logit_gradients_are_read_off_at_both_ends():
    middle = np.arange(0.1, 1, 0.2)
    rising = sii_rii([1] * 5, np.exp(1 + 2 * middle), scale="log")
    assert rising.rii.value == pytest.approx(np.exp(2))
    assert rising.sii.value == pytest.approx(np.exp(3) - np.exp(1))
    shares = 1 / (1 + np.exp(-(-1 + 2 * middle)))
    assert sii_rii([1] * 5, shares, scale="logit").sii.value == pytest.approx(
        1 / (1 + np.exp(-1)) - 1 / (1 + np.exp(1))
    )


def test_gradients_that_cannot_be_drawn_are_refused():
    with pytest.raises(ValueError, match="two groups"):
        sii_rii([10], [1])
    for populations in ([100, 0], [0, 0, 0], [np.nan, 100]):
        with pytest.raises(ValueError, match="two groups"):
            sii_rii(populations, range(len(populations)))
    assert sii_rii([100, 0, 100], [10, 50, 12]).sii.value == pytest.approx(4)
    with pytest.raises(ValueError, match="scale 'log'"):
        sii_rii([10, 10], [0, 1], scale="log")
    with pytest.raises(ValueError, match="one length"):
        sii_rii([10, 10], [1, 2, 3])


@few
@given(areas)
def test_equal_shares_are_tested_as_scipy_does(rows):
    x, n = map(np.array, zip(*rows, strict=True))
    found = between_areas(x, n, draws=10)
    if x.sum() in (0, n.sum()):
        assert np.isnan(found.p_value)
        return
    expected = scipy_stats.chi2_contingency([x, n - x], correction=False)
    assert found.chi_square == pytest.approx(expected.statistic, abs=1e-9)
    assert (found.p_value, found.df) == (pytest.approx(expected.pvalue, abs=1e-9), expected.dof)


@pytest.mark.filterwarnings("ignore::RuntimeWarning:statsmodels")
@few
@given(areas)
def test_true_spread_is_that_of_dersimonian_and_laird(rows):
    x, n = map(np.array, zip(*rows, strict=True))
    pooled = x.sum() / n.sum()
    if pooled in (0, 1):
        return
    found = between_areas(x, n, draws=10)
    other = combine_effects(x / n, pooled * (1 - pooled) / n, method_re="chi2")
    assert found.tau2 == pytest.approx(max(0, other.tau2), abs=1e-9)
    assert found.tau == pytest.approx(found.tau2**0.5)
    if found.chi_square > 1e-6:
        assert found.i2 == pytest.approx(max(0, other.i2), abs=1e-6)


def test_spread_stands_beside_what_chance_would_give():
    far = between_areas([10, 20, 30, 40], [100] * 4)
    assert far.spread == pytest.approx(0.3) and far.spread > far.chance_spread.high
    assert far.p_value < 0.001 and far.i2 > 0.8
    near = between_areas([25, 26, 24, 25], [100] * 4)
    assert (near.tau2, near.i2) == (0, 0) and near.spread < near.chance_spread.value
    # Range of four normal shares: 2.059 standard errors on average, a little less in the middle.
    assert near.chance_spread.value == pytest.approx(1.98 * (0.25 * 0.75 / 100) ** 0.5, abs=0.01)
    assert between_areas([10, 20], [50, 50]) == between_areas([10, 20], [50, 50])


def test_the_range_of_chance_holds_95_in_100():
    # The gap of two shares of 5,000 of 10,000 is normal with error 0.005 * sqrt(2).
    chance = between_areas([5000, 5000], [10_000, 10_000], draws=40_000).chance_spread
    error = 0.005 * 2**0.5
    assert chance.value == pytest.approx(0.6745 * error, rel=0.03)
    assert chance.high == pytest.approx(2.2414 * error, rel=0.03)
    assert chance.low == pytest.approx(0.0313 * error, abs=1e-4)


def test_areas_without_cases_are_left_out():
    assert between_areas([5, 9, 0], [20, 20, 0]).df == 1
    assert np.isnan(between_areas([5, 0], [20, 0]).chi_square)
    assert np.isnan(between_areas([], []).tau)


@pytest.mark.parametrize("groups, t", [(3, 12.7062), (4, 4.3027), (5, 3.1824), (12, 2.2281)])
def test_scatter_known_from_few_distances_widens_by_t(groups, t):
    """Up and down by two errors around a level line: the more groups, the surer the scatter."""
    values = [10 + 2 * (-1) ** i for i in range(groups)]
    found, wider = sii_rii_with_scatter([100] * groups, values, [1.0] * groups)
    line = np.array(sii_rii([100] * groups, values).fitted)
    dispersion = np.sum((values - line) ** 2) / (groups - 2)
    assert wider == pytest.approx(dispersion**0.5 * t / 1.959964, rel=1e-4)
    plain = sii_rii([100] * groups, values, [1.0] * groups).sii
    assert np.ptp([found.sii.low, found.sii.high]) == pytest.approx(
        wider * (plain.high - plain.low), rel=1e-6
    )


def test_points_on_the_line_widen_nothing_and_two_groups_tell_no_scatter():
    assert sii_rii_with_scatter([1, 1, 1], [1, 2, 3], [1, 1, 1])[1] == 1
    with pytest.raises(ValueError, match="three groups"):
        sii_rii_with_scatter([1, 1], [1, 2], [1, 1])


@pytest.mark.parametrize("sd", [0, 0.15, 0.45])
@pytest.mark.parametrize("groups", [3, 4, 5, 12])
def test_groups_that_differ_for_other_reasons_seldom_show_a_gap(groups, sd):
    """Shares of 200 cases around 30%, by `sd` logits for reasons without order. By the normal
    deviate a gap was told in 6 (12 groups) to 30 (3 groups) of 100."""
    draw, worlds, told = np.random.default_rng(5), 250, 0
    n = np.full(groups, 200)
    for _ in range(worlds):
        x = draw.binomial(n, expit(logit(0.3) + draw.normal(0, sd, groups)))
        x = np.clip(x, 0.5, 199.5)
        errors = np.sqrt(1 / x + 1 / (n - x))
        sii = sii_rii_with_scatter(n, x / n, errors, "logit")[0].sii
        told += not sii.low <= 0 <= sii.high
    assert told / worlds < 0.07
