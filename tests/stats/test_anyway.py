"""Months carried on, against statsmodels' local level with a fixed season, and by eye."""

from __future__ import annotations

import numpy as np
import pytest

from sendviz.stats.anyway import Z_90, carried_on

SEASON = np.tile([5, 3, 0, -2, -4, -6, -3, 0, 2, 4, 3, -2], 5).astype(float)


def series(seed: int, months: int, wander: float, noise: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    level = 60 + np.cumsum(rng.normal(0, wander, months))
    return level + SEASON[:months] + rng.normal(0, noise, months)


@pytest.mark.parametrize(("seed", "wander", "noise"), [(1, 1.0, 3.0), (2, 2.0, 2.0), (3, 0.5, 4.0)])
def test_as_statsmodels_has_it(seed, wander, noise):
    """The same mean within a tenth of a standard error; its limits within a tenth."""
    models = pytest.importorskip("statsmodels.api")
    y = series(seed, 48, wander, noise)
    model = models.tsa.UnobservedComponents(
        y, "llevel", seasonal=12, stochastic_seasonal=False, use_exact_diffuse=True
    )
    told = model.fit(disp=False, maxiter=500).get_forecast(6)
    found = carried_on(y, (6,))
    error = float(told.se_mean[5])
    assert found.value == pytest.approx(float(told.predicted_mean[5]), abs=0.1 * error)
    assert (found.high - found.low) / 2 / Z_90 == pytest.approx(error, rel=0.1)


def test_a_season_is_carried_on():
    y = 60 + SEASON[:36]
    found = carried_on(y + np.random.default_rng(1).normal(0, 0.1, 36), (1, 2, 3))
    assert found.value == pytest.approx(60 + SEASON[:3].mean(), abs=0.3)
    assert found.low < found.value < found.high


def test_further_ahead_is_less_sure():
    y = series(4, 36, 2.0, 1.0)
    near, far = (carried_on(y, (each,)) for each in (1, 12))
    assert far.high - far.low > near.high - near.low


def test_what_never_moves_goes_on():
    assert carried_on(np.full(24, 7.0), (1, 2)).high == 7.0


@pytest.mark.parametrize("months", [23, 12])
def test_two_years_without_a_gap_are_the_least(months):
    with pytest.raises(ValueError):
        carried_on(np.arange(months, dtype=float), (1,))
    with pytest.raises(ValueError):
        carried_on(np.r_[np.nan, np.arange(30.0)], (1,))
    with pytest.raises(ValueError):
        carried_on(np.arange(30.0), ())
