"""Where do the figures come from, and did any change?"""

from sendviz.app import page
from sendviz.app.texts import templates
from sendviz.panels.about_the_data import (
    files_loaded,
    imports_panel,
    published_panel,
    restatements_panel,
    templates_panel,
)
from sendviz.panels.inspections import inspection_panel
from sendviz.panels.quality import beside_timeliness

records = page.records()
page.question("Where do the figures come from, and did any change?")
page.answer(files_loaded(records))
is_officer = records.role == "officer"
if is_officer:
    page.show(templates_panel(templates()))
page.show(imports_panel(records))
page.show(restatements_panel(records))
page.show(inspection_panel(records))
if records.covered:
    page.show(published_panel(records))
    page.text(beside_timeliness(records))
if not is_officer:
    page.show(templates_panel(templates()))
