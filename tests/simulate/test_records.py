from pathlib import Path

import pandas as pd
import pytest

from sendviz import simulate
from sendviz.catalogue.layouts import DATES, FLAGS, KEYS, PERSON_LEVEL
from tests.simulate.counting import cases, timed

COUNCILS = ("881", "941", "873", "839")
AREAS = pd.read_csv(
    Path(__file__).parents[2] / "data" / "areas" / "localities.csv", dtype={"la_code": str}
)
PUBLISHED = Path(__file__).parents[2] / "data" / "published"


def test_the_same_seed_makes_the_same_records_and_another_seed_others(made):
    again = simulate.deliveries(("941",))[0]
    assert again.sha256 == made["941"].sha256
    for name, frame in made["941"].tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame)
    assert simulate.deliveries(("941",), seed=7)[0].sha256 != again.sha256


def test_an_unknown_council_is_refused_in_words():
    with pytest.raises(KeyError, match="no simulated records are defined for council 330"):
        simulate.deliveries(("330",))


def test_progress_is_told_by_council():
    said = []
    with pytest.raises(KeyError):
        simulate.deliveries(("000",), progress=said.append)
    assert said == []


@pytest.mark.parametrize("la_code", COUNCILS)
def test_deliveries_keep_the_contract_of_layouts(made, la_code):
    delivery = made[la_code]
    assert (delivery.layout, delivery.simulated, delivery.la_code) == ("simulated", True, la_code)
    assert (str(delivery.reference_date), str(delivery.period_start)) == (
        "2026-01-15",
        "2021-01-01",
    )
    assert "imulated" in delivery.source and "made up" in delivery.notes[0]
    for name in PERSON_LEVEL:
        frame = delivery.tables[name]
        assert {*KEYS[name], *PERSON_LEVEL[name]} <= set(frame.columns)
        assert all(frame[c].dtype == "datetime64[us]" for c in frame if c in DATES)
        assert all(frame[c].dtype == "boolean" for c in frame if c in FLAGS)
        assert frame["row"].is_unique
    assert delivery.rows_read == sum(map(len, delivery.tables.values()))
    assert (
        delivery.tables["person"]["upn"].isna().all()
        and delivery.tables["person"]["postcode"].isna().all()
    )


@pytest.mark.parametrize("la_code", COUNCILS)
def test_keys_join(made, la_code):
    tables = made[la_code].tables
    assert tables["person"]["person_no"].is_unique and tables["request"]["request_no"].is_unique
    assert tables["request"]["person_no"].isin(tables["person"]["person_no"]).all()
    assert tables["request"]["case_ref"].is_unique
    for name in ("assessment", "named_plan", "plan_detail"):
        assert tables[name]["request_no"].is_unique
    for name in ("assessment", "named_plan", "plan_detail", "active_plan", "placement", "advice"):
        assert tables[name]["request_no"].isin(tables["request"]["request_no"]).all()


@pytest.mark.parametrize("la_code", COUNCILS)
def test_days_come_in_their_order(made, la_code):
    known = cases(made[la_code])
    known = known[known["received"].notna()]
    assert not known["decided"].lt(known["received"]).any()
    assert not known["outcome_date"].lt(known["decided"] + pd.Timedelta(days=30)).any()
    assert not known["draft"].gt(known["issued"] - pd.Timedelta(days=15)).any()
    assert not known["draft"].lt(known["decided"]).any()
    assert (
        known["decided"]
        .where(known["decision"].isin(["Y", "N"]))
        .notna()
        .eq(known["decision"].isin(["Y", "N"]))
        .all()
    )
    weekend = known["issued"].dropna().dt.dayofweek >= 5
    assert weekend.mean() < 0.03


@pytest.mark.parametrize("la_code", COUNCILS)
def test_caseloads_of_each_january_follow_the_published_ones(made, la_code):
    plans = made[la_code].tables["named_plan"]
    table = pd.read_csv(PUBLISHED / "published_activity.csv", dtype={"la_code": str})
    wanted = table[table["la_code"] == la_code].set_index("year")["caseload_january"]
    for day in ("2022-01-20", "2023-01-19", "2024-01-18", "2025-01-16"):
        in_force = (plans["started"] <= day) & ~(plans["ceased"] <= day)
        assert in_force.sum() == pytest.approx(wanted[int(day[:4])], rel=0.05)


