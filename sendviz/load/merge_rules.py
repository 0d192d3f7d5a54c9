"""Which rows of two files are the same row (equal keys, or else alike), and which value stays when
both tell of it: SQL over `fresh` (the file's row), `old` (the one held) and `newer` (whether the
file is the newer one).
"""

from __future__ import annotations

from sendviz.catalogue.layouts import TABLES

# A referral without a reference is known by its child, one without any by all else.
OTHER_KEYS = {
    "referral by child": ("la_code", "person", "pathway", "received"),
    "referral by traits": (
        "la_code", "provider", "pathway", "team", "received", "sex", "birth_month", "age",
        "person", "referral_ref",
    ),
}  # fmt: skip


def keys_of(by: str) -> tuple[str, ...]:
    """What makes two rows of a table, or of a table by other keys, the same."""
    return OTHER_KEYS[by] if by in OTHER_KEYS else tuple(TABLES[by].same)


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
# Rows whose keys differ may still be one row: where a rule below fits exactly one pair of them,
# they are merged. The rules of a table are tried in turn, each on the rows still left over.
# Example: a request received on 10 May stands in the next file as received on 12 May, with the same
# case reference: one request, whose day was corrected. Had two requests of the file that reference,
# there would be 2 pairs, and nothing would be merged.
ALIKE = {
    # One child's request whose day of receipt was corrected (same reference), or left out by one of
    # the files (same day of decision, plan or refusal, or a historic record of the same request).
    "request": (
        f"""
        old.la_code = fresh.la_code and old.person = fresh.person and (
            old.case_ref = fresh.case_ref
            or old.received is null and fresh.received is null and {_FITS}
            or {_ONE_SIDE_DATED} and (
                old.decided = fresh.decided or old.issued = fresh.issued
                or old.no_plan_told = fresh.no_plan_told or {_HISTORIC}))""",
    ),
    # A plan whose start was corrected: a child has one plan at a time.
    "plan": (
        """
        old.la_code = fresh.la_code and old.person = fresh.person
        and coalesce(old.started, date '0001-01-01') < coalesce(fresh.ceased, date '9999-12-31')
        and coalesce(fresh.started, date '0001-01-01') < coalesce(old.ceased, date '9999-12-31')""",
    ),
    # A review whose day was corrected, by four weeks at most, or of which one file knew the
    # decision only.
    "review": (
        """
        old.plan_id = fresh.plan_id and (
            abs(old.meeting - fresh.meeting) <= 28
            or (old.by_decision or fresh.by_decision) and old.decided = fresh.decided)""",
    ),
    # Advice that got another provider.
    "advice": (
        """
        old.la_code = fresh.la_code and old.request_id = fresh.request_id
        and old.kind = fresh.kind and old.asked = fresh.asked""",
    ),
    "referral": (
        # Only one of the files names the team, the provider or the reference.
        f"""
        old.la_code = fresh.la_code and old.pathway = fresh.pathway
        and coalesce(old.team = fresh.team, true) and {_PROVIDER}
        and (old.referral_ref = fresh.referral_ref
             or old.referral_ref is null and old.person = fresh.person
                and old.received = fresh.received)""",
        # Its provider was renamed: same reference, day and child. Two providers may use one
        # reference by chance, so no child is no proof; and a wait that one provider has closed and
        # another has not was handed on, and is two referrals.
        f"""
        {_REFERRAL} and {_CHILD} and {_NOT_HANDED_ON} and old.pathway = fresh.pathway
        and old.team is not distinct from fresh.team""",
        # Its team was renamed.
        f"""
        {_REFERRAL} and old.person is not distinct from fresh.person
        and old.pathway = fresh.pathway and {_PROVIDER}""",
        # Both were.
        f"{_REFERRAL} and {_CHILD} and {_NOT_HANDED_ON} and old.pathway = fresh.pathway",
        # Its pathway was corrected, in a file that holds the list in which it stood and not there
        # any more: one referral may go to several services.
        f"""
        {_REFERRAL} and {_CHILD} and {_PROVIDER}
        and (old.pathway, coalesce(old.provider, '')) in (
            select pathway, coalesce(provider, '') from incoming)""",
    ),
}

