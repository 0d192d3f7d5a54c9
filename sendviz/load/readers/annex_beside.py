"""What goes with a list of Annex A: an officer's own file of children's numbers, and an extract of
the public register of schools. Both in memory and kept nowhere.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from sendviz.catalogue.layouts import BadFile, Table
from sendviz.load.readers.annex_lists import filled, fit
from sendviz.load.readers.common import (
    Refusals,
    best_row,
    csv_records,
    text_table,
)
from sendviz.load.readers.days import any_day, tidy
from sendviz.load.readers.headings import Headings, Mapped, read_headings, rename
from sendviz.load.readers.workbooks import starts_a_workbook, workbook_of

# The officer's own file, by which children get their numbers when a list is written.
OWN_FILE = Table(
    name="annex_identifiers",
    about="A child's own numbers, by the reference of the case.",
    list="file of identifiers",
    headings={
        "case_ref": "casereference caseid caseno casenumber reference ourreference",
        "unique_id": "uniqueid personid childid pupilid clientid studentid",
        "upn": "uniquepupilnumber",
        "uln": "uniquelearnernumber",
        "birth_date": "dateofbirth dob birthdate",
    },
    kinds={"verbatim": ["case_ref", "unique_id", "upn", "uln"]},
    needed=(("case_ref", "upn", "uln", "unique_id"), ("unique_id", "upn", "uln", "birth_date")),
)


def read_identifiers(data: bytes, name: str, mapping: Mapped = None) -> pd.DataFrame:
    """case_ref, unique_id, upn, uln (text, missing where blank) and birth_date of an officer's own
    file. Raises BadFile as `read_lists`, and for a birth date that cannot be read."""
    own = read_headings(mapping, OWN_FILE)
    fits = partial(fit, table=OWN_FILE, own=own)
    if starts_a_workbook(data):
        sheets = [rows for rows in workbook_of(data, name).values() if rows]
        records = max(sheets, key=lambda rows: best_row(rows, fits)[1], default=[])
    else:
        records, _ = csv_records(data, name, fits)
    at, _ = best_row(records, fits)
    raw, headings = rename(
        text_table(records[at:], name, Refusals(), known=True), own, OWN_FILE, name
    )
    out = {each: raw[each].map(filled) if each in raw else None for each in OWN_FILE.headings}
    found = pd.DataFrame(out, index=raw.index, columns=[*OWN_FILE.headings])
    days = found["birth_date"].map(lambda text: any_day(tidy(text)), na_action="ignore")
    if (wrong := found["birth_date"].notna() & days.isna()).any():
        row = wrong[wrong].index[0]
        raise BadFile(
            f"{name}, row {row}, column {headings['birth_date']}: is no date. Write it as "
            "dd/mm/yyyy. Nothing was written."
        )
    return found.assign(birth_date=pd.to_datetime(days))


# Phases of the public register of schools (Get Information about Schools) -> ours.
PHASES = {
    "nursery": "nursery", "primary": "primary", "middle deemed primary": "middle_primary",
    "middle deemed secondary": "middle_secondary", "secondary": "secondary",
    "all-through": "all_through", "16 plus": "college",
}  # fmt: skip
KINDS_OF_SCHOOL = (
    ("pupil referral unit", "alternative"), ("alternative provision", "alternative"),
    ("special", "special"), ("further education", "college"), ("nursery", "nursery"),
)  # fmt: skip
REGISTER = Table(
    name="establishments",
    about="A school or college of the public register.",
    list="register of schools",
    headings={
        "urn": "establishmenturn schoolurn",
        "phase": "phaseofeducationname phaseofeducation",
        "kind": "typeofestablishmentname typeofestablishment",
    },
    needed=(("urn",), ("phase", "kind")),
)


def read_register(data: bytes, name: str) -> dict[str, str]:
    """URN -> our phase, of an extract of the public register of schools (CSV). Raises BadFile
    unless it has the columns URN and PhaseOfEducation (name) or TypeOfEstablishment (name)."""
    own = Headings()
    records, _ = csv_records(data, name, partial(fit, table=REGISTER, own=own))
    at, _ = best_row(records, partial(fit, table=REGISTER, own=own))
    raw, _ = rename(text_table(records[at:], name, Refusals(), known=True), own, REGISTER, name)
    blank = pd.Series("", index=raw.index)
    found = zip(raw["urn"], raw.get("phase", blank), raw.get("kind", blank), strict=True)
    return {urn: phase for urn, told, kind in found if (phase := _phase_of(told, kind))}


def _phase_of(phase: str, kind: str) -> str:
    told = next((ours for word, ours in KINDS_OF_SCHOOL if word in kind.casefold()), "")
    return told or PHASES.get(phase.strip().casefold(), "")
