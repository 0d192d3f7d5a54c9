"""Data quality: what the checks found, by rule and locality; the list to fix for officers."""

from __future__ import annotations

import streamlit as st

from sendviz import ask, wording
from sendviz.app import parts
from sendviz.app.parts import Cell
from sendviz.app.state import Now
from sendviz.load import checks
from sendviz.wording import screens

EFFECT = {
    "error": "Kept out of the measure it would spoil",
    "warning": "Counted, and flagged",
    "information": "For information",
}

EFFECT_COUNTED = ("error", "warning")


def summary(now: Now) -> None:
    """How many rows have errors, in a sentence."""
    found = ask.issue_counts(now.store, now.selection.council, now.role)
    whole = found[found["area"] == ""]
    errors, warnings = (whole[whole["severity"] == each]["n"].sum() for each in EFFECT_COUNTED)
    about = "" if now.role == "officer" else "About "
    told = (
        f"{about}{wording.counted(errors, 'errors')} keep rows out of the measures that they would "
        f"spoil; {about.lower()}{wording.counted(warnings, 'warnings')} are counted and flagged."
    )
    parts.answer(told)


def by_rule(now: Now) -> None:
    """Counts by rule and area; outside officers' view rounded, and small ones hidden."""
    found = ask.issue_counts(now.store, now.selection.council, now.role)
    if found.empty:
        parts.text("The checks found nothing.")
        return
    areas = ["", *(area.name for area in now.localities)]
    rows = []
    for (rule, severity), part in found.groupby(["rule", "severity"]):
        n = part.set_index("area")["n"]
        held = checks.RULES[rule]
        counts = [Cell(screens.public_count(n[a]) if a in n else "0") for a in areas]
        rows.append(
            [Cell(rule, small=severity), Cell(held.message, small=EFFECT[severity]), *counts]
        )
    parts.heading("What the checks found", "Rows by rule and locality")
    head = ["Rule", "What is wrong", "All", *areas[1:]]
    parts.table("Checks by rule and locality", head, rows)


def list_to_fix(now: Now) -> None:
    """The rows to put right at the source, with their line in the file and the case reference."""
    if now.role != "officer":
        parts.caption("The list of rows to fix is for officers.")
        return
    found = ask.data_issues(now.store, now.selection.council, now.role)
    found["fix"] = found["rule"].map({id: rule.fix for id, rule in checks.RULES.items()})
    parts.heading("The list to fix", f"{len(found):,} rows")
    st.dataframe(found, hide_index=True, alt="Rows to fix")
    st.download_button(
        "Download the list to fix (CSV)",
        found.to_csv(index=False),
        "to_fix.csv",
        "text/csv",
        on_click="ignore",
    )
