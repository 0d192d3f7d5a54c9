"""Which value stays when two files tell of the same row: SQL over `fresh`, `old` and `newer`."""

from __future__ import annotations

# What changes together comes from one file: a decision and its date are never mixed from two.
DECISION = ("decision", "decided", "decision_unusable")
OUTCOME = ("outcome", "no_plan_told", "issued", "outcome_unusable")
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
# H says only that it happened before that file's year; it never replaces what another file tells.
TELLS = "coalesce({side}.{code} <> 'H', false)"
GROUPED = """
    case when newer and {fresh} then fresh.{c} when {old} then old.{c} when {fresh} then fresh.{c}
         else coalesce(old.{c}, fresh.{c}) end"""
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


def value(table: str, column: str) -> str:
    """SQL for the value of a column once the two rows are one."""
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
            return GROUPED.format(c=column, **tells)
        if column in beside:
            return BESIDE.format(c=column, code=code)
    return NEWER.format(c=column)
