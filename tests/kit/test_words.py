"""Numbers, dates and values in words: counts beside percentages, British dates, blanks in
words."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendviz.kit import values, words
from tests.answers import (
    LONGEST,
    MEDIAN,
    NET,
    RATE,
    SHARE,
    STOCK,
    amounts,
    row,
)

BROKEN = re.compile(r"\b(nan|None|NaT|inf|<NA>)\b")


@pytest.mark.parametrize(
    "said, text",
    [
        (words.number(1204), "1,204"),
        (words.number(-15), "\u221215"),
        (words.number(44.5, 1), "44.5"),
        (words.number(44.0, 1), "44"),
        (words.number(100, 1), "100"),
        (words.number(np.nan), "not known"),
        (words.signed(15), "+15"),
        (words.signed(0), "0"),
        (words.percent(0.264), "26%"),
        (words.percent(0.1876, 1), "18.8%"),
        (words.percent(29 / 200), "15%"),
        (words.percent(1 / 300), "under 1%"),
        (words.percent(299.5 / 300), "over 99%"),
        (words.percent(1.0), "100%"),
        (words.percent(0.0), "0%"),
        (words.points(-0.09), "9 percentage points"),
        (words.points(0.01), "1 percentage point"),
        (words.points(0.001), "under 1 percentage point"),
        (words.weeks(44.5), "44.5 weeks"),
        (words.weeks(1.0), "1 week"),
        (words.counted(1, "children"), "1 child"),
        (words.counted(1204, "children"), "1,204 children"),
        (words.counted(1, "advice"), "1 piece of advice"),
        (words.counted(2, "advice"), "2 pieces of advice"),
        (words.ordinal(1), "1st"),
        (words.ordinal(12), "12th"),
        (words.ordinal(22), "22nd"),
        (words.joined(["a", "b", "c"]), "a, b and c"),
        (words.day(date(2025, 12, 31)), "31 December 2025"),
        (words.month(date(2025, 3, 1)), "Mar 2025"),
    ],
)
def test_numbers_and_dates(said, text):
    assert said == text


@pytest.mark.parametrize(
    "start, end, text, in_a_sentence",
    [
        ("2025-03-01", "2025-03-31", "March 2025", "in March 2025"),
        ("2025-01-01", "2025-03-31", "January to March 2025", "from January to March 2025"),
        (
            "2024-10-01",
            "2025-03-31",
            "October 2024 to March 2025",
            "from October 2024 to March 2025",
        ),
        (
            "2025-01-01",
            "2025-12-31",
            "12 months to 31 December 2025",
            "in the 12 months to 31 December 2025",
        ),
        ("2024-05-01", None, "since 1 May 2024", "since 1 May 2024"),
        (None, "2025-12-31", "up to 31 December 2025", "up to 31 December 2025"),
        (
            "2025-01-05",
            "2025-03-31",
            "5 January 2025 to 31 March 2025",
            "from 5 January 2025 to 31 March 2025",
        ),
        ("2025-01-16", "2025-01-16", "16 January 2025", "on 16 January 2025"),
        (None, None, "all records", "in all records"),
    ],
)
def test_periods(start, end, text, in_a_sentence):
    assert words.period_words(start, end) == text
    assert words.in_period(start, end) == in_a_sentence


@pytest.mark.parametrize(
    "grain, name, short",
    [
        ("month", "January 2025", "Jan 2025"),
        ("quarter", "January to March 2025", "Jan to Mar 2025"),
        ("term", "January to April 2025", "Jan to Apr 2025"),
        ("calendar_year", "2025", "2025"),
        ("rolling_12_months", "12 months to 31 December 2025", "year to Dec 2025"),
        ("12_months", "12 months to 31 December 2025", "year to Dec 2025"),
        (None, "January 2025", "Jan 2025"),
    ],
)
def test_names_of_periods(grain, name, short):
    assert words.period_name(date(2025, 1, 1), grain) == name
    assert words.axis_name(date(2025, 1, 1), grain) == short


def test_school_years_are_named_by_both_years():
    assert words.period_name(date(2024, 9, 1), "academic_year") == "2024 to 2025 school year"
    assert words.axis_name(date(2024, 9, 1), "academic_year") == "2024/25"


@pytest.mark.parametrize(
    "m, x, n, text",
    [
        (SHARE, 47, 178, "47 of 178 (26%)"),
        (SHARE, 454, 2420, "454 of 2,420 (18.8%)"),
        (SHARE, 0, 178, "0 of 178 (0%)"),
        (STOCK, 1204, None, "1,204 children"),
        (STOCK, 1, None, "1 child"),
        (NET, 15, None, "+15 children"),
        (NET, -1, None, "\u22121 child"),
        (RATE, 1300, 200000, "6.5 per 1,000 (1,300 of 200,000)"),
    ],
)
def test_values_stand_with_their_counts(m, x, n, text):
    assert values.value_text(m, row(m, x, n if n else np.nan)) == text


def test_rounded_counts_have_whole_per_cents_and_bands_their_lower_edge():
    assert values.value_text(SHARE, row(x=455, n=2420), rounded=True) == "455 of 2,420 (19%)"
    longest = amounts(LONGEST, [("Essex", 100.0)], banded=True)
    assert longest.texts() == ["100 to 120 weeks"]
    assert (
        values.value_text(LONGEST, longest.row._replace(value=0.0), banded=True) == "under 20 weeks"
    )
    assert amounts(MEDIAN, [("Essex", 44.5)]).texts() == ["44.5 weeks"]


@pytest.mark.parametrize(
    "m, made, parts",
    [
        (SHARE, row(x=454, n=2420), ("18.8%", "454 of 2,420")),
        (STOCK, row(STOCK, 1204, np.nan), ("1,204", "children")),
        (NET, row(NET, -1, np.nan), ("\u22121", "child")),
        (RATE, row(RATE, 1300, 200000), ("6.5", "per 1,000 (1,300 of 200,000)")),
        (MEDIAN, row(MEDIAN, value=1.0), ("1", "week")),
    ],
)
def test_a_value_comes_in_parts(m, made, parts):
    assert values.value_parts(m, made) == parts


def test_a_band_keeps_its_words_beside_its_number():
    parts = values.value_parts(LONGEST, row(LONGEST, value=100.0), banded=True)
    assert parts == ("100 to 120", "weeks")


@pytest.mark.parametrize(
    "blank, words",
    [
        ("not_yet_due", "not yet due"),
        ("too_few", "too few to tell"),
        ("not_submitted", "not submitted"),
        ("no_cases", "no cases"),
        ("not_known", "not known"),
        ("a_new_reason", "not known"),
    ],
)
def test_blanks_are_told_in_words(blank, words):
    assert values.value_text(SHARE, row(blank=blank)) == words


def test_a_published_share_without_counts_says_so():
    bare = row(value=0.455, numerator=np.nan, denominator=np.nan)
    assert values.value_text(SHARE, bare) == "counts not published (46%)"


def test_signs_have_a_word_and_a_shape_of_their_own():
    kinds = ((1, 1), (-1, 1), (0, 0), (0, 1), (0, None))
    found = [values.trend_sign(orientation, way) for orientation, way in kinds]
    for part in ("word", "shape", "marker", "colour_role"):
        assert len({getattr(each, part) for each in found}) == len(found)
    levels = [values.level_sign(orientation, 1) for orientation in (1, -1, 0)]
    assert not {each.shape for each in levels} & {each.shape for each in found}
    assert values.trend_sign(-1, -1) == values.trend_sign(1, 1)
    assert "go on breaking" in values.assurance_words("fail").word


FLOATS = st.one_of(st.none(), st.just(np.nan), st.just(np.inf), st.floats(-1e9, 1e9))


@given(st.one_of(FLOATS, st.integers(-(10**9), 10**9)))
def test_no_number_ever_prints_nan_or_none(x):
    for said in (words.number, words.signed, words.percent, words.weeks, words.points):
        assert not BROKEN.search(said(x))


@pytest.mark.parametrize(
    "text", ["12 November 2025", " 12 Nov 2025", "12/11/2025", "2025-11-12", "12 november 2025"]
)
def test_a_day_is_read_as_people_write_it(text):
    assert words.read_day(text) == date(2025, 11, 12)


@pytest.mark.parametrize("text", ["", "November", "31 November 2025", "2025-13-01", "12.11.25x"])
def test_other_texts_are_no_day(text):
    assert words.read_day(text) is None
