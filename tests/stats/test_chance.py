"""How often a chart in random order would fire: against the chart itself, and by eye."""

import numpy as np
import pytest

from sendviz.stats.spc import chance_of_signal, fires_at_the_end, xmr

NAN = float("nan")


@pytest.mark.parametrize("seed", range(12))
def test_shuffled_charts_fire_just_where_the_chart_itself_would(seed):
    """Bell curves, ties, rare events and shares of seven cases, with gaps in every third."""
    rng = np.random.default_rng(seed)
    size = 13 + 3 * seed
    kinds = (rng.normal(size=size), rng.integers(0, 3, size) * 1.0, (rng.random(size) < 0.1) * 1.0,
             rng.integers(0, 8, size) / 7)  # fmt: skip
    values = np.concatenate([kinds[seed % 4], [0.0, 1.0]])
    if seed % 3 == 0:
        values[[2, size - 4]] = NAN
    rows, known = np.tile(values, (60, 1)), ~np.isnan(values)
    for row in rows:
        row[known] = rng.permutation(values[known])
    expected = [xmr(row, "higher").variation not in ("common_cause", "too_few") for row in rows]
    assert fires_at_the_end(rows).tolist() == expected


def test_the_chance_of_a_signal_by_eye():
    rng = np.random.default_rng(1)
    normal = [chance_of_signal(rng.normal(size=60)) for _ in range(20)]
    assert 0.01 < np.mean(normal) < 0.025
    # One 0 among 26 ones: seven ones at the end are a run (20 times in 27), a 0 there is outside.
    rare = [*[1.0] * 13, 0.0, *[1.0] * 13]
    assert chance_of_signal(rare, shuffles=4000) == pytest.approx(21 / 27, abs=0.02)
    assert chance_of_signal(rare, runs=False, shuffles=4000) == pytest.approx(1 / 27, abs=0.01)
    assert chance_of_signal(rare) == chance_of_signal(rare)
    assert chance_of_signal([5.0] * 20) == 0 and np.isnan(chance_of_signal([NAN, 3]))
    assert 0 <= chance_of_signal([1, NAN, 2, NAN, 3, NAN]) <= 1
