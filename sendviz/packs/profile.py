"""The area profile: one page A4 with what an inspector, a councillor and a board ask first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sendviz.ask import ROLES, Records
from sendviz.packs.parts import Pack, Part
from sendviz.panels.heat import heat_panel
from sendviz.panels.inspections import inspection_panel
from sendviz.panels.panel import Panel
from sendviz.panels.profile import (
    compared_words,
    health_in_short_panel,
    needs_panel,
    support_words,
)
from sendviz.panels.quality import quality_sentence
from sendviz.panels.side_by_side import side_by_side_panel
from sendviz.panels.survey import survey_panel
from sendviz.panels.trend import trend_panel

CHILDREN = ("plans_in_force", "requests_per_1000")
PLANS = (
    "requests_received",
    "decisions_to_refuse",
    "plans_issued_within_20_weeks",
    "plans_due_issued_in_time",
    "cases_open_over_20_weeks",
)
SCHOOL = (
    "published_absence_with_plan",
    "published_severe_absence_with_plan",
    "published_pupils_suspended_with_plan",
    "published_part_time_timetables_with_plan",
    "published_children_missing_education",
)
VOICES = ("complaints_received", "appeals_registered", "ombudsman_upheld")
BY_PLACE = {
    "": [
        "cases_open_over_20_weeks",
        "plans_issued_within_20_weeks",
        "decided_within_6_weeks",
        "share_waiting_at_least_13_weeks/autism",
        "share_waiting_over_18_weeks/slt",
    ]
}
ON_TIME = "plans_issued_within_20_weeks"


def parts(records: Records) -> tuple[Part, ...]:
    """The left side, the right one, and what stands under both."""
    return (
        Part("Children with a plan", _children, "no figure is known", None, side="left"),
        Part("Waiting for health", _health, "no health records are loaded", None, side="left"),
        Part("Last inspection", _inspection, "no inspection is known", None, side="left"),
        Part("Voices", _voices, "no survey, complaints or appeals are loaded", None, side="left"),
        Part("Getting a plan", _plans, "no figure is known", None, side="right"),
        Part("In school", _school, "no figures of schools are loaded", None, side="right"),
        Part("By place", _places, "no figure is known by place", None),
    )


def _children(records: Records) -> Iterator[Panel | str]:
    yield side_by_side_panel(records, CHILDREN)
    yield needs_panel(records)
    yield support_words(records)


def _plans(records: Records) -> Iterator[Panel | str]:
    yield side_by_side_panel(records, PLANS)
    yield quality_sentence(records)
    yield in_short(trend_panel(records, ON_TIME))
    yield compared_words(records)


def _health(records: Records) -> Iterator[Panel]:
    yield health_in_short_panel(records)


def _places(records: Records) -> Iterator[Panel]:
    yield heat_panel(records, BY_PLACE)


def _school(records: Records) -> Iterator[Panel]:
    yield side_by_side_panel(records, SCHOOL)


def _voices(records: Records) -> Iterator[Panel]:
    yield side_by_side_panel(records, VOICES)
    yield replace(in_short(survey_panel(records)), figure=None)


def _inspection(records: Records) -> Iterator[Panel]:
    yield in_short(inspection_panel(records))


def in_short(panel: Panel) -> Panel:
    """A panel without the small print under its picture; the other packs and the screen have it."""
    return replace(panel, notes=())


PROFILE = Pack(
    "profile",
    "Area profile",
    "One page with children, plans, health waits, places, voices and the last inspection.",
    ROLES,
    parts,
    most_pages=1,
    dense=True,
)
