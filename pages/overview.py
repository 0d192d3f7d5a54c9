"""How are we doing for children who wait? Six answers, where the time goes, and the localities."""

from sendviz.app import page
from sendviz.app.meeting import offer_meeting
from sendviz.panels.flow import queue_card
from sendviz.panels.headline import card, cards_panel, headline
from sendviz.panels.health import waiting_card
from sendviz.panels.heat import heat_panel
from sendviz.panels.holdup import holdup_panel
from sendviz.panels.paradox import paradox_line
from sendviz.panels.promises import promises_in_short_panel
from sendviz.panels.quality import beside_timeliness
from sendviz.panels.questions import questions_panel
from sendviz.panels.sheet import SHEET_TITLE, sheet_orders, sheet_panel, sheet_question
from sendviz.panels.stages import stages_panel

SHEET = {
    "": [
        "cases_open_over_20_weeks",
        "plans_issued_within_20_weeks",
        "decided_within_6_weeks",
        "share_waiting_at_least_13_weeks/autism",
        "share_waiting_over_18_weeks/slt",
        "share_waiting_over_18_weeks/ot",
    ]
}
records = page.records()
page.question("How are we doing for children who wait?")
page.answer(
    headline(records, "cases_open_over_20_weeks"),
    headline(records, "plans_issued_within_20_weeks"),
)
page.text(beside_timeliness(records))
meeting = page.place()
page.show(
    cards_panel(
        card(records, "cases_open_over_20_weeks", "Waiting past the legal limit"),
        card(
            records,
            "plans_issued_within_20_weeks",
            "Plans issued on time",
            paradox_line(records),
        ),
        waiting_card(records, "autism", "Waiting for an autism assessment"),
        queue_card(records, "Is the queue growing?"),
        card(records, "decided_within_6_weeks", "Families told within 6 weeks"),
        card(records, "decisions_to_refuse", "Decisions to refuse"),
    )
)
page.show(holdup_panel(records), questions_panel(records))
page.show(promises_in_short_panel(records))
chosen = page.show_ordered(
    sheet_orders(records, SHEET),
    sheet_question(records),
    "locality",
    lambda order: heat_panel(records, SHEET, order=order),
)
page.later(
    SHEET_TITLE,
    "sheet",
    lambda: sheet_panel(records, SHEET, order=chosen),
    headed=True,
)
page.show(stages_panel(records))
page.unknown()
with meeting:
    offer_meeting()
