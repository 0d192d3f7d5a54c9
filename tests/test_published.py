"""Published measures: every figure is the printed one, rates and index are divided once, blanks
stay blank, and they are asked as any other measure."""

from __future__ import annotations

import csv
import re
import shutil
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

from sendviz import catalogue
from sendviz.ask import Store, own_figure_of_published_year
from sendviz.ask.published import PRINTED
from sendviz.catalogue import ENGLAND, BadDefinition
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import COLUMNS
from sendviz.findings.councils import compare_councils, council_years
from sendviz.load.readers.figures import INDICATORS
from sendviz.stats import intervals
from tests.bundled import ON_TIME, records_of

ROOT = Path(__file__).resolve().parents[1]
PUBLISHED = catalogue.published()
each_published = pytest.mark.parametrize("m", PUBLISHED.values(), ids=lambda m: m.id)


def printed(table: str) -> list[dict[str, str]]:
    with open(ROOT / "data" / "published" / table, encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def of_years(store, id: str, la_code: str, first: int, last: int, variant: str | None = None):
    asked = records_of(store, la_code, start=date(first, 1, 1), end=date(last, 12, 31))
    return asked.ask(id, period="calendar_year", variant=variant)


def one(store, id: str, la_code: str, year: int, variant: str | None = None):
    return of_years(store, id, la_code, year, year, variant).row


def everywhere(store, id: str):
    return records_of(store, "881").ask(id, by="council", period="calendar_year")


def row_of(answer, area: str, year: int):
    (row,) = [each for each in answer.rows if each.area == area and each.period_start.year == year]
    return row


class TestDefinitions:
    def test_they_are_no_measures_of_records(self):
        assert len(PUBLISHED) >= 12
        assert not set(PUBLISHED) & set(catalogue.measures())
        assert catalogue.get(ON_TIME) is PUBLISHED[ON_TIME]

    @each_published
    def test_each_is_written_for_a_reader_and_stands_on_an_indicator(self, m):
        assert re.fullmatch(r"published(_([a-z]+|\d+))+", m.id)
        assert m.question.endswith("?") and m.owner and m.inspection_themes and m.noun
        for text in (m.definition, m.how_counted, m.why_it_matters, *(n.text for n in m.caveats)):
            assert not text[0].islower() and text.endswith("."), text
        indicator = INDICATORS[m.published_as.indicator]
        assert m.published_as.category in {*indicator.compiled, *indicator.release}
        assert (indicator.unit == "percent") == m.is_fraction

    def test_names_tell_them_apart(self):
        for names in ([m.name for m in PUBLISHED.values()],
                      [m.short_name for m in PUBLISHED.values()]):  # fmt: skip
            assert len(names) == len(set(names))

    def test_words_are_those_of_the_own_measure(self):
        m, own = PUBLISHED[ON_TIME], catalogue.get("plans_issued_within_20_weeks")
        assert (m.name, m.definition, m.legal_limit) == (own.name, own.definition, own.legal_limit)
        assert (m.fact, m.headline, m.pairs_with, m.variants) == ("", 0, (), ())
        without = PUBLISHED[f"{ON_TIME}_without_exceptions"]
        assert without.name == own.variant("without_exceptions").name
        assert without.published_as.category == "without exceptions"

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"own_measure": "plans_lost"}, "there is no measure 'plans_lost'"),
            ({"own_variant": "blue"}, "has no variant 'blue'"),
            ({"noun": ""}, "a given needs noun"),
            ({"answer": ""}, "answer lacks {numerator}"),
        ],
    )
    def test_a_bad_one_is_refused_with_its_file(self, tmp_path, changed, words):
        folder = catalogue.ROOM / "measures"
        own = (folder / "requests_received.toml").read_text("utf-8")
        own = re.sub(r"pairs_with = .*\n", "", own)
        (tmp_path / "requests_received.toml").write_text(own, "utf-8")
        text = (folder / "published_requests_index.toml").read_text("utf-8")
        text = re.sub(r"caveats.*", "", text, flags=re.S).removesuffix("[[")
        kept = "".join(
            f"{line}\n" for line in text.splitlines() if line.split(" = ")[0] not in changed
        )
        more = "".join(f'{name} = "{value}"\n' for name, value in changed.items())
        words_of_own = 'question = "How many?"\nwhy_it_matters = "It does."\ntheme = "demand"\n'
        words_of_own += 'polarity = "no_judgement"\n'
        end = '[published_as]\nindicator = "x"\ncategory = "All"\nmatch = "exactly"\n'
        (tmp_path / "published_x.toml").write_text(kept + more + words_of_own + end, "utf-8")
        with pytest.raises(BadDefinition, match="published_x.toml: ") as refused:
            catalogue.read(tmp_path)
        assert words in str(refused.value)


