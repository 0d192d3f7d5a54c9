"""The trend of a measure in words, and what its chart draws."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.findings import trend
from sendviz.kit.template import in_dark
from sendviz.panels import captions, trend_words
from sendviz.panels.trend import PLAIN, assurance_sentence, control_chart, point_texts
from tests.answers import COUNT, NET, STOCK, monthly
from tests.pictures import check_plain, hovers

BROKEN = re.compile(r"\b(nan|None|NaT|inf|<NA>)\b")
LONG = [(40 + i % 3 + (12 if i > 18 else 0), 113 + i % 7) for i in range(24)]


def drawn(answer, events=()):
    return control_chart(trend.told_of(answer), events)


@settings(max_examples=30)
@given(
    st.lists(
        st.one_of(st.none(), st.tuples(st.integers(0, 50), st.integers(50, 90))),
        min_size=1,
        max_size=30,
    )
)
def test_no_series_ever_prints_nan_or_none(values):
    answer = monthly(values=values)
    told = trend.told_of(answer)
    for text in (
        trend_words.heading(told),
        trend_words.figures(told),
        trend_words.short(told),
        trend_words.why(told),
        captions.alt_text(answer, "control_chart"),
        assurance_sentence(told),
        *answer.texts(),
        *point_texts(told),
    ):
        assert not BROKEN.search(text), text


def test_a_list_that_turned_within_the_year_says_from_what():
    """96 a year before, 18 in June, 27 now: fewer than a year before, and rising."""
    path = [96, 65, 55, 41, 33, 26, 18, 17, 16, 16, 19, 24, 27]
    told = trend.told_of(monthly(STOCK, [(each, 1) for each in path]))
    assert trend_words.figures(told) == (
        "27 children on 31 January 2025, up from 18 children six months before; 96 children a year "
        "before."
    )
    falling = [*path[:7], 17, 16, 15, 14, 13, 12]
    told = trend.told_of(monthly(STOCK, [(each, 1) for each in falling]))
    assert "six months" not in trend_words.figures(told)
    rounded = trend.told_of(replace(monthly(STOCK, [(each, 1) for each in path]), rounded=True))
    assert "six months" not in trend_words.figures(rounded)


def test_a_heading_names_what_does_not_change():
    same = trend.told_of(monthly(values=[(40 + i % 3, 113) for i in range(30)]))
    assert trend_words.titled(same) == "Plans on time: no real change"
    lists = trend.told_of(monthly(STOCK, [(900 - 20 * i, 1) for i in range(24)]))
    assert trend_words.titled(lists) == (
        "Past 20 weeks: 440 children, 240 fewer than a year before"
    )
    few = trend.told_of(monthly(values=((40, 113),)))
    assert trend_words.titled(few) == trend_words.heading(few)


@pytest.mark.parametrize(
    "answer, is_drawn",
    [
        (monthly(values=LONG), True),
        (monthly(values=LONG).of("nowhere"), False),
        (monthly(values=(None, None, None)), False),
        (monthly(values=((40, 113),)), True),
    ],
)
def test_a_chart_draws_or_says_why_not(answer, is_drawn):
    fig = drawn(answer)
    check_plain(fig)
    check_plain(in_dark(fig))
    assert bool(fig.data) is is_drawn
    assert is_drawn or len(fig.layout.annotations) == 1


def test_every_point_stands_at_its_value_in_its_month():
    answer = monthly(values=LONG)
    fig = drawn(answer)
    points = [each for each in fig.data if each.mode == "markers"]
    at = {x: y for each in points for x, y in zip(each.x, each.y, strict=True)}
    assert at == {row.period_start: row.value for row in answer.rows}
    line = next(each for each in fig.data if each.mode == "lines" and not each.line.shape)
    assert len(at) == len(LONG)
    assert list(line.y) == pytest.approx([row.value for row in answer.rows])


def test_limits_are_drawn_where_they_are_but_never_under_0_or_over_100_per_cent():
    for values in (((3, 40), (0, 40)) * 10, ((40, 40), (36, 40)) * 10):
        answer = monthly(values=values)
        chart = trend.chart_of(answer)
        assert chart.lower.min() < 0 or chart.upper.max() > 1
        low, high = (each for each in drawn(answer).data if each.line.dash == "dash")
        assert list(low.y) == pytest.approx(np.maximum(chart.lower, 0).tolist())
        assert list(high.y) == pytest.approx(np.minimum(chart.upper, 1).tolist())
    centre = next(
        each for each in drawn(answer).data if each.line.shape == "hvh" and not each.line.dash
    )
    assert list(centre.y) == pytest.approx(chart.centre.tolist())


def test_the_band_goes_on_over_a_month_without_cases():
    fig = drawn(monthly(values=(*[(46, 100), (54, 100)] * 8, None, (50, 100))))
    low, high = (each for each in fig.data if each.line.dash == "dash")
    assert low.y[16] == low.y[15] and high.y[16] == high.y[15]


def test_the_limits_of_a_net_have_no_floor():
    answer = monthly(NET, ((5, np.nan), (-9, np.nan)) * 10)
    chart = trend.chart_of(answer)
    low, _ = (each for each in drawn(answer).data if each.line.dash == "dash")
    assert list(low.y) == pytest.approx(chart.lower.tolist()) and min(low.y) < 0


def test_hover_has_the_words_and_the_counts():
    told = hovers(drawn(monthly()))
    assert any("47 of 178 (26%)" in text for text in told)
    assert all(re.search(r"\d+ of \d+ \(\d+%\)", text) for text in told)


def looks(fig):
    """The months of each mark, and the names that the legend holds."""
    points = [trace for trace in fig.data if trace.mode == "markers"]
    return {trace.marker.symbol: len(trace.x) for trace in points}, [
        trace.name for trace in points if trace.showlegend is not False
    ]


def test_only_points_where_a_rule_fires_now_have_a_shape_of_their_own():
    """A step up five months ago: open stars for its level, full ones for the quarter that says the
    direction; the thirty months before are plain, and so is all of a series without a change."""
    stepped = drawn(monthly(values=[(each, 100) for each in [28, 32] * 15 + [60] * 5]))
    assert looks(stepped) == (
        {"circle": 30, "star-open": 2, "star": 3},
        ["better than usual", "getting better"],
    )
    assert looks(drawn(monthly(values=((46, 100), (54, 100)) * 15))) == ({"circle": 30}, [])


def test_a_signal_of_years_ago_is_not_coloured():
    """High for one month of 2024 and then as before."""
    past = [46, 54] * 4 + [90] + [46, 54] * 12
    assert looks(drawn(monthly(values=[(each, 100) for each in past])))[1] == []


def test_the_two_quarters_that_are_held_against_each_other_are_drawn_at_their_values():
    fig = drawn(monthly(values=[(each, 100) for each in [28, 32] * 15 + [60] * 5]))
    before, now = (each for each in fig.data if each.line.width == 3)
    assert now.y == (0.6, 0.6) and before.y == pytest.approx((0.88 / 3, 0.88 / 3))
    assert [f"{each:%b %Y}" for each in now.x] == ["Sep 2026", "Nov 2026"]
    assert [f"{each:%b %Y}" for each in before.x] == ["Sep 2025", "Nov 2025"]


def test_of_a_count_a_quarter_is_drawn_at_the_mean_of_its_months():
    fig = drawn(monthly(COUNT, [(each, np.nan) for each in [90, 110] * 15 + [190] * 5]))
    assert [each.y[0] for each in fig.data if each.line.width == 3] == pytest.approx([290 / 3, 190])


def test_a_list_is_a_plain_line_without_limits_or_quarters():
    fig = drawn(monthly(STOCK, [(each, np.nan) for each in [90, 110] * 15 + [300]]))
    assert not [each for each in fig.data if each.line.dash or each.line.width == 3]
    assert looks(fig)[1] == ["getting worse"]


def test_few_points_are_not_judged():
    signs = {trace.name for trace in drawn(monthly()).data if trace.mode == "markers"}
    assert signs == {PLAIN.word}


def test_missing_months_break_the_line():
    fig = drawn(monthly(values=((40, 113), None, (47, 178))))
    line = next(
        trace for trace in fig.data if trace.line.color == "#6f777b" and trace.mode == "lines"
    )
    assert line.y[1] is None and line.connectgaps is False


def test_legal_limit_is_a_named_solid_line_and_the_axis_holds_it():
    fig = drawn(monthly(values=LONG))
    assert [(s.y0, s.y1) for s in fig.layout.shapes if s.line.dash == "solid"] == [(1.0, 1.0)]
    named = next(note for note in fig.layout.annotations if note.text == "Law: every plan")
    assert (named.y, named.yanchor, named.x) == (1.0, "bottom", 0)
    low, high = fig.layout.yaxis.range
    assert low == 0 and high >= 1.0 and fig.layout.yaxis.tickformat == ".0%"


def test_the_limit_is_told_in_words_where_the_values_would_fill_less_than_half():
    """18 of 100 against a law of 100%: the axis ends near the data."""
    fig = drawn(monthly(values=[(18, 100), (17, 100)] * 8))
    assert "Law: every plan (above this chart)" in [n.text for n in fig.layout.annotations]
    assert not [shape for shape in fig.layout.shapes if shape.line.dash == "solid"]
    assert 0.18 < fig.layout.yaxis.range[1] < 0.5


def test_one_event_is_named_and_several_are_numbered():
    one = drawn(monthly(values=LONG), [(date(2024, 6, 1), "New contract")])
    assert any(note.text == "New contract" for note in one.layout.annotations)
    two = drawn(
        monthly(values=LONG),
        [(date(2024, 6, 1), "New"), (date(2025, 2, 3), "Next"), (date(2030, 1, 1), "x")],
    )
    assert [note.text for note in two.layout.annotations if note.hovertext] == ["1", "2"]
    assert "3 February 2025" in two.layout.annotations[-2].hovertext


def test_dates_are_few_and_british():
    axis = drawn(monthly(values=LONG)).layout.xaxis
    assert 2 <= len(axis.ticktext) <= 6
    assert axis.ticktext[-1] == "Dec<br>2025"


def test_public_grains_get_their_own_labels():
    assert drawn(monthly(grain="12_months")).layout.xaxis.ticktext[0] == "year to Dec<br>2024"


def test_a_net_below_nought_is_drawn():
    fig = drawn(monthly(NET, ((15, np.nan), (-20, np.nan))))
    assert fig.layout.yaxis.range[0] < -20


def label(fig):
    return next(note for note in fig.layout.annotations if note.text.startswith("<b>"))


def leaders(fig):
    """Lines that stand upright on the last month."""
    return [shape for shape in fig.layout.shapes if shape.x0 == shape.x1 == label(fig).x]


@pytest.mark.parametrize(
    "months, anchor, y, led",
    [
        # A peak of 60 before the last 30: the words stand under the points, not on the peak.
        ((30,) * 20 + (60, 30, 30, 30), "top", 0.3, False),
        # No room under points near nought: above, with a line down to the point.
        ((2,) * 20 + (60, 2, 2, 2), "bottom", 0.6, True),
        # Level points: just above them.
        ((30,) * 24, "bottom", 0.3, False),
    ],
)
def test_the_latest_value_stands_by_its_point_not_on_a_peak(months, anchor, y, led):
    fig = drawn(monthly(values=tuple((each, 100) for each in months)))
    note = label(fig)
    month = "<br>December 2025" if led else ""
    assert note.text == f"<b>{months[-1]} of 100 ({months[-1]}%)</b>{month}"
    assert note.yanchor == anchor
    limits = [each for trace in fig.data if trace.line.dash == "dash" for each in trace.y[-10:]]
    known = [y, *limits] if limits else [y]
    assert note.y == pytest.approx(max(known) if anchor == "bottom" else min(known))
    assert bool(leaders(fig)) is led
