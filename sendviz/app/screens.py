"""The screens, each declared once: where it stands in the menu and what it needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """One page: its file in `pages/`, its name in the menu, and the section that it stands in.

    of_parts: it tells of localities, or of the NHS's figures, throughout. needs_records: it is
    empty where only published figures are loaded. shows_records: made-up records must be named on
    it. choices: the keys of its own choices in the address.
    """

    id: str
    title: str
    section: str
    of_parts: bool = False
    needs_records: bool = True
    shows_records: bool = True
    choices: tuple[str, ...] = ()


SCREENS = (
    Screen("overview", "Overview", "Oversight"),
    Screen("timeliness", "Timeliness", "Oversight"),
    Screen("backlog", "Backlog", "Oversight"),
    Screen(
        "localities",
        "Localities",
        "Oversight",
        of_parts=True,
        choices=("measure", "by", "pathway", "split"),
    ),
    Screen(
        "health_waits", "Health waits", "Oversight", of_parts=True, choices=("pathway", "split")
    ),
    Screen("changes", "What changed", "Oversight"),
    Screen("plans", "Plans and reviews", "Oversight"),
    Screen(
        "compare",
        "Compare councils",
        "Oversight",
        needs_records=False,
        shows_records=False,
        choices=("compare", "published", "year", "base"),
    ),
    Screen("action_plan", "Action plan", "Improvement", choices=("group",)),
    Screen("impact", "Impact", "Improvement", choices=("figure",)),
    Screen("definitions", "Definitions", "About the data", needs_records=False),
    Screen("data_quality", "Data quality", "About the data"),
    Screen("sources", "Sources", "About the data", needs_records=False),
    Screen("accessibility", "Accessibility", "About the data", needs_records=False),
)
BY_TITLE = {each.title: each for each in SCREENS}
