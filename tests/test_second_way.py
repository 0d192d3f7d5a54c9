"""The heaviest figures computed a second way: by pandas from the raw tables of a random file."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.ask import Records
from tests import second_health as health
from tests import second_way as own
from tests.handmade import day, select
from tests.second_way import END, MONTHS, PLACES, START, Figures, days, tallied

BY_MONTH = {month.start_time: month.end_time.normalize() for month in MONTHS}


@pytest.fixture(scope="module")
def tables():
    return own.known_on(own.made_up(np.random.default_rng(own.SEED)), END)


@pytest.fixture(scope="module")
def store(tables, tmp_path_factory):
    made = own.written(tmp_path_factory.mktemp("second") / "file.duckdb", tables)
    yield made
    made.close()


def asked(
    store, id: str, at: str = "2025-06-30", start: str = "2024-01-01", **more
) -> pd.DataFrame:
    return Records(store, select(at, start), "officer").ask(id, **more).frame


def told(store, id: str, period: str = "month", **more) -> Figures:
    frame = asked(store, id, by="locality", period=period, **more)
    columns = (frame[name] for name in ("area", "period_start", "numerator", "denominator"))
    rows = zip(*columns, strict=True)
    return {(area, first): (hits, n) for area, first, hits, n in rows if pd.notna(hits)}


def hits(found: Figures) -> dict[tuple, float]:
    return {key: counts[0] for key, counts in found.items()}


def usual(r: pd.DataFrame) -> pd.DataFrame:
    return own.issued(r).query("not disputed")


SHARES = {
    "plans_issued_within_20_weeks": usual,
    "plans_issued_within_20_weeks/without_exceptions": lambda r: usual(r).query("not exception"),
    "plans_issued_within_20_weeks/with_disputed": own.issued,
    "plans_issued_20_to_52_weeks": lambda r: usual(r).assign(
        hit=lambda f: f["wait"].between(141, 364)
    ),
    "plans_issued_after_a_year": lambda r: usual(r).assign(hit=lambda f: f["wait"] > 364),
    "plans_due_issued_in_time": own.due,
    "plans_due_issued_in_time/without_exceptions": lambda r: own.due(r).query("not exception"),
    "decided_within_6_weeks": own.decided,
    "decisions_to_refuse": own.decisions,
    "requests_refused": lambda r: r[r["received"].notna()].assign(
        date=r["received"], hit=r["decision"].eq("N")
    ),
}


@pytest.mark.parametrize("name", SHARES)
def test_monthly_shares_by_locality(store, tables, name):
    id, _, variant = name.partition("/")
    due = END - pd.Timedelta(days=catalogue.get(id).settles_in_days)
    months = {first: last for first, last in BY_MONTH.items() if last <= due}
    expected = tallied(SHARES[name](tables["request"]), months)
    assert sum(n for _, n in expected.values()) > 400
    assert 0 < sum(hits(expected).values())
    found = told(store, id, variant=variant or None)
    young = {key: found.pop(key) for key in list(found) if key[1] not in months}
    assert found == expected and all(n == 0 for _, n in young.values())


@pytest.mark.parametrize("name", ["plans_issued_within_20_weeks", "plans_due_issued_in_time"])
@pytest.mark.parametrize(
    "grain, ends",
    [
        ("calendar_year", "Y-DEC"),
        ("academic_year", "Y-AUG"),
        ("financial_year", "Y-MAR"),
        ("quarter", "Q-DEC"),
    ],
)
def test_years_and_quarters(store, tables, name, grain, ends):
    """The question starts on 1 January 2024, within the first academic and financial year."""
    spans = [
        (each.asfreq("M", "start"), each.asfreq("M", "end"))
        for each in MONTHS.asfreq(ends).unique()
    ]
    periods = {first.start_time: last.end_time.normalize() for first, last in spans}
    counted = SHARES[name](tables["request"]).query("date >= @START")
    assert told(store, name, grain) == tallied(counted, periods)


def test_rolling_years(store, tables):
    """The twelve months to each month, told once the records hold all twelve."""
    periods = {
        (month - 11).start_time: last for month, last in zip(MONTHS, BY_MONTH.values(), strict=True)
    }
    whole = {first: last for first, last in periods.items() if first >= START}
    assert len(whole) == 7
    name = "plans_issued_within_20_weeks"
    assert told(store, name, "rolling_12_months") == tallied(SHARES[name](tables["request"]), whole)


AGES = {
    "children_in_assessment": (-1, 9999),
    "cases_open_over_20_weeks": (140, 9999),
    "cases_open_over_30_weeks": (210, 9999),
    "cases_open_over_50_weeks": (350, 9999),
    "cases_open_over_52_weeks": (364, 9999),
    "cases_open_up_to_6_weeks": (-1, 42),
    "cases_open_6_to_16_weeks": (42, 112),
    "cases_open_16_to_20_weeks": (112, 140),
    "cases_open_20_to_30_weeks": (140, 210),
    "cases_open_30_to_52_weeks": (210, 364),
}


@pytest.fixture(scope="module")
def open_cases(tables):
    """Month end -> the open cases of that day, with their age in days and their place."""
    r = own.in_process(tables["request"])
    ends = [START - days(1), *BY_MONTH.values()]
    there = {end: r[(r["received"] <= end) & ~(r["left"] <= end)] for end in ends}
    return {
        end: found.assign(age=(end - found["received"]).dt.days) for end, found in there.items()
    }


@pytest.mark.parametrize("id", AGES)
def test_stock_at_every_month_end(store, open_cases, id):
    low, high = AGES[id]
    found = hits(told(store, id))
    assert len(found) == len(BY_MONTH) * 3
    for (place, first), stock in found.items():
        there = open_cases[BY_MONTH[first]]
        assert (
            stock == (there["place"].eq(place) & there["age"].gt(low) & there["age"].le(high)).sum()
        )


def test_how_many_are_counted_with_a_doubt(store, tables, open_cases):
    """Of the whole at the last day, however the answer is cut; for the board and officers."""
    plans = tables["plan"]
    held = plans[~plans["ceased"].notna()]
    issued = own.issued(tables["request"]).query("date >= @START")
    expected = {
        "children_in_assessment": open_cases[END]["has_doubt"].sum(),
        "cases_open_over_52_weeks": open_cases[END].query("age > 364")["has_doubt"].sum(),
        "open_cases_by_stage": open_cases[END]["has_doubt"].sum(),
        "plans_in_force": held["has_doubt"].sum(),
        "plans_issued": issued["has_doubt"].sum(),
    }
    chosen = select("2025-06-30", "2024-01-01")
    for id, number in expected.items():
        desk, public = (Records(store, chosen, role) for role in ("officer", "councillor"))
        assert number > 0
        assert {desk.ask(id).doubtful, desk.ask(id, by="locality").doubtful} == {number}
        assert public.ask(id).doubtful == 0
    assert desk.ask("plans_issued_within_20_weeks").doubtful == 0


def test_share_of_the_stock_and_its_ages(store, open_cases):
    ages = open_cases[END]["age"]
    overdue = ages[ages > 140] - 140
    value = {
        id: asked(store, id).iloc[0]["value"]
        for id in ("share_open_over_20_weeks", "weeks_overdue_of_open_cases", "longest_open_case")
    }
    assert value["share_open_over_20_weeks"] == len(overdue) / len(ages)
    assert value["longest_open_case"] * 7 == pytest.approx(ages.max(), rel=1e-12)
    assert value["weeks_overdue_of_open_cases"] * 7 == pytest.approx(
        np.quantile(overdue, 0.5), rel=1e-12
    )


def test_flows_are_the_change_of_the_stock(store, tables, open_cases):
    r = own.in_process(tables["request"]).assign(hit=True)
    came, left = (hits(tallied(r.assign(date=r[name]), BY_MONTH)) for name in ("received", "left"))
    assert hits(told(store, "cases_entered")) == came
    assert hits(told(store, "cases_left")) == left
    net = hits(told(store, "cases_in_and_out"))
    assert net == {key: came[key] - left[key] for key in came}
    stock = {end: found["place"].value_counts() for end, found in open_cases.items()}
    for (place, first), change in net.items():
        now, then = stock[BY_MONTH[first]], stock[first - days(1)]
        assert change == now.get(place, 0) - then.get(place, 0)


@pytest.mark.parametrize(
    "id, p",
    [
        ("median_weeks_to_issue", 0.5),
        ("ninetieth_percentile_weeks_to_issue", 0.9),
        ("mean_weeks_to_issue", None),
    ],
)
@pytest.mark.parametrize("period", [None, "quarter"])
def test_quantiles_and_means(store, tables, id, p, period):
    r = usual(tables["request"]).query("date >= @START")
    r = r.assign(place=r["district"].map(PLACES), first=r["date"].dt.to_period("Q").dt.start_time)
    frame = asked(store, id, by="locality", period=period)
    assert len(frame) == 3 * (6 if period else 1)
    for row in frame.itertuples():
        here = r[r["place"].eq(row.area)]
        waits = (here[here["first"].eq(row.period_start)] if period else here)["wait"].dropna()
        assert row.denominator == len(waits)
        expected = waits.mean() if p is None else np.quantile(waits, p)
        assert row.value * 7 == pytest.approx(expected, rel=1e-12)


def test_survival_with_late_entry(store, tables):
    m, start = catalogue.get("weeks_until_half_have_an_answer"), pd.Timestamp("2025-01-01")
    found = Records(store, select(start="2025-01-01"), "officer").curves(m, by="locality")
    assert len(found.curves) == 3
    for curve in found.curves:
        here = tables["request"]["district"].map(PLACES).eq(curve.area)
        expected = own.brute_curve(tables["request"][here], start, END)
        day_of = np.round(curve.weeks * 7).astype(int).tolist()
        shares = dict(zip(day_of, curve.share, strict=True))
        assert {at: shares[at] for at in expected} == pytest.approx(expected, rel=1e-9)
        half = next((at for at, share in expected.items() if share <= 0.5 + 1e-9), None)
        assert (curve.median.value and round(curve.median.value * 7)) == half


def test_reviews_due_held_and_decided(store, tables):
    assert told(store, "reviews_held_in_time") == tallied(own.reviews_due(tables), BY_MONTH)
    over = tables["review"][tables["review"]["meeting"] + days(28) <= END]
    gap = (over["decided"] - over["meeting"]).dt.days
    districts = over["plan_id"].map(tables["plan"].set_index("plan_id")["district"])
    letters = over.assign(date=over["meeting"], hit=gap.between(0, 28), district=districts)
    letters = letters[~letters["by_decision"]]
    assert told(store, "reviews_decided_in_4_weeks") == tallied(letters, BY_MONTH)


def test_plans_amended_in_time_for_a_move(store, tables):
    found = own.transfers_due(tables)
    assert found["hit"].nunique() == 2
    assert told(store, "phase_transfers_in_time") == tallied(found, BY_MONTH)


def test_advice_by_who_was_asked(store, tables):
    a = tables["advice"]
    a = a[a["due"].between(START, END)].assign(hit=a["received"] <= a["due"])
    frame = asked(store, "advice_within_6_weeks", by="advice")
    for kind, part in a.groupby("kind"):
        row = frame[frame["category"] == kind].iloc[0]
        assert (row["numerator"], row["denominator"]) == (part["hit"].sum(), len(part))


def test_advice_awaited_at_every_month_end(store, tables):
    """Asked, not come, and the case still in the process."""
    case = own.in_process(tables["request"]).set_index("request_id")
    a = tables["advice"]
    a = a[a["request_id"].isin(case.index)]
    left = a["request_id"].map(case["left"])
    frame = asked(store, "advice_waiting", period="month")
    for end, waiting in zip(BY_MONTH.values(), frame["numerator"], strict=True):
        there = (a["asked"] <= end) & ~(a["received"] <= end) & ~(left <= end)
        assert waiting == there.sum() > 0


def test_as_at_is_the_file_of_that_day(store, tables, tmp_path):
    """Every measure as at a day equals the measure on a file with all later events erased."""
    at = "2024-11-17"
    then = own.written(tmp_path / "then.duckdb", own.known_on(tables, pd.Timestamp(at)))
    with duckdb.connect(str(then.path)) as connection:
        connection.execute("update coverage set data_date = $at", {"at": day(at)})
    for m in catalogue.measures().values():
        at_one_day = (
            m.kind == "survival" or (m.at_a_date and m.kind == "quantile") or m.fact == "open_case"
        )
        period = None if at_one_day else "month"
        by = None if any(fact.whole_council for fact in m.facts) else "locality"
        now, before = (asked(each, m.id, at, by=by, period=period) for each in (store, then))
        pd.testing.assert_frame_equal(now, before, obj=m.id)
    then.close()


WAITS = {
    "children_waiting_for_assessment": 0,
    "waiting_at_least_13_weeks": 91,
    "waiting_over_18_weeks": 127,
    "waiting_over_52_weeks": 365,
    "waiting_over_104_weeks": 729,
}


@pytest.mark.parametrize("id", WAITS)
def test_children_waiting_on_month_ends(store, tables, id):
    r = health.listed(tables["referral"])
    expected = {}
    for first, last in BY_MONTH.items():
        age = (last - r["received"]).dt.days
        there = r[(age >= WAITS[id]) & ~(r["left"] <= last)]
        counted = there["district"].map(PLACES).value_counts()
        expected |= {(place, first): float(counted.get(place, 0)) for place in set(PLACES.values())}
    assert sum(expected.values()) > 100
    assert hits(told(store, id)) == expected


@pytest.mark.parametrize("weeks", [13, 18])
def test_first_contacts_of_those_whose_time_is_up(store, tables, weeks):
    r = health.contact_due(tables["referral"], weeks, END)
    expected = tallied(r, BY_MONTH)
    assert 0 < sum(hits(expected).values()) < sum(n for _, n in expected.values())
    assert told(store, f"first_contact_within_{weeks}_weeks") == expected


@pytest.mark.parametrize("pathway", ["autism", "slt"])
def test_half_assessed_counts_those_who_leave_unseen(store, tables, pathway):
    r = tables["referral"].query("pathway == @pathway")
    whole = health.brute_incidence(r, START, END)
    m = catalogue.get("median_wait_open_and_seen")
    asked_for = select("2025-06-30", "2024-01-01").filtered("pathway", pathway)
    curve = Records(store, asked_for, "officer").curves(m).curves[0]
    found = dict(zip(np.rint(curve.weeks * 7).astype(int), 1 - curve.share, strict=True))
    assert len(whole) > 20
    assert {day: found[day] for day in whole} == pytest.approx(whole)
    half = next((day for day, share in whole.items() if share >= 0.5 - 1e-9), None)
    value = Records(store, asked_for, "officer").ask(m).frame.iloc[0]["value"]
    assert np.isnan(value) if half is None else value == pytest.approx(half / 7)
    assert 0 < curve.left < 1 - max(whole.values()) + 1e-9


def test_the_list_changes_by_what_comes_and_goes(store, tables):
    """The list at the end of a month less the one before is referrals less seen less gone."""
    stock = asked(store, "children_waiting_for_assessment", period="month")["value"].to_numpy()
    net = asked(store, "waiting_list_change", period="month")["value"].to_numpy()
    assert (np.diff(stock) == net[1:]).all()


def test_support_is_offered_to_those_who_wait(store, tables):
    r, s = health.listed(tables["referral"]), tables["support_contact"]
    still = r[r["left"].isna()]
    row = asked(store, "offered_support_while_waiting", start=None).iloc[0]
    expected = still["referral_id"].isin(s["referral_id"]).sum()
    assert (row["numerator"], row["denominator"]) == (expected, len(still))
