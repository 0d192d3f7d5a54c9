"""What it costs those who wait to work the cases of highest risk first."""

from __future__ import annotations

from sendviz.ask import Records
from sendviz.catalogue import planning
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.by_risk import PutFirst, put_first
from sendviz.findings.forecast import forecast
from sendviz.findings.levers import Levers
from sendviz.kit.html import Cell, table_of
from sendviz.kit.words import counted, number
from sendviz.panels.forecast import caption_of
from sendviz.panels.panel import Panel, or_refused

TITLE = "What it costs to put some first"
# So many are put first in the table, where as many have a flag; then all who have one.
MANY = (20, 60)


@or_refused
def by_risk_panel(records: Records, levers: Levers) -> Panel:
    """How much longer the others wait if so many are put first, and how much sooner those are done;
    for board and officer."""
    flagged = forecast(records, levers).now.flagged
    if not flagged:
        raise BadSelection(
            f"No open case is known to have a flag of risk ({flag_names()}), or this view does not "
            "know them: no case can be put first by risk."
        )
    found = [put_first(records, n, levers) for n in (*(n for n in MANY if n < flagged), flagged)]
    shown = next((each for each in found if each.first == 60), found[-1])
    return Panel(
        "by_risk",
        by_risk_title(shown),
        caption_of(records, "Against working the oldest first, in the two years to come"),
        sentences=(first_sentence(shown),),
        tables=(
            table_of(
                "So many of highest risk first",
                ["Put first", "Others", "Others wait longer, weeks", "The first wait less, weeks"],
                [_row(each) for each in found],
            ),
        ),
        notes=(
            f"Flags: {flag_names()}. Most flags first, among equals the longest wait. Absence and "
            "youth justice are known only where a list of children is loaded.",
            f"Open cases with a flag: {number(flagged)}. In brackets: 90 in 100 courses.",
        ),
    )


def flag_names() -> str:
    """'no school place; on a child protection plan or in care; a complaint ...'"""
    return "; ".join(each.name for each in planning.risk_flags().values())


def by_risk_title(found: PutFirst) -> str:
    """'Working 60 cases first makes the others wait 3 weeks longer'."""
    first = counted(found.first, "cases")
    return f"Working {first} first makes the others wait {_longer(found)}"


def first_sentence(found: PutFirst) -> str:
    """'Working the 60 highest-risk cases first makes the other 580 wait 3 weeks longer (2 to
    5).'"""
    first = f"{number(found.first)} highest-risk cases" if found.first > 1 else "highest-risk case"
    _, low, high = found.longer
    limits = f" ({number(low)} to {number(high)})" if _is_told(found) else ""
    return (
        f"Working the {first} first makes the other {number(found.others)} wait "
        f"{_longer(found)}{limits}."
    )


def _is_told(found: PutFirst) -> bool:
    return round(found.longer[0]) >= 1


def _longer(found: PutFirst) -> str:
    if not _is_told(found):
        return "under a week longer"
    return f"{counted(round(found.longer[0]), 'weeks')} longer"


def _row(found: PutFirst) -> list[Cell]:
    cells = [Cell(number(n), number=True) for n in (found.first, found.others)]
    for middle, low, high in (found.longer, found.sooner):
        cells.append(
            Cell(f"{number(middle, 1)} ({number(low, 1)} to {number(high, 1)})", number=True)
        )
    return cells
