"""Running the checks over deliveries of every shape, local files of few columns above all."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load import checks

ROOT = Path(__file__).resolve().parents[2]
CONTEXT = checks.Context("999", None, date(2025, 6, 30), None)


def days(*texts):
    return pd.to_datetime(pd.Series(texts, dtype="str"))


def a_file(layout="local_cases", **tables):
    return Delivery(
        layout, "cases", "cases.csv", "0", tables, reference_date=CONTEXT.reference_date
    )


def local_cases():
    """Six cases: the fourth is decided before its request, the sixth has no day of request."""
    request = pd.DataFrame(
        {
            "request_no": [1, 2, 3, 4, 5, 6],
            "row": [2, 3, 4, 5, 6, 7],
            "received": days(
                "2025-01-06", "2025-02-03", "2025-06-02", "2025-03-03", "2025-01-13", None
            ),
            "decided": days(
                "2025-02-10", "2025-03-10", None, "2025-03-01", "2025-02-10", "2025-03-01"
            ),
            "decision": ["Y", "N", None, "Y", "Y", "Y"],
            "source": [None] * 6,
        }
    )
    assessment = pd.DataFrame(
        {
            "request_no": [1, 2, 3, 4, 5, 6],
            "row": [2, 3, 4, 5, 6, 7],
            "outcome": ["Y", None, None, None, "A", None],
            "outcome_date": days("2025-05-20", None, None, None, None, None),
            "exception": pd.array([False] * 6, dtype="boolean"),
        }
    )
    return a_file(request=request, assessment=assessment)


def test_a_local_file_with_few_columns():
    issues = checks.run(local_cases(), CONTEXT)
    assert list(zip(issues["rule"], issues["row_number"], strict=True)) == [("R01", 7), ("R04", 5)]
    assert issues["day"].isna().tolist() == [True, False]
    assert issues["day"].iloc[1] == pd.Timestamp("2025-03-03")


def test_the_columns_of_an_empty_result_are_those_of_a_full_one():
    full, empty = checks.run(local_cases(), CONTEXT), checks.run(a_file(), CONTEXT)
    assert list(full.columns) == list(empty.columns)
    assert checks.spoiled(empty).columns.tolist() == ["request_no", "stage"]


def test_skipped_names_what_the_file_does_not_hold():
    skipped = checks.skipped(local_cases())
    assert "person: birth_date" in skipped["S02"]
    assert "returns only" in skipped["R09"]
    assert not {"R01", "R04", "A03"} & skipped.keys()
    assert checks.skipped(a_file()).keys() == {
        id
        for id, rule in checks.RULES.items()
        if id != "S01" and rule.table not in ("referral", "child")
    }


def test_each_check_runs_or_is_skipped_with_a_reason():
    skipped = checks.skipped(local_cases())
    ran = set(checks.run(local_cases(), CONTEXT)["rule"])
    assert not ran & skipped.keys()


def test_spoiled_gives_each_case_and_stage_once():
    issues = pd.DataFrame(
        {"rule": ["R04", "R03", "A01", "S04", "P03"], "request_no": [1, 1, 2, None, 3]}
    )
    spoiled = checks.spoiled(issues)
    assert list(zip(spoiled["request_no"], spoiled["stage"], strict=True)) == [
        (1, "decision"),
        (2, "outcome"),
    ]


def test_people_carry_the_newest_day_of_their_cases():
    person = pd.DataFrame({"person_no": ["a"], "row": [9], "birth_date": days("2026-01-01")})
    request = pd.DataFrame(
        {
            "request_no": [1, 2],
            "person_no": ["a", "a"],
            "received": days("2024-05-01", "2024-09-01"),
        }
    )
    issues = checks.run(a_file(person=person, request=request), CONTEXT)
    issue = issues[issues["rule"] == "S02"].iloc[0]
    assert issue["day"] == pd.Timestamp("2024-09-01")
    assert pd.isna(issue["request_no"])
    assert (issue["person_no"], issue["row_number"]) == ("a", 9)


def many_plans(marked, district):
    """Forty plans, one a child; so many of each twenty are exceptions."""
    numbers = list(range(40))
    exception = [n % 20 < marked[n // 20] for n in numbers]
    return a_file(
        person=pd.DataFrame({"person_no": numbers, "row": numbers, "district": district}),
        request=pd.DataFrame({"request_no": numbers, "person_no": numbers, "decision": "Y"}),
        assessment=pd.DataFrame(
            {
                "request_no": numbers,
                "row": numbers,
                "outcome": "Y",
                "outcome_date": pd.Timestamp("2025-05-20"),
                "exception": pd.array(exception, dtype="boolean"),
            }
        ),
    )


def exceptions_found(delivery):
    return (checks.run(delivery, CONTEXT)["rule"] == "A05").sum()


def test_many_exceptions_in_one_district_are_noted_there_only():
    two = ["E07000001"] * 20 + ["E07000002"] * 20
    assert exceptions_found(many_plans((7, 1), two)) == 7
    assert exceptions_found(many_plans((6, 6), two)) == 0


def test_many_exceptions_in_the_council_are_noted_everywhere():
    assert exceptions_found(many_plans((7, 6), None)) == 13


def test_a_postcode_outside_the_list_is_noted_however_it_is_spaced():
    person = pd.DataFrame(
        {"person_no": [1, 2, 3], "row": [1, 2, 3], "postcode": ["ZZ11ZZ", "ZZ9 9ZZ", None]}
    )
    listed = pd.DataFrame({"postcode": ["ZZ1 1ZZ"], "district": ["E07000001"]})
    issues = checks.run(a_file(person=person, postcode=listed), CONTEXT)
    assert issues.loc[issues["rule"] == "S08", "row_number"].tolist() == [2, 3]


def test_context_of_takes_the_year_that_the_return_tells_of():
    delivery = Delivery(
        "sen2_xml", "SEN2", "r.xml", "0", {}, "999", "2025", date(2025, 1, 16), date(2024, 1, 1)
    )
    context = checks.context_of(delivery, frozenset({"999"}))
    assert (context.year, context.collection, context.la_code) == (2024, 2025, "999")


def test_what_each_error_spoils_is_told():
    """docs/loading.md has a row for every error; a range stands for all between its ends."""
    told = (ROOT / "docs" / "loading.md").read_text("utf-8").partition("| error |")[2]
    named = re.findall(r"[A-Z][0-9]{2}", "".join(re.findall(r"^\| ([^|]*) \|", told, re.M)))
    errors = {id for id, rule in checks.RULES.items() if rule.severity == "error"}
    ranged = {f"H0{n}" for n in range(2, 6)}
    assert {*named} | ranged == errors
