"""Referral line lists (one row a referral and team) and lists of support to families that wait."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import REFERRAL, SUPPORT, Delivery
from sendviz.load.readers import local_words, referral_contacts, referral_rows
from sendviz.load.readers.common import Refusals
from sendviz.load.readers.list_frames import Kind
from sendviz.load.readers.local_headings import REFERRAL_ALIASES
from sendviz.load.readers.local_rows import EXAMPLE, Rows, read_rows
from sendviz.load.readers.referral_pathways import COMBINED, pathways
from sendviz.load.readers.referral_rows import Mapped

# What tells the pathway where no column names it, and whether the child was seen at the contact.
BESIDE = ("team_type", "mhsds_reason", "reason", "diagnosis", "attendance", "mechanism")
KNOWN = (*REFERRAL, *BESIDE)
NEEDED = (("pathway", "team_type", "mhsds_reason", "diagnosis", "team"), ("received",))
# Headings that a case, advice or support list has and a referral list has not.
OF_CASES = ("case_ref", "decided", "decision", "issued", "asked")
REFERRAL_LIST = Kind("referral list", KNOWN, REFERRAL_ALIASES, NEEDED, frozenset(OF_CASES))
SUPPORT_LIST = Kind(
    "support list",
    SUPPORT,
    REFERRAL_ALIASES,
    (("referral_ref", "case_ref"), ("kind",), ("offered",)),
)
DAYS = (
    "accepted", "rejected", "first_contact", "assessment_started", "outcome_date", "discharged",
    "missed_on",
)  # fmt: skip
# Without them nobody can tell an assessment that has not begun from one of which nobody told.
OF_ASSESSMENTS = ("assessment_started", "outcome_date")
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


def read(path: Path, la_code: str, data_date: date, mapping: Mapped = None) -> Delivery:
    """Table referral of a referral list, known to `data_date`: the columns of layouts.REFERRAL,
    of the start and the outcome of an assessment those only that the list has.

    Rows whose pathway cannot be told are left out and counted. A contact that was missed is no
    first contact; it becomes `missed_on`. Raises BadFile for missing columns (all at once), a wrong
    mapping, or days of receipt that are mostly unreadable.
    """
    refusals = Refusals()
    rows = read_rows(Path(path), la_code, REFERRAL_LIST, mapping, refusals)
    found = _typed(rows, refusals)
    rows.mostly_dates("received", found["received"])
    unknown = found["pathway"].isna()
    refusals.add(NO_PATHWAY, found.loc[unknown, "row"])
    both = found["pathway"].eq(COMBINED)
    found = found.assign(pathway=found["pathway"].mask(both, "autism"))[~unknown]
    not_there = [column for column in OF_ASSESSMENTS if column not in rows.raw]
    note = f"{both.sum()} referrals for autism and ADHD together count under autism."
    return rows.delivery(
        "referral_list",
        "Referral list",
        la_code,
        data_date,
        {"referral": found.drop(columns=not_there).reset_index(drop=True)},
        refusals,
        (note,) if both.any() else (),
    )


def read_support(path: Path, la_code: str, data_date: date, mapping: Mapped = None) -> Delivery:
    """Table support_contact of a support list: referral_ref or case_ref, kind, offered, taken_up.

    A kind that is not known counts as other. Raises BadFile as `read` does.
    """
    refusals = Refusals()
    rows = read_rows(Path(path), la_code, SUPPORT_LIST, mapping, refusals)
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
    return referral_contacts.attended(pd.DataFrame(found)[["row", *REFERRAL]], rows, refusals)


def _numbers(rows: Rows) -> pd.Series:
    return rows.raw.index.to_series().reset_index(drop=True)
