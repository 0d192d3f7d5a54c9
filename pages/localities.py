"""Does it depend on where you live?"""

import streamlit as st

from sendviz.ui import choices, panels, parts, tables
from sendviz.ui.state import now

here = now()
parts.question("Does it depend on where you live?")
measure, scheme = choices.measure_and_scheme(here)
parts.answer(panels.by_area_words(here, measure, scheme))
panels.areas_panel(here, measure, scheme)
panels.area_trends_panel(here, measure, scheme)
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
with st.expander("By kind of child", on_change="rerun", key="kinds") as kinds:
    if kinds.open:
        panels.split_panel(here, measure, choices.dimension(here, measure))
parts.unknown(
    "Whether differences in the children explain differences between the areas, and how much "
    "chance alone "
    "would give. In simulated records the differences are made up."
)
