"""What the three SEN2 readers share: the header, the edition, and the finished delivery."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.catalogue.calendar import SEN2_DATES
from sendviz.catalogue.layouts import PERSON_LEVEL, TABLES, BadFile, Delivery, ReadColumn
from sendviz.load.readers.common import Refusals
from sendviz.load.readers.values import ITEMS, AsDate, only_once, typed
from sendviz.load.readers.words import unknown_of

FIRST_COLLECTION = 2023  # of records of people; the dates before are those of totals
# Items that came with an edition or went after it (DfE technical specification v1.1 to v1.3).
SINCE_2025 = {
    "requestsource",
    "rquestsource",
    "reviewdraft",
    "phasetransferduedate",
    "phasetransferfinaldate",
}
SINCE_2024 = {"sex", "reviewmeeting", "reviewoutcome"}
# Columns by which the system that wrote the file numbers its rows.
OF_THE_SYSTEM = re.compile(r".*(tableid|recordid|orderseqcolumn)|nativeid|sourceid")
# table -> canonical column -> the official item name, for messages
LABELS = {
    table: {column: names[0] for column, names in columns.items() if names}
    for table, columns in PERSON_LEVEL.items()
}


@dataclass(frozen=True)
class Header:
    """Whose return it is, for which collection, and as at which day."""

    la_code: str
    year: int
    reference_date: date
    simulated: bool = False
    notes: tuple[str, ...] = ()


def header(found: Mapping[str, str], as_date: AsDate, name: str) -> Header:
    """The header from its items (lower-case names). Raises BadFile without an LA code or any date.

    A missing year is that of the reference date; a missing reference date is the announced one of
    the year.
    """
    la_code = found.get("lea", "").strip()
    if not re.fullmatch("[0-9]{3}", la_code):
        raise BadFile(
            f"{name}: the header has no three-digit LA code (LEA). Export it with its header."
        )
    reference_date = as_date(found.get("referencedate", "").strip())
    year_text = found.get("year", "").strip()
    year = int(year_text) if re.fullmatch("20[0-9]{2}", year_text) else None
    notes = []
    if year is None:
        year = reference_date.year if reference_date else None
        notes.append("The header has no collection year; it was taken from the reference date.")
    if reference_date is None:
        reference_date = SEN2_DATES.get(year) if year and year >= FIRST_COLLECTION else None
        notes.append("The header has no reference date; the announced one of its year was taken.")
    if year is None or reference_date is None:
        raise BadFile(
            f"{name}: the header has no Year and no ReferenceDate. Export it with its header."
        )
    collection = found.get("collection", "").strip().upper()
    if collection and "SEN2" not in collection:
        notes.append("The header names another collection than SEN2.")
    simulated = "simulat" in found.get("softwarecode", "").lower()
    return Header(la_code, year, reference_date, simulated, tuple(notes))


def suggested_edition(items: set[str]) -> int:
    """The earliest collection whose items (lower-case names) these can be: 2023, 2024 or 2025."""
    if items & SINCE_2025:
        return 2025
    return 2024 if items & SINCE_2024 else 2023


def edition_notes(year: int, items: set[str]) -> tuple[str, ...]:
    """A sentence if the items are not those of the year in the header; the year counts."""
    suggested = suggested_edition(items)
    # The items new in 2025 were optional that year and compulsory from 2026.
    usual = {2023: {2023}, 2024: {2024}, 2025: {2024, 2025}}.get(year, {2025})
    if suggested in usual:
        return ()
    return (f"The header says {year}, but the items are those of the {suggested} collection.",)


def delivery(
    layout: str,
    form: str,
    path: Path,
    digest: str,
    head: Header,
    tables: Mapping[str, pd.DataFrame],
    items: set[str],
    rows_read: int,
    refusals: Refusals,
    notes: tuple[str, ...] = (),
) -> Delivery:
    """The finished delivery. Its edition is the collection year; it tells of the year before.

    Raises BadFile if no person or no request was found, and if most days of a column are none.
    """
    if tables["person"].empty or tables["request"].empty:
        raise BadFile(
            f"{path.name}: holds no person with a request. Is it the person-level return?"
        )
    refusals.days.refuse(path.name, "Export it again, without opening it in Excel.")
    undated = refusals.days.undated()
    tables = {**only_once(tables, refusals), **({"undated": undated} if len(undated) else {})}
    return Delivery(
        layout=layout,
        source=f"SEN2 return {head.year} ({form})",
        file_name=path.name,
        sha256=digest,
        tables=tables,
        la_code=head.la_code,
        edition=str(head.year),
        reference_date=head.reference_date,
        period_start=date(head.year - 1, 1, 1),
        simulated=head.simulated,
        rows_read=rows_read,
        refused=refusals.counted(),
        unread=refusals.counted_cells(),
        notes=head.notes
        + edition_notes(head.year, items)
        + _swapped_reviews(tables["active_plan"])
        + refusals.days.notes()
        + (refusals.days.swapped() if layout == "sen2_workbook" else ())
        + notes,
        columns=_read_columns(refusals),
        unused=tuple(refusals.cells.unused),
    )


def _read_columns(refusals: Refusals) -> tuple[ReadColumn, ...]:
    """How each item of the return was read, those that are filled anywhere."""
    return tuple(
        replace(each, unknown=unknown_of(texts, TABLES[each.table], each.column).to_dict())
        for each, texts in refusals.cells.columns()
        if each.filled
    )


def linked(
    table: str,
    where: str,
    frame: pd.DataFrame,
    own: pd.Series | None,
    above: pd.Series | None,
    known: pd.Series | None,
    refusals: Refusals,
) -> tuple[pd.DataFrame, dict[str, pd.Series], pd.Series]:
    """Rows with an id and a parent, their canonical keys, and own id -> number for the children.

    `own` and `above` are the ids of the row and of its parent, `known` the numbers of the parents
    by id. Rows refused are counted under X01.
    """
    kept = pd.Series(True, index=frame.index)
    if own is not None:
        again = own.duplicated() | own.eq("")
        refusals.add(
            f"X01 {where} has an id that is empty or stands twice; the later rows were left out",
            frame.index[again],
        )
        kept &= ~again
    keys = {}
    if above is not None:
        numbers = above.map(known)
        refusals.add(
            f"X01 {where} has rows whose parent is not in the return; they were left out",
            frame.index[kept & numbers.isna()],
        )
        kept &= numbers.notna()
        keys["person_no" if table == "request" else "request_no"] = numbers[kept].astype("int64")
    frame = frame[kept]
    if table in ("person", "request"):
        keys[f"{table}_no"] = pd.Series(range(1, len(frame) + 1), index=frame.index, dtype="int64")
    number = keys["person_no" if table == "person" else "request_no"].to_numpy()
    return (
        frame,
        keys,
        pd.Series(number, index=None if own is None else own[kept].to_numpy(), dtype="int64"),
    )


def canonical(
    table: str,
    where: str,
    frame: pd.DataFrame,
    keys: dict[str, pd.Series],
    as_date: AsDate,
    refusals: Refusals,
) -> pd.DataFrame:
    """The canonical table from text under SEN2 names in lower case; `row` is the frame's index."""
    raw = {
        column: frame[next(name for name in names if name in frame)]
        for column, names in ITEMS[table].items()
        if any(name in frame for name in names)
    }
    wanted = {name for names in ITEMS[table].values() for name in names}
    refusals.cells.pass_over(
        f"{name} in {where}"
        for name in frame
        if name not in wanted and not OF_THE_SYSTEM.fullmatch(name)
    )
    labels = {column: f"{label} in {where}" for column, label in LABELS[table].items()}
    keys = {"row": frame.index.to_series(), **keys}
    return pd.DataFrame(typed(table, raw, keys, as_date, refusals, labels), copy=False)


def _swapped_reviews(active_plan: pd.DataFrame) -> tuple[str, ...]:
    # Some tools write the meeting under the heading of the decision and the other way round.
    both = active_plan[["review_meeting", "last_review"]].dropna()
    if len(both) >= 10 and (both["review_meeting"] > both["last_review"]).mean() > 0.5:
        return ("ReviewMeeting is later than LastReview on most plans: the two look swapped.",)
    return ()
