"""The small line of a card: from nought to the highest, gaps as gaps, the last value as a dot."""

from __future__ import annotations

import re
import xml.etree.ElementTree as xml
from math import nan

from hypothesis import given
from hypothesis import strategies as st

from sendviz.kit.html import Card, cards
from sendviz.kit.sparkline import EDGE, HEIGHT, WIDTH, sparkline


def points(drawn):
    parts = re.findall(r'points="([^"]*)"', drawn)
    return [[tuple(map(float, pair.split(","))) for pair in part.split()] for part in parts]


def test_the_highest_is_at_the_top_and_nought_at_the_bottom():
    (line,) = points(sparkline([0, 5, 10]))
    assert line == [(EDGE, HEIGHT - EDGE), (WIDTH / 2, HEIGHT / 2), (WIDTH - EDGE, EDGE)]
    (net,) = points(sparkline([-10, 0, 10]))
    assert [y for _, y in net] == [HEIGHT - EDGE, HEIGHT / 2, EDGE]


def test_a_gap_is_not_drawn_over_and_the_last_value_is_a_dot():
    drawn = sparkline([3, 4, nan, 2, 1, nan])
    assert [len(part) for part in points(drawn)] == [2, 2]
    x, _ = points(drawn)[1][-1]
    assert f'cx="{x:.1f}"' in drawn
    assert sparkline([nan, 3]) == "" and sparkline([]) == ""


@given(st.lists(st.one_of(st.just(nan), st.floats(-1e6, 1e6)), max_size=24))
def test_any_values_stay_within_the_picture(values):
    drawn = sparkline(values)
    if drawn:
        xml.fromstring(drawn)
        spots = [spot for part in points(drawn) for spot in part]
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in spots)


def test_a_card_has_its_line_between_value_and_sign():
    told = cards([Card("Plans", "18%", months=(1.0, 2.0))])
    assert told.index("18%") < told.index("<svg") and 'aria-hidden="true"' in told
    assert "<svg" not in cards([Card("Plans", "18%")])
