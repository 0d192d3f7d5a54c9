"""Figures of fairness on ordinary, hidden and empty frames; hover with counts; same axes."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from sendviz import charts
from sendviz.findings import gap, spread, trend
from sendviz.kit import colours
from sendviz.stats.funnel import proportion_limits
from tests.answers import SHARE, STOCK, by_area, monthly, tidy

TWELVE = tuple((f"District {i}", 20 + i * 3, 150 + i * 20) for i in range(12))
HIDDEN = by_area(values=(("Mid", 1, None), ("South", 1, None)))
PLACES = {"Mid": (0, 0), "South": (1, 1), "West": (0, 1)}


def funnel(frame, tau2=0.0):
    found = spread.between(SHARE, frame, 0.2)
    return charts.funnel(SHARE, frame, 0.2, found.standing, tau2)


def tiles(frame):
    return charts.tiles(SHARE, frame, PLACES, spread.between(SHARE, frame).standing)


def by_quarter(values=((100, 60), (90, 60), (95, 50), (99, 70), (97, 61), (96, 63))):
    starts = pd.date_range("2024-01-01", periods=len(values), freq="QS")
    cells = [
        (area, start, "", pair[side], 200, None)
        for start, pair in zip(starts, values, strict=True)
        for side, area in enumerate(("West", "Mid"))
    ]
    return tidy(SHARE, cells, grain="quarter")


def multiples(columns=2, values=((40, 113), (41, 120), (47, 178)) * 6):
    frames = {
        name: monthly(values=tuple(values[i % len(values)] for i in range(size)), area=name)
        for name, size in (("North East", 18), ("Mid", 18), ("West", 6))
    }
    found = {name: trend.chart_of(SHARE, frame) for name, frame in frames.items()}
    return charts.multiples(SHARE, frames, found, columns)


FIGURES = {
    "funnel": lambda: funnel(by_area(values=TWELVE)),
    "funnel_hidden": lambda: funnel(HIDDEN),
    "funnel_wide": lambda: funnel(by_area(values=TWELVE), 0.01),
    "tiles": lambda: tiles(by_area()),
    "tiles_hidden": lambda: tiles(HIDDEN),
    "tiles_elsewhere": lambda: charts.tiles(SHARE, by_area(), {}, {}),
    "gap": lambda: charts.gap_chart(SHARE, gap.between(SHARE, by_quarter())),
    "gap_none": lambda: charts.gap_chart(SHARE, None),
    "multiples": multiples,
    "multiples_none": lambda: multiples(values=(None, None)),
}


def words(fig: go.Figure) -> list[str]:
    told = [text for trace in fig.data for text in np.atleast_1d(trace.hovertext) if text]
    return [str(text) for text in told] + [note.text for note in fig.layout.annotations]


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_drawn_without_missing_words_and_in_known_colours(name):
    fig = FIGURES[name]()
    assert not re.search(r"\b(nan|None|NaT)\b", " ".join(words(fig)))
    used = set(re.findall(r"#[0-9a-f]{6}\b", fig.to_json()))
    assert used <= set(colours.to_dark())
    assert charts.in_dark(fig).to_json() != fig.to_json()


@pytest.mark.parametrize("name", ["funnel", "tiles", "multiples"])
def test_hover_and_labels_tell_counts_beside_shares(name):
    assert any(re.search(r"\d+ of \d+", text) for text in words(FIGURES[name]()))


def test_the_funnel_has_both_limits_and_names_who_stands_apart():
    fig = funnel(by_area(values=(*TWELVE, ("Far off", 120, 200))))
    lines = {trace.name: trace for trace in fig.data if trace.mode == "lines"}
    assert (lines["95% limits"].line.dash, lines["99.8% limits"].line.dash) == ("dash", "solid")
    edge = fig.data[0]
    expected = proportion_limits(0.2, edge.x[-1], 0.95).high
    assert edge.y[-1] == pytest.approx(float(expected))
    assert any("Far off 60%" in note.text for note in fig.layout.annotations)
    assert any("Legal limit 100%: above" in note.text for note in fig.layout.annotations)


def test_the_funnel_widens_and_leaves_the_bucket_out():
    plain, wide = funnel(by_area(values=TWELVE)), funnel(by_area(values=TWELVE), 0.01)
    assert wide.data[0].y[-1] > plain.data[0].y[-1]
    fig = funnel(by_area(values=(*TWELVE, ("Not known", 30, 35)), buckets=("Not known",)))
    assert not any("Not known" in text for text in words(fig))


def test_names_in_a_funnel_do_not_cover_each_other():
    crowd = (("Alpha", 150, 300), ("Beta", 151, 302), ("Gamma", 152, 304))
    fig = funnel(by_area(values=(*TWELVE, *crowd)))
    notes = [n for n in fig.layout.annotations if n.text.split()[0] in ("Alpha", "Beta", "Gamma")]
    sides = {(note.xanchor, note.yshift) for note in notes}
    assert len(notes) == len(sides) == 3


def test_tiles_are_equal_squares_where_the_layout_puts_them():
    fig = tiles(by_area())
    corners = {(round(each.x0), round(each.y0)) for each in fig.layout.shapes}
    assert corners == set(PLACES.values())
    assert len({round(each.x1 - each.x0, 6) for each in fig.layout.shapes}) == 1
    mid = next(note.text for note in fig.layout.annotations if "Mid" in note.text)
    assert "12%" in mid and "45 of 380" in mid and "worse" in mid


def test_tiles_of_hidden_and_of_counted_areas():
    assert "hidden" in " ".join(note.text for note in tiles(HIDDEN).layout.annotations)
    frame = by_area(STOCK, (("Mid", 7, 1), ("South", 9, 1)))
    fig = charts.tiles(STOCK, frame, PLACES, {})
    assert "7 children" in " ".join(note.text for note in fig.layout.annotations)


def test_a_phone_holds_every_line_of_the_legend_of_the_gap():
    found = gap.between(SHARE, by_quarter())
    named = replace(found, high="Daventry and South Northamptonshire", low="Northampton")
    legend = [each.name for each in charts.gap_chart(SHARE, named).data]
    lines = [line for name in legend for line in name.split("<br>")]
    assert max(map(len, lines)) <= 36
    assert " ".join(lines).endswith("less Northampton, with 95% interval")


def test_the_gap_is_in_percentage_points_with_its_interval():
    found = gap.between(SHARE, by_quarter())
    line = charts.gap_chart(SHARE, found).data[-1]
    assert line.y[0] == pytest.approx(20) and "95% interval" in line.name
    assert line.error_y.array[0] == pytest.approx((found.pair.high[0] - 0.2) * 100)
    assert "West less Mid: 20 percentage points" in line.hovertext[0].replace("<br>", " ")


@pytest.mark.parametrize("columns", [1, 2])
def test_small_multiples_have_the_same_axes_and_their_own_heads(columns):
    fig = multiples(columns)
    axes = [axis for axis in fig.select_yaxes() if axis.domain]
    dates = [axis for axis in fig.select_xaxes() if axis.domain]
    assert len(axes) == 3 and len({axis.range for axis in axes}) == 1
    assert len({axis.range for axis in dates}) == 1
    assert {axis.domain[0] for axis in dates} == ({0} if columns == 1 else {0, 0.53})
    assert all(0 <= axis.domain[0] < axis.domain[1] <= 1 for axis in axes)
    heads = " ".join(note.text for note in fig.layout.annotations)
    assert "<b>Mid</b>" in heads and "too few months to tell" in heads
