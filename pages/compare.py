"""How do we compare, fairly?"""

import streamlit as st

from sendviz.app import choices, page
from sendviz.panels.council_years import council_trend_panel, years_table_panel
from sendviz.panels.councils import (
    all_councils_panel,
    answer_sentences,
    doubts_panel,
    figures_note_panel,
    neighbours_panel,
    own_records_panel,
)
from sendviz.panels.councils_drawn import (
    council_funnel_panel,
    council_strip_panel,
    no_funnel_words,
    shows_funnel,
)
from sendviz.panels.quality import beside_timeliness_of

records = page.records()
page.question("How do we compare, fairly?")
first = st.container()
with page.folding_with_filters():
    chosen = choices.council_measure_and_year(records)
there, id, base = chosen.records, chosen.id, chosen.base
years, pictures = st.container(), st.container()
has_funnel = shows_funnel(chosen.compared())
with pictures:
    left, right = page.columns(1, 1) if has_funnel else (st.container(), st.container())
with right:
    space = st.container()
    widen = has_funnel and choices.usual_spread()
compared = chosen.compared(widen=widen)
with first:
    page.answer(*answer_sentences(compared))
with years:
    page.show(council_trend_panel(there, id, base))
    page.text(beside_timeliness_of(there, id))
    page.later(
        "Table, definition and download",
        "about_trend",
        lambda: years_table_panel(there, id, base),
    )
    page.show(figures_note_panel(compared, has_filters=records.covered is not None))
with left:
    page.show(council_strip_panel(compared), half=has_funnel)
    page.text(no_funnel_words(compared))
with space:
    page.show(council_funnel_panel(compared), half=True)
page.later(
    f"Table of all {len(compared.councils)} councils, definition and download",
    "about_all",
    lambda: all_councils_panel(there, compared),
)
page.show(neighbours_panel(compared))
page.show(own_records_panel(there, id, base))
page.show(doubts_panel(compared))
page.unknown()
