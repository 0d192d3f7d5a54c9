"""Waits for health assessments in words."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.query.places import Sent
from sendviz.query.waits import Curve
from sendviz.stats.survival import Percentile
from sendviz.wording import health, waits

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
        "1,409 of 2,310 (61.0%) for 13 weeks or more. NICE standard: 13 weeks"
    )
    hidden = row(blank="suppressed", numerator=np.nan, denominator=np.nan)
    over_18 = catalogue.get("share_waiting_over_18_weeks")
    assert health.past_yardstick(over_18, hidden, "ot", True) == (
        "Hidden: too few for over 18 weeks. Yardstick: 18 weeks"
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
        (row(50.0), "50 children wait, as many as on 1 May."),
        (row(40.0), "50 children wait, 10 more than on 1 May."),
        (row(60.0), "50 children wait, 10 fewer than on 1 May."),
    ],
)
def test_the_list_against_another_day(before, said):
    assert health.list_sentence(row(50.0), before, "1 May") == said
    missing = health.list_sentence(row(blank="not_submitted"), before, "1 May")
    assert missing == "The waiting list is not submitted."


def test_the_flow_says_whether_the_list_grew():
    said = health.flow_sentence(row(10.0), row(6.0), row(1.0), row(3.0), "in May 2025")
    assert said == (
        "In May 2025 10 children were referred, 6 were assessed and 1 left the list unseen: the "
        "list grew by 3."
    )
    assert "shrank by 2" in health.flow_sentence(
        row(10.0), row(11.0), row(1.0), row(-2.0), "in May 2025"
    )
    assert "stayed as long" in health.flow_sentence(
        row(7.0), row(6.0), row(1.0), row(0.0), "in May 2025"
    )
    assert "cannot be told" in health.flow_sentence(
        row(blank="suppressed"), row(6.0), row(1.0), row(3.0), ""
    )


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
    from sendviz.query.waits import Waits

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
    assert health.providers_words(sent, "slt") == "Records from Two CIC."


def published(**more):
    row = {
        "level": "icb", "code": "QPM", "name": "Northamptonshire", "total": 1456.0, "blank": None,
        "over_18_weeks": 1034.0, "share_over_18_weeks": 0.7102, "over_52_weeks": 51.0,
        "share_over_52_weeks": 0.035, "median": 28.6, "percentile_92": 49.7, "open_band": None,
    }  # fmt: skip
    return pd.DataFrame([row | more])


def test_published_rows_keep_blanks_and_open_bands_apart():
    assert health.published_rows(published()) == [
        ["Northamptonshire", "1,456", "1,034 (71.0%)", "51 (3.5%)", "about 28.6", "about 49.7"]
    ]
    blank = published(total=np.nan, blank="not_submitted", level="provider")
    assert health.published_rows(blank)[0][:2] == ["↳ Northamptonshire", "not submitted"]
    long = published(percentile_92=np.nan, open_band=">104 weeks")
    assert health.published_rows(long)[0][-1] == "over 104 weeks"


def test_a_board_is_noted_by_name():
    noted = published(note="Also covers North Northamptonshire")
    assert health.board_notes(noted) == "Northamptonshire: also covers North Northamptonshire."
    assert health.board_notes(published(note=None)) == ""


def test_suppressed_autism_figures_are_0_to_4():
    cells = pd.DataFrame(
        {
            "code": "06Q", "name": "Mid Essex", "covers": "Mid", "fit": "whole",
            "measure": ["open", "open_over_13_weeks", "new"],
            "value": [15.0, 15.0, np.nan], "blank": [None, None, "suppressed"],
        }
    )  # fmt: skip
    assert health.autism_rows(cells) == [["Mid Essex", "Mid (whole fit)", "15", "15", "0 to 4"]]


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
