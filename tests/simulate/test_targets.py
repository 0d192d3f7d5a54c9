from pathlib import Path

import pandas as pd
import pytest

from tests.simulate.counting import cases, share, timed

PUBLISHED = Path(__file__).parents[2] / "data" / "published"
COUNCILS = ("881", "941", "873", "839")
REFERENCE = {2022: "2023-01-19", 2023: "2024-01-18", 2024: "2025-01-16", 2025: "2026-01-15"}


def published(name, la_code):
    table = pd.read_csv(PUBLISHED / f"published_{name}.csv", dtype={"la_code": str})
    return table[table["la_code"] == la_code].set_index("year")


@pytest.mark.parametrize("la_code", COUNCILS)
@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_plans_issued_are_exactly_those_published(made, la_code, year):
    plans, wanted = (
        timed(made[la_code], f"{year}-01-01", f"{year}-12-31"),
        published("timeliness", la_code).loc[year],
    )
    alone = plans[~plans["exception"]]
    assert share(plans) == (wanted["within_20_weeks"], wanted["plans_issued"])
    assert share(alone) == (
        wanted["within_20_weeks_exc_exceptions"],
        wanted["plans_issued_exc_exceptions"],
    )
    if year >= 2023:
        assert plans["days"].between(141, 364).sum() == wanted["issued_20_to_52_weeks"]
        assert (plans["days"] > 364).sum() == wanted["issued_over_52_weeks"]


@pytest.mark.parametrize("la_code", COUNCILS)
def test_requests_received_are_exactly_those_published(made, la_code):
    found = cases(made[la_code])["received"].dt.year.value_counts()
    wanted = published("activity", la_code)["requests_received"]
    assert {y: found[y] for y in range(2021, 2026)} == {y: wanted[y] for y in range(2021, 2026)}


@pytest.mark.parametrize("la_code", COUNCILS)
@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_fates_of_the_requests_of_a_year_are_within_two_per_cent(made, la_code, year):
    known = cases(made[la_code], REFERENCE[year])
    mine, wanted = (
        known[known["received"].dt.year == year],
        published("activity", la_code).loc[year],
    )
    found = {
        "requests_agreed_to_assess": mine["decision"].isin(["Y", "H"]).sum(),
        "requests_refused": (mine["decision"] == "N").sum(),
        "requests_undecided": (mine["decision"] == "A").sum(),
    }
    for name, count in found.items():
        assert pd.isna(wanted[name]) or count == pytest.approx(wanted[name], rel=0.02), name


@pytest.mark.parametrize("la_code", COUNCILS)
@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_decisions_made_in_a_year_are_within_two_per_cent(made, la_code, year):
    known, wanted = cases(made[la_code], REFERENCE[year]), published("activity", la_code).loc[year]
    decided = known[known["decided"].dt.year.eq(year) & known["decision"].isin(["Y", "N"])]
    days = (decided["decided"] - decided["received"]).dt.days
    assert (days <= 42).sum() == pytest.approx(wanted["decision_within_6_weeks"], rel=0.02)
    assert (days > 42).sum() == pytest.approx(wanted["decision_over_6_weeks"], rel=0.02)


@pytest.mark.parametrize("la_code", COUNCILS)
def test_all_new_plans_with_the_disputed_ones_are_within_two_per_cent(made, la_code):
    found = cases(made[la_code])["issued"].dt.year.value_counts()
    for year in (2022, 2023, 2024):
        assert found[year] == pytest.approx(
            published("activity", la_code).at[year, "new_ehc_plans"], rel=0.02
        )


@pytest.mark.parametrize("la_code", COUNCILS)
def test_2021_starts_like_any_other_year(made, la_code):
    plans, known = timed(made[la_code], "2021-01-01", "2021-12-31"), cases(made[la_code])
    wanted = published("timeliness", la_code).at[2021, "plans_issued"]
    assert len(plans) == pytest.approx(wanted, rel=0.05)
    series = {"issued": plans["issued"], "received": known["received"], "decided": known["decided"]}
    for name, days in series.items():
        month = (
            days[days.dt.year == 2021].dt.month.value_counts().reindex(range(1, 13), fill_value=0)
        )
        assert month.min() > 0.3 * month.mean(), name
        assert month[1] > 0.6 * month.mean(), name


@pytest.mark.parametrize("la_code", COUNCILS)
def test_no_month_jumps_out_of_its_neighbours(made, la_code):
    plans = timed(made[la_code], "2021-01-01", "2025-12-31")
    month = plans["issued"].dt.to_period("M").value_counts().sort_index()
    usual = month.rolling(7, center=True, min_periods=4).median()
    assert (month / usual).between(0.4, 1.9).all()


@pytest.mark.parametrize(
    ("la_code", "weeks"), [("881", 54.7), ("941", 43.4), ("873", 54.4), ("839", 18.4)]
)
def test_mean_weeks_of_2025_are_near_the_published_ones(made, la_code, weeks):
    assert timed(made[la_code], "2025-01-01", "2025-12-31")["days"].mean() / 7 == pytest.approx(
        weeks, abs=0.5
    )


def test_one_plan_of_cambridgeshire_has_an_unknown_duration(made):
    assert timed(made["873"], "2025-01-01", "2025-12-31")["days"].isna().sum() == 1


@pytest.mark.parametrize(
    ("claim", "la_code", "as_at", "first", "last", "wanted"),
    [
        ("E1", "881", "2023-12-31", "2023-01-01", "2023-12-31", (15, 1611)),
        ("E5 January", "881", "2025-12-31", "2025-01-01", "2025-01-31", (40, 113)),
        ("E5 March", "881", "2025-12-31", "2025-03-01", "2025-03-31", (47, 178)),
        ("W1", "941", "2024-07-31", "2024-06-01", "2024-06-30", (21, 50)),
        ("W2", "941", "2024-07-31", "2023-01-01", "2023-12-31", (35, 625)),
        ("W3", "941", "2024-07-31", "2024-05-01", "2024-06-30", (28, 139)),
    ],
)
def test_claimed_shares_come_out_to_the_child(made, claim, la_code, as_at, first, last, wanted):
    assert share(timed(made[la_code], first, last, as_at)) == wanted, claim


def test_e2_and_e3_the_queue_of_essex_in_march_2024(made):
    waiting = cases(made["881"], "2024-03-31")["open_days"].dropna()
    assert len(waiting) > 1000
    assert 150 <= (waiting[waiting > 140] - 140).median() <= 183


def test_b1_to_b3_bcp_on_31_august_2023(made):
    plans = timed(made["839"], "2022-11-01", "2023-08-31", "2023-08-31")
    on_time, all_plans = share(plans)
    assert on_time == 0
    assert all_plans > 100
    assert round(plans["days"].mean() / 7, 1) == 44.5
    assert (cases(made["839"], "2023-08-31")["open_days"] > 140).sum() == 397


def test_w5_and_c1_growth_of_requests(made):
    west, cambs = (cases(made[code])["received"].dt.year.value_counts() for code in ("941", "873"))
    assert [west[y] for y in range(2021, 2025)] == [788, 1034, 1123, 1430]
    assert (cambs[2025] / cambs[2021]) ** (1 / 4) - 1 == pytest.approx(0.115, abs=0.01)
