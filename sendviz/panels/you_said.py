"""You said, we did: what families said of each finding, what was done, and what they say now."""

from __future__ import annotations

from sendviz.ask import Records
from sendviz.ask.plan_rows import Line
from sendviz.findings.actions import plan_of
from sendviz.findings.families import felt_of_finding
from sendviz.kit.html import Cell, table_of
from sendviz.panels.families import said_before, say_now
from sendviz.panels.panel import NOTHING, Panel, or_refused


@or_refused
def you_said_panel(records: Records) -> Panel:
    """By finding what families said, what was done about it, and what they say now."""
    found = plan_of(records)
    held: dict[str, list[Line]] = {}
    for line in found.lines:
        held.setdefault(line.finding or "Not tied to a finding", []).append(line)
    if not held:
        return NOTHING
    felt = {finding: felt_of_finding(records, lines) for finding, lines in held.items()}
    rows = [
        [
            Cell(finding),
            Cell(said_before(felt[finding]) or NOT_ASKED),
            Cell(_done(lines)),
            Cell(say_now(felt[finding]) or NOT_ASKED),
        ]
        for finding, lines in held.items()
    ]
    asked = sum(bool(each) for each in felt.values())
    head = ["What was found", "What families said", "What was done", "What they say now"]
    return Panel(
        "you_said",
        you_said_title(asked, len(felt)),
        notes=(FELT_NOTE,) if asked else (),
        tables=(table_of("You said, we did", head, rows, wide=True),),
    )


NOT_ASKED = "not asked: no survey is tied to this finding"
FELT_NOTE = "Before: the last wave before the first action for it began; now: the newest wave."


def you_said_title(asked: int, findings: int) -> str:
    """'You said, we did: families were asked about 2 of 7 findings', or that nobody asked."""
    if not asked:
        return "You said, we did, and nobody has asked since"
    return f"You said, we did: families were asked about {asked} of {findings} findings"


def _done(lines: list[Line]) -> str:
    done = [line.title for line in lines if line.is_complete]
    return "; ".join(done) if done else "nothing is complete yet"
