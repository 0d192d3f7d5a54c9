"""Percentiles of published bands: the worked oracles and a list that can be counted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.stats.bands import banded_percentile

WEEKS = [0, 1, 2, 4, 12, 18, 52, 104, None]
NORTHAMPTONSHIRE = [0, 4, 32, 200, 186, 983, 49, 2]  # autism, 2025


@pytest.mark.parametrize("p, expected", [(0.5, 28.6), (0.92, 49.7)])
def test_worked_speech_and_language_waits(p, expected):
    assert round(banded_percentile(WEEKS, NORTHAMPTONSHIRE, p), 1) == expected


def test_by_eye():
    assert banded_percentile([0, 10, 20], [10, 10], 0.5) == 10
    assert banded_percentile([0, 10, 20], [10, 10], 0.75) == 15
    assert banded_percentile([0, 10, 20], [10, 10], 0) == 0
    assert banded_percentile([0, 10, 20], [10, 10], 1) == 20


def test_none_in_an_open_top_band():
    assert banded_percentile([0, 52, 104, None], [10, 10, 80], 0.92) is None
    assert banded_percentile([0, 52, 104, None], [10, 10, 80], 0.2) == 104


def test_a_crossing_at_the_end_of_a_band_skips_empty_bands():
    assert banded_percentile([0, 1, 2, 3], [5, 0, 5], 0.5) == 1
    assert banded_percentile([0, 1, 2, 3], [0, 5, 5], 0) == 1


def test_a_share_reached_exactly_at_the_open_band_is_known():
    assert 0.28 * 25 > 7
    assert banded_percentile([0, 18, None], [7, 18], 0.28) == pytest.approx(18)


def test_no_cases_is_not_known_and_not_open():
    assert np.isnan(banded_percentile([0, 10, None], [0, 0], 0.5))


@settings(max_examples=60)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=8).filter(any), st.floats(0.01, 0.99))
def test_within_a_band_of_the_true_percentile(counts, p):
    edges = [3 * place for place in range(len(counts) + 1)]
    # Spread each band's cases evenly, and count up to the share.
    waits = np.concatenate(
        [3 * band + 3 * (np.arange(c) + 0.5) / c for band, c in enumerate(counts) if c]
    )
    found = banded_percentile(edges, counts, p)
    assert (waits <= found).sum() == pytest.approx(p * len(waits), abs=0.5 + 1e-6)
    assert found == pytest.approx(np.quantile(waits, p, method="hazen"), abs=3 * len(counts))


@settings(max_examples=60)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=8).filter(any))
def test_percentiles_rise_with_p(counts):
    found = [banded_percentile(range(len(counts) + 1), counts, p) for p in (0.1, 0.5, 0.92, 1)]
    assert found == sorted(found)


@pytest.mark.parametrize(
    "edges, counts, p, words",
    [
        ([0, 1], [1, 2], 0.5, "2 bands need 3 edges"),
        ([0, 2, 1], [1, 2], 0.5, "rise"),
        ([0, None, 2], [1, 2], 0.5, "only the last"),
        ([0, 1, 2], [1, -2], 0.5, "negative"),
        ([0, 1, 2], [1, np.nan], 0.5, "missing"),
        ([0, 1, 2], [1, 2], 50, r"0\.5"),
    ],
)
def test_impossible_bands_are_refused(edges, counts, p, words):
    with pytest.raises(ValueError, match=words):
        banded_percentile(edges, counts, p)
