"""Control charts: rules, limits, gaps and verdicts that can be seen by eye."""

import numpy as np
import pytest

from sendviz.stats.spc import nearly_constant, p_chart, xmr

NAN = float("nan")
CALM = [10, 12] * 7  # mean 11, every moving range 2, so limits 11 -+ 5.32


def rules(values, **how):
    return list(xmr(values, **how).rule)


def test_centre_and_limits_by_eye():
    chart = xmr(CALM)
    assert chart.centre == pytest.approx([11] * 14)
    assert chart.lower == pytest.approx([11 - 5.32] * 14)
    assert chart.upper == pytest.approx([11 + 5.32] * 14)
    assert set(chart.rule) == {""} and chart.variation == "common_cause"
    assert len(chart.rule) == len(chart.signal) == len(chart.values) == 14


def test_a_point_outside_a_limit():
    chart = xmr([*CALM, 30], better="higher", baseline_points=14)
    assert chart.rule[-1] == "limit" and chart.variation == "improvement"
    assert xmr([*CALM, -8], better="higher", baseline_points=14).variation == "concern"
    assert xmr([*CALM, 30], better="lower", baseline_points=14).variation == "concern"
    assert xmr([*CALM, -8], better="lower", baseline_points=14).variation == "improvement"
    assert xmr([*CALM, 30], baseline_points=14).variation == "neutral_high"
    assert xmr([*CALM, -8], baseline_points=14).variation == "neutral_low"


def test_seven_on_one_side_are_a_run_and_six_are_not():
    low_then_high = [*CALM, 10, 12, 11.5, 12, 11.5, 12, 11.5]
    found = rules(low_then_high, baseline_points=14)[-7:]
    assert found == ["", *[""] * 6]
    assert rules([*low_then_high, 12], baseline_points=14)[-7:] == ["run"] * 7


def test_a_value_on_the_mean_breaks_a_run():
    assert rules([*CALM, 10, *[11.5, 12] * 3, 11, 11.5, 12], baseline_points=14)[14:] == [""] * 10


def test_seven_rising_are_a_trend_and_a_tie_breaks_it():
    rise = [*CALM, 9, 9.5, 10, 10.5, 11.5, 12, 12.5]
    assert rules(rise, baseline_points=14)[-7:] == ["trend"] * 7
    plateau = [*CALM, 9, 9.5, 10, 10, 10.5, 11.5, 12]
    assert rules(plateau, baseline_points=14)[-7:] == [""] * 7


def test_six_rising_count_only_on_request():
    rise = [*CALM, 9, 9.5, 10.5, 11.5, 12, 12.5]
    assert rules(rise, baseline_points=14)[-6:] == [""] * 6
    assert rules(rise, baseline_points=14, trend_points=6)[-6:] == ["trend"] * 6
    with pytest.raises(ValueError, match="7, or 6"):
        xmr(rise, trend_points=5)


def test_a_trend_goes_its_own_way_whatever_side_of_the_mean_it_lies_on():
    falling_above_the_mean = [*CALM, 14.6, 14, 13.5, 13, 12.5, 12, 11.5]
    chart = xmr(falling_above_the_mean, better="higher", baseline_points=14)
    assert chart.rule[-1] == "trend" and chart.variation == "concern"


def test_the_peak_between_two_trends_belongs_to_the_rise():
    wide = [0, 20] * 7
    chart = xmr([*wide, *range(7, 14), *range(12, 6, -1)], better="higher", baseline_points=14)
    assert chart.rule[15:] == ("trend",) * 12
    assert chart.signal[20:22] == ("improvement", "concern")


def test_two_of_three_near_the_limit_on_one_side():
    # Near means beyond 11 + 3.5466 and not beyond 11 + 5.32.
    assert rules([*CALM, 15, 12, 15], baseline_points=14)[-3:] == [
        "two_of_three",
        "",
        "two_of_three",
    ]
    assert rules([*CALM, 15, 10, 15], baseline_points=14)[-3:] == ["", "", ""]
    assert rules([*CALM, 14, 12, 15], baseline_points=14)[-3:] == ["", "", ""]
    assert rules([*CALM, 15, 12, 12, 15], baseline_points=14)[-4:] == [""] * 4
    assert rules([*CALM, 7, 10, 7], baseline_points=14)[-3:] == ["two_of_three", "", "two_of_three"]


