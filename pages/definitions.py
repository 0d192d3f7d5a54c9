"""What does each figure mean?"""

from sendviz.app import choices, page
from sendviz.panels.about_the_data import definition_panels

page.question("What does each figure mean?")
page.answer(
    "One definition for each measure: every figure on any screen, file or answer comes from it."
)
for panel in definition_panels(choices.search(), page.records().selection.council):
    page.show(panel)
