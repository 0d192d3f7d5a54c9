"""What each page does not tell, by page: under it, and in a meeting."""

from __future__ import annotations

UNTOLD_TITLE = "What this page does not tell you"
UNTOLD = {
    "overview": (
        "Whether a single plan is good, and what those families think whom nobody asked: more "
        "stands under Quality and experience."
    ),
    "timeliness": (
        "Why a single case was late. Only finished cases are in the share of plans on time. "
        "Whether plans are good stands under Quality and experience."
    ),
    "backlog": (
        "Why a single child waits, and what families get meanwhile. Requests withdrawn without "
        "a date are in none of these figures."
    ),
    "localities": (
        "Why an area does better: staff, schools, distances and families differ in ways that "
        "are in no record, and what nobody wrote down cannot be taken into account. In "
        "simulated records the differences are made up."
    ),
    "health_waits": (
        "Whether a child needs the assessment, what it finds, and how the wait feels. Waits for "
        "mental health support, audiology and equipment are not here. A wait that nobody "
        "recorded as a referral is in no figure."
    ),
    "changes": (
        "Why anything changed, and whether an action did it. Records that were corrected since "
        "the meeting are shown as they are known now."
    ),
    "plans": (
        "Whether the plans are any good: that stands under Quality and experience. A SEN2 "
        "return holds the last review of each plan only."
    ),
    "compare": (
        "Children who still wait: no council's open cases are published, so councils can be "
        "compared by finished cases only. Clearing old cases lowers the share of plans on time. "
        "Nothing below a whole council is published."
    ),
    "quality": (
        "Whether a single plan is good, and what those think whom nobody asked. Audits are "
        "judged by the council's own people unless the list says otherwise."
    ),
    "capacity": (
        "Why staff stay or leave, what a plan is worth to a child, and changes that nobody has "
        "decided yet. A forecast says what follows from today’s queue and the numbers chosen, "
        "no more."
    ),
    "action_plan": (
        "Whether what was done was done well, and what families feel of it. A promise is judged "
        "by one figure; what else was said with it is left out. Promises that stand in no "
        "report, paper or news page are missing."
    ),
    "impact": (
        "What would have happened without the action: nobody can know that. A figure that moved "
        "after an action may have moved for another reason, so the words claim no more than the "
        "months before, the other areas and the other councils allow. What families felt is "
        "known only where a survey asked them."
    ),
    "readiness": (
        "On which day inspectors come, whom they choose and what they find. Their questions rest "
        "on more than figures: a line that stands here need not be asked, and one that does not "
        "may be."
    ),
    "evidence": (
        "Whether the evidence is any good: the log says what somebody called it, and how strong "
        "they held it to be. What nobody wrote down is missing. Figures stand for the whole "
        "council unless their line says otherwise."
    ),
    "cohorts": (
        "Whom inspectors will choose: they choose by themselves. Whether a child is well looked "
        "after, which no list tells. A list is as right as its columns: who lacks a field is "
        "counted as not known, and in no other number."
    ),
    "packs": (
        "Anything that no screen tells: a pack holds the same figures in the same words. It is as "
        "old as the file it was built from, and its first page says who signed it off."
    ),
}
