"""phi: how much more than a coin a share varies from month to month."""

import numpy as np
import pytest

from sendviz.stats.intervals import Z_95
from sendviz.stats.noise import usual_noise

N = [100] * 14


def test_phi_by_hand():
    # Half of 100, moving by 20 points each month: (0.2 / 1.128)² over 0.5 × 0.5 / 100.
    assert usual_noise([40, 60] * 7, N) == pytest.approx((0.2 / 1.128) ** 2 / 0.0025)
    # Moving by a point: less than chance, which is never told.
    assert usual_noise([50, 51] * 7, N) == 1.0


def test_sizes_count_by_their_own_chance():
    n = [50, 200] * 7
    x = [20, 120] * 7  # 40% and 60%; pooled 140 of 250
    chance = 0.56 * 0.44 * (1 / 50 + 1 / 200) / 2
    assert usual_noise(x, n) == pytest.approx((0.2 / 1.128) ** 2 / chance)


def test_one_step_counts_for_little():
    before, after = [20, 24] * 10, [70, 74] * 10
    assert usual_noise([*before, *after], [100] * 40) == pytest.approx(
        (0.04 / 1.128) ** 2 / (0.47 * 0.53 / 100), abs=0.5
    )


@pytest.mark.parametrize(
    "x, n",
    [
        ([40, 60] * 6, [100] * 12),
        ([0] * 14, N),
        (N, N),
        ([40, 60] * 6 + [np.nan, 0], [100] * 12 + [100, 0]),
        ([5, np.nan] * 14, [10] * 28),
    ],
    ids=["twelve months", "none", "all", "twelve that are known", "no neighbours"],
)
def test_one_where_it_cannot_be_told(x, n):
    assert usual_noise(x, n) == 1.0


def test_more_counted_than_cases_is_refused():
    with pytest.raises(ValueError, match="cannot be more"):
        usual_noise([3], [2])


@pytest.mark.parametrize("points, by_a_coin", [(0, 0.03), (3, 0.1), (7, 0.3)])
def test_phi_makes_chance_of_a_year_against_a_year_what_it_says(points, by_a_coin):
    """Four years of 200 cases a month, nothing lasting, each month `points` percentage points off:
    the last year lies beyond 1.96 errors of the year before in about 5 of 100, without phi in more
    than `by_a_coin`."""
    draw, worlds = np.random.default_rng(7), 1_000
    n = np.full(48, 200)
    with_phi = without = 0
    for _ in range(worlds):
        x = draw.binomial(n, np.clip(0.5 + draw.normal(0, points / 100, 48), 0, 1))
        before, after = x[-24:-12].sum() / 2400, x[-12:].sum() / 2400
        z = abs(after - before) / (0.25 * 2 / 2400) ** 0.5
        without += z > Z_95
        with_phi += z > Z_95 * usual_noise(x, n) ** 0.5
    assert 0.02 < with_phi / worlds < 0.07
    assert without / worlds > by_a_coin
