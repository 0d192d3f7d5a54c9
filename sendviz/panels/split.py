"""Who is it worse for? A measure by kind of child, as bars."""

from __future__ import annotations

from sendviz import catalogue
from sendviz.ask import Answer, Records
from sendviz.catalogue import Measure
from sendviz.catalogue.row import LEAST_DENOMINATOR, Row
from sendviz.kit.values import blank_of, category_words
from sendviz.panels.bars import bar_chart
from sendviz.panels.of_parts import bands_panel
from sendviz.panels.panel import Panel, charted, or_refused


@or_refused
def split_panel(records: Records, id: str, dimension: str) -> Panel:
    """The measure by a dimension as bars; the heading names the highest and the lowest. Without a
    dimension: why it has none."""
    if not dimension:
        return Panel(f"bars_{id}", refused=by_area_only(catalogue.get(id)))
    answer = records.ask(id, by=dimension)
    key = f"bars_{id}_{dimension}"
    if answer.in_bands:
        return bands_panel(records, key, answer)
    return charted(records, key, split_title(answer), bar_chart(answer), [answer], "bars")


def split_title(answer: Answer) -> str:
    """'Plans issued within 20 weeks, by need: from 10 of 125 (8%) (Autism) to 45 of 90 (50%)
    (Hearing impairment)'; says no more than its name where no two kinds have different values."""
    dimension = answer.dimension or ""
    title = f"{answer.measure.name}, by {catalogue.dimensions()[dimension].name.lower()}"
    known = [row for row in answer.rows if not blank_of(row) and row.category != "not_known"]
    if len({row.value for row in known}) < 2:
        return title
    low, high = (
        f"{answer.text(row)} ({category_words(dimension, row.category)})"
        for row in (min(known, key=_value), max(known, key=_value))
    )
    some = any(row.blank == "too_few" for row in answer.rows)
    enough = f", of those with {LEAST_DENOMINATOR} or more" if some else ""
    return f"{title}: from {low} to {high}{enough}"


def _value(row: Row) -> float:
    return row.value


def by_area_only(m: Measure) -> str:
    """Why a measure is not told by kind of child."""
    return f"{m.name}: told by area only; of kinds of children the figures behind it are not known."
