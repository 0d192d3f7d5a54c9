"""Like for like, and what moved a share, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.findings.mix import LikeForLike, Shift
from sendviz.panels.alike import like_sentence, shift_sentence, standardised_texts
from sendviz.stats.inequality import mix_and_performance
from sendviz.stats.intervals import Estimate
from tests.answers import SHARE

WAITING = catalogue.get("share_waiting_over_18_weeks")


@pytest.mark.parametrize("other, how", [(0.40, "most"), (0.22, "some"), (0.12, "hardly any")])
def test_like_for_like_in_words(other, how):
    raw = {"A": Estimate(0.1, 0.05, 0.15), "B": Estimate(0.5, 0.4, 0.6)}
    kept = {"A": Estimate(other, 0.1, 0.5), "B": Estimate(0.5, 0.4, 0.6)}
    found = LikeForLike(("A", "B"), raw, {"age_band": kept, "source": kept}, (), False)
    text = like_sentence(SHARE, found)
    gap_left = round((0.5 - other) * 100)
    assert text.startswith("B and A lie 40 percentage points apart. It would be ")
    assert f"{gap_left} with the same mix of ages and {gap_left} of those who asked" in text
    assert f"explains {how} of the difference" in text


def test_standardised_shares_have_an_interval_or_a_reason():
    assert standardised_texts(Estimate(0.1234, -0.01, 0.2)) == ("12.3%", "0.0%\u00a0to\u00a020.0%")
    assert standardised_texts(Estimate(np.nan, -0.01, 0.2)) == ("too few to tell", "")


def test_a_change_without_a_paradox():
    found = Shift(
        mix_and_performance({"A": (80, 100), "B": (10, 50)}, {"A": (90, 100), "B": (15, 50)}),
        {"A": ((80, 100), (90, 100)), "B": ((10, 50), (15, 50))},
        (date(2025, 1, 1), date(2025, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31)), (), False,
    )  # fmt: skip
    text = shift_sentence(SHARE, found, "quadrant", "Test")
    assert text == (
        "The rise is real in the quadrants; it does not come from a change of mix. "
        "Plans issued within 20 weeks: in the 12 months to 31 December 2024 90 of 150 (60%), "
        "in the 12 months to 31 December 2025 105 of 150 (70%). Of this change +10 percentage "
        "points (95% interval +1 to +19) come from the quadrants themselves, 0 from where the "
        "plans come from."
    )
    without = replace(found, left_out=("Not known",))
    text = shift_sentence(SHARE, without, "quadrant", "Test")
    assert text.endswith("(Added up from the quadrants, without Not known.)")
    at_a_day = shift_sentence(WAITING, without, "quadrant", "Test")
    assert ": on 31 December 2024 90 of 150 (60%), on 31 December 2025 105 of 150" in at_a_day
    rounded = shift_sentence(SHARE, replace(without, rounded=True), "quadrant", "Test")
    assert rounded.endswith("the rounded counts of the quadrants, without Not known.)")
    assert "Of this change +10 percentage points come from" in rounded and "real" not in rounded


def test_a_limit_just_above_nought_is_not_told_as_nought():
    """A rise from 16% to 19% of 2,500: by 2.4 points, 0.3 to 4.5."""
    before, after = {"A": (200, 1250), "B": (200, 1250)}, {"A": (230, 1250), "B": (230, 1250)}
    sides = {area: (before[area], after[area]) for area in before}
    periods = ((date(2025, 1, 1), date(2025, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31)))
    found = Shift(mix_and_performance(before, after), sides, *periods, (), False)
    text = shift_sentence(SHARE, found, "quadrant", "Test")
    assert text.startswith("The rise is real in the quadrants;")
    assert "Of this change +2.4 percentage points (95% interval +0.3 to +4.5) come from" in text


def test_a_rounded_nought_is_hardly_any():
    found = Shift(
        mix_and_performance({"A": (0, 100), "B": (0, 50)}, {"A": (10, 100), "B": (15, 50)}),
        {"A": ((0, 100), (10, 100)), "B": ((0, 50), (15, 50))},
        (date(2025, 1, 1), date(2025, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31)), (), True,
    )  # fmt: skip
    text = shift_sentence(SHARE, found, "quadrant", "Test")
    assert "in the 12 months to 31 December 2024 hardly any of 150, in the" in text
    exact = shift_sentence(SHARE, replace(found, rounded=False), "quadrant", "Test")
    assert "31 December 2024 0 of 150 (0%)" in exact


def test_a_difference_that_turns_round_on_the_same_mix_says_so():
    raw = {"A": Estimate(0.1, 0.05, 0.15), "B": Estimate(0.5, 0.4, 0.6)}
    kept = {"A": Estimate(0.5, 0.4, 0.6), "B": Estimate(0.49, 0.4, 0.6)}
    text = like_sentence(SHARE, LikeForLike(("A", "B"), raw, {"age_band": kept}, (), False))
    assert "It would be 1 the other way round with the same mix of ages:" in text
    both = LikeForLike(("A", "B"), raw, {"age_band": raw, "source": raw}, (), False, kept)
    assert "With the same mix of ages and those who asked together it would be 1 the other" in (
        like_sentence(SHARE, both)
    )
