"""What is still not good enough: every measure that misses what the law asks, the worst first."""

from __future__ import annotations

from collections.abc import Iterator

from sendviz import catalogue
from sendviz.ask import Answer, Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.kit.html import Cell, table_of
from sendviz.kit.words import capital, counted
from sendviz.panels.headline import against_limit, misses_limit
from sendviz.panels.panel import NOTHING, Panel, or_refused


@or_refused
def short_of_panel(records: Records) -> Panel:
    """A row a measure with a legal limit that it misses: its value, and how many cases missed it;
    shares first, the lowest first."""
    found = sorted(_short_of(records), key=_worst_first)
    if not found:
        return NOTHING
    rows = [
        [Cell(each.measure.name), Cell(each.text()), Cell(against_limit(each))] for each in found
    ]
    table = table_of("Short of the law", ["Measure", "Now", "What the law asks"], rows)
    many = counted(len(rows), "measures")
    verb = "misses" if len(rows) == 1 else "miss"
    return Panel("short_of", f"{capital(many)} {verb} what the law asks", tables=(table,))


def _short_of(records: Records) -> Iterator[Answer]:
    for m in catalogue.measures().values():
        if m.legal_limit is None or m.kind == "given":
            continue
        try:
            answer = records.ask(m)
        except BadSelection:
            continue
        if misses_limit(answer):
            yield answer


def _worst_first(answer: Answer) -> tuple[bool, float]:
    return not answer.measure.is_fraction, float(answer.row.value)
