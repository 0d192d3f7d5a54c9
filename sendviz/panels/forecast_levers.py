"""What a forecast was asked with: each lever with its value and why that is the usual one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sendviz.ask import Records, coverage
from sendviz.catalogue import planning
from sendviz.findings.forecast import forecast, gain_of
from sendviz.findings.levers import Levers, left_for_reviews, levers_of, productivity
from sendviz.findings.staffing import own_productivity
from sendviz.kit import words
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.words import number, percent, pounds
from sendviz.panels.forecast import told
from sendviz.panels.panel import Panel, or_refused

HELD = "reviews_held_in_time"


def levers_from(values: Mapping[str, float]) -> Levers:
    """The levers as a page has them. Raises BadSelection outside their bounds."""
    return levers_of(values)


def scenario_links(records: Records) -> tuple[tuple[str, dict[str, str]], ...]:
    """The named scenarios that can be gone to from here: the words, and the whole address with
    every lever; those about a council only where its records are loaded."""
    held = {each.la_code: each.short_name for each in coverage(records.store)}
    found = []
    for each in planning.scenarios().values():
        if each.la_code and each.la_code not in held:
            continue
        about = {
            "council": held.get(each.la_code, records.council),
            "as_at": words.day(each.as_at or records.selection.as_at),
        }
        settings = {id: f"{value:g}" for id, value in each.levers.items()}
        found.append((each.link or each.name, about | settings))
    return tuple(found)


def value_words(lever: planning.Lever, value: float) -> str:
    """'3 posts', '−5%', '1.5% a month'; with a sign where it may be below nought."""
    told = words.signed(value, 1) if lever.least < 0 else number(value, 1)
    return f"{told}{'' if lever.unit.startswith('%') else ' '}{lever.unit}"


def reviews_lose(records: Records, levers: Levers) -> str:
    """What annual reviews lose, or gain, by the time that moves to or from new plans; '' where none
    moves."""
    points = levers["off_reviews"]
    if not points:
        return ""
    row = records.over(areas=(), where=()).for_parts.months_back(12).ask(HELD).row
    part = left_for_reviews(levers)
    lost = f"{percent(abs(1 - part))} {'less' if points > 0 else 'more'}"
    start = f"Time moved {'from' if points > 0 else 'to'} annual reviews leaves {lost} for them"
    if row.blank:
        return f"{start}; how many were held in time is not known."
    held, due = float(row.numerator or 0), float(row.denominator or 0)
    return (
        f"{start}: of {number(due)} due in twelve months {number(held)} were held in time; about "
        f"{told(min(held * part, due), records)} would be."
    )


def cost_words(records: Records, levers: Levers) -> str:
    """'£784,000 would finish about 210 more cases within two years (90 to 330): £3,733 each (£2,376
    to £8,711).'; '' where no cost is told."""
    if not levers["cost"]:
        return ""
    found = gain_of(records, levers)
    middle, low, high = (told(each, records) for each in found.cases)
    start = f"{pounds(levers['cost'])} would finish about {middle} more cases within two years"
    if found.cases[0] < 1:
        return f"{pounds(levers['cost'])} would finish no more cases within two years."
    each, least, most = found.pounds
    limits = f"{pounds(least)} {f'to {pounds(most)}' if np.isfinite(most) else 'or more'}"
    return f"{start} ({low} to {high}): {pounds(each)} each ({limits})."


@or_refused
def levers_panel(records: Records, levers: Levers, order: str) -> Panel:
    """Each lever, what it stands at, and why its usual value is what it is."""
    rows = [
        [
            Cell(each.name),
            Cell(value_words(each, levers[each.id]), number=True),
            Cell(each.why),
        ]
        for each in planning.levers().values()
    ]
    table = table_of("Levers", ["Lever", "Stands at", "Why this number"], rows, wide=True)
    return Panel("levers", "Why these numbers", tables=(table, _posts_table(records, order)))


def _posts_table(records: Records, order: str) -> Table:
    now = forecast(records, Levers(), order).now
    own = own_productivity(records, now)
    rows = []
    for id, post in planning.posts().items():
        things = "advices" if post.stage == "advice" else "outcomes"
        basis = "The council's own staff and output." if id in own else post.basis
        source = "own records" if id in own else post.source
        rows.append(
            [
                Cell(post.name.capitalize()),
                Cell(f"{number(productivity(id, own), 2)} {things} a week", number=True),
                Cell(f"{basis} Source: {source}."),
            ]
        )
    return table_of(
        "What one more person does", ["Post", "A week", "On what ground"], rows, wide=True
    )
