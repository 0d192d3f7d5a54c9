"""Why a value is missing, and one of a thing: the words, whoever's rule hides the count."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.ask import hiding
from sendviz.kit.values import BLANK_WORDS, blank_text, value_text
from sendviz.kit.words import SINGULAR, counted
from sendviz.panels.ages import most_and_fewest
from sendviz.panels.curves import curve_sentence
from sendviz.panels.frame import ROUNDED_VIEW
from sendviz.panels.headline import headline_sentence
from tests.answers import LONGEST, SHARE, by_area, curve, one, row, waits

HEALTH = catalogue.get("share_waiting_over_18_weeks")
HIDDEN = (("Mid", 10, 40), ("West", 12, 40), ("South", 1, None))


def said_of(m) -> list[str]:
    """Every sentence that may tell of a hidden count of the measure."""
    hidden = one(m, blank="suppressed")
    return [
        blank_text("suppressed", m),
        hidden.text(),
        headline_sentence(hidden),
        most_and_fewest(by_area(m, HIDDEN)),
        curve_sentence(waits(curve("Mid"), curve("West", blank="suppressed")), m=m),
    ]


@pytest.mark.parametrize(("m", "few"), [(HEALTH, "fewer than 8,"), (SHARE, "fewer than 5,")])
def test_the_words_say_how_few_are_hidden_by_the_measures_own_rule(m, few):
    for said in said_of(m):
        assert few in said and said.count("fewer than") == 1, said


def test_without_a_measure_no_number_is_named():
    for said in (blank_text("suppressed"), curve_sentence(waits(curve("Mid"),
                 curve("West", blank="suppressed")))):  # fmt: skip
        assert "hidden so that no small number can be worked out" in said, said
        assert "fewer than" not in said and "too few" not in said
    assert blank_text("suppressed", HEALTH, short=True) == "hidden: small numbers"


def test_the_number_in_the_words_is_the_number_in_the_rule(monkeypatch):
    monkeypatch.setitem(hiding.HIDDEN_BELOW, "nhs", 11)
    assert blank_text("suppressed", HEALTH).startswith("fewer than 11, or hidden so")
    unhidden = replace(SHARE, small_numbers="none")
    assert blank_text("suppressed", unhidden).startswith("hidden so that no small")


def test_the_footer_names_both_rules():
    assert "1 to 4 are not shown" in ROUNDED_VIEW
    assert "all counts are, and 1 to 7 are not shown" in ROUNDED_VIEW


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
    for noun in nouns - {"percent", "per 1,000", "index"}:
        assert noun in SINGULAR, noun
        assert counted(1, noun) == f"1 {SINGULAR[noun]}"
    assert counted(1, "referrals") == "1 referral"
    assert counted(2, "appointments") == "2 appointments"
    assert counted(1, "errors") == "1 error"


def test_a_longest_wait_in_bands_is_never_said_to_be_shorter_than_it_may_be():
    """The lower edge is true of the edge itself, and of a band that hidden counts made shorter."""
    told = row(LONGEST, value=100.0)
    assert value_text(LONGEST, told, banded=True) == "at least 100 weeks"
    assert value_text(LONGEST, told, rounded=True, banded=True) == "at least 100 weeks"
    short = told._replace(value=0.0)
    assert value_text(LONGEST, short, banded=True) == "under 20 weeks"
    assert value_text(LONGEST, short, rounded=True, banded=True) == (
        "under 20 weeks, as far as it may be told"
    )
