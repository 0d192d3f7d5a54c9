"""Level and direction of plain numbers: each test against a sum done by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendviz.stats import trends
from sendviz.stats.spc import p_chart, xmr

NONE = np.full(60, np.nan)


def flow(x, n=100, year=12, error=0.0, rebase=()):
    x = np.array(x, float)
    n = np.full(len(x), float(n))
    return trends.flow_verdict(p_chart(x, n, rebase_at=rebase, laney=True), x, n, year, error)


def amounts(values):
    values = np.array(values, float)
    none = NONE[: len(values)]
    return trends.flow_verdict(xmr(values), none, none, 12)


def listed(x, n=None, year=12, error=0.0):
    x = np.array(x, float)
    n = NONE[: len(x)] if n is None else np.array(n, float)
    return trends.list_verdict(x if np.isnan(n).all() else x / n, x, n, year, error)


def test_a_quarter_is_held_against_the_same_one_a_year_before():
    assert trends.compared_places(47, 12) == ((45, 46, 47), (33, 34, 35))
    assert trends.compared_places(15, 4) == ((15,), (11,))


@pytest.mark.parametrize("before, now, direction", [(50, 60, 0), (42, 60, 1), (58, 40, -1)])
def test_a_direction_needs_99_in_100_within_the_usual_range(before, now, direction):
    """Half of 100 a month, moving by 8 points: phi is (0.08 / 1.128)² over 0.25 / 100, 2.0. 150 and
    180 of 300: 0.1 / (0.248 × 2 / 300 × 2.0) ** 0.5 is 1.7; 126 and 180: 3.1."""
    found = flow([46, 54] * 18 + [before] * 3 + [46, 54] * 4 + [46] + [now] * 3)
    assert (found.level, found.direction) == (0, direction)


def test_the_level_holds_from_the_extreme_of_the_cumulative_sum():
    """Seven months at 60 after 40 at 30; one usual month among them breaks the stretch."""
    found = flow([28, 32] * 15 + [60, 60, 60, 40, 60, 60, 60, 60, 60])
    assert (found.level, found.since) == (1, 30) and found.stretch >= 30


def test_a_level_long_before_its_stretch_begins_with_the_stretch():
    """High months two years ago pull the sum; the stretch of the latest month is a year younger."""
    found = flow([30] * 12 + [50] * 12 + [40, 41] * 11 + [75])
    assert found.level == 1 and found.since == found.stretch == 46


def test_a_trend_of_seven_is_no_level_but_a_direction():
    found = flow([46, 54] * 15 + [46, 44, 42, 47, 48, 49, 50, 51, 52, 53])
    assert (found.level, found.direction, found.in_a_row) == (0, 1, True)


def test_what_is_not_judged_has_neither():
    assert flow([50, 51] * 5) == trends.NOT_JUDGED
    assert listed([np.nan] * 3) == trends.NOT_JUDGED


def test_no_direction_across_new_limits_or_without_a_year():
    assert flow([50, 51] * 15, rebase=[16]).direction is None
    assert flow([50, 51] * 7).direction is None


def test_waits_are_held_against_their_own_steps():
    """Steps of 2 weeks: one mean of three months lies 2/1.128 × (2/3) ** 0.5 = 1.4 weeks off."""
    usual = [29.0, 31.0] * 12
    assert amounts([*usual, 30, 30, 30]).direction == 0
    assert amounts([*usual, 36, 36, 36]).direction == 1


@pytest.mark.parametrize("now, direction", [(104, 0), (139, 0), (140, 1), (69, 0), (66, -1)])
def test_a_list_of_100_differs_beyond_2_58_roots_of_the_sum(now, direction):
    assert listed([100] * 12 + [now]).direction == direction


def test_a_long_list_must_differ_by_5_in_100():
    assert listed([10_000] * 12 + [10_490]).direction == 0
    assert listed([10_000] * 12 + [10_510]).direction == 1


def test_a_share_of_a_list_differs_by_chance():
    assert listed([50] * 12 + [60], [100] * 13).direction == 0
    assert listed([50] * 12 + [70], [100] * 13).direction == 1


def test_a_list_turns_where_half_a_year_goes_against_the_year():
    assert listed([300] * 6 + [100] * 6 + [200]).has_turned
    assert not listed([300] * 6 + [220] * 6 + [200]).has_turned


def test_rounded_counts_must_differ_by_more():
    """Multiples of 5 vary by 4 about the truth, of 10 by 16.5: (0 + 4 + 6 + 6 + 4) / 5."""
    assert trends.rounding_variance(5) == 4 and trends.rounding_variance(10) == 16.5
    assert listed([10] * 4 + [28], year=4).direction == 1
    assert listed([10] * 4 + [28], year=4, error=16.5).direction == 0
    wide = [10, 20] * 8 + [10, 30]
    assert flow(wide, 60, 4).direction == 0 == flow(wide, 60, 4, 4.0).direction


def test_rare_and_all_but_rare_cases_are_too_few():
    n = np.full(10, 100.0)
    assert trends.expects_too_few(np.array([0, 1.0] * 5), n)
    assert trends.expects_too_few(n - np.array([0, 1.0] * 5), n)
    assert not trends.expects_too_few(np.array([1, 2.0] * 5), n)
    assert trends.expects_too_few(np.array([0, 1.0] * 5), NONE[:10])
    assert not trends.expects_too_few(NONE[:10], NONE[:10])


def test_luck():
    """In 95 of 100 lists with 4 false signals on average there are 8 or fewer (Poisson)."""
    assert trends.most_by_luck(4) == 8 and trends.most_by_luck(0) == 0


@given(st.lists(st.integers(0, 60), min_size=1, max_size=50))
def test_upside_down_every_verdict_is_turned_round(x):
    """What was above lies below, what rose falls; nothing else changes."""
    up, down = flow(x, 60), flow([60 - each for each in x], 60)
    assert (up.level or 0, up.direction or 0, up.drift) == (
        -(down.level or 0), -(down.direction or 0), -down.drift,
    )  # fmt: skip
    assert (up.rule, up.stretch, up.since, up.unseasonal) == (
        down.rule, down.stretch, down.since, down.unseasonal,
    )  # fmt: skip


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30))
def test_a_level_holds_from_a_month_before_its_stretch_at_most_a_year_earlier(x):
    found = flow(x, 500)
    if found.level:
        assert found.stretch - 12 <= found.since <= found.stretch <= len(x) - 1
    assert found.rule in ("", *trends.LEVEL_RULES) and bool(found.level) == bool(found.rule)
