"""One council among all: places with ranges, verdicts, neighbours, trend, funnel, and the words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sendviz import ask
from sendviz.ask import official
from sendviz.findings import compare as analysis
from sendviz.stats import funnel as limits
from sendviz.wording import compare as words
from tests.test_compare_official import ON_TIME, published_store  # noqa: F401

SERIES = list(official.all_series())


@pytest.fixture(scope="module")
def essex(published_store):  # noqa: F811
    return analysis.compare(published_store, official.series(ON_TIME), "881", 2025)


def of(store, id: str, la_code: str, year: int, base: int | None = None):
    return analysis.compare(store, official.series(id), la_code, year, base)


def test_the_answer_of_the_sketch(essex):
    told = " ".join(words.answer(essex)).replace("\u2019", "'")
    assert told.startswith(
        "In 2025, 18.8% of Essex's plans came within 20 weeks (454 of 2,420). England 45.5%, "
        "neighbours' middle 39.7%. 18 of 150 councils are lower, 15 of them beyond doubt."
    )


def test_places_by_counting_again(essex):
    frame = essex.councils
    for row in frame.sample(12, random_state=1).to_dict("records"):
        assert row["lowest"] == 1 + sum(frame["value"] < row["value"])
        assert row["highest"] == 1 + sum(frame["value"] > row["value"])
        assert row["tied"] == (sum(frame["value"] == row["value"]) > 1)
        assert row["surely_lower"] == sum(frame["high"] < row["low"])
        assert row["surely_lower"] + 1 <= row["lowest"]
        assert len(frame) - row["surely_higher"] >= row["lowest"]


def test_verdicts_against_england(essex):
    england = essex.england["value"]
    assert essex.england["verdict"] == "benchmark"
    for row in essex.councils.to_dict("records"):
        wanted = (
            "better" if row["low"] > england else "worse" if row["high"] < england else "similar"
        )
        assert row["verdict"] == wanted


def test_without_polarity_nothing_is_judged(published_store):  # noqa: F811
    found = of(published_store, "requests_refused", "881", 2025)
    assert set(found.councils["verdict"]) <= {"higher", "lower", "similar"}
    assert {words.verdict_sign(each).colour_role for each in ("higher", "lower")} == {"neutral"}


def test_ten_neighbours_in_their_order(essex, published_store):  # noqa: F811
    names = list(ask.neighbours(published_store, "881")["name"])
    assert list(essex.neighbours["name"]) == names and len(names) == 10
    assert essex.middle == pytest.approx(np.median(essex.neighbours["value"]))


def test_missing_councils_are_named_with_the_reason(essex):
    told = words.missing_sentence(essex)
    assert "Halton and Isle of Wight (suppressed by the publisher)" in told
    assert "Leicester (not submitted by the council)" in told
    assert essex.of + len(essex.missing) == 153


def test_no_place_and_no_verdict_without_counts(published_store):  # noqa: F811
    found = of(published_store, "mean_weeks_to_issue", "881", 2025)
    assert words.place_text(analysis.place_of(found, "881"), found.of) == ("", "")
    assert "without counts nobody can tell" in " ".join(words.answer(found))
    other = of(published_store, "mean_weeks_to_issue", "308", 2025)
    assert "how many beyond doubt cannot be told" in " ".join(words.answer(other))
    assert analysis.funnel(found) is None
    assert "not judged" in words.verdict_text(found, found.council)


def test_ties_are_said():
    row = {"lowest": 3, "highest": 7, "tied": True, "surely_lower": 1.0, "surely_higher": 4.0}
    assert words.place_text(row, 10) == ("joint 3rd lowest", "allowing for chance, 2nd to 6th")


def test_shares_of_few_cases_are_in_whole_per_cent_as_on_other_screens():
    row = {"value": 0.072, "numerator": 59, "denominator": 819, "low": 0.056, "high": 0.092}
    series = official.series(ON_TIME)
    assert words.value_text(series, row) == "7% (59 of 819)"
    assert words.interval_text(series, row) == "6% to 9%"
    many = row | {"numerator": 72, "denominator": 1000}
    assert words.value_text(series, many) == "7.2% (72 of 1,000)"


def test_the_trend_has_gaps_and_starts_with_the_council(published_store):  # noqa: F811
    told = analysis.by_year(published_store, official.series(ON_TIME), "839").frame
    assert list(told["year"]) == list(range(2014, 2026))
    assert told.loc[told["year"] < 2019, "own"].isna().all()
    row = told[told["year"] == 2025].iloc[0]
    assert (row["own"], row["england"], row["region"]) == (0.701, 0.455, 0.336)
    assert row["n_low"] <= row["n_middle"] <= row["n_high"]


def test_the_heading_of_the_trend_is_true(published_store):  # noqa: F811
    told = analysis.by_year(published_store, official.series(ON_TIME), "881")
    assert words.trend_heading(told) == "Essex has been lower than England since 2020"
    both = told.frame.set_index("year")
    assert (both.loc[2020:, "own"] < both.loc[2020:, "england"]).all()
    assert both.loc[2019, "own"] > both.loc[2019, "england"]


def test_the_funnel_is_that_of_the_statistics(essex):
    found, c = analysis.funnel(essex), essex.councils
    england = essex.england["numerator"] / essex.england["denominator"]
    flags = limits.flag(c["numerator"], c["denominator"], england)
    assert found.outside == int((flags.level == "different").sum()) > 100
    assert (found.level, found.side) == ("different", "low")


def test_overdispersion_widens_the_limits(essex):
    narrow, wide = analysis.funnel(essex), analysis.funnel(essex, adjusted=True)
    assert wide.adjusted and not narrow.adjusted and wide.outside < narrow.outside
    at = narrow.sizes > 50
    assert (wide.outer[0] <= narrow.outer[0] + 1e-9)[at].all()
    assert (wide.outer[1] >= narrow.outer[1] - 1e-9)[at].all()


@pytest.mark.parametrize("id", SERIES)
@pytest.mark.parametrize("la_code", ["881", "921", "942"])
def test_every_series_has_words_for_every_kind_of_council(published_store, id, la_code):  # noqa: F811
    series = official.series(id)
    year = analysis.years_of(published_store, series)[0]
    found = analysis.compare(published_store, series, la_code, year)
    told = [*words.answer(found), words.missing_sentence(found), words.strip_heading(found)]
    for row in (found.council, found.region, *found.neighbours.to_dict("records")):
        told += [words.value_text(series, row), words.counts_text(series, row)]
        told += [words.interval_text(series, row), words.verdict_text(found, row)]
    text = " ".join(told)
    assert "None" not in text.replace("None of", "")
    assert "nan" not in text and "{" not in text


def test_doubts_are_told_beside_the_figure(published_store):  # noqa: F811
    found = of(published_store, "requests_refused", "826", 2025)
    assert "no refusal among 749" in words.doubt_of(found.council)
    assert any(each.startswith("Waltham Forest") for each in words.doubts(found))
    gone = of(published_store, "appeal_rate_new_method", "873", 2025)
    assert words.doubt_of(gone.council).startswith("Left out")


def test_a_break_is_told_only_inside_the_years(published_store):  # noqa: F811
    assert "from 2022 on" in words.break_text(official.series(ON_TIME), 2014)
    assert "from 2023 on" in words.break_text(official.series("plans_in_force_per_1000"), 2015)
    assert words.break_text(official.series("decided_within_6_weeks"), 2023) == ""
    assert words.break_text(official.series("appeal_rate_old_method"), 2014) == ""


def test_the_base_year_of_an_index_is_no_year_to_compare(published_store):  # noqa: F811
    index = official.series("requests_index")
    assert 2022 not in analysis.years_of(published_store, index)
    assert 2021 not in analysis.years_of(published_store, index, 2021)


def test_whose():
    assert [words.whose(each) for each in ("Essex", "Leeds")] == ["Essex\u2019s", "Leeds\u2019"]


def test_a_blank_row_is_never_a_nought():
    row = pd.Series({"value": np.nan, "blank": "suppressed", "low": np.nan, "high": np.nan})
    assert words.value_text(official.series(ON_TIME), row) == "suppressed by the publisher"
