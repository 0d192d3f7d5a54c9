"""Cards: what is large, what stands beside it, and what its chart says."""

from __future__ import annotations

import numpy as np
import pytest

from sendviz.panels.flow import growth_words
from sendviz.panels.headline import large_and_small
from tests.answers import (
    LONGEST,
    MEDIAN,
    NET,
    RATE,
    SHARE,
    STOCK,
    answer_of,
    in_bands,
    one,
    row,
    under,
)


@pytest.mark.parametrize(
    "answer, large, small",
    [
        (one(SHARE, 454, 2420), "18.8%", "454 of 2,420 plans"),
        (one(STOCK, 1204, np.nan), "1,204", "children"),
        (one(NET, 15, np.nan), "+15", "children"),
        (one(RATE, 1300, 200000), "6.5", "per 1,000 (1,300 of 200,000)"),
        (answer_of(LONGEST, row(LONGEST, value=44.5)), "44.5", "weeks"),
        (one(SHARE, blank="not_yet_due"), "not yet due", ""),
        (under(one(SHARE, 0, 35), 5), "under 5", "of 35 plans"),
        (under(one(STOCK, 0, np.nan), 5), "under 5", "children"),
        (in_bands(MEDIAN, (("Essex", 20.0),)), "20 to 52", "weeks"),
    ],
)
def test_a_value_in_two_parts(answer, large, small):
    assert large_and_small(answer) == (large, small)


@pytest.mark.parametrize(
    ("net", "came", "said"),
    [
        (64, 3777, "The queue is almost level: 64 more"),
        (-40, 3777, "The queue is almost level: 40 fewer"),
        (873, 1973, "The queue grew by 873"),
        (-55, 930, "The queue shrank by 55"),
        (0, 930, "The queue stayed as long as it was"),
        (3, 0, "The queue grew by 3"),
    ],
)
def test_a_queue_says_what_it_did(net, came, said):
    """Almost level: by less than 5 in 100 of those who came in."""
    assert growth_words(net, came) == said


def test_a_queue_of_rounded_counts_says_about():
    assert growth_words(-20, 130, rounded=True) == "The queue shrank by about 20"
    assert growth_words(0, 130, rounded=True) == "The queue stayed about as long as it was"
