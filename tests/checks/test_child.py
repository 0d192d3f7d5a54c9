"""One failing and one passing example of each check of children, beside a list without fault."""

from datetime import date

import pandas as pd
import pytest

from sendviz.catalogue.layouts import CHILD, TABLES, Delivery
from sendviz.load import checks

DAY = date(2026, 1, 15)
CONTEXT = checks.Context("881", None, DAY, None)
FAULTLESS = {
    "row": 2, "person_id": "p1", "upn": "A123456789012", "birth_date": "2015-03-04", "sex": "F",
    "ethnicity": "WBRI", "status": "ehc_plan", "need": "ASD", "main_urn": "100001",
    "main_phase": "primary", "home_educated": False, "suspensions": "0",
    "permanent_exclusions": "0", "absence": "8.5", "pupil_premium": False,
    "social_care": "child_in_need", "social_care_team": "child_in_need", "disability": True,
    "first_issued": "2021-05-12", "updated_on": "2024-05-12", "last_review": "2025-02-11",
}  # fmt: skip
RULES = {id for id in checks.RULES if id.startswith("C")}
AGAIN = {"row": 3, "person_id": "p2"}
UNDATED = {"status": "sen_support", "first_issued": None, "updated_on": None, "last_review": None}
# rule -> what makes it fail, and a like change with which it passes
EXAMPLES = {
    "C01": ({"birth_date": "2026-01-16"}, {"birth_date": "2026-01-15"}),
    "C02": ({"birth_date": "2000-01-15"}, {"birth_date": "2000-01-16"}),
    "C03": ({"birth_date": "2001-01-15"}, {"birth_date": "2001-01-16"}),
    "C04": ({"ethnicity": "WHITE"}, {"ethnicity": "UNKNOWN", "sex": "U"}),
    "C05": ({"need": None, **AGAIN}, {"need": "OTH"}),
    "C06": ({"disability": None, **AGAIN}, {"disability": False}),
    "C07": ({"main_urn": None, **AGAIN}, {"main_urn": None, "other_phase": "alternative"}),
    "C08": ({"upn": None, **AGAIN}, {"upn": None, "uln": "9000000001"}),
    "C09": (AGAIN, {**AGAIN, "upn": "B123456789012"}),
    "C10": ({"updated_on": "2021-05-11"}, {"updated_on": "2021-05-12"}),
    "C11": ({"absence": "100.5"}, {"absence": "100"}),
    "C12": ({"social_care": "none"}, {"social_care": "none", "social_care_team": None}),
    "C13": ({"first_issued": None, **AGAIN}, UNDATED),
    "C14": ({"main_phase": None, **AGAIN}, {"main_phase": None, "main_urn": None}),
}
FURTHER = [
    ("C01", {"birth_date": None, **AGAIN}),
    ("C04", {"sex": None, **AGAIN}),
    ("C10", {"first_issued": "2025-02-12"}),
    ("C10", {"last_review": "2026-01-16"}),
    ("C11", {"suspensions": "-1"}),
    ("C11", {"sessions_possible": "100", "sessions_missed": "101"}),
    ("C12", {"social_care": "known", "social_care_team": None, **AGAIN}),
    ("C13", {"status": "sen_support"}),
]


def a_list(*rows: dict) -> Delivery:
    frame = pd.DataFrame(list(rows)).reindex(columns=["row", *CHILD])
    for column in CHILD:
        kind = TABLES["child"].kind(column)
        dtype = {"date": "datetime64[us]", "month": "datetime64[us]", "flag": "boolean"}
        frame[column] = frame[column].astype(dtype.get(kind, "str"))
    return Delivery("child_list", "Children", "a.csv", "0", {"child": frame}, "881", None, DAY)


def with_change(change: dict) -> Delivery:
    """The faultless row so changed; a change with a row number of its own is a second row."""
    changed = FAULTLESS | change
    return a_list(*([FAULTLESS] if changed["row"] != FAULTLESS["row"] else []), changed)


def found(change: dict, rule: str) -> pd.DataFrame:
    return checks.run(with_change(change), CONTEXT, {rule: checks.RULES[rule]})


def test_a_list_without_fault_has_no_issue():
    assert checks.run(a_list(FAULTLESS), CONTEXT).empty


def test_every_rule_has_examples():
    assert EXAMPLES.keys() == RULES


@pytest.mark.parametrize("rule", EXAMPLES)
def test_failing_and_passing_example(rule):
    failing, passing = EXAMPLES[rule]
    issues = found(failing, rule)
    assert set(issues["table_name"]) == {"child"}
    assert (FAULTLESS | failing)["row"] in set(issues["row_number"])
    assert found(passing, rule).empty


@pytest.mark.parametrize(("rule", "change"), FURTHER)
def test_further_ways_to_fail(rule, change):
    assert not found(change, rule).empty


@pytest.mark.parametrize("flag", ["home_educated", "otherwise_than_at_school", "no_place"])
def test_who_is_taught_elsewhere_needs_no_school(flag):
    assert found({"main_urn": None, flag: True}, "C07").empty


def test_what_a_list_does_not_ask_is_not_found_missing():
    """A list without a column of disability is not wrong in every row."""
    few = {name: FAULTLESS[name] for name in ("row", "person_id", "birth_date", "status")}
    assert set(checks.run(a_list(few), CONTEXT)["rule"]) == set()


def test_checks_of_cases_are_not_made_on_children():
    assert {each for each in checks.skipped(with_change({})) if each[0] != "C"} == set()
