"""How old the open cases are: in words, and as bars."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.kit.template import in_dark
from sendviz.panels.ages import (
    BANDS,
    age_bars,
    ages_heading,
    not_shown,
    past_heading,
    stacked_bands,
)
from tests.answers import STOCK, by_area, one
from tests.pictures import check_plain, hovers, notes

SHARE = catalogue.get("share_open_over_20_weeks")


def counts(*values, **known):
    """The counts by area; None: not yet due."""
    answer = by_area(STOCK, tuple((area, n or 0, 1) for area, n in values), **known)
    gone = [n is None for _, n in values]
    frame = answer.frame.assign(denominator=np.nan)
    frame.loc[gone, ["numerator", "value"]] = np.nan
    frame.loc[gone, "blank"] = "not_yet_due"
    return answer.with_frame(frame)


THREE = counts(("Mid", 45), ("South", 180), ("West", 120))


def test_areas_without_a_count_are_named():
    text = not_shown(counts(("City", 10), ("South", 20), ("Fenland", None), ("East", None)))
    assert text == "Not shown: Fenland and East (not yet due)."
    assert not_shown(THREE) == ""


def test_how_many_are_past_20_weeks():
    assert ages_heading(one(SHARE, 60, 100)) == "60 of 100 (60%) have waited past 20 weeks"
    assert ages_heading(one(SHARE, blank="no_cases")) == (
        "Open cases by how long they have waited: no cases"
    )


@pytest.mark.parametrize(
    ("late", "where"),
    [((62, 73), "every"), ((62, 50), "one of two"), ((62, None), None)],
)
def test_in_how_many_areas_most_have_waited_past_20_weeks(late, where):
    """More than half of 100 each."""
    shares = by_area(SHARE, tuple((f"A{n}", n, 100 if n else None) for n in late))
    plural = "quadrants" if where == "one of two" else "quadrant"
    said = f"In {where} {plural} most children have waited past 20 weeks"
    if where is None:
        said = "How long open cases have waited, by quadrant"
    assert past_heading(shares, "quadrant") == said


@pytest.mark.parametrize(
    ("late", "said"),
    [
        ((40, 50), "In no former council have most children waited past 20 weeks"),
        ((0, 1), "In no former council have most children waited past 20 weeks"),
        ((0, 0), "No child has waited past 20 weeks in any former council"),
    ],
)
def test_most_are_not_said_to_have_waited_where_few_or_none_have(late, said):
    shares = by_area(SHARE, tuple((f"A{n}", n, 100) for n in late))
    assert past_heading(shares, "former council") == said
    rounded = replace(shares, rounded=True)
    assert past_heading(rounded, "former council") == said.replace("No child", "Hardly any child")


def bands(*values):
    """The answers of the bands of waiting; None: not known."""
    return [
        one(catalogue.get(id), n or 0, np.nan, blank=None if n else "not_known")
        for id, n in zip(BANDS, values, strict=True)
    ]


NOW, BEFORE = bands(30, 40, None, 20, 10, 50), bands(35, 45, 15, 25, 15, 55)


def test_age_bands_keep_their_order_and_stand_at_their_values():
    (bar,) = age_bars(NOW).data
    assert bar.x == (30, 40, None, 20, 10, 50)
    heads = [note.y for note in age_bars(NOW).layout.annotations]
    assert list(bar.y) == [head + 10 for head in heads]
    assert "Up to 6 weeks" in notes(age_bars(NOW))[0]


def test_a_year_before_is_hollow_and_named():
    fig = age_bars(NOW, BEFORE, earlier_name="31 December 2024")
    check_plain(fig)
    check_plain(in_dark(fig))
    now, before = fig.data
    assert now.x == (30, 40, None, 20, 10, 50) and before.x == (35, 45, 15, 25, 15, 55)
    assert before.name == "31 December 2024"
    assert [b - a > 0 for a, b in zip(now.y, before.y, strict=True)] == [True] * 6
    assert "Up to 6 weeks, 31 december 2024" in hovers(fig)[6]
    assert fig.layout.xaxis.range[1] >= 55


def test_no_bands_say_why():
    for none, why in (([], "no cases"), (bands(*[None] * 6), "not known")):
        fig = age_bars(none)
        assert not fig.data and why in notes(fig)[0]


@pytest.mark.parametrize(
    "answer, is_drawn",
    [
        (THREE, True),
        (THREE.with_frame(THREE.frame.iloc[:0]), False),
        (counts(("Mid", None), ("South", None)), False),
        (THREE.of("Mid"), True),
    ],
)
def test_stacked_bands_draw_or_say_why_not(answer, is_drawn):
    fig = stacked_bands([answer, answer])
    check_plain(fig)
    check_plain(in_dark(fig))
    assert bool(fig.data) is is_drawn
    assert is_drawn or len(fig.layout.annotations) == 1


def test_each_part_of_a_stack_has_its_length_in_the_row_of_its_area():
    other = counts(("West", 7), ("Mid", None))
    fig = stacked_bands([THREE, other])
    rows = {note.text: note.y + 15 for note in fig.layout.annotations}
    first, second = fig.data
    assert first.x == (45, 180, 120)
    assert list(first.y) == [rows[f"<b>{area}</b>"] for area in ("Mid", "South", "West")]
    assert second.x == (7, None) and list(second.y) == [rows["<b>West</b>"], rows["<b>Mid</b>"]]
    assert first.text == ("45", "180", "120") and second.text == ("7", "")
    assert fig.layout.barmode == "stack" and hovers(fig)[0].endswith("45 children")
