"""A figure that was said to be requests and is plans in force, against what DfE counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sendviz.catalogue.claims import claims
from sendviz.findings.claims import check, checked
from tests.bundled import records_of

CLAIM = claims()["west_northamptonshire_requests"]


@pytest.fixture
def records(published_store):
    return records_of(published_store, "941")


def test_forty_per_cent_more_requests_are_plans_in_force(records):
    (found,) = checked(records)
    assert found.is_of_another and found.fits.measure.id == "plans_in_force"
    assert (found.fits.last_year, found.fits.last) == (2024, 3531)
    named = found.named
    assert (named.first_year, named.first) == (2021, 788)
    assert (named.last_year, named.last) == (2023, 1123)


def test_a_figure_that_fits_what_it_was_said_of_is_left_alone(records):
    found = check(records, replace(CLAIM, first=800, last=1100))
    assert not found.is_of_another


def test_a_figure_that_fits_nothing_names_nothing(records):
    assert not check(records, replace(CLAIM, last=123_456)).is_of_another


def test_it_is_not_known_before_it_was_said(published_store):
    early = records_of(published_store, "941").over(as_at=date(2024, 4, 30))
    assert checked(early) == () and checked(records_of(published_store, "881")) == ()
