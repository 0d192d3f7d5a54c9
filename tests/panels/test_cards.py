"""Cards: what is large, what stands beside it, and what its chart says."""

from __future__ import annotations

import numpy as np
import pytest

from sendviz.findings import trend
from sendviz.panels.headline import large_and_small, official_value, pace_words, trend_words
from sendviz.stats.spc import xmr
from tests.answers import (
    COUNT,
    LONGEST,
    MEDIAN,
    NET,
    RATE,
    SHARE,
    STOCK,
    answer_of,
    in_bands,
    monthly,
    one,
    row,
    under,
)

USUAL = [10.0, 12.0] * 8


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


def test_an_official_figure_stands_with_its_counts_or_says_that_they_are_not_published():
    printed = one(SHARE, 46498, 102203).row
    assert official_value(printed, "England", 2025) == "England 46,498 of 102,203 (45.5%) in 2025"
    bare = printed._replace(numerator=np.nan)
    assert official_value(bare, "England", 2025) == "England 45.5% in 2025 (counts not published)"


@pytest.mark.parametrize(
    ("net", "latest", "said"),
    [
        (873, [11.0], "still growing, at its usual pace"),
        (0, [11.0], "level, within its usual range"),
        (-3, [11.0], "shrinking, within its usual range"),
        (873, [60.0], "growing faster than usual since Mar 2025"),
        (873, [2.0], "growing more slowly than usual since Mar 2025"),
        (873, [-40.0], "shrinking since Mar 2025, unlike usual"),
        # Below the average still, but the seventh rise in a row.
        (873, [4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0], "growing ever faster since Mar 2025"),
    ],
)
def test_the_pace_of_a_queue(net, latest, said):
    """A queue that usually grows by 10 or 12 a month: the sign beside its net is of the pace."""
    chart = xmr([*USUAL, *latest], "lower")
    assert pace_words(net, chart, "Mar 2025") == said
    falling = xmr([-each for each in (*USUAL, *latest)], "lower")
    turned = said.replace("growing", "*").replace("shrinking", "growing").replace("*", "shrinking")
    assert pace_words(-net, falling, "Mar 2025") == turned


def of_months(m, nets):
    answer = monthly(m, tuple((each, np.nan) for each in nets))
    return trend.control_charts(answer)


def test_a_signal_of_a_net_says_since_when():
    assert trend_words(one(NET, 873, np.nan), of_months(NET, [*USUAL, 60.0])) == (
        "growing faster than usual since May 2025"
    )


def test_the_pace_is_not_told_of_other_measures_nor_of_short_charts():
    assert trend_words(one(NET, 873, np.nan), of_months(NET, USUAL[:2])) == (
        "too few months to tell"
    )
    assert trend_words(one(COUNT, 873, np.nan), of_months(COUNT, USUAL)) == "no real change"
