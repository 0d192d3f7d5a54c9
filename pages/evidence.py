"""What can we show for each finding?"""

from sendviz.app import page
from sendviz.app.evidence_form import draw_evidence_form
from sendviz.panels.evidence import (
    bodies_panel,
    evidence_answer,
    grid_panel,
    log_panel,
    review_panel,
)
from sendviz.panels.evidence_figures import figures_panel
from sendviz.panels.quality import beside_timeliness

records = page.records()
page.question("What can we show for each finding?")
page.answer(evidence_answer(records))
page.show(grid_panel(records))
draw_evidence_form(records)
page.show(review_panel(records))
page.show(bodies_panel(records))
page.show(figures_panel(records))
page.text(beside_timeliness(records))
page.show(log_panel(records))
page.unknown()