def test_a_point_beyond_the_limit_does_not_count_towards_two_of_three():
    assert rules([*CALM, 15, 12, 17], baseline_points=14)[-3:] == ["", "", "limit"]


def test_the_first_rule_in_order_is_named():
    run_with_limit = [*CALM, 12, 12.5, 12, 12.5, 12, 12.5, 20]
    assert rules(run_with_limit, baseline_points=14)[-7:] == [*["run"] * 6, "limit"]
    rising_run = [*CALM, 11.2, 11.4, 11.6, 11.8, 12, 12.2, 12.4]
    assert rules(rising_run, baseline_points=14)[-7:] == ["trend"] * 7


@pytest.mark.parametrize("level", [0, 5, 0.1, 1 / 3, 1e9])
@pytest.mark.parametrize("screen", [True, False])
def test_a_constant_series_is_calm_with_known_limits(level, screen):
    chart = xmr([level] * 20, better="higher", target=level, screen_outliers=screen)
    assert np.isfinite([chart.centre, chart.lower, chart.upper]).all()
    assert set(chart.rule) == {""} and chart.variation == "common_cause"
    assert chart.assurance == "pass"
    assert xmr([level] * 20, "higher", 2 * level + 1).assurance == "fail"


def test_screening_never_leaves_limits_without_width():
    """Two moving ranges of 1 among 24 of nought: screened, every point would lie off the limits."""
    ones = [1.0] * 13
    chart = xmr([*ones, 0.0, *ones], "higher", 1.0)
    assert chart.upper[0] - chart.centre[0] == pytest.approx(2.66 * 2 / 26)
    assert [place for place, rule in enumerate(chart.rule) if rule == "limit"] == [13]
    assert chart.assurance == "hit_and_miss"


def test_nearly_constant_values():
    assert nearly_constant([1.0] * 13 + [0.0] + [1.0] * 13)
    assert nearly_constant([5, NAN, *[4] * 6, *[5] * 20]) and not nearly_constant([4] * 7 + [5] * 9)
    assert not nearly_constant([5] * 20) and not nearly_constant([NAN]) and not nearly_constant([])


def test_a_constant_start_is_not_flagged():
    chart = xmr([0.1] * 3 + [0.1, 0.3] * 6, baseline_points=15)
    assert chart.rule[:3] == ("", "", "")


def test_a_gap_breaks_runs_and_trends_and_moving_ranges():
    broken = [*CALM, 11.5, 12, 11.5, NAN, 12, 11.5, 12, 11.5]
    chart = xmr(broken, baseline_points=14)
    assert chart.rule[14:] == ("",) * 8 and chart.signal[17] == ""
    rise = [*CALM, 9, 9.5, 10, NAN, 10.5, 11.5, 12, 12.5]
    assert "trend" not in rules(rise, baseline_points=14)
    # Ranges 2 and 2 only: the step of 90 lies across the gap.
    assert xmr([10, 12, NAN, 102, 100]).upper[0] - 56 == pytest.approx(2.66 * 2)


def test_missing_is_not_nought():
    assert xmr([NAN if v == 10 else v for v in CALM]).centre[0] == 12
    assert xmr([None, *CALM]).centre[0] == pytest.approx(11)


def test_verdict_is_of_the_latest_known_point():
    chart = xmr([*CALM, 30, NAN], better="higher", baseline_points=14)
    assert chart.signal[-1] == "" and chart.variation == "improvement"


def test_rebase_starts_new_limits_at_that_place():
    chart = xmr([*CALM, *[20, 22] * 7], rebase_at=[14])
    assert chart.centre[13] == pytest.approx(11) and chart.centre[14] == pytest.approx(21)
    assert chart.upper[14] == pytest.approx(21 + 5.32)
    assert set(chart.rule) == {""}
    assert "" not in rules([*CALM, *[20, 22] * 7])


def test_rebase_may_be_one_place_or_none():
    steps = [*CALM, *[20, 22] * 7]
    assert xmr(steps, rebase_at=14).centre.tolist() == xmr(steps, rebase_at=[14]).centre.tolist()
    assert xmr(steps, rebase_at=None).centre.tolist() == xmr(steps).centre.tolist()
    assert p_chart([1] * 14, [2] * 14, rebase_at=None).rule == ("",) * 14
    told = xmr([*CALM, NAN, *CALM[:13]], rebase_at=14)
    assert (told.start, told.known) == (14, 13)


