"""Waiting lists: the worked figures of NHSRwaitinglist, bookkeeping, and Little's law."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.stats.queue import (
    capacity_needed,
    clearance,
    load,
    pressure,
    relief_capacity,
    roll_forward,
    target_capacity,
    target_queue,
)

few = settings(max_examples=60)


def test_worked_figures_for_thirty_referrals_a_week():
    assert load(30, 27) == pytest.approx(1.11, abs=0.002)
    assert target_queue(30, 52) == 390 and target_queue(30, 52, 6) == 260
    assert relief_capacity(30, 1200, 390, 26) == pytest.approx(61.15, abs=0.005)
    assert target_capacity(30, 52) == pytest.approx(30.08, abs=0.005)
    assert target_capacity(30, 52, 1.1, 1.2) == pytest.approx(30 + (1.21 + 1.44) / 2 * 4 / 52)
    assert pressure(63, 52) == pytest.approx(2.42, abs=0.005)


def test_formulas_take_lists_and_say_when_not_known():
    assert load([10, 20], [20, 10]).tolist() == [0.5, 2]
    assert np.isnan(load(5, 0)) and np.isnan(pressure(5, 0))
    assert target_queue([1, 2], 20).tolist() == [5, 10]


def test_a_quarter_of_the_target_leaves_under_two_per_cent_over_it():
    waits = np.random.default_rng(1).exponential(20 / 4, 100_000)
    assert (waits > 20).mean() == pytest.approx(0.018, abs=0.002)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: load(-1, 2), "negative"),
        (lambda: target_queue(1, 2, 0), "4 or 6"),
        (lambda: relief_capacity(1, 2, 3, 0), "above 0"),
        (lambda: target_capacity(1, 0), "above 0"),
        (lambda: roll_forward(1, [1, 2], [1, 2, 3]), "every period"),
        (lambda: roll_forward(1, [np.nan], [1]), "known"),
        (lambda: roll_forward(1, [1], [1], dispersion=0.5), "chance alone"),
        (lambda: capacity_needed(1, 1, 1, 0), "every period"),
        (lambda: clearance(-5, 1, 1), "negative"),
    ],
)
def test_impossible_lists_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_relief_clears_the_excess_in_the_time_given():
    capacity = relief_capacity(30, 1200, 390, 26)
    assert roll_forward(1200, [30] * 26, capacity, draws=50).closing[-1] == pytest.approx(390)


def test_rolling_forward_by_eye():
    found = roll_forward(100, [20, 20, 0, 0], [50, 50, 50, 50], draws=200)
    assert found.closing.tolist() == [70, 40, 0, 0]
    assert found.completions.tolist() == [50, 50, 40, 0]


flows = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=15)


@few
@given(st.integers(0, 500), flows)
def test_books_balance_and_the_list_is_never_negative(opening, rows):
    arrivals, capacity = map(np.array, zip(*rows, strict=True))
    found = roll_forward(opening, arrivals, capacity, draws=50)
    before = np.concatenate([[opening], found.closing[:-1]])
    assert before + arrivals - found.completions == pytest.approx(found.closing)
    assert (found.completions <= capacity + 1e-9).all() and (found.completions >= 0).all()
    assert (found.low >= 0).all()
    assert (found.low <= found.closing).all() and (found.closing <= found.high).all()


def test_limits_are_those_of_chance_and_widen_with_dispersion():
    found = roll_forward(10_000, [100] * 9, 100, draws=4000)
    # Far from empty, the list moves by the sum of 9 + 9 Poisson counts of 100.
    reach = 1.96 * (18 * 100) ** 0.5
    assert found.high[-1] - 10_000 == pytest.approx(reach, rel=0.1)
    assert 10_000 - found.low[-1] == pytest.approx(reach, rel=0.1)
    wide = roll_forward(10_000, [100] * 9, 100, dispersion=4, draws=4000)
    assert wide.high[-1] - 10_000 == pytest.approx(2 * reach, rel=0.1)


def test_the_middle_course_lies_inside_even_the_narrowest_range():
    emptied = roll_forward(0, [50] * 40, 50, confidence=0.01)
    skewed = roll_forward(0, [5] * 3, 0, dispersion=50, confidence=0.01)
    for found in (emptied, skewed):
        assert (found.low <= found.closing).all() and (found.closing <= found.high).all()


def test_the_same_seed_gives_the_same_range():
    one, same, other = (roll_forward(99, [9] * 5, 9, seed=seed).high.tolist() for seed in (1, 1, 2))
    assert one == same != other


def test_capacity_needed_reaches_the_target_on_the_day():
    assert capacity_needed(1200, 30, 390, 26) == pytest.approx(relief_capacity(30, 1200, 390, 26))
    assert capacity_needed(100, [10, 30], 60, 2) == 40
    assert capacity_needed(10, 0, 500, 4) == 0


def test_clearance_by_eye():
    found = clearance(100, 20, 25, target=20)
    assert found.periods == 16 and found.low < 16 < found.high
    assert found.share_reaching > 0.99
    assert clearance(15, 20, 25, target=20).periods == 0


def test_a_list_that_does_not_shrink_has_no_end():
    found = clearance(500, 30, 20, target=0, horizon=100)
    assert (found.periods, found.low, found.high, found.share_reaching) == (None, None, None, 0)


@few
@given(st.integers(1, 400), st.integers(0, 30), st.integers(1, 30))
def test_clearance_is_the_first_period_at_the_target(opening, arrivals, spare):
    found = clearance(opening, arrivals, arrivals + spare, target=0, horizon=500, draws=50)
    assert found.periods == -(-opening // spare)
    closing = roll_forward(opening, [arrivals] * found.periods, arrivals + spare, draws=5).closing
    assert closing[-1] == 0 and (closing[:-1] > 0).all()


def test_more_capacity_never_takes_longer():
    periods = [clearance(300, 20, capacity, draws=200).periods for capacity in (22, 25, 30, 60)]
    assert periods == sorted(periods, reverse=True)
