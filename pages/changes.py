"""What changed since the last meeting, and is it real?"""

from sendviz.app import choices, openings, page
from sendviz.panels.captions import only_whom_sentence
from sendviz.panels.changes import (
    changed_panel,
    changes_answer,
    how_panel,
    looked_at_panel,
    most_panel,
    neutral_panel,
    standing_panel,
)
from sendviz.panels.quality import beside_timeliness

records = page.records()
page.question("What changed since the last meeting, and is it real?")
with page.folding_with_filters():
    day = choices.meeting(records)
page.answer(only_whom_sentence(records.selection), changes_answer(records, day))
page.show(most_panel(records, day))
page.text(beside_timeliness(records))
page.show(looked_at_panel(records, day))
for way in ("still_worse", "worse", "over_better", "better", "over_worse"):
    page.show(changed_panel(records, day, way))
page.show(standing_panel(records, day))
openings.reveal("neutral")
page.later("Measures without a better or worse", "neutral", lambda: neutral_panel(records, day))
page.show(how_panel())
page.unknown()
