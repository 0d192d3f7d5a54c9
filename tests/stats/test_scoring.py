"""Scores of samples, against values worked out by hand."""

import numpy as np
import pytest

from sendviz.stats.scoring import crps, holds


@pytest.mark.parametrize(
    "sample, truth, score",
    [
        ([3.0], 5.0, 2.0),  # one point: its distance
        ([4.0, 6.0], 5.0, 0.5),  # mean distance 1, less half of the mean gap (4 x 2 / 4 / 2 = 0.5)
        ([0.0, 0.0, 0.0], 0.0, 0.0),
        ([1.0, 2.0, 3.0], 2.0, 2 / 3 - 8 / 9 / 2),
    ],
)
def test_crps(sample, truth, score):
    assert crps(sample, truth) == pytest.approx(score)
    assert crps(sample[::-1], truth) == pytest.approx(score)


def test_crps_of_a_normal_sample_is_the_closed_form():
    """For N(0, 1) and truth 0: sqrt(2 / pi) - 1 / sqrt(pi) = 0.2337 (Gneiting and Raftery)."""
    sample = np.random.default_rng(1).standard_normal(20_000)
    assert crps(sample, 0.0) == pytest.approx(0.2337, abs=0.005)


def test_whether_a_range_holds_the_truth():
    sample = np.arange(101)
    assert holds(sample, 5, 0.9) and not holds(sample, 4, 0.9)
    assert holds(sample, 25, 0.5) and not holds(sample, 24, 0.5)
    with pytest.raises(ValueError, match="at least one"):
        crps([], 1.0)
