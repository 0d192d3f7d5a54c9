"""The answer in a sentence, against the law and a year before."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz import catalogue
from sendviz.ask import Selection
from sendviz.catalogue.row import Row
from sendviz.findings.change import change_between
from sendviz.kit.values import BLANK_WORDS, value_text
from sendviz.panels.headline import against_limit, headline_sentence, year_before
from tests.answers import (
    COUNT,
    DUE,
    MEDIAN,
    SHARE,
    STOCK,
    answer_of,
    in_bands,
    one,
    row,
    under,
)

BROKEN = re.compile(r"\b(nan|None|NaT|inf|<NA>)\b")


@pytest.mark.parametrize(
    "answer, text",
    [
        (
            one(SHARE, 454, 2420),
            "454 of 2,420 plans (18.8%) were issued within 20 weeks in Essex "
            "in the 12 months to 31 December 2025.",
        ),
        (
            one(SHARE, 1, 1),
            "1 of 1 plan (100%) was issued within 20 weeks in Essex "
            "in the 12 months to 31 December 2025.",
        ),
        (
            one(STOCK, 1204, np.nan),
            "1,204 children were waiting past 20 weeks in Essex on 31 December 2025.",
        ),
        (
            one(DUE, 512, 3020),
            "512 of 3,020 children (17.0%) whose 20 weeks ended in Essex in the 12 months to "
            "31 December 2025 had their plan in time.",
        ),
    ],
)
def test_headlines(answer, text):
    assert headline_sentence(answer, "Essex") == text


def test_every_measure_has_a_headline():
    for m in catalogue.measures().values():
        made = one(m, 30, 40) if m.kind != "mean" else answer_of(m, row(SHARE, 30, 40))
        for answer in (made, one(m, blank="no_cases")):
            text = headline_sentence(answer, "Essex")
            assert text.endswith(".") and not BROKEN.search(text), text
            assert not re.search(r"\d%", text) or " of " in text, text


def test_a_missing_value_has_no_percentage():
    for blank in (*BLANK_WORDS, "a_new_reason"):
        assert "%" not in headline_sentence(one(blank=blank), "Essex")


def test_the_law_is_told_with_the_count_that_missed_it():
    law = "By law: every plan within 20 weeks, unless an exception applies."
    assert against_limit(one(SHARE, 454, 2420)) == f"{law} 1,966 of 2,420 plans missed it."
    assert against_limit(one(SHARE, 20, 20)) == f"{law} That is met."
    assert against_limit(one(STOCK, 1, np.nan)).endswith("1 child does.")
    assert against_limit(one(STOCK, 0, np.nan)).endswith("That is met.")
    assert against_limit(one(COUNT, 5, np.nan)) == ""
    before_the_law = Selection("881", date(2010, 1, 1))
    assert against_limit(one(SHARE, 1, 2, selection=before_the_law)) == ""


def said_of_a_year(m, now, before):
    return year_before(answer_of(m, now), change_between(m, now, before))


def test_a_year_before_in_percentage_points_with_what_chance_can_do():
    assert said_of_a_year(SHARE, row(x=47, n=178), row(x=40, n=113)) == (
        "A year before: 40 of 113 (35%). "
        "Down 9 percentage points, which its usual ups and downs could explain."
    )
    told = said_of_a_year(SHARE, row(x=400, n=1000), row(x=200, n=1000))
    assert told == (
        "A year before: 200 of 1,000 (20.0%). Up 20 percentage points, more than its usual ups and "
        "downs explain (between 16 and 24 percentage points)."
    )
    told = said_of_a_year(SHARE, row(x=454, n=2420), row(x=297, n=1833))
    assert told.endswith("explain (between 0.2 and 5 percentage points).")


def test_a_year_before_in_counts_and_weeks():
    assert said_of_a_year(STOCK, row(STOCK, 1204, np.nan), row(STOCK, 1166, np.nan)) == (
        "A year before: 1,166 children; now 38 more."
    )
    assert (
        said_of_a_year(STOCK, row(STOCK, 5, np.nan), row(STOCK, 5, np.nan))
        == "A year before: the same, 5 children."
    )
    now, then = (row(MEDIAN, value=weeks) for weeks in (44.5, 49.0))
    assert said_of_a_year(MEDIAN, now, then) == "A year before: 49 weeks; now 4.5 weeks less."
    assert (
        said_of_a_year(STOCK, row(STOCK, 5, np.nan), row(STOCK, blank="no_cases"))
        == "A year before: no cases."
    )
    assert said_of_a_year(STOCK, row(STOCK, blank="not_yet_due"), row(STOCK, 5, np.nan)).startswith(
        "No comparison: "
    )


def test_rounded_counts_claim_neither_all_nor_what_chance_does():
    def against(x, n, **more):
        return against_limit(one(SHARE, x, n, rounded=True, **more))

    law = "By law: every plan within 20 weeks, unless an exception applies. "
    assert against(55, 75) == f"{law}About 20 of 75 plans missed it."
    assert against(75, 75) == f"{law}That is met, or nearly."
    assert against_limit(under(one(SHARE, 0, 35), 5)) == f"{law}Nearly all of 35 plans missed it."
    few = under(one(STOCK, 0, np.nan), 5)
    assert against_limit(few).endswith("Under 5 children do.")
    now, then = row(SHARE, 55, 75), row(SHARE, 15, 75)
    told = year_before(one(SHARE, 55, 75, rounded=True), change_between(SHARE, now, then))
    assert told == "A year before: 15 of 75 (20%). Up 53 percentage points."


def test_bands_and_under_so_many_have_no_difference_of_a_year():
    now, then = (in_bands(MEDIAN, (("Mid", weeks),)) for weeks in (0.0, 20.0))
    told = year_before(now, change_between(MEDIAN, now.row, then.row))
    assert told == "A year before: 20 to 52 weeks."
    few, many = under(one(STOCK, 0, np.nan), 5), row(STOCK, 15, np.nan)
    told = year_before(few, change_between(STOCK, few.row, many))
    assert told == "A year before: 15 children."
    assert headline_sentence(now, "Mid").startswith("Median weeks to issue a plan: up to 20 weeks")


NUMBERS = st.one_of(st.just(np.nan), st.floats(-1e9, 1e9))
COUNTS = st.one_of(st.just(np.nan), st.integers(0, 10**6).map(float))
BLANKS = st.one_of(st.none(), st.sampled_from([*BLANK_WORDS, ""]))
MEASURES = st.sampled_from(list(catalogue.measures().values()))


@settings(max_examples=80)
@given(MEASURES, st.one_of(NUMBERS, st.just(np.inf)), COUNTS, COUNTS, NUMBERS, NUMBERS, BLANKS,
       st.booleans())  # fmt: skip
def test_no_row_ever_prints_nan_or_none(m, value, x, n, low, high, blank, flag):
    made = Row(m.id, "Mid", None, "", x, n, value, low, high, blank)
    answer = answer_of(m, made, rounded=flag)
    told = [
        value_text(m, made, rounded=flag, banded=flag),
        headline_sentence(answer, "Essex"),
        against_limit(answer),
    ]
    if not np.isinf(value):
        other = made._replace(value=0.5, blank=None)
        told.append(year_before(answer, change_between(m, made, other)))
    for text in told:
        assert isinstance(text, str) and not BROKEN.search(text), text
