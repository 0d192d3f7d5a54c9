"""Tables of measures: side by side, and variants."""

from __future__ import annotations

from collections.abc import Sequence

from sendviz import catalogue, wording
from sendviz.app import parts
from sendviz.app.guard import or_said
from sendviz.app.parts import Cell
from sendviz.app.state import Now
from sendviz.ui.panels import a_year_before, one
from sendviz.wording import screens


@or_said
def side_by_side(now: Now, ids: Sequence[str]) -> None:
    """Measures one under the other: value with counts, a year before."""
    earlier, rows = a_year_before(now.selection), []
    known = earlier.as_at >= now.covered.first_day
    for id in ids:
        m, frame = catalogue.get(id), one(now, id)
        before = one(now, id, earlier) if known else None
        told = wording.texts(m, before)[0] if before is not None else "not known"
        limit = screens.limit_words(m)
        rows.append([Cell(m.name, small=limit), Cell(wording.texts(m, frame)[0]), Cell(told)])
    parts.table("Measures side by side", ["Measure", "Now", "A year before"], rows)


@or_said
def variants(now: Now, id: str) -> None:
    """The measure with and without exceptions, each with its counts."""
    m = catalogue.get(id)
    rows = [[Cell(m.short_name), Cell(wording.texts(m, one(now, id))[0])]]
    for each in m.variants:
        rows.append(
            [Cell(each.short_name), Cell(wording.texts(m, one(now, id, variant=each.id))[0])]
        )
    parts.table(f"{m.name}: variants", ["Counted", "In the period"], rows)
