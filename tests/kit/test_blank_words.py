"""Why a value is missing, what public view tells of few cases, and one of a thing: the words."""

from __future__ import annotations

import numpy as np

from sendviz import catalogue
from sendviz.catalogue.values import RATES
from sendviz.kit.values import (
    BLANK_WORDS,
    blank_text,
    counted_text,
    interval_text,
    value_text,
)
from sendviz.kit.words import SINGULAR, counted, told_number
from sendviz.panels.frame import ROUNDED_VIEW
from sendviz.panels.headline import headline_sentence
from tests.answers import LONGEST, MEDIAN, SHARE, STOCK, in_bands, one, row, under

HEALTH = catalogue.get("share_waiting_over_18_weeks")


def test_counts_told_as_nought_are_under_so_many_and_never_a_percentage():
    few = under(one(SHARE, 0, 35), 5)
    assert few.text() == "under 5 of 35"
    assert headline_sentence(few, "Mid").startswith(
        "Plans issued within 20 weeks: under 5 of 35 in"
    )
    assert under(one(HEALTH, 0, 60), 10).text() == "under 10 of 60"
    assert under(one(STOCK, 0, np.nan), 5).text() == "under 5 children"
    assert headline_sentence(under(one(STOCK, 0, np.nan), 5)).startswith("Under 5 children were")
    assert one(SHARE, 0, 35, rounded=True).text() == "0 of 35 (0%)"
    assert interval_text(SHARE, few.row) == "" and interval_text(SHARE, row(SHARE, 0, 35)) != ""


def test_a_share_of_fewer_than_20_is_told_as_its_counts():
    assert value_text(SHARE, row(blank="too_few")) == "too few to tell"
    counts = row(SHARE, 5, 15, blank=None)._replace(value=np.nan, blank="too_few")
    assert value_text(SHARE, counts, rounded=True) == "5 of 15"
    assert value_text(SHARE, counts._replace(numerator=0.0, under=5.0)) == "under 5 of 15"
    # As many as there are may be among them, or none.
    assert value_text(SHARE, counts._replace(numerator=0.0, denominator=5.0, under=14.0)) == (
        "too few to tell"
    )


def test_a_count_stands_with_what_it_counts():
    assert counted_text(row(STOCK, 70, np.nan), "children") == "70 children"
    assert counted_text(row(STOCK, 1, np.nan), "children") == "1 child"
    assert counted_text(row(STOCK, 0, np.nan)._replace(under=5.0), "children") == "under 5 children"
    assert told_number(0, rounded=True) == "hardly any" and told_number(0, rounded=False) == "0"
    assert told_number(1205, rounded=True) == "1,205"


def test_a_middle_in_a_band_is_told_by_its_edges():
    told = in_bands(MEDIAN, (("A", 0.0), ("B", 20.0), ("C", 52.0)))
    assert told.texts() == ["up to 20 weeks", "20 to 52 weeks", "over 52 weeks"]


def test_the_footer_names_both_steps_and_that_under_so_many_may_be_none():
    assert "rounded to 5 (health waits to 10)" in ROUNDED_VIEW
    assert ROUNDED_VIEW.endswith("\u201cunder\u201d a number, there may be none.")


def test_not_in_the_file_is_a_reason_of_its_own():
    reasons = {blank_text(each) for each in BLANK_WORDS}
    assert len(reasons) == len(BLANK_WORDS)
    assert blank_text("not_in_file") == "not in the file"
    assert blank_text(np.nan) == blank_text(None) == ""


def test_one_of_everything_that_is_counted_has_its_word():
    nouns = {
        *catalogue.UNITS,
        *(fact.noun for fact in catalogue.FACTS.values()),
        "errors",
        "warnings",
        "files",
        "charts",
    }
    for noun in nouns - {"percent", *RATES, "index", "pounds"}:
        assert noun in SINGULAR, noun
        assert counted(1, noun) == f"1 {SINGULAR[noun]}"
    assert counted(1, "referrals") == "1 referral"
    assert counted(2, "appointments") == "2 appointments"
    assert counted(1, "errors") == "1 error"


def test_a_longest_wait_in_bands_is_never_said_to_be_shorter_than_it_may_be():
    """The lower edge is true of the edge itself."""
    told = row(LONGEST, value=100.0)
    assert value_text(LONGEST, told, banded=True) == "100 to 120 weeks"
    short = told._replace(value=0.0)
    assert value_text(LONGEST, short, banded=True) == "under 20 weeks"
