"""Did what we did work?"""

from sendviz.app import choices, page
from sendviz.panels.impact import impact_answer, names, one_action_panel, verdicts_panel
from sendviz.panels.money import money_panel
from sendviz.panels.quality import beside_timeliness

records = page.records()
page.question("Did what we did work?")
page.answer(impact_answer(records))
figures = names(records)
if figures:
    page.show(one_action_panel(records, choices.figure(figures)))
page.show(verdicts_panel(records))
page.show(money_panel(records))
page.text(beside_timeliness(records))
page.unknown()
