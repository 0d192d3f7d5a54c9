"""Calendars and the address-bar form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendviz import catalogue
from sendviz.ask.selection import Selection, parse_day, question
from sendviz.catalogue.calendar import (
    GRAINS,
    BadSelection,
    add_months,
    last_whole_month,
    month_end,
    months_in,
    next_period,
    period_end,
    period_of,
    periods,
)

DAYS = st.dates(date(2014, 1, 1), date(2035, 12, 31))


def test_years_begin_where_they_begin():
    assert period_of(date(2025, 8, 31), "academic_year") == date(2024, 9, 1)
    assert period_of(date(2025, 9, 1), "academic_year") == date(2025, 9, 1)
    assert period_of(date(2025, 3, 31), "financial_year") == date(2024, 4, 1)
    assert period_of(date(2025, 4, 30), "term") == date(2025, 1, 1)
    assert period_of(date(2025, 5, 1), "term") == date(2025, 5, 1)
    assert month_end(date(2024, 2, 3)) == date(2024, 2, 29)
    assert last_whole_month(date(2026, 1, 15)) == date(2025, 12, 31)
    assert last_whole_month(date(2025, 12, 31)) == date(2025, 12, 31)


def test_rolling_years():
    assert periods(date(2025, 11, 5), date(2025, 12, 31), "rolling_12_months") == [
        date(2024, 12, 1),
        date(2025, 1, 1),
    ]
    assert period_end(date(2025, 1, 1), "rolling_12_months") == date(2025, 12, 31)


@given(DAYS, st.sampled_from(sorted(set(GRAINS) - {"rolling_12_months"})))
def test_every_day_lies_in_one_period(day, grain):
    start = period_of(day, grain)
    assert start <= day <= period_end(start, grain)
    assert next_period(start, grain) == period_end(start, grain) + timedelta(days=1)
    assert period_of(start, grain) == start


@given(DAYS, DAYS, st.sampled_from(sorted(set(GRAINS) - {"rolling_12_months"})))
def test_periods_cover_without_gap(a, b, grain):
    start, end = min(a, b), max(a, b)
    found = periods(start, end, grain)
    assert found[0] <= start and period_end(found[-1], grain) >= end
    assert all(next_period(x, grain) == y for x, y in zip(found, found[1:], strict=False))


@given(DAYS, st.integers(-60, 60), st.integers(-60, 60))
def test_months_add(day, a, b):
    assert add_months(add_months(day, a), b) == add_months(day, a + b)


def test_nonsense_is_named():
    with pytest.raises(BadSelection, match="as_at: 'tomorrow' is not a date"):
        parse_day("tomorrow", "as_at")
    with pytest.raises(BadSelection, match="not a period"):
        period_of(date(2025, 1, 1), "fortnight")


@given(DAYS, DAYS)
def test_months_are_counted_with_the_first_and_the_last(a, b):
    first, last = min(a, b), max(a, b)
    assert months_in(first, last) == len(periods(first, last, "month"))


def test_what_has_no_place_is_asked_of_the_whole_council_only(monkeypatch):
    of_all = replace(catalogue.FACTS["requested"], whole_council=True)
    monkeypatch.setitem(catalogue.FACTS, "requested", of_all)
    m = catalogue.get("requests_received")
    of_mid = Selection("881", date(2025, 12, 31), areas=("881/locality/mid",))
    asked = question(m, of_mid, "officer")
    assert (asked.selection.areas, asked.not_filtered) == ((), ("area",))
    with pytest.raises(BadSelection, match="of the whole council only, not by locality"):
        question(m, of_mid, "officer", by="quadrant")
