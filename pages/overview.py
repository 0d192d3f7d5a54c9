"""How are we doing for children who wait? Six answers, where the time goes, and the localities."""

from sendviz.ui import flows, panels, parts, tables
from sendviz.ui.state import now

here = now()
parts.question("How are we doing for children who wait?")
parts.answer(
    panels.headline(here, "cases_open_over_20_weeks"),
    panels.headline(here, "plans_issued_within_20_weeks"),
)
parts.cards(
    [
        panels.card(
            here, "cases_open_over_20_weeks", "Waiting past the legal limit", panels.longest(here)
        ),
        panels.card(
            here, "plans_issued_within_20_weeks", "Plans issued on time", panels.against_law(here)
        ),
        panels.card(
            here, "plans_due_issued_in_time", "Children whose 20 weeks were up, with a plan in time"
        ),
        panels.card(here, "cases_in_and_out", "Is the queue growing?", flows.lines(here)),
        panels.card(here, "decided_within_6_weeks", "Families told within 6 weeks"),
        panels.card(here, "requests_refused", "Requests refused"),
    ]
)
tables.localities(
    here,
    [
        "cases_open_over_20_weeks",
        "plans_issued_within_20_weeks",
        "plans_due_issued_in_time",
        "decided_within_6_weeks",
        "requests_refused",
    ],
)
flows.stages_panel(here)
parts.unknown(
    "Whether the plans are good, what families say, and how long the waits for health services "
    "are: "
    "these need the council's audits, surveys and health records."
)
