"""Every figure on ordinary, empty, hidden and single-point frames; hover with counts; nothing
from outside."""

from __future__ import annotations

import json
import re
from datetime import date

import numpy as np
import plotly.graph_objects as go
import pytest

from sendviz import charts
from sendviz.findings import trend
from tests.answers import (
    COUNT,
    MEDIAN,
    NET,
    REFUSED,
    SHARE,
    STOCK,
    amounts,
    by_area,
    curve,
    monthly,
    row,
    tidy,
    waits,
)

LONG = [(40 + i % 3 + (12 if i > 18 else 0), 113 + i % 7) for i in range(24)]
HIDDEN = by_area(values=(("Mid", 1, None), ("South", 1, None)))
HIDDEN_MONTHS = monthly(values=(None, None, None))


def control(frame, events=()):
    return charts.control_chart(SHARE, frame, trend.chart_of(SHARE, frame), events)


def flow(values):
    """In, out and net from (in, out) pairs; None blank."""
    into, out, net = (
        monthly(COUNT, tuple(None if v is None else (fn(v), np.nan) for v in values))
        for fn in (lambda v: v[0], lambda v: v[1], lambda v: v[0] - v[1])
    )
    return charts.in_and_out(into, out, net)


def stage(frame, nine=None):
    return charts.stages([("Request to decision", MEDIAN, frame, nine)], [6])


AREAS = [("Mid", 5.0), ("South", 7.0)]
NO_WEEKS = amounts(MEDIAN, AREAS).assign(value=np.nan, low=np.nan, high=np.nan, blank="suppressed")
FIGURES = {
    "control_chart": [control, monthly(values=LONG), HIDDEN_MONTHS, monthly()],
    "area_dots": [
        lambda f: charts.area_dots(SHARE, f, row()),
        by_area(),
        HIDDEN,
        by_area().iloc[:1],
    ],
    "bars": [lambda f: charts.bars(SHARE, f, f), by_area(), HIDDEN, by_area().iloc[:1]],
    "on_time_and_late": [
        lambda f: charts.on_time_and_late(SHARE, f),
        monthly(values=LONG),
        HIDDEN_MONTHS,
        monthly(),
    ],
    "bands_by_area": [
        lambda f: charts.bands_by_area([(STOCK, f), (STOCK, f)]),
        by_area(STOCK),
        HIDDEN,
        by_area(STOCK).iloc[:1],
    ],
    "stages": [stage, amounts(MEDIAN, AREAS), NO_WEEKS, amounts(MEDIAN, AREAS[:1])],
}
CASES = [
    pytest.param(draw, frame, drawn, id=f"{name}-{kind}")
    for name, (draw, normal, hidden, single) in FIGURES.items()
    for kind, frame, drawn in (
        ("normal", normal, True),
        ("empty", normal.iloc[:0], False),
        ("hidden", hidden, False),
        ("single", single.iloc[:1], True),
    )
]


def strings(part):
    if isinstance(part, dict):
        for each in part.values():
            yield from strings(each)
    elif isinstance(part, list):
        for each in part:
            yield from strings(each)
    elif isinstance(part, str):
        yield part


def check_plain(fig: go.Figure) -> None:
    told = json.loads(fig.to_json())
    for text in strings(told):
        assert "http" not in text and "//" not in text, text
        assert not re.search(r"\b(nan|None|NaT|inf)\b", text), text
    assert "title" not in fig.layout or fig.layout.title.text is None
    assert fig.layout.height and fig.layout.width is None


@pytest.mark.parametrize("draw, frame, drawn", CASES)
def test_every_figure_draws_or_says_why_not(draw, frame, drawn):
    fig = draw(frame)
    check_plain(fig)
    check_plain(charts.in_dark(fig))
    assert bool(len(fig.data)) is drawn
    if not drawn:
        assert len(fig.layout.annotations) == 1


def test_flow_draws_or_says_why_not():
    for values, drawn in (
        ([(30, 20), (25, 40), None], True),
        ([None, None], False),
        ([(3, 3)], True),
    ):
        fig = flow(values)
        check_plain(fig)
        assert bool(fig.data) is drawn


def test_curves_draw_or_say_why_not():
    hidden = curve("West", blank="suppressed")
    for found, drawn in (
        (waits(curve("Mid"), curve("South", scale=30.0), hidden, p_value=0.01), True),
        (waits(curve("Essex")), True),
        (waits(hidden), False),
        (waits(), False),
    ):
        fig = charts.curves(found)
        check_plain(fig)
        assert bool(fig.data) is drawn
    assert "hidden so that no small number can be worked out" in _spaced(
        charts.curves(waits(hidden))
    )


def _spaced(fig) -> str:
    return fig.layout.annotations[0].text.replace("<br>", " ")


def hovers(fig) -> list[str]:
    return [text for trace in fig.data for text in (trace.hovertext or ()) if isinstance(text, str)]


