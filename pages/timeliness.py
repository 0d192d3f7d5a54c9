"""Do children get their plan in time?"""

from sendviz.app import choices, page
from sendviz.panels.headline import headline
from sendviz.panels.holdup import holdup_panel
from sendviz.panels.paradox import paradox_panel
from sendviz.panels.quality import beside_timeliness
from sendviz.panels.side_by_side import four_views_panel, side_by_side_panel, variants_panel
from sendviz.panels.stages import stages_panel
from sendviz.panels.trend import trend_panel

ON_TIME = "plans_issued_within_20_weeks"
BESIDE = (
    "decisions_to_refuse",
    "share_with_an_exception",
    "no_plan_decided_within_16_weeks",
    "plans_issued_after_a_year",
    "mean_weeks_to_issue",
    "median_weeks_to_issue",
    "ninetieth_percentile_weeks_to_issue",
    "requests_disputed",
    "reviews_held_in_time",
    "reviews_decided_in_4_weeks",
)
records = page.records()
page.question("Do children get their plan in time?")
page.answer(
    headline(records, ON_TIME),
    headline(records, "plans_due_issued_in_time"),
    headline(records, "cases_open_over_20_weeks"),
)
page.show(trend_panel(records, ON_TIME))
page.text(beside_timeliness(records))
page.show(holdup_panel(records))
left, right = page.columns(2, 3)
with left:
    since = choices.since(records)
    page.show(four_views_panel(records, ON_TIME, since))
    page.show(variants_panel(records, ON_TIME, "With and without exceptions"))
with right:
    page.show(paradox_panel(records), half=True)
page.show(stages_panel(records))
page.show(side_by_side_panel(records, BESIDE, "More measures, now and a year before"))
page.unknown()
