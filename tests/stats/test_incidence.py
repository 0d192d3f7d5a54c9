"""Cumulative incidence: the worked oracle, statsmodels, sums to one, and coverage of the limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight

from sendviz.stats.survival import (
    cumulative_incidence,
    cumulative_incidence_counted,
    kaplan_meier,
    percentile,
)

few = settings(max_examples=60)
cases = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=40)


def at(curve, day):
    return np.searchsorted(curve.day, day, side="right") - 1


def test_withdrawn_cases_are_an_outcome_of_their_own():
    # 1 - KM with withdrawals censored says 0.365, too high.
    days = [5, 8, 10, 12, 9, 11, *[20] * 6]
    found = cumulative_incidence(days, ["assessed"] * 4 + ["withdrawn"] * 2 + [None] * 6)
    assert found["assessed"].incidence[-1] == pytest.approx(1 / 3)
    assert found["withdrawn"].incidence[-1] == pytest.approx(1 / 6)
    censored = kaplan_meier(days, [True] * 4 + [False] * 8)
    assert 1 - censored.survival[-1] == pytest.approx(0.365, abs=5e-4)
    assert percentile(found["assessed"], 0.25).value == 10
    assert percentile(found["assessed"], 0.5).value is None


def test_percentiles_of_an_outcome_lie_inside_their_limits():
    days, outcome = list(range(1, 41)), ["seen", "seen", "seen", "left"] * 10
    found = percentile(cumulative_incidence(days, outcome)["seen"], 0.3)
    assert found.value == 15 and 3 <= found.low < 15 < found.high <= 40


competing = st.lists(
    st.tuples(st.integers(1, 25), st.sampled_from([None, "seen", "left"])), min_size=1, max_size=40
)


@few
@given(competing)
def test_outcomes_and_waiting_add_up_to_one(rows):
    days, outcome = zip(*rows, strict=True)
    found = cumulative_incidence(days, outcome)
    waiting = kaplan_meier(days, [each is not None for each in outcome]).survival
    total = waiting + sum(each.incidence for each in found.values())
    assert total == pytest.approx(np.ones(len(waiting)))
    for each in found.values():
        assert (each.low <= each.incidence + 1e-12).all()
        assert (each.incidence <= each.high + 1e-12).all()


@pytest.mark.filterwarnings("ignore::RuntimeWarning:statsmodels")
@few
@given(competing)
def test_incidence_agrees_with_statsmodels(rows):
    days, outcome = zip(*rows, strict=True)
    names = sorted({each for each in outcome if each})
    if not names:
        return
    status = np.array([0 if each is None else names.index(each) + 1 for each in outcome])
    other = CumIncidenceRight(np.array(days), status)
    found = cumulative_incidence(days, outcome)
    for name, expected in zip(names, other.cinc, strict=True):
        places = np.searchsorted(found[name].day, other.times)
        assert found[name].incidence[places] == pytest.approx(expected, abs=1e-12)


@few
@given(cases)
def test_one_outcome_alone_has_kaplan_meiers_limits(rows):
    days, finished = zip(*rows, strict=True)
    if not any(finished):
        return
    curve = kaplan_meier(days, finished)
    found = cumulative_incidence(days, ["seen" if done else "" for done in finished])["seen"]
    some = curve.survival > 1e-9
    assert 1 - found.high[some] == pytest.approx(curve.low[some], abs=1e-7)
    assert 1 - found.low[some] == pytest.approx(curve.high[some], abs=1e-7)


def test_incidence_limits_cover_the_truth_about_as_often_as_they_say():
    rng, inside = np.random.default_rng(5), 0
    for _ in range(300):
        day, first = rng.geometric(0.1, 120), rng.random(120) < 0.6
        closed = rng.integers(5, 40, 120)
        outcome = np.where(day <= closed, np.where(first, "seen", "left"), "")
        found = cumulative_incidence(np.minimum(day, closed), outcome)["seen"]
        place = at(found, 10)
        inside += found.low[place] <= 0.6 * (1 - 0.9**10) <= found.high[place]
    assert 0.91 <= inside / 300 <= 0.98


def test_counted_incidence_takes_late_entries():
    found = cumulative_incidence_counted([5, 9], {"seen": [1, 1], "left": [1, 0]}, [0, 1], [2, 0])
    assert found["seen"].at_risk.tolist() == [2, 4, 2]
    assert found["seen"].incidence.tolist() == [0, 0.25, 0.5]
    assert found["left"].incidence.tolist() == [0, 0.25, 0.25]
    with pytest.raises(ValueError, match="negative"):
        cumulative_incidence_counted([5], {"seen": [-1], "left": [1]}, [0])
