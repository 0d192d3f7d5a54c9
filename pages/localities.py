"""Does it depend on where you live?"""

import streamlit as st

from sendviz.app import choices, parts
from sendviz.app.state import now
from sendviz.ui import fairness, gradient, panels, sheet

here = now()
parts.question("Does it depend on where you live?")
compared, measure, scheme = choices.measure_and_scheme(here)
seen = fairness.look(compared, measure, scheme)
if seen:
    fairness.answer(compared, seen)
if seen and scheme == "district":
    seen = fairness.areas_panel(compared, seen)
    fairness.tiles_panel(compared, seen)
    fairness.gap_panel(compared, seen)
elif seen:
    fairness.areas_and_gap(compared, seen)
if seen:
    fairness.like_panel(compared, seen)
    gradient.gradient_panel(compared, seen)
    fairness.multiples(compared, seen)
with st.expander("By kind of child", on_change="rerun", key="kinds") as kinds:
    if kinds.open:
        panels.split_panel(compared, measure, choices.dimension(compared, measure))
sheet.by_area(
    here,
    {
        "EHC assessments and plans": [
            "share_open_over_20_weeks",
            "plans_issued_within_20_weeks",
            "plans_due_issued_in_time",
            "decided_within_6_weeks",
            "requests_refused",
            "advice_within_6_weeks",
            "reviews_held_in_time",
        ],
        "Waits for health assessments": [
            "children_waiting_for_assessment/autism",
            "share_waiting_at_least_13_weeks/autism",
            "share_waiting_over_52_weeks/autism",
            "share_waiting_over_18_weeks/slt",
            "share_waiting_over_18_weeks/ot",
            "health_advice_within_6_weeks",
            "offered_support_while_waiting/autism",
        ],
    },
    scheme,
)
parts.unknown(
    "Why an area does better: staff, schools, distances and families differ in ways that are in no "
    "record, and what nobody wrote down cannot be taken into account. In "
    "simulated records the differences are made up."
)
