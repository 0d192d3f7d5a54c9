"""Are plans good, and are children safe, happy and thriving?"""

from functools import partial

from sendviz.app import page
from sendviz.panels.areas import areas_panel
from sendviz.panels.headline import headline
from sendviz.panels.quality import (
    drafting_panel,
    pair_panels,
    pair_sentence,
    quality_sentence,
    speed_sentence,
)
from sendviz.panels.remedies import remedies_panel
from sendviz.panels.side_by_side import side_by_side_panel
from sendviz.panels.survey import survey_panel
from sendviz.panels.wellbeing import not_measured_lines, wellbeing_panel

GOOD = "plans_audited_good_or_better"
PROCESS = (
    "plans_issued_within_20_weeks",
    "plans_due_issued_in_time",
    "reviews_held_in_time",
    "phase_transfers_in_time",
)
AUDITS = (
    GOOD,
    "plans_audited_inadequate",
    "plans_with_health_advice",
    "plans_with_care_advice",
    "provision_specified",
    "therapist_saw_draft",
    "audits_done",
    "audit_grade_changed_by_moderation",
)
EXPERIENCE = (
    "complaints_received",
    "complaints_upheld",
    "complaints_answered_in_time",
    "mediations_registered",
    "mediations_agreed",
    "appeals_registered",
    "appeals_conceded",
    "appeals_for_family",
)
records = page.records()
told = records.for_parts.months_back(12)
page.question("Are plans good, and are children safe, happy and thriving?")
page.answer(quality_sentence(records), speed_sentence(records), pair_sentence(records))
for each in pair_panels(records):
    page.show(each)
page.show(wellbeing_panel(records))
page.show(survey_panel(records))
page.show(remedies_panel(records))
left, right = page.columns(1, 1)
with left:
    page.show(side_by_side_panel(told, PROCESS, "Process"), half=True)
    page.show(side_by_side_panel(told, AUDITS, "Quality"), half=True)
with right:
    page.show(side_by_side_panel(told, EXPERIENCE, "Experience"), half=True)
    page.text(headline(told, "appeals_for_family"), headline(told, "appeals_conceded"))
page.show(drafting_panel(records))
if not page.is_public():
    page.later("Audits by place", "audits_by_place", partial(areas_panel, told, GOOD, "locality"))
page.unknown()
page.text(*not_measured_lines(records))