# What changes together comes from one file: a decision and its date are never mixed from two.
DECISION = ("decision", "decided")
OUTCOME = ("outcome", "no_plan_told", "issued", "plan_started", "has_plan")
# What a record says beside its decision and its outcome; empty or meaningless where that is H.
OF_DECISION = ("rya", "request_mediation", "request_tribunal")
OF_OUTCOME = (
    "exception",
    "exception_reason",
    "assessment_mediation",
    "assessment_tribunal",
    "other_mediation",
    "other_tribunal",
)
NEWER = "case when newer then coalesce(fresh.{c}, old.{c}) else coalesce(old.{c}, fresh.{c}) end"
# H says only that it happened before that file's year; it never replaces what another file tells,
# but it does end what was still running in an earlier one.
TELLS = "coalesce({side}.{code} <> 'H', false)"
GROUPED = """
    case when newer and ({fresh} or fresh.{code} = 'H' and old.{code} = 'A') then fresh.{c}
         when {old} then old.{c} when {fresh} then fresh.{c}
         when newer then coalesce(fresh.{c}, old.{c}) else coalesce(old.{c}, fresh.{c}) end"""
BESIDE = """
    case when newer and coalesce(fresh.{code}, '') <> 'H' then coalesce(fresh.{c}, old.{c})
         else coalesce(old.{c}, fresh.{c}) end"""
ENDED = (
    "({side}.decision is null or {side}.decision = 'W' or coalesce({side}.outcome, '') = 'W' "
    "or {side}.exported_to is not null)"
)
# SEN2 has no such day: a return that says W keeps the day of a case file, one that does not
# drops it.
WITHDRAWN = f"""
    case when newer then coalesce(
             fresh.withdrawn_on, case when {ENDED.format(side="fresh")} then old.withdrawn_on end)
         else coalesce(
             old.withdrawn_on, case when {ENDED.format(side="old")} then fresh.withdrawn_on end)
         end"""
# A file without a place does not take a child's place away.
DISTRICT = """
    case when newer and fresh.district <> fresh.la_code || '/unknown' then fresh.district
         when old.district <> old.la_code || '/unknown' then old.district
         else fresh.district end"""

# Where a child was found, by what, and how deprived that is, come from one file.
PLACE = ("district", "placed_by", "deprivation")
PLACED = """
    case when (newer and fresh.placed_by <> 'nothing') or old.placed_by = 'nothing'
         then fresh.{c} else old.{c} end"""
IN_FULL = "case when newer then fresh.{c} else old.{c} end"


def winning_value_sql(table: str, column: str, in_full: frozenset[str] = frozenset()) -> str:
    """SQL for the value of a column once the two rows are one; `in_full` are the columns of which
    the newer file tells all, so that an empty cell of it says that there is nothing.
    """
    if table == "referral" and column in PLACE:
        return PLACED.format(c=column)
    if column in in_full:
        return IN_FULL.format(c=column)
    if column == "district":
        return DISTRICT
    if column == "seen_on":
        return "greatest(fresh.seen_on, old.seen_on)"
    if table != "request":
        return NEWER.format(c=column)
    if column == "withdrawn_on":
        return WITHDRAWN
    for code, group, beside in (
        ("decision", DECISION, OF_DECISION),
        ("outcome", OUTCOME, OF_OUTCOME),
    ):
        if column in group:
            tells = {side: TELLS.format(side=side, code=code) for side in ("fresh", "old")}
            return GROUPED.format(c=column, code=code, **tells)
        if column in beside:
            return BESIDE.format(c=column, code=code)
    return NEWER.format(c=column)
