"""Rounding as DfE prints, and ordinals that others get wrong."""

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.stats.rounding import half_up, ordinal


@pytest.mark.parametrize(
    "value, places, expected",
    [
        (0.5, 0, 1),
        (1.5, 0, 2),
        (2.5, 0, 3),
        (-2.5, 0, -3),
        (2.675, 2, 2.68),
        (1.005, 2, 1.01),
        (0.25, 1, 0.3),
        (26.4, 0, 26),
        (15, 0, 15),
        (15, -1, 20),
        (14.9, -1, 10),
        (0, 1, 0),
    ],
)
def test_halves_go_away_from_zero(value, places, expected):
    assert half_up(value, places) == expected


def test_a_half_lost_in_the_arithmetic_is_found_again():
    assert 29 / 200 * 100 < 14.5
    assert half_up(29 / 200 * 100) == 15


@settings(max_examples=100)
@given(st.integers(0, 4000), st.integers(1, 4000))
def test_percentages_round_as_exact_fractions_do(x, n):
    exact = Decimal(1000 * x) / Decimal(n)
    tenths = (exact + Decimal("1e-20")).to_integral_value(ROUND_HALF_UP)
    assert half_up(100 * x / n, 1) == pytest.approx(float(tenths) / 10, abs=1e-9)


def test_whole_numbers_print_without_a_point():
    assert f"{half_up(26.4)}%" == "26%" and isinstance(half_up(26.4, 1), float)
    assert math.copysign(1, half_up(-0.04, 1)) == 1
    assert half_up(123456789012, 0) == 123456789012


def test_missing_stays_missing_and_every_kind_of_number_is_taken():
    assert math.isnan(half_up(float("nan"))) and half_up(math.inf) == math.inf
    assert half_up(15, -1) == 20 and half_up(4, -1) == 0 and half_up(Decimal("0.35"), 1) == 0.4
    assert half_up(np.float64(0.5)) == 1 and half_up(np.int64(7)) == 7
    assert half_up(np.float32(2.5)) == 3 and half_up(Decimal("2.675"), 2) == 2.68


def test_ordinals():
    wanted = {
        0: "0th",
        1: "1st",
        2: "2nd",
        3: "3rd",
        4: "4th",
        11: "11th",
        12: "12th",
        13: "13th",
        21: "21st",
        101: "101st",
        111: "111th",
        112: "112th",
        113: "113th",
        122: "122nd",
    }
    assert {n: ordinal(n) for n in wanted} == wanted
    assert ordinal(3.0) == "3rd"


@pytest.mark.parametrize("n", [-1, 1.5])
def test_a_place_is_a_whole_number(n):
    with pytest.raises(ValueError, match="whole number"):
        ordinal(n)
