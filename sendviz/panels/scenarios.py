"""Scenarios that people kept: side by side, and at an address of their own."""

from __future__ import annotations

from collections.abc import Sequence

from sendviz.ask import Records
from sendviz.ask.saved import ORDER, Saved, saved_scenarios
from sendviz.catalogue import planning
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.forecast import AS_NOW, ORDERS, RUNS, SEED, Course, Forecast, forecast
from sendviz.findings.levers import Levers, levers_of
from sendviz.kit import words
from sendviz.kit.html import Cell, table_of
from sendviz.kit.words import joined, number
from sendviz.panels.forecast import (
    NAMES,
    a_year_on,
    caption_of,
    of_100,
    order_name,
    share_range,
    told,
)
from sendviz.panels.forecast_levers import value_words
from sendviz.panels.panel import NOTHING, Panel, or_refused

MOST = 4


def saved_links(records: Records) -> tuple[tuple[str, dict[str, str]], ...]:
    """Each kept scenario with the whole address that opens it: council, day, levers and order."""
    return tuple((each.name, _address(records, each)) for each in saved_scenarios(records))


def _address(records: Records, each: Saved) -> dict[str, str]:
    about = {
        "council": records.council,
        "as_at": words.day(each.as_at or records.selection.as_at),
        ORDER: NAMES[_order(each)],
    }
    return about | {id: f"{value:g}" for id, value in each.levers.items()}


def _order(each: Saved) -> str:
    return each.order if each.order in ORDERS else AS_NOW


@or_refused
def saved_panel(records: Records, names: Sequence[str]) -> Panel:
    """Up to four kept scenarios side by side, as at the day that is looked at, each with its own
    levers and order and the same chance."""
    chosen = [each for each in saved_scenarios(records) if each.name in names][:MOST]
    if not chosen:
        return NOTHING
    found = {each.name: _forecast(records, each) for each in chosen}
    rows = [_row(records, each, known) for each in chosen if (known := found[each.name])]
    lost = [name for name, each in found.items() if each is None]
    then = [words.month(a_year_on(each.course)) for each in found.values() if each][:1]
    late = ", ".join(["Past 20 weeks", *then])
    head = ["Scenario", "Needed a week", "Backlog gone by", "In time then", late]
    return Panel(
        "saved",
        "Kept scenarios side by side",
        caption_of(records, f"All on one day, with the same {RUNS} courses"),
        tables=(table_of("Kept scenarios", head, rows, wide=True),) if rows else (),
        notes=(
            "Gone: under 5% of open cases past 20 weeks, three months running, in half of the "
            "courses. In time: of the plans of the three months to then or, where it is not gone, "
            f"to the end of two years. In brackets: 90 in 100 courses. Chance: seed {SEED}.",
            _lost_words(lost),
        ),
    )


def _forecast(records: Records, each: Saved) -> Forecast | None:
    """Its forecast; None where one of its numbers can no longer be chosen."""
    try:
        levers = levers_of(each.levers)
    except BadSelection:
        return None
    return forecast(records, levers, _order(each))


def _lost_words(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f"Not shown, since a number of it can no longer be chosen: {joined(list(names))}."


def _row(records: Records, each: Saved, found: Forecast) -> list[Cell]:
    course = found.course
    by = course.cleared_by
    then = by or course.days[-1]
    middle, low, high = (told(v, records) for v in course.past(20).at(a_year_on(course)))
    return [
        Cell(each.name, small=_what(each, found.levers, course)),
        Cell(number(found.needed), number=True, small=f"{number(found.now.outcomes)} now"),
        Cell(
            words.month(by) if by else "not within two years",
            number=True,
            small=f"{of_100(course.share_clearing)} courses clear",
        ),
        Cell(share_range(course.on_time, then), number=True, small=f"to {words.month(then)}"),
        Cell(f"{middle} ({low} to {high})", number=True),
    ]


def _what(each: Saved, levers: Levers, course: Course) -> str:
    """What is changed in it, the order of work, and by whom it was kept."""
    known = planning.levers()
    changed = [
        f"{words.uncapital(known[id].name)}: {value_words(known[id], value)}"
        for id, value in levers.changed
    ]
    said = [*changed, words.uncapital(order_name(course)), f"kept by {each.by}"]
    return words.capital("; ".join(said))
