"""When will the backlog be gone, and what would it take?"""

import streamlit as st

from sendviz.app import choices, page
from sendviz.panels.backtest import TITLE, backtest_panel
from sendviz.panels.forecast import NAMES, QUESTION, forecast_answer, orders_panel
from sendviz.panels.forecast_beside import beside_panel, reform_panel, tornado_panel
from sendviz.panels.forecast_drawn import ages_panel, fan_panel, in_time_panel
from sendviz.panels.forecast_levers import levers_from, levers_panel, scenario_links
from sendviz.panels.surge import TITLE as SURGE
from sendviz.panels.surge import surge_panel

records = page.records()
page.question(QUESTION)
first, pictures = st.container(), st.container()
with st.expander("Change what may happen", key="levers"):
    levers = levers_from(choices.lever_values())
with first:
    answer = st.container()
    order = choices.order_of_work(NAMES)
    with answer:
        page.answer(*forecast_answer(records, levers, order))
asked = records, levers, order
with pictures:
    page.show(orders_panel(*asked), fan_panel(*asked))
page.links("Scenarios:", scenario_links(records))
page.show(in_time_panel(*asked), ages_panel(*asked))
page.later("Settings side by side", "beside", lambda: beside_panel(*asked))
page.later("Which assumption moves it most", "tornado", lambda: tornado_panel(*asked))
page.later(TITLE, "backtest", lambda: backtest_panel(records))
page.later("The reform plan’s two lines", "reform", lambda: reform_panel(*asked))
page.later(SURGE, "surge", lambda: surge_panel(records))
page.later("Why these numbers", "why_levers", lambda: levers_panel(*asked))
page.unknown()
