"""Does it depend on where you live?"""

from sendviz.app import choices, page
from sendviz.app.parts import on_a_phone
from sendviz.panels.alike import like_panel, shift_panel
from sendviz.panels.areas import (
    among_others,
    areas_answer,
    areas_panel,
    reach_panel,
    stands_in_funnel,
)
from sendviz.panels.gap import gap_panel
from sendviz.panels.gradient import QUESTION, gradient_choices, gradient_panel
from sendviz.panels.heat import heat_panel
from sendviz.panels.maps import map_panel
from sendviz.panels.multiples import multiples_panel, multiples_question
from sendviz.panels.quality import beside_timeliness
from sendviz.panels.sheet import SHEET_TITLE, sheet_orders, sheet_panel, sheet_question
from sendviz.panels.split import split_panel

SHEET = {
    "EHC assessments and plans": [
        "share_open_over_20_weeks",
        "plans_issued_within_20_weeks",
        "plans_due_issued_in_time",
        "decided_within_6_weeks",
        "decisions_to_refuse",
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
}
records = page.records()
page.question("Does it depend on where you live?")
with page.folding_with_filters():
    compared, measure, scheme = choices.measure_and_scheme(records)
compared, others = among_others(compared, scheme)
page.answer(*areas_answer(compared, measure, scheme))
page.text(others)
widen = stands_in_funnel(compared, measure, scheme) and choices.wider_limits()
page.show(
    map_panel(compared, measure, scheme, narrow=on_a_phone()),
    areas_panel(compared, measure, scheme, widen=widen),
)
page.text(beside_timeliness(records))
page.show(reach_panel(compared, measure, scheme))
page.show(gap_panel(compared, measure, scheme))
page.show(like_panel(compared, measure, scheme))
page.show(shift_panel(compared, measure, scheme))
by = choices.one_of(
    QUESTION, gradient_choices(compared, measure), f"gradient_by_{measure}_{scheme}"
)
page.show(gradient_panel(compared, measure, by))
if title := multiples_question(compared, measure, scheme):
    page.later(
        title,
        f"multiples_{scheme}",
        lambda: multiples_panel(compared, measure, scheme, narrow=on_a_phone()),
    )
page.later(
    "By kind of child",
    "kinds",
    lambda: split_panel(compared, measure, choices.dimension(compared, measure)),
)
chosen = page.show_ordered(
    sheet_orders(records, SHEET, scheme),
    sheet_question(records, scheme),
    scheme,
    lambda order: heat_panel(records, SHEET, order=order, scheme=scheme),
)
page.later(
    SHEET_TITLE,
    f"sheet_{scheme}",
    lambda: sheet_panel(records, SHEET, order=chosen, scheme=scheme),
    headed=True,
)
page.unknown()
