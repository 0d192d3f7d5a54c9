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
from sendviz.kit.values import BLANK_WORDS, value_text
from sendviz.panels.headline import against_limit, headline_sentence
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


def test_rounded_counts_do_not_claim_all():
    def against(x, n, **more):
        return against_limit(one(SHARE, x, n, rounded=True, **more))

    law = "By law: every plan within 20 weeks, unless an exception applies. "
    assert against(55, 75) == f"{law}About 20 of 75 plans missed it."
    assert against(75, 75) == f"{law}That is met, or nearly."
    assert against_limit(under(one(SHARE, 0, 35), 5)) == f"{law}Nearly all of 35 plans missed it."
    few = under(one(STOCK, 0, np.nan), 5)
    assert against_limit(few).endswith("Under 5 children do.")


def test_a_middle_in_bands_is_told_as_its_band():
    now = in_bands(MEDIAN, (("Mid", 0.0),))
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
    for text in told:
        assert isinstance(text, str) and not BROKEN.search(text), text
