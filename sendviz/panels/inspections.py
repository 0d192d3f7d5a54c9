"""What did the last inspection find, when was it told, and when may the next one come?"""

from __future__ import annotations

from sendviz.ask import Records
from sendviz.ask.inspections import Inspection
from sendviz.kit import inspections as kit
from sendviz.kit import words
from sendviz.kit.html import Cell, table_of
from sendviz.panels.panel import Panel

KEY = "inspection"
NONE_KNOWN = "No inspection of this area is known here."
NEXT_NOTE = (
    "No day is fixed for the next one. Hertfordshire’s came five months after the day counted from "
    "its report."
)


def inspection_lines(inspection: Inspection) -> list[tuple[str, str]]:
    """What is known of an inspection: (what it is about, what is known) pairs."""
    held = kit.days_words(inspection.first_day, inspection.last_day)
    kind = kit.KINDS[inspection.kind]
    if inspection.published_on is None:
        return [(kind, held), ("Outcome", "not yet published")]
    found = [
        (kind, held),
        ("Published", words.day(inspection.published_on)),
        ("Outcome", kit.OUTCOMES[inspection.outcome or "none"]),
    ]
    return found + _next_lines(inspection)


def _next_lines(inspection: Inspection) -> list[tuple[str, str]]:
    window = inspection.window
    if window is None:
        return []
    after = f"{kit.NEXT_KINDS[window.kind]}, in about {kit.length_words(window.after_months)}"
    days = (
        f"{words.day(window.earliest)}, counted from the visit, or "
        f"{words.day(window.by_report)}, counted from the report"
    )
    return [
        ("Next", words.capital(after)),
        ("Not before", days),
        ("By about", words.whole_month(window.latest)),
    ]


def inspection_panel(records: Records) -> Panel:
    """The last inspection of the area as known on the day that the records are looked at, or as
    known today where nobody looks back."""
    known = records.inspections
    if not known:
        return Panel(KEY, "Last inspection", sentences=(NONE_KNOWN,))
    last = known[0]
    rows = [[Cell(name), Cell(text)] for name, text in inspection_lines(last)]
    table = table_of("Last inspection", ["What", "Known"], rows)
    told = f"As known on {words.day(records.told_on)}."
    notes = (told, NEXT_NOTE) if last.window else (told,)
    return Panel(KEY, title(last), notes=notes, tables=(table,))


def title(inspection: Inspection) -> str:
    """'Inspected 19 to 23 January 2026: inconsistent', or that the outcome is not known yet."""
    held = f"Inspected {kit.days_words(inspection.first_day, inspection.last_day)}"
    if inspection.published_on is None:
        return f"{held}, {kit.NOT_PUBLISHED}"
    return f"{held}: {kit.OUTCOMES[inspection.outcome or 'none']}"