def test_every_printed_share_of_plans_on_time_comes_back(published_store):
    frame = everywhere(published_store, ON_TIME).frame
    years = frame["period_start"].dt.year
    held = frame.set_index([frame["la_code"], years])["value"]
    seen = 0
    for row in printed("published_timeliness.csv"):
        if row["la_code"] and row["pct_within_20_weeks_inc_exceptions"]:
            value = held[row["la_code"], int(row["year"])]
            assert round(value * 100, 1) == float(row["pct_within_20_weeks_inc_exceptions"])
            seen += 1
    assert seen > 1500


def test_every_council_region_and_england_are_areas_told_apart_by_level(published_store):
    answer = everywhere(published_store, ON_TIME)
    assert tuple(answer.frame.columns) == (*COLUMNS, *PRINTED)
    levels = answer.frame.groupby("level")["area"].nunique()
    assert levels["regional"] == 9 and levels["national"] == 1 and levels["council"] > 150
    assert answer.area_ids["England"] == ENGLAND and answer.area_ids["Essex"] == "881"
    assert not answer.frame.duplicated(["area", "period_start"]).any()
    assert (answer.grain, answer.by, answer.simulated, answer.rounded) == (
        "calendar_year", "council", False, False,
    )  # fmt: skip


def test_one_council_by_year_is_the_tidy_frame(published_store):
    answer = of_years(published_store, ON_TIME, "881", 2021, 2025)
    rows = answer.rows
    assert [row.period_start.year for row in rows] == [2021, 2022, 2023, 2024, 2025]
    assert [row.numerator for row in rows] == [550, 127, 15, 297, 454]
    assert [row.denominator for row in rows] == [1219, 1182, 1611, 1833, 2420]
    assert {(row.measure, row.area, row.blank) for row in rows} == {(ON_TIME, "Essex", None)}
    limits = intervals.wilson(454, 2420)
    assert (rows[-1].low, rows[-1].high) == (limits.low, limits.high)
    assert answer.text(rows[-1]) == "454 of 2,420 (18.8%)"


def test_without_a_period_the_newest_year_is_told(published_store):
    answer = records_of(published_store, "881").ask(ON_TIME)
    assert len(answer.rows) == 1 and answer.row.period_start.year == 2025
    among = records_of(published_store, "881").ask(ON_TIME, by="council")
    assert set(among.frame["period_start"].dt.year) == {2025} and len(among.rows) == 163


def test_years_before_a_council_are_blank(published_store):
    rows = of_years(published_store, ON_TIME, "941", 2019, 2021).rows
    assert [row.blank for row in rows] == ["not_published", "not_published", None]


def test_everybody_is_told_the_same(published_store):
    asked = records_of(published_store, "881")
    as_officer = type(asked)(asked.store, asked.selection, "officer")
    assert asked.ask(ON_TIME).frame.equals(as_officer.ask(ON_TIME).frame)


def test_filters_are_said_not_to_apply(published_store):
    asked = records_of(published_store, "881", where=(("need", ("ASD",)),))
    answer = asked.ask(ON_TIME)
    assert answer.not_filtered == ("need",) and answer.selection.where == ()
    assert answer.row.denominator == 2420


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        ({"by": "locality"}, "published of whole councils"),
        ({"by": "council", "and_by": "sex"}, "cannot be split by 'sex'"),
        ({"period": "month"}, "by calendar_year, not by 'month'"),
        ({"variant": "2021"}, "has no variant '2021'"),
    ],
)
def test_what_is_not_published_is_refused(published_store, cut, words):
    with pytest.raises(BadSelection, match=words):
        records_of(published_store, "881").ask(ON_TIME, **cut)


@pytest.mark.parametrize(
    ("la_code", "chosen"),
    [
        ("000", {}),
        ("881", {"start": date(1999, 1, 1), "end": date(1999, 12, 31)}),
        ("881", {"areas": ("881/locality/mid",)}),
    ],
)
def test_unknown_councils_years_and_parts_are_refused(published_store, la_code, chosen):
    with pytest.raises(BadSelection):
        records_of(published_store, la_code, **chosen).ask(ON_TIME)


def test_a_suppressed_figure_has_neither_value_nor_counts(published_store):
    answer = of_years(published_store, ON_TIME, "921", 2025, 2025)
    row = answer.row
    assert row.blank == "withheld" and answer.text() == "suppressed by the publisher"
    assert np.isnan([row.value, row.numerator, row.denominator, row.low]).all()


