"""Can the records be trusted?"""

from sendviz.app import page
from sendviz.app.texts import rules
from sendviz.panels.about_the_data import checks_panel, errors_and_warnings, list_to_fix_panel

records = page.records()
page.question("Can the records be trusted?")
page.answer(errors_and_warnings(records))
page.show(checks_panel(records, rules()))
page.show(list_to_fix_panel(records, rules()))
