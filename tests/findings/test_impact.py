"""One series made by hand for each row of the table of verdicts, and what must hold of any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sendviz.catalogue.calendar import add_months
from sendviz.findings.elsewhere import placed_among
from sendviz.findings.impact import VERDICTS, Course, anyway, judge
from sendviz.stats.before import Points

FIRST, BEFORE = date(2022, 1, 1), 24
BEGUN, FROM = date(2024, 1, 1), date(2024, 3, 1)
# A share of 100 that stands about 20%.
STEADY = [18, 20, 22, 20] * 6


def course(after, *, change=0.10, n=100, before=STEADY, **more) -> Course:
    """Two years before an action of January 2024 that should show from March, and the months
    after."""
    x = np.array([*before, *after], float)
    sizes = np.full(len(x), float(n))
    starts = tuple(add_months(FIRST, BEFORE - len(before) + place) for place in range(len(x)))
    points = Points(x / sizes, x, sizes, len(before))
    last = add_months(starts[-1], 1)
    return (
        Course(starts, points, 1, BEGUN, FROM, last, change=change)
        if not more
        else replace(Course(starts, points, 1, BEGUN, FROM, last, change=change), **more)
    )


FLAT = [20, 19, 21, 20, 22, 18, 20, 21, 19, 20, 20, 21]
UP = [20, 19, 33, 35, 34, 36, 33, 35, 36, 34, 35, 36]
UP_AT_ONCE = [33, 35, 34, 36, 33, 35, 36, 34, 35, 36, 34, 35]
DOWN = [20, 19, 8, 7, 9, 8, 6, 8, 7, 9, 8, 7]
CASES = [
    ("cannot_tell", course(UP, before=STEADY[:8])),  # eight months before it
    ("too_early", course([20, 33], last_day=date(2024, 2, 29))),
    ("worse_elsewhere", course(UP, guards=("Refused",))),
    ("worse", course(DOWN)),
    ("worked", course(UP)),
    ("better_not_shown", course(UP, matched="councils")),
    ("better_too_soon", course(UP_AT_ONCE)),
    ("too_early_to_see", course(FLAT[:4], last_day=date(2024, 4, 30))),
    ("no_change", course(FLAT)),
    # 5 audits a month do not show five points within two years
    ("cannot_be_seen", course([1] * 12, before=[1, 1, 1, 2] * 6, n=5, change=0.05)),
]


@pytest.mark.parametrize(("verdict", "made"), CASES, ids=[verdict for verdict, _ in CASES])
def test_each_row_has_its_series(verdict, made):
    assert judge(made).verdict == verdict


def test_every_row_is_tried():
    assert [verdict for verdict, _ in CASES] == list(VERDICTS)
    assert [judge(made).row for _, made in CASES] == list(range(1, 11))


def test_a_change_that_nobody_stated_is_half_the_gap_to_the_target():
    """Row 11: then seven points are enough where there is no target either."""
    stated = course(FLAT, change=None, target=0.40)
    assert stated.expected == pytest.approx(0.10)
    unstated = judge(course(FLAT[:6], change=None))
    assert unstated.need == 7 and unstated.verdict == "too_early_to_see"
    assert judge(course(FLAT, change=None)).verdict == "no_change"
    assert judge(course(UP, change=None)).verdict == "worked"


def test_the_size_is_told_of_the_same_months():
    found = judge(course(UP))
    assert [found.course.starts[each].month for each in found.then] == [
        found.course.starts[each].month for each in found.now
    ]
    x, n = found.course.points.x, found.course.points.n
    now, then = (x[list(each)].sum() / n[list(each)].sum() for each in (found.now, found.then))
    assert found.size.value == pytest.approx(now - then) and found.size.low > 0
    assert found.season and len(found.now) == 10
    assert found.signal == date(2024, 3, 1)


def test_a_rise_long_after_it_should_have_shown_is_not_the_actions():
    late = course([*FLAT, *FLAT[:2], *UP[2:]], expected_by=date(2024, 6, 30))
    assert judge(late).verdict == "better_not_shown" and judge(late).late


def test_a_level_that_was_low_before_is_not_worse():
    """It had fallen for two years and rises again: below the old mean, above a year before."""
    falling = [40 - place for place in range(24)]
    rising = [17 + place // 2 for place in range(12)]
    assert judge(course(rising, before=falling)).verdict not in ("worse", "worked")


@pytest.mark.parametrize(
    ("after", "verdict"), [([390] * 9 + [150] * 4, "worked"), ([400] * 13, "no_change"),
                           ([600] * 13, "worse")],
)  # fmt: skip
def test_of_a_list_the_last_day_is_held_against_the_month_before_the_action(after, verdict):
    values = np.array([400.0] * 24 + after)
    none = np.full(len(values), np.nan)
    starts = tuple(add_months(FIRST, place) for place in range(len(values)))
    points = Points(values, values, none, 24, is_list=True)
    made = Course(starts, points, -1, BEGUN, FROM, add_months(starts[-1], 1), change=-200)
    found = judge(made)
    assert found.verdict == verdict
    assert len(found.now) == 1 and found.size.value == after[-1] - 400


def test_two_years_that_go_on_say_what_would_have_been_anyway():
    before = ([18, 20, 23, 19, 21] * 5)[:24]  # no month is like the same one a year before
    told = anyway(judge(course(UP, before=before)))
    assert told.low < 0.2 < told.high < 0.3
    assert anyway(judge(course(UP, before=STEADY[:16]))) is None


def test_four_areas_prove_nothing():
    """The chance by lot is never under one in the number of areas."""
    most = placed_among({"A": 0.2, "B": 0.1, "C": 0.0, "D": 0.05}, {"A"}, 1)
    assert most.most and most.by_lot == 1 / 4
    alike = placed_among({"A": 0.2, "B": 0.3, "C": 0.0, "D": 0.05}, {"A"}, 1)
    assert not alike.most and alike.by_lot == 2 / 4
    falls = placed_among({"A": -0.2, "B": 0.1, "C": 0.0}, {"A"}, -1)
    assert falls.most and falls.by_lot == 1 / 3
    assert placed_among({"A": 0.2, "B": 0.1}, {"A"}, 1) is None
