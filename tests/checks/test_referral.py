"""One failing and one passing example of each check of referrals, beside a list without fault."""

from datetime import date

import pandas as pd
import pytest

from sendviz.catalogue.layouts import DATES, REFERRAL, Delivery
from sendviz.load import checks

DAY = date(2025, 6, 30)
CONTEXT = checks.Context("881", None, DAY, None)
FAULTLESS = {
    "row": 2, "referral_ref": "R1", "person_id": "p1", "birth_date": "2017-03-04", "sex": "F",
    "district": "Colchester", "pathway": "autism", "team": "T", "provider": "ECH",
    "received": "2025-01-06",
}  # fmt: skip
RULES = {id for id in checks.RULES if id.startswith("H")}
AGAIN = {"row": 3, "referral_ref": "R2", "received": "2025-02-03"}
# rule -> what makes it fail, and a like change with which it passes
EXAMPLES = {
    "H01": ({"received": None}, {}),
    "H02": ({"received": "2017-03-03"}, {"received": "2017-03-04"}),
    "H03": ({"first_contact": "2025-01-05"}, {"first_contact": "2025-01-06"}),
    "H04": ({"outcome_date": "2025-01-05"}, {"outcome_date": "2025-01-06"}),
    "H05": ({"discharged": "2025-01-05"}, {"discharged": "2025-01-06"}),
    "H06": ({"birth_date": "1999-01-06"}, {"birth_date": "1999-01-07"}),
    "H07": (
        {"assessment_started": "2025-03-04", "outcome_date": "2025-03-03"},
        {"assessment_started": "2025-03-03", "outcome_date": "2025-03-03"},
    ),
    "H08": (
        {"rejected": "2025-02-03", "first_contact": "2025-02-03"},
        {"rejected": "2025-02-03"},
    ),
    "H09": ({"first_contact": "2025-07-01"}, {"first_contact": "2025-06-30"}),
    "H11": ({"district": None}, {"district": None, "gp_practice": "F81001"}),
    "H12": ({"provider": None}, {"provider": None, "provider_code": "RYV"}),
    "H13": ({"outcome": "diagnosed"}, {"outcome": "diagnosed", "outcome_date": "2025-03-03"}),
    "H14": (
        {"discharged": "2025-03-03", "assessment_started": "2025-03-04"},
        {"discharged": "2025-03-03", "assessment_started": "2025-03-03"},
    ),
    "H16": (
        {"received": "1999-06-29", "birth_date": None, "age": "5"},
        {"received": "1999-06-30", "birth_date": None, "age": "5"},
    ),
    "H17": (
        {"received": "2015-06-29", "birth_date": None, "age": "5"},
        {"received": "2015-06-30", "birth_date": None, "age": "5"},
    ),
    "H20": ({"received": "2025-07-01"}, {"received": "2025-06-30"}),
    "H18": (
        {"discharge_reason": "moved"},
        {"discharge_reason": "moved", "discharged": "2025-03-03"},
    ),
}


def a_list(*rows: dict, **tables) -> Delivery:
    frame = pd.DataFrame([FAULTLESS | row for row in rows], columns=["row", *REFERRAL])
    for column in REFERRAL:
        if column in DATES or column == "birth_month":
            frame[column] = pd.to_datetime(frame[column])
        else:
            frame[column] = frame[column].astype("str")
    return Delivery("referral_list", "a", "a.csv", "0", {"referral": frame} | tables, "881")


def found(*rows: dict, **tables) -> list[tuple[str, int]]:
    issues = checks.run(a_list(*rows, **tables), CONTEXT)
    assert set(issues["table_name"]) <= {"referral"}
    return list(zip(issues["rule"], issues["row_number"], strict=True))


def test_a_list_without_fault_has_no_issue():
    assert found({}) == []


