"""How long for an autism, speech or OT assessment?"""

from functools import partial

from sendviz import catalogue
from sendviz.app import choices, page
from sendviz.app.child_list import show_children
from sendviz.panels.headline import headline
from sendviz.panels.health import (
    in_depth_panel,
    list_flow_panel,
    meanwhile_panel,
    pathway_by_place_panel,
    pathway_cards_panel,
    pathway_curves_panel,
    pathway_name,
    recorded_pathways,
    strip_panel,
    wait_bands_panel,
    waits_longest_panel,
    yardstick_measure,
)
from sendviz.panels.health_answer import waiting_answer
from sendviz.panels.health_published import (
    missing_panel,
    published_waits_panel,
    submitters_panel,
)
from sendviz.panels.quality import beside_timeliness

records = page.records()
main = catalogue.main_pathways()
page.question("How long for an autism, speech or OT assessment?")
known = recorded_pathways(records)
page.answer(waiting_answer(records, [each for each in main if each in known]))
page.show(pathway_cards_panel(records))
page.show(*(strip_panel(records, each) for each in main))
page.heading("One in depth")
chosen = choices.pathway(known)
page.show(pathway_curves_panel(records, chosen))
show_children(
    records.held_to("pathway", chosen), "waiting", f"{pathway_name(chosen)}: children on the list"
)
page.show(wait_bands_panel(records, chosen), list_flow_panel(records, chosen))
page.later(
    "Who waits longest?",
    "waits_longest",
    lambda: waits_longest_panel(
        records,
        chosen,
        choices.dimension(records, yardstick_measure(chosen), but=("pathway", "provider")),
    ),
)
for place in ("district", "provider"):
    if choices.is_told(records, yardstick_measure(chosen), place):
        page.later(
            f"By {place}",
            f"by_{place}",
            partial(pathway_by_place_panel, records, chosen, place),
        )
page.show(meanwhile_panel(records, chosen))
page.later(
    f"{pathway_name(chosen)}, measure by measure",
    "measures",
    lambda: in_depth_panel(records, chosen),
)
page.heading("Health advice for EHC plans")
page.text(headline(records, "health_advice_within_6_weeks"), beside_timeliness(records))
page.show(published_waits_panel(records, chosen))
page.show(missing_panel(records, chosen))
page.show(submitters_panel(records, chosen))
page.unknown()
