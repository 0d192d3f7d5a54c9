"""One failing and one passing example of each rule, made by changing a return without any fault."""

from datetime import date

import pandas as pd
import pytest

from sendviz.catalogue.layouts import DATES, FLAGS, KEYS, PERSON_LEVEL, Delivery
from sendviz.load import checks

CONTEXT = checks.Context("999", 2024, date(2025, 1, 16), "2025", frozenset({"999", "998"}))
# fmt: off
RETURN = {
    "person": [{"person_no": 1, "birth_date": "2015-03-10", "sex": "M", "ethnicity": "WBRI",
        "postcode": "ZZ1 1ZZ", "upn": "A999000000001"}, {"person_no": 2, "birth_date": "2019-07-01",
        "sex": "F", "ethnicity": "AIND", "postcode": "ZZ1 2ZZ", "upn_unknown": "UN1"}],
    "request": [{"request_no": 11, "person_no": 1, "received": "2024-01-08", "source": "1",
        "decided": "2024-02-12", "decision": "Y"}, {"request_no": 12, "person_no": 2, "received":
        "2024-03-04", "source": "2", "decided": "2024-04-10", "decision": "N"}],
    "assessment": [{"request_no": 11, "outcome": "Y", "outcome_date": "2024-05-20", "exception":
        False}],
    "named_plan": [{"request_no": 11, "started": "2024-05-20"}],
    "plan_detail": [{"request_no": 11, "urn": "900001", "rank": "1"}],
    "active_plan": [{"request_no": 11}],
    "placement": [{"request_no": 11, "urn": "900001", "rank": "1", "entered": "2024-06-03"}],
    "need": [{"request_no": 11, "need": "ASD", "rank": "1"}],
}
ENDED = {"named_plan.ceased": "2024-12-01", "named_plan.cease_reason": "5"}
MORE_PLACE = {"plan_detail+": {"rank": "2"}}
BACK = {"request+": {"request_no": 13, "received": "2024-12-20", "decision": "A", "decided": None}}

