"""Benchmarks, recent trends, ranks and quartile bands, case by case."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.regression.linear_model import WLS

from sendviz.stats.compare import against_benchmark, quartile_band, rank, recent_trend

NAN = float("nan")


@pytest.mark.parametrize(
    "polarity, above, below",
    [
        ("higher_is_better", "better", "worse"),
        ("lower_is_better", "worse", "better"),
        ("no_judgement", "higher", "lower"),
    ],
)
def test_the_whole_interval_decides(polarity, above, below):
    low, high = [51, 20, 40, 50, 40, NAN, 51], [60, 49, 60, 60, 50, 60, 60]
    benchmark = [50, 50, 50, 50, 50, 50, NAN]
    assert against_benchmark(low, high, benchmark, polarity).tolist() == [
        above,
        below,
        "similar",
        "similar",
        "similar",
        "not_compared",
        "not_compared",
    ]
    assert against_benchmark(51, 60, 50, polarity) == above
    assert against_benchmark(None, None, 50, polarity) == "not_compared"


def test_another_polarity_is_refused():
    with pytest.raises(ValueError, match="higher_is_better"):
        against_benchmark(1, 2, 3, "up")


def steady(values, width=1.0):
    y = np.array(values, dtype=float)
    return recent_trend(y, y - width, y + width)


def test_a_clear_trend_and_a_vague_one():
    assert steady([1, 2, 3, 4, 5]).direction == "increasing"
    assert steady([5, 4, 3, 2, 1]).direction == "decreasing"
    assert steady([1, 2, 3, 4, 5], width=5).direction == "no_change"
    assert steady([3, 3, 3, 3, 3]).direction == "no_change"
    assert steady([1, 2, 3, 4, 5]).slope == pytest.approx(1)


def test_the_threshold_is_chi_square_9_5495():
    # Five equal weights: chi-square = 10 slope^2 / error^2.
    error = 2 / 3.92
    just = (9.55 / 10) ** 0.5 * error
    assert steady(just * np.arange(5)).direction == "increasing"
    assert steady(just * 0.9999 * np.arange(5)).direction == "no_change"


def test_one_point_cannot_make_a_trend():
    found = steady([5, 4, 3, 2, 30])
    assert found.p_value < 0.002 and found.direction == "no_change"


def test_only_the_latest_five_points_count():
    assert steady([100, 1, 2, 3, 4, 5]) == steady([1, 2, 3, 4, 5])


@pytest.mark.parametrize(
    "values, width", [([1, 2, 3, 4], 1), ([1, 2, NAN, 4, 5], 1), ([1, 2, 3, 4, 5], 0)]
)
def test_a_trend_that_cannot_be_known(values, width):
    assert steady(values, width).direction == "not_known"


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 5)), min_size=5, max_size=5))
def test_slope_and_error_agree_with_weighted_least_squares(points):
    y, width = map(np.array, zip(*points, strict=True))
    found = recent_trend(y, y - width, y + width)
    error = 2 * width / 3.92
    fit = WLS(y, np.column_stack([np.ones(5), np.arange(5)]), weights=1 / error**2).fit(
        cov_type="fixed scale"
    )
    assert found.slope == pytest.approx(fit.params[1], abs=1e-7)
    assert found.chi_square == pytest.approx(fit.tvalues[1] ** 2, rel=1e-5, abs=1e-7)


def test_ties_share_the_best_place_and_the_next_is_skipped():
    found = rank([70, 90, 90, NAN, 10])
    assert found.place[[0, 1, 2, 4]].tolist() == [3, 1, 1, 4] and np.isnan(found.place[3])
    assert found.tied.tolist() == [False, True, True, False, False] and found.of == 4
    assert rank([70, 90, 90, NAN, 10], "lower").place[[0, 1, 2, 4]].tolist() == [2, 3, 3, 1]
    assert rank([]).of == 0
    with pytest.raises(ValueError, match="'neither'"):
        rank([1], "up")


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=30))
def test_a_place_is_one_more_than_those_ahead(values):
    found = rank(values)
    for value, place, tied in zip(values, found.place, found.tied, strict=True):
        assert place == 1 + sum(other > value for other in values)
        assert tied == (values.count(value) > 1)


def test_quartile_bands_have_a_as_best_and_cuts_in_the_lower_band():
    cuts, values = (10, 20, 30), (5, 10, 15, 20, 25, 30, 31)
    assert "".join(quartile_band(v, cuts, "higher_is_better") for v in values) == "DDCCBBA"
    assert "".join(quartile_band(v, cuts, "lower_is_better") for v in values) == "AABBCCD"


def test_no_band_without_polarity_or_value():
    assert quartile_band(5, (10, 20, 30), "no_judgement") is None
    assert quartile_band(NAN, (10, 20, 30), "higher_is_better") is None
    assert quartile_band(None, (10, 20, 30), "higher_is_better") is None
    with pytest.raises(ValueError, match="rising order"):
        quartile_band(5, (30, 20, 10), "higher_is_better")
