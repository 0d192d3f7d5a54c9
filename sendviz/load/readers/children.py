"""Lists of children on one day: Annex A lists 1 and 2 as they are, an extract of the school census,
or a list of the council's own.

Who has an EHC plan and who is on SEN support stands in a column (K, E, N), in the name of the sheet
(List_1, List_2) or in that of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import TABLES, BadFile, Delivery, Table, word_key
from sendviz.load.readers.common import (
    LOOKED_AT,
    SHEET_ROWS,
    Records,
    Refusals,
    best_row,
    listed,
    text_table,
)
from sendviz.load.readers.headings import Headings, Mapped, bare, fits, list_frame, recognised
from sendviz.load.readers.local_lists import Rows, read_rows
from sendviz.load.readers.words import code_of, codes_by_word
from sendviz.load.readers.workbooks import is_workbook, workbook

LIST = TABLES["child"]
LAYOUT = "child_list"
# Annex A writes its codes with a letter before them: a) Yes, k) ASD.
LETTERED = re.compile(r"^[a-z]\) *(?=\S)", re.IGNORECASE)
LIST_NUMBER = re.compile(r"(?:^| )list ?([12])(?: |$)")
URN = "[0-9]{5,7}"  # six figures, as a rule; a name of a school is none
# Columns whose words are those of another one.
AS = {"second_need": "need", "other_phase": "main_phase"}
# Words that other lists do not have, and that say something here.
SAID = {
    "sex": {"not known": "U", "unknown": "U", "u": "U", "not specified": "N"},
    "social_care": dict.fromkeys(("yes", "y", "true", "known", "open"), "known"),
}
# Before year 1 come reception and nursery.
YEARS = {"R": 0, "RECEPTION": 0, "N": -1, "N1": -1, "N2": -1, "NURSERY": -1, "E1": -1, "E2": -1}
YEAR = re.compile(r"(?:YEAR|YR|Y)?\s*(\d{1,2})", re.IGNORECASE)
NO_PROVISION = "no_provision"
LEFT_OUT = "the list says that the child has no special educational provision (N)"


def read(path: Path, la_code: str, data_date: date, mapping: Mapped = None) -> Delivery:
    """Table child of a list, known to `data_date`: `row` and its canonical columns, identifiers and
    birth dates among them, which are hashed or dropped as it is loaded.

    Attendance is turned round to absence. Rows of children without special educational provision
    are left out and counted. Raises BadFile as `read_plain` does, and where nothing tells who has a
    plan.
    """
    refusals = Refusals()
    rows = read_rows(path, la_code, LIST, mapping, refusals, of_sheets)
    if "status" not in rows.raw:
        raise BadFile(
            f"{path.name}: nothing tells which of these children have an EHC plan and which are on "
            "SEN support. Add a column status (E or K), or name the sheets, or the file, List_1 "
            "(EHC plans) and List_2 (SEN support). Nothing was changed."
        )
    rows, notes = _prepared(rows)
    found = rows.canonical(LIST, refusals)
    named = found["main_urn"].notna() & ~found["main_urn"].str.fullmatch(URN).fillna(False)
    if named.any():
        heading = rows.headings["main_urn"]
        refusals.unread(f"{heading} is not the number (URN) of a school", found.loc[named, "row"])
    untold = found["status"].isna()
    refusals.add(
        f"{rows.headings['status']} is missing or could not be read", found.loc[untold, "row"]
    )
    refusals.add(LEFT_OUT, found.loc[found["status"].eq(NO_PROVISION), "row"])
    found = found[~untold & found["status"].ne(NO_PROVISION)]
    found = found.assign(
        main_urn=found["main_urn"].mask(named),
        absence=found["absence"].fillna(100 - found["attendance"]),
        ethnicity=found["ethnicity"].fillna(_not_known(rows).reindex(found.index)),
    )
    return rows.delivery(
        LAYOUT,
        "List of children",
        la_code,
        data_date,
        {"child": found.reset_index(drop=True)},
        refusals,
        notes,
    )


def _not_known(rows: Rows) -> pd.Series:
    """UNKNOWN where the list says so of the ethnicity: to have asked is not to have left it out."""
    if "ethnicity" not in rows.raw:
        return pd.Series(dtype="str")
    word = rows.raw["ethnicity"].map(word_key).reset_index(drop=True)
    return pd.Series("UNKNOWN", word.index).where(word.isin(["unknown", "not known"]))


def of_sheets(
    path: Path, table: Table, own: Headings, refusals: Refusals
) -> tuple[pd.DataFrame, tuple[str, ...], bool]:
    """The cells as `list_frame` gives them, without Annex A's letters. Sheets whose names tell the
    status are read together, whichever columns each has; what one lacks is blank.
    """
    sheets = {} if own.sheet or not is_workbook(path) else workbook(path)
    if named := _told_by_name(sheets):
        _none_left_over(path, table, own, sheets, named)
        found, notes = _together(path, table, own, named, refusals)
        excel = True
    else:
        found, notes, excel = list_frame(path, table, own, refusals)
        if number := LIST_NUMBER.search(word_key(own.sheet or path.stem)):
            found = _with_status(found, table, own, f"list {number[1]}")
    return found.apply(lambda cells: cells.str.replace(LETTERED, "", regex=True)), notes, excel


def _told_by_name(sheets: Mapping[str, Records]) -> dict[str, Records]:
    """The sheets whose names are List_1, EHC plans, SEN support and the like."""
    known = codes_by_word(LIST, "status")
    return {name: rows for name, rows in sheets.items() if rows and word_key(name) in known}


def _none_left_over(
    path: Path,
    table: Table,
    own: Headings,
    sheets: Mapping[str, Records],
    named: Mapping[str, Records],
) -> None:
    """Raises BadFile where a sheet whose name tells nothing could be a list of children, too."""
    lists = [
        name
        for name, rows in sheets.items()
        if name not in named
        and any(fits(recognised(cells, table, own), table) for _, cells in rows[:LOOKED_AT])
    ]
    if lists:
        raise BadFile(
            f"{path.name}: the sheets {listed([*named])} say by their names whom they hold, and "
            f"{listed(lists)} does not. Name it EHC plans or SEN support, or delete it. Nothing "
            "was changed."
        )


def _together(
    path: Path, table: Table, own: Headings, sheets: Mapping[str, Records], refusals: Refusals
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The rows of all sheets under the headings of the first that has them."""

    def count(cells: list[str]) -> int:
        return len(recognised(cells, table, own))

    spelt: dict[str, str] = {}
    frames = []
    refusals.sheets = tuple(sheets) if len(sheets) > 1 else ()
    for at, (name, rows) in enumerate(sheets.items()):
        top = best_row(rows, count)[0]
        numbered = [(row + at * SHEET_ROWS, cells) for row, cells in rows[top + 1 :]]
        where = f"{path.name}, sheet '{name}'"
        frame = text_table([rows[top], *numbered], where, refusals, known=True)
        frame.columns = [spelt.setdefault(bare(heading), heading) for heading in frame]
        frames.append(_with_status(frame, table, own, name))
    notes = (f"Read together: the sheets {listed([*sheets])}.",) * (len(sheets) > 1)
    return pd.concat(frames).fillna("").astype("str"), notes


