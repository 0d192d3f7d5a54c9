"""Can the records be trusted? What the checks found, by rule and locality; the list to fix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sendviz import ask
from sendviz.ask import Records
from sendviz.kit.html import Cell, Download, table_of
from sendviz.kit.values import blank_text
from sendviz.kit.words import counted, is_missing, number
from sendviz.panels.panel import Panel

EFFECT = {
    "error": "Kept out of the measure it would spoil",
    "warning": "Counted, and flagged",
    "information": "For information",
}
FOR_OFFICERS = "The list of rows to fix is for officers."


class Rule(Protocol):
    """What a rule of the checks says is wrong, and how to put it right."""

    @property
    def message(self) -> str: ...

    @property
    def fix(self) -> str: ...


def errors_and_warnings(records: Records) -> str:
    """How many rows have errors, in a sentence."""
    found = ask.issue_counts(records.store, records.selection.council, records.role)
    whole = found[found["area"] == ""].groupby("severity")["n"].sum()
    errors, warnings = (
        counted(whole.get(severity, 0), f"{severity}s") for severity in ("error", "warning")
    )
    start, then = ("", "") if records.role == "officer" else ("About ", "about ")
    return (
        f"{start}{errors} keep rows out of the measures that they would spoil; {then}{warnings} "
        "are counted and flagged."
    )


def checks_panel(records: Records, rules: Mapping[str, Rule]) -> Panel:
    """Counts by rule and area; outside officers' view rounded, and small ones hidden."""
    found = ask.issue_counts(records.store, records.selection.council, records.role)
    if found.empty:
        return Panel("checks", sentences=("The checks found nothing.",))
    areas, rows = ["", *(area.name for area in records.localities)], []
    for (id, severity), part in found.groupby(["rule", "severity"]):
        n = part.set_index("area")["n"]
        counts = [Cell(public_count(n[area]) if area in n else "0") for area in areas]
        told = Cell(rules[id].message, small=EFFECT[severity])
        rows.append([Cell(id, small=severity), told, *counts])
    head = ["Rule", "What is wrong", "All", *areas[1:]]
    table = table_of("Checks by rule and locality", head, rows)
    return Panel("checks", "What the checks found", "Rows by rule and locality", tables=(table,))


def list_to_fix_panel(records: Records, rules: Mapping[str, Rule]) -> Panel:
    """The rows to put right at the source, with their line in the file and the case reference; for
    officers only."""
    if records.role != "officer":
        return Panel("list_to_fix", notes=(FOR_OFFICERS,))
    found = ask.data_issues(records.store, records.selection.council, records.role)
    found = found.assign(fix=found["rule"].map({id: rule.fix for id, rule in rules.items()}))
    file = Download("Download the list to fix (CSV)", "to_fix.csv", found.to_csv(index=False))
    caption = f"{number(len(found))} rows"
    return Panel("list_to_fix", "The list to fix", caption, rows=found, downloads=(file,))


def public_count(n: float | None) -> str:
    """A count of rows, or that it is hidden."""
    return blank_text("suppressed", short=True) if is_missing(n) else number(n)
