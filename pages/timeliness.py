"""Do children get their plan in time?"""

import streamlit as st

from sendviz.app import parts
from sendviz.app.state import now
from sendviz.ui import flows, panels, tables

here = now()
parts.question("Do children get their plan in time?")
parts.answer(
    panels.headline(here, "plans_issued_within_20_weeks"),
    panels.headline(here, "plans_due_issued_in_time"),
    panels.headline(here, "cases_open_over_20_weeks"),
)
panels.control_panel(here, "plans_issued_within_20_weeks")
left, right = st.columns([2, 3], gap="large")
with left:
    parts.heading("Four ways to look at the same thing")
    panels.four_views(here, "plans_issued_within_20_weeks")
    parts.heading("With and without exceptions")
    tables.variants(here, "plans_issued_within_20_weeks")
with right:
    panels.paradox_panel(here)
flows.stages_panel(here)
with st.expander("Whose advice is late?", on_change="rerun", key="advice") as advice:
    if advice.open:
        panels.split_panel(here, "advice_within_6_weeks", "advice")
parts.heading("Seen beside it")
tables.side_by_side(
    here,
    [
        "requests_refused",
        "share_with_an_exception",
        "no_plan_decided_within_16_weeks",
        "plans_issued_after_a_year",
        "mean_weeks_to_issue",
        "median_weeks_to_issue",
        "ninetieth_percentile_weeks_to_issue",
        "requests_disputed",
        "reviews_held_in_time",
        "reviews_decided_in_4_weeks",
    ],
)
parts.unknown(
    "Whether the plans are any good, and why a single case was late. Only finished cases are "
    "in the share "
    "of plans on time."
)
