"""Are we doing what we said, and what must be decided today?"""

from sendviz.app import choices, page
from sendviz.app.writing import draw_writing
from sendviz.panels.action_plan import (
    contradictions_panel,
    decisions_panel,
    exceptions_panel,
    plan_answer,
    timeline_panel,
)
from sendviz.panels.evidence import unproven_panel
from sendviz.panels.plan_due import plan_by_due_panel
from sendviz.panels.plan_tables import (
    gaps_panel,
    groupings,
    history_panel,
    lines_panel,
    milestones_panel,
)
from sendviz.panels.promises import promises_panel
from sendviz.panels.quality import beside_timeliness
from sendviz.panels.you_said import you_said_panel

records = page.records()
page.question("Are we doing what we said, and what must be decided today?")
page.answer(plan_answer(records))
page.show_by_width(timeline_panel(records), plan_by_due_panel(records))
page.show(decisions_panel(records))
draw_writing(records)
page.show(contradictions_panel(records))
page.show(exceptions_panel(records))
page.show(unproven_panel(records))
if lines_panel(records).parts:
    page.show(lines_panel(records, choices.grouping(groupings(records))))
page.show(promises_panel(records))
page.text(beside_timeliness(records))
page.show(gaps_panel(records))
page.later(
    "Baseline, milestones and what was reached", "milestones", lambda: milestones_panel(records)
)
page.later("You said, we did", "you_said", lambda: you_said_panel(records))
if history_panel(records).tables:
    page.later("What was said, oldest first", "history", lambda: history_panel(records))
page.unknown()
