"""One case made by hand for every measure, its answer to be seen by eye; and sweeps over the whole
catalogue."""

from __future__ import annotations

import math
from datetime import date, timedelta

import duckdb
import pytest

from sendviz import catalogue
from sendviz.ask import ROLES, Records
from sendviz.catalogue.calendar import GRAINS, BadSelection
from sendviz.findings import trend
from tests.handmade import (
    advice,
    build,
    day,
    listed,
    plan,
    referral,
    request,
    review,
    select,
    support,
)
from tests.plan_rows import action, put, said, shown


def move(due: str, final: str | None) -> dict:
    """What a review tells of a move to another phase."""
    return {"phase_transfer_due": day(due), "phase_transfer_final": final and day(final)}


# The story: seen on 30 June 2025 over 1 January to 30 June 2025.
REQUESTS = [
    # 1 on time: received 1 Oct 2024, decided on day 40, plan on day 140 (18 Feb 2025)
    request("2024-10-01", "2024-11-10", "2025-02-18", district="N1", source="parent"),
    # 2 late by one day: plan on day 141 (19 Feb 2025), with an exception
    request(
        "2024-10-01", "2024-11-12", "2025-02-19", district="N2", exception=True, source="education"
    ),
    # 3 after more than a year: 365 days
    request("2024-03-01", "2024-04-20", "2025-03-01", district="S1"),
    # 4 on time but with a tribunal about content: not in DfE's denominators
    request("2024-11-01", "2024-12-01", "2025-03-01", district="S1", other_tribunal=True),
    # 5 refused on day 43, with mediation
    request("2025-02-01", "2025-03-16", decision="N", request_mediation=True, district="S1"),
    # 6 no plan, told on day 112
    request("2025-01-10", "2025-02-10", outcome="N", no_plan_told="2025-05-02", district="N1"),
    # 7 still open, day 141 on 30 June: received 9 Feb 2025, draft sent
    request(
        "2025-02-09", "2025-03-01", draft="2025-06-01", outcome="A", district="N1", need="SEMH"
    ),
    # 8 still open, day 140 on 30 June: not yet past 20 weeks
    request("2025-02-10", "2025-03-01", outcome="A", district="S1", source="education"),
    # 9 open for 365 days on 30 June, never decided
    request("2024-06-30", district="S1"),
    # 10 withdrawn without a date
    request("2025-04-01", decision="W", district="N1"),
    # 11 a plan of unknown duration
    request(None, None, "2025-04-10", decision="H", district="N1"),
    # 12 received yesterday
    request("2025-06-29", district="999/unknown", source="health"),
]
ADVICE = [
    advice("2025-01-01", "2025-02-12", "2025-02-12", "ep", 1),  # on the last day: 42 days
    advice("2025-01-01", "2025-02-12", "2025-03-05", "ep", 2),  # 63 days
    advice("2025-02-01", "2025-03-15", None, "health", 3),  # not yet come
    advice("2025-06-20", "2025-08-01", None, "ep", 7),  # asked ten days ago
]
PLANS = [
    plan("2024-02-01"),  # review due 1 February 2025, held 20 January 2025
    plan("2024-03-01"),  # due 1 March 2025, held too late on 10 March
    plan("2023-04-01", "2025-01-31"),  # ended before anything fell due in the period
    plan("2024-05-01"),  # due 1 May 2025, not held
]
REVIEWS = [
    # 1 held and decided in time, the plan amended on the very day of the move
    review(1, "2025-01-20", "2025-02-17", **move("2025-02-15", "2025-02-15")),
    # 2 held, decided and amended too late
    review(2, "2025-03-10", "2025-04-20", **move("2025-03-31", "2025-04-20")),
    # 3 ended before its move
    review(3, "2024-10-01", "2024-10-10", **move("2025-02-15", None)),
]
REFERRALS = [
    referral("2024-06-30"),  # 1 waits on 30 June, for 365 days
    referral("2023-07-02"),  # 2 waits for 729 days
    referral("2025-03-31", district="S1"),  # 3 waits for 91 days
    referral("2025-04-01", "slt", district="S1"),  # 4 waits for 90 days
    # 5 seen by a therapist on day 91, after a missed appointment
    referral(
        "2024-12-01", "slt", district="N2", first_contact="2025-03-02", missed_on="2025-02-01"
    ),
    # 6 not accepted
    referral("2025-01-01", rejected="2025-01-20"),
    # 7 first contact on day 122, assessment from day 191, outcome on day 243
    referral(
        "2024-10-01",
        district="S1",
        first_contact="2025-01-31",
        assessment_started="2025-04-10",
        outcome_date="2025-06-01",
    ),
    # 8 moved away unseen
    referral("2024-12-15", "ot", discharged="2025-02-01", discharge_reason="moved"),
]
SUPPORT = [support("2025-03-01", referral_id=2), support("2025-06-01", request_id=7)]


def audit(audited_on: str, grade: str, chosen: str | None = "random", **more) -> dict:
    return listed(audited_on=audited_on, grade=grade, chosen=chosen, district="N1") | more


def complaint(received: str, stage: str, **more) -> dict:
    return listed(received=received, stage=stage, district="S1", subject="communication", **more)


