"""Are plans kept up to date?"""

from sendviz.app import page
from sendviz.app.child_list import show_children
from sendviz.panels.headline import headline
from sendviz.panels.sheet import sheet_orders, sheet_panel, sheet_question
from sendviz.panels.side_by_side import side_by_side_panel
from sendviz.panels.split import split_panel
from sendviz.panels.trend import trend_panel

REVIEWS = ("plans_in_force", "reviews_due", "reviews_held_in_time", "reviews_decided_in_4_weeks")
SHEET = {"": ["plans_in_force", "reviews_held_in_time", "reviews_decided_in_4_weeks"]}
records = page.records()
page.question("Are plans kept up to date?")
page.answer(headline(records, "plans_in_force"), headline(records, "reviews_held_in_time"))
page.show(trend_panel(records, "reviews_held_in_time"))
page.show(
    split_panel(records, "plans_in_force", "need"),
    split_panel(records, "plans_in_force", "last_review"),
)
page.show(side_by_side_panel(records, REVIEWS, "Reviews and decisions", "Each with its counts"))
page.show_ordered(
    sheet_orders(records, SHEET),
    sheet_question(records),
    "locality",
    lambda order: sheet_panel(records, SHEET, order=order),
)
show_children(records, "plan_in_force", "Plans and their next review")
page.unknown(
    "Whether the plans are any good: that needs the council's audits. A SEN2 return holds the "
    "last review of each plan only."
)
