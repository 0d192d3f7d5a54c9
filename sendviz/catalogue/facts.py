"""The facts that can be counted, each declared once; their SQL stands in facts.sql."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Stands between dimensions that are split by together, and between their codes.
TOGETHER = "/"
# The code of England among the areas of published figures.
ENGLAND = "E92000001"
SCHEMES = ("council", "locality", "district", "icb", "sub_icb", "ccg")
# What a column holds, where it is neither one of fixed codes nor a dimension.
DAY, NUMBER, CONDITION, TEXT = "day", "number", "condition", "text"
# Y yes, N no, A not yet, W withdrawn or ended before, H decided before the first collection.
DECISIONS = ("Y", "N", "A", "W", "H")
# The columns of every fact: whose it is and where, and whether it is made up.
KEYS = {"la_code": TEXT, "district": TEXT, "simulated": CONDITION}
Columns = dict[str, str | tuple[str, ...]]  # name -> what it holds: a kind, or its codes
# Lists that tell of the days that list_coverage says: table -> its column of the day.
DAY_OF_LIST = {
    "audit": "audited_on",
    "complaint": "received",
    "appeal": "registered",
    "survey": "wave",
    "staff": "month",
    "money": "approved_on",
}
# Of these public view is told the whole council, by calendar quarters.
_BY_QUARTER = ("audit", "complaint", "appeal")


@dataclass(frozen=True)
class Fact:
    """One thing that can be counted: a view of facts.sql with a row for each.

    noun: what a row is, in the plural. table: the table whose rows it is made of, which holds their
    reference. kept: the step of facts.sql that it stands on and that is kept in memory. columns:
    what measures may name besides the dimensions, each with what it holds (DAY, NUMBER, CONDITION,
    TEXT or its codes). at_one_date: told of the as-at day only, and of no day before.
    of_assessments: tells of the day on which an assessment began. whole_council: its rows have no
    place, and tell of the whole council only. told_if: by role, the condition without which a row
    is not told to it.
    """

    id: str
    noun: str
    table: str
    kept: str
    columns: Columns
    dimensions: tuple[str, ...]
    at_one_date: bool = False
    of_assessments: bool = False
    whole_council: bool = False
    told_if: Mapping[str, str] = field(default_factory=dict)

    @property
    def of_list(self) -> bool:
        """True where a list of its own, and not the cases, says of which days it tells."""
        return self.table in DAY_OF_LIST

    @property
    def by_quarter(self) -> bool:
        """True where public view is told the whole council by calendar quarters only."""
        return self.table in _BY_QUARTER

    @property
    def of_referrals(self) -> bool:
        """True for referrals to health services; all else is about EHC assessments and plans."""
        return self.table == "referral"

    def table_of(self, dimension: str) -> str:
        """The table whose column holds the codes of a dimension without fixed ones."""
        if self.table == "advice" and dimension == "provider":
            return "advice"
        if self.of_list:
            return self.table
        return "referral" if self.of_referrals else "request"


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _each(kind: str, names: str) -> Columns:
    return dict.fromkeys(_names(names), kind)


_CHILD = _names("age_band phase sex ethnicity_group")
_CASE = ("need", *_CHILD, *_names("setting social_care source deprivation exception team"))
_REFERRAL = ("pathway", "provider", *_CHILD, *_names("social_care source deprivation team"))
_PLAN = ("need", *_CHILD, *_names("setting social_care plan_age last_review next_review"))
_OF_REQUEST: Columns = {
    **_each(NUMBER, "request_id"),
    **_each(DAY, "received decision_due no_plan_due plan_due decided no_plan_told draft issued"),
    **_each(DAY, "plan_started withdrawn_on ended_on gone_on"),
    **_each(CONDITION, "left_undated withdrawn_undated ended_undated reopened has_plan has_doubt"),
    **_each(CONDITION, "request_mediation request_tribunal disputed"),
    "decision": DECISIONS,
    "outcome": DECISIONS,
}
_IN_PROCESS = _OF_REQUEST | _each(DAY, "entered left_on")
_OF_REFERRAL: Columns = {
    **_each(NUMBER, "referral_id"),
    **_each(DAY, "received rejected first_contact outcome_date discharged missed_on gone_on"),
    **_each(DAY, "assessed_on entered first_seen left_on"),
    **_each(DAY, "begun_on contact_on rejected_on discharged_on"),
    **_each(CONDITION, "begun_before begun_undated"),
    **_each(CONDITION, "assessed wait_unknown contact_undated has_doubt"),
    "discharge_reason": TEXT,
}
_OF_PLAN: Columns = {
    **_each(NUMBER, "plan_id"),
    **_each(DAY, "entered left_on last_reviewed review_due_on"),
    **_each(CONDITION, "has_doubt"),
}
_DATED: Columns = {"date": DAY}


def _case(id: str, noun: str, columns: Columns, more: tuple[str, ...] = (), **rest: Any) -> Fact:
    dimensions = _CASE + more
    return Fact(id, noun, "request", "request_as_known", columns, dimensions, **rest)


def _referral(
    id: str, noun: str, columns: Columns, more: tuple[str, ...] = (), **rest: Any
) -> Fact:
    dimensions, columns = _REFERRAL + more, _OF_REFERRAL | columns
    return Fact(id, noun, "referral", "referral_spell", columns, dimensions, **rest)


_DECLARED = (
    _case(
        "requested",
        "requests",
        _OF_REQUEST | _DATED | _each(CONDITION, "refused agreed undecided withdrawn"),
    ),
    _case("decided", "decisions", _OF_REQUEST | _DATED | _each(NUMBER, "days_to_decision")),
    _case(
        "plan_issued",
        "plans",
        _OF_REQUEST | _DATED | _each(NUMBER, "days_to_issue days_from_decision"),
    ),
    _case("no_plan", "decisions", _OF_REQUEST | _DATED | _each(NUMBER, "days_to_no_plan")),
    _case("plan_due", "children", _OF_REQUEST | _DATED | _each(CONDITION, "on_time")),
    _case("in_process", "children", _IN_PROCESS),
    _case("entered", "children", _IN_PROCESS | _DATED),
    _case("left_process", "children", _IN_PROCESS | _DATED),
    _case(
        "open_case",
        "children",
        _IN_PROCESS | _DATED | _each(NUMBER, "days_open") | _each(CONDITION, "supported"),
        ("stage",),
        at_one_date=True,
    ),
    Fact(
        "advice_asked",
        "advice",
        "advice",
        "advice_asked",
        {
            **_each(DAY, "date asked due received"),
            **_each(CONDITION, "on_time"),
            **_each(NUMBER, "days_to_advice"),
        },
        (*_CASE, "advice", "provider"),
    ),
    Fact(
        "advice_spell",
        "advice",
        "advice",
        "advice_spell",
        _each(DAY, "asked due received entered left_on"),
        (*_CASE, "advice", "provider"),
    ),
    Fact(
        "plan_in_force",
        "plans",
        "plan",
        "plan_in_force",
        _OF_PLAN,
        _PLAN,
    ),
    Fact(
        "review_due",
        "reviews",
        "plan",
        "review_due",
        _OF_PLAN | _DATED | _each(DAY, "met") | _each(CONDITION, "on_time"),
        _PLAN,
    ),
    Fact(
        "phase_transfer_due",
        "plans",
        "review",
        "phase_transfer_due",
        _OF_PLAN | _DATED | _each(CONDITION, "on_time"),
        _PLAN,
    ),
    Fact(
        "reviewed",
        "reviews",
        "review",
        "reviewed",
        {
            **_OF_PLAN,
            **_DATED,
            "outcome": ("M", "C", "A"),  # maintain, cease, amend the plan
            **_each(CONDITION, "decided_in_time"),
            **_each(NUMBER, "days_to_decision"),
        },
        _PLAN,
    ),
    # The size of the list needs no day of assessment; the curve of its spells does.
    _referral("referral_spell", "children", {}, of_assessments=True),
    _referral("referred", "referrals", _DATED | _each(CONDITION, "not_accepted")),
    _referral(
        "assessment_begun",
        "children",
        _DATED | _each(NUMBER, "days_to_assessment"),
        of_assessments=True,
    ),
    _referral("left_unassessed", "children", _DATED, ("left_because",), of_assessments=True),
    _referral(
        "outcome_given", "children", _DATED | _each(NUMBER, "days_to_outcome"), of_assessments=True
    ),
    _referral("contact_due_in_13_weeks", "children", _DATED | _each(CONDITION, "in_time")),
    _referral("contact_due_in_18_weeks", "children", _DATED | _each(CONDITION, "in_time")),
    _referral("first_appointment", "appointments", _DATED | _each(CONDITION, "missed")),
    _referral(
        "waiting",
        "children",
        _DATED | _each(NUMBER, "days_waiting") | _each(CONDITION, "supported"),
        ("wait_band",),
        at_one_date=True,
    ),
    Fact(
        "plan_line",
        "actions",
        "action",
        "plan_line",
        {
            **_each(DAY, "date first_due due_on updated_on"),
            **_each(TEXT, "action_id state rating"),
            **_each(CONDITION, "is_open is_complete is_measured"),
            **_each(CONDITION, "is_overdue has_no_date has_no_update in_public"),
        },
        ("partner",),
        at_one_date=True,
        whole_council=True,
        told_if={"councillor": "in_public"},
    ),
)
_GRADES = ("outstanding", "good", "requires_improvement", "inadequate", "not_gradable")
_BASE_OF = {"councillor": "base >= 10", "board": "base >= 5"}


def _listed(id: str, noun: str, table: str, columns: Columns, dimensions: str = "") -> Fact:
    """A fact of a list that places its rows in districts."""
    return Fact(id, noun, table, id, columns, _names(dimensions))


def _whole(
    id: str, noun: str, table: str, columns: Columns, dimensions: str = "", **rest: Any
) -> Fact:
    """A fact of a list of the whole council."""
    return Fact(id, noun, table, id, columns, _names(dimensions), whole_council=True, **rest)


_COMPLAINED: Columns = {
    **_each(NUMBER, "complaint_id"),
    **_each(DAY, "date received due answered"),
    **_each(CONDITION, "judged upheld in_time"),
    "stage": ("informal", "stage_1", "stage_2", "ombudsman"),
}
_STAFFED: Columns = {
    **_each(DAY, "entered left_on"),
    **_each(NUMBER, "people"),
    "basis": ("actual", "planned"),
    "counted_as": ("posts", "in_post", "agency", "vacant"),
}
_OMBUDSMAN: Columns = {
    **_each(NUMBER, "complaint_id"),
    **_each(DAY, "date remedy_due remedy_done change_due change_done"),
    **_each(NUMBER, "remedy weeks_late"),
    **_each(CONDITION, "judged upheld change_promised"),
}
_APPEALED: Columns = {
    **_each(NUMBER, "appeal_id"),
    **_each(DAY, "date registered heard closed"),
    **_each(CONDITION, "decided for_family conceded mediated agreed"),
    "kind": ("mediation", "tribunal"),
}
_LISTED = (
    _listed(
        "audited",
        "audits",
        "audit",
        {
            "audit_id": NUMBER,
            "date": DAY,
            "grade": _GRADES,
            "grade_before": _GRADES,
            **_each(CONDITION, "of_plan stands moderated health_advice care_advice ep_advice"),
            **_each(CONDITION, "child_voice parent_voice outcomes_smart provision_specific"),
            **_each(CONDITION, "therapist_saw_draft adulthood"),
        },
        "need age_band setting team drafting",
    ),
    _listed("complained", "complaints", "complaint", _COMPLAINED, "subject"),
    _listed("ombudsman_decided", "decisions", "complaint", _OMBUDSMAN, "subject"),
    _listed("remedied", "remedies", "complaint", _OMBUDSMAN, "subject"),
    _listed("appealed", "appeals", "appeal", _APPEALED, "about need age_band"),
    _listed("appeal_closed", "appeals", "appeal", _APPEALED, "about need age_band"),
    _whole(
        "surveyed",
        "answers",
        "survey",
        {
            **_each(DAY, "date"),
            **_each(NUMBER, "answers base"),
            **_each(CONDITION, "positive reworded"),
        },
        "theme audience question",
        told_if=_BASE_OF,
    ),
    _whole(
        "survey_wave",
        "people",
        "survey",
        {**_each(DAY, "date"), **_each(NUMBER, "base invited")},
        "audience",
        told_if=_BASE_OF,
    ),
    _whole("staffed", "posts", "staff", _STAFFED, "role role_group"),
    _whole(
        "in_role",
        "posts",
        "staff",
        _STAFFED | _each(CONDITION, "named"),
        "role role_group",
        told_if={"councillor": "named"},
    ),
    _whole(
        "approved",
        "sums",
        "money",
        {
            **_each(DAY, "date"),
            **_each(NUMBER, "amount spent buys_number"),
            **_each(CONDITION, "public"),
        },
        "fund buys",
        told_if={"councillor": "public"},
    ),
)
FACTS: Mapping[str, Fact] = {each.id: each for each in (*_DECLARED, *_LISTED)}
