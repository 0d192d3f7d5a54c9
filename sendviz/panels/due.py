"""What is due to whom, from today on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sendviz.ask import Records
from sendviz.findings.due import Due, due_dates
from sendviz.kit import inspections as kit
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.words import away, capital, day, number, uncapital, whole_month
from sendviz.panels.action_plan import BODIES
from sendviz.panels.panel import Panel, or_refused

HEAD = ["When", "What", "To whom"]
KEPT = "Whether a date that has passed was kept is in no record here."
NOT_KNOWN = (
    "In how many days a priority action plan has to be handed in is not known here, nor are dates "
    "that no list holds: load inspections and decisions to see reviews and meetings of your own."
)
OF_LISTS = "the list of inspections and reviews as loaded"
OF_PLAN = "the improvement plan as loaded"


@or_refused
def due_panel(records: Records) -> Panel:
    """Every date with its source, those that have passed first."""
    found, today = due_dates(records), records.told_on
    gone = any(each.day < today for each in found)
    return Panel(
        "due",
        _title(found, today),
        tables=(_table(found, today),),
        notes=(*((KEPT,) if gone else ()), NOT_KNOWN),
    )


def _title(found: Sequence[Due], today: date) -> str:
    """'Next due: on 15 February 2027, one of 11 dates ahead'."""
    ahead = [each for each in found if each.day >= today]
    if not ahead:
        return "No date is known to lie ahead"
    return f"The next of {number(len(ahead))} dates ahead is {_when(ahead[0])}"


def _table(found: Sequence[Due], today: date) -> Table:
    rows = [
        [
            Cell(capital(_when(each)), small=_beside(each, today)),
            Cell(_what(each), small=f"Source: {_source(each)}."),
            Cell(_to(each)),
        ]
        for each in found
    ]
    return table_of("What is due to whom", HEAD, rows, wide=True)


def _when(due: Due) -> str:
    return f"in {whole_month(due.day)}" if due.month_only else day(due.day)


def _beside(due: Due, today: date) -> str:
    """'in 43 days; papers by 29 December 2026'."""
    papers = f"; papers by {day(due.papers)}" if due.papers else ""
    return f"{_away(due, today)}{papers}"


def _away(due: Due, today: date) -> str:
    """'in 77 days', '144 days ago'; of a month whose day is not known, its months."""
    if due.month_only:
        months = (due.day.year - today.year) * 12 + due.day.month - today.month
        told = "month" if months == 1 else "months"
        return f"in {number(months)} {told}" if months else "this month"
    return away((due.day - today).days)


def _what(due: Due) -> str:
    if due.what == "return":
        return "The day of which the SEN2 return tells"
    if due.what == "review":
        return kit.KINDS[due.note]
    if due.what == "council_end":
        return f"The council is due to be replaced by {due.title}"
    if due.what == "decision":
        return f"To be done: {due.title} ({uncapital(due.note)})"
    return due.title


def _to(due: Due) -> str:
    if due.what == "return":
        return "Department for Education"
    if due.what == "review":
        return "Department for Education" if due.note == "dfe_review" else "Peers"
    if due.what == "decision":
        return capital(BODIES.get(due.to, due.to))
    if due.what == "council_end":
        return "Everybody"
    return due.to


def _source(due: Due) -> str:
    if due.source:
        return due.source
    if due.what == "return":
        return "Department for Education, SEN2 guides and GOV.UK"
    return OF_LISTS if due.what == "review" else OF_PLAN
