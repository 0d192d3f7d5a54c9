"""A list over its pace: by hand, and against the waits of children who join it."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest

from sendviz.ask import Records
from sendviz.findings.pace import moved_clearly, pace_of
from sendviz.panels.outlook import CHANGE, SEEN, WAITING
from sendviz.stats.survival import kaplan_meier, percentile
from tests.handmade import build, referral, select


def pace(tmp_path, before: int, seen: int, come: int, start="2024-07-01"):
    """A list of `before` children of whom some are seen in the year, and those who come in it."""
    rows = [
        referral("2024-01-08", **({"assessment_started": "2024-10-01"} if i < seen else {}))
        for i in range(before)
    ]
    store = build(tmp_path / "x.duckdb", referrals=rows + [referral("2025-01-06")] * come)
    return pace_of(Records(store, select("2025-06-30", start), "officer"), WAITING, SEEN, CHANGE)


def test_a_list_that_grew_by_hand(tmp_path):
    """60 wait, 20 are seen, 60 come: 100 wait, at 20 in 365 days."""
    found = pace(tmp_path, before=60, seen=20, come=60)
    assert found.change == 40
    assert found.weeks == pytest.approx(100 / 20 * 365 / 7)
    assert [each.isoformat() for each in found.period] == ["2024-07-01", "2025-06-30"]


@pytest.mark.parametrize(
    "before, seen, come, change",
    [(60, 25, 30, None), (60, 30, 54, None), (60, 40, 0, -40), (60, 30, 30, None)],
)
def test_a_list_that_moved_by_less_than_a_tenth_or_than_chance_says_nothing(
    tmp_path, before, seen, come, change
):
    found = pace(tmp_path, before, seen, come)
    assert (found and found.change) == change


def test_too_few_seen_tell_no_pace(tmp_path):
    found = pace(tmp_path, before=60, seen=19, come=60)
    assert found.change == 41 and np.isnan(found.weeks)


def test_clearly_is_what_the_trend_of_a_list_calls_clear():
    """45 more than 387 is within 2.58 roots of 819; 78 more is not."""
    assert not moved_clearly(432, 387) and moved_clearly(465, 387)
    assert moved_clearly(387, 465) and not moved_clearly(387, 387)
    assert not moved_clearly(104_000, 100_000)


def year_of(inflow: float, in_turn: bool) -> tuple[float, float, float]:
    """Weeks of a list served at 20 a week, steady for four years, then with that inflow for one:
    half of those who waited in that year (as the product tells it), list over pace at its end, and
    the true half of those who join then."""
    draw, line, waits, begin = np.random.default_rng(3), deque([0] * 600), [], 4 * 52
    for week in range(9 * 52):
        line.extend([week] * int(draw.poisson(20 * (inflow if week >= begin else 1))))
        for _ in range(min(draw.poisson(20), len(line))):
            if not in_turn:
                line.rotate(-int(draw.integers(len(line))))
            waits.append((line.popleft(), week))
        if week == begin + 51:
            held = len(line)
    waits += [(came, np.inf) for came in line]
    came, seen = np.array(waits).T
    end = begin + 52
    there = (came < end) & (seen >= begin)
    days = np.minimum(seen, end) - came
    late = np.maximum(begin - came, 0)
    told = percentile(kaplan_meier(days[there], seen[there] < end, late[there]), 0.5).value
    pace = held / (((seen >= begin) & (seen < end)).sum() / 52)
    new = (came >= end - 4) & (came < end + 4)
    return told, pace, float(np.median(seen[new] - came[new]))


@pytest.mark.parametrize("inflow", [0.8, 1.25, 1.4])
def test_served_in_turn_the_list_over_its_pace_is_what_a_new_child_waits(inflow):
    told, pace, true = year_of(inflow, in_turn=True)
    assert pace == pytest.approx(true, rel=0.1)
    assert abs(told - true) > 0.15 * true  # what was told of the year is not


@pytest.mark.parametrize("inflow", [0.8, 1.0, 1.25])
def test_served_at_random_more_than_half_wait_less(inflow):
    _, pace, true = year_of(inflow, in_turn=False)
    assert true < pace
