"""Are plans kept up to date?"""

import streamlit as st

from sendviz.app import parts
from sendviz.app.state import now
from sendviz.ui import lists, panels, sheet, tables

here = now()
parts.question("Are plans kept up to date?")
parts.answer(panels.headline(here, "plans_in_force"), panels.headline(here, "reviews_held_in_time"))
panels.control_panel(here, "reviews_held_in_time")
left, right = st.columns(2, gap="large")
with left:
    panels.split_panel(here, "plans_in_force", "need")
with right:
    panels.split_panel(here, "plans_in_force", "last_review")
parts.heading("Reviews and decisions", "Each with its counts")
tables.side_by_side(
    here, ["plans_in_force", "reviews_due", "reviews_held_in_time", "reviews_decided_in_4_weeks"]
)
sheet.by_area(here, {"": ["plans_in_force", "reviews_held_in_time", "reviews_decided_in_4_weeks"]})
lists.children(here, "plan_in_force", "Plans under the filters")
parts.unknown(
    "Whether the plans are any good: that needs the council's audits. A SEN2 return holds the "
    "last review of "
    "each plan only."
)
