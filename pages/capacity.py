"""When will the backlog be gone, and what would it take?"""

import streamlit as st

from sendviz.app import choices, page
from sendviz.panels.forecast import NAMES, QUESTION, forecast_answer, levers_as_chosen, orders_panel
from sendviz.panels.forecast_drawn import ages_panel, fan_panel, in_time_panel
from sendviz.panels.forecast_levers import levers_panel

records = page.records()
page.question(QUESTION)
first = st.container()
with st.expander("Change what may happen", key="levers"):
    levers = levers_as_chosen(choices.lever_values())
order = choices.order_of_work(NAMES)
with first:
    page.answer(*forecast_answer(records, levers, order))
asked = records, levers, order
page.show(orders_panel(*asked), fan_panel(*asked))
page.show(in_time_panel(*asked), ages_panel(*asked))
page.later("Why these numbers", "why_levers", lambda: levers_panel(*asked))
page.unknown(
    "Why staff stay or leave, what a plan is worth to a child, and changes that nobody has decided "
    "yet. A forecast says what follows from today's queue and the numbers chosen, no more."
)