# rule -> what makes it fail; the rows that then fail, by table; a like change with which it passes
EXAMPLES = {
    "S01": ({"header": "998"}, "header", {"header": "999"}),
    "S02": ({"person.birth_date": None}, "person", {"person.birth_date": "2025-01-16"}),
    "S03": ({"person.birth_date": "1999-08-31"}, "person", {"person.birth_date": "1999-09-01"}),
    "S04": ({"person.upn": None}, "person", {"person.upn": None, "person.uln": "9000000001"}),
    "S05": ({"person.upn": None, "person.upn_unknown": "UN1"}, "person", {"person.upn": None,
        "person.upn_unknown": "UN3"}),
    "S06": ({"person+": {"person_no": 3}}, "person", {"person+": {"person_no": 3, "upn": "A9"}}),
    "S07": ({"person.ethnicity": "WHITE"}, "person", {"person.ethnicity": "WENG"}),
    "S08": ({"person.postcode": None}, "person", {"person.postcode": None, "person.district":
        "E07"}),
    "S09": ({"person+": {"person_no": 3}}, "person", {"person+": {"person_no": 3}, "request+":
        {"person_no": 3}}),
    "R01": ({"request.received": None}, "request", {"request.received": None, "request.decision":
        "H"}),
    "R02": ({"request.decision": "X"}, "request", {"request.decision": "H"}),
    "R03": ({"request.decided": None}, "request", {"request.decided": None, "request.decision":
        "A"}),
    "R04": ({"request.decided": "2024-01-07"}, "request", {"request.decided": "2024-01-08"}),
    "R05": ({"request.decided": "2023-12-30"}, "request", {"request.decided": "2023-12-30",
        "request.decision": "H"}),
    "R06": ({"request.received": "2015-03-10"}, "request", {"request.received": "2015-03-11"}),
    "R07": ({"request.decision": "N"}, "request", {"request.decision": "N",
        "request.request_tribunal": True}),
    "R08": ({"assessment": None}, "request", {"assessment": None, "request.decision": "A"}),
    "R09": ({"request.source": "7"}, "request", {"request.source": None}),
    "R10": ({"request.exported_to": "998"}, "request", {"request.exported_to": "998", "assessment":
        None, "named_plan": None}),
    "R11": ({"request+": {"request_no": 13, "decision": "A"}, "assessment.outcome": "A"}, "request",
        {"request+": {"request_no": 13, "decision": "A"}}),
    "A01": ({"assessment.outcome_date": None}, "assessment", {"assessment.outcome_date": None,
        "named_plan": None}),
    "A02": ({"assessment.outcome": "W"}, "assessment", {"assessment.outcome": "W",
        "assessment.outcome_date": None, "named_plan": None}),
    "A03": ({"assessment.outcome_date": "2024-02-11"}, "assessment", {"assessment.outcome_date":
        "2024-02-11", "request.decided": None}),
    "A04": ({"named_plan.started": "2024-06-04"}, "assessment", {"named_plan.started":
        "2024-06-03"}),
    "A05": ({"assessment.exception": True, "assessment.outcome": "A"}, "assessment",
        {"assessment.exception": True}),
    "A06": ({"active_plan.transferred_from": "998"}, "assessment", {"active_plan.transferred_from":
        "998", "assessment.outcome": "H"}),
    "N01": ({"named_plan.ceased": "2024-12-01"}, "named_plan", ENDED),
    "N02": (ENDED | {"named_plan.started": "2024-12-02"}, "named_plan", ENDED |
        {"named_plan.started": "2024-12-01"}),
    "N03": (ENDED | BACK, "named_plan", ENDED),
    "N04": (ENDED, "named_plan", ENDED | {"active_plan": None}),
    "N05": ({"plan_detail.ukprn": "10000001"}, "plan_detail", {"plan_detail.ukprn": "10000001",
        "plan_detail.urn": None} | MORE_PLACE),
    "P01": ({"need+": {"rank": "2"}}, "active_plan", {"need+": {"rank": "2", "need": "SLCN"}}),
    "P02": ({"need.need": "AUT"}, "need", {"need.need": "DS"}),
    "P03": ({"active_plan.review_outcome": "M"}, "active_plan", {"active_plan.review_outcome": "M",
        "active_plan.review_meeting": "2024-11-01", "active_plan.last_review": "2024-11-01"}),
    "P04": ({"named_plan.started": "2024-01-15"}, "active_plan", {"named_plan.started":
        "2024-01-16"}),
    "P05": ({"active_plan.phase_transfer_due": "2025-03-15"}, "active_plan",
        {"active_plan.phase_transfer_due": "2025-02-15"}),
    "P06": ({"placement+": {"urn": "900002"}}, "active_plan", {"placement+": {"urn": "900002",
        "left": "2025-01-16"}}),
    "P07": ({"placement.urn": None, "placement.unit": True}, "placement", {"placement.unit": True}),
    "P08": ({"named_plan.started": None}, "active_plan", {"named_plan.started": "2015-09-01"}),
    "X01": ({"need.request_no": 77}, "need", {}),
}
FURTHER_FAILING = [
    ("S01", {"header": "9"}),
    ("S03", {"person.birth_date": "2024-09-01"}),
    ("S07", {"person.sex": "U"}),
    ("S04", {"person.upn_unknown": "UN8"}),
    ("S02", {"person.birth_date": "2025-01-17"}),
    ("R03", {"request.decision": "A"}),
    ("R04", {"request.decided": "2025-01-17"}),
    ("R06", {"request.received": "2025-01-17"}),
    ("R07", {"request.decision": "A"}),
    ("R10", {"request.exported_to": "123", "assessment": None, "named_plan": None}),
    ("R10", {"request.exported_to": "999", "assessment": None, "named_plan": None}),
    ("A01", {"assessment.outcome": "X"}),
    ("A01", {"assessment.outcome": "N", "assessment.outcome_date": None}),
    ("A03", {"assessment.outcome_date": "2025-01-17"}),
    ("A03", {"request.decided": "2024-01-07"}),
    ("A04", {"named_plan": None}),
    ("N01", {"named_plan.cease_reason": "1"}),
    ("N01", {"named_plan.ceased": "2024-12-01", "named_plan.cease_reason": "10"}),
    ("N02", ENDED | {"named_plan.ceased": "2025-01-17"}),
    ("N02", {"named_plan.started": "2025-01-17"}),
    ("P08", {"named_plan": None}),
    ("N03", ENDED | {"named_plan.cease_reason": "1"}),
    ("N05", {"plan_detail+": {"rank": "1"}}),
    ("N05", {"plan_detail.urn": None}),
    ("P01", {"need": None}),
    ("P01", {"placement": None}),
    ("P01", {"need.rank": "2"}),
    ("P06", {"placement.rank": "2"}),
    ("P03", {"active_plan.review_meeting": "2024-11-02", "active_plan.last_review": "2024-11-01"}),
    ("P03", {"active_plan.review_draft": "2024-11-02", "active_plan.phase_transfer_final":
        "2024-11-01"}),
    ("P07", {"placement.left": "2024-06-02"}),
    ("P07", {"placement.setting": "HOME"}),
    ("X01", {"plan_detail": None}),
    ("X01", {"request.person_no": 9}),
]
# fmt: on


