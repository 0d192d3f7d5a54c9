"""The bundled tables: every number comes back, and every missing one says why."""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.load.readers import bundled
from sendviz.load.readers.figures import (
    COLUMNS,
    INDICATORS,
    KEY,
    SERIES,
    printed_share,
    with_doubts,
)

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT.parent / "shared" / "reference"
FILES = [
    "published_timeliness.csv",
    "published_activity.csv",
    "local_authorities.csv",
    "statistical_neighbours.csv",
]
# column of the compiled table -> indicator, category, where it must stand, what a printed 1 is
WITHIN, EXC = "plans_issued_within_20_weeks", "without exceptions"
TIMELINESS = {
    "plans_issued": (WITHIN, "All", "denominator", 1),
    "within_20_weeks": (WITHIN, "All", "numerator", 1),
    "pct_within_20_weeks_inc_exceptions": (WITHIN, "All", "value", 0.01),
    "plans_issued_exc_exceptions": (WITHIN, EXC, "denominator", 1),
    "within_20_weeks_exc_exceptions": (WITHIN, EXC, "numerator", 1),
    "pct_exc_exceptions": (WITHIN, EXC, "value", 0.01),
    "issued_20_to_52_weeks": ("plans_issued_in_20_to_52_weeks", "All", "numerator", 1),
    "issued_over_52_weeks": ("plans_issued_after_more_than_a_year", "All", "numerator", 1),
    "mean_weeks_to_issue": ("mean_weeks_to_issue", "All", "value", 1),
}
ACTIVITY = {
    "requests_received": ("requests_received", "value", 1),
    "requests_agreed_to_assess": ("requests_agreed", "numerator", 1),
    "requests_refused": ("requests_refused", "numerator", 1),
    "refused_pct_of_requests": ("requests_refused", "value", 0.01),
    "requests_undecided": ("requests_undecided", "numerator", 1),
    "requests_withdrawn": ("requests_withdrawn", "numerator", 1),
    "decision_within_6_weeks": ("decided_within_6_weeks", "numerator", 1),
    "decision_within_6_weeks_pct": ("decided_within_6_weeks", "value", 0.01),
    "requests_mediation": ("requests_with_mediation", "value", 1),
    "requests_tribunal": ("requests_with_tribunal", "value", 1),
    "requests_tribunal_after_mediation": ("requests_with_tribunal_after_mediation", "value", 1),
    "assessments": ("assessments_completed", "value", 1),
    "assessed_plan_issued": ("assessments_with_a_plan", "numerator", 1),
    "assessed_no_plan": ("assessments_without_a_plan", "numerator", 1),
    "no_plan_decision_within_16_weeks_pct": ("no_plan_decided_within_16_weeks", "value", 0.01),
    "assessments_withdrawn": ("assessments_withdrawn", "value", 1),
    "assessment_mediation": ("assessments_with_mediation", "value", 1),
    "assessment_tribunal": ("assessments_with_tribunal", "value", 1),
    "other_mediation": ("other_mediation", "value", 1),
    "other_tribunal": ("other_tribunal", "value", 1),
    "new_ehc_plans": ("plans_issued", "value", 1),
    "plans_ceased": ("plans_ceased", "value", 1),
    "caseload_january": ("plans_in_force", "value", 1),
    "statements_january": ("statements_in_force", "value", 1),
    "mediation_total": ("mediation_at_any_stage", "value", 1),
    "tribunal_following_mediation_total": ("tribunal_after_mediation_at_any_stage", "value", 1),
    "send_appeals_registered": ("appeals_registered", "value", 1),
    "appealable_decisions_old_method": ("appeal_rate_old_method", "denominator", 1),
    "appeal_rate_pct_old_method": ("appeal_rate_old_method", "value", 0.01),
    "appealable_decisions_new_method": ("appeal_rate_new_method", "denominator", 1),
    "appeal_rate_pct_new_method": ("appeal_rate_new_method", "value", 0.01),
    "annual_reviews_expected": ("annual_reviews_expected", "value", 1),
    "annual_review_meetings": ("annual_reviews_held", "value", 1),
    "review_decision_within_4_weeks_pct": ("review_decided_within_4_weeks", "value", 0.01),
}
NOT_NUMBERS = {
    "la_code",
    "new_la_code",
    "la_name",
    "region",
    "year",
    "geographic_level",
    "source",
}


