"""Plans on time and late in two periods, and the cases that fell due."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sendviz.ask import Records, Selection
from sendviz.findings import paradox
from tests.answers import DUE, SHARE, one
from tests.findings.plans_by_month import built

MARCH, JANUARY = (date(2025, 3, 1), date(2025, 3, 31)), (date(2025, 1, 1), date(2025, 1, 31))


def periods(now, before):
    """March against January, of cases that fell due 45 of 190 and 38 of 170."""
    due = (one(DUE, *counts) for counts in ((45, 190), (38, 170)))
    return paradox.compare_periods(now, before, *due, period=MARCH, before=JANUARY)


def compared(now, before):
    """The same from (on time, all) of both; all None: not known."""
    return periods(*(one(SHARE, x, n, blank=None if n else "not_known") for x, n in (now, before)))


@pytest.mark.parametrize(
    "now, before, kind",
    [
        ((47, 178), (40, 113), "more_on_time_lower_share"),
        ((40, 113), (47, 178), "fewer_on_time_higher_share"),
        ((50, 100), (40, 113), "same_way"),
        ((40, 178), (40, 113), "same_way"),
        ((20, 40), (40, 80), "same_way"),
        ((0, None), (40, 113), "not_known"),
    ],
)
def test_kinds_of_movement(now, before, kind):
    assert compared(now, before).kind == kind


def test_counts_and_shares_of_essex():
    found = compared((47, 178), (40, 113))
    assert (found.now.on_time, found.now.late, found.now.total) == (47, 131, 178)
    assert (found.before.on_time, found.before.late, found.before.total) == (40, 73, 113)
    assert found.now.share == pytest.approx(47 / 178) and found.due_now.row.denominator == 190


def test_no_plans_and_plans_not_known_are_not_the_same():
    untold = compared((1, None), (40, 113))
    assert (untold.kind, untold.blank) == ("not_known", "not_known")
    assert np.isnan(untold.now.on_time) and np.isnan(untold.now.share)
    assert periods(one(SHARE, blank="no_cases"), one(SHARE, 40, 113)).kind == "no_plans"


@pytest.mark.parametrize(
    "first, last, before",
    [
        ("2025-03-01", "2025-03-31", ("2025-02-01", "2025-02-28")),
        ("2025-01-01", "2025-12-31", ("2024-01-01", "2024-12-31")),
        ("2025-03-10", "2025-03-12", ("2025-03-07", "2025-03-09")),
    ],
)
def test_the_same_length_before(first, last, before):
    days = [date.fromisoformat(each) for each in (first, last, *before)]
    assert paradox.period_before(*days[:2]) == tuple(days[2:])


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    found = built(tmp_path_factory.mktemp("paradox") / "made.duckdb")
    yield found
    found.close()


def test_the_paradox_from_the_file_against_the_months_before(store):
    quarter = Selection("999", date(2025, 6, 30), date(2025, 4, 1), date(2025, 6, 30))
    records = Records(store, quarter, "officer")
    found = paradox.explain_paradox(records)
    counts = (found.now.on_time, found.now.late, found.before.on_time, found.before.late)
    assert counts == (9, 6, 9, 0) and found.kind == "same_way"
    assert found.before.period == (date(2025, 1, 1), date(2025, 3, 31))
    north, south = (
        paradox.explain_paradox(records.over(areas=(f"999/locality/{name}",)))
        for name in ("North", "South")
    )
    assert (north.now.late, south.now.late, south.kind) == (0, 6, "no_plans")
