"""What the five articles say comes out of the same query path as every screen, in public view."""

from __future__ import annotations

import csv
import inspect
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.ask.selection import Selection, parse_day
from sendviz.findings.spread import compare_areas
from tests.conftest import shared

ROOT = Path(__file__).resolve().parents[2]
COUNCILS = {"Essex": "881", "West Northamptonshire": "941", "Cambridgeshire": "873", "BCP": "839"}


QUADRANTS = ("North East", "Mid", "South", "West")


def one(store, id, council, as_at, start=None, end=None, where=(), role="councillor", **more):
    chosen = Selection(
        COUNCILS[council],
        parse_day(as_at, ""),
        start and parse_day(start, ""),
        end and parse_day(end, ""),
        where=where,
    )
    return Records(store, chosen, role).ask(id, **more).frame


SHARES = {
    # claim: council, as at, from, to, counts
    "E1": ("Essex", "2023-12-31", "2023-01-01", "2023-12-31", 15, 1611),
    "E5 January": ("Essex", "2025-12-31", "2025-01-01", "2025-01-31", 40, 113),
    "E5 March": ("Essex", "2025-12-31", "2025-03-01", "2025-03-31", 47, 178),
    "W1": ("West Northamptonshire", "2024-07-31", "2024-06-01", "2024-06-30", 21, 50),
    "W2": ("West Northamptonshire", "2024-07-31", "2023-01-01", "2023-12-31", 35, 625),
    "W3": ("West Northamptonshire", "2024-07-31", "2024-05-01", "2024-06-30", 28, 139),
}


@pytest.mark.parametrize("claim", SHARES)
def test_plans_on_time(simulated, claim):
    council, as_at, start, end, on_time, plans = SHARES[claim]
    row = one(simulated, "plans_issued_within_20_weeks", council, as_at, start, end).iloc[0]
    assert (row["numerator"], row["denominator"]) == (on_time, plans)


def test_e5_by_month_in_one_answer(simulated):
    rows = one(
        simulated,
        "plans_issued_within_20_weeks",
        "Essex",
        "2025-12-31",
        "2025-01-01",
        "2025-03-31",
        period="month",
    )
    counts = list(zip(rows["numerator"], rows["denominator"], strict=True))
    assert (counts[0], counts[2]) == ((40, 113), (47, 178))


def test_e2_more_than_a_thousand_in_the_process(simulated):
    assert (
        one(simulated, "children_in_assessment", "Essex", "2024-03-31").iloc[0]["numerator"] > 1000
    )


def test_e3_five_to_six_months_late(simulated):
    assert (
        21.4
        <= one(simulated, "weeks_overdue_of_open_cases", "Essex", "2024-03-31").iloc[0]["value"]
        <= 26.1
    )


def essex_waits(pathway):
    return Selection("881", date(2025, 12, 31), where=(("pathway", (pathway,)),))


def by_quadrant(store, id, pathway, role):
    """The answer's rows by quadrant, without those of no known place."""
    answer = Records(store, essex_waits(pathway), role).ask(id, by="locality")
    return {row.area: row for row in answer.rows if row.area in QUADRANTS}


def test_e6_two_years_for_autism_in_one_quadrant_and_not_in_another(simulated):
    rows = by_quadrant(simulated, "longest_wait", "autism", "officer")
    weeks = {area: row.value for area, row in rows.items()}
    longest, shortest = max(weeks, key=weeks.get), min(weeks, key=weeks.get)
    assert len(weeks) == 4 and weeks[longest] >= 104 and weeks[shortest] < 60
    over = by_quadrant(simulated, "share_waiting_over_104_weeks", "autism", "officer")
    assert over[longest].numerator > 0 == over[shortest].numerator
    # Public view has no longest wait of a part. It tells who waits over two years: tens of children
    # in the one, fewer than ten in the other; and over one year, many in the one, few in the other.
    told = by_quadrant(simulated, "share_waiting_over_104_weeks", "autism", "councillor")
    assert told[longest].numerator >= 10 and told[shortest].under == 10
    told = by_quadrant(simulated, "share_waiting_over_52_weeks", "autism", "councillor")
    assert told[longest].low > told[shortest].high


def test_e7_autism_and_speech_differ_by_quadrant_beyond_chance_and_ot_least(simulated):
    m = catalogue.get("median_wait_open_and_seen")
    chance, spread = {}, {}
    for pathway in ("autism", "slt", "ot"):
        found = Records(simulated, essex_waits(pathway), "officer").curves(m, by="quadrant")
        medians = [c.median.value for c in found.curves if c.area in QUADRANTS]
        assert len(medians) == 4 and found.simulated
        chance[pathway], spread[pathway] = found.p_value, max(medians) - min(medians)
    assert chance["autism"] < 0.001 and chance["slt"] < 0.001
    assert chance["ot"] > max(chance["autism"], chance["slt"])
    assert spread["ot"] < min(spread["autism"], spread["slt"])