@pytest.fixture(scope="module")
def deliveries():
    return bundled.deliveries()


@pytest.fixture(scope="module")
def figures(deliveries):
    return pd.concat([d.tables["published"] for d in deliveries if "published" in d.tables])


@pytest.fixture(scope="module")
def by_key(figures):
    return figures.set_index(KEY).sort_index()


def reference(name):
    if not REFERENCE.is_dir():
        pytest.skip("the reference tables are not beside this repository")
    with (REFERENCE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def schema_columns(table):
    text = (ROOT / "sendviz" / "catalogue" / "schema.sql").read_text("utf-8")
    body = re.search(rf"create table {table} \((.*?)\n\);", text, re.DOTALL)[1]
    return [line.split()[0] for line in body.splitlines() if line.strip()]


@pytest.mark.parametrize("name", FILES)
def test_copies_are_the_reference_tables(name):
    if not REFERENCE.is_dir():
        pytest.skip("the reference tables are not beside this repository")
    assert (ROOT / "data" / "published" / name).read_bytes() == (REFERENCE / name).read_bytes()


def every_number(rows, mapping, by_key):
    found = {key: row for key, row in zip(by_key.index, by_key.itertuples(), strict=True)}
    missing, seen = [], 0
    for row in rows:
        code, year = row["la_code"] or row["new_la_code"], int(row["year"])
        for column, (indicator, category, place, unit) in mapping.items():
            if row[column] == "":
                continue
            seen += 1
            got = found.get((indicator, category, code, year))
            if got is None or abs(getattr(got, place) - float(row[column]) * unit) > 1e-9:
                missing.append((column, code, year, row[column]))
    assert missing == []
    return seen


def test_every_number_of_the_timeliness_table_comes_back(by_key):
    rows = reference("published_timeliness.csv")
    assert set(rows[0]) - set(TIMELINESS) == NOT_NUMBERS
    assert every_number(rows, TIMELINESS, by_key) == 12_561


def test_every_number_of_the_activity_table_comes_back(by_key):
    rows = reference("published_activity.csv")
    mapping = {name: (each[0], "All", *each[1:]) for name, each in ACTIVITY.items()}
    apart = {"assessments_undecided", "decision_over_6_weeks"}
    assert set(rows[0]) - set(mapping) == NOT_NUMBERS | apart
    assert every_number(rows, mapping, by_key) == 28_530
    old = {"assessments_undecided": ("assessments_open_at_census", "All", "value", 1)}
    new = {"assessments_undecided": ("assessments_undecided", "All", "value", 1)}
    assert every_number([row for row in rows if int(row["year"]) < 2022], old, by_key) == 1_294
    assert every_number([row for row in rows if int(row["year"]) >= 2022], new, by_key) == 323


def test_six_week_denominator_is_both_counts(by_key):
    row = by_key.loc[("decided_within_6_weeks", "All", "E92000001", 2025)]
    assert (row.numerator, row.denominator, row.value) == (139_031, 158_984, 0.874)


@pytest.mark.parametrize(
    ("indicator", "category", "code", "year", "expected"),
    [
        (WITHIN, "All", "881", 2025, (454, 2420, 0.188)),
        (WITHIN, EXC, "E92000001", 2025, (43_997, 95_411, 0.461)),
        (WITHIN, "All", "839", 2023, (13, 273, 0.048)),
        ("plans_issued_after_more_than_a_year", "All", "881", 2025, (1499, 2420, 0.619)),
        ("requests_refused", "All", "881", 2024, (852, 4255, 0.2)),
        ("requests_agreed", "All", "E92000001", 2025, (106_062, 162_702, 0.652)),
        ("appeal_rate_new_method", "All", "E92000001", 2025, (26_977, 405_735, 0.066)),
    ],
)
def test_shares_stand_with_their_counts(by_key, indicator, category, code, year, expected):
    row = by_key.loc[(indicator, category, code, year)]
    assert (row.numerator, row.denominator, row.value) == expected
    assert pd.isna(row.blank)


@pytest.mark.parametrize(
    ("indicator", "category", "code", "year", "blank"),
    [
        (WITHIN, "All", "856", 2025, "not_submitted"),
        (WITHIN, "All", "876", 2025, "suppressed"),
        (WITHIN, EXC, "921", 2025, "suppressed"),
        ("requests_received", "All", "921", 2025, "suppressed"),
        (WITHIN, "All", "209", 2024, "suppressed"),
        (WITHIN, EXC, "926", 2025, "not_applicable"),
        (WITHIN, EXC, "838", 2024, "not_applicable"),
        (WITHIN, "All", "420", 2019, "not_applicable"),
        ("requests_refused", "All", "881", 2014, "not_published"),
        ("plans_issued", "All", "383", 2022, "not_published"),
        ("appeal_rate_old_method", "All", "873", 2024, "not_published"),
        ("no_plan_decided_within_16_weeks", "All", "822", 2023, "not_applicable"),
    ],
)
def test_missing_says_why(by_key, indicator, category, code, year, blank):
    row = by_key.loc[(indicator, category, code, year)]
    assert pd.isna(row.value)
    assert row.blank == blank


def test_suppressed_figures_have_no_counts_either(figures):
    hidden = figures[figures["blank"].isin(["suppressed", "not_submitted"])]
    assert len(hidden) > 50
    rates = hidden["indicator"] == "appeal_rate_new_method"  # the appeals themselves are printed
    assert hidden.loc[~rates, ["numerator", "denominator", "value"]].isna().all(axis=None)
    assert hidden.loc[rates, ["denominator", "value"]].isna().all(axis=None)


def test_a_row_has_a_value_or_a_reason(figures):
    assert (figures["value"].isna() == figures["blank"].notna()).all()
    reasons = {"suppressed", "not_submitted", "not_applicable", "not_published"}
    assert set(figures["blank"].dropna()) == reasons
    shares = figures[figures["indicator"].map(lambda name: INDICATORS[name].unit) == "percent"]
    assert shares["value"].dropna().between(0, 1).all()


def test_no_council_is_absent_without_a_reason(figures):
    """Where nearly all councils have a figure, only those that did not exist may have no row."""
    reorganised = {"835", "836", "837", "838", "839", "909", "928", "940", "941", "942", "943"}
    every = set(bundled.councils()["la_code"]) - reorganised
    silent = {}
    councils = figures[figures["level"] == "council"]
    for key, rows in councils.groupby(["indicator", "category", "year"]):
        absent = every - set(rows["la_code"])
        if absent:
            silent[key] = absent
    assert silent == {}


def test_doubts_are_sentences_and_keep_the_figure(by_key):
    for code in ("856", "320", "826"):
        row = by_key.loc[("requests_refused", "All", code, 2025)]
        assert row.value == 0
        assert row.doubt.endswith(".")
    assert pd.isna(by_key.loc[("requests_refused", "All", "881", 2025)].doubt)
    assert "swaps" not in str(by_key.loc[("appeals_registered", "All", "873", 2024)].doubt)


def test_doubts_can_be_added_to_figures_of_another_file(figures):
    one = figures[figures["indicator"] == "plans_issued"].assign(value=6078.0, doubt=None)
    doubted = with_doubts(one[(one["la_code"] == "383") & (one["year"] == 2022)])
    assert "6,078" in doubted["doubt"].iloc[0]


def test_keys_levels_and_columns(figures, deliveries):
    assert list(figures.columns) == COLUMNS
    assert COLUMNS == [c for c in schema_columns("published") if c != "import_id"]
    assert not figures.duplicated(KEY).any()
    councils = set(bundled.councils()["la_code"])
    assert set(figures.loc[figures["level"] == "council", "la_code"]) <= councils
    assert set(figures.loc[figures["level"] == "national", "la_code"]) == {"E92000001"}
    regional = set(figures.loc[figures["level"] == "regional", "la_code"])
    assert regional == {f"E1200000{n}" for n in range(1, 10)}
    may_be_missing = ["numerator", "denominator", "value", "blank", "doubt"]
    assert figures.drop(columns=may_be_missing).notna().all(axis=None)
    assert all(d.layout == "bundled" and len(d.sha256) == 64 for d in deliveries)


def test_editions_and_sources_follow_the_year(by_key):
    row = by_key.loc[(WITHIN, "All", "881", 2018)]
    assert row.edition == "2023"
    assert by_key.loc[(WITHIN, "All", "881", 2019)].edition == "2025"
    assert by_key.loc[(WITHIN, "All", "881", 2025)].edition == "2026"
    summed = by_key.loc[("requests_received", "All", "941", 2025)]
    assert summed.source.endswith("(the female and male rows added)")
    assert "HMCTS" in by_key.loc[("appeals_registered", "All", "881", 2024)].source


def test_every_line_of_blanks_and_doubts_is_used(figures):
    """A slip in a code, a year or an indicator would make a line say nothing."""
    keys = set(zip(figures["indicator"], figures["la_code"], figures["year"], strict=True))
    for name in ("blanks.csv", "doubts.csv"):
        for line in csv.DictReader((ROOT / "data" / "published" / name).open(encoding="utf-8")):
            assert line["series"] in SERIES
            ids = (
                [line["indicator"]]
                if line["indicator"]
                else [each.id for each in INDICATORS.values() if each.series == line["series"]]
            )
            assert any((each, line["la_code"], int(line["year"])) in keys for each in ids), line


def test_councils(deliveries):
    councils = bundled.councils().set_index("la_code")
    assert schema_columns("council") == ["la_code", *councils.columns]
    assert councils["status"].value_counts().to_dict() == {"current": 153, "abolished": 5}
    assert councils.loc["839", ["short_name", "kind"]].tolist() == ["BCP", "unitary"]
    assert councils.loc["881", "short_name"] == "Essex"
    assert councils["short_name"].is_unique is False  # Dorset before and after 2019
    assert set(councils["kind"]) == {"county", "unitary", "metropolitan", "London borough"}
    assert councils["population_0_25"].sum() > 17_000_000


def test_neighbours():
    neighbours = bundled.neighbours()
    assert list(neighbours.columns) == schema_columns("neighbour")
    assert len(neighbours) == 1530
    essex = neighbours[neighbours["la_code"] == "881"].sort_values("position")
    assert essex["neighbour_la_code"].tolist()[0] == "886"
    assert essex["position"].tolist() == list(range(1, 11))
    assert set(neighbours["neighbour_la_code"]) <= set(bundled.councils()["la_code"])


def test_printed_share_rounds_halves_up():
    shares = printed_share(pd.Series([29, 1, 0, 3]), pd.Series([200, 8, 0, 7]))
    assert shares.tolist()[:2] == [0.145, 0.125]
    assert pd.isna(shares[2])
    assert shares[3] == 0.429


def test_promises_can_be_judged_or_say_why_not():
    """In our words, of measures that there are, due after they were made."""
    rows = bundled.promises()
    assert set(rows["la_code"]) == {"839", "873", "881", "941"} and rows["promise_id"].is_unique
    for row in rows.itertuples():
        assert row.wording.endswith(".") and row.source and row.said_by == "council"
        assert pd.isna(row.measure) or row.measure in catalogue.measures()
        judged = pd.notna(row.measure) and pd.notna(row.value) and pd.notna(row.hold_by)
        assert judged == pd.isna(row.why_not_judged), row.wording
        assert pd.isna(row.hold_by) or row.hold_by > row.said_on
        assert pd.isna(row.compare) or row.compare in ("at_most", "at_least")
