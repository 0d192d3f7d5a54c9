"""Where the time goes: in words, and each mark at its weeks."""

from __future__ import annotations

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.kit.template import in_dark
from sendviz.panels.stages import Stage, stages_figure, stages_heading, stages_sentence
from tests.answers import MEDIAN, amounts, answer_of, row
from tests.pictures import check_plain, hovers

AREAS = [("Mid", 5.0), ("South", 7.0)]
HALF, NINE = amounts(MEDIAN, AREAS), amounts(MEDIAN, [("South", 11.0), ("Mid", 9.5)])
NONE = HALF.with_frame(HALF.frame.assign(value=np.nan, low=np.nan, high=np.nan, blank="no_cases"))


def drawn(half=HALF, nine=None, limit=6.0):
    return stages_figure([Stage("Request to decision", half, nine, limit)])


def heights(fig):
    """Where the mark of each row stands: 9 pixels under its heading."""
    return {note.text: note.y + 9 for note in fig.layout.annotations}


@pytest.mark.parametrize(
    "half, is_drawn",
    [
        (HALF, True),
        (HALF.with_frame(HALF.frame.iloc[:0]), False),
        (NONE, False),
        (HALF.of("Mid"), True),
    ],
)
def test_stages_draw_or_say_why_not(half, is_drawn):
    fig = drawn(half)
    check_plain(fig)
    check_plain(in_dark(fig))
    assert bool(fig.data) is is_drawn
    assert is_drawn or len(fig.layout.annotations) == 1


def test_each_mark_stands_at_its_weeks_in_the_row_of_its_area():
    fig = drawn(nine=NINE)
    rows = heights(fig)
    mid, south = rows["Mid: 5\u00a0weeks"], rows["South: 7\u00a0weeks"]
    dots = [(t.x, t.y) for t in fig.data if t.mode == "markers" and t.x[0] is not None]
    assert dots == [((5.0,), (mid,)), ((7.0,), (south,))]
    ranges = [(t.x, t.y) for t in fig.data if t.mode == "lines" and t.line.width == 5]
    assert ranges[:2] == [((5.0, 9.5), (mid, mid)), ((7.0, 11.0), (south, south))]


def test_the_legal_limit_is_a_line_at_its_weeks_in_every_row():
    fig = drawn(nine=NINE, limit=6.0)
    ticks = [t for t in fig.data if t.line.width == 3 and t.x[0] is not None]
    assert [t.x for t in ticks] == [(6.0, 6.0, None)] * 2
    rows = heights(fig)
    for tick, name in zip(ticks, ("Mid: 5\u00a0weeks", "South: 7\u00a0weeks"), strict=True):
        assert (tick.y[0] + tick.y[1]) / 2 == rows[name]
    names = [t.name for t in fig.data if t.x[0] is None]
    assert names == ["half within", "nine in ten within", "legal limit"]


def test_what_does_not_occur_is_not_named():
    assert [t.name for t in drawn(limit=None).data if t.x[0] is None] == ["half within"]


def test_the_axis_holds_every_mark():
    assert drawn(nine=NINE, limit=20.0).layout.xaxis.range[1] == pytest.approx(20 * 1.06)
    assert drawn(nine=NINE).layout.xaxis.range == (0, pytest.approx(11 * 1.06))


def test_hover_has_half_nine_in_ten_and_the_law():
    told = hovers(drawn(nine=NINE))
    assert told[0] == (
        "<b>Mid</b><br>half within 5 weeks<br>nine in ten within 9.5 weeks<br>legal limit 6 weeks"
    )


def test_the_middle_of_each_stage_in_words():
    ids = ("weeks_to_decision", "weeks_from_decision_to_plan", "median_weeks_to_issue")
    told = ({"value": 5.0}, {"value": 51.1}, {"blank": "no_cases"})
    stages = [catalogue.get(id) for id in ids]
    middles = [answer_of(m, row(m, **each)) for m, each in zip(stages, told, strict=True)]
    assert stages_sentence(middles) == (
        "Half of the decisions took at most 5 weeks. Half of the plans took at most 51.1 weeks "
        "from the decision to assess. These middles do not add up: each stage has its own children."
    )
    assert stages_sentence(middles[2:]) == "No stage has been timed in this period."


@pytest.mark.parametrize(
    ("middles", "said"),
    [
        (
            (5.0, 51.1, 56.4),
            "Nearly all the wait comes after the decision to assess: about 51 of 56",
        ),
        ((6.0, 14.0, 20.0), "Most of the wait comes after the decision to assess: about 14 of 20"),
        ((12.0, 8.0, 20.0), "Most of the wait comes before the decision to assess: about 12 of 20"),
        (
            (5.0, 30.0, 29.0),
            "Nearly all the wait comes after the decision to assess: about 29 of 29",
        ),
    ],
)
def test_where_most_of_the_wait_is_as_a_heading(middles, said):
    """Middles do not add up: a stage may have a longer one than the whole way."""
    assert stages_heading([row(MEDIAN, value=each) for each in middles]) == f"{said} weeks"
    known = [row(MEDIAN, value=each) for each in middles[:2]]
    assert stages_heading([*known, row(MEDIAN, blank="no_cases")]) == "Where the time goes"
