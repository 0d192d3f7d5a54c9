"""The facts that can be counted and the dimensions of each."""

# Stands between dimensions that are split by together, and between their codes.
TOGETHER = "/"
# The code of England among the areas of published figures.
ENGLAND = "E92000001"
SCHEMES = ("council", "locality", "district", "icb", "sub_icb", "ccg")
_CASE = (
    "need",
    "age_band",
    "phase",
    "sex",
    "ethnicity_group",
    "setting",
    "social_care",
    "source",
    "deprivation",
    "exception",
    "team",
)
_REFERRAL = (
    "pathway",
    "provider",
    "age_band",
    "phase",
    "sex",
    "ethnicity_group",
    "social_care",
    "source",
    "deprivation",
    "team",
)
# Facts about referrals to health services; all others are about EHC assessments and plans.
OF_REFERRALS = (
    "referred",
    "on_list",
    "assessment_begun",
    "left_unassessed",
    "outcome_given",
    "contact_due_in_13_weeks",
    "contact_due_in_18_weeks",
    "first_appointment",
    "waiting",
)
_PLAN = (
    "need",
    "age_band",
    "phase",
    "sex",
    "ethnicity_group",
    "setting",
    "social_care",
    "plan_age",
    "last_review",
)
# The dimensions of each fact; a test holds them against the columns that facts.sql really gives.
FACTS = {
    **{
        fact: _CASE
        for fact in (
            "requested",
            "decided",
            "plan_issued",
            "no_plan",
            "plan_due",
            "in_process",
            "entered",
            "departed",
        )
    },
    "open_case": _CASE + ("stage",),
    "advice_asked": _CASE + ("advice", "provider"),
    **{fact: _REFERRAL for fact in OF_REFERRALS},
    "left_unassessed": _REFERRAL + ("left_because",),
    "waiting": _REFERRAL + ("wait_band",),
    **{fact: _PLAN for fact in ("plan_in_force", "review_due", "reviewed")},
}
