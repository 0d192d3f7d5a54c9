"""Pictures drawn by the server, of figures that can be checked by eye."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendviz import catalogue
from sendviz.kit import colours, layers, marks, svg
from sendviz.kit.rows import Bar, Head, bar_rows, row_figure
from sendviz.kit.svg_text import Run, lines_of, plain, wide, wrapped
from sendviz.kit.template import date_axis, figure, hover, value_axis
from sendviz.panels.wait_bands import bands_figure
from tests import drawn
from tests.answers import tidy

SHARE = catalogue.get("plans_issued_within_20_weeks")
COUNT = catalogue.get("requests_received")
MONTHS = [pd.Timestamp(2025, month, 1) for month in range(1, 13)]
WIDTHS = (svg.NARROW, svg.HALF, svg.WIDE)
HOURGLASS = {"symbol": "hourglass", "color": "#12436d", "size": 9}
LONG = "Bournemouth, Christchurch and Poole"


def over_months(values, **axis) -> go.Figure:
    fig = figure(380)
    told = [hover(f"{day:%b %Y}", str(value)) for day, value in zip(MONTHS, values, strict=True)]
    layers.line_with_points(fig, MONTHS, values, "Share", colours.series(0), told)
    fig.update_xaxes(**date_axis(MONTHS, "month"))
    fig.update_yaxes(**value_axis(SHARE, 1.0) | axis)
    return fig


def texts_of(root) -> dict[str, drawn.Text]:
    return {each.words: each for each in drawn.texts(root)}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_point_lies_level_with_the_name_of_its_value(width):
    fig = over_months([0.0, 0.25, 0.5, 0.75, 1.0, *[0.5] * 7])
    root = drawn.check_whole(svg.chart(fig, width, "Shares"))
    named = texts_of(root)
    points = drawn.marks(root)
    for point, name in zip(points, ("0%", "25%", "50%", "75%", "100%"), strict=False):
        middle = (named[name].top + named[name].bottom) / 2
        assert point.y == pytest.approx(middle, abs=2), name
    assert [point.x for point in points] == sorted(point.x for point in points)
    assert len(points) == 12 and named["2025"]


def test_the_newest_day_stands_under_the_newest_point():
    root = drawn.check_whole(svg.chart(over_months([0.5] * 12), svg.NARROW, "Shares"))
    last = max(drawn.marks(root), key=lambda point: point.x)
    (name,) = [each for each in drawn.texts(root) if each.words == "Dec"]
    assert name.left < last.x < name.right


def test_a_missing_value_breaks_the_line_and_has_no_point():
    values = [0.5] * 5 + [float("nan")] + [0.5] * 6
    root = drawn.check_whole(svg.chart(over_months(values), svg.WIDE, "Shares"))
    assert len(drawn.marks(root)) == 11
    (line,) = [each for each in root.iter(f"{drawn.SVG}path") if each.get("d").count("M") == 2]
    assert line.get("stroke") == colours.series(0)


def test_a_mark_says_in_lines_what_it_says_when_pointed_at():
    root = drawn.read(svg.chart(over_months([0.5] * 12), svg.WIDE, "Shares"))
    assert drawn.marks(root)[0].hover == "Jan 2025\n0.5"


def test_stacked_bars_stand_on_each_other_and_fall_below_nought():
    fig = figure(380)
    for name, height in (("A", 10.0), ("B", 30.0), ("Out", -20.0)):
        layers.upright_bars(fig, MONTHS[:2], [height] * 2, name, colours.series(0), ["a", "b"])
    fig.update_layout(barmode="relative", showlegend=True)
    fig.update_xaxes(**date_axis(MONTHS[:2]))
    fig.update_yaxes(**value_axis(COUNT, 40, -40))
    root = drawn.check_whole(svg.chart(fig, svg.WIDE, "In and out"))
    first, _, second, _, out, _ = drawn.marks(root)
    assert second.height == pytest.approx(3 * first.height, abs=0.2)
    assert second.y + second.height / 2 == pytest.approx(first.y - first.height / 2, abs=0.2)
    assert out.y - out.height / 2 == pytest.approx(first.y + first.height / 2, abs=0.2)
    assert set(texts_of(root)) >= {"A", "B", "Out"}


def test_a_row_has_its_bar_under_its_name():
    fig = bar_rows(COUNT, [Bar("Mid", 30.0, "30 children"), Bar("West", None, "no cases")])
    root = drawn.check_whole(svg.chart(fig, svg.NARROW, "Bars"))
    (bar,), named = drawn.marks(root), texts_of(root)
    mid, west = named["Mid\u00a0 30 children"], named["West\u00a0 no cases"]
    assert mid.bottom <= bar.y - bar.height / 2 + 2 and bar.y + bar.height / 2 < west.top


@pytest.mark.parametrize("width", WIDTHS)
def test_each_bar_may_have_a_width_of_its_own(width):
    """Bands of weeks: 80 children in 8 weeks are as many to the week as 340 in 34."""
    counts = {"0-7": 10, "8-14": 20, "29-84": 80, "127-364": 340, "729+": 104}
    rows = [("Essex", None, code, count, np.nan, None) for code, count in counts.items()]
    listed = tidy(catalogue.get("children_on_the_list"), rows, dimension="wait_band")
    root = drawn.check_whole(svg.chart(bands_figure(listed), width, "Bands"))
    bars = drawn.marks(root)
    assert [bar.width / bars[0].width for bar in bars] == pytest.approx([1, 1, 8, 34, 52], rel=0.05)
    assert bars[2].height == pytest.approx(bars[3].height, abs=0.2)


# In thousandths: no figure tells more.
VALUE = st.integers(-(10**9), 10**9).map(lambda thousandths: thousandths / 1000)
VALUES = st.lists(st.one_of(st.none(), st.just(0.0), VALUE), min_size=1, max_size=9)


@given(VALUES, st.sampled_from(WIDTHS), st.booleans())
def test_whatever_the_values_each_has_its_bar_and_every_text_is_whole(values, width, ranged):
    told = [Bar(f"{LONG} {place}", value, str(value)) for place, value in enumerate(values)]
    fig = bar_rows(COUNT, told)
    if not ranged:
        fig.layout.xaxis.range = None
    root = drawn.check_whole(svg.chart(fig, width, "Bars"))
    bars = drawn.marks(root)
    known = [value for value in values if value is not None]
    assert len(bars) == len(known)
    longest = max(map(abs, known), default=0)
    if longest:
        scale = max(bar.width for bar in bars) / longest
        for bar, value in zip(bars, known, strict=True):
            assert bar.width == pytest.approx(abs(value) * scale, abs=0.2)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_long_name_is_cut(width):
    """Names at the ends of lines, in the legend, of rows, of limits and of events."""
    fig = over_months([0.5] * 12)
    fig.data[0].name = f"{LONG}, all that were issued: 1,204 of 2,420 plans (49.8%)"
    fig.data[0].name += "<br>and its second line"
    fig.update_layout(showlegend=True)
    marks.end_labels(fig, {LONG: 0.5}, {LONG: colours.series(0)}, 250)
    marks.add_level_lines(fig, SHARE)
    layers.named_upright(fig, 0.1, f"{LONG} 70%", "#12436d", line=0, dash="dot", side="right")
    told = texts_of(drawn.check_whole(svg.chart(fig, width, LONG)))
    assert "its second line" in " ".join(told)
    rows = row_figure([Head(LONG, "under 5 of 67 (too few to tell)"), Head(LONG, title=True)])
    layers.dot(rows.fig, 1.0, rows.middles[0], colours.series(0), LONG)
    root = drawn.check_whole(svg.chart(rows.fig, width, LONG))
    assert LONG in " ".join(texts_of(root))


def test_what_is_written_is_escaped():
    words = 'A < B & "C" <script>'
    fig = over_months([0.5] * 12)
    fig.data[0].hovertext = [hover(words)] * 12
    layers.level_name(fig, 0.3, 'A &lt; B &amp; "C" &lt;script&gt;', "left")
    told = svg.chart(fig, svg.WIDE, words)
    root = drawn.read(told)
    assert "<script" not in told
    assert root.get("aria-label") == words and drawn.marks(root)[0].hover == words
    assert words in texts_of(root)


def test_a_line_is_cut_at_the_edge_of_its_plot():
    root = drawn.read(svg.chart(over_months([0.5] * 11 + [3.0]), svg.WIDE, "Shares"))
    (inner,) = root.findall(f"{drawn.SVG}svg")
    top = float(inner.get("y"))
    named = texts_of(root)["100%"]
    assert top == pytest.approx((named.top + named.bottom) / 2, abs=4)
    (line,) = inner
    assert min(map(float, drawn.NUMBER.findall(line.get("d")))) < top


@pytest.mark.parametrize(
    "spoil",
    [
        lambda fig: fig.add_pie(values=[1, 2]),
        lambda fig: fig.add_scatter(x=[1], y=[1], mode="markers", marker=HOURGLASS),
        lambda fig: fig.add_shape(type="circle", x0=0, x1=1, y0=0, y1=1),
        lambda fig: fig.update_yaxes(tickformat=".3e"),
    ],
)
def test_what_cannot_be_drawn_is_refused(spoil):
    fig = over_months([0.5] * 12)
    spoil(fig)
    with pytest.raises(ValueError, match="yet"):
        svg.chart(fig, svg.WIDE, "Shares")


def test_every_colour_has_its_dark_one():
    style = svg.style()
    for light, dark in colours.to_dark().items():
        assert f"[fill='{light}']{{fill:light-dark({light},{dark})}}" in style


def test_the_tags_of_figures_are_read():
    (first, second) = lines_of('<b>Mid</b> <span style="color:#12436d">\u25cf</span><br>A &amp; B')
    assert [run.text for run in first] == ["Mid", " ", "\u25cf"]
    assert first[0].bold and not first[1].bold and first[2].colour == "#12436d"
    assert second == (Run("A & B"),)
    assert plain("<b>A &lt; B</b><br>C") == "A < B\nC"


def test_a_line_is_broken_between_words_and_keeps_all_of_them():
    (line,) = lines_of(f"<b>{LONG}</b> one two three four five")
    parts = wrapped(line, 150, 15)
    assert len(parts) > 2 and "".join(r.text for part in parts for r in part).split() == (
        f"{LONG} one two three four five".split()
    )
    assert all(wide([Run(r.text.rstrip(), r.bold) for r in part], 15) < 175 for part in parts)


def test_of_several_widths_the_one_for_phones_says_nothing_when_pointed_at():
    told = svg.responsive(over_months([0.5] * 12), "Shares")
    narrow, half, wide_one = told.split('role="img"')[1:]
    assert "<title>" not in narrow and half.count("<title>") == wide_one.count("<title>") == 12
    assert all(f".sv-{width}" in svg.style() for width in WIDTHS)
    assert svg.responsive(over_months([0.5] * 12), "Shares", svg.BESIDE).count("<title>") == 24


def test_a_picture_within_a_page_is_one_line():
    fig = over_months([0.5] * 12)
    fig.data[0].hovertext = ["Jan<br><br>one"] * 12
    assert "\n" not in svg.responsive(fig, "Shares") and "&#10;&#10;" in svg.responsive(fig, "A")
