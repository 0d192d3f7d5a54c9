"""What did the Ombudsman find, and was it put right? Decisions, delay, pounds, promised changes."""

from __future__ import annotations

from sendviz.ask import Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.quality import as_told
from sendviz.kit.values import blank_of
from sendviz.panels.panel import Panel, or_refused
from sendviz.panels.side_by_side import side_by_side_panel

LEDGER = (
    "ombudsman_decisions",
    "ombudsman_upheld",
    "weeks_late_found",
    "remedies_paid",
    "remedies_overdue",
    "promised_changes_made",
)
MADE = "promised_changes_made"


@or_refused
def remedies_panel(records: Records) -> Panel:
    """The ledger of the Ombudsman's decisions of twelve months, and of those before; the heading
    says whether promised changes were made."""
    year = as_told(records).months_back(12)
    return side_by_side_panel(year, LEDGER, _heading(year), "The 12 months, and those before")


def _heading(year: Records) -> str:
    try:
        answer = year.ask(MADE)
    except BadSelection:
        return "What the Ombudsman found"
    if blank_of(answer.row):
        return "What the Ombudsman found, and what came of it"
    return f"Of the changes promised to the Ombudsman {answer.text()} were made"
