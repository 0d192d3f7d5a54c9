"""The board pack: what must be decided, what went wrong, and whether it helps; twelve pages."""

from __future__ import annotations

from collections.abc import Iterator

from sendviz.ask import Records
from sendviz.kit.html import Cell, table_of
from sendviz.packs.document import Paragraph
from sendviz.packs.parts import Pack, Part, answer
from sendviz.panels.about_the_data import restatements_panel
from sendviz.panels.action_plan import (
    contradictions_panel,
    decisions_panel,
    exceptions_panel,
    plan_answer,
)
from sendviz.panels.backtest import backtest_panel
from sendviz.panels.decided import decided_panel
from sendviz.panels.evidence import (
    bodies_panel,
    evidence_answer,
    review_panel,
    unproven_panel,
)
from sendviz.panels.forecast import forecast_answer, orders_panel, why_none
from sendviz.panels.forecast_drawn import fan_panel
from sendviz.panels.headline import headline
from sendviz.panels.impact import impact_answer, verdicts_panel
from sendviz.panels.meeting import AS_NOW
from sendviz.panels.panel import Panel
from sendviz.panels.plan_tables import lines_in_one_panel, milestones_panel
from sendviz.panels.promises import promises_panel
from sendviz.panels.quality import (
    beside_timeliness,
    pair_panels,
    pair_sentence,
    quality_sentence,
    speed_sentence,
)
from sendviz.panels.risks import risks_panel
from sendviz.panels.side_by_side import side_by_side_panel
from sendviz.panels.survey import survey_panel
from sendviz.panels.trend import trend_panel
from sendviz.panels.you_said import you_said_panel

NO_PLAN = "no improvement plan is loaded"
ON_TIME = "plans_issued_within_20_weeks"
TRAJECTORY = (
    ON_TIME,
    "plans_due_issued_in_time",
    "cases_open_over_20_weeks",
    "decided_within_6_weeks",
    "reviews_held_in_time",
)
PROCESS = (ON_TIME, "decided_within_6_weeks", "reviews_held_in_time")
QUALITY = ("plans_audited_good_or_better", "plans_with_health_advice", "provision_specified")
EXPERIENCE = ("complaints_received", "complaints_upheld", "appeals_registered",
              "ombudsman_upheld")  # fmt: skip
PRESENT = ("In the chair", "Present", "Apologies")


def parts(records: Records) -> tuple[Part, ...]:
    """A page each, in the order of a meeting."""
    return (
        Part("Decisions asked today", _decisions, NO_PLAN),
        Part("Exceptions", _exceptions, NO_PLAN),
        Part("Trajectory", _trajectory, "no figure is known"),
        Part("Quality beside process and experience", _quality, "no figure is known"),
        Part("What is needed, and the forecast", _forecast, "no forecast can be made"),
        Part("Order of work, and how good the forecast was", _orders, "no forecast can be made"),
        Part("Actions, by finding", lambda here: [lines_in_one_panel(here)], NO_PLAN),
        Part("Did what we did work?", _impact, NO_PLAN),
        Part(
            "Risks and dependencies", lambda here: [risks_panel(here)], "no list of risks is loaded"
        ),
        Part("Family voice", _voice, "no survey and no complaints are loaded"),
        Part("Evidence for the next review", _evidence, "no finding is loaded"),
    )


def _decisions(records: Records) -> Iterator[Panel | Paragraph | str]:
    yield answer(plan_answer(records))
    yield decisions_panel(records)
    yield decided_panel(records)
    blank = [[Cell(" ") for _ in PRESENT]]
    yield Panel("present", tables=(table_of("Attendance", list(PRESENT), blank),))


def _exceptions(records: Records) -> Iterator[Panel]:
    yield exceptions_panel(records)
    yield contradictions_panel(records)


def _trajectory(records: Records) -> Iterator[Panel | str]:
    yield side_by_side_panel(records, TRAJECTORY, "Headline measures, now and a year before")
    yield beside_timeliness(records)
    yield trend_panel(records, ON_TIME)
    yield milestones_panel(records)
    yield promises_panel(records)


def _quality(records: Records) -> Iterator[Panel | Paragraph]:
    """The pair in words and numbers, and the audits month by month: speed has its picture under
    Trajectory."""
    told = records.for_parts.months_back(12)
    yield answer(quality_sentence(records), speed_sentence(records), pair_sentence(records))
    yield side_by_side_panel(told, PROCESS, "Process")
    yield side_by_side_panel(told, QUALITY, "Quality")
    yield side_by_side_panel(told, EXPERIENCE, "Experience")
    yield pair_panels(records)[-1]


def _forecast(records: Records) -> Iterator[Panel | Paragraph]:
    if refused := why_none(records):
        yield Panel("forecast", refused=refused)
        return
    yield answer(*forecast_answer(records, *AS_NOW))
    yield fan_panel(records, *AS_NOW)


def _orders(records: Records) -> Iterator[Panel]:
    if refused := why_none(records):
        yield Panel("forecast", refused=refused)
        return
    yield orders_panel(records, *AS_NOW)
    yield backtest_panel(records)


def _impact(records: Records) -> Iterator[Panel | Paragraph]:
    yield answer(impact_answer(records))
    yield verdicts_panel(records)


def _voice(records: Records) -> Iterator[Panel | str]:
    yield survey_panel(records)
    yield side_by_side_panel(
        records.for_parts.months_back(12), EXPERIENCE, "Complaints, appeals and the Ombudsman"
    )
    yield headline(records, "appeals_for_family")
    yield you_said_panel(records)


def _evidence(records: Records) -> Iterator[Panel | Paragraph]:
    yield answer(evidence_answer(records))
    yield review_panel(records)
    yield bodies_panel(records)
    yield unproven_panel(records)


BOARD = Pack(
    "board",
    "Board pack",
    "Decisions, exceptions, trajectory, forecast, actions and whether they work: 12 pages at most.",
    ("board", "officer"),
    parts,
    most_pages=12,
    closing=lambda records: [restatements_panel(records)],
)
