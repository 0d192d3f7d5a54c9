"""Waits for health assessments in words."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.ask.places import Sent
from sendviz.ask.waits import Curve
from sendviz.stats.survival import Percentile
from sendviz.ui.health import _flow_title, _told_of
from sendviz.wording import health, waits
from tests.handmade import build, referral, select

OVER_13 = catalogue.get("share_waiting_at_least_13_weeks")
NOTHING = Percentile(None, None, None)


def row(value=None, blank=None, **more):
    return {"value": np.nan if value is None else value, "blank": blank, "area": "Mid"} | more


def curve(area, left):
    empty = np.array([])
    return Curve(area, empty, empty, empty, empty, 100, NOTHING, NOTHING, None, left)


def test_past_the_yardstick():
    told = row(0.61, numerator=1409, denominator=2310)
    assert health.past_yardstick(OVER_13, told, "autism", False) == (
        "1,409 of 2,310 (61.0%) have waited 13 weeks or more. NICE standard: 13 weeks"
    )
    hidden = row(blank="suppressed", numerator=np.nan, denominator=np.nan)
    over_18 = catalogue.get("share_waiting_over_18_weeks")
    assert health.past_yardstick(over_18, hidden, "ot", True) == (
        "Have waited over 18 weeks: hidden, small numbers. Yardstick: 18 weeks"
    )


def test_half_assessed_or_not_reached():
    assert health.half_assessed(row(61.0)) == (
        "Half are assessed within 61 weeks, those waiting counted"
    )
    assert health.half_assessed(row(blank="not_yet_due")) == (
        "Half are not assessed within the time seen"
    )
    assert health.half_assessed(row(blank="not_submitted")) == ""


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (None, "50 children wait."),
        (row(50.0), "50 children wait, as many as a year before, on 1 May 2024."),
        (row(40.0), "50 children wait, 10 more than a year before, on 1 May 2024."),
        (row(60.0), "50 children wait, 10 fewer than a year before, on 1 May 2024."),
    ],
)
def test_the_list_against_another_day(before, said):
    when = health.year_ago(date(2024, 5, 1))
    assert health.list_sentence(row(50.0), before, when) == said
    missing = health.list_sentence(row(blank="not_submitted"), before, when)
    assert missing == "The waiting list is not submitted."
    hidden = health.list_sentence(row(blank="suppressed"), before, when)
    assert hidden.startswith("The waiting list is fewer than 8, or hidden so that no small")
    assert health.list_sentence(row(1.0), None, when) == "1 child waits."


MAY = (date(2025, 5, 1), date(2025, 5, 31))
TWO_YEARS = (date(2024, 1, 1), date(2025, 12, 31))


def test_the_flow_says_whether_the_list_grew_and_over_which_months():
    flow = (row(4625.0), row(4000.0), row(1.0), row(624.0))
    assert health.flow_sentence(*flow, *TWO_YEARS) == (
        "From January 2024 to December 2025, 4,625 children were referred, 4,000 were assessed "
        "and 1 left the list without an assessment: over those 24 months the list grew by 624."
    )
    said = health.flow_sentence(row(1.0), row(1.0), row(2.0), row(-2.0), *MAY)
    assert said == (
        "In May 2025, 1 child was referred, 1 was assessed and 2 left the list without an "
        "assessment: over that month the list shrank by 2."
    )
    same = health.flow_sentence(row(7.0), row(6.0), row(1.0), row(0.0), *MAY)
    assert same.endswith("over that month the list stayed as long as it was.")
    hidden = health.flow_sentence(row(blank="suppressed"), row(6.0), row(1.0), row(3.0), *MAY)
    assert "cannot be told" in hidden


def test_the_bands_chart_is_named_by_what_it_shows():
    assert health.BY_TIME_WAITED.endswith("by how long they have waited")


def test_those_who_leave_unseen_are_named():
    said = health.left_unseen_words([curve("Mid", 0.21), curve("West", 0.0)])
    assert "Mid 21%" in said and "West" not in said
    assert health.left_unseen_words([curve("Mid", 0.0)]) == ""


def test_what_happens_at_half_is_the_callers_word():
    half = Curve(
        "All", np.array([0.0, 30.0]), np.array([1.0, 0.4]), np.zeros(2), np.ones(2), 9,
        Percentile(30.0, None, None), NOTHING,
    )  # fmt: skip
    found = waits_of(half)
    assert waits.curve_sentence(found, "are assessed").startswith(
        "Of 9 children, those who still wait counted: half are assessed by week 30"
    )


def waits_of(*curves):
    from sendviz.ask.waits import Waits

    return Waits(tuple(curves), None, False, False, ())


def test_missing_files_and_late_ones_are_named():
    sent = [
        Sent("autism", "One Trust", date(2021, 1, 1), date(2025, 11, 30), False),
        Sent("slt", "Two CIC", date(2021, 1, 1), date(2025, 12, 31), False),
    ]
    told = health.missing_words(sent, date(2025, 12, 31), ("autism", "slt", "ot"))
    assert told == (
        "No referrals have been loaded for Occupational therapy.",
        "Records that end before 31 December 2025: One Trust (Autism, to 30 November 2025).",
    )
    assert health.providers_words(sent, "slt") == "These figures hold records from Two CIC."


def test_areas_strip_leaves_the_unknown_bucket_out():
    frame = pd.DataFrame(
        {
            "area": ["A", "B", "Not known"], "value": [0.1, 0.4, 0.9], "blank": None,
            "numerator": [10.0, 40.0, 9.0], "denominator": [100.0, 100.0, 10.0],
        }
    )  # fmt: skip
    frame.attrs = {"buckets": ("Not known",)}
    said = "From 10 of 100 (10%) in A to 40 of 100 (40%) in B"
    assert health.areas_strip(OVER_13, frame) == said
    assert health.areas_strip(OVER_13, frame.iloc[:1]) == ""


@pytest.mark.parametrize(
    ("as_at", "first"), [("2024-03-31", date(2023, 1, 1)), ("2025-06-30", date(2023, 7, 1))]
)
def test_a_flow_begins_with_the_records(tmp_path, as_at, first):
    """The records of the pathway begin on 1 January 2023: 24 months to March 2024 are 15."""
    store = build(tmp_path / "x.duckdb", data_date="2025-06-30", referrals=[referral("2023-02-01")])
    now = SimpleNamespace(store=store, selection=select(as_at, None))
    found = _told_of(now, "autism", 24)
    assert (found.start, found.last_day) == (first, now.selection.last_day)


@pytest.mark.parametrize(
    ("as_at", "role", "begins"),
    [
        ("2025-06-30", "councillor", "In the 12 months to 30 June 2025, 20 children were"),
        ("2025-05-31", "councillor", "In May 2025, 20 children were"),
        ("2025-05-31", "officer", "In the 12 months to 31 May 2025, 20 children were"),
    ],
)
def test_public_view_adds_up_the_flow_of_a_year_that_ends_with_a_quarter(
    tmp_path, as_at, role, begins
):
    """Twenty referred in May 2025, ten of them seen and ten more turned down then."""
    came = [referral("2025-05-02", assessment_started="2025-05-20")] * 10
    gone = [referral("2025-05-02", rejected="2025-05-30")] * 10
    store = build(tmp_path / "x.duckdb", referrals=came + gone)
    where = (("pathway", ("autism",)),)
    now = SimpleNamespace(store=store, selection=select(as_at, None, where=where), role=role)
    assert _flow_title(now, "autism").startswith(begins)
