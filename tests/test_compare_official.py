"""The official series: every figure is the printed one, rates and index are divided once, blanks
stay blank."""

from __future__ import annotations

import csv
import shutil
import tempfile
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pytest

from sendviz import ask, load
from sendviz.ask import official
from sendviz.ask.store import Store
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import COLUMNS
from sendviz.findings import compare
from sendviz.load.readers import bundled
from sendviz.load.readers.figures import INDICATORS
from sendviz.stats import intervals

ROOT = Path(__file__).resolve().parents[1]
ON_TIME = "plans_issued_within_20_weeks"


@cache
def bundled_store() -> Store:
    """The bundled figures as `build` puts them into a file, without any council's records."""
    path = Path(tempfile.mkdtemp(prefix="published_")) / "sendviz.duckdb"
    load.run(bundled.deliveries(), path, headlines=ask.headlines, fresh=True)
    return Store(path)


@pytest.fixture(scope="session")
def published_store() -> Store:
    return bundled_store()


def printed(table: str) -> list[dict[str, str]]:
    with open(ROOT / "data" / "published" / table, encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def one(store, id: str, la_code: str, year: int, base: int | None = None):
    return ask.measure_frame(store, id, la_code, [year], base).iloc[0]


def test_at_least_nine_series_and_each_stands_on_a_published_indicator():
    found = official.all_series()
    assert len(found) >= 9
    for each in found.values():
        assert each.measure.published_as.indicator in INDICATORS, each.id
        assert each.measure.id == f"published_{each.id}"
        assert each.measure.name and each.measure.definition and each.measure.answer


def test_every_printed_share_of_plans_on_time_comes_back(published_store):
    found = official.figures(published_store, official.series(ON_TIME))
    held = found.set_index(["la_code", "year"])["value"]
    seen = 0
    for row in printed("published_timeliness.csv"):
        if row["la_code"] and row["pct_within_20_weeks_inc_exceptions"]:
            value = held[row["la_code"], int(row["year"])]
            assert round(value * 100, 1) == float(row["pct_within_20_weeks_inc_exceptions"])
            seen += 1
    assert seen > 1500


def test_the_frame_is_the_tidy_one(published_store):
    frame = ask.measure_frame(published_store, f"published_{ON_TIME}", "881", range(2021, 2026))
    assert tuple(frame.columns) == COLUMNS
    assert list(frame["period_start"].dt.year) == [2021, 2022, 2023, 2024, 2025]
    assert list(frame["numerator"]) == [550, 127, 15, 297, 454]
    assert list(frame["denominator"]) == [1219, 1182, 1611, 1833, 2420]
    assert set(frame["measure"]) == {f"published_{ON_TIME}"} and set(frame["blank"]) == {None}
    limits = intervals.wilson(454, 2420)
    assert (frame["low"].iloc[-1], frame["high"].iloc[-1]) == (limits.low, limits.high)


def test_any_measure_with_an_official_series_can_be_asked(published_store):
    assert one(published_store, "published_requests_received", "941", 2024)["value"] == 1430


@pytest.mark.parametrize(
    "question", [("nothing_such", "881", None), (ON_TIME, "000", None), (ON_TIME, "881", [1999])]
)
def test_what_is_not_published_is_refused(published_store, question):
    with pytest.raises(BadSelection):
        ask.measure_frame(published_store, *question)


def test_a_suppressed_figure_has_neither_value_nor_counts(published_store):
    row = one(published_store, ON_TIME, "921", 2025)
    assert row["blank"] == "suppressed"
    assert np.isnan([row["value"], row["numerator"], row["denominator"], row["low"]]).all()


def test_swapped_appeal_rates_stay_blank(published_store):
    for code in ("823", "873"):
        for which, year in (("old", 2024), ("new", 2024), ("new", 2025)):
            row = one(published_store, f"appeal_rate_{which}_method", code, year)
            assert np.isnan(row["value"]) and row["blank"] == "not_published"


def test_old_and_new_appeal_rates_are_two_series(published_store):
    old, new = (
        official.figures(published_store, official.series(f"appeal_rate_{which}_method"))
        for which in ("old", "new")
    )
    assert old["year"].max() == 2024 and new["year"].min() == 2024
    england = [
        each[(each["la_code"] == official.ENGLAND) & (each["year"] == 2024)] for each in (old, new)
    ]
    assert [float(each["value"].iloc[0]) for each in england] == [0.032, 0.061]


def test_rates_are_the_printed_count_over_the_population(published_store):
    people = {row["la_code"]: row for row in printed("local_authorities.csv")}
    row = one(published_store, "requests_per_1000", "881", 2025)
    population = float(people["881"]["population_0_25_mid2023"])
    assert row["value"] == pytest.approx(4307 / population * 1000)
    current = [each for each in people.values() if each["status"] == "current"]
    found = official.figures(published_store, official.series("requests_per_1000"))
    england = found[(found["la_code"] == official.ENGLAND) & (found["year"] == 2025)].iloc[0]
    total = sum(float(each["population_0_25_mid2023"]) for each in current)
    assert (england["numerator"], england["denominator"]) == (162702, total)


def test_a_council_that_has_ended_has_no_rate(published_store):
    row = one(published_store, "plans_in_force_per_1000", "928", 2020)
    assert np.isnan(row["value"]) and row["blank"] == "no_population"


def test_an_index_has_limits_on_both_sides_and_none_in_its_base_year(published_store):
    frame = ask.measure_frame(published_store, "requests_index", "941", base=2021)
    by = frame.set_index(frame["period_start"].dt.year)
    assert by.loc[2021, "value"] == 100 and np.isnan(by.loc[2021, "low"])
    later = by.loc[[2022, 2023, 2024, 2025]]
    assert ((later["low"] < later["value"]) & (later["value"] < later["high"])).all()


def test_an_index_without_its_base_year_is_blank(published_store):
    row = one(published_store, "requests_index", "942", 2024, base=2022)
    assert np.isnan(row["value"]) and row["blank"] == "no_base_year"


def test_the_newest_edition_of_a_year_is_told(tmp_path):
    """Essex in 2024 as a later edition and an earlier one have it: 297 of 1,833 until then."""
    path = tmp_path / "sendviz.duckdb"
    shutil.copy(bundled_store().path, path)
    with duckdb.connect(str(path)) as connection:
        for edition, count in (("9999", 300), ("0000", 1)):
            connection.execute(
                "insert into published select * replace (? as edition, ?::double as numerator, "
                "?::double / denominator as value) from published where la_code = '881' and "
                "year = 2024 and indicator = ? and category = 'All'",
                [edition, count, count, ON_TIME],
            )
    store = Store(path)
    assert one(store, ON_TIME, "881", 2024)["numerator"] == 300
    found = compare.compare(store, official.series(ON_TIME), "881", 2024)
    assert (found.council["numerator"], found.council["denominator"]) == (300, 1833)
    told = compare.by_year(store, official.series(ON_TIME), "881").frame.set_index("year")
    assert told.loc[2024, "numerator"] == 300
