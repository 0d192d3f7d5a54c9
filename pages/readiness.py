"""Are we ready for the call?"""

from sendviz.app import choices, page
from sendviz.app.annex_lists import draw_checking, draw_to_mend, draw_writing_out
from sendviz.panels.annex import annex_answer, annex_errors_panel, annex_teams_panel
from sendviz.panels.annex_checker import checker_panel
from sendviz.panels.annex_fullness import annex_fullness_panel, annex_trend_panel
from sendviz.panels.annex_templates import health_template_panel, schools_template_panel
from sendviz.panels.call import call_days, call_panel
from sendviz.panels.due import due_panel
from sendviz.panels.enquiry import enquiry_answer, enquiry_panel
from sendviz.panels.inspections import inspection_panel
from sendviz.panels.quality import beside_timeliness
from sendviz.panels.rehearsal import rehearsal_panel
from sendviz.panels.window import slip_labels, window_answer, window_panel

records = page.records()
page.question("Are we ready for the call?")
with page.folding_with_filters():
    slip, monday = choices.slip_and_call(slip_labels(), call_days(records))
page.answer(*window_answer(records, slip))
in_short = page.place()
page.show(window_panel(records, slip))
if not page.is_public():
    with in_short:
        page.text(annex_answer(records), enquiry_answer(records))
    page.show(enquiry_panel(records, page.address()))
    page.text(beside_timeliness(records))
    page.show(annex_errors_panel(records))
    page.show(annex_fullness_panel(records))
page.show(due_panel(records))
page.show(call_panel(records, monday))
page.show(inspection_panel(records))
if not page.is_public():
    page.show(rehearsal_panel(records))
    page.show(annex_teams_panel(records))
    draw_to_mend(records)
    page.show(annex_trend_panel(records))
    draw_checking(records)
    page.show(checker_panel(records))
    draw_writing_out(records)
    page.later(
        "What we can fill of the template on health commissioning",
        "health_template",
        lambda: health_template_panel(records),
    )
    page.later(
        "What we can fill of the template on residential special schools",
        "schools_template",
        lambda: schools_template_panel(records),
    )
page.unknown()
