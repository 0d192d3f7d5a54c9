"""Trend, strip and funnel of councils: each figure has every council once, ours marked, nothing
random."""

from __future__ import annotations

import json

import pytest

from sendviz import charts
from sendviz.ask import official
from sendviz.findings import compare as analysis
from tests.test_compare_official import ON_TIME, published_store  # noqa: F401


@pytest.fixture(scope="module")
def essex(published_store):  # noqa: F811
    return analysis.compare(published_store, official.series(ON_TIME), "881", 2025)


def dots(figure) -> dict[str, tuple]:
    return {each.name: each for each in figure.data if each.mode == "markers"}


def test_the_strip_has_each_council_once_and_is_the_same_every_time(essex):
    figure = charts.council_strip(essex)
    found = dots(figure)
    assert [len(found[name].x) for name in ("Essex", "Its neighbours", "Other councils")] == [
        1,
        10,
        139,
    ]
    spots = [(x, y) for each in found.values() for x, y in zip(each.x, each.y, strict=True)]
    assert len(set(spots)) == 150
    assert charts.council_strip(essex).to_json() == figure.to_json()


def test_each_dot_stands_in_the_column_of_its_value(essex):
    figure, width = charts.council_strip(essex), charts.column_width(essex)
    held = {row["name"]: row["value"] for row in essex.councils.to_dict("records")}
    for each in dots(figure).values():
        for x, text in zip(each.x, each.hovertext, strict=True):
            name = text.split("</b>")[0].removeprefix("<b>")
            if name in held:
                assert abs(held[name] - x) <= width / 2 + 1e-9


def test_neighbours_are_hollow_and_ours_is_larger(essex):
    for figure in (
        charts.council_strip(essex),
        charts.council_funnel(essex, analysis.funnel(essex)),
    ):
        found = dots(figure)
        assert found["Its neighbours"].marker.line.width == 2
        assert found["Its neighbours"].marker.color != found["Its neighbours"].marker.line.color
        assert found["Essex"].marker.size > found["Other councils"].marker.size


def test_the_funnel_draws_both_pairs_of_limits_and_the_law(essex):
    figure = charts.council_funnel(essex, analysis.funnel(essex))
    lines = [each for each in figure.data if each.mode == "lines"]
    assert [each.line.dash for each in lines if "limits" in each.name].count("dash") == 2
    assert [each.line.dash for each in lines if "limits" in each.name].count("solid") == 2
    assert any("Legal limit" in each.text for each in figure.layout.annotations)
    inner, outer = lines[3].y, lines[1].y
    assert all(a <= b + 1e-9 for a, b in zip(inner, outer, strict=True))


def test_the_trend_breaks_at_missing_years_and_marks_the_collection(published_store):  # noqa: F811
    told = analysis.by_year(published_store, official.series(ON_TIME), "839")
    figure = charts.compare_trend(told)
    own = next(each for each in figure.data if each.name == "BCP")
    assert own.connectgaps is False and list(own.y[:5]) == [None] * 5 and own.y[5] == 0.887
    assert any(each.line.dash == "dot" for each in figure.layout.shapes)
    assert any("collection" in each.text for each in figure.layout.annotations)


def test_old_and_new_appeal_rates_never_share_a_figure(published_store):  # noqa: F811
    for which, first, last in (("old", 2014, 2024), ("new", 2024, 2025)):
        series = official.series(f"appeal_rate_{which}_method")
        figure = charts.compare_trend(analysis.by_year(published_store, series, "881"))
        own = next(each for each in figure.data if each.name == "Essex")
        assert (own.x[0].year, own.x[-1].year) == (first, last)


def drawn(store, id: str, la_code: str) -> list:
    series = official.series(id)
    c = analysis.compare(store, series, la_code, analysis.years_of(store, series)[0])
    found = [
        charts.compare_trend(analysis.by_year(store, series, la_code)),
        charts.council_strip(c),
    ]
    return found + (
        [charts.council_funnel(c, analysis.funnel(c))] if analysis.has_funnel(c) else []
    )


@pytest.mark.parametrize("id", list(official.all_series()))
def test_every_series_draws(published_store, id):  # noqa: F811
    for figure in drawn(published_store, id, "881"):
        text = figure.to_json()
        assert "NaN" not in text and json.loads(text)["data"]


def test_a_council_without_a_figure_draws_in_dark(published_store):  # noqa: F811
    trend, *others = drawn(published_store, ON_TIME, "921")
    assert len(others) == 2 and "NaN" not in charts.in_dark(trend).to_json()
    for figure in others:
        assert len(dots(charts.in_dark(figure))["Isle of Wight"].x or ()) == 0
