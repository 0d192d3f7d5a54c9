"""Benchmarks and ranks, case by case."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.stats.compare import against_benchmark, rank

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
