"""Referral line lists (one row a referral and team) and lists of support to families that wait."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.layouts import REFERRAL, SUPPORT, Delivery
from sendviz.sources import local_words, referral_rows
from sendviz.sources.common import Refusals
from sendviz.sources.local_rows import EXAMPLE, Rows
from sendviz.sources.referral_pathways import COMBINED, pathways
from sendviz.sources.referral_rows import Mapped

# What tells the pathway where no column names it, and whether the contact was attended.
BESIDE = ("team_type", "mhsds_reason", "reason", "diagnosis", "attendance")
KNOWN = (*REFERRAL, *BESIDE)
NEEDED = (("pathway", "team_type", "mhsds_reason", "diagnosis", "team"), ("received",))
NEEDED_SUPPORT = (("referral_ref", "case_ref"), ("kind",), ("offered",))
# Headings that a case, advice or support list has and a referral list has not.
OF_CASES = ("case_ref", "decided", "decision", "issued", "asked")
OF_REFERRALS = {"pathway", "team_type", "mhsds_reason", "diagnosis", "referral_ref"}
DAYS = (
    "accepted", "rejected", "first_contact", "assessment_started", "outcome_date", "discharged",
    "missed_on",
)  # fmt: skip
VERBATIM = (
    "referral_ref", "person_id", "postcode", "district", "locality", "sub_icb", "gp_practice",
    "team", "provider", "provider_code", "sex", "ethnicity", "social_care",
)  # fmt: skip
SUPPORT_KINDS = ("call", "letter", "workshop", "key_worker", "helpline", "other")
# column -> its codes, and what another text counts as. Free text may name people: it is not kept.
CODED = {
    "source": (("parent", "education", "health", "social_care", "other"), None),
    "priority": (("routine", "urgent", "two_week_wait"), None),
    "rejection_reason": ((*local_words.REFERRAL_WORDS["rejection_reason"], "other"), "other"),
    "outcome": (("diagnosed", "not_diagnosed", "other"), "other"),
    "discharge_reason": (
        ("assessed", "rejected", "declined", "moved", "aged_out", "transferred", "other"),
        "other",
    ),
}
NO_PATHWAY = (
    "the row does not say for which assessment it is, and was left out; name its codes under "
    "[values.pathway] of a mapping"
)
EXAMPLE_REFERRAL = {
    "referral_ref": EXAMPLE, "person_id": "12345", "birth_date": "04/03/2017",
    "birth_month": "2017-03", "age": "8", "sex": "F", "ethnicity": "WBRI", "postcode": "ZZ1 1AA",
    "district": "E06000000", "locality": "North", "sub_icb": "06Q", "gp_practice": "Z00001",
    "social_care": "child_in_need", "pathway": "autism", "team": "Autism team",
    "provider": "Example Community Trust", "provider_code": "RZZ", "received": "10/01/2026",
    "source": "education", "priority": "routine", "accepted": "20/01/2026", "rejected": "",
    "rejection_reason": "", "first_contact": "14/03/2026", "assessment_started": "14/03/2026",
    "outcome_date": "20/06/2026", "outcome": "diagnosed", "discharged": "30/06/2026",
    "discharge_reason": "assessed", "missed_on": "28/02/2026",
}  # fmt: skip
EXAMPLE_SUPPORT = {
    "referral_ref": EXAMPLE, "case_ref": "", "kind": "workshop", "offered": "01/03/2026",
    "taken_up": "yes",
}  # fmt: skip


def template() -> bytes:
    """A referral list to fill in: CSV with headings and one made-up row, which is never loaded."""
    return _csv(EXAMPLE_REFERRAL)


def template_support() -> bytes:
    """A support list to fill in: CSV with headings and one made-up row, which is never loaded."""
    return _csv(EXAMPLE_SUPPORT)


def _csv(example: dict[str, str]) -> bytes:
    out = io.StringIO()
    pd.DataFrame([example]).to_csv(out, index=False, lineterminator="\r\n")
    return out.getvalue().encode("utf-8-sig")


def looks_like(path: Path, mapping: Mapped = None) -> bool:
    """Whether a list tells of referrals to health services rather than of cases or advice."""
    others = (*KNOWN, *OF_CASES, "kind", "offered")
    found = referral_rows.columns_there(Path(path), KNOWN, mapping)
    support = {"kind", "offered"} <= (more := referral_rows.columns_there(Path(path), others, None))
    return bool(found & OF_REFERRALS) and not more & {*OF_CASES} and not support


def is_support(path: Path, mapping: Mapped = None) -> bool:
    """Whether a list tells of support offered to families: what, when, and to whom."""
    found = referral_rows.columns_there(Path(path), SUPPORT, mapping)
    return all(found & {*choice} for choice in NEEDED_SUPPORT)


def read(path: Path, la_code: str, data_date: date, mapping: Mapped = None) -> Delivery:
    """Table referral of a referral list, known to `data_date`: the columns of layouts.REFERRAL.

    Rows whose pathway cannot be told are left out and counted. A contact that was missed is no
    first contact; it becomes `missed_on`. Raises BadFile for missing columns (all at once), a wrong
    mapping, or days of receipt that are mostly unreadable.
    """
    refusals = Refusals()
    rows = referral_rows.read_rows(Path(path), la_code, KNOWN, NEEDED, mapping, refusals)
    found = _typed(rows, refusals)
    rows.mostly_dates("received", found["received"])
    unknown = found["pathway"].isna()
    refusals.add(NO_PATHWAY, found.loc[unknown, "row"])
    both = found["pathway"].eq(COMBINED)
    found = found.assign(pathway=found["pathway"].mask(both, "autism"))[~unknown]
    note = f"{both.sum()} referrals for autism and ADHD together count under autism."
    return rows.delivery(
        "referral_list",
        "Referral list",
        la_code,
        data_date,
        {"referral": found.reset_index(drop=True)},
        refusals,
        (note,) if both.any() else (),
    )


def read_support(path: Path, la_code: str, data_date: date, mapping: Mapped = None) -> Delivery:
    """Table support_contact of a support list: referral_ref or case_ref, kind, offered, taken_up.

    A kind that is not known counts as other. Raises BadFile as `read` does.
    """
    refusals = Refusals()
    rows = referral_rows.read_rows(Path(path), la_code, SUPPORT, NEEDED_SUPPORT, mapping, refusals)
    found = pd.DataFrame(
        {
            "row": _numbers(rows),
            "referral_ref": referral_rows.texts(rows, "referral_ref"),
            "case_ref": referral_rows.texts(rows, "case_ref"),
            "kind": referral_rows.coded(rows, "kind", SUPPORT_KINDS, "other", refusals),
            "offered": rows.dates("offered", refusals),
            "taken_up": referral_rows.flags(rows, "taken_up", refusals),
        }
    )
    rows.mostly_dates("offered", found["offered"])
    found["kind"] = found["kind"].fillna("other")
    tables = {"support_contact": found}
    return rows.delivery("support_list", "Support list", la_code, data_date, tables, refusals)


def _typed(rows: Rows, refusals: Refusals) -> pd.DataFrame:
    found = {"row": _numbers(rows)}
    found |= {column: referral_rows.texts(rows, column) for column in VERBATIM}
    # The checks tell of rows without a day of receipt.
    found["received"] = rows.dates("received", Refusals())
    found["birth_date"] = rows.dates("birth_date", refusals)
    found["birth_month"] = referral_rows.months(rows, "birth_month", refusals)
    found["age"] = referral_rows.ages(rows, "age", refusals)
    found |= {column: rows.dates(column, refusals) for column in DAYS}
    for column, (codes, instead) in CODED.items():
        found[column] = referral_rows.coded(rows, column, codes, instead, refusals)
    found["pathway"] = pathways(rows.raw).reset_index(drop=True)
    for column in ("sex", "ethnicity"):
        found[column] = found[column].str.upper()
    found["social_care"] = found["social_care"].str.lower().str.replace(" ", "_")
    return _attended(pd.DataFrame(found)[["row", *REFERRAL]], rows)


def _attended(found: pd.DataFrame, rows: Rows) -> pd.DataFrame:
    """Only an attended contact is one (CSDS and MHSDS 5 and 6); a missed one ends no wait."""
    if "attendance" not in rows.raw:
        return found
    seen = referral_rows.texts(rows, "attendance")
    missed = found["first_contact"].where(seen.eq("missed").fillna(False))
    gone = seen.isin(["missed", "cancelled"])
    return found.assign(
        first_contact=found["first_contact"].mask(gone),
        missed_on=found["missed_on"].fillna(missed),
    )


def _numbers(rows: Rows) -> pd.Series:
    return rows.raw.index.to_series().reset_index(drop=True)