@pytest.mark.parametrize(
    "fig, words",
    [
        (control(monthly()), "47 of 178 (26%)"),
        (charts.area_dots(SHARE, by_area()), "45 of 380 (12%)"),
        (charts.bars(SHARE, by_area()), "120 of 390 (31%)"),
        (charts.on_time_and_late(SHARE, monthly()), "On time: 47 of 178 (26%)"),
        (charts.on_time_and_late(SHARE, monthly()), "Late, cleared now: 131 plans"),
        (charts.bands_by_area([(STOCK, by_area(STOCK))]), "45 children"),
        (flow([(30, 20)]), "Out: 20 cases"),
        (flow([(30, 20)]), "Net change: +10"),
        (charts.curves(waits(curve(waited=402))), "of 402 children still wait"),
        (
            stage(amounts(MEDIAN, AREAS), amounts(MEDIAN, [("Mid", 9.5)])),
            "nine in ten within 9.5 weeks",
        ),
    ],
)
def test_hover_has_the_words_and_the_counts(fig, words):
    assert any(words in text for text in hovers(fig))


def test_every_percentage_in_a_hover_stands_with_its_counts():
    for fig in (
        control(monthly()),
        charts.area_dots(SHARE, by_area()),
        charts.bars(SHARE, by_area()),
    ):
        for text in hovers(fig):
            assert re.search(r"\d+ of \d+ \(\d+%\)", text)


def test_points_are_shaped_and_coloured_by_signal():
    fig = control(monthly(values=LONG))
    signs = {
        trace.name: (trace.marker.symbol, trace.marker.color)
        for trace in fig.data
        if trace.mode == "markers"
    }
    assert signs["getting better"][0] == "star"
    assert signs["getting worse"][0] == "diamond"
    assert signs["getting better"][1] != signs["getting worse"][1]


def test_few_points_are_not_judged():
    names = {trace.name for trace in control(monthly()).data if trace.mode == "markers"}
    assert names == {"too few to tell"}


def test_missing_months_break_the_line():
    fig = control(monthly(values=((40, 113), None, (47, 178))))
    line = next(
        trace for trace in fig.data if trace.line.color == "#6f777b" and trace.mode == "lines"
    )
    assert line.y[1] is None and line.connectgaps is False


def test_legal_limit_is_a_named_solid_line_and_the_axis_holds_it():
    fig = control(monthly(values=LONG))
    assert any(shape.line.dash == "solid" and shape.y0 == 1.0 for shape in fig.layout.shapes)
    assert any(note.text == "Legal limit 100%" for note in fig.layout.annotations)
    low, high = fig.layout.yaxis.range
    assert low == 0 and high >= 1.0 and fig.layout.yaxis.tickformat == ".0%"


def test_one_event_is_named_and_several_are_numbered():
    one = control(monthly(values=LONG), [(date(2024, 6, 1), "New contract")])
    assert any(note.text == "New contract" for note in one.layout.annotations)
    two = control(
        monthly(values=LONG),
        [(date(2024, 6, 1), "New"), (date(2025, 2, 3), "Next"), (date(2030, 1, 1), "x")],
    )
    assert [note.text for note in two.layout.annotations if note.hovertext] == ["1", "2"]
    assert "3 February 2025" in two.layout.annotations[-2].hovertext


def test_dates_are_few_and_british():
    axis = control(monthly(values=LONG)).layout.xaxis
    assert 2 <= len(axis.ticktext) <= 6
    assert axis.ticktext[-1] == "Dec<br>2025"


def test_public_grains_get_their_own_labels():
    frame = monthly()
    frame.attrs["grain"] = "12_months"
    assert control(frame).layout.xaxis.ticktext[0] == "year to Dec<br>2024"


def test_hidden_areas_are_listed_as_not_shown_below_the_others():
    fig = charts.area_dots(SHARE, by_area(values=(("Mid", 1, None), ("South", 180, 700))), row())
    told = [note.text for note in fig.layout.annotations if note.text.startswith("<b>")]
    assert told == ["<b>South</b>  180 of 700 (26%)", "<b>Mid</b>  hidden: small numbers"]
    assert any("Essex: 47 of 178 (26%)" in (trace.name or "") for trace in fig.data)


def test_bars_name_categories_and_hollow_ones_stand_for_the_year_before():
    cells = [("Essex", None, "ASD", 240, 800, None), ("Essex", None, "not_known", 2, 25, None)]
    fig = charts.bars(REFUSED, tidy(REFUSED, cells), tidy(REFUSED, cells[:1]))
    told = " ".join(note.text for note in fig.layout.annotations)
    assert "Autism" in told and "Not known" in told
    assert fig.data[1].name == "A year before" and fig.data[1].x[1] is None


def test_age_bands_keep_their_order():
    fig = charts.age_bands([(STOCK, row(STOCK, 30, None)), (STOCK, row(STOCK, blank="suppressed"))])
    assert fig.data[0].x == (30.0, None)
    assert charts.age_bands([]).data == ()


def test_a_net_below_nought_is_drawn():
    frame = monthly(NET, ((15, np.nan), (-20, np.nan)))
    fig = charts.control_chart(NET, frame, trend.chart_of(NET, frame))
    assert fig.layout.yaxis.range[0] < -20


def test_names_are_not_read_as_markup():
    fig = charts.area_dots(SHARE, by_area(values=(("<a href='x'>North</a>", 45, 380),)))
    assert all("<a" not in text for text in strings(json.loads(fig.to_json())))


def test_config_keeps_everything_in_the_browser():
    assert charts.CONFIG["showSendToCloud"] is False and charts.CONFIG["displaylogo"] is False
    assert charts.CONFIG["modeBarButtons"] == [["toImage"]]
    assert charts.CONFIG["toImageButtonOptions"]["scale"] == 2
