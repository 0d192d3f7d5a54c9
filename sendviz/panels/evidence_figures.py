"""The figures among the evidence: what each says today, and the chart that its line opens."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.evidence import shown
from sendviz.findings.linked import held_to, linked
from sendviz.findings.trend import Told, control_charts_by_month
from sendviz.kit.html import SignedLine, SignedLines
from sendviz.kit.verdicts import impact_sign
from sendviz.kit.words import capital, day
from sendviz.panels import trend_words
from sendviz.panels.panel import NOTHING, Opening, Panel, or_refused
from sendviz.panels.plan_words import figure_name
from sendviz.panels.trend import told_panel


@or_refused
def figures_panel(records: Records) -> Panel:
    """The figures among the evidence: what each says now, and what opens its chart."""
    lines, openings = [], {}
    for place, measure, selection, since in _figures(records):
        name = f"Finding {place}, {figure_name(measure, selection)}"
        told = _told(records, measure, selection)
        said = f"{name}: in the log of {since}. {_now(told, measure)}"
        if told is None:
            lines.append(SignedLine(impact_sign("cannot_tell"), said))
            continue
        lines.append(SignedLine(trend_words.sign(told), said, told.latest_months, name))
        make = partial(chart_panel, records, measure, selection, name)
        openings[name] = Opening(make, measure, "".join(held_to(selection, "pathway")[:1]))
    if not lines:
        return NOTHING
    title = "What the figures in the log say today"
    groups = (SignedLines("", tuple(lines)),)
    return Panel("figures", title, signed=groups, openings=openings)


def _figures(records: Records) -> Iterator[tuple[int, str, str, str]]:
    """Of each figure of each finding its place, measure, selection and newest day, once."""
    for place, each in enumerate(shown(records), start=1):
        named: dict[tuple[str, str], str] = {}
        for one in each.evidence:
            if one.measure in catalogue.measures():
                named.setdefault((str(one.measure), one.selection or ""), day(one.dated))
        for (measure, selection), since in named.items():
            yield place, measure, selection, since


def _told(records: Records, measure: str, selection: str) -> Told | None:
    """The measure's trend of the whole council, or of what the selection names; None where this
    view has none."""
    if not catalogue.get(measure).has_history:
        return None
    try:
        found = control_charts_by_month(linked(records, selection), measure)
    except BadSelection:
        return None
    return found.told if found.places else None


def _now(told: Told | None, measure: str) -> str:
    if told is None:
        one_day = not catalogue.get(measure).has_history
        why = "it is known for one day only" if one_day else "this view has no months of it"
        return f"Can’t tell: {why}."
    said = capital(trend_words.short(told))
    if told.now is None:
        return f"{said}."
    return f"{said}: {told.answer.text(told.now)} {trend_words.when(told)}."


@or_refused
def chart_panel(records: Records, measure: str, selection: str, name: str) -> Panel:
    """The chart of a figure of the log."""
    here = linked(records, selection)
    told = control_charts_by_month(here, measure).told
    said = f"{trend_words.heading(told)}. {trend_words.figures(told)}".strip()
    return told_panel(here, f"chart_{name}", name, told, (said,))
