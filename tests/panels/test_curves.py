"""The curves of waits: in words, what is drawn, and how far their axes reach."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sendviz.kit.template import in_dark
from sendviz.panels.curves import curve_heading, curve_sentence, curves_figure
from sendviz.stats.survival import Percentile
from tests.answers import curve, waits
from tests.pictures import check_plain, hovers, notes


def drawn(*curves, limit=20.0, name="Legal limit"):
    return curves_figure(waits(*curves), limit, name)


def test_curves_in_words():
    one = curve_sentence(waits(curve("Essex", 402)))
    assert one == (
        "Of 402 children, counting those still waiting: half had their answer by week 34, "
        "nine in ten not yet within the time seen."
    )
    two = curve_sentence(
        waits(
            curve("Mid"), curve("West", scale=20.0), curve("South", blank="no_cases"), p_value=0.2
        )
    )
    assert two == (
        "Half had their answer by: West week 17, Mid week 34. "
        "Chance alone could explain the difference between "
        "the areas (log-rank test). Not shown: South (no cases)."
    )
    both = waits(curve("Mid"), curve("West"), p_value=0.01)
    assert "more than chance explains" in curve_sentence(both)
    assert curve_sentence(waits(curve(blank="no_cases"))).startswith("No curve can be shown.")


def middle_of(area, week):
    return replace(curve(area), median=Percentile(week, None, None))


def test_curves_as_a_heading_of_few_words():
    one = curve_heading(waits(curve("Essex", 402)))
    assert one == "Half had their answer by week 34, nine in ten not yet"
    west, mid, south = middle_of("West", 47.0), middle_of("Mid", 59.0), middle_of("South", None)
    assert curve_heading(waits(mid, west, p_value=0.01)) == (
        "Half had their answer within 47 weeks in West, 59 in Mid"
    )
    assert curve_heading(waits(mid, west, south, p_value=0.01), "were assessed") == (
        "Half were assessed within 47 weeks in West, not yet in South"
    )
    assert curve_heading(waits(mid, west, p_value=0.3)) == (
        "Half had their answer by week 47 to 59: no clear difference between the areas"
    )
    assert curve_heading(waits(south, south, p_value=0.01)).startswith("Not yet half had")
    assert curve_heading(waits(curve(blank="no_cases"))) == "No curve can be shown"


def test_long_names_of_areas_stand_in_the_sentence_not_in_the_heading():
    one = middle_of("Daventry and South Northamptonshire and Towcester", 20.0)
    other = middle_of("Northampton and its two garden villages", 30.0)
    heading = curve_heading(waits(one, other, p_value=0.01))
    assert heading == "Half had their answer within 20 weeks in one area, 30 in another"


def test_what_happens_at_half_is_the_callers_word():
    half = replace(curve("All", waited=9), median=Percentile(30.0, None, None))
    assert curve_sentence(waits(half), "were assessed").startswith(
        "Of 9 children, counting those still waiting: half were assessed by week 30"
    )


def test_intervals_stand_beside_the_medians_and_one_that_is_not_reached_is_last():
    early = replace(curve("Mid"), median=Percentile(48.0, 44.0, 52.0))
    late = replace(curve("West"), median=Percentile(60.0, 55.0, None))
    never = replace(curve("South"), median=Percentile(None, None, None))
    assert curve_sentence(waits(never, late, early)) == (
        "Half had their answer by (95% intervals): Mid week 48 (44 to 52), "
        "West week 60 (55 or later), South not yet reached."
    )


def test_curves_draw_or_say_why_not():
    empty = curve("West", blank="no_cases")
    for found, is_drawn in (
        ((curve("Mid"), curve("South", scale=30.0), empty), True),
        ((curve("Essex"),), True),
        ((empty,), False),
        ((), False),
    ):
        fig = drawn(*found)
        check_plain(fig)
        check_plain(in_dark(fig))
        assert bool(fig.data) is is_drawn
    assert notes(drawn(empty)) == ["Nothing to show: no cases."]


def test_each_curve_is_drawn_as_steps_at_its_shares():
    found = curve("Mid"), curve("South", scale=30.0)
    for trace, each in zip(drawn(*found).data, found, strict=True):
        assert list(trace.x) == each.weeks.tolist() and list(trace.y) == each.share.tolist()
        assert trace.line.shape == "hv"
    names = [trace.name for trace in drawn(*found).data]
    assert names == ["Mid: half by week 34", "South: half by week 25"]


def test_one_curve_has_its_interval_and_all_that_is_possible_where_that_is_not_known():
    one = curve("Mid")
    one.low[0] = one.high[0] = np.nan
    low, high, line = drawn(one).data
    assert (low.y[0], high.y[0]) == (0.0, 1.0)
    assert list(low.y[1:]) == one.low[1:].tolist() and list(high.y[1:]) == one.high[1:].tolist()
    assert (high.fill, low.line.width, list(line.y)) == ("tonexty", 0, one.share.tolist())


@pytest.mark.parametrize("limit, name", [(20.0, "Legal limit"), (13.0, "NICE standard")])
def test_the_limit_stands_at_its_week_and_is_named_to_its_right(limit, name):
    fig = drawn(curve("Mid"), curve("South"), limit=limit, name=name)
    (line,) = fig.layout.shapes
    assert (line.x0, line.x1, line.y0, line.y1, line.yref) == (limit, limit, 0, 1, "paper")
    (note,) = fig.layout.annotations
    assert note.text == f"{name} {limit:.0f} weeks"
    assert (note.x, note.xanchor, note.yanchor) == (limit, "left", "top")


def test_hover_has_the_words_and_the_counts():
    told = hovers(drawn(curve(waited=402)))
    assert any("of 402 children still wait" in text for text in told)


@pytest.mark.parametrize(
    "medians, weeks, end",
    [
        ((40, None), 300, 104),  # two years hold every median
        ((136, 90), 300, 156),
        ((156, 136), 300, 182),
        ((260,), 400, 312),
        ((40,), 90, 90),  # never past the longest curve
        ((156,), 170, 170),
    ],
)
def test_the_axis_of_the_curves_reaches_past_every_median_named(medians, weeks, end):
    found = [
        replace(
            curve(f"Area {place}"),
            weeks=np.arange(0.0, weeks + 1),
            share=np.linspace(1.0, 0.0, weeks + 1),
            median=Percentile(value, None, None),
        )
        for place, value in enumerate(medians)
    ]
    fig = drawn(*found, limit=13, name="NICE standard")
    assert tuple(fig.layout.xaxis.range) == (0, end)
    assert fig.layout.yaxis.title.text == "share still waiting"
