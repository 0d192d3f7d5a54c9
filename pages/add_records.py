"""What would new files add?"""

from sendviz.app import access, page
from sendviz.app.adding import draw_adding
from sendviz.app.texts import templates
from sendviz.panels.about_the_data import templates_panel

records = page.records()
page.question("What would new files add?")
if access.may_add(records):
    page.answer(
        "Give one file or several. They are checked first, and nothing is loaded until you say so."
    )
    draw_adding(records)
    page.show(templates_panel(templates()))
else:
    page.answer("Only officers add files, at a desk where the records of children are held.")
