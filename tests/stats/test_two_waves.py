"""What two waves of a survey can show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sendviz.stats.two_waves import smallest_change


@pytest.mark.parametrize(("base", "points"), [(60, 23.4), (200, 12.8), (460, 8.5), (1000, 5.7)])
def test_points_that_two_waves_of_a_base_can_show(base, points):
    assert smallest_change(base, base) * 100 == pytest.approx(points, abs=0.05)


@given(some.integers(1, 5000), some.integers(1, 5000), some.floats(0, 1))
def test_more_answers_show_smaller_changes(first, second, share):
    found = smallest_change(first, second, share)
    assert found == pytest.approx(smallest_change(second, first, share))
    assert smallest_change(first + 1, second, share) <= found


@pytest.mark.parametrize("wrong", [(0, 10, 0.3), (10, 0, 0.3), (10, 10, 1.2)])
def test_what_is_no_survey_is_refused(wrong):
    with pytest.raises(ValueError, match=r"two waves need|lies between"):
        smallest_change(*wrong)
