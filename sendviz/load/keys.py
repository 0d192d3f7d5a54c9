"""Which rows of two files are the same row: equal keys, or else alike."""

from __future__ import annotations

KEYS = {
    "request": ("la_code", "person", "received"),
    "plan": ("la_code", "person", "started"),
    "review": ("plan_id", "meeting"),
    "advice": ("la_code", "request_id", "kind", "provider", "asked"),
    # A referral by its provider's reference; without one by its child; without any by all else.
    "referral": ("la_code", "provider", "pathway", "team", "referral_ref"),
    "referral by child": ("la_code", "person", "pathway", "received"),
    "referral by traits": (
        "la_code", "provider", "pathway", "team", "received", "sex", "birth_month", "age",
        "person", "referral_ref",
    ),
}  # fmt: skip
_ONE_SIDE_DATED = "(old.received is null) <> (fresh.received is null)"
_HISTORIC = """
    case when fresh.received is null then fresh.decision = 'H' and (old.decision <> 'N' or {old})
         else old.decision = 'H' and (fresh.decision <> 'N' or {fresh}) end
    and coalesce(old.decision, '') <> 'W' and coalesce(fresh.decision, '') <> 'W'
    and coalesce(old.issued = fresh.issued, true)
    and coalesce(old.no_plan_told = fresh.no_plan_told, true)
    and coalesce(old.received, fresh.received) <= coalesce(
        old.issued, fresh.issued, old.no_plan_told, fresh.no_plan_told, date '9999-12-31')
""".format(
    old="old.request_mediation or old.request_tribunal",
    fresh="fresh.request_mediation or fresh.request_tribunal",
)
# Both without a day of receipt: the same unless a date of theirs differs by more than a correction.
_FITS = " and ".join(
    f"coalesce(abs(old.{day} - fresh.{day}) <= 28, true)"
    for day in ("decided", "issued", "no_plan_told")
)
EXACT = {
    "request": f"(fresh.received is not null or {_FITS})",
    "referral": "fresh.referral_ref is not null",
}
# A referral to one service, told twice: the same provider, and the same referral whoever names it.
_PROVIDER = """
    (coalesce(old.provider = fresh.provider, true) or old.provider_code = fresh.provider_code)"""
_REFERRAL = """
    old.la_code = fresh.la_code and old.referral_ref = fresh.referral_ref
    and old.received = fresh.received"""
_CHILD = "old.person = fresh.person"
_NOT_HANDED_ON = "old.discharged is not distinct from fresh.discharged"
# Rows whose keys differ and that are the same all the same, if there is one such pair only:
# a request whose day of receipt was corrected (same reference) or left out (same later date, or a
# historic record of it); a plan whose start was corrected, as a child has one plan at a time; a
# review whose day was corrected; advice that got another provider. Of several rules the first
# counts, then the next for what is left.
# A referral: its team, provider or reference only one file names; its provider was renamed, its
# team, or both (same reference, day and child; as references of two providers may be equal by
# chance, no child is no proof; a wait that one provider has closed and another has not was handed
# on, and is two); its pathway was corrected, in a file that holds the list of the
# pathway in which it stood, and not there any more (one referral may go to several services).
ALIKE = {
    "request": (
        f"""
        old.la_code = fresh.la_code and old.person = fresh.person and (
            old.case_ref = fresh.case_ref
            or old.received is null and fresh.received is null and {_FITS}
            or {_ONE_SIDE_DATED} and (
                old.decided = fresh.decided or old.issued = fresh.issued
                or old.no_plan_told = fresh.no_plan_told or {_HISTORIC}))""",
    ),
    "plan": (
        """
        old.la_code = fresh.la_code and old.person = fresh.person
        and old.started < coalesce(fresh.ceased, date '9999-12-31')
        and fresh.started < coalesce(old.ceased, date '9999-12-31')""",
    ),
    "review": ("old.plan_id = fresh.plan_id and abs(old.meeting - fresh.meeting) <= 28",),
    "advice": (
        """
        old.la_code = fresh.la_code and old.request_id = fresh.request_id
        and old.kind = fresh.kind and old.asked = fresh.asked""",
    ),
    "referral": (
        f"""
        old.la_code = fresh.la_code and old.pathway = fresh.pathway
        and coalesce(old.team = fresh.team, true) and {_PROVIDER}
        and (old.referral_ref = fresh.referral_ref
             or old.referral_ref is null and old.person = fresh.person
                and old.received = fresh.received)""",
        f"""
        {_REFERRAL} and {_CHILD} and {_NOT_HANDED_ON} and old.pathway = fresh.pathway
        and old.team is not distinct from fresh.team""",
        f"""
        {_REFERRAL} and old.person is not distinct from fresh.person
        and old.pathway = fresh.pathway and {_PROVIDER}""",
        f"{_REFERRAL} and {_CHILD} and {_NOT_HANDED_ON} and old.pathway = fresh.pathway",
        f"""
        {_REFERRAL} and {_CHILD} and {_PROVIDER}
        and (old.pathway, coalesce(old.provider, '')) in (
            select pathway, coalesce(provider, '') from incoming)""",
    ),
}
