"""Does it depend on where you live?"""

import streamlit as st

from sendviz.ui import choices, fairness, panels, parts, tables
from sendviz.ui.state import now

here = now()
parts.question("Does it depend on where you live?")
measure, scheme = choices.measure_and_scheme(here)
seen = fairness.look(here, measure, scheme)
if seen:
    fairness.answer(here, seen)
if seen and scheme == "district":
    seen = fairness.areas_panel(here, seen)
    fairness.tiles_panel(here, seen)
    fairness.gap_panel(here, seen)
elif seen:
    fairness.areas_and_gap(here, seen)
if seen:
    fairness.like_panel(here, seen)
    fairness.multiples(here, seen)
with st.expander("By kind of child", on_change="rerun", key="kinds") as kinds:
    if kinds.open:
        panels.split_panel(here, measure, choices.dimension(here, measure))
tables.localities(
    here,
    [
        "cases_open_over_20_weeks",
        "share_open_over_20_weeks",
        "plans_issued_within_20_weeks",
        "plans_due_issued_in_time",
        "plans_issued_after_a_year",
        "decided_within_6_weeks",
        "requests_refused",
        "advice_within_6_weeks",
        "reviews_held_in_time",
    ],
    scheme,
)
parts.unknown(
    "Why an area does better: staff, schools, distances and families differ in ways that are in no "
    "record. Like for like takes one thing at a time, and what nobody wrote down cannot be taken "
    "into account. In simulated records the differences are made up."
)
