"""Two claims are left out since, with the others, the programme cannot meet them: here is what it
misses, and that it meets the rest."""

from __future__ import annotations

from datetime import date

import pytest

from tests.simulate.programme import BCP, WEST, Freedom, Open, misses

LEFT_OUT = {"839": ("B8, January 2024", BCP), "941": ("W9, March 2024", WEST)}
# Half to nine in ten of a month's requests agreed, plans two fifths up from month to month.
USUAL = Freedom(agreed=(0.45, 0.9), rise=1.4, fall=0.5, few=4)


def without(name: str, claims):
    return [each for each in claims if each.name != name]


@pytest.mark.parametrize("la_code", LEFT_OUT)
def test_all_claims_together_cannot_be_met(la_code):
    """Even with a quarter to nine tenths agreed, and plans four fifths up from month to month."""
    _, claims = LEFT_OUT[la_code]
    assert misses(la_code, claims)


@pytest.mark.parametrize(("la_code", "children"), [("839", 80), ("941", 180)])
def test_with_usual_months_many_children_are_missed(la_code, children):
    _, claims = LEFT_OUT[la_code]
    assert sum(map(abs, misses(la_code, claims, USUAL).values())) > children


@pytest.mark.parametrize("la_code", LEFT_OUT)
def test_without_the_one_left_out_all_others_are_met(la_code):
    name, claims = LEFT_OUT[la_code]
    assert len(without(name, claims)) == len(claims) - 1
    assert misses(la_code, without(name, claims), USUAL) == {}


@pytest.mark.parametrize("la_code", LEFT_OUT)
def test_the_totals_alone_allow_them_if_months_may_be_anything(la_code):
    _, claims = LEFT_OUT[la_code]
    anything = Freedom(agreed=(0, 1), rise=99, fall=0, few=999)
    assert misses(la_code, claims, anything) == {}


def test_a_claim_beyond_all_requests_is_missed_by_what_it_is_beyond():
    """All cases ever agreed by BCP are some 3,300: 10,000 open are too many by most of them."""
    found = misses("839", [Open("absurd", date(2023, 8, 31), 140, 10_000)])
    assert -10_000 < found["absurd"] < -6_000
