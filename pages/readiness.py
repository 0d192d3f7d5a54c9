"""Are we ready for the call?"""

from sendviz.app import choices, page
from sendviz.panels.call import call_days, call_panel
from sendviz.panels.due import due_panel
from sendviz.panels.enquiry import enquiry_answer, enquiry_panel
from sendviz.panels.inspections import inspection_panel
from sendviz.panels.rehearsal import rehearsal_panel
from sendviz.panels.window import slip_labels, window_answer, window_panel

records = page.records()
page.question("Are we ready for the call?")
with page.folding_with_filters():
    slip, monday = choices.slip_and_call(slip_labels(), call_days(records))
is_public = records.role == "councillor"
page.answer(*window_answer(records, slip), "" if is_public else enquiry_answer(records))
page.show(window_panel(records, slip))
if not is_public:
    page.show(enquiry_panel(records, page.address()))
page.show(due_panel(records))
if not is_public:
    page.show(rehearsal_panel(records))
page.show(call_panel(records, monday))
page.show(inspection_panel(records))
page.unknown()