def appeal(kind: str, registered: str, **more) -> dict:
    return listed(kind=kind, registered=registered, district="N1", about="contents", **more)


def answer(wave: str, text: str, answers: int, **more) -> dict:
    said = {"agree": True, "disagree": False}.get(text)
    row = listed(name="S", wave=wave, audience="parents", question_key="heard", answer=text)
    return row | {"answers": answers, "positive": said} | {"base": 40, "theme": "heard"} | more


def people(month: str, role: str, in_post: float, **more) -> dict:
    return listed(month=month, role=role, in_post=in_post, **({"basis": "actual"} | more))


LISTS = {
    "audit": [
        # 1 to 5 stand for the whole: 2 of 5 good or better, 1 inadequate
        audit("2025-01-10", "good", health_advice=True, care_advice=True, therapist_saw_draft=True),
        audit("2025-02-10", "outstanding", "all", health_advice=False, care_advice=False),
        audit("2025-03-10", "requires_improvement", health_advice=True, provision_specific=True),
        audit("2025-04-10", "inadequate", provision_specific=False, therapist_saw_draft=False),
        audit("2025-05-10", "requires_improvement", moderated=True, grade_before="good"),
        # 6 cannot be graded, 7 was targeted, 8 does not say how it was chosen, 9 is of advice
        audit("2025-05-11", "not_gradable"),
        audit("2025-05-12", "inadequate", "targeted", moderated=True, grade_before="inadequate"),
        audit("2025-05-13", "inadequate", None),
        audit("2025-05-14", "good", kind="advice"),
        # 10 lies before the period, 11 after it
        audit("2024-12-31", "good"),
        audit("2025-07-01", "good"),
    ],
    "complaint": [
        # 1 upheld in part and in time; 2 not upheld, a day late; 3 not answered; 4 due later
        complaint(
            "2025-01-02",
            "stage_1",
            due="2025-01-16",
            answered="2025-01-16",
            outcome="partly_upheld",
        ),
        complaint(
            "2025-02-02", "stage_2", due="2025-02-16", answered="2025-02-17", outcome="not_upheld"
        ),
        complaint("2025-03-02", "stage_1", due="2025-03-16"),
        complaint("2025-06-20", "stage_1", due="2025-07-04"),
        # 5 upheld by the Ombudsman: £500 paid in May, the change promised by June not made
        complaint(
            "2024-06-01",
            "ombudsman",
            ombudsman_on="2025-03-03",
            outcome="upheld",
            remedy=500.0,
            weeks_late=4.0,
            remedy_due="2025-05-03",
            remedy_done="2025-05-20",
            change_promised="procedure",
            change_due="2025-06-03",
        ),
        # 6 upheld: £1,200 due by 15 June, not paid; staff trained in time
        complaint(
            "2024-06-02",
            "ombudsman",
            ombudsman_on="2025-04-03",
            outcome="upheld",
            remedy=1200.0,
            weeks_late=7.0,
            remedy_due="2025-06-15",
            change_promised="training",
            change_due="2025-06-15",
            change_done="2025-06-01",
        ),
        # decided and paid before the period
        complaint(
            "2024-02-01",
            "ombudsman",
            ombudsman_on="2024-08-01",
            outcome="upheld",
            remedy=300.0,
            remedy_due="2024-09-01",
            remedy_done="2024-09-02",
        ),
        # 7 not upheld, 8 closed after enquiries
        complaint("2024-06-03", "ombudsman", ombudsman_on="2025-05-03", outcome="not_upheld"),
        complaint(
            "2024-06-04",
            "ombudsman",
            ombudsman_on="2025-05-04",
            outcome="closed_after_initial_enquiries",
        ),
    ],
    "appeal": [
        appeal("mediation", "2025-01-05", closed="2025-02-05", outcome="agreed"),
        appeal("mediation", "2025-01-06", closed="2025-02-06", outcome="not_agreed"),
        appeal("mediation", "2025-01-07", closed="2025-01-08", outcome="certificate_only"),
        appeal("tribunal", "2024-08-01", closed="2025-03-01", outcome="for_family"),
        appeal("tribunal", "2025-01-09", closed="2025-06-01", outcome="for_council"),
        appeal("tribunal", "2025-01-10", closed="2025-05-01", outcome="conceded"),
        appeal("tribunal", "2025-02-10"),
    ],
    "survey": [
        answer("2024-09-30", "agree", 20, question="Am I heard?", invited=180),
        # Of 40 parents, 200 invited, 18 agreed and 2 said neither; of the 9 who answered another
        # question all agreed, which the board may hear and the public may not
        answer("2025-03-31", "agree", 18, question="I feel heard", invited=200),
        answer("2025-03-31", "disagree", 20, question="I feel heard", invited=200),
        answer("2025-03-31", "does not apply", 2, question="I feel heard", invited=200),
        answer(
            "2025-03-31",
            "agree",
            9,
            question="I choose",
            question_key="choice",
            base=9,
            invited=200,
            wording_changed=True,
        ),
    ],
    "staff": [
        people("2025-05-31", "case_officer", 9.0, posts=12.0, agency=1.0, vacant=3.0),
        people("2025-05-31", "ep", 3.25, posts=6.0, vacant=2.75),
        people("2025-06-30", "case_officer", 10.0, posts=12.0, agency=2.0, vacant=2.0),
        people("2025-06-30", "manager", 1.5, posts=2.0, vacant=0.5),
        people("2025-06-30", "ep", 4.5, posts=6.0, vacant=1.5),
        listed(month="2024-12-31", basis="planned", role="ep", posts=4.0),
        listed(month="2025-06-30", basis="planned", role="ep", posts=6.0),
    ],
    "money": [
        listed(purpose="D", approved_on="2024-05-01", amount=10_000.0, spent=10_000.0)
        | {"spent_to": date(2024, 12, 31)},
        listed(purpose="A", approved_on="2025-02-01", amount=784_000.0, spent=196_000.0)
        | {"spent_to": date(2025, 5, 31)},
        listed(purpose="B", approved_on="2025-03-01", amount=100_000.0)
        | {"buys": "assessments", "buys_number": 80.0},
        listed(purpose="C", approved_on="2024-03-01", amount=50_000.0),
    ],
}

