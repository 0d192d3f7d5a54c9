"""Trend, strip and funnel of councils: each mark stands where its number is, every council once,
nothing random."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.findings.councils import compare_councils, council_years, published_years
from sendviz.kit.template import in_dark
from sendviz.panels import council_years as over_years
from sendviz.panels import councils_drawn as drawn
from sendviz.panels.councils import gap_words
from tests.bundled import ON_TIME, records_of

PUBLISHED = list(catalogue.published())


@pytest.fixture(scope="module")
def essex(published_store):
    return compare_councils(records_of(published_store, "881"), ON_TIME, 2025)


@pytest.fixture(scope="module")
def years(published_store):
    return council_years(records_of(published_store, "839"), ON_TIME)


def dots(figure) -> dict[str, tuple]:
    return {each.name: each for each in figure.data if each.mode == "markers"}


def name_of(hover: str) -> str:
    return hover.split("</b>")[0].removeprefix("<b>").replace("<br>", " ").replace("&amp;", "&")


def uprights(figure) -> list[float]:
    return [shape.x0 for shape in figure.layout.shapes if shape.x0 == shape.x1]


class TestStrip:
    def test_each_council_once_and_the_same_every_time(self, essex):
        figure = drawn.strip_figure(essex)
        found = dots(figure)
        assert [len(found[name].x) for name in ("Essex", "Its neighbours", "Other councils")] == [
            1, 10, 139,
        ]  # fmt: skip
        spots = [(x, y) for each in found.values() for x, y in zip(each.x, each.y, strict=True)]
        assert len(set(spots)) == 150
        assert drawn.strip_figure(essex).to_json() == figure.to_json()

    def test_each_dot_stands_in_the_column_of_its_value(self, essex):
        width = drawn.column_width(essex)
        held = {each.name: each.row.value for each in essex.councils}
        seen = 0
        for each in dots(drawn.strip_figure(essex)).values():
            for x, text in zip(each.x, each.hovertext, strict=True):
                assert abs(held[name_of(text)] - x) <= width / 2 + 1e-9
                seen += 1
        assert seen == 150

    def test_dots_of_a_column_stand_on_one_another(self, essex):
        heights: dict[float, list[int]] = {}
        for each in dots(drawn.strip_figure(essex)).values():
            for x, y in zip(each.x, each.y, strict=True):
                heights.setdefault(x, []).append(y)
        assert all(sorted(found) == list(range(len(found))) for found in heights.values())

    def test_lines_stand_at_ours_england_and_the_law(self, essex):
        figure = drawn.strip_figure(essex)
        law = essex.measure.legal_limit.value
        assert uprights(figure) == [essex.council.row.value, essex.england.row.value, law]
        named = {note.text: note.x for note in figure.layout.annotations}
        assert named == {"Essex 18.8%": 0.188, "England 45.5%": 0.455, "Law: every plan": law}


class TestFunnel:
    def test_each_dot_stands_at_its_size_and_value(self, essex):
        held = {each.name: (each.row.denominator, each.row.value) for each in essex.councils}
        seen = {}
        for each in dots(drawn.funnel_figure(essex, essex.funnel)).values():
            for x, y, text in zip(each.x, each.y, each.hovertext, strict=True):
                seen[name_of(text)] = (x, y)
        assert seen == held

    def test_both_pairs_of_limits_are_drawn_clipped_to_the_picture(self, essex):
        f = essex.funnel
        figure = drawn.funnel_figure(essex, f)
        lines = [each for each in figure.data if each.mode == "lines"]
        top = figure.layout.yaxis.range[1]
        for name, dash, (low, high) in (
            ("99.8% limits", "solid", f.outer),
            ("95% limits", "dash", f.inner),
        ):
            upper, lower = (each for each in lines if each.name == name)
            assert upper.line.dash == lower.line.dash == dash
            assert np.allclose(upper.x, f.sizes) and np.allclose(lower.x, f.sizes)
            assert np.allclose(upper.y, np.clip(high, 0, top))
            assert np.allclose(lower.y, np.clip(low, 0, top))
            assert min(lower.y) >= 0 and max(upper.y) <= top

    def test_england_and_the_law_are_lines_at_their_values(self, essex):
        figure = drawn.funnel_figure(essex, essex.funnel)
        levels = [shape.y0 for shape in figure.layout.shapes if shape.y0 == shape.y1]
        assert levels == [essex.measure.legal_limit.value] == [1.0]
        assert {note.text: note.y for note in figure.layout.annotations} == {"Law: every plan": 1}
        row, (england,) = essex.england.row, [e for e in figure.data if e.name == "England"]
        assert list(england.y) == [row.numerator / row.denominator] * 2
        assert england.x[1] == essex.funnel.sizes[-1] == figure.layout.xaxis.range[1]

    def test_the_title_says_where_the_council_is_drawn(self, essex, published_store):
        assert drawn.funnel_title(essex, essex.funnel) == (
            "Essex lies below England, more than chance explains"
        )
        for code in ("203", "839", "941"):
            c = compare_councils(records_of(published_store, code), ON_TIME, 2025)
            side = "above" if c.council.row.value > c.funnel.baseline else "below"
            title, level = drawn.funnel_title(c, c.funnel), c.funnel.levels[c.council.name]
            assert (side in title) == (level != "in_line")
            assert gap_words(c, c.council).endswith(side)

    def test_neighbours_are_hollow_and_ours_is_larger(self, essex):
        for figure in (drawn.strip_figure(essex), drawn.funnel_figure(essex, essex.funnel)):
            found = dots(figure)
            assert found["Its neighbours"].marker.line.width == 2
            assert found["Its neighbours"].marker.color != found["Its neighbours"].marker.line.color
            assert found["Essex"].marker.size > found["Other councils"].marker.size


class TestTrend:
    def test_each_line_runs_through_its_values(self, years):
        figure, f = over_years.trend_figure(years), years.frame
        lines = {each.name: each for each in figure.data if each.mode == "lines+markers"}
        for name, column in (("BCP", "own"), ("England", "england"), (years.region, "region")):
            assert [x.year for x in lines[name].x] == list(f["year"])
            drawn_y = np.array([np.nan if y is None else y for y in lines[name].y])
            assert np.array_equal(drawn_y, f[column].to_numpy(float), equal_nan=True)
        assert lines["BCP"].connectgaps is False and list(lines["BCP"].y[:5]) == [None] * 5

    def test_the_band_is_the_middle_half_of_the_neighbours(self, years):
        figure = over_years.trend_figure(years)
        low, high = (each for each in figure.data if each.mode == "lines")
        for each, column in ((low, "n_low"), (high, "n_high")):
            drawn_y = np.array([np.nan if y is None else y for y in each.y])
            assert np.array_equal(drawn_y, years.frame[column].to_numpy(float), equal_nan=True)
        assert high.fill == "tonexty" and high.name == over_years.NEIGHBOURS

    def test_the_law_and_the_break_are_marked(self, years):
        figure = over_years.trend_figure(years)
        levels = [shape.y0 for shape in figure.layout.shapes if shape.line.dash == "solid"]
        assert levels == [1.0]
        (at,) = [shape.x0 for shape in figure.layout.shapes if shape.line.dash == "dot"]
        assert (at.year, at.month, at.day) == (2021, 7, 2)
        assert any("collection" in each.text for each in figure.layout.annotations)

    def test_lines_are_named_at_their_ends(self, years):
        figure, last = over_years.trend_figure(years), years.frame.iloc[-1]
        ends = {each.text.split("</span> ")[1]: each.y for each in figure.layout.annotations
                if "span" in each.text}  # fmt: skip
        assert ends == {"BCP": last["own"], "England": last["england"],
                        years.region: last["region"]}  # fmt: skip

    def test_the_title_is_true(self, published_store):
        y = council_years(records_of(published_store, "881"), ON_TIME)
        assert over_years.trend_title(y) == "Essex has been lower than England since 2020"
        both = y.frame.set_index("year")
        assert (both.loc[2020:, "own"] < both.loc[2020:, "england"]).all()
        assert both.loc[2019, "own"] > both.loc[2019, "england"]

    def test_old_and_new_appeal_rates_never_share_a_picture(self, published_store):
        for which, first, last in (("old", 2014, 2024), ("new", 2024, 2025)):
            id = f"published_appeal_rate_{which}_method"
            figure = over_years.trend_figure(council_years(records_of(published_store, "881"), id))
            own = next(each for each in figure.data if each.name == "Essex")
            assert (own.x[0].year, own.x[-1].year) == (first, last)

    def test_a_break_is_told_only_inside_the_years(self):
        def told(id: str, first: int) -> str:
            return over_years.break_words(catalogue.get(f"published_{id}"), first)

        assert "from 2022 on" in told("plans_issued_within_20_weeks", 2014)
        assert "from 2023 on" in told("plans_in_force_per_1000", 2015)
        assert told("decided_within_6_weeks", 2023) == ""
        assert told("appeal_rate_old_method", 2014) == ""

    def test_a_single_year_is_no_trend(self, published_store):
        asked = records_of(published_store, "881")
        panel = over_years.council_trend_panel(asked, "published_mean_weeks_to_issue")
        assert panel.figure is None and panel.notes == (over_years.ONE_YEAR,)


def test_no_funnel_where_most_councils_lie_outside_it(published_store):
    c = compare_councils(records_of(published_store, "881"), ON_TIME, 2025)
    assert c.funnel.outside > len(c.councils) / 2 and not drawn.shows_funnel(c)
    assert drawn.council_funnel_panel(c).is_empty
    assert f"{c.funnel.outside} of {len(c.councils)} councils" in drawn.no_funnel_words(c)
    quiet = dict.fromkeys(c.funnel.levels, "in_line")
    alike = replace(c, funnel=replace(c.funnel, levels=quiet))
    assert drawn.shows_funnel(alike) and drawn.no_funnel_words(alike) == ""
    assert drawn.council_funnel_panel(alike).figure is not None


def test_the_neighbours_are_named_in_their_order_on_the_strip(published_store):
    c = compare_councils(records_of(published_store, "881"), ON_TIME, 2025)
    told = drawn.neighbours_named(c)
    known = sorted((each.row.value, each.name) for each in c.neighbours if each.has_figure)
    places = [told.index(name) for _, name in known]
    assert len(known) == 10 and places == sorted(places) and told in drawn.strip_note(c)


def panels(store, id: str, la_code: str) -> list:
    asked = records_of(store, la_code)
    c = compare_councils(asked, id, published_years(asked, id)[0])
    found = (over_years.council_trend_panel(asked, id), drawn.council_strip_panel(c),
             drawn.council_funnel_panel(c))  # fmt: skip
    assert bool(drawn.no_funnel_words(c)) == found[2].is_empty
    return [each for each in found if each.figure is not None]


@pytest.mark.parametrize("id", PUBLISHED)
def test_every_measure_draws(published_store, id):
    for panel in panels(published_store, id, "881"):
        text = panel.figure.to_json()
        assert "NaN" not in text and json.loads(text)["data"]
        assert panel.title and panel.caption and panel.alt and "nan" not in panel.alt


def test_a_council_without_a_figure_draws_in_dark(published_store):
    trend, *others = (each.figure for each in panels(published_store, ON_TIME, "921"))
    assert len(others) == 1 and "NaN" not in in_dark(trend).to_json()
    for figure in others:
        assert len(dots(in_dark(figure))["Isle of Wight"].x or ()) == 0
