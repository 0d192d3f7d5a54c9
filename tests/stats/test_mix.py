"""Change of mix: the worked paradox, sums that come out exactly, and coverage of the limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.stats.inequality import mix_and_performance, standardise_mix
from sendviz.stats.intervals import newcombe, wilson

few = settings(max_examples=60)
counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
areas = st.lists(counts, min_size=2, max_size=8)


def test_every_quadrant_up_and_the_county_down():
    # Each up 5 points, the total from 60% to 45%.
    found = mix_and_performance([(80, 100), (10, 50)], [(85, 100), (50, 200)])
    assert (found.before, found.after) == pytest.approx((0.60, 0.45))
    assert found.performance == pytest.approx(0.05) and found.mix == pytest.approx(-0.20)
    assert found.paradox


def test_no_paradox_when_parts_and_total_agree_or_parts_differ():
    assert not mix_and_performance([(10, 50), (10, 50)], [(20, 50), (20, 50)]).paradox
    assert not mix_and_performance([(10, 50), (30, 50)], [(20, 50), (10, 50)]).paradox


@few
@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=6))
def test_mix_and_performance_add_up_and_turn_round(rows):
    before, after = zip(*rows, strict=True)
    found, back = mix_and_performance(before, after), mix_and_performance(after, before)
    assert found.mix + found.performance == pytest.approx(found.change, abs=1e-12)
    assert found.mix == pytest.approx(-back.mix, abs=1e-12)
    assert found.change == pytest.approx(
        sum(x for x, _ in after) / sum(n for _, n in after)
        - sum(x for x, _ in before) / sum(n for _, n in before)
    )


@few
@given(st.lists(counts, min_size=1, max_size=5), st.integers(1, 5))
def test_the_same_mix_leaves_performance_only(rows, k):
    more = [(k * n - k * x, k * n) for x, n in rows]
    assert mix_and_performance(rows, more).mix == pytest.approx(0, abs=1e-12)


def test_a_group_that_is_new_counts_as_mix():
    found = mix_and_performance({"north": (50, 100)}, {"north": (50, 100), "south": (0, 100)})
    assert (found.performance, found.mix) == (0, pytest.approx(-0.25))
    assert np.isnan(mix_and_performance([(1, 2)], [(0, 0)]).change)
    with pytest.raises(ValueError, match="more than n"):
        mix_and_performance([(3, 2)], [(1, 2)])


def test_a_mix_of_nobody_gives_no_share():
    found = standardise_mix([5, 5], [10, 10], [0, 0])
    assert np.isnan([found.value, found.low, found.high]).all()


def test_standardised_share_by_eye():
    # 10% and 50%, on a mix of one to one: 30%, whatever the area's own mix.
    assert standardise_mix([9, 5], [90, 10], [1, 1]).value == pytest.approx(0.3)
    assert standardise_mix([9, 5], [90, 10], [90, 10]).value == pytest.approx(14 / 100)
    assert np.isnan(standardise_mix([9, 0], [90, 0], [1, 1]).value)
    assert standardise_mix([9, 0], [90, 0], [1, 0]).value == pytest.approx(0.1)


@few
@given(counts, st.integers(1, 9))
def test_one_category_has_wilsons_limits(case, weight):
    x, n = case
    found, plain = standardise_mix([x], [n], [weight]), wilson(x, n)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high))


@few
@given(areas)
def test_the_standardised_share_lies_between_its_parts(rows):
    x, n = zip(*rows, strict=True)
    found, own = standardise_mix(x, n, np.arange(1, len(n) + 1)), np.array(x) / n
    assert own.min() - 1e-12 <= found.value <= own.max() + 1e-12
    assert -1e-12 <= found.low <= found.value <= found.high <= 1 + 1e-12


def test_limits_of_a_standardised_share_hold_about_as_often_as_they_say():
    rng, n, p = np.random.default_rng(8), np.array([40, 15, 60]), np.array([0.1, 0.5, 0.8])
    truth, inside = float(p @ [0.2, 0.3, 0.5]), 0
    for x in rng.binomial(n, p, (400, 3)):
        found = standardise_mix(x, n, [0.2, 0.3, 0.5])
        inside += found.low <= truth <= found.high
    assert 0.92 <= inside / 400 <= 0.985


def test_limits_of_the_change_inside_the_groups():
    """Of one group it is Newcombe's interval; of four they hold the truth in 95 of 100."""
    found = mix_and_performance([(20, 100)], [(35, 100)])
    one = newcombe(35, 100, 20, 100)
    assert (found.limits.low, found.limits.high) == pytest.approx((one.low, one.high))
    draw, held = np.random.default_rng(8), 0
    n0, n1 = np.array([120, 200, 90, 160]), np.array([150, 180, 140, 130])
    p0, p1 = np.array([0.1, 0.2, 0.3, 0.15]), np.array([0.15, 0.2, 0.25, 0.2])
    true = np.sum((p1 - p0) * (n0 / n0.sum() + n1 / n1.sum()) / 2)
    for _ in range(600):
        before, after = (np.stack([draw.binomial(n, p), n], 1) for n, p in ((n0, p0), (n1, p1)))
        limits = mix_and_performance(before, after).limits
        held += limits.low <= true <= limits.high
    assert 0.92 < held / 600 < 0.98
