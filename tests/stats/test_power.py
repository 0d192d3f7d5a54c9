"""Months until a change shows, against the table of the design (18 months before, within a month),
and what must hold of any."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.stats.power import MOST_MONTHS, months_to_shift, months_to_signal

TABLE = [
    (190, 0.18, 0.25, 6),
    (190, 0.18, 0.30, 2),
    (50, 0.18, 0.25, 11),
    (50, 0.18, 0.30, 6),
    (20, 0.18, 0.30, 9),
    (110, 0.075, 0.15, 4),
    (30, 0.22, 0.40, 4),
    (30, 0.22, 0.30, 15),
]


@pytest.mark.parametrize(("cases", "before", "after", "months"), TABLE)
def test_as_in_the_table(cases, before, after, months):
    assert abs(months_to_signal(cases, before, after, 18, 4000).usual - months) <= 1


def test_few_audits_do_not_show_eight_points():
    """12 a month: in 69% of courses within 18 months."""
    found = months_to_signal(12, 0.22, 0.30, 18, 4000)
    assert found.by(18) == pytest.approx(0.69, abs=0.03)
    assert found.usual is None or found.usual > 18


def test_one_chart_in_eight_cries_within_a_year_without_cause():
    found = months_to_signal(190, 0.18, 0.18, 18, 4000)
    assert found.by(12) == pytest.approx(0.13, abs=0.03)


def test_the_same_seed_gives_the_same():
    again = months_to_signal.__wrapped__(50, 0.2, 0.3, 18, 500, 7)
    assert again == months_to_signal(50, 0.2, 0.3, 18, 500, 7)
    assert again != months_to_signal(50, 0.2, 0.3, 18, 500, 8)


@settings(max_examples=15)
@given(st.floats(0.5, 3.0), st.integers(12, 24))
def test_a_larger_shift_shows_no_later(shift, before):
    small, large = (months_to_shift(each, before, 800) for each in (shift, shift + 1))
    assert (large.usual or MOST_MONTHS + 1) <= (small.usual or MOST_MONTHS + 1)
    assert list(small.by_month) == sorted(small.by_month) and small.by(0) == 0.0
    down = months_to_shift(-shift, before, 800)
    assert abs(down.by(12) - small.by(12)) < 0.1


@pytest.mark.parametrize("wrong", [(0, 0.1, 0.2, 18), (10, -0.1, 0.2, 18), (10, 0.1, 0.2, 1)])
def test_nonsense_is_refused(wrong):
    with pytest.raises(ValueError):
        months_to_signal(*wrong)
    with pytest.raises(ValueError):
        months_to_shift(1.0, 1)
