"""The made-up children: those with a plan are those of the plans, rates are near England's, faults
are those that the checks find, and the same seed makes the same lists."""

from __future__ import annotations

import pandas as pd
import pytest

from sendviz.catalogue import dimensions
from sendviz.catalogue.layouts import CHILD, TABLES
from sendviz.simulate import SEED, children, health, records
from sendviz.simulate.child_traits import MADE_UP
from sendviz.simulate.published import LAST_DAY, council

LA = "839"


@pytest.fixture(scope="module")
def parts():
    target = council(LA)
    cases = records.delivery(target, SEED)
    return target, cases, health.delivery(target, cases, SEED)


@pytest.fixture(scope="module")
def lists(parts):
    return list(children.deliveries(*parts, SEED))


@pytest.fixture(scope="module")
def newest(lists):
    return lists[-1].tables["child"]


def test_two_days_a_year_apart(lists):
    days = [each.reference_date for each in lists]
    assert days == [LAST_DAY.replace(year=LAST_DAY.year - 1), LAST_DAY]
    for each in lists:
        assert each.simulated and each.layout == "simulated_children"
        assert list(each.tables["child"]) == ["row", *CHILD]


def test_the_same_seed_makes_the_same_lists(parts, lists):
    again = [each.sha256 for each in children.deliveries(*parts, SEED)]
    assert again == [each.sha256 for each in lists]
    assert again != [each.sha256 for each in children.deliveries(*parts, 7)]


def test_children_with_a_plan_are_those_of_the_plans(parts, newest):
    """Those in force on the last day, each once, with birth, sex and main need of the records; and
    a few whose plan nobody knows, the planted fault."""
    tables, day = parts[1].tables, pd.Timestamp(LAST_DAY)
    plan = tables["named_plan"]
    force = plan[(plan["started"] <= day) & ~(plan["ceased"] <= day)]
    owner = tables["request"].set_index("request_no")["person_no"]
    ids = tables["person"].set_index("person_no")["person_id"]
    expected = force["request_no"].map(owner).map(ids)
    planned = newest[newest["status"].eq("ehc_plan")]
    assert set(planned["person_id"].dropna()) == set(expected)
    assert planned["person_id"].dropna().is_unique
    assert planned["person_id"].isna().sum() == 5
    both = planned.merge(tables["person"], on="person_id", suffixes=("", "_held"))
    told = both.dropna(subset=["birth_date", "sex"])
    assert (told["birth_date"] == told["birth_date_held"]).all()
    assert (told["sex"] == told["sex_held"]).all()


def test_as_many_are_on_support_as_are_said(newest):
    support = newest[newest["status"].eq("sen_support")].drop_duplicates("upn")
    assert len(support) == pytest.approx(MADE_UP["on_support"][LA], rel=0.02)


def test_some_children_on_support_wait_for_the_health_service(parts, newest):
    waiting = set(parts[2].tables["referral"]["person_id"])
    support = newest[newest["status"].eq("sen_support")]
    assert support["person_id"].isin(waiting).sum() > 500


@pytest.mark.parametrize(("status", "absence"), [("ehc_plan", 0.124), ("sen_support", 0.103)])
def test_absence_is_near_englands(newest, status, absence):
    mine = newest[newest["status"].eq(status)]
    told = mine["sessions_missed"] <= mine["sessions_possible"]
    share = mine.loc[told, "sessions_missed"].sum() / mine.loc[told, "sessions_possible"].sum()
    assert share == pytest.approx(absence, abs=0.006)


def test_needs_and_phases_differ_as_they_are_known_to(newest):
    often = newest["suspensions"].gt(0)
    of_need = often.groupby(newest["need"]).mean()
    assert of_need["SEMH"] > 2 * of_need["SLCN"]
    assert of_need["SEMH"] > 5 * of_need["SLD"]
    late = newest["main_phase"].eq("secondary")
    assert often[late].mean() > 2 * often[newest["main_phase"].eq("primary")].mean()


def test_codes_are_those_of_the_list(newest):
    for column, codes in TABLES["child"].codes.items():
        known = dimensions()[codes].values if isinstance(codes, str) else codes
        assert set(newest[column].dropna()) <= set(known), column


def test_the_older_list_lacks_more(lists):
    lacks = [
        each.tables["child"][["disability", "need", "main_phase"]].isna().sum()
        / len(each.tables["child"])
        for each in lists
    ]
    assert (lacks[0][["disability", "need"]] > 1.2 * lacks[1][["disability", "need"]]).all()
    assert lacks[1]["disability"] > 0.03
