"""Who is still waiting, and is the queue growing?"""

import streamlit as st

from sendviz.app import parts
from sendviz.app.state import now
from sendviz.ui import flows, lists, panels, tables

here = now()
parts.question("Who is still waiting, and is the queue growing?")
parts.answer(
    panels.headline(here, "cases_open_over_20_weeks"),
    panels.headline(here, "children_in_assessment"),
    flows.words(here),
)
left, right = st.columns(2, gap="large")
with left:
    flows.ages_panel(here)
with right:
    flows.flow_panel(here)
flows.curves_panel(here)
flows.bands_panel(here)
parts.heading(
    "Backlog has no single meaning", "Each with its number, and how late the service runs"
)
tables.side_by_side(
    here,
    [
        "children_in_assessment",
        "cases_open_over_20_weeks",
        "cases_open_over_30_weeks",
        "cases_open_over_52_weeks",
        "share_open_over_20_weeks",
        "weeks_overdue_of_open_cases",
        "longest_open_case",
        "weeks_until_half_have_an_answer",
    ],
)
panels.split_panel(here, "open_cases_by_stage", "stage")
lists.children(here, "open_case", "Children still in the process")
parts.unknown(
    "Why a single child waits, and what families get meanwhile. Requests withdrawn without a "
    "date are in none "
    "of these figures."
)
