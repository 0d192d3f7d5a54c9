"""The children of a cohort, one row each, for officers only."""

from __future__ import annotations

import pandas as pd

from sendviz.ask import Records
from sendviz.ask.cohort_rows import Picks, children_of
from sendviz.catalogue import dimensions
from sendviz.catalogue.cohorts import cohort_filters
from sendviz.kit.words import capital, counted, joined
from sendviz.panels.captions import area_noun
from sendviz.panels.panel import NOTHING, Panel, or_refused

# The columns of the list in their order: heading, and whose words its codes have ('': as it is).
COLUMNS = {
    "case_ref": ("Case", ""),
    "status": ("Status", "status"),
    "age": ("Age", ""),
    "year_group": ("School year", ""),
    "need": ("Main need", "need"),
    "locality": ("Locality", ""),
    "district_name": ("District", ""),
    "setting": ("Setting", "setting"),
    "main_urn": ("School (URN)", ""),
    "main_phase": ("Phase of the school", "establishment"),
    "absence": ("Absence (%)", ""),
    "suspensions": ("Suspensions", ""),
    "permanent_exclusions": ("Exclusions", ""),
    "part_time": ("Part-time", ""),
    "out_of_area": ("Out of area", ""),
    "home_educated": ("Home educated", ""),
    "social_care": ("Social care", "social_care"),
    "first_issued": ("Plan since", ""),
    "updated_on": ("Plan updated", ""),
    "reviewed_on": ("Last review", ""),
    "pathways": ("Waits for", ""),
    "waiting_weeks": ("Weeks waited", ""),
    "assessment_weeks": ("Weeks of an open assessment", ""),
    "complained": ("Complaint", ""),
    "tribunal": ("Tribunal", ""),
    "audit_grade": ("Last audit", "audit"),
    "second_need": ("Second need", "need"),
    "sex": ("Sex", "sex"),
    "ethnicity_group": ("Ethnic group", "ethnicity_group"),
    "pupil_premium": ("Pupil premium", ""),
    "disability": ("Disability", ""),
    "team": ("SEND team", ""),
    "simulated": ("Simulated record", ""),
}
MOST_FIRST = ("absence", "suspensions", "waiting_weeks", "assessment_weeks")
NAME = "cohort"
TITLE = "The list of these children"


@or_refused
def list_panel(records: Records, picks: Picks, order: str) -> Panel:
    """The rows of a cohort; nothing for other roles. order: one of `orders`."""
    if records.role != "officer":
        return NOTHING
    rows = as_told(records, children_of(records, picks), order)
    said = f"{counted(len(rows), 'children')}, sorted by {order.casefold()}."
    return Panel(NAME, TITLE, sentences=(said,), rows=rows)


def orders(records: Records) -> tuple[str, ...]:
    """The headings by which the list can be put in order, the usual one first."""
    return tuple(_headings(records).values())


def as_told(records: Records, rows: pd.DataFrame, order: str = "") -> pd.DataFrame:
    """Rows of children with headings, codes in words, and no column that is empty throughout."""
    headings = _headings(records)
    out = rows[list(COLUMNS)].copy()
    by = next((name for name, heading in headings.items() if heading == order), "case_ref")
    out = out.sort_values(by, ascending=by not in MOST_FIRST, na_position="last", kind="stable")
    for name, (_, of) in COLUMNS.items():
        out[name] = _in_words(out[name], name, of)
    out = out.dropna(axis="columns", how="all")
    return out.rename(columns=headings).reset_index(drop=True)


def _headings(records: Records) -> dict[str, str]:
    own = {"locality": capital(area_noun(records, "locality"))}
    return {name: own.get(name, heading) for name, (heading, _) in COLUMNS.items()}


def _in_words(column: pd.Series, name: str, of: str) -> pd.Series:
    if of:
        filters = cohort_filters()
        values = filters[of].words if of in filters else dimensions()[of].values
        return column.map(dict(values)).astype(object)
    if name == "pathways":
        services = dimensions()["pathway"].values
        return column.map(lambda codes: joined([services.get(c, c) for c in codes]) or None)
    if name in ("waiting_weeks", "assessment_weeks"):
        return column.where(column >= 0).round(1)
    if name == "absence":
        return column.round(1)
    if pd.api.types.is_bool_dtype(column) or str(column.dtype) in ("boolean", "object"):
        flags = {True: "yes", False: "no"}
        return column.map(lambda cell: flags.get(cell, cell) if isinstance(cell, bool) else cell)
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.dt.date.where(column.notna(), None)
    return column
