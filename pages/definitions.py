"""What does each word and each figure mean?"""

from sendviz.app import choices, page
from sendviz.panels.definitions import HINT, definition_panels

page.question("What does each figure mean?")
page.answer(
    "One definition for each measure: every figure on any screen, file or answer comes from it."
)
for panel in definition_panels(choices.search(HINT), page.records().selection.council):
    page.show(panel)
