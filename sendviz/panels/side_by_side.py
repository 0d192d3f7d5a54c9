"""Measures one under the other, one measure over several periods, and with its variants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sendviz import catalogue
from sendviz.ask import NotAllowed, Records
from sendviz.catalogue import Measure
from sendviz.findings.views import View, four_views
from sendviz.kit import words
from sendviz.kit.html import Cell, table_of
from sendviz.kit.words import capital
from sendviz.panels.of_parts import for_others, is_told_of_parts
from sendviz.panels.panel import Panel, or_refused


@or_refused
def side_by_side_panel(
    records: Records, ids: Sequence[str], title: str = "", caption: str = ""
) -> Panel:
    """Measures one under the other: value with counts, and a year before; those that public view
    does not tell of a part are named under it."""
    earlier, rows, others = records.a_year_before, [], []
    is_told = records.reach(earlier.selection)
    for id in ids:
        m = catalogue.get(id)
        try:
            now, before = records.ask(id).text(), earlier.ask(id).text() if is_told else "not known"
        except NotAllowed:
            if is_told_of_parts(records, id):
                raise
            others.append(m.name)
            continue
        rows.append([Cell(m.name, small=limit_words(m)), Cell(now), Cell(before)])
    head = ["Measure", "Now", "A year before"]
    tables = (table_of("Measures side by side", head, rows),) if rows else ()
    notes = (for_others(others),) if others else ()
    return Panel(f"side_by_side_{ids[0]}", title, caption, tables=tables, notes=notes)


def limit_words(m: Measure) -> str:
    """The legal limit in words; '' for none."""
    return f"Legal limit: {m.legal_limit.basis}" if m.legal_limit else ""


@or_refused
def variants_panel(records: Records, id: str, title: str = "") -> Panel:
    """The measure with and without exceptions, each with its counts; of a part in public view, who
    may see that."""
    m, plain = catalogue.get(id), records.ask(id)
    if plain.rounded:
        others = for_others([each.short_name for each in m.variants])
        return Panel(f"variants_{id}", title, notes=(others,))
    told = [(m.short_name, plain)]
    told += [(each.short_name, records.ask(id, variant=each.id)) for each in m.variants]
    rows = [[Cell(name), Cell(answer.text())] for name, answer in told]
    table = table_of(f"{m.name}: variants", ["Counted", "In the period"], rows)
    return Panel(f"variants_{id}", title, tables=(table,))


@or_refused
def four_views_panel(records: Records, id: str, since: date | None = None) -> Panel:
    """The same measure over four periods at once, each with its counts; since: the first day of
    the second of them. Of a part, public view is told of whole quarters; the others are named."""
    title, views = "Four ways to look at the same thing", four_views(records, id, since)
    rows = [[Cell(view_name(each)), Cell(each.answer.text())] for each in views if each.answer]
    others = [words.period_words(*each.period) for each in views if not each.answer]
    tables = (table_of(title, ["Period", catalogue.get(id).short_name], rows),) if rows else ()
    notes = (for_others(others),) if others else ()
    return Panel(f"four_views_{id}", title, tables=tables, notes=notes)


def view_name(view: View) -> str:
    """The label of one of the four ways to look: 'March 2025', 'Since 1 May 2024', '2025 so far'
    ..."""
    first, last = view.period
    if view.label == "since":
        return f"Since {words.day(first)}"
    if view.label == "calendar_year":
        whole = (last.month, last.day) == (12, 31)
        return f"Calendar year {last.year}" + ("" if whole else f" to {last.day} {last:%B}")
    return capital(words.period_words(first, last))
