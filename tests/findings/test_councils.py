"""One council among all: places, standings, neighbours, years, and the funnel."""

from __future__ import annotations

import numpy as np
import pytest

from sendviz import ask, catalogue
from sendviz.findings.councils import (
    compare_councils,
    council_years,
    counted_years,
    published_years,
)
from sendviz.findings.spread import compare_areas
from sendviz.stats import funnel as limits
from sendviz.stats.intervals import newcombe
from tests.bundled import ON_TIME, records_of

INDEX = "published_requests_index"


@pytest.fixture(scope="module")
def essex(published_store):
    return compare_councils(records_of(published_store, "881"), ON_TIME, 2025)


def of(store, id: str, la_code: str, year: int, base: int | None = None, **more):
    return compare_councils(records_of(store, la_code), id, year, base, **more)


def test_places_by_counting_again(essex):
    rows = [each.row for each in essex.councils]
    for each in essex.councils[::13]:
        own = each.row
        assert each.lowest == 1 + sum(row.value < own.value for row in rows)
        assert each.highest == 1 + sum(row.value > own.value for row in rows)
        assert each.tied == (sum(row.value == own.value for row in rows) > 1)
        gaps = [
            newcombe(
                own.numerator, own.denominator, row.numerator, row.denominator, 1 - 0.002 / 149
            )
            for row in rows
        ]
        assert each.surely_lower == sum(gap.low > 0 for gap in gaps)
        assert each.surely_higher == sum(gap.high < 0 for gap in gaps)
        assert each.surely_lower + 1 <= each.lowest <= len(rows) - each.surely_higher


def test_shares_stand_apart_by_the_limits_of_the_funnel_as_areas_do(essex):
    england = essex.england.row
    for each in essex.councils:
        flag = limits.flag(
            each.row.numerator, each.row.denominator, england.numerator / england.denominator
        )
        perhaps = {"in_line": "", "look": "perhaps_", "different": ""}[flag.level]
        word = {"": "similar", "high": "better", "low": "worse"}[flag.side]
        assert each.standing == perhaps + word, each.name
    told = [each for each in essex.councils if each.standing == "worse"]
    assert essex.council in told and len(told) > 50


def test_it_is_the_standing_that_localities_have(essex):
    m = essex.measure
    share = catalogue.get("plans_issued_within_20_weeks")
    councils = essex.answer.frame[essex.answer.frame["level"] == "council"]
    found = compare_areas(essex.answer.with_frame(councils, measure=share), essex.funnel.baseline)
    assert m.kind == "given" and found.differ == essex.differ is True
    assert found.standing == {each.name: each.standing for each in essex.councils}


def test_without_polarity_nothing_is_judged(published_store):
    found = of(published_store, "published_requests_refused", "881", 2025)
    told = {each.standing.removeprefix("perhaps_") for each in found.councils}
    assert told == {"higher", "lower", "similar"}


def test_rates_stand_apart_by_the_limits_of_their_funnel(published_store):
    found = of(published_store, "published_requests_per_1000", "881", 2025)
    for each in found.councils:
        level = found.funnel.levels[each.name]
        perhaps = "perhaps_" if level == "look" else ""
        side = "higher" if each.row.value > found.funnel.baseline else "lower"
        assert each.standing == ("similar" if level == "in_line" else perhaps + side)


def test_an_index_allows_for_the_number_of_councils(published_store):
    found = of(published_store, INDEX, "881", 2025)
    england = found.england.row.value
    outside = [each for each in found.councils if not each.row.low <= england <= each.row.high]
    apart = [each for each in found.councils if each.standing in ("higher", "lower")]
    assert found.funnel is None and found.differ
    assert 0 < len(apart) < len(outside) and set(apart) <= set(outside)


def test_where_councils_do_not_differ_none_stands_apart(published_store, monkeypatch):
    """The global test comes first: here it is told that chance explains all."""
    from dataclasses import replace

    from sendviz.findings import councils

    def by_chance(*given, **more):
        found = compare_areas(*given, **more)
        return replace(found, verdict="chance", standing=dict.fromkeys(found.standing, "similar"))

    monkeypatch.setattr(councils, "compare_areas", by_chance)
    found = councils._compare(records_of(published_store, "881"), ON_TIME, 2025, None, widen=False)
    assert not found.differ and {each.standing for each in found.councils} == {"similar"}


def test_without_counts_nobody_is_judged(published_store):
    found = of(published_store, "published_mean_weeks_to_issue", "881", 2025)
    assert {each.standing for each in found.councils} == {"not_compared"}
    assert found.funnel is None and found.council.surely_lower is None


def test_ten_neighbours_in_their_order(essex, published_store):
    names = list(ask.neighbours(published_store, "881")["name"])
    short = dict(ask.councils(published_store)[["name", "short_name"]].to_numpy())
    assert [each.name for each in essex.neighbours] == [short.get(name, name) for name in names]
    assert len(names) == 10 and essex.neighbours_from
    assert essex.middle == pytest.approx(np.median([each.row.value for each in essex.neighbours]))


def test_regions_and_england_are_no_councils(essex):
    names = {each.name for each in (*essex.councils, *essex.missing)}
    assert len(essex.councils) + len(essex.missing) == len(names) == 153
    assert not names & {"England", "East of England"}
    assert (essex.england.row.value, essex.region.row.value) == (0.455, 0.382)
    assert essex.region.lowest == essex.england.lowest == 0


def test_the_trend_has_gaps_and_starts_with_the_council(published_store):
    frame = council_years(records_of(published_store, "839"), ON_TIME).frame
    assert list(frame["year"]) == list(range(2014, 2026))
    assert frame.loc[frame["year"] < 2019, "own"].isna().all()
    row = frame[frame["year"] == 2025].iloc[0]
    assert (row["own"], row["england"], row["region"]) == (0.701, 0.455, 0.336)
    assert row["n_low"] <= row["n_middle"] <= row["n_high"]


def test_the_funnel_is_that_of_the_statistics(essex):
    found, rows = essex.funnel, [each.row for each in essex.councils]
    england = essex.england.row.numerator / essex.england.row.denominator
    flags = limits.flag([row.numerator for row in rows], [row.denominator for row in rows], england)
    assert found.baseline == england
    assert found.outside == int((flags.level == "different").sum()) > 100
    assert found.levels["Essex"] == "different"
    inner = limits.proportion_limits(england, found.sizes, 0.95)
    assert np.allclose(found.inner, (inner.low, inner.high))


def test_overdispersion_widens_the_limits_and_the_standings_with_them(essex, published_store):
    wide = of(published_store, ON_TIME, "881", 2025, widen=True)
    narrow = essex.funnel
    assert wide.funnel.widened and not narrow.widened and wide.funnel.outside < narrow.outside
    at = narrow.sizes > 50
    assert (wide.funnel.outer[0] <= narrow.outer[0] + 1e-9)[at].all()
    assert (wide.funnel.outer[1] >= narrow.outer[1] - 1e-9)[at].all()
    sure = ("better", "worse")
    assert sum(each.standing in sure for each in wide.councils) == wide.funnel.outside


def test_the_base_year_of_an_index_is_no_year_to_compare(published_store):
    asked = records_of(published_store, "881")
    assert 2022 not in published_years(asked, INDEX)
    assert 2021 not in published_years(asked, INDEX, 2021)
    assert {2021, 2022} <= set(counted_years(asked, INDEX))
