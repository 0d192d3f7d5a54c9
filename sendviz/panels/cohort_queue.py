"""Open cases by how many flags of risk they have, and what it costs to put those of most first."""

from __future__ import annotations

from dataclasses import replace

from sendviz.ask import Records
from sendviz.findings.forecast import USUAL, forecast
from sendviz.kit.html import Cell, table_of
from sendviz.kit.words import counted, number, percent, places_for
from sendviz.panels.by_risk import by_risk_panel
from sendviz.panels.panel import Panel, or_refused

TITLE = "Open assessments in order of risk"


@or_refused
def queue_panel(records: Records) -> Panel:
    """What working the cases of highest risk first does to the others, and how many open cases have
    so many flags; for board and officers."""
    panel = by_risk_panel(records, USUAL)
    return panel if panel.refused else replace(panel, parts=(classes_panel(records),))


def classes_panel(records: Records) -> Panel:
    """The open cases by how many flags of risk they have, the most first; the board is told of
    those with any as one, as few have several."""
    steps = forecast(records, USUAL).now.steps
    there = steps[steps["way"] == "open"]
    flags = there["flags"].astype(int)
    names = {0: "No flag"}
    if records.role != "officer":
        flags, names = flags.clip(upper=1), names | {1: "Any flag"}
    every, classes = int(there["n"].sum()), there.groupby(flags)["n"].sum().sort_index()
    rows = [
        [Cell(names.get(n) or counted(n, "flags")), Cell(number(cases), number=True),
         Cell(percent(cases / every, places_for(every)), number=True)]
        for n, cases in [*classes.items()][::-1]
    ]  # fmt: skip
    head = ["Flags of risk", "Open cases", f"Of {number(every)}"]
    return Panel(
        "risk_classes",
        "Open cases by flags of risk",
        tables=(table_of("Open cases by flags", head, rows),),
    )
