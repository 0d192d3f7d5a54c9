"""What a forecast was asked with: each lever with its value and why that is the usual one."""

from __future__ import annotations

from sendviz.ask import Records
from sendviz.catalogue import planning
from sendviz.findings.forecast import forecast
from sendviz.findings.levers import Levers, productivity
from sendviz.findings.staffing import own_productivity
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.words import number
from sendviz.panels.panel import Panel, or_refused


@or_refused
def levers_panel(records: Records, levers: Levers, order: str) -> Panel:
    """Each lever, what it stands at, and why its usual value is what it is."""
    rows = [
        [
            Cell(each.name),
            Cell(f"{number(levers[each.id], 1)} {each.unit}", number=True),
            Cell(each.why),
        ]
        for each in planning.levers().values()
    ]
    table = table_of("Levers", ["Lever", "Stands at", "Why this number"], rows, wide=True)
    return Panel("levers", "Why these numbers", tables=(table, _posts_table(records, order)))


def _posts_table(records: Records, order: str) -> Table:
    now = forecast(records, Levers(), order).now
    own = own_productivity(records, now)
    rows = []
    for id, post in planning.posts().items():
        things = "advices" if post.stage == "advice" else "outcomes"
        basis = "The council's own staff and output." if id in own else post.basis
        source = "own records" if id in own else post.source
        rows.append(
            [
                Cell(post.name.capitalize()),
                Cell(f"{number(productivity(id, own), 2)} {things} a week", number=True),
                Cell(f"{basis} Source: {source}."),
            ]
        )
    return table_of(
        "What one more person does", ["Post", "A week", "On what ground"], rows, wide=True
    )
