"""Intervals against published tables, statsmodels, scipy, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from sendviz.stats.intervals import (
    newcombe,
    poisson,
    rate,
    wilson,
)

few = settings(max_examples=60)
shares = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


# Newcombe, Statistics in Medicine 1998; 17: 857-872, table I, method 3.
@pytest.mark.parametrize(
    "x, n, low, high",
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_newcombes_published_limits(x, n, low, high):
    found = wilson(x, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


# Newcombe, Statistics in Medicine 1998; 17: 873-890, table II, method 10.
@pytest.mark.parametrize(
    "x1, n1, x2, n2, low, high",
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_newcombe_gives_the_published_limits(x1, n1, x2, n2, low, high):
    found = newcombe(x1, n1, x2, n2)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.value == pytest.approx(x1 / n1 - x2 / n2)


@few
@given(shares, st.sampled_from([0.9, 0.95, 0.998]))
def test_wilson_agrees_with_statsmodels(case, confidence):
    x, n = case
    expected = proportion_confint(x, n, alpha=1 - confidence, method="wilson")
    found = wilson(x, n, confidence)
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-12)


@few
@given(shares, shares)
def test_newcombe_agrees_with_statsmodels(one, two):
    found = newcombe(*one, *two)
    expected = confint_proportions_2indep(*one, *two, method="newcomb")
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-12)


@few
@given(shares)
def test_wilson_holds_the_share_and_widens_with_confidence(case):
    x, n = case
    narrow, wide = wilson(x, n, 0.95), wilson(x, n, 0.998)
    assert 0 <= wide.low <= narrow.low <= x / n <= narrow.high <= wide.high <= 1
    assert narrow.high - narrow.low > 0


@few
@given(shares, shares)
def test_newcombe_turns_round_with_its_groups(one, two):
    there, back = newcombe(*one, *two), newcombe(*two, *one)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-12)
    assert -1 <= there.low <= there.value <= there.high <= 1


def test_wilson_of_lists_is_wilson_of_each():
    found = wilson([0, 47, 5, 0, np.nan], [10, 178, 5, 0, 8])
    assert found.low[:3] == pytest.approx(
        [wilson(0, 10).low, wilson(47, 178).low, wilson(5, 5).low]
    )
    assert (found.low[0], found.high[2]) == (0.0, 1.0)
    assert np.isnan(found.low[3:]).all() and np.isnan(found.high[3:]).all()


def test_one_number_in_one_plain_number_out():
    assert isinstance(wilson(1, 2).low, float) and isinstance(poisson(3).high, float)
    assert np.isnan(wilson(0, 0).low) and np.isnan(wilson(0, 0).high)
    assert np.isnan(newcombe(1, 2, 0, 0).value)


@pytest.mark.parametrize(
    "x, n, words", [(5, 4, "more than n"), (-1, 4, "negative"), (0, -1, "negative")]
)
def test_impossible_counts_are_refused_in_plain_words(x, n, words):
    with pytest.raises(ValueError, match=words):
        wilson([1, x], [2, n])


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_confidence_must_be_a_part_of_one(confidence):
    with pytest.raises(ValueError, match=r"0\.95"):
        wilson(1, 2, confidence)


# Garwood's exact limits, as in any table of the Poisson distribution.
@pytest.mark.parametrize(
    "x, low, high",
    [(0, 0, 3.6889), (1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (9, 4.1154, 17.0848)],
)
def test_poisson_is_exact_under_ten(x, low, high):
    found = poisson(x)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


def test_poisson_is_byars_from_ten():
    assert poisson([9, 10]).low[0] == poisson(9, method="exact").low
    assert poisson([9, 10]).low[1] == poisson(10, method="byar").low
    assert poisson(10).low == pytest.approx(10 * (1 - 1 / 90 - 1.959964 / (3 * 10**0.5)) ** 3)


@few
@given(st.integers(1, 3000), st.sampled_from([0.95, 0.998]))
def test_exact_poisson_is_half_a_chi_square(x, confidence):
    edge = (1 - confidence) / 2
    found = poisson(x, confidence, "exact")
    assert found.low == pytest.approx(scipy_stats.chi2.ppf(edge, 2 * x) / 2)
    assert found.high == pytest.approx(scipy_stats.chi2.ppf(1 - edge, 2 * x + 2) / 2)
    assert scipy_stats.poisson.sf(x - 1, found.low) == pytest.approx(edge)


@few
@given(st.integers(10, 5000))
def test_byar_stays_within_a_fifth_of_a_per_cent_of_exact(x):
    byar, exact = poisson(x, method="byar"), poisson(x, method="exact")
    assert byar.low == pytest.approx(exact.low, rel=0.002)
    assert byar.high == pytest.approx(exact.high, rel=0.002)


def test_byar_is_never_negative_and_missing_stays_missing():
    assert poisson(0, method="byar").low == 0
    assert poisson(1, 0.998, "byar").low >= 0
    assert np.isnan(poisson(np.nan).low)


def test_poisson_refuses_negative_counts_and_other_methods():
    with pytest.raises(ValueError, match="negative"):
        poisson(-1)
    with pytest.raises(ValueError, match="'exact', 'byar'"):
        poisson(1, method="wald")


def test_rate_is_events_per_thousand():
    found = rate([20, 0, 3], [4000, 1000, 0])
    assert found.value[:2].tolist() == [5, 0] and np.isnan(found.value[2])
    assert found.low[0] == pytest.approx(poisson(20).low / 4)
    assert rate(150, 100, multiplier=100).value == 150
