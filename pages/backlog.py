"""Who is still waiting, and is the queue growing?"""

from sendviz.app import page
from sendviz.app.child_list import show_children
from sendviz.panels.ages import ages_panel, bands_panel
from sendviz.panels.curves import curves_panel
from sendviz.panels.flow import flow_of_period, flow_panel
from sendviz.panels.headline import headline
from sendviz.panels.quality import beside_timeliness
from sendviz.panels.queue import queue_panel
from sendviz.panels.side_by_side import side_by_side_panel
from sendviz.panels.split import split_panel

MEANINGS = (
    "children_in_assessment",
    "cases_open_over_20_weeks",
    "cases_open_over_30_weeks",
    "cases_open_over_52_weeks",
    "share_open_over_20_weeks",
    "weeks_overdue_of_open_cases",
    "longest_open_case",
    "weeks_until_half_have_an_answer",
)
records = page.records()
page.question("Who is still waiting, and is the queue growing?")
page.answer(
    headline(records, "cases_open_over_20_weeks"),
    headline(records, "children_in_assessment"),
    flow_of_period(records),
)
page.show(queue_panel(records))
page.text(beside_timeliness(records))
page.show(flow_panel(records), ages_panel(records))
show_children(records, "open_case", "Children still in the process")
page.show(curves_panel(records))
page.show(bands_panel(records))
page.show(
    side_by_side_panel(
        records,
        MEANINGS,
        "Several ways to count the backlog",
        "Each with its number, and how late the service runs",
    )
)
page.show(split_panel(records, "open_cases_by_stage", "stage"))
page.unknown()
