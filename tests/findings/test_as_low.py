"""Councils that fell far rise, plan or no plan: the published figures of 2023 to 2025."""

from __future__ import annotations

import pytest

from sendviz import catalogue
from sendviz.findings.as_low import as_low
from tests.bundled import records_of

M = catalogue.get("plans_issued_within_20_weeks")


def test_half_of_those_under_fifteen_per_cent_rose_by_eight_points(published_store):
    records = records_of(published_store, "999")
    found = as_low(records, M, 2023, 0.15)
    assert found.councils == 18
    assert found.middle == pytest.approx(0.0835, abs=0.0001)  # 8.4 points
    assert found.share_at_least(0.10) == pytest.approx(0.39, abs=0.005)
    later = as_low(records, M, 2024, 0.15)
    assert later.councils == 17 and later.middle == pytest.approx(0.102, abs=0.0005)
    assert later.share_at_least(0.10) == pytest.approx(0.53, abs=0.005)


def test_the_own_council_is_not_among_them(published_store):
    with_own = as_low(records_of(published_store, "941"), M, 2023, 0.15)
    assert with_own.councils == 17


def test_a_measure_without_published_shares_has_none(published_store):
    records = records_of(published_store, "941")
    assert as_low(records, catalogue.get("cases_open_over_20_weeks"), 2023, 0.15) is None
    assert as_low(records, M, 1990, 0.15) is None
