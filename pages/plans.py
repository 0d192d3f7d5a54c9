"""Are plans kept up to date?"""

from functools import partial

from sendviz.app import page
from sendviz.app.child_list import show_children
from sendviz.panels.areas import areas_panel
from sendviz.panels.headline import headline
from sendviz.panels.reviews import law_words, next_review_panel, told_here, worst_kept_first
from sendviz.panels.sheet import sheet_panel
from sendviz.panels.side_by_side import side_by_side_panel
from sendviz.panels.split import split_panel
from sendviz.panels.trend import trend_panel

LAW = ("reviews_held_in_time", "reviews_decided_in_4_weeks")
OVERDUE = "reviews_overdue"
REVIEWS = ("plans_in_force", "reviews_due", *LAW, OVERDUE, "phase_transfers_in_time")
SHEET = {"": ["plans_in_force", *LAW]}
records = page.records()
kept = worst_kept_first(records, LAW)
page.question("Are plans kept up to date?")
page.answer(*(headline(records, id) for id in kept))
# Where nothing is told of what is looked at, the picture says why.
page.show(trend_panel(records, (kept or LAW)[0]))
page.text(
    *(law_words(records, id) for id in kept[:1]),
    *(headline(records, id) for id in told_here(records, (OVERDUE,))),
)
show_children(records, "plan_in_force", "Plans and their next review")
page.show(next_review_panel(records), areas_panel(records, LAW[0], "locality"))
for id in kept[1:]:
    page.show(trend_panel(records, id))
page.show(side_by_side_panel(records, REVIEWS, "Reviews and decisions", "Each with its counts"))
page.later("Side by side, by place", "sheet", lambda: sheet_panel(records, SHEET))
for kind, title in {"last_review": "Plans by last review", "need": "Plans by main need"}.items():
    page.later(title, f"by_{kind}", partial(split_panel, records, "plans_in_force", kind))
page.unknown()
