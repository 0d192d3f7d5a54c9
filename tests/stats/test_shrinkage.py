"""Shares drawn towards what areas have in common, by hand and in worlds of known truth."""

import numpy as np
import pytest

from sendviz.stats.inequality import between_areas
from sendviz.stats.shrinkage import drawn_shares


def test_means_by_hand():
    x, n = np.array([20, 60]), np.array([200, 200])
    # p = 0.2; each weighs 200 / 0.16 = 1250, so Q = 2 * 1250 * 0.1² = 25 and tau² = 24 / 1250.
    assert between_areas(x, n).tau2 == pytest.approx(0.0192)
    k = 0.16 / 0.0192 - 1
    drawn = drawn_shares(x, n, draws=200_000)
    assert drawn.mean(axis=0) == pytest.approx((x + 0.2 * k) / (n + k), abs=2e-4)
    assert drawn.mean(axis=0)[0] == pytest.approx(0.10354, abs=2e-4)


def test_nothing_is_drawn_where_areas_differ_no_more_than_chance():
    assert drawn_shares([20, 22], [100, 100]) is None
    assert drawn_shares([0, 0], [10, 10]) is None and drawn_shares([1], [2]) is None


def test_areas_of_none_and_of_all_and_the_same_seed():
    first, second = (drawn_shares([0, 40], [40, 40]) for _ in range(2))
    assert (first == second).all() and ((first >= 0) & (first <= 1)).all()
    assert first.shape == (4_000, 2)


@pytest.mark.parametrize(
    "sizes, sd, seen_too_many, told_too_many",
    [((200,) * 12, 0.04, 1.4, 1.15), ((600,) * 4, 0.06, 1.05, 1.05), ((75,) * 4, 0.05, 1.8, 1.6)],
)
def test_the_gain_up_to_the_best_is_about_the_true_one(sizes, sd, seen_too_many, told_too_many):
    """True shares around 20%; where the areas differ beyond chance, the cases gained if all had the
    share of the one seen best: as seen so many times too many or more, as told that many at most
    (of few cases only lucky worlds pass the test). The range holds the truth in nine of ten."""
    draw, n = np.random.default_rng(2), np.array(sizes)
    found = []
    for _ in range(300):
        true = np.clip(0.2 + draw.normal(0, sd, len(n)), 0.01, 0.99)
        x = draw.binomial(n, true)
        if not between_areas(x, n, draws=1).p_value < 0.05:
            continue
        best, drawn = (x / n).argmax(), drawn_shares(x, n, draws=1_000)
        gains = [np.sum(np.maximum(each[..., [best]] - each, 0) * n, axis=-1)
                 for each in (true, x / n, drawn)]  # fmt: skip
        low, high = np.quantile(gains[2], [0.025, 0.975])
        found.append((gains[0], gains[1], gains[2].mean(), low <= gains[0] <= high))
    true, seen, told, held = np.mean(found, axis=0)
    assert seen > seen_too_many * true
    assert 0.95 * true < told < told_too_many * true
    assert held > 0.87
