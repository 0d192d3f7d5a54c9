"""Funnel limits against scipy, the Wilson interval turned round, and simulated chance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from sendviz.stats.funnel import flag, overdispersion, proportion_limits, ratio_limits
from sendviz.stats.intervals import wilson

few = settings(max_examples=60)
baselines = st.floats(0.01, 0.99)


def test_score_limits_by_eye():
    found = proportion_limits(0.5, [100, 400], method="score")
    assert found.low == pytest.approx([0.5 - 0.0979982, 0.5 - 0.0489991])
    assert found.high == pytest.approx([0.5 + 0.0979982, 0.5 + 0.0489991])
    assert proportion_limits(0.1, 10, method="score").low == 0


@few
@given(baselines, st.integers(5, 5000), st.sampled_from([0.95, 0.998]))
def test_score_limits_are_the_shares_whose_wilson_interval_touches_the_baseline(p, n, confidence):
    found = proportion_limits(p, n, confidence, "score")
    if 0 < found.low:
        assert wilson(found.low * n, n, confidence).high == pytest.approx(p, abs=1e-9)
    if found.high < 1:
        assert wilson(found.high * n, n, confidence).low == pytest.approx(p, abs=1e-9)


@few
@given(baselines, st.integers(1, 300), st.sampled_from([0.95, 0.998]))
def test_exact_limits_interpolate_scipys_quantiles(p, n, confidence):
    found, edge = proportion_limits(p, n, confidence, "exact"), (1 - confidence) / 2
    for limit, share in ((found.low, p), (1 - found.high, 1 - p)):
        binomial = scipy_stats.binom(n, share)
        whole = binomial.ppf(edge)
        part = (binomial.cdf(whole) - edge) / binomial.pmf(whole)
        assert limit == pytest.approx(max(0, whole - part) / n, abs=1e-7)


@few
@given(baselines, st.integers(1, 29))
def test_exact_flags_are_those_of_the_exact_tails(p, n):
    x, binomial = np.arange(n + 1), scipy_stats.binom(n, p)
    tails = np.minimum(binomial.cdf(x), binomial.sf(x - 1))
    found = flag(x, n, p)
    sure = (abs(tails - 0.025) > 1e-9) & (abs(tails - 0.001) > 1e-9)
    expected = np.where(tails < 0.001, "different", np.where(tails < 0.025, "look", "in_line"))
    assert found.level[sure].tolist() == expected[sure].tolist()


@few
@given(baselines, st.integers(1, 29).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_late_plans_are_flagged_just_when_timely_ones_are(p, case):
    x, n = case
    assert flag(x, n, p).level == flag(n - x, n, 1 - p).level
    assert flag(2, 10, 0.5).level == flag(8, 10, 0.5).level == "in_line"


def test_small_areas_get_exact_limits_and_large_ones_score():
    found = proportion_limits(0.3, [29, 30])
    assert found.low[0] == proportion_limits(0.3, 29, method="exact").low
    assert found.low[1] == proportion_limits(0.3, 30, method="score").low


@few
@given(baselines, st.sampled_from(["score", "arcsine", "exact"]))
def test_limits_hold_the_baseline_and_close_in(p, method):
    n = np.array([5, 50, 500, 50_000])
    inner, outer = proportion_limits(p, n, 0.95, method), proportion_limits(p, n, 0.998, method)
    assert (outer.low <= inner.low + 1e-12).all() and (inner.high <= outer.high + 1e-12).all()
    assert (inner.low[1:] <= p).all() and (p <= inner.high[1:]).all()
    assert (np.diff(inner.high - inner.low)[1:] < 0).all()
    assert inner.low[-1] == pytest.approx(p, abs=0.005)


def test_arcsine_limits_do_not_turn_back():
    found = proportion_limits(0.02, [1, 2, 3, 5], 0.998, "arcsine")
    assert found.low.tolist() == [0, 0, 0, 0] and found.high[0] == 1
    assert (np.diff(found.high) <= 0).all()


def test_unknown_sizes_and_certain_baselines():
    assert np.isnan(proportion_limits(0.5, 0).low)
    sure = proportion_limits([0, 1], [10, 10], method="exact")
    assert sure.low.tolist() == sure.high.tolist() == [0, 1]


def test_wrong_input_is_refused():
    with pytest.raises(ValueError, match="more than n"):
        proportion_limits(1.2, 10)
    with pytest.raises(ValueError, match="'score', 'arcsine', 'exact'"):
        proportion_limits(0.5, 10, method="normal")
    with pytest.raises(ValueError, match="arcsine limits only"):
        proportion_limits(0.5, 10, method="score", tau2=0.1)


@few
@given(st.floats(0.01, 2000), st.sampled_from([0.95, 0.998]))
def test_ratio_limits_are_those_of_the_exact_tails(expected, confidence):
    found, poisson = ratio_limits(expected, confidence), scipy_stats.poisson(expected)
    edge = (1 - confidence) / 2
    low, high = found.low * expected, found.high * expected
    x = np.arange(int(high) + 3)
    fewer, more = poisson.cdf(x), poisson.sf(x - 1)
    sure = (abs(fewer - edge) > 1e-9) & (abs(more - edge) > 1e-9)
    assert ((x < low - 1e-9) == (fewer < edge))[sure].all()
    assert ((x > high + 1e-9) == (more < edge))[sure].all()
    assert low / expected <= 1 <= high / expected


def test_ratio_limits_by_hand():
    # Five expected: 10 or more with probability 0.031828, 11 or more 0.013695; 1 or none 0.040428.
    found = ratio_limits(5)
    assert found.high * 5 == pytest.approx(10 + (0.031828 - 0.025) / 0.018133, abs=1e-3)
    assert found.low * 5 == pytest.approx(1 - (0.040428 - 0.025) / 0.033690, abs=1e-3)


def test_ratio_limits_close_in_on_one():
    found = ratio_limits([2, 20, 200, 20_000, 0])
    assert (np.diff(found.high[:4]) < 0).all() and (np.diff(found.low[:4]) > 0).all()
    assert found.high[3] == pytest.approx(1 + 1.96 / 20_000**0.5, rel=1e-3)
    assert np.isnan(found.low[4])


def test_flags_by_eye():
    # Around 50% of 100: 95% limits 40.2 to 59.8, 99.8% limits 34.5 to 65.5.
    found = flag([50, 40, 34, 60, 66, 0], [100, 100, 100, 100, 100, 0], 0.5)
    assert found.level.tolist() == [
        "in_line",
        "look",
        "different",
        "look",
        "different",
        "not_known",
    ]
    assert found.side.tolist() == ["", "low", "low", "high", "high", ""]
    assert flag(66, 100, 0.5).level == "different" and flag(66, 100, 0.5).side == "high"


def test_touching_a_limit_is_in_line():
    n, p = 400, 0.2
    touching = proportion_limits(p, n).high
    assert flag(touching * n, n, p).level == "in_line"
    assert flag(touching * n + 0.01, n, p).level == "look"


def test_chance_alone_flags_about_as_often_as_it_should():
    rng = np.random.default_rng(2)
    n = np.tile([12, 25, 60, 400], 5000)
    found = flag(rng.binomial(n, 0.3), n, 0.3)
    assert 0.02 < (found.level != "in_line").mean() < 0.065
    assert (found.level == "different").mean() < 0.005


def slow_tau2(x, n):
    """Spiegelhalter's additive model written out area by area."""
    pooled = np.arcsin(np.sqrt(sum(x) / sum(n)))
    z = [
        (np.arcsin(np.sqrt(a / b)) - pooled) / (1 / (2 * np.sqrt(b)))
        for a, b in zip(x, n, strict=True)
    ]
    low, high = np.percentile(z, [10, 90])
    phi = sum(min(max(each, low), high) ** 2 for each in z) / len(z)
    weights = [4 * b for b in n]
    spare = sum(weights) - sum(w * w for w in weights) / sum(weights)
    return phi, max(0.0, (len(z) * phi - (len(z) - 1)) / spare)


def test_overdispersion_agrees_with_the_formula_written_out():
    rng = np.random.default_rng(4)
    n = rng.integers(50, 800, 20)
    x = rng.binomial(n, np.clip(rng.normal(0.4, 0.08, 20), 0.05, 0.95))
    found, (phi, tau2) = overdispersion(x, n), slow_tau2(x, n)
    assert found.phi == pytest.approx(phi) and found.tau2 == pytest.approx(tau2)
    assert found.adjusted and found.areas == 20 and found.tau2 > 0
    plain, wide = proportion_limits(0.4, n), proportion_limits(0.4, n, tau2=found.tau2)
    assert (wide.high > plain.high).all() and (wide.low < plain.low).all()


def test_few_areas_are_never_adjusted():
    found = overdispersion([10, 50, 90], [100, 100, 100])
    assert found.phi > 1 and (found.tau2, found.adjusted, found.areas) == (0, False, 3)
    assert np.isnan(overdispersion([5], [10]).phi)


def test_areas_alike_are_not_adjusted_and_empty_ones_are_left_out():
    found = overdispersion([20] * 12 + [0], [100] * 12 + [0])
    assert found.phi == pytest.approx(0) and not found.adjusted and found.areas == 12
