"""Are we doing what we said, and what must be decided today?"""

from sendviz.app import page
from sendviz.panels.promises import promises_panel

records = page.records()
page.question("Are we doing what we said, and what must be decided today?")
page.show(promises_panel(records))
page.unknown(
    "Whether what was done was done well, and what families feel of it. A promise is judged by one "
    "figure; what else was said with it is left out. Promises that no report, paper or news page "
    "told of are missing."
)