def by_locality(delivery, year):
    plans = timed(delivery, f"{year}-01-01", f"{year}-12-31").merge(
        delivery.tables["person"][["person_no", "district"]], on="person_no"
    )
    place = AREAS.drop_duplicates("area_code").set_index("area_code")["locality"]
    late = plans.assign(locality=plans["district"].map(place), quick=plans["days"] <= 140)
    return late.groupby("locality")["quick"].mean(), plans["district"].isna().mean()


def test_localities_of_essex_differ_as_inspectors_hinted(made):
    shares, unknown = by_locality(made["881"], 2025)
    assert shares.idxmin() == "Mid" and shares.idxmax() == "West"
    assert shares["Mid"] == pytest.approx(0.12, abs=0.03) and shares["West"] == pytest.approx(
        0.30, abs=0.05
    )
    assert 0.005 < unknown < 0.03


@pytest.mark.parametrize(("la_code", "year"), [("941", 2025), ("873", 2023), ("839", 2025)])
def test_localities_differ_by_several_points(made, la_code, year):
    shares, _ = by_locality(made[la_code], year)
    assert shares.max() - shares.min() > 0.03


@pytest.mark.parametrize("la_code", COUNCILS)
def test_children_are_of_a_plausible_make(made, la_code):
    known = cases(made[la_code]).merge(made[la_code].tables["person"], on="person_no")
    known = known[known["received"].notna() & known["birth_date"].notna()]
    age = (known["received"] - known["birth_date"]).dt.days / 365.25
    assert age.between(0, 25).all() and age.between(3, 16).mean() > 0.85
    assert (known["sex"] == "M").mean() == pytest.approx(0.635, abs=0.03)
    assert known.loc[known["issued"].notna(), "need"].notna().all()
    assert known.loc[known["issued"].isna(), "need"].notna().mean() == pytest.approx(0.85, abs=0.03)
    refused = known["decision"].eq("N").groupby(known["source"]).mean()
    assert refused["parent"] > 1.5 * refused["education"]
    assert known["person_no"].duplicated().mean() > 0.01


@pytest.mark.parametrize("la_code", COUNCILS)
def test_advice_is_later_where_the_case_is(made, la_code):
    advice, known = made[la_code].tables["advice"], cases(made[la_code])
    assert ((advice["due"] - advice["asked"]).dt.days == 42).all()
    found = advice[advice["kind"] == "ep"].merge(
        known[["request_no", "days", "decided", "issued"]], on="request_no"
    )
    lag = (found["received"] - found["asked"]).dt.days
    assert lag[found["days"] > 300].median() > lag[found["days"] <= 140].median() + 14
    assert (
        not found["asked"].lt(found["decided"]).any()
        and not found["received"].gt(found["issued"]).any()
    )
    assert (advice["asked"] <= "2026-01-15").all() and not (advice["received"] > "2026-01-15").any()


@pytest.mark.parametrize(
    ("la_code", "soon"), [("881", 0.33), ("941", 0.355), ("873", 0.115), ("839", 0.106)]
)
def test_reviews_are_held_about_yearly_and_decided_as_slowly_as_published(made, la_code, soon):
    reviews = made[la_code].tables["active_plan"]
    meetings = reviews["review_meeting"].dropna()
    assert meetings.min() < pd.Timestamp("2021-01-01") and meetings.max() <= pd.Timestamp(
        "2026-01-15"
    )
    held = reviews[reviews["review_meeting"].dt.year == 2024]
    days = (held["last_review"] - held["review_meeting"]).dt.days
    assert (days.between(0, 28)).mean() == pytest.approx(soon, abs=0.04)
    plans = made[la_code].tables["named_plan"]
    old = plans[plans["ceased"].isna() & (plans["started"] < "2025-01-15")]["request_no"]
    recent = reviews.loc[reviews["review_meeting"] >= "2025-01-15", "request_no"]
    assert 0.6 < old.isin(recent).mean() < 0.97


def test_events_are_real_and_dated():
    delivery = simulate.events()
    assert not delivery.simulated
    assert delivery.tables["event"][["day", "label", "kind"]].notna().all(axis=None)
    assert delivery.tables["event"]["la_code"].dropna().isin(COUNCILS).all()
