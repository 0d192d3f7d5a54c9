"""Are we ready for the call?"""

from sendviz.app import choices, page
from sendviz.panels.inspections import inspection_panel
from sendviz.panels.window import slip_labels, window_answer, window_panel

records = page.records()
page.question("Are we ready for the call?")
slip = choices.slip(slip_labels())
page.answer(*window_answer(records, slip))
page.show(window_panel(records, slip))
page.show(inspection_panel(records))
page.unknown()
