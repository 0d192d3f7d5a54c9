"""Areas as dots and as a funnel: every mark where its row puts it, limits where they are."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.findings.spread import compare_areas
from sendviz.kit.template import in_dark
from sendviz.panels.areas import area_dots
from sendviz.panels.bars import bar_chart
from sendviz.panels.funnel import funnel
from sendviz.stats.funnel import proportion_limits
from tests.answers import (
    MEDIAN,
    SHARE,
    STOCK,
    amounts,
    by_area,
    one,
    tidy,
    under,
    without_intervals,
)
from tests.pictures import check_plain, hovers, notes, strings

TWELVE = tuple((f"District {i}", 20 + i * 3, 150 + i * 20) for i in range(12))
FEW = by_area(values=(("Mid", 1, None), ("South", 1, None)))
ESSEX = tidy(SHARE, [("Essex", None, "", 47, 178, None)])


def dots(fig):
    """By area, its dot."""
    return {trace.name: trace for trace in fig.data if trace.mode == "markers"}


def in_funnel(answer, tau2=0.0):
    return funnel(answer, 0.2, compare_areas(answer, 0.2).standing, tau2)


@pytest.mark.parametrize(
    "answer, is_drawn",
    [
        (by_area(), True),
        (FEW, False),
        (by_area().of("nowhere"), False),
        (by_area().of("Mid"), True),
        (by_area(STOCK), True),
        (without_intervals(amounts(MEDIAN, (("A", 20.0), ("B", 26.0)))), True),
    ],
)
def test_dots_are_drawn_or_say_why_not(answer, is_drawn):
    fig = area_dots(answer, ESSEX)
    check_plain(fig)
    check_plain(in_dark(fig))
    assert bool(fig.data) is is_drawn
    assert is_drawn or len(fig.layout.annotations) == 1


def test_each_dot_stands_at_its_value_between_its_limits_highest_first():
    answer = by_area()
    fig = area_dots(answer, ESSEX)
    found = dots(fig)
    ranges = [each for each in fig.data if each.mode == "lines" and each.line.width == 4]
    assert len(ranges) == 3
    for each in answer.rows:
        mark = found[each.area]
        assert mark.x == (each.value,)
        (line,) = [line for line in ranges if line.y == (*mark.y, *mark.y)]
        assert line.x == (each.low, each.high)
    heights = [found[name].y[0] for name in ("West", "South", "Mid")]
    assert heights == sorted(heights), "the axis counts from the top"


def test_the_councils_mark_stands_at_its_value_in_every_row_that_has_one():
    fig = area_dots(by_area(values=(("Mid", 1, None), ("South", 180, 700), ("West", 9, 40))), ESSEX)
    (tick,) = [each for each in fig.data if (each.name or "").startswith("Essex")]
    assert tick.name == "Essex: 47 of 178 (26%)"
    assert [x for x in tick.x if x is not None] == [47 / 178] * 4
    strokes = np.array([y for y in tick.y if y is not None]).reshape(-1, 2)
    assert strokes.mean(axis=1).tolist() == [each.y[0] for each in dots(fig).values()]
    assert not any(each.name == "Essex" for each in area_dots(by_area(STOCK), ESSEX).data)


def test_the_legal_limit_of_a_share_is_drawn_at_its_value():
    fig = area_dots(by_area(), ESSEX)
    (line,) = fig.layout.shapes
    assert line.x0 == line.x1 == SHARE.legal_limit.value
    name = next(note for note in fig.layout.annotations if note.text == "Law: every plan")
    assert name.x == SHARE.legal_limit.value and name.xanchor == "right"
    assert fig.layout.xaxis.range[1] > 1


def test_areas_with_too_few_cases_are_listed_below_the_others():
    fig = area_dots(by_area(values=(("Mid", 1, None), ("South", 180, 700))), ESSEX)
    told = [text for text in notes(fig) if text.startswith("<b>")]
    assert told == ["<b>South</b>  180 of 700 (26%)", "<b>Mid</b>  too few to tell"]


def test_cases_of_no_known_place_are_grey_and_last():
    fig = area_dots(by_area(values=(("Not known", 30, 35), ("A", 1, 9)), buckets=("Not known",)))
    found = dots(fig)
    assert found["Not known"].y > found["A"].y
    assert found["Not known"].marker.color != found["A"].marker.color


def test_every_percentage_in_a_hover_stands_with_its_counts():
    told = hovers(area_dots(by_area(), ESSEX)) + hovers(in_funnel(by_area(values=TWELVE)))
    assert len(told) == 15
    assert all(re.search(r"\d+ of \d+ \(\d+%\)", text) for text in told)


def test_names_are_not_read_as_markup():
    fig = area_dots(by_area(values=(("<a href='x'>North</a>", 45, 380),)))
    assert all("<a" not in text for text in strings(json.loads(fig.to_json())))


@pytest.mark.parametrize("tau2", [0.0, 0.01])
def test_the_funnel_draws_its_limits_and_points_where_they_are(tau2):
    answer = by_area(values=TWELVE)
    fig = in_funnel(answer, tau2)
    check_plain(fig)
    check_plain(in_dark(fig))
    points = {(x, y) for each in fig.data if each.mode == "markers"
              for x, y in zip(each.x, each.y, strict=True)}  # fmt: skip
    assert points == {(each.denominator, each.value) for each in answer.rows}
    edges = [each for each in fig.data if each.mode == "lines"]
    for confidence, name, dash in ((0.95, "95% limits", "dash"), (0.998, "99.8% limits", "solid")):
        high, low = (each for each in edges if each.name == name)
        limits = proportion_limits(0.2, np.array(high.x), confidence, tau2=tau2)
        assert list(high.y) == pytest.approx(limits.high.tolist())
        assert list(low.y) == pytest.approx(limits.low.tolist())
        assert high.line.dash == low.line.dash == dash
    (middle,) = fig.layout.shapes
    assert middle.y0 == middle.y1 == 0.2
    assert next(n for n in fig.layout.annotations if n.text == "all together 20%").y == 0.2


def test_the_funnel_names_who_stands_apart_and_a_limit_far_above():
    told = notes(in_funnel(by_area(values=(*TWELVE, ("Far off", 120, 200)))))
    assert any("Far off 60%" in text for text in told)
    assert any("Law: every plan (above this chart)" in text for text in told)


def test_a_legal_limit_within_the_funnel_is_a_line_at_its_value():
    near = by_area(values=tuple((f"D{i}", 175 + i, 200) for i in range(12)))
    fig = funnel(near, 0.9, compare_areas(near, 0.9).standing)
    assert [shape.y0 for shape in fig.layout.shapes] == [0.9, 1.0]
    assert next(n for n in fig.layout.annotations if n.text == "Law: every plan").y == 1.0


def test_the_funnel_leaves_the_bucket_out_and_says_why_it_is_empty():
    fig = in_funnel(by_area(values=(*TWELVE, ("Not known", 30, 35)), buckets=("Not known",)))
    assert not any("Not known" in text for text in hovers(fig) + notes(fig))
    assert not in_funnel(FEW).data


def test_names_in_a_funnel_do_not_cover_each_other():
    crowd = (("Alpha", 150, 300), ("Beta", 151, 302), ("Gamma", 152, 304))
    fig = in_funnel(by_area(values=(*TWELVE, *crowd)))
    named = [n for n in fig.layout.annotations if n.text.split()[0] in ("Alpha", "Beta", "Gamma")]
    sides = {(note.xanchor, note.yshift) for note in named}
    assert len(named) == len(sides) == 3


def test_a_chart_with_nothing_to_draw_says_why():
    m = catalogue.get("share_waiting_over_18_weeks")
    answer = tidy(m, [("Mid", None, "", np.nan, np.nan, "too_few")])
    for fig in (bar_chart(answer), area_dots(answer)):
        assert notes(fig) == ["Nothing to show: too few to tell."]


def test_a_share_told_as_under_so_many_stands_at_nought_without_an_interval():
    answer = under(by_area(values=(("Mid", 0, 35), ("South", 15, 60))), 5, "Mid")
    fig = area_dots(answer, one(SHARE, 17, 97))
    assert "<b>Mid</b>  under 5 of 35" in notes(fig)
    found = dots(fig)
    assert found["Mid"].x == (0,) and found["Mid"].hovertext == ("<b>Mid</b><br>under 5 of 35",)
    ranges = [trace for trace in fig.data if trace.mode == "lines" and trace.line.width == 4]
    assert [trace.y[0] for trace in ranges] == [found["South"].y[0]]