def test_swapped_appeal_rates_stay_blank(published_store):
    for code in ("823", "873"):
        for which, year in (("old", 2024), ("new", 2024), ("new", 2025)):
            row = one(published_store, f"published_appeal_rate_{which}_method", code, year)
            assert np.isnan(row.value) and row.blank == "not_published"


def test_old_and_new_appeal_rates_are_two_measures(published_store):
    old, new = (
        everywhere(published_store, f"published_appeal_rate_{which}_method")
        for which in ("old", "new")
    )
    assert old.frame["period_start"].dt.year.max() == 2024
    assert new.frame["period_start"].dt.year.min() == 2024
    assert [row_of(each, "England", 2024).value for each in (old, new)] == [0.032, 0.061]


def test_rates_are_the_printed_count_over_the_population(published_store):
    people = {row["la_code"]: row for row in printed("local_authorities.csv")}
    id = "published_requests_per_1000"
    population = float(people["881"]["population_0_25_mid2023"])
    assert one(published_store, id, "881", 2025).value == pytest.approx(4307 / population * 1000)
    current = [each for each in people.values() if each["status"] == "current"]
    england = row_of(everywhere(published_store, id), "England", 2025)
    total = sum(float(each["population_0_25_mid2023"]) for each in current)
    assert (england.numerator, england.denominator) == (162702, total)


def test_a_council_that_has_ended_has_no_rate(published_store):
    row = one(published_store, "published_plans_in_force_per_1000", "928", 2020)
    assert np.isnan(row.value) and row.blank == "no_population"


def test_an_index_has_limits_on_both_sides_and_none_in_its_base_year(published_store):
    rows = of_years(published_store, "published_requests_index", "941", 2021, 2025, "2021").rows
    assert rows[0].value == 100 and np.isnan(rows[0].low)
    assert all(row.low < row.value < row.high for row in rows[1:])


def test_an_index_without_its_base_year_is_blank(published_store):
    row = one(published_store, "published_requests_index", "942", 2024, "2022")
    assert np.isnan(row.value) and row.blank == "no_base_year"


def test_the_newest_edition_of_a_year_is_told(published_store, tmp_path):
    """Essex in 2024 as a later edition and an earlier one have it: 297 of 1,833 until then."""
    path = tmp_path / "sendviz.duckdb"
    shutil.copy(published_store.path, path)
    with duckdb.connect(str(path)) as connection:
        for edition, count in (("9999", 300), ("0000", 1)):
            connection.execute(
                "insert into published select * replace (? as edition, ?::double as numerator, "
                "?::double / denominator as value) from published where la_code = '881' and "
                "year = 2024 and indicator = 'plans_issued_within_20_weeks' and category = 'All'",
                [edition, count, count],
            )
    store = Store(path)
    assert one(store, ON_TIME, "881", 2024).numerator == 300
    own = compare_councils(records_of(store, "881"), ON_TIME, 2024).council.row
    assert (own.numerator, own.denominator) == (300, 1833)
    told = council_years(records_of(store, "881"), ON_TIME).answer.rows
    assert {row.period_start.year: row.numerator for row in told}[2024] == 300


class TestOwnFigureOfAPublishedYear:
    def test_the_year_as_known_on_the_day_of_the_return(self, simulated):
        asked = records_of(simulated, "881")
        asked = type(asked)(simulated, asked.selection, "officer")
        for m in (catalogue.get(ON_TIME), catalogue.get("plans_issued_within_20_weeks")):
            row = own_figure_of_published_year(asked, m, 2024)
            assert (row.numerator, row.denominator) == (297, 1833)

    def test_a_variant_is_that_of_the_measure(self, simulated):
        m = catalogue.get(f"{ON_TIME}_without_exceptions")
        published = one(simulated, m.id, "881", 2024)
        asked = records_of(simulated, "881")
        row = own_figure_of_published_year(type(asked)(simulated, asked.selection, "officer"), m,
                                           2024)  # fmt: skip
        assert (row.numerator, row.denominator) == (published.numerator, published.denominator)

    def test_nothing_of_a_year_that_is_not_over(self, simulated):
        asked = records_of(simulated, "881").over(as_at=date(2025, 6, 30))
        assert own_figure_of_published_year(asked, catalogue.get(ON_TIME), 2025) is None

    def test_nothing_without_records_or_an_own_measure(self, published_store):
        asked = records_of(published_store, "881")
        assert own_figure_of_published_year(asked, catalogue.get(ON_TIME), 2024) is None
        appeals = catalogue.get("published_appeal_rate_new_method")
        assert own_figure_of_published_year(asked, appeals, 2024) is None