@pytest.mark.parametrize("role", ["officer", "councillor"])
def test_e7_who_waits_over_18_weeks_differs_alike_in_public_view(simulated, role):
    """Curves of parts are for the board; the share past 18 weeks says the same of the quadrants."""
    id, apart = "share_waiting_over_18_weeks", {}
    for pathway in ("autism", "slt", "ot"):
        records = Records(simulated, essex_waits(pathway), role)
        whole = float(records.ask(id).row.value)
        standing = compare_areas(records.ask(id, by="quadrant"), whole).standing
        apart[pathway] = {area for area, word in standing.items() if word in ("better", "worse")}
    assert len(apart["autism"]) >= 2 and len(apart["slt"]) >= 2 and apart["ot"] == set()


def test_b1_no_plan_in_time_since_november(simulated):
    row = one(
        simulated, "plans_issued_within_20_weeks", "BCP", "2023-08-31", "2022-11-01", "2023-08-31"
    ).iloc[0]
    assert (
        row["numerator"] == 0
        and row["denominator"] > 100
        and row["value"] == 0
        and row["blank"] is None
    )


def test_b2_a_backlog_of_397(simulated):
    assert (
        one(simulated, "cases_open_over_20_weeks", "BCP", "2023-08-31").iloc[0]["numerator"] == 397
    )


def test_b3_forty_four_and_a_half_weeks(simulated):
    row = one(
        simulated, "mean_weeks_to_issue", "BCP", "2023-08-31", "2022-11-01", "2023-08-31"
    ).iloc[0]
    assert round(row["value"], 1) == 44.5


def test_w5_requests_by_year(simulated):
    rows = one(
        simulated,
        "requests_received",
        "West Northamptonshire",
        "2024-12-31",
        "2021-01-01",
        "2024-12-31",
        period="calendar_year",
    )
    assert list(rows["numerator"]) == [788, 1034, 1123, 1430]


def untried(claims, tests) -> list[str]:
    """The claims about measures of the catalogue for which none of the tests (by name), named for
    the claim, asks for the claim's measure."""
    asked = {key.split()[0]: "plans_issued_within_20_weeks" for key in SHARES}
    asked |= dict.fromkeys(INVESTED, "approved_investment")
    for name, test in tests.items():
        if found := re.match(r"test_([a-z]\d+)_", name):
            claim = found[1].upper()
            asked[claim] = asked.get(claim, "") + inspect.getsource(test)
    return [
        claim["claim"]
        for claim in claims
        if claim["measure"] in catalogue.measures()
        and claim["measure"] not in asked.get(claim["claim"], "")
    ]


def test_every_claim_about_these_measures_is_tested():
    with open(shared("acceptance", "claims.csv"), encoding="utf-8") as file:
        assert untried(csv.DictReader(file), globals()) == []


def test_a_claim_that_nobody_tries_is_found():
    made_up = {"E6": "longest_wait", "E7": "longest_wait", "Z1": "longest_wait", "Z2": "no_measure"}
    assert untried([{"claim": c, "measure": m} for c, m in made_up.items()], globals()) == [
        "E7",
        "Z1",
    ]


