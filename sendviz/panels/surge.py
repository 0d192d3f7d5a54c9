"""Have requests risen since the reform was announced?"""

from __future__ import annotations

from sendviz.ask import PUBLIC, Records
from sendviz.findings.surge import Surge, surges
from sendviz.kit import words
from sendviz.kit.html import Cell, table_of
from sendviz.kit.values import category_words
from sendviz.kit.words import number
from sendviz.panels.forecast import caption_of
from sendviz.panels.panel import Panel, or_refused

TITLE = "Have requests risen since the reform was announced?"


@or_refused
def surge_panel(records: Records) -> Panel:
    """Requests since 1 March 2026 against the same months a year before, in all and by source."""
    found = surges(records)
    rows = [
        [
            Cell(_name(each)),
            Cell(number(each.before), number=True),
            Cell(number(each.now), number=True),
            Cell(_change(each), number=True),
        ]
        for each in found
    ]
    head = ["Source", "A year before", "Since 1 March 2026", "Change"]
    return Panel(
        "surge",
        surge_title(found[0]),
        caption_of(records, "Requests since 1 March 2026 against the same months a year before"),
        tables=(table_of("Requests by source", head, rows),),
        notes=(
            "The white paper came out on 23 February 2026. In brackets: 95% limits of chance."
            + (" Public view tells of all sources together." if records.role == PUBLIC else ""),
        ),
    )


def surge_title(found: Surge) -> str:
    """'Requests rose by 31% since the reform was announced'; no rise told within chance."""
    if found.rose:
        return f"Requests rose by {number((found.ratio - 1) * 100)}% since the reform was announced"
    return "No rise in requests beyond chance since the reform was announced"


def _name(each: Surge) -> str:
    return words.capital(category_words("source", each.source)) if each.source else "All"


def _change(each: Surge) -> str:
    low, high = (words.signed((value - 1) * 100) for value in (each.low, each.high))
    return f"{words.signed((each.ratio - 1) * 100)}% ({low} to {high})"
