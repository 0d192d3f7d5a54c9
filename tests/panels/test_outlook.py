"""How long waits were, and what the list holds for a child referred now."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.findings.pace import Pace
from sendviz.panels.outlook import half_assessed, outlook_line, outlook_sentence
from tests.answers import answer_of, row

HALF = catalogue.get("median_wait_open_and_seen")
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
NAN = float("nan")


def test_half_assessed_tells_of_the_period():
    told = answer_of(HALF, row(HALF, 0, np.nan, value=61.0))
    assert half_assessed(told) == (
        "Half were assessed within 61 weeks in the 12 months to 31 December 2025, counting those "
        "still waiting"
    )
    open_ended = answer_of(HALF, row(HALF, blank="not_yet_due"))
    assert half_assessed(open_ended).startswith("Half were not assessed within the time seen in ")
    assert half_assessed(answer_of(HALF, row(HALF, blank="not_submitted"))) == ""


@pytest.mark.parametrize(
    "change, weeks, half, told",
    [
        (216, 117.3, 61, "The list grew by 216: a child referred now may wait up to 117 weeks"),
        (-1200, 35.0, 49, "The list shrank by 1,200: a child referred now may wait up to 35 weeks"),
        (216, 117.3, NAN, "The list grew by 216: a child referred now may wait up to 117 weeks"),
        # Not in turn, many gone unseen, or too few seen to tell of a pace.
        (45, 8.4, 9, "The list grew by 45: a child referred now may wait longer"),
        (45, NAN, 9, "The list grew by 45: a child referred now may wait longer"),
        (-45, 12.0, 9, "The list shrank by 45: a child referred now may wait for a shorter time"),
        (-45, 12.0, NAN, "The list shrank by 45: a child referred now may wait for a shorter time"),
    ],
)
def test_the_line_of_a_list_that_moved(change, weeks, half, told):
    assert outlook_line(Pace(change, weeks, YEAR), half) == told
    assert len(told.split()) <= 15


def test_the_caption_says_how_it_is_worked_out():
    assert outlook_sentence(Pace(216, 117.3, YEAR), 61) == (
        "The list grew by 216 in the 12 months to 31 December 2025: at the pace of that time it "
        "holds 117 weeks’ work. The curves tell how waits went; a child referred now will probably "
        "wait longer, up to that if children are seen in turn."
    )
    assert outlook_sentence(Pace(-45, 12.0, YEAR), 9).endswith(
        "will probably wait for a shorter time."
    )
    assert outlook_line(None, 9) == outlook_sentence(None, 9) == ""
