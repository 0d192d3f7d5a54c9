"""A council's own list of dated events: what the charts mark, and where their limits start anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sendviz.catalogue.layouts import EVENT_KINDS, TABLES, BadFile, Delivery
from sendviz.load.readers.common import Refusals, sha256
from sendviz.load.readers.days import iso_day
from sendviz.load.readers.headings import Headings, list_frame, rename

EVENT_LIST = TABLES["event"]
OTHERS = ("area", "measure")
LONGEST = 100
EXAMPLE = "Example: seven caseworkers start"
TEMPLATE = (
    "day,label,kind,area,measure\r\n"
    f"2024-09-02,{EXAMPLE},staff,,\r\n"
    "2025-04-01,Example: new case system,rebase,,plans_issued_within_20_weeks\r\n"
)


def template() -> bytes:
    """An event file to fill in: CSV with headings and made-up rows, which are never loaded."""
    return TEMPLATE.encode("utf-8-sig")


def read(path: Path, la_code: str) -> Delivery:
    """Table event: la_code, area (a locality's name), day, label, kind, measure (its id), row.

    kind is one of layouts.EVENT_KINDS: `rebase` starts the limits of control charts anew on that
    day, and its label is the reason. Raises BadFile with row and column for a day that is none, an
    empty or endless label, or an unknown kind.
    """
    refusals = Refusals()
    found, notes = _rows(path, refusals)
    for column in OTHERS:
        found[column] = found[column] if column in found else ""
    found = found[~found["label"].str.startswith("Example:")]
    events = pd.DataFrame([_event(path.name, row) for row in found.itertuples()])
    if events.empty:
        raise BadFile(f"{path.name}: no events under the headings.")
    events.insert(0, "la_code", la_code)
    events["row"] = found.index
    return Delivery(
        layout="events",
        source="Dated events",
        file_name=path.name,
        sha256=sha256(path),
        tables={"event": events.astype({"day": "datetime64[us]"})},
        rows_read=len(found) + refusals.rows(),
        refused=refusals.counted(),
        notes=notes,
    )


def _rows(path: Path, refusals: Refusals) -> tuple[pd.DataFrame, tuple[str, ...]]:
    found, notes, _ = list_frame(path, EVENT_LIST, Headings(), refusals)
    found, _ = rename(found, Headings(), EVENT_LIST, path.name)
    return found.apply(lambda column: column.str.strip()), notes


def _event(name: str, row: Any) -> dict[str, object]:
    where = f"{name}, row {row.Index}"
    day = iso_day(row.day)
    if day is None:
        raise BadFile(f"{where}, column day: not a date; write it as 2025-04-01.")
    if not row.label or len(row.label) > LONGEST:
        raise BadFile(f"{where}, column label: say what happened in 1 to {LONGEST} letters.")
    kind = row.kind.casefold()
    if kind not in EVENT_KINDS:
        raise BadFile(f"{where}, column kind: is not one of {', '.join(EVENT_KINDS)}.")
    return {
        "day": day,
        "label": row.label,
        "kind": kind,
        "area": row.area or None,
        "measure": row.measure or None,
    }
