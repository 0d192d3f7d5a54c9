"""Child-level lists: officers only, by the council's own case reference."""

from __future__ import annotations

import pandas as pd

from sendviz.ask import Records
from sendviz.catalogue import dimensions
from sendviz.kit.csv import csv_text
from sendviz.kit.html import Download
from sendviz.panels.captions import not_filtered
from sendviz.panels.panel import NOTHING, Panel, or_refused

HEADINGS = {
    "case_ref": "Case",
    "district": "District",
    "received": "Received",
    "issued": "Plan issued",
    "entered": "Plan started",
    "days_open": "Days open",
    "days_waiting": "Days waiting",
    "first_contact": "First contact",
    "supported": "Offered support",
    "plan_due": "20 weeks end",
    "days_to_issue": "Days to the plan",
}


@or_refused
def children_panel(records: Records, fact: str, title: str) -> Panel:
    """The rows behind a figure under the filters, with a file to download; nothing at all for
    other roles."""
    if records.role != "officer":
        return NOTHING
    listed = records.children(fact)
    ignored = not_filtered(listed.not_filtered)
    rows = list_for_officers(listed.rows)
    return Panel(
        fact,
        title,
        f"{len(rows):,} rows under the filters; officers only",
        notes=(ignored,) if ignored else (),
        rows=rows,
        downloads=(Download("Download the list (CSV)", f"{fact}.csv", csv_text(rows)),),
    )


def list_for_officers(rows: pd.DataFrame) -> pd.DataFrame:
    """A child-level list with headings and codes in words, and days without a time."""
    out = rows.copy()
    for column in out.columns:
        known = dimensions().get(column)
        if pd.api.types.is_datetime64_any_dtype(out[column]):
            out[column] = out[column].dt.strftime("%Y-%m-%d")
        elif known is not None and known.values:
            out[column] = out[column].map(known.values).fillna("Not known")
    names = {column: dimensions()[column].name for column in out.columns if column in dimensions()}
    return out.rename(columns=names | HEADINGS)
