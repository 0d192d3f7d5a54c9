"""Referral line lists (one row a referral and team) and lists of support to families that wait."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import REFERRAL, TABLES, Delivery
from sendviz.load.readers.common import Refusals
from sendviz.load.readers.headings import Mapped
from sendviz.load.readers.local_lists import Rows, read_rows
from sendviz.load.readers.referral_words import COMBINED, pathways, seen_only

REFERRAL_LIST, SUPPORT_LIST = TABLES["referral"], TABLES["support_contact"]
# Without them nobody can tell an assessment that has not begun from one of which nobody told.
OF_ASSESSMENTS = ("assessment_started", "outcome_date")
NO_PATHWAY = (
    "the row does not say for which assessment it is, and was left out; name its codes under "
    "[values.pathway] of a mapping"
)


def read(path: Path, la_code: str, data_date: date, mapping: Mapped = None) -> Delivery:
    """Table referral of a referral list, known to `data_date`: the columns of layouts.REFERRAL,
    of the start and the outcome of an assessment those only that the list has.

    Rows whose pathway cannot be told are left out and counted. A contact that was missed is no
    first contact; it becomes `missed_on`. Raises BadFile for missing columns (all at once), a wrong
    mapping, or days of receipt that are mostly unreadable.
    """
    refusals = Refusals()
    rows = read_rows(path, la_code, REFERRAL_LIST, mapping, refusals)
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
    rows = read_rows(path, la_code, SUPPORT_LIST, mapping, refusals)
    found = rows.canonical(SUPPORT_LIST, refusals)
    rows.mostly_dates("offered", found["offered"])
    found["kind"] = found["kind"].fillna("other")
    tables = {"support_contact": found}
    return rows.delivery("support_list", "Support list", la_code, data_date, tables, refusals)


def _typed(rows: Rows, refusals: Refusals) -> pd.DataFrame:
    found = rows.canonical(REFERRAL_LIST, refusals)
    found["pathway"] = pathways(rows.raw).reset_index(drop=True)
    return seen_only(found[["row", *REFERRAL]], rows, refusals)