def test_every_rule_about_referrals_is_tried_here():
    assert RULES == EXAMPLES.keys() | {"H10", "H15", "H19"}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_failing_and_passing_example(rule):
    failing, passing = EXAMPLES[rule]
    assert (rule, 2) in found(failing)
    assert (rule, 2) not in found(passing)


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("H02", {"birth_date": None, "birth_month": "2025-02-01"}),
        ("H04", {"assessment_started": "2025-01-05"}),
        ("H05", {"rejected": "2025-01-05"}),
        ("H06", {"birth_date": None, "age": "26"}),
        ("H08", {"rejected": "2025-02-03", "outcome_date": "2025-02-03"}),
        ("H16", {"received": "1925-03-11", "birth_date": None}),
        ("H18", {"rejection_reason": "criteria"}),
    ],
)
def test_further_ways_to_fail(rule, row):
    assert (rule, 2) in found(row)


def test_two_open_referrals_of_one_child_on_one_pathway():
    assert found({}, AGAIN) == [("H10", 2), ("H10", 3)]


@pytest.mark.parametrize(
    "other",
    [
        {"pathway": "slt"},
        {"person_id": "p2"},
        {"discharged": "2025-03-03"},
        {"received": "2025-01-06", "team": "Another"},
    ],
)
def test_no_second_wait(other):
    assert found({}, AGAIN | other) == []


@pytest.mark.parametrize(
    "ended", [{"discharged": "2025-03-03"}, {"assessment_started": "2025-03-03"}]
)
def test_a_long_wait_that_is_over_is_not_forgotten(ended):
    long_ago = {"received": "2014-01-06", "birth_date": None, "age": "5"}
    assert ("H17", 2) in found(long_ago)
    assert ("H17", 2) not in found(long_ago | ended)


def test_a_reason_for_closing_after_the_assessment_is_no_wait():
    done = {"discharge_reason": "assessed", "assessment_started": "2025-03-03"}
    assert found(done) == []


COPY = {"row": 3, "referral_ref": "R2"}


def test_one_referral_under_two_references():
    assert found({}, COPY) == [("H19", 2), ("H19", 3)]
    assert found({"team": None}, COPY | {"team": None}) == [("H19", 2), ("H19", 3)]


@pytest.mark.parametrize(
    "other",
    [
        {"referral_ref": "R1"},
        {"pathway": "slt"},
        {"team": "Another"},
        {"person_id": "p2"},
        {"discharged": "2025-03-03"},
    ],
)
def test_no_copy(other):
    assert found({}, COPY | other) == []


def test_the_list_of_an_earlier_day_must_be_the_list_of_that_day():
    then = pd.Timestamp("2025-03-31")
    rows = [
        FAULTLESS,
        AGAIN | {"person_id": "p2", "assessment_started": "2025-03-31"},
        AGAIN | {"row": 4, "person_id": "p3", "received": "2025-04-01"},
        AGAIN | {"row": 5, "person_id": "p4", "assessment_started": "2025-04-01"},
    ]
    agree = pd.DataFrame({"row": [2, 3, 4, 5], "day": then, "open": [True, False, False, True]})
    assert found(*rows, earlier=agree) == []
    assert found(*rows, earlier=agree.assign(open=~agree["open"])) == [
        ("H15", row) for row in (2, 3, 4, 5)
    ]


def test_a_first_contact_ends_a_wait_for_therapy_but_not_for_an_autism_assessment():
    earlier = pd.DataFrame({"row": [2], "day": [pd.Timestamp("2025-03-31")], "open": [True]})
    seen = {"first_contact": "2025-02-03"}
    assert found(seen, earlier=earlier) == []
    assert found(seen | {"pathway": "slt"}, earlier=earlier) == [("H15", 2)]


def test_errors_spoil_the_wait_and_keep_out_only_what_leaves_nothing_to_count():
    for rule in (checks.RULES[id] for id in RULES):
        out, wait = rule.id in ("H01", "H06", "H16", "H20"), rule.id in ("H02", "H03", "H04", "H05")
        assert rule.spoils == (("referral",) * out or ("wait",) * wait)
        assert (out or wait) == (rule.severity == "error")


def test_other_files_are_not_asked_for_referrals():
    cases = Delivery("local_cases", "a", "a.csv", "0", {"person": pd.DataFrame()}, "881")
    assert not RULES & checks.skipped(cases).keys()
    assert checks.skipped(a_list({})).keys() <= RULES


def test_the_day_of_an_issue_is_that_of_the_referral():
    issues = checks.run(a_list({"district": None}), CONTEXT)
    assert issues["day"].tolist() == [pd.Timestamp("2025-01-06")]
