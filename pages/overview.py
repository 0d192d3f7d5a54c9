"""How are we doing for children who wait? Six answers, where the time goes, and the localities."""

from sendviz.app import parts
from sendviz.app.state import now
from sendviz.ui import cards, flows, health, panels, sheet

here = now()
parts.question("How are we doing for children who wait?")
parts.answer(
    panels.headline(here, "cases_open_over_20_weeks"),
    panels.headline(here, "plans_issued_within_20_weeks"),
)
parts.cards(
    [
        cards.card(
            here, "cases_open_over_20_weeks", "Waiting past the legal limit", cards.longest(here)
        ),
        cards.card(
            here, "plans_issued_within_20_weeks", "Plans issued on time", cards.against_law(here)
        ),
        health.card(here, "autism", "Waiting for an autism assessment"),
        cards.card(here, "cases_in_and_out", "Is the queue growing?", flows.lines(here)),
        cards.card(here, "decided_within_6_weeks", "Families told within 6 weeks"),
        cards.card(here, "requests_refused", "Requests refused"),
    ]
)
sheet.by_area(
    here,
    {
        "": [
            "cases_open_over_20_weeks",
            "plans_issued_within_20_weeks",
            "decided_within_6_weeks",
            "share_waiting_at_least_13_weeks/autism",
            "share_waiting_over_18_weeks/slt",
            "share_waiting_over_18_weeks/ot",
        ]
    },
)
flows.stages_panel(here)
parts.unknown(
    "Whether the plans are good, and what families say: these need the council's audits and "
    "surveys."
)