def _with_status(frame: pd.DataFrame, table: Table, own: Headings, said: str) -> pd.DataFrame:
    """The frame with a column of what the name of its sheet or file says, unless it has one."""
    there = any("status" in recognised([heading], table, own) for heading in frame)
    return frame if there else frame.assign(status=said)


def _prepared(rows: Rows) -> tuple[Rows, tuple[str, ...]]:
    """The same with words that only these lists have as codes, and numbers as numbers; sentences on
    what was taken for what."""
    raw = rows.raw.copy()
    notes: list[str] = []
    for column, like in AS.items():
        if column in raw:
            raw[column] = raw[column].map(partial(code_of, codes=codes_by_word(LIST, like)))
    for column, said in SAID.items():
        if column in raw:
            raw[column] = raw[column].map(lambda text, said=said: said.get(word_key(text), text))
    if "year_group" in raw:
        raw["year_group"] = raw["year_group"].map(_year)
    for column in ("absence", "attendance"):
        if column in raw:
            raw[column], fractions = _percentages(raw[column])
            if fractions:
                notes.append(f"{rows.headings[column]} holds fractions: 0.08 was taken for 8%.")
    return replace(rows, raw=raw), tuple(notes)


def _year(text: str) -> str:
    """The number of a school year: 7 for Year 7, 0 for reception, -1 for nursery; else the text."""
    word = text.strip().upper()
    if word in YEARS:
        return str(YEARS[word])
    found = YEAR.fullmatch(word)
    return found[1] if found else text


def _percentages(texts: pd.Series) -> tuple[pd.Series, bool]:
    """Percentages as numbers without a sign, and whether the column held fractions: where none is
    over 1 and one lies between nought and 1, as workbooks give cells that show per cent."""
    signed = texts.str.contains("%", regex=False)
    plain = texts.str.replace("%", "", regex=False).str.strip()
    values = pd.to_numeric(plain, errors="coerce")
    if signed.any() or values.max() > 1 or not values.between(0, 1, "neither").any():
        return plain, False
    return (100 * values).round(4).astype("str").where(values.notna(), plain), True
