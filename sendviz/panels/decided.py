"""What bodies decided, and whether it was done: the newest first."""

from __future__ import annotations

from sendviz.ask import Records
from sendviz.ask.plan_rows import Decision
from sendviz.findings.actions import plan_of
from sendviz.kit.html import Cell, table_of
from sendviz.kit.words import capital, counted, day
from sendviz.panels.action_plan import BODIES
from sendviz.panels.panel import NOTHING, Panel, or_refused

HEAD = ["What was asked", "What was decided", "By whom", "To be done"]


@or_refused
def decided_panel(records: Records) -> Panel:
    """Every decision that this view may see, a row each; nothing where none was taken."""
    found = [each for each in plan_of(records).decisions if each.decided is not None]
    if not found:
        return NOTHING
    table = table_of("Decided", HEAD, [_row(each) for each in found], wide=True)
    many = counted(len(found), "decisions")
    return Panel("decided", f"{capital(many)} recorded", tables=(table,))


def _row(each: Decision) -> list[Cell]:
    who = f"{capital(BODIES.get(each.body, each.body))}, {day(each.meeting)}"
    return [Cell(each.question), Cell(each.decided or ""), Cell(who), Cell(_done(each))]


def _done(each: Decision) -> str:
    if each.done_on:
        return f"done on {day(each.done_on)}"
    return f"by {day(each.do_by)}" if each.do_by else "no day named"
