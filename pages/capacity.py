"""When will the backlog be gone, and what would it take?"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from sendviz.app import choices, page
from sendviz.app.scenario_form import scenario_choice
from sendviz.panels.backtest import TITLE, backtest_panel
from sendviz.panels.by_risk import TITLE as FIRST
from sendviz.panels.by_risk import by_risk_panel
from sendviz.panels.forecast import (
    QUESTION,
    forecast_answer,
    order_names,
    orders_panel,
    why_none,
)
from sendviz.panels.forecast_beside import beside_panel, reform_panel, tornado_panel
from sendviz.panels.forecast_drawn import ages_panel, fan_panel, in_time_panel, three_ways_panel
from sendviz.panels.forecast_levers import (
    cost_words,
    levers_from,
    levers_panel,
    reviews_lose,
    scenario_links,
)
from sendviz.panels.panel import Panel
from sendviz.panels.people import TITLE as PEOPLE
from sendviz.panels.people import people_panel
from sendviz.panels.quality import beside_timeliness
from sendviz.panels.scenarios import saved_panel
from sendviz.panels.surge import TITLE as SURGE
from sendviz.panels.surge import surge_panel

records = page.records()


def show_forecast() -> None:
    """Levers, order of work, and all that follows from them."""
    first, pictures = st.container(), st.container()
    with st.expander("Change what may happen", key="levers"):
        levers = levers_from(choices.lever_values())
    with first:
        answer = st.container()
        order = choices.order_of_work(order_names(records))
    asked = records, levers, order
    with answer:
        page.answer(*forecast_answer(*asked))
    with pictures:
        page.show(orders_panel(*asked), fan_panel(*asked))
    page.links("Scenarios:", scenario_links(records))
    page.show(saved_panel(records, scenario_choice(*asked)))
    page.show(in_time_panel(*asked), ages_panel(*asked))
    page.text(
        beside_timeliness(records), reviews_lose(records, levers), cost_words(records, levers)
    )
    page.later("The share in time, three ways", "three_ways", lambda: three_ways_panel(*asked))
    if not page.is_public():
        page.later(FIRST, "by_risk", lambda: waited_for(by_risk_panel, levers))
    page.later(PEOPLE, "people", lambda: people_panel(records))
    page.later("Settings side by side", "beside", lambda: beside_panel(*asked))
    page.later("Which assumption moves it most", "tornado", lambda: tornado_panel(*asked))
    page.later(TITLE, "backtest", lambda: waited_for(backtest_panel))
    page.later("The reform plan’s two lines", "reform", lambda: reform_panel(*asked))
    page.later(SURGE, "surge", lambda: surge_panel(records))
    page.later("Why these numbers", "why_levers", lambda: levers_panel(*asked))


def waited_for(panel: Callable[..., Panel], *asked: Any) -> Panel:
    """A panel that takes some seconds."""
    with st.spinner("Drawing the courses anew"):
        return panel(records, *asked)


page.question(QUESTION)
if refused := why_none(records):
    page.answer(refused)
else:
    show_forecast()
page.unknown()
