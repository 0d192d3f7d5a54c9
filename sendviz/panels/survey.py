"""What do families say? Every question's newest answers with their intervals, and wave by wave."""

from __future__ import annotations

from datetime import date

from sendviz.ask import Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import Row
from sendviz.findings.quality import RESPONSE, Survey, Wave, survey_of
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.values import blank_of, interval_text
from sendviz.kit.words import number, percent, period_name, signed
from sendviz.panels.areas import area_dots
from sendviz.panels.panel import Panel, charted, or_refused

NOTHING_ASKED = "No survey answers are loaded, or too few people answered."


@or_refused
def survey_panel(records: Records) -> Panel:
    """Dots with intervals a question, and a table of all waves with base, response and the smallest
    change that two waves could show; a question in new words begins anew."""
    found = survey_of(records)
    if found is None:
        return Panel("survey", "What families say is not measured", sentences=(NOTHING_ASKED,))
    return charted(
        records,
        "survey",
        _heading(found),
        area_dots(found.newest),
        [found.newest],
        "area_dots",
        sentences=tuple(each for each in (_response(records, found), _reworded(found)) if each),
        tables=(_table(found),),
        notes=("Each dot is the share of positive answers, the line its 95% interval.",),
    )


def _heading(found: Survey) -> str:
    best = max(found.last, key=lambda each: each.row.value)
    worst = min(found.last, key=lambda each: each.row.value)
    if best.question == worst.question:
        return f"What families say: {percent(best.row.value)} are positive"
    low, high = (percent(each.row.value) for each in (worst, best))
    return f"What families say: {low} to {high} are positive"


def _response(records: Records, found: Survey) -> str:
    """'Of those invited, 460 of 4,200 (11.0%) answered in July 2025.'; that it is not known."""
    month = found.last[0].month
    try:
        answer = records.over(start=None, end=None).ask(RESPONSE, period="month")
    except BadSelection:
        return ""
    of_month = (each for each in answer.rows if _month(each) == month)
    row = next(of_month, None)
    when = period_name(month, "month")
    if row is None or blank_of(row):
        return f"How many of those invited answered in {when} is not known."
    return f"Of those invited, {answer.text(row)} answered in {when}."


def _month(row: Row) -> date | None:
    return row.period_start.date() if row.period_start else None


def _reworded(found: Survey) -> str:
    asked = [each.question for each in found.waves if each.reworded]
    if not asked:
        return ""
    return f"The words of “{asked[-1]}” changed: answers before and after cannot be compared."


def _table(found: Survey) -> Table:
    head = ["Question", "Wave", "Positive", "95% interval", "Change since the wave before"]
    waves = sorted(found.waves, key=lambda each: (each.question, each.month))
    before: dict[str, Wave] = {}
    rows = []
    for each in waves:
        rows.append(_row(found, each, before.get(each.question)))
        before[each.question] = each
    return table_of("Survey answers by wave", head, rows, wide=True, title="Wave by wave")


def _row(found: Survey, wave: Wave, before: Wave | None) -> list[Cell]:
    m = found.newest.measure
    return [
        Cell(wave.question),
        Cell(period_name(wave.month, "month")),
        Cell(found.newest.text(wave.row)),
        Cell(interval_text(m, wave.row)),
        Cell(*_change(wave, before)),
    ]


def _change(wave: Wave, before: Wave | None) -> tuple[str, bool, str]:
    """The change in points, and the smallest that could have been seen."""
    if wave.reworded:
        return "asked in new words: begins anew", False, ""
    if before is None or wave.seen_from is None:
        return "first wave", False, ""
    moved, seen = (wave.row.value - before.row.value) * 100, wave.seen_from * 100
    larger = abs(moved) >= seen
    told = "large enough to be seen" if larger else "too small to be seen"
    return (
        f"{signed(moved, 1)} points: {told}",
        False,
        f"Two such waves can show {number(seen)} points or more.",
    )