# measure -> (numerator, denominator, value)
EXPECTED = {
    "requests_received": (6, None, 6),  # 5, 6, 7, 8, 10, 12
    "requests_per_1000": (6, 100_000, 0.06),  # those 6 among 100,000 people
    "decided_within_6_weeks": (3, 4, 0.75),  # 6, 7, 8 in time; 5 on day 43
    "requests_refused": (1, 9, 1 / 9),  # 5 of 1, 2, 4, 5, 6, 7, 8, 10, 12
    "requests_agreed": (6, 9, 6 / 9),  # all but 5, 10, 12 of 1, 2, 4, 5, 6, 7, 8, 10, 12
    "requests_undecided": (1, 9, 1 / 9),  # 12 of 1, 2, 4, 5, 6, 7, 8, 10, 12
    "requests_disputed": (1, 9, 1 / 9),  # 5 of 1, 2, 4, 5, 6, 7, 8, 10, 12
    "requests_from_parents": (4, 6, 4 / 6),  # all but 8 and 12
    "requests_with_mediation": (1, None, 1),  # 5
    "requests_with_tribunal": (0, None, 0),  # 4 went about the plan's content
    "plans_issued": (5, None, 5),  # 1, 2, 3, 4, 11
    "plans_issued_within_20_weeks": (1, 4, 0.25),  # 1 of 1, 2, 3, 11; 4 went to tribunal
    "plans_issued_20_to_52_weeks": (1, 4, 0.25),  # 2
    "plans_issued_after_a_year": (1, 4, 0.25),  # 3
    # due in the period: 1 (18 Feb), 2 (18 Feb), 4 (21 Mar), 7 (29 June), 8 (30 June); 6 ended on
    # day 112; in time 1 and 4
    "plans_due_issued_in_time": (2, 5, 0.4),
    "children_in_assessment": (4, None, 4),  # 7, 8, 9, 12
    "cases_open_over_20_weeks": (2, None, 2),  # 7, 9
    "cases_open_over_30_weeks": (1, None, 1),  # 9
    "cases_open_over_50_weeks": (1, None, 1),  # 9: day 365
    "cases_open_over_52_weeks": (1, None, 1),  # 9: day 365
    "cases_open_up_to_6_weeks": (1, None, 1),  # 12
    "cases_open_6_to_16_weeks": (0, None, 0),
    "cases_open_16_to_20_weeks": (1, None, 1),  # 8
    "cases_open_20_to_30_weeks": (1, None, 1),  # 7
    "cases_open_30_to_52_weeks": (0, None, 0),
    "share_open_over_20_weeks": (2, 4, 0.5),  # 7, 9 of 7, 8, 9, 12
    "weeks_overdue_of_open_cases": (None, 2, (1 + 225) / 2 / 7),  # 7 by a day, 9 by 225
    "longest_open_case": (None, 4, 365 / 7),  # 9, on day 365
    "open_cases_by_stage": (4, None, 4),  # 7, 8, 9, 12
    "mean_weeks_to_issue": (None, 3, (140 + 141 + 365) / 3 / 7),  # days 140, 141, 365
    "median_weeks_to_issue": (None, 3, 141 / 7),  # days 140, 141, 365
    # days 140, 141, 365
    "ninetieth_percentile_weeks_to_issue": (None, 3, (141 + 0.8 * (365 - 141)) / 7),
    "no_plan_decided_within_16_weeks": (1, 1, 1.0),  # 6, on day 112
    "no_plan_decisions": (1, None, 1),  # 6
    "refusals_made": (1, None, 1),  # 5
    "decisions_to_refuse": (1, 4, 0.25),  # 5 of 5, 6, 7, 8; 1 to 4 were decided earlier
    "cases_entered": (5, None, 5),  # six requests less the one withdrawn without a date
    "cases_left": (6, None, 6),  # 1, 2, 3, 4 plans, 5 refused, 6 no plan
    "cases_in_and_out": (-1, None, -1),  # 5 less 6
    "share_with_an_exception": (1, 4, 0.25),  # 2 of 1, 2, 3, 11
    "weeks_to_decision": (None, 4, (20 + 31) / 2 / 7),  # days 19, 20, 31, 43
    "weeks_from_decision_to_plan": (None, 4, 99.5 / 7),  # days 90, 99, 100, 315
    # days 19, 20, 31, 43
    "ninetieth_percentile_weeks_to_decision": (None, 4, (31 + 0.7 * (43 - 31)) / 7),
    # days 90, 99, 100, 315
    "ninetieth_percentile_weeks_from_decision_to_plan": (None, 4, (100 + 0.7 * (315 - 100)) / 7),
    "advice_within_6_weeks": (1, 3, 1 / 3),  # 1 of 1, 2, 3
    "advice_waiting": (1, None, 1),  # of 7; what was asked of 3 is not awaited: the plan came first
    "weeks_to_advice": (None, 2, (42 + 63) / 2 / 7),  # days 42, 63
    "plans_in_force": (3, None, 3),  # 1, 2, 4
    "reviews_due": (3, None, 3),  # 1, 2, 4
    "reviews_held_in_time": (1, 3, 1 / 3),  # 1 of 1, 2, 4
    "phase_transfers_in_time": (1, 2, 0.5),  # 1 of 1, 2
    "reviews_overdue": (1, None, 1),  # 4; 2 was held late, and 3 had ended
    "plans_audited_good_or_better": (2, 5, 0.4),  # 1, 2 of 1 to 5
    "plans_audited_inadequate": (1, 5, 0.2),  # 4
    "audits_done": (9, None, 9),  # 1 to 9
    "plans_with_health_advice": (2, 3, 2 / 3),  # 1, 3 of 1, 2, 3
    "plans_with_care_advice": (1, 2, 0.5),  # 1 of 1, 2
    "provision_specified": (1, 2, 0.5),  # 3 of 3, 4
    "therapist_saw_draft": (1, 2, 0.5),  # 1 of 1, 4
    "audit_grade_changed_by_moderation": (1, 2, 0.5),  # 5 of 5, 7
    "complaints_received": (4, None, 4),  # 1 to 4
    "complaints_upheld": (1, 2, 0.5),  # 1 of 1, 2
    "complaints_answered_in_time": (1, 3, 1 / 3),  # 1 of 1, 2, 3
    "ombudsman_decisions": (4, None, 4),  # 5 to 8
    "ombudsman_upheld": (2, 3, 2 / 3),  # 5, 6 of 5, 6, 7
    "weeks_late_found": (11, None, 11),  # 5 and 6: 4 and 7 weeks
    "remedies_paid": (500, None, 500),  # 5
    "remedies_overdue": (1, None, 1),  # 6
    "promised_changes_made": (1, 2, 0.5),  # 6 of 5, 6
    "mediations_registered": (3, None, 3),
    "mediations_agreed": (1, 2, 0.5),  # one was held without agreement, one was not held
    "appeals_registered": (3, None, 3),  # one was registered the year before
    "appeals_for_family": (1, 2, 0.5),  # one for each side
    "appeals_conceded": (1, 3, 1 / 3),  # one of three closed
    "survey_positive": (27, 47, 27 / 47),  # 18 of 38, 9 of 9
    "survey_reworded": (9, None, 9),
    "survey_replies": (40, None, 40),
    "survey_invited": (200, None, 200),
    "survey_response_rate": (40, 200, 0.2),
    "posts_established": (20, None, 20),  # 12, 2 and 6
    "people_in_post": (16, None, 16),  # 10, 1.5 and 4.5
    "posts_vacant": (4, None, 4),
    "agency_staff": (2, None, 2),
    "planned_posts": (6, None, 6),
    "working_now": (18, None, 18),
    "agency_share": (2, 18, 1 / 9),
    "approved_investment": (884_000, None, 884_000),  # A, B
    "approved_with_spending": (784_000, None, 784_000),  # A
    "money_spent": (196_000, None, 196_000),
    "spent_of_approved": (196_000, 784_000, 0.25),
    "assessments_bought": (80, None, 80),  # B
    "approved_for_assessments": (100_000, None, 100_000),
    "cost_per_assessment_bought": (100_000, 80, 1_250.0),
    "case_officers_in_post": (10, None, 10),
    "psychologists_in_post": (4.5, None, 4.5),
    "plans_per_case_officer": (3, 10, 0.3),  # 1, 2, 4
    "open_cases_per_case_officer": (4, 10, 0.4),  # 7, 8, 9, 12
    "advice_given_by_psychologists": (2, None, 2),  # of 1 and 2; of 3 health has not come
    "advice_per_ep": (2, 4.5, 2 / 4.5),
    "reviews_decided_in_4_weeks": (1, 2, 0.5),  # 28 days; 41 days
    "health_advice_within_6_weeks": (0, 1, 0.0),  # 3 has not come
    "offered_support_during_ehc_assessment": (1, 4, 0.25),  # 7 of 7, 8, 9, 12
    "children_waiting_for_assessment": (4, None, 4),  # 1, 2, 3, 4
    "children_on_the_list": (4, None, 4),  # 1, 2, 3, 4
    "waiting_at_least_13_weeks": (3, None, 3),  # 1, 2, and 3 on day 91
    "share_waiting_at_least_13_weeks": (3, 4, 0.75),  # 1, 2, 3 of 1, 2, 3, 4
    "waiting_over_18_weeks": (2, None, 2),  # 1, 2
    "share_waiting_over_18_weeks": (2, 4, 0.5),  # 1, 2 of 1, 2, 3, 4
    "waiting_over_52_weeks": (2, None, 2),  # day 365 is the first over 52 weeks
    "share_waiting_over_52_weeks": (2, 4, 0.5),  # 1, 2 of 1, 2, 3, 4
    "waiting_over_104_weeks": (1, None, 1),  # day 729 is the first over 104 weeks
    "share_waiting_over_104_weeks": (1, 4, 0.25),  # 2 of 1, 2, 3, 4
    "median_weeks_waiting": (None, 4, (91 + 365) / 2 / 7),  # days 90, 91, 365, 729
    # days 90, 91, 365, 729
    "ninety_second_percentile_weeks_waiting": (None, 4, (365 + 0.76 * (729 - 365)) / 7),
    "longest_wait": (None, 4, 729 / 7),  # 2, on day 729
    "referrals_received": (3, None, 3),  # 3, 4, 6
    "assessments_begun": (2, None, 2),  # 5, 7
    "left_unassessed": (2, None, 2),  # 6, 8
    "waiting_list_change": (-1, None, -1),  # 3 came; 2 were assessed, 2 left
    # 13 weeks ended in the period for 3 (30 June, not seen) and 5 (2 March, seen that day);
    # 6 and 8 had left
    "first_contact_within_13_weeks": (1, 2, 0.5),
    "first_contact_within_18_weeks": (2, 2, 1.0),  # 5, 7
    "weeks_to_assessment": (None, 2, (91 + 191) / 2 / 7),  # 5 on day 91, 7 on day 191
    "weeks_to_outcome": (None, 1, 243 / 7),  # 7, on day 243
    "referrals_rejected": (1, 6, 1 / 6),  # of 12 months: 3 to 8
    "first_appointments_missed": (1, 3, 1 / 3),  # one of 5's two, not 7's
    "offered_support_while_waiting": (1, 4, 0.25),  # 2 of 1, 2, 3, 4
    "actions_in_plan": (6, None, 6),  # all but g, which begins in July
    "actions_overdue": (2, None, 2),  # a, and b whose later date has passed, too
    "actions_without_a_date": (1, None, 1),  # d; f is complete
    "actions_without_an_update": (1, None, 1),  # b: the newest is of 1 May
    "actions_complete": (2, None, 2),  # e, f
    "actions_complete_not_measured": (1, None, 1),  # f
}
ACTIONS = [
    action("a"),
    action("b"),
    action("c"),  # put off to September
    action("d", due=None, due_text="Ongoing", partner="icb"),
    action("e"),
    action("f", due=None, public=False),
    action("g", starts="2025-07-01", due="2025-12-31"),
]
UPDATES = [
    said("a"),
    said("b", "2025-01-31", new_due="2025-05-31"),
    said("b", "2025-05-01"),
    said("c", new_due="2025-09-30"),
    said("d"),
    said("e", state="complete"),
    said("f", "2025-02-01", state="embedded"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = build(
        tmp_path_factory.mktemp("handmade") / "file.duckdb",
        REQUESTS,
        ADVICE,
        PLANS,
        REVIEWS,
        referrals=REFERRALS,
        support=SUPPORT,
        lists=LISTS,
    )
    put(made, "action", ACTIONS)
    put(made, "action_update", UPDATES)
    yield put(made, "evidence", [shown("e"), shown("f", level=2)])
    made.close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    made = build(tmp_path_factory.mktemp("empty") / "file.duckdb")
    yield made
    made.close()


def asked_of(m):
    """January to June 2025; the 12 months to June where half a year is not settled by then."""
    return select(start="2024-07-01") if m.settles_in_days else select()


def test_every_measure_has_its_case():
    assert set(EXPECTED) | set(OF_CURVES) == set(catalogue.measures())
    curves = {m.id for m in catalogue.measures().values() if m.kind == "survival"}
    assert set(OF_CURVES) == curves


@pytest.mark.parametrize("id", sorted(EXPECTED))
def test_hand_made_case(store, id):
    numerator, denominator, value = EXPECTED[id]
    m = catalogue.get(id)
    rows = Records(store, asked_of(m), "officer").ask(m).frame
    assert len(rows) == 1
    row = rows.iloc[0]
    if numerator is not None:
        assert row["numerator"] == numerator
    if denominator is not None:
        assert row["denominator"] == denominator
    assert row["value"] == pytest.approx(value)
    assert row["blank"] is None


FOUR_AGREED = [
    request("2024-09-03", "2024-09-03", "2024-12-12", outcome="Y"),
    request("2024-09-03", "2024-09-03", "2025-03-22", outcome="Y"),
    request("2025-01-31", "2025-01-31", outcome="A"),
    request("2024-09-03", "2024-09-03", outcome="A"),
]


def test_half_answered_counts_those_who_wait(tmp_path):
    """Four agreed cases: answered on days 100 and 200, two open for 150 and 300 days.

    Day 100: 4 at risk, 3/4 left. Day 150: one censored. Day 200: 2 at risk, 3/8 left: half is
    reached on day 200. The two finished cases alone would say 150 days.
    """
    made = build(tmp_path / "file.duckdb", FOUR_AGREED)
    m, chosen = catalogue.get("weeks_until_half_have_an_answer"), select(start="2024-07-01")
    found = Records(made, chosen, "officer").ask(m).frame.iloc[0]
    assert found["value"] == pytest.approx(200 / 7)
    assert found["denominator"] == 4
    curve = Records(made, chosen, "officer").curves(m).curves[0]
    assert curve.share.min() == pytest.approx(3 / 8)
    finished = catalogue.get("weeks_from_decision_to_plan")
    alone = Records(made, chosen, "officer").ask(finished).frame.iloc[0]["value"]
    assert alone == pytest.approx(150 / 7)


def test_without_exceptions(store):
    m = catalogue.get("plans_issued_within_20_weeks")
    row = Records(store, select(), "officer").ask(m, variant="without_exceptions").frame.iloc[0]
    assert (row["numerator"], row["denominator"]) == (1, 3)
    row = Records(store, select(), "officer").ask(m, variant="with_disputed").frame.iloc[0]
    assert (row["numerator"], row["denominator"]) == (2, 5)


def test_by_locality_keeps_the_unknown_bucket_in_the_total(store):
    rows = Records(store, select(), "officer").ask("requests_received", by="quadrant").frame
    assert dict(zip(rows["area"], rows["numerator"], strict=True)) == {
        "North": 3,
        "South": 2,
        "Not known or out of area": 1,
    }


def test_by_district_and_need(store):
    m = catalogue.get("requests_received")
    rows = Records(store, select(), "officer").ask(m, by="district", and_by="need").frame
    found = {(r.area, r.category): r.numerator for r in rows.itertuples() if r.numerator}
    assert found == {
        ("Northby", "ASD"): 2,
        ("Northby", "SEMH"): 1,
        ("Southam", "ASD"): 2,
        ("Not known or out of area", "ASD"): 1,
    }


def test_a_provider_stands_in_for_an_area(store):
    m = catalogue.get("children_waiting_for_assessment")
    rows = Records(store, select(), "officer").ask(m, by="provider").frame
    assert dict(zip(rows["area"], rows["numerator"], strict=True)) == {
        "Testshire Community NHS Trust": 4
    }
    with pytest.raises(BadSelection, match="cannot be split by 'provider'"):
        Records(store, select(), "officer").ask("plans_issued", by="provider")


def test_dimensions_may_be_split_together(store):
    m = catalogue.get("requests_received")
    rows = Records(store, select(), "officer").ask(m, by="locality", and_by="need/source").frame
    found = {(r.area, r.category): r.numerator for r in rows.itertuples() if r.numerator}
    assert found[("North", "SEMH/parent")] == 1
    assert sum(found.values()) == 6


def test_a_pathway_without_a_file_is_not_submitted_and_not_nought(store):
    m = catalogue.get("children_waiting_for_assessment")
    rows = Records(store, select(), "officer").ask(m, by="pathway").frame.set_index("category")
    assert rows.loc["autism", "value"] == 3
    assert rows.loc["ot", "value"] == 0
    assert rows.loc["adhd", "blank"] == "not_submitted" and math.isnan(rows.loc["adhd", "value"])
    alone = Records(store, select().filtered("pathway", "adhd"), "officer").ask(m).frame.iloc[0]
    assert alone["blank"] == "not_submitted"


def test_records_that_end_early_tell_nothing_of_later_days(tmp_path):
    made = build(
        tmp_path / "file.duckdb", [request("2025-01-01")], referrals=[referral("2025-01-01")]
    )
    with duckdb.connect(str(made.path)) as connection:
        connection.execute("update referral_coverage set data_date = date '2025-05-31'")
    m = catalogue.get("children_waiting_for_assessment")
    assert Records(made, select(), "officer").ask(m).frame.iloc[0]["blank"] == "not_known"
    may = Records(made, select("2025-05-31"), "officer").ask(m).frame.iloc[0]
    assert may["value"] == 1
    by_month = Records(made, select(), "officer").ask(m, period="month").frame
    assert list(by_month["blank"])[-2:] == [None, "not_known"]
    made.close()


def test_support_that_nobody_loaded_is_not_nought(tmp_path):
    made = build(
        tmp_path / "file.duckdb", [request("2025-01-01")], referrals=[referral("2025-01-01")]
    )
    for id in ("offered_support_while_waiting", "offered_support_during_ehc_assessment"):
        row = Records(made, select(), "officer").ask(id).frame.iloc[0]
        assert row["blank"] == "not_submitted" and math.isnan(row["value"])
    made.close()


def weeks_ago(n: int) -> str:
    return (date(2025, 6, 30) - timedelta(7 * n)).isoformat()


def waited(weeks: int, **left) -> dict:
    """A referral that began 60 weeks before 30 June 2025 and left after so many weeks."""
    day = (date(2025, 6, 30) - timedelta(7 * (60 - weeks))).isoformat()
    return referral(weeks_ago(60), **{name: day for name in left})


def test_half_assessed_is_not_reached_when_most_still_wait(tmp_path):
    """Ten referrals: four assessed after 5, 8, 10 and 12 weeks, six still waiting after 20, 25, 30,
    40, 50 and 60. The finished alone have a median of 9 weeks, those who wait one of 35, and of all
    ten half are not yet assessed."""
    rows = [waited(weeks, assessment_started=True) for weeks in (5, 8, 10, 12)]
    rows += [referral(weeks_ago(weeks)) for weeks in (20, 25, 30, 40, 50, 60)]
    made = build(tmp_path / "file.duckdb", referrals=rows)
    year = select(start="2024-01-01")
    value = {
        id: Records(made, year, "officer").ask(id).frame.iloc[0]["value"]
        for id in ("weeks_to_assessment", "median_weeks_waiting", "median_wait_open_and_seen")
    }
    assert value["weeks_to_assessment"] == 9
    assert value["median_weeks_waiting"] == 35
    assert math.isnan(value["median_wait_open_and_seen"])
    m = catalogue.get("median_wait_open_and_seen")
    curve = Records(made, year, "officer").curves(m).curves[0]
    assert curve.share[curve.weeks >= 12][0] == pytest.approx(0.6)
    made.close()


def test_those_who_leave_unseen_are_never_assessed(tmp_path):
    """Assessed after 5, 8, 10 and 12 weeks, gone after 9 and 11, six wait: a third are assessed by
    week 12, a sixth have gone; taking the gone as waiting would say 36.5%."""
    rows = [waited(weeks, assessment_started=True) for weeks in (5, 8, 10, 12)]
    rows += [waited(weeks, discharged=True) for weeks in (9, 11)]
    rows += [referral(weeks_ago(weeks)) for weeks in (20, 25, 30, 40, 50, 60)]
    made = build(tmp_path / "file.duckdb", referrals=rows)
    m = catalogue.get("median_wait_open_and_seen")
    curve = Records(made, select(start="2024-01-01"), "officer").curves(m).curves[0]
    assert 1 - curve.share[curve.weeks >= 12][0] == pytest.approx(1 / 3)
    assert curve.left == pytest.approx(1 / 6)
    made.close()


# Of finished and open cases together: a curve that reaches half, and one that does not.
OF_CURVES = {
    "weeks_until_half_have_an_answer": test_half_answered_counts_those_who_wait,
    "median_wait_open_and_seen": test_half_assessed_is_not_reached_when_most_still_wait,
}


def test_as_at_takes_back_what_was_not_known(store):
    """On 18 February 2025 the first plan is out and the second, of the 19th, is not."""
    m = catalogue.get("plans_issued_within_20_weeks")
    row = Records(store, select("2025-02-18"), "officer").ask(m).frame.iloc[0]
    assert (row["numerator"], row["denominator"]) == (1, 1)
    open_then = (
        Records(store, select("2025-02-18"), "officer").ask("children_in_assessment").frame.iloc[0]
    )
    assert open_then["numerator"] == 8  # 2, 3, 4, 5, 6, 7, 8, 9


def test_stock_by_month_is_the_stock_on_each_month_end(store):
    m = catalogue.get("cases_open_over_20_weeks")
    by_month = Records(store, select(), "officer").ask(m, period="month").frame
    ends = ("2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31", "2025-06-30")
    alone = [Records(store, select(end, None), "officer").ask(m).frame.iloc[0] for end in ends]
    assert list(by_month["numerator"]) == [row["numerator"] for row in alone]
    # Past 20 weeks on those days: 2, 3, 9; 3, 9; 9; 9; 9; 7, 9. Case 3 ended on 1 March.
    assert list(by_month["numerator"]) == [2, 2, 1, 1, 1, 2]


def test_periods_add_up(store):
    m = catalogue.get("requests_received")
    whole = Records(store, select(start="2024-01-01"), "officer").ask(m).frame.iloc[0]["numerator"]
    for grain in set(GRAINS) - {"rolling_12_months"}:
        rows = Records(store, select(start="2024-01-01"), "officer").ask(m, period=grain).frame
        assert rows["numerator"].sum() == whole, grain


def test_rolling_year_is_the_year_to_each_month(store):
    m = catalogue.get("plans_issued_within_20_weeks")
    rows = (
        Records(store, select(start="2025-01-01"), "officer")
        .ask(m, period="rolling_12_months")
        .frame
    )
    last = rows[rows["period_start"] == rows["period_start"].max()].iloc[0]
    alone = Records(store, select(start="2024-07-01"), "officer").ask(m).frame.iloc[0]
    assert (last["numerator"], last["denominator"]) == (alone["numerator"], alone["denominator"])


def test_blanks_are_told_apart(store):
    m = catalogue.get("no_plan_decided_within_16_weeks")
    rows = Records(store, select(start="2023-11-01"), "officer").ask(m, period="month").frame
    by_month = {r.period_start.strftime("%Y-%m"): r.blank for r in rows.itertuples()}
    assert by_month["2023-12"] == "not_known"
    assert by_month["2025-01"] == "no_cases"
    assert by_month["2025-05"] is None


REFUSED = catalogue.get("requests_refused")


def refusals(store, start: str, end: str, as_at: str = "2025-06-30", **more):
    """(numerator, blank) of each row; the numerator as 'none' where it is not told."""
    frame = Records(store, select(as_at, start, end), "officer").ask(REFUSED, **more).frame
    counted = frame["numerator"].astype(object).where(frame["numerator"].notna(), "none")
    return list(zip(counted, frame["blank"], strict=True))


def test_what_is_not_decided_yet_is_not_nought(store):
    """A month is told from the day on which its last request has had 42 days to be decided: of
    February (28th) on 11 April, not on the 10th. March has no request at all."""
    early = refusals(store, "2025-02-01", "2025-02-28", "2025-04-10")
    assert early == [("none", "not_yet_due")]
    assert refusals(store, "2025-02-01", "2025-02-28", "2025-04-11") == [(1, None)]
    by_month = refusals(store, "2025-01-01", "2025-06-30", period="month")
    due, empty, young = (0, None), (0, "no_cases"), ("none", "not_yet_due")
    assert by_month == [due, (1, None), empty, due, empty, young]


def test_twelve_months_are_told_as_dfe_tells_them(store):
    """Whole years, by whatever way they are asked; of a year that has just begun nothing is due."""
    assert refusals(store, "2024-07-01", "2025-06-30") == [(1, None)]
    assert refusals(store, "2024-08-01", "2025-06-30") == [("none", "not_yet_due")]
    rolling = refusals(store, "2024-07-01", "2025-06-30", period="rolling_12_months")
    assert rolling[-1] == (1, None)
    years = refusals(store, "2024-01-01", "2025-06-30", period="calendar_year")
    assert years == [(0, None), ("none", "not_yet_due")]


def test_the_chart_stops_at_the_last_settled_month(tmp_path):
    """Each month 30 requests, of which 10 are refused three weeks later: nothing changes, though of
    June's none is refused by its end and of May's some are."""
    made = build(
        tmp_path / "file.duckdb",
        [
            request(f"{month}-10", decided, decision=decision)
            for month in [f"2024-{m:02}" for m in range(1, 13)]
            + [f"2025-0{m}" for m in range(1, 7)]
            for decided, decision in [(None, "A")] * 20
            + [(f"{month}-28", "N")] * 10 * (month < "2025-06")
            + [(None, "A")] * 10 * (month == "2025-06")
        ],
    )
    told = trend.control_charts_by_month(
        Records(made, select(start="2025-06-01"), "officer"), REFUSED
    )
    assert told.told.chart.variation == "common_cause"
    assert list(told.answer.frame["blank"][-3:]) == [None, "not_yet_due", "not_yet_due"]
    assert (told.answer.frame["denominator"] == 30).all()
    made.close()


def test_a_filter_that_cannot_apply_is_told(store):
    asked = Records(store, select(where=(("source", ("parent",)),)), "officer")
    assert asked.ask("plans_in_force").not_filtered == ("source",)


@pytest.mark.parametrize("id", sorted(catalogue.measures()))
@pytest.mark.parametrize("role", ROLES)
def test_every_measure_on_an_empty_file(empty, id, role):
    """Nothing is ever nought because there is nothing: shares have no cases, counts are true
    noughts."""
    year = select(start="2024-07-01")
    row = Records(empty, year, role).ask(id).frame.iloc[0]
    assert row["blank"] in (None, "no_cases", "not_known", "not_submitted")
    assert row["blank"] or row["value"] == 0
    assert math.isnan(row["value"]) or row["value"] == 0


@pytest.mark.parametrize("id", sorted(catalogue.measures()))
def test_every_measure_by_everything_it_declares(store, id):
    """Cases of any split add up to the whole, whatever the dimension."""
    m = catalogue.get(id)
    if m.kind in ("survival", "quantile", "mean") or m.denominator_measure == "population_0_25":
        return
    whole = Records(store, asked_of(m), "officer").ask(m).frame.iloc[0]
    placed = not any(fact.whole_council for fact in m.facts)
    for cut in (*(("locality", "district") if placed else ()), *m.dimensions):
        rows = Records(store, asked_of(m), "officer").ask(m, by=cut).frame
        assert rows["numerator"].sum() == whole["numerator"], (id, cut)
        assert rows["denominator"].sum() == (
            0 if math.isnan(whole["denominator"]) else whole["denominator"]
        )


def test_nonsense_is_refused_with_words(store):
    m = catalogue.get("requests_received")
    for more, words in (
        ({"by": "colour"}, "cannot be split by 'colour'"),
        ({"variant": "blue"}, "has no variant 'blue'"),
    ):
        with pytest.raises(BadSelection, match=words):
            Records(store, select(), "officer").ask(m, **more)
    with pytest.raises(BadSelection, match="There is no filter 'shoe'"):
        Records(store, select(where=(("shoe", ("1",)),)), "officer").ask(m)
    with pytest.raises(BadSelection, match="no area"):
        Records(store, select(areas=("'; drop table request; --",)), "officer").ask(m)
    with pytest.raises(BadSelection, match="no role"):
        Records(store, select(), "admin").ask(m)