def test_the_command_line_says_the_same(simulated_path):
    found = subprocess.run(
        [
            sys.executable,
            "-m",
            "sendviz",
            "ask",
            "cases_open_over_20_weeks",
            "--council",
            "BCP",
            "--as-at",
            "2023-08-31",
            "--format",
            "json",
            "--db",
            str(simulated_path),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    answer = json.loads(found.stdout)
    assert (answer["measure"], answer["as_at"]) == ("cases_open_over_20_weeks", "2023-08-31")
    assert [row["numerator"] for row in answer["rows"]] == [397]


REFERENCE = {2022: "2023-01-19", 2023: "2024-01-18", 2024: "2025-01-16", 2025: "2026-01-15"}


def year(store, id, council, y, **more):
    as_at = REFERENCE[y]
    return one(store, id, council, as_at, f"{y}-01-01", f"{y}-12-31", **more).iloc[0]


@pytest.fixture(scope="module")
def published():
    root = ROOT / "data" / "published"
    found = {}
    for name in ("published_timeliness", "published_activity"):
        with open(root / f"{name}.csv", encoding="utf-8-sig") as file:
            for row in csv.DictReader(file):
                if row["la_code"] in COUNCILS.values() and row["year"].isdigit():
                    found.setdefault((row["la_code"], int(row["year"])), {}).update(
                        {k: v for k, v in row.items() if v}
                    )
    return found


EXACT = [
    ("plans_issued_within_20_weeks", None, "denominator", "plans_issued"),
    ("plans_issued_within_20_weeks", None, "numerator", "within_20_weeks"),
    ("plans_issued_20_to_52_weeks", None, "numerator", "issued_20_to_52_weeks"),
    ("plans_issued_after_a_year", None, "numerator", "issued_over_52_weeks"),
    (
        "plans_issued_within_20_weeks",
        "without_exceptions",
        "denominator",
        "plans_issued_exc_exceptions",
    ),
    (
        "plans_issued_within_20_weeks",
        "without_exceptions",
        "numerator",
        "within_20_weeks_exc_exceptions",
    ),
    ("requests_received", None, "numerator", "requests_received"),
]
NEAR = [
    ("requests_refused", None, "numerator", "requests_refused"),
    ("requests_agreed", None, "numerator", "requests_agreed_to_assess"),
    ("requests_undecided", None, "numerator", "requests_undecided"),
    ("decided_within_6_weeks", None, "numerator", "decision_within_6_weeks"),
    ("plans_issued", None, "numerator", "new_ehc_plans"),
]


@pytest.mark.parametrize("council", COUNCILS)
@pytest.mark.parametrize("y", REFERENCE)
def test_totals_are_those_of_the_department(simulated, published, council, y):
    official = published[COUNCILS[council], y]
    for id, variant, side, column in EXACT:
        if column in official:
            assert year(simulated, id, council, y, variant=variant)[side] == float(
                official[column]
            ), column
    for id, variant, side, column in NEAR:
        if column in official:
            wanted = float(official[column])
            assert (
                abs(year(simulated, id, council, y, variant=variant)[side] - wanted)
                <= 0.02 * wanted
            ), column
    if "decision_over_6_weeks" in official:
        row, wanted = (
            year(simulated, "decided_within_6_weeks", council, y),
            float(official["decision_over_6_weeks"]),
        )
        assert abs(row["denominator"] - row["numerator"] - wanted) <= 0.02 * wanted


@pytest.mark.parametrize("council", COUNCILS)
def test_the_first_year_is_no_false_start(simulated, published, council):
    official = published[COUNCILS[council], 2021]
    rows = one(
        simulated,
        "plans_issued_within_20_weeks",
        council,
        "2022-01-20",
        "2021-01-01",
        "2021-12-31",
        period="month",
    )
    wanted = float(official["plans_issued"])
    assert abs(rows["denominator"].sum() - wanted) <= 0.05 * wanted
    assert rows["denominator"].min() > wanted / 12 / 4
    assert one(simulated, "children_in_assessment", council, "2021-01-31").iloc[0]["numerator"] > 50


@pytest.mark.parametrize("council", COUNCILS)
def test_localities_differ_and_add_up(simulated, council):
    whole = one(simulated, "requests_received", council, "2025-12-31", "2025-01-01")
    chosen = Selection(COUNCILS[council], date(2025, 12, 31), date(2025, 1, 1))
    m = catalogue.get("plans_issued_within_20_weeks")
    parts = Records(simulated, chosen, "officer").ask(m, by="locality").frame
    known = parts[parts["area"] != "Not known or out of area"]
    assert known["value"].max() - known["value"].min() > 0.02
    requests = Records(simulated, chosen, "officer").ask("requests_received", by="locality").frame
    assert requests["numerator"].sum() == whole["numerator"].iloc[0]
    assert requests["area"].eq("Not known or out of area").any()


INVESTED = {
    # claim: council, as at, pounds
    "E4": ("Essex", "2024-06-30", 2_894_000),
    "C2": ("Cambridgeshire", "2025-10-31", 780_000),
    "B5": ("BCP", "2023-09-30", 784_000),
}


@pytest.mark.parametrize("claim", INVESTED)
def test_money_that_was_approved(simulated, claim):
    council, as_at, sum_approved = INVESTED[claim]
    assert one(simulated, "approved_investment", council, as_at).iloc[0]["value"] == sum_approved


def test_w4_seven_case_officers_in_september_2024(simulated):
    named = {"council": "West Northamptonshire", "by": "role_group"}
    of_day = {
        as_at: one(simulated, "people_in_post", as_at=as_at, **named).set_index("category")["value"]
        for as_at in ("2024-08-31", "2024-09-30")
    }
    more = of_day["2024-09-30"]["case_officer"] - of_day["2024-08-31"]["case_officer"]
    assert more == 7


def test_b4_thirteen_posts_planned(simulated):
    assert one(simulated, "planned_posts", "BCP", "2023-09-30").iloc[0]["value"] == 13
    chosen = Selection(COUNCILS["BCP"], date(2023, 9, 30))
    roles = Records(simulated, chosen, "officer").ask("planned_posts", by="role").frame
    planned = roles[roles["value"] > 0].set_index("category")["value"].to_dict()
    assert planned == {"ep": 6, "case_officer": 4, "support": 2, "manager": 1}


def test_c3_the_ombudsman_upheld_complaints(simulated):
    row = one(simulated, "ombudsman_upheld", "Cambridgeshire", "2025-09-30", "2024-10-01").iloc[0]
    assert row["numerator"] >= 1
