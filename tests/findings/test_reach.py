"""How many more children, had every area done as well as the best."""

from __future__ import annotations

import numpy as np
import pytest

from sendviz.catalogue import get
from sendviz.findings.reach import children_reached
from tests.answers import STOCK, by_area

REFUSED, LATE = get("requests_refused"), get("plans_issued_after_a_year")
THREE = (("A", 20, 200), ("B", 60, 200), ("C", 50, 100))
# So many that luck has next to no part in it.
LARGE = tuple((name, 1_000 * x, 1_000 * n) for name, x, n in THREE)


def test_by_hand():
    found = children_reached(by_area(values=LARGE))
    assert found.best.area == "C" and not found.fewer and found.cases == 500_000
    by_hand = (0.5 - 0.1) * 200_000 + (0.5 - 0.3) * 200_000
    assert found.as_best.value == pytest.approx(by_hand, rel=0.01)
    assert found.average == pytest.approx(130 / 500)
    assert found.as_average.value == pytest.approx((0.26 - 0.1) * 200_000, rel=0.01)


def test_lower_is_better_counts_the_other_way():
    found = children_reached(by_area(LATE, LARGE))
    assert found.fewer and found.best.area == "A"
    assert found.as_best.value == pytest.approx(
        (0.3 - 0.1) * 200_000 + (0.5 - 0.1) * 100_000, rel=0.01
    )
    assert found.as_average.value == pytest.approx(
        (0.3 - 0.26) * 200_000 + (0.5 - 0.26) * 100_000, rel=0.01
    )


def test_luck_is_taken_out_of_few_cases():
    """As seen, all at the share of C would be 120 more."""
    found = children_reached(by_area(values=THREE)).as_best
    assert 100 < found.value < 119 and found.low < 100 < found.high


def test_the_range_of_two_areas_agrees_with_the_delta_method():
    found = children_reached(by_area(values=(("A", 80, 400), ("B", 160, 400)))).as_best
    half = 1.96 * 400 * np.sqrt((0.2 * 0.8 + 0.4 * 0.6) / 400)
    assert found.value == pytest.approx(80, rel=0.06)
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.06)


def test_the_same_seed_gives_the_same_range():
    first, second = (children_reached(by_area(values=THREE)).as_best for _ in range(2))
    assert first == second and first.low < first.value < first.high


def test_a_tiny_area_is_not_the_best():
    found = children_reached(by_area(values=(*THREE, ("Tiny", 9, 10))))
    assert found.best.area == "C"


def test_nothing_to_tell():
    assert children_reached(by_area(STOCK)) is None
    assert children_reached(by_area(REFUSED, THREE)) is None
    assert children_reached(by_area(values=THREE[:1])) is None
    assert children_reached(by_area(values=(("A", 20, 100), ("B", 22, 100)))) is None
    assert children_reached(by_area(values=(("A", 1, None), ("B", 1, None)))) is None


def test_the_average_is_the_councils_own_where_it_is_known():
    values = (*LARGE, ("D", 2, None))
    found = children_reached(by_area(values=values), whole=0.25)
    assert found.average == 0.25 and found.too_few == ("D",)
    assert found.as_average.value == pytest.approx((0.25 - 0.1) * 200_000, rel=0.01)
    late = children_reached(by_area(LATE, LARGE), whole=0.4)
    assert late.average == pytest.approx(0.4)
    assert late.as_average.value == pytest.approx((0.5 - 0.4) * 100_000, rel=0.01)
