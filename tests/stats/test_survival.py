"""Curves that can be checked by hand, published curves, and statsmodels as a second opinion."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from sendviz.stats.survival import kaplan_meier, kaplan_meier_counted, percentile

few = settings(max_examples=60)
cases = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=40)

# Freireich et al. 1963, remission of leukaemia in weeks: the example of every textbook.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

# Assessed at 5, 8, 10, 12 weeks, six still waiting.
WAITS, SEEN = [5, 8, 10, 12, 20, 25, 30, 40, 50, 60], [True] * 4 + [False] * 6


def at(curve, day):
    return np.searchsorted(curve.day, day, side="right") - 1


def test_hand_made_waits():
    curve = kaplan_meier(WAITS, SEEN)
    assert curve.day.tolist() == [0, *WAITS]
    assert curve.survival[:5] == pytest.approx([1, 0.9, 0.8, 0.7, 0.6])
    assert curve.survival[-1] == pytest.approx(0.6)
    assert curve.at_risk.tolist() == [10, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert curve.events.tolist() == [0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_a_median_that_is_not_reached_is_none():
    found = percentile(kaplan_meier(WAITS, SEEN), 0.5)
    assert found.value is None and found.high is None and found.low == 5
    assert percentile(kaplan_meier(WAITS, SEEN), 0.4).value == 12


@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_share_reached_exactly_counts_as_reached(tenths):
    curve = kaplan_meier(range(1, 11), [True] * 10)
    assert percentile(curve, tenths / 10).value == tenths


def test_published_remission_curve():
    curve = kaplan_meier(TREATED, RELAPSED)
    read = [round(float(curve.survival[at(curve, week)]), 3) for week in (6, 7, 10, 13, 16, 22, 23)]
    assert read == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]


def test_published_medians_with_log_log_limits():
    treated = percentile(kaplan_meier(TREATED, RELAPSED), 0.5)
    placebo = percentile(kaplan_meier(PLACEBO, [1] * 21), 0.5)
    assert (treated.value, treated.low, treated.high) == (23, 13, None)
    assert (placebo.value, placebo.low, placebo.high) == (8, 4, 11)


@few
@given(cases)
def test_curve_and_limits_agree_with_statsmodels(rows):
    days, finished = map(np.array, zip(*rows, strict=True))
    curve, other = kaplan_meier(days, finished), SurvfuncRight(days, finished.astype(int))
    places = np.searchsorted(curve.day, other.surv_times)
    assert curve.survival[places] == pytest.approx(other.surv_prob, abs=1e-12)
    inner = (other.surv_prob > 1e-9) & (other.surv_prob < 1)
    s, error = other.surv_prob[inner], other.surv_prob_se[inner]
    power = np.exp(1.959964 * error / (s * np.abs(np.log(s))))
    assert curve.low[places][inner] == pytest.approx(s**power, abs=1e-6)
    assert curve.high[places][inner] == pytest.approx(s ** (1 / power), abs=1e-6)


@few
@given(cases)
def test_curve_falls_from_one_inside_its_limits(rows):
    days, finished = zip(*rows, strict=True)
    curve = kaplan_meier(days, finished)
    assert curve.day[0] == 0 and curve.survival[0] == 1
    assert (np.diff(curve.survival) <= 1e-12).all()
    assert (curve.low <= curve.survival + 1e-12).all() and (
        curve.survival <= curve.high + 1e-12
    ).all()
    assert np.isfinite([curve.low, curve.high]).all()


@few
@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.sampled_from([0.1, 0.5, 0.92]))
def test_without_open_cases_percentiles_are_those_of_the_list(days, p):
    value = percentile(kaplan_meier(days, [True] * len(days)), p).value
    done = np.array(days) <= value
    assert done.mean() >= p - 1e-9 and (np.array(days) < value).mean() < p


@few
@given(st.lists(st.tuples(st.integers(1, 20), st.booleans(), st.integers(0, 20)), min_size=1))
def test_late_entry_agrees_with_a_count_by_hand(rows):
    rows = [(max(day, entry), done, entry) for day, done, entry in rows]
    days, finished, entered = map(np.array, zip(*rows, strict=True))
    curve, expected = kaplan_meier(days, finished, entered), 1.0
    for place, day in enumerate(curve.day):
        waiting = int(((entered <= day) & (days >= day)).sum())
        done = int((finished & (days == day)).sum())
        assert curve.at_risk[place] == waiting
        expected *= 1 - done / waiting if done else 1
        assert curve.survival[place] == pytest.approx(expected, abs=1e-12)


def test_late_entry_is_the_day_after_the_entry_of_survival_packages():
    # statsmodels and R put a case at risk after its entry; here the day of entry itself counts.
    rng = np.random.default_rng(3)
    entered = rng.integers(0, 20, 200)
    days, finished = entered + rng.integers(1, 40, 200), rng.random(200) < 0.6
    curve = kaplan_meier(days, finished, entered + 1)
    other = SurvfuncRight(days, finished.astype(int), entry=entered)
    assert curve.survival[np.searchsorted(curve.day, other.surv_times)] == pytest.approx(
        other.surv_prob
    )


def test_a_case_that_ends_on_its_day_of_entry_counts_on_that_day():
    curve = kaplan_meier([50, 50, 80], [True, False, False], [50, 0, 50])
    assert curve.at_risk.tolist() == [1, 3, 1]
    assert curve.survival[at(curve, 50)] == pytest.approx(2 / 3)


def test_leaving_out_late_entry_makes_waits_look_longer():
    # Open for 90 days when records began: nobody saw the quick ones, so days 0 to 89 prove nothing.
    days, finished = [10, 20, 30, 100, 100], [True] * 5
    naive, right = kaplan_meier(days, finished), kaplan_meier(days, finished, [0, 0, 0, 90, 90])
    assert naive.survival[at(naive, 30)] == pytest.approx(0.4)
    assert right.survival[at(right, 30)] == 0


def test_when_nobody_is_left_the_upper_limit_stays_where_it_was():
    curve = kaplan_meier([1, 2], [True, True])
    assert curve.survival.tolist() == [1, 0.5, 0] and curve.low[-1] == 0
    assert curve.high[-1] == curve.high[-2] < 1
    assert kaplan_meier([4], [True]).high.tolist() == [1, 1]


def test_a_curve_of_one_step_has_a_middle_and_no_interval():
    """From 1 to 0 at once: neither has a variance."""
    for days in ([14], [14] * 9):
        found = percentile(kaplan_meier(days, [True] * len(days)), 0.5)
        assert (found.value, found.low, found.high) == (14, None, None)
    two = percentile(kaplan_meier([14, 20], [True, True]), 0.5)
    assert (two.value, two.low) == (14, 14)


@few
@given(cases)
def test_counted_and_listed_cases_give_one_curve(rows):
    days, finished = map(np.array, zip(*rows, strict=True))
    distinct = np.unique(days)[::-1]
    counted = kaplan_meier_counted(
        distinct,
        [int((finished & (days == day)).sum()) for day in distinct],
        [int((~finished & (days == day)).sum()) for day in distinct],
    )
    listed = kaplan_meier(days, finished)
    for name in ("day", "survival", "low", "high", "at_risk", "events"):
        assert getattr(counted, name) == pytest.approx(getattr(listed, name))


def test_counts_of_one_day_in_two_rows_are_added_up():
    twice = kaplan_meier_counted([5, 5, 9], [1, 2, 0], [0, 0, 7])
    once = kaplan_meier_counted([5, 9], [3, 0], [0, 7])
    assert twice.survival.tolist() == once.survival.tolist() == [1, 0.7, 0.7]


def test_a_million_children_are_quick_and_right():
    day = np.arange(1, 1001)
    curve = kaplan_meier_counted(day, np.full(1000, 1000), np.zeros(1000))
    assert curve.survival[500] == pytest.approx(0.5)
    assert percentile(curve, 0.92).value == 920


@pytest.mark.parametrize(
    "how, words",
    [
        (([-1], [1]), "0 or more"),
        (([np.nan], [1]), "known"),
        (([1, 2], [1]), "one length"),
        (([5], [1], [6]), "enter after"),
    ],
)
def test_impossible_cases_are_refused(how, words):
    with pytest.raises(ValueError, match=words):
        kaplan_meier(*how)


def test_impossible_counts_are_refused_with_the_day():
    with pytest.raises(ValueError, match="on day 3, 2 cases leave but 0 are waiting"):
        kaplan_meier_counted([3, 8], [2, 1], [0, 0], [0, 3])
    with pytest.raises(ValueError, match="negative"):
        kaplan_meier_counted([3], [-1], [2])


def test_nobody_at_all_is_a_curve_that_says_nothing():
    curve = kaplan_meier([], [])
    assert curve.day.tolist() == [0] and curve.at_risk.tolist() == [0]
    assert percentile(curve, 0.5).value is None


@pytest.mark.parametrize("p", [0, 1, 50])
def test_p_is_a_part_of_one(p):
    with pytest.raises(ValueError, match=r"0\.5"):
        percentile(kaplan_meier(WAITS, SEEN), p)
