"""The screens, each declared once: where it stands in the menu and what it needs."""

from __future__ import annotations

from dataclasses import dataclass

from sendviz import catalogue
from sendviz.catalogue import planning

# The key of the charts that are open.
OPENED = "chart"


@dataclass(frozen=True)
class Screen:
    """One page: its file in `pages/`, its name in the menu, and the section that it stands in.

    of_parts: it tells of localities, or of the NHS's figures, throughout. needs_records: it is
    empty where only published figures are loaded. shows_records: made-up records must be named on
    it. for_officers: others see no link to it, and no site shows it. on_site: it can stand as a
    plain page and as a paper. choices: the keys of its own choices in the address; kept: of those
    that outlast a visit to another page.
    """

    id: str
    title: str
    section: str
    of_parts: bool = False
    needs_records: bool = True
    shows_records: bool = True
    for_officers: bool = False
    on_site: bool = True
    choices: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def list_key(fact: str, choice: str) -> str:
    """The key of a choice that narrows or sorts the officers' list of a fact."""
    return f"list_{fact}_{choice}"


def _of_list(fact: str) -> tuple[str, ...]:
    return tuple(list_key(fact, each) for each in catalogue.lists_of_children()[fact].choices)


SCREENS = (
    Screen("overview", "Overview", "Oversight"),
    Screen("timeliness", "Timeliness", "Oversight"),
    Screen("backlog", "Backlog", "Oversight", kept=_of_list("open_case")),
    Screen(
        "localities",
        "Localities",
        "Oversight",
        of_parts=True,
        choices=("measure", "by", "pathway", "split"),
    ),
    Screen(
        "health_waits",
        "Health waits",
        "Oversight",
        of_parts=True,
        choices=("pathway", "split"),
        kept=_of_list("waiting"),
    ),
    Screen("changes", "What changed", "Oversight", kept=("meeting", OPENED)),
    Screen("plans", "Plans and reviews", "Oversight", kept=_of_list("plan_in_force")),
    Screen(
        "compare",
        "Compare councils",
        "Oversight",
        needs_records=False,
        shows_records=False,
        choices=("compare", "published", "year", "base"),
    ),
    Screen("quality", "Quality and experience", "Improvement"),
    Screen(
        "capacity",
        "Capacity and forecast",
        "Improvement",
        choices=("order", *planning.levers()),
        kept=("saved",),
    ),
    Screen("action_plan", "Action plan", "Improvement", choices=("group",)),
    Screen("impact", "Impact", "Improvement", choices=("figure",)),
    Screen(
        "readiness",
        "Readiness",
        "Inspection",
        choices=("slip", "call", "annex_rule", "annex_team"),
    ),
    Screen("cohorts", "Cohorts", "Inspection", kept=("who", "cohort_order", "cohort_seed")),
    Screen("evidence", "Evidence", "Inspection", kept=(OPENED,)),
    Screen("packs", "Packs", "Inspection", on_site=False, choices=("pack",)),
    Screen("add_records", "Add records", "About the data", needs_records=False, for_officers=True),
    Screen("definitions", "Definitions", "About the data", needs_records=False),
    Screen("data_quality", "Data quality", "About the data"),
    Screen("sources", "Sources", "About the data", needs_records=False),
    Screen("accessibility", "Accessibility", "About the data", needs_records=False),
)
BY_TITLE = {each.title: each for each in SCREENS}
