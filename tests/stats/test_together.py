"""Marginal standardisation against its own definition, and a case to be seen by eye."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from sendviz.stats._mix import PRIOR_DEVIATION
from sendviz.stats.inequality import standardise_together

# Two areas with the same share in each kind of child, but different mixes: 20% and 60%.
SAME = {
    "area": ["A", "A", "B", "B"],
    "kinds": [["old", "young", "old", "young"]],
    "x": [20, 60, 80, 15],
    "n": [100, 100, 400, 25],
}


def test_a_difference_of_mix_alone_goes_away():
    """A has 80 of 200 (40%), B 95 of 425 (22%): on the mix of all, 500 old and 125 young, both
    have 0.8 x 20% + 0.2 x 60% = 28%."""
    found = standardise_together(**SAME)
    assert found["A"].value == pytest.approx(0.28, abs=2e-3)
    assert found["B"].value == pytest.approx(0.28, abs=2e-3)
    assert found["A"].low < 0.28 < found["A"].high
    assert found["B"].high - found["B"].low < found["A"].high - found["A"].low


def test_without_kinds_it_is_the_plain_share():
    found = standardise_together(["A", "B"], [], [30, 10], [100, 50])
    assert found["A"].value == pytest.approx(0.3)
    assert found["B"].value == pytest.approx(0.2)


def test_an_area_where_all_agree_is_left_out():
    found = standardise_together(["A", "B", "C"], [], [30, 10, 0], [100, 50, 20])
    assert set(found) == {"A", "B"}
    assert standardise_together(["A", "C"], [], [30, 0], [100, 20]) is None


def test_bad_counts_are_refused():
    with pytest.raises(ValueError):
        standardise_together(["A", "B"], [], [3, 1], [2, 4])
    with pytest.raises(ValueError):
        standardise_together(["A"], [], [3, 1], [4, 4])


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_against_the_likelihood_worked_out_by_hand(seed):
    """The same model fitted by a general optimiser, and averaged over all rows; its limits beside
    those of statsmodels' coefficients, which know of no prior."""
    rng = np.random.default_rng(seed)
    area = np.repeat(["A", "B", "C"], 6)
    kinds = [np.tile(["p", "q", "r"], 6), np.tile(np.repeat(["s", "t"], 3), 3)]
    n = rng.integers(20, 200, 18)
    x = rng.binomial(n, expit(rng.normal(0, 0.6, 18)))
    found = standardise_together(area, kinds, x, n)
    names = [["A", "B", "C"], ["q", "r"], ["t"]]
    design = np.column_stack(
        [each == name for each, told in zip([area, *kinds], names, strict=True) for name in told]
    ).astype(float)

    def loss(b):
        p = expit(design @ b)
        prior = np.sum(b[3:] ** 2) / 2 / PRIOR_DEVIATION**2
        return prior - np.sum(x * np.log(p) + (n - x) * np.log1p(-p))

    b = minimize(loss, np.zeros(design.shape[1]), method="BFGS", options={"gtol": 1e-8}).x
    for place, name in enumerate(["A", "B", "C"]):
        moved = design.copy()
        moved[:, :3] = 0
        moved[:, place] = 1
        expected = np.average(expit(moved @ b), weights=n)
        assert found[name].value == pytest.approx(expected, abs=2e-4)
        mean, error = _by_statsmodels(design, moved, x, n)
        assert found[name].value == pytest.approx(mean, abs=5e-3)
        assert found[name].high - found[name].low == pytest.approx(2 * 1.96 * error, rel=0.05)


def _by_statsmodels(design, moved, x, n):
    """The averaged share and its standard error, the slope taken by small steps."""
    fitted = GLM(np.column_stack([x, n - x]), design, family=Binomial()).fit()

    def averaged(b):
        return np.average(expit(moved @ b), weights=n)

    steps = np.eye(len(fitted.params)) * 1e-6
    slope = [(averaged(fitted.params + step) - averaged(fitted.params)) / 1e-6 for step in steps]
    return averaged(fitted.params), np.sqrt(slope @ fitted.cov_params() @ slope)


def test_a_kind_whose_cases_all_agree_has_a_finite_term():
    """Every young case is in time and no old one: the areas differ by their ages alone."""
    found = standardise_together(
        ["A", "A", "B", "B"], [["y", "o", "y", "o"]], [80, 0, 20, 0], [80, 20, 20, 80]
    )
    assert found["A"].value == pytest.approx(found["B"].value, abs=0.05)
