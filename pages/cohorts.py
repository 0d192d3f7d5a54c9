"""Which children would they ask about?"""

from sendviz.app import cohort_keeping, cohorts, page
from sendviz.panels.cohort_queue import TITLE, queue_panel
from sendviz.panels.cohorts import (
    QUESTION,
    beneath_answer,
    cohort_answer,
    is_told,
    not_loaded_panel,
    parts_panel,
)

records = page.records()
picks = cohorts.picks_of(records)
page.question(QUESTION)
page.answer(*cohort_answer(records, picks))
if is_told(records):
    cohorts.draw_chips(picks)
    page.text(*beneath_answer(records, picks))
    with cohorts.on_a_desk("cohort_desk"):
        left, right = page.columns(3, 2)
        with left:
            cohorts.draw_builder(records, picks)
        with right:
            page.show(parts_panel(records, picks, "locality"), half=True)
            page.show(parts_panel(records, picks, "need"), half=True)
        cohorts.draw_list(records, picks)
        cohort_keeping.draw_named(records)
        cohort_keeping.draw_six_children(records, picks)
        page.later(TITLE, "risk_queue", lambda: queue_panel(records))
        page.show(not_loaded_panel(records, picks))
page.unknown()
