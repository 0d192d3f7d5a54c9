"""The plan as a list by due date: it stands in place of the timeline where a window is narrow."""

from __future__ import annotations

from sendviz.ask import Records
from sendviz.ask.plan_rows import Line
from sendviz.findings.actions import plan_of
from sendviz.kit.html import Cell, table_of
from sendviz.kit.verdicts import rating_sign, state_words
from sendviz.kit.words import capital, day, one, small
from sendviz.panels.panel import NOTHING, Panel, or_refused
from sendviz.panels.plan_words import due_small, due_words, partner_words, plan_source


@or_refused
def plan_by_due_panel(records: Records) -> Panel:
    """The open actions by the day by which they are due, those without a day last; how many others
    there are."""
    found = plan_of(records)
    lines = sorted((line for line in found.lines if line.is_open), key=_due)
    if not found.lines:
        return NOTHING
    rows = [[Cell(_name(line)), Cell(due_words(line), small=due_small(line)), _state(line)]
            for line in lines]  # fmt: skip
    told = f"{_open(len(lines))}{_others(len(found.lines) - len(lines))}."
    table = table_of("Open actions by due date", ["Action", "Due", "What people say"], rows,
                     wide=True)  # fmt: skip
    return Panel(
        "plan_by_due",
        "What was planned, by when, and what is late",
        f"{records.council}, {day(records.selection.as_at)}. {plan_source(found)}",
        sentences=(told,),
        tables=(table,) if lines else (),
    )


def _open(n: int) -> str:
    if not n:
        return "No action is open"
    return f"{capital(small(n))} open {one(n, 'actions')}, the soonest first"


def _others(n: int) -> str:
    return f"; {small(n)} more {'is' if n == 1 else 'are'} complete or stopped" if n else ""


def _due(line: Line) -> tuple[bool, str, str]:
    return line.due_on is None, str(line.due_on), line.ref


def _name(line: Line) -> str:
    return f"{line.ref} {line.title}"


def _state(line: Line) -> Cell:
    return Cell(
        capital(state_words(line.state)),
        small=partner_words(line),
        signs=(rating_sign(line.rating),),
    )
