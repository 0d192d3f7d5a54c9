"""Column names of every file layout, once: for the readers, the checks and `simulate`.

A *delivery* is what a reader hands to the build: frames in the canonical columns below, whatever
the file looked
like. Person-level frames keep identifiers (UPN, postcode, birth date) only until the build has
hashed or mapped them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# Canonical person-level tables: canonical column -> names in SEN2 XML and Blade (lower case,
# without namespace).
# The first name is the one written. Columns mapped to () exist in local files and simulated
# records only.
PERSON = {
    "birth_date": ("PersonBirthDate",),
    "sex": ("Sex", "GenderCurrent"),
    "ethnicity": ("Ethnicity",),
    "postcode": ("PostCode",),
    "upn": ("UPN",),
    "uln": ("UniqueLearnerNumber",),
    "upn_unknown": ("UPNunknown",),
    "person_id": (),
    "district": (),
    "social_care": (),
}
REQUEST = {
    "received": ("ReceivedDate",),
    "source": ("RequestSource", "rquestsource"),
    "rya": ("RYA",),
    "decided": ("RequestOutcomeDate",),
    "decision": ("RequestOutcome",),
    "request_mediation": ("RequestMediation",),
    "request_tribunal": ("RequestTribunal",),
    "exported_to": ("Exported",),
    "case_ref": (),
    "withdrawn_on": (),
    "draft": (),
    "exception_reason": (),
    "need": (),
    "setting": (),
    "team": (),
}
ASSESSMENT = {
    "outcome": ("AssessmentOutcome",),
    "outcome_date": ("AssessmentOutcomeDate",),
    "assessment_mediation": ("AssessmentMediation",),
    "assessment_tribunal": ("AssessmentTribunal",),
    "other_mediation": ("OtherMediation",),
    "other_tribunal": ("OtherTribunal",),
    "exception": ("Week20",),
}
NAMED_PLAN = {
    "started": ("StartDate",),
    "residential": ("PlanRes",),
    "work_based": ("PlanWPB", "planwbp"),
    "personal_budget": ("PB",),
    "organised_arrangements": ("OA",),
    "direct_payment": ("DP",),
    "ceased": ("CeaseDate",),
    "cease_reason": ("CeaseReason",),
}
PLAN_DETAIL = {
    "urn": ("URN",),
    "ukprn": ("UKPRN",),
    "setting": ("SENsetting",),
    "setting_other": ("SENsettingOther",),
    "rank": ("PlacementRank",),
    "unit": ("SENunitIndicator",),
    "resourced": ("ResourcedProvisionIndicator",),
}
ACTIVE_PLAN = {
    "transferred_from": ("TransferLA",),
    "residential": ("Res",),
    "work_based": ("WPB", "wbp"),
    "review_meeting": ("ReviewMeeting",),
    "review_outcome": ("ReviewOutcome",),
    "review_draft": ("ReviewDraft",),
    "last_review": ("LastReview",),
    "phase_transfer_due": ("PhaseTransferDueDate",),
    "phase_transfer_final": ("PhaseTransferFinalDate",),
}
PLACEMENT = {
    **PLAN_DETAIL,
    "entered": ("EntryDate",),
    "left": ("LeavingDate",),
    "attendance": ("AttendancePattern",),
    "residential": ("Res",),
    "work_based": ("WPB", "wbp"),
}
NEED = {"need": ("SENtype",), "rank": ("SENtypeRank",)}

# One request for advice; `case_ref` (or `request_no` in simulated records) joins it to its request.
ADVICE = ("case_ref", "kind", "provider", "asked", "due", "received", "returned_for_quality")

# One referral to one team (names after the Community Services Data Set).
REFERRAL = (
    "referral_ref",
    "person_id",
    "birth_date",
    "birth_month",
    "age",
    "sex",
    "ethnicity",
    "postcode",
    "district",
    "locality",
    "sub_icb",
    "gp_practice",
    "social_care",
    "pathway",
    "team",
    "provider",
    "provider_code",
    "received",
    "source",
    "priority",
    "accepted",
    "rejected",
    "rejection_reason",
    "first_contact",
    "assessment_started",
    "outcome_date",
    "outcome",
    "discharged",
    "discharge_reason",
    "missed_on",
)
# One contact with, or offer to, a family that waits: for a referral, or for an EHC assessment.
SUPPORT = ("referral_ref", "case_ref", "kind", "offered", "taken_up")
# What an event is about; `rebase` starts the limits of control charts anew, its label says why.
EVENT_KINDS = ("staff", "system", "definition", "money", "inspection", "health", "rebase")
# One published figure of the NHS, one area's deprivation, one outline: the columns of schema.sql.
HEALTH_FIGURE = (
    "publication",
    "edition",
    "method",
    "month",
    "level",
    "code",
    "name",
    "parent",
    "service",
    "pathway",
    "indicator",
    "category",
    "value",
    "blank",
    "source",
)
DEPRIVATION = ("area_code", "level", "edition", "name", "score", "rank", "decile")
BOUNDARY = ("area_code", "name", "shape")

# table -> canonical columns, and the keys that join the tables. `row` is the line or row in the
# file.
PERSON_LEVEL = {
    "person": PERSON,
    "request": REQUEST,
    "assessment": ASSESSMENT,
    "named_plan": NAMED_PLAN,
    "plan_detail": PLAN_DETAIL,
    "active_plan": ACTIVE_PLAN,
    "placement": PLACEMENT,
    "need": NEED,
}
KEYS = {
    "person": ("person_no", "row"),
    "request": ("request_no", "person_no", "row"),
    **{name: ("request_no", "row") for name in PERSON_LEVEL if name not in ("person", "request")},
    "advice": ("request_no", "row"),
    "referral": ("referral_no", "row"),
    "support_contact": ("referral_no", "row"),
}
DATES = {
    "birth_date",
    "received",
    "decided",
    "withdrawn_on",
    "draft",
    "outcome_date",
    "started",
    "ceased",
    "review_meeting",
    "review_draft",
    "last_review",
    "phase_transfer_due",
    "phase_transfer_final",
    "entered",
    "left",
    "asked",
    "due",
    "accepted",
    "rejected",
    "first_contact",
    "assessment_started",
    "discharged",
    "missed_on",
    "offered",
}
FLAGS = {
    "rya",
    "request_mediation",
    "request_tribunal",
    "assessment_mediation",
    "assessment_tribunal",
    "other_mediation",
    "other_tribunal",
    "exception",
    "personal_budget",
    "organised_arrangements",
    "unit",
    "resourced",
    "returned_for_quality",
    "taken_up",
}


@dataclass(frozen=True)
class Delivery:
    """What one reader made of one file (or folder, or zip).

    tables    frames by canonical table name. Person-level: the keys of KEYS and the columns of
    PERSON_LEVEL (absent
              ones are missing), dates as datetime64, flags as nullable boolean, codes as
              upper-case text.
              Also 'advice' (ADVICE), 'referral' (REFERRAL), 'support_contact' (SUPPORT),
              'published' (the columns of schema.sql without import_id), 'health_figure',
              'deprivation', 'boundary' (the columns above), 'postcode' (postcode, district and,
              where the list has it, lsoa), 'practice' (gp_practice and district, locality or
              sub_icb).
    refused   one sentence for each kind of row that was left out, with its count
    unread    one sentence for each kind of cell that could not be read, of rows that are kept
    read_with a mark of the mapping with which it was read, if any: another one reads it otherwise
    """

    layout: str  # sen2_xml, sen2_blade, sen2_workbook, local_cases, local_advice, dfe_release ...
    source: str  # what it is, in words
    file_name: str
    sha256: str
    tables: dict[str, pd.DataFrame]
    la_code: str | None = None
    edition: str | None = None  # 2023, 2024, 2025 (the year of the collection), or the release's
    reference_date: date | None = None
    period_start: date | None = None  # first day of the activity year that the file tells of
    simulated: bool = False
    rows_read: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # sentences for the person who loads it
    unread: dict[str, int] = field(default_factory=dict)
    read_with: str | None = None


class BadFile(ValueError):
    """A file that cannot be loaded: says which file, where (row, column) and what to do about
    it."""
