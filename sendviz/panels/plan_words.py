"""The words of a plan: of its lines, their days, and why something needs a word today."""

from __future__ import annotations

from sendviz import catalogue
from sendviz.ask.plan_rows import Line, Link, Plan
from sendviz.catalogue import Measure
from sendviz.findings.actions import Contradiction
from sendviz.kit.values import noun
from sendviz.kit.verdicts import state_words
from sendviz.kit.words import day, number

SIMULATED_LINE = "Simulated plan after public documents."
ON_MADE_UP = "Verdicts on simulated lines judge simulated records, not the council’s own."
WHY = {
    "red": "rated red",
    "is_overdue": "overdue",
    "has_no_date": "no date",
    "has_no_update": "no news for 35 days",
}
GAPS = {
    "no_measure": "no measure",
    "no_date": "no date",
    "no_owner": "no owner",
    "no_health_owner": "no health owner",
    "no_milestone": "no milestone",
    "no_success": "no word on what success is",
}
SAID_AND_SHOWN = {
    "complete_no_change": "Complete, but the figure has not moved, and should have by now",
    "complete_worse": "Complete, but the figure got worse",
    "better_on_paper": "Better on paper, not felt: fewer families are content than before",
    "red_yet_improving": "Rated red, yet the figure improves",
    "green_without_proof": "Green and due within 30 days, with no milestone reached",
    "complete_not_measured": "Complete, but nobody has measured it",
}
THEMES = {
    "identified": "Needs identified accurately and in time",
    "participate": "Families take part in decisions",
    "right_help": "Right help at the right time",
    "next_steps": "Prepared for next steps",
    "included": "Valued, visible and included",
    None: "No theme",
}


def plan_source(found: Plan) -> str:
    """Where a plan is from, or that it is simulated."""
    if any(line.simulated for line in found.lines):
        return SIMULATED_LINE
    return "Source: the plan as loaded."


def partner_words(line: Line) -> str:
    """'Council', 'Partners together', or that no owner is named."""
    return catalogue.dimensions()["partner"].values.get(line.partner, "No owner named")


def due_words(line: Line) -> str:
    """'31 March 2025', 'Ongoing' as written, or that no date is set."""
    if line.due_on:
        return day(line.due_on)
    return f"no date (“{line.due_text}”)" if line.due_text else "no date"


def due_small(line: Line) -> str:
    """What stands under the day: that it has passed, or which day was agreed first."""
    late = "overdue" if line.is_overdue else ""
    moved = line.due_on != line.first_due and line.first_due
    first = f"first {day(line.first_due)}" if moved else ""
    return "; ".join(each for each in (late, first) if each)


def status(line: Line) -> str:
    """In which of five groups a line stands: complete, overdue, at risk, on track, or not open."""
    if line.is_complete:
        return "complete"
    if not line.is_open:
        return state_words(line.state)
    if line.is_overdue:
        return "overdue"
    return "at risk" if line.rating in ("red", "amber") else "on track"


def in_short(lines: tuple[Line, ...] | list[Line]) -> str:
    """'12 actions: 4 complete, 5 on track, 2 at risk, 1 overdue'."""
    found = [status(each) for each in lines]
    order = ("complete", "on track", "at risk", "overdue")
    names = [*order, *sorted({*found} - {*order})]
    parts = [f"{found.count(name)} {name}" for name in names if name in found]
    things = "action" if len(found) == 1 else "actions"
    return f"{len(found)} {things}: {', '.join(parts)}"


def amount(m: Measure, value: float) -> str:
    """A value with its unit: '40 in 100', '300 children', '12 weeks'. A wanted share has no counts,
    so it is no percentage."""
    if m.is_fraction:
        return f"{number(100 * value)} in 100"
    return f"{number(value)} {'weeks' if m.unit == 'weeks' else noun(m)}"


def link_name(link: Link) -> str:
    """The short name of the measure that an action should move, as `figure_name`."""
    return figure_name(link.measure, link.selection)


def figure_name(measure: str, selection: str) -> str:
    """The short name of a measure, with the pathway or place that it is held to."""
    m = catalogue.measures().get(measure)
    if m is None:
        return measure
    held = [part.partition("=")[2] for part in selection.split("&") if part]
    names = [_value_name(part) for part in held]
    return f"{m.short_name} ({', '.join(names)})" if names else m.short_name


def _value_name(code: str) -> str:
    for each in catalogue.dimensions().values():
        if code in each.values:
            return each.values[code].lower() if len(code) > 3 else each.values[code]
    return code


def contradiction_words(found: Contradiction) -> str:
    """'PA5.1 Embed phase one ... Complete, but the figure got worse: Over 18 weeks.'"""
    name = f": {link_name(found.judged.link)}" if found.judged else ""
    return f"{found.line.ref} {found.line.title}. {SAID_AND_SHOWN[found.kind]}{name}."