def a_return(changes: dict) -> Delivery:
    """A SEN2 return: 'table.column' changes row 1, 'table+' adds one like it, None empties."""
    rows = {name: [dict(row) for row in table] for name, table in RETURN.items()}
    for where, value in changes.items():
        table, _, column = where.partition(".")
        if column:
            rows[table][0][column] = value
        elif table.endswith("+"):
            rows[table[:-1]].append(rows[table[:-1]][0] | value)
        elif table != "header":
            rows[table] = []
    tables = {
        name: FAULTLESS[name] if rows[name] == RETURN[name] else typed(name, rows[name])
        for name in rows
    }
    return Delivery(
        "sen2_xml",
        "SEN2",
        "return.xml",
        "0",
        tables,
        changes.get("header", "999"),
        "2025",
        CONTEXT.reference_date,
        date(2024, 1, 1),
    )


def typed(name: str, rows: list[dict]) -> pd.DataFrame:
    """The table in the types that readers give."""
    frame = pd.DataFrame(rows, columns=[*KEYS[name], *PERSON_LEVEL[name]]).assign(
        row=range(1, len(rows) + 1)
    )
    for column in PERSON_LEVEL[name]:
        kind = "datetime64[us]" if column in DATES else "boolean" if column in FLAGS else "str"
        frame[column] = frame[column].astype(kind)
    return frame


FAULTLESS = {name: typed(name, rows) for name, rows in RETURN.items()}


def found(changes: dict, rule: str, context: checks.Context = CONTEXT) -> pd.DataFrame:
    return checks.run(a_return(changes), context, {rule: checks.RULES[rule]})


def test_a_return_without_fault_has_no_issue():
    assert checks.run(a_return({}), CONTEXT).empty
    assert checks.skipped(a_return({})) == {}


def test_every_rule_has_examples():
    """Those of referrals and of children stand in test_referral and test_child."""
    own = ("referral", "child")
    others = {id for id, rule in checks.RULES.items() if rule.table not in own}
    assert EXAMPLES.keys() == others


@pytest.mark.parametrize("rule", EXAMPLES)
def test_failing_and_passing_example(rule):
    failing, table, passing = EXAMPLES[rule]
    issues = found(failing, rule)
    assert set(issues["table_name"]) == {table}
    assert issues["row_number"].between(1, 3).all()
    assert found(passing, rule).empty


@pytest.mark.parametrize(("rule", "changes"), FURTHER_FAILING)
def test_further_ways_to_fail(rule, changes):
    assert not found(changes, rule).empty


@pytest.mark.parametrize("flag", ["request_mediation", "request_tribunal"])
def test_a_refusal_reversed_after_a_dispute_is_no_fault(flag):
    issues = checks.run(a_return({"request.decision": "N", f"request.{flag}": True}), CONTEXT)
    assert issues.empty


def test_historical_requests_may_lack_their_dates():
    changes = {"request.decision": "H", "request.received": None, "request.decided": None}
    assert checks.run(a_return(changes), CONTEXT).empty


def test_a_source_is_required_from_2026():
    later = checks.Context("999", 2025, date(2026, 1, 15), "2026")
    assert not found({"request.source": None}, "R09", later).empty


def test_down_syndrome_is_a_code_from_2025():
    earlier = checks.Context("999", 2023, date(2024, 1, 18), "2024")
    assert not found({"need.need": "DS"}, "P02", earlier).empty


def test_the_reference_date_must_be_that_of_the_collection():
    assert not found({}, "S01", checks.Context("999", 2023, date(2024, 1, 18), "2024")).empty