@pytest.mark.parametrize("place", [-1, 14])
def test_rebase_outside_the_points_is_refused(place):
    with pytest.raises(ValueError, match="between 0 and 13"):
        xmr(CALM, rebase_at=[place])


def test_limits_are_trial_under_thirteen_points():
    twelve, thirteen = xmr(CALM[:12], "higher", 5), xmr(CALM[:13], "higher", 5)
    assert (twelve.trial, twelve.variation, twelve.assurance) == (True, "too_few", "none")
    assert not thirteen.trial
    assert (thirteen.variation, thirteen.assurance) == ("common_cause", "pass")
    assert xmr([*CALM, NAN, *CALM[:12]], rebase_at=[15]).trial
    assert xmr(CALM, baseline_points=11).trial and not xmr(CALM, baseline_points=12).trial


@pytest.mark.parametrize(
    "better, target, expected",
    [
        ("higher", 17, "fail"),
        ("higher", 5, "pass"),
        ("higher", 11, "hit_and_miss"),
        ("lower", 17, "pass"),
        ("lower", 5, "fail"),
        ("lower", 11, "hit_and_miss"),
        ("higher", 11 + 5.32, "hit_and_miss"),
        ("higher", 11 - 5.32, "hit_and_miss"),
        ("neither", 17, "none"),
        ("higher", None, "none"),
        ("higher", NAN, "none"),
        ("higher", [5] * 13 + [17], "fail"),
    ],
)
def test_assurance_compares_the_target_with_the_latest_limits(better, target, expected):
    assert xmr(CALM, better, target).assurance == expected


@pytest.mark.parametrize("target", [[], [5], [5] * 13, [5] * 15])
def test_a_target_of_another_length_is_refused(target):
    with pytest.raises(ValueError, match="one for each of the 14 points"):
        xmr(CALM, "higher", target)
    with pytest.raises(ValueError, match="one for each"):
        p_chart([1] * 14, [2] * 14, "higher", target)


def test_assurance_uses_the_limits_after_a_rebase():
    assert xmr([*CALM, *[20, 22] * 7], "higher", 14, rebase_at=[14]).assurance == "pass"
    assert xmr([*CALM, *[20, 22] * 7], "lower", 14, rebase_at=[14]).assurance == "fail"


def test_screening_drops_large_moving_ranges_once():
    values = [*CALM, 60, *CALM]
    plain, screened = xmr(values, screen_outliers=False), xmr(values)
    ranges = np.abs(np.diff(values))
    assert plain.upper[0] - plain.centre[0] == pytest.approx(2.66 * ranges.mean())
    assert screened.upper[0] - screened.centre[0] == pytest.approx(2.66 * 2)
    assert screened.centre[0] == plain.centre[0]


def test_a_moving_range_at_the_limit_itself_is_dropped():
    ranges = [3267, *[748] * 8, 749]  # mean 1000, and one of exactly 3.267 times that
    values = np.cumsum([0, *np.array(ranges) * np.tile([1, -1], 5)])
    reach = xmr(values).upper[0] - xmr(values).centre[0]
    assert reach == pytest.approx(2.66 * np.mean(ranges[1:]))


def test_baseline_counts_known_points_only():
    chart = xmr([NAN, *CALM, *[50] * 5], baseline_points=14)
    assert chart.centre[0] == pytest.approx(11)
    with pytest.raises(ValueError, match="2 or more"):
        xmr(CALM, baseline_points=1)


def test_nothing_or_little_to_draw_is_not_an_error():
    assert xmr([]).variation == "too_few" and xmr([], "higher", 1).assurance == "none"
    alone = xmr([5])
    assert alone.centre.tolist() == [5] and np.isnan(alone.upper).all()
    assert np.isnan(xmr([NAN, NAN]).centre).all() and xmr([NAN]).signal == ("",)


def test_wrong_words_and_numbers_are_refused():
    with pytest.raises(ValueError, match="'higher', 'lower', 'neither'"):
        xmr(CALM, better="up")
    with pytest.raises(ValueError, match="infinite"):
        xmr([1, float("inf")])
