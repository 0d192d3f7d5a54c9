"""How long for an autism, speech or OT assessment?"""

import streamlit as st

from sendviz.app import choices, parts
from sendviz.app.state import now
from sendviz.ui import health, health_context, lists, panels

here = now()
parts.question("How long for an autism, speech or OT assessment?")
known = health.pathways(here)
parts.answer(*(health.headline(here, each) for each in health.THREE if each in known))
health.cards(here)
for column, each in zip(st.columns(3, gap="medium"), health.THREE, strict=True):
    with column:
        health.strip_panel(here, each)
parts.heading("One in depth")
chosen = choices.pathway(tuple(known))
health.curves_panel(here, chosen)
left, right = st.columns(2, gap="large")
with left:
    health.bands_panel(here, chosen)
with right:
    health.flow_panel(here, chosen)
health.who_waits_longest(here, chosen)
health.meanwhile(here, chosen)
health.in_depth(here, chosen)
parts.heading("Health advice for EHC plans")
parts.text(panels.headline(here, "health_advice_within_6_weeks"))
health_context.published(here, chosen)
health_context.missing(here, chosen)
lists.children(choices.for_pathway(here, chosen), "waiting", "Children on the list")
parts.unknown(
    "Whether a child needs the assessment, what it finds, and how the wait feels. Waits for "
    "mental health support, audiology and equipment are not here. A wait that nobody recorded as a "
    "referral is in no figure."
)
