"""Small control charts: the same axes, and the same marks as the large one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sendviz.findings.trend import control_charts, told_of
from sendviz.kit.template import in_dark
from sendviz.panels.multiples import (
    multiples_heading,
    multiples_note,
    multiples_sentence,
    small_charts,
)
from sendviz.panels.trend import control_chart
from tests.answers import SHARE, monthly
from tests.pictures import check_plain, notes

SHARES = ((40, 113), (41, 120), (47, 178)) * 6


def trend(values=SHARES, sizes=(("North East", 18), ("Mid", 18), ("West", 6))):
    answers = [monthly(values=values[:size], area=name) for name, size in sizes]
    return control_charts(answers[0].with_frame(pd.concat([each.frame for each in answers])))


def of_plot(fig, place):
    axis = "x" if place == 1 else f"x{place}"
    return [trace for trace in fig.data if trace.xaxis == axis]


def test_small_multiples_have_a_finding_and_a_legend():
    answers = {name: monthly(values=((40, 113), (47, 120)) * 8, area=name) for name in ("A", "B")}
    found = {name: told_of(answer) for name, answer in answers.items()}
    assert multiples_sentence(found, "quadrant") == "No real change: both quadrants."
    step = told_of(monthly(values=[(each, 100) for each in [28, 32] * 15 + [60] * 5]))
    assert multiples_sentence({"C": step, **found}, "quadrant") == (
        "Getting better: C. No real change: A and B."
    )
    text = multiples_note(SHARE, {"C": step, **found})
    assert text.startswith("Same axes for all: ☆ better than usual and ★ getting better. The band")
    assert text.endswith("Law: every plan (above these axes).")


def test_the_heading_of_many_areas_counts_them():
    same, step = (
        told_of(monthly(values=[(each, 100) for each in values]))
        for values in ([46, 54] * 15, [28, 32] * 15 + [60] * 5)
    )
    places = {f"South {name} End": same if name < "G" else step for name in "ABCDEFGH"}
    assert multiples_heading(places, "district") == (
        "Of 8 districts, 6 no real change, 2 getting better"
    )
    few = dict(list(places.items())[5:7])
    assert multiples_heading(few, "district") == multiples_sentence(few, "district")


@pytest.mark.parametrize("columns", [1, 2])
def test_small_multiples_have_the_same_axes_and_their_own_heads(columns):
    fig = small_charts(trend(), columns=columns)
    check_plain(fig)
    check_plain(in_dark(fig))
    axes = [axis for axis in fig.select_yaxes() if axis.domain]
    days = [axis for axis in fig.select_xaxes() if axis.domain]
    assert len(axes) == 3 and len({axis.range for axis in axes}) == 1
    assert len({axis.range for axis in days}) == 1
    assert {axis.domain[0] for axis in days} == ({0} if columns == 1 else {0, 0.53})
    assert all(0 <= axis.domain[0] < axis.domain[1] <= 1 for axis in axes)
    heads = " ".join(notes(fig))
    assert "<b>Mid</b>" in heads and "too few to tell" in heads


def test_every_area_is_drawn_at_its_own_values_and_limits():
    found = trend(((3, 40), (0, 40)) * 9)
    fig = small_charts(found)
    for place, (name, told) in enumerate(found.places.items(), start=1):
        chart = told.chart
        drawn = [each for each in of_plot(fig, place) if each.line.width != 3]
        *lines, points = drawn
        rows = found.answer.of(name).rows
        assert list(points.x) == [row.period_start for row in rows]
        assert list(points.y) == pytest.approx([row.value for row in rows])
        assert all(f"{row.numerator:.0f} of {row.denominator:.0f}" in text
                   for row, text in zip(rows, points.hovertext, strict=True))  # fmt: skip
        if np.isfinite(chart.upper).any():
            low, high, centre, line = lines
            assert chart.lower.min() < 0
            assert list(low.y) == pytest.approx(np.maximum(chart.lower, 0))
            assert list(high.y) == pytest.approx(np.minimum(chart.upper, 1))
            assert list(centre.y) == pytest.approx(chart.centre)
        assert list(lines[-1].y) == pytest.approx([row.value for row in rows])


def test_the_small_chart_and_the_large_one_draw_the_same():
    found = trend(tuple((20 + i % 5 + 40 * (i > 14), 100) for i in range(18)), (("Mid", 18),))
    small, large = small_charts(found), control_chart(found.told)
    for one, other in zip(small.data[:4], large.data[:4], strict=True):
        assert one.y == other.y and one.x == other.x
    points = {
        x: (y, trace.marker.symbol)
        for trace in large.data
        if trace.mode == "markers"
        for x, y in zip(trace.x, trace.y, strict=True)
    }
    (marks,) = [each for each in small.data if each.mode == "markers"]
    assert "star" in marks.marker.symbol
    assert points == {
        x: (y, look) for x, y, look in zip(marks.x, marks.y, marks.marker.symbol, strict=True)
    }


def test_no_area_with_figures_says_so():
    fig = small_charts(trend((None, None), (("Mid", 2),)))
    assert not fig.data and "no area with enough figures" in notes(fig)[0]
