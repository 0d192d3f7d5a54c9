"""Does it depend on where you live? A measure by area, each held against the whole council."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from sendviz.ask import Answer, Records
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import Row
from sendviz.findings.reach import children_reached
from sendviz.findings.spread import Spread, compare_areas
from sendviz.kit import colours, layers
from sendviz.kit.rows import Head, legend_above, row_figure, tick_marks
from sendviz.kit.template import hover, nothing, why_empty
from sendviz.kit.values import blank_of, is_under
from sendviz.kit.words import is_missing, number, percent, plural
from sendviz.panels import captions
from sendviz.panels.area_words import (
    LUCK,
    apart_heading,
    before_sentence,
    funnel_note,
    reach_sentence,
    spread_sentence,
    standing_note,
    standing_sentence,
)
from sendviz.panels.bars import bar_chart
from sendviz.panels.captions import area_noun
from sendviz.panels.funnel import funnel
from sendviz.panels.of_parts import bands_panel
from sendviz.panels.panel import NOTHING, Panel, charted, or_refused

COUNTED = ("count", "stock", "net")


@dataclass(frozen=True, eq=False)
class AreaComparison:
    """A measure by area, the council's own value, and whether the areas differ. noun: what the
    council calls one area."""

    answer: Answer
    whole: Answer
    spread: Spread
    noun: str

    @property
    def measure(self) -> Measure:
        """What is compared."""
        return self.answer.measure


def compare_with_whole(
    records: Records, id: str, scheme: str, *, widen: bool = False
) -> AreaComparison:
    """The measure by area beside the whole council, whichever areas are looked at.

    widen: allow for overdispersion in a funnel. Raises BadSelection or NotAllowed as `Records.ask`.
    """
    key = ("areas_compared", id, records.selection, records.role, scheme, widen)
    return records.store.cached(key, lambda: _compared(records, id, scheme, widen=widen))


def _compared(records: Records, id: str, scheme: str, *, widen: bool) -> AreaComparison:
    answer, whole = records.ask(id, by=scheme), records.over(areas=()).ask(id)
    found = compare_areas(answer, float(whole.row.value), widen=widen)
    return AreaComparison(answer, whole, found, area_noun(records, scheme))


def stands_in_funnel(records: Records, id: str, scheme: str) -> bool:
    """Whether so many areas are compared that they stand in a funnel, whose limits may be made
    wider."""
    try:
        return compare_with_whole(records, id, scheme).spread.funnel
    except BadSelection:
        return False


def among_others(records: Records, scheme: str) -> tuple[Records, str]:
    """The same, and nothing to add; but one locality alone is compared with all, and a sentence
    says so."""
    if scheme != "locality" or len(records.selection.areas) != 1:
        return records, ""
    [name] = (each.name for each in records.localities if each.id in records.selection.areas)
    every = plural(area_noun(records, scheme))
    return records.over(areas=()), f"{name} is shown among all {every}: one alone has no other."


def areas_answer(records: Records, id: str, scheme: str) -> tuple[str, ...]:
    """Whether it depends on where you live; nothing where it may not be told."""
    try:
        seen = compare_with_whole(records, id, scheme)
    except BadSelection:
        return ()
    when = captions.when_it_holds(seen.answer)
    told = (
        captions.only_whom_sentence(seen.answer.selection),
        spread_sentence(seen.measure, seen.spread, seen.noun, when),
    )
    return tuple(each for each in told if each)


def reach_panel(records: Records, id: str, scheme: str) -> Panel:
    """What the difference means for children, and whether it was there the year before; nothing
    where the areas do not differ."""
    try:
        seen = compare_with_whole(records, id, scheme)
    except BadSelection:
        return NOTHING
    reached, before = _reached(records, seen), _year_before(records, id, scheme, seen.spread)
    told = tuple(each for each in (reached, before) if each)
    if not told:
        return NOTHING
    title = f"What does it mean for children in each {seen.noun}?"
    return Panel("reach", title, sentences=told, notes=(LUCK,) if reached else ())


def _year_before(records: Records, id: str, scheme: str, now: Spread) -> str:
    """Whether the same areas stood apart in the year before; '' where the records do not tell."""
    earlier, covered = records.a_year_before, records.covered
    start = earlier.selection.start or earlier.selection.as_at
    if not now.differ or covered is None or start < covered.first_day:
        return ""
    try:
        before = compare_with_whole(earlier, id, scheme)
    except BadSelection:
        return ""
    return before_sentence(now, before.spread, captions.when_it_holds(before.answer))


def _reached(records: Records, seen: AreaComparison) -> str:
    found = children_reached(seen.answer, float(seen.whole.row.value))
    if found is None or not seen.spread.differ:
        return ""
    return reach_sentence(seen.measure, found, seen.noun, records.council)


@or_refused
def areas_panel(records: Records, id: str, scheme: str, *, widen: bool = False) -> Panel:
    """Values with intervals and who stands apart; from ten areas of a share a funnel. widen: the
    funnel's limits allow for areas that differ by more than chance."""
    seen = compare_with_whole(records, id, scheme, widen=widen)
    m, found, key = seen.measure, seen.spread, f"{id}_{scheme}"
    if seen.answer.in_bands:
        return bands_panel(records, f"areas_{key}", seen.answer)
    told, title = standing_sentence(found, records.council, seen.noun), areas_title(m, seen.noun)
    sentences = (told,) if told else ()
    if found.funnel:
        return charted(
            records, f"funnel_{key}", title, _funnel(seen), [seen.answer], "funnel",
            notes=[funnel_note(found, seen.noun)], sentences=sentences,
        )  # fmt: skip
    figure = bar_chart(seen.answer) if m.kind == "count" else area_dots(seen.answer, seen.whole)
    return charted(
        records, f"areas_{key}", title, figure, [seen.answer], "area_dots",
        notes=[standing_note(found, seen.noun)], sentences=sentences,
    )  # fmt: skip


def areas_title(m: Measure, area: str) -> str:
    """The question that the picture answers: of counts, which have no interval, only what is
    counted."""
    return (
        f"{m.name}, by {area}" if m.kind in COUNTED else f"How sure is the figure for each {area}?"
    )


@or_refused
def by_place_panel(records: Records, id: str, by: str) -> Panel:
    """The measure by 'district' or 'provider' with whether they differ; from ten places as a
    funnel, with who stands apart in words."""
    answer, whole = records.ask(id, by=by), records.ask(id)
    found = compare_areas(answer, float(whole.row.value))
    seen, key = AreaComparison(answer, whole, found, by), f"by_{by}_{id}"
    if answer.in_bands:
        return bands_panel(records, key, answer)
    title = apart_heading(found, records.council, by) or f"{seen.measure.short_name}, by {by}"
    told = spread_sentence(seen.measure, found, by)
    if not found.funnel:
        return charted(
            records, key, title, area_dots(answer, whole), [answer], "area_dots",
            notes=[standing_note(found, by)], sentences=(told,),
        )  # fmt: skip
    return charted(
        records, key, title, _funnel(seen), [answer], "funnel", notes=[funnel_note(found, by)],
        sentences=(told, standing_sentence(found, records.council, by)),
    )  # fmt: skip


def _funnel(seen: AreaComparison) -> go.Figure:
    found = seen.spread
    tau2 = found.overdispersion.tau2 if found.widened and found.overdispersion else 0.0
    return funnel(seen.answer, found.whole, found.standing, tau2)


def area_dots(answer: Answer, whole: Answer | None = None) -> go.Figure:
    """A dot with its 95% interval an area, highest first; the council's value as a grey tick.

    Each row is headed by the area and its value with counts. Areas without a value come last, with
    the reason; cases of unknown place before them, in grey. A share told as under so many stands at
    nought, without an interval.
    """
    m, rows = answer.measure, sorted(answer.rows, key=lambda row: _order(answer, row))
    known = [place for place, row in enumerate(rows) if not blank_of(row)]
    if not known:
        return nothing(why_empty(m, {blank_of(row) for row in rows}))
    told = [answer.text(row) for row in rows]
    heads = [Head(row.area, text) for row, text in zip(rows, told, strict=True)]
    drawn = row_figure(heads, extra=88)
    ends = [end for place in known for end in (rows[place].value, rows[place].high)]
    layers.lying_axis(drawn.fig, m, ends)
    if whole is not None and not blank_of(whole.row) and m.kind not in COUNTED:
        name = f"{whole.row.area or 'All'}: {whole.text()}"
        tick_marks(drawn, float(whole.row.value), known, "comparator", name)
        legend_above(drawn.fig, 24)
    for place in known:
        row, unknown = rows[place], rows[place].area in answer.buckets
        layers.dot_with_interval(
            drawn.fig,
            drawn.middles[place],
            row.value,
            (np.nan, np.nan) if is_under(row) else (row.low, row.high),
            colours.role("comparator") if unknown else colours.series(0),
            row.area,
            hover(row.area, told[place], _interval(m, row)),
        )
    return drawn.fig


def _order(answer: Answer, row: Row) -> tuple[bool, bool, float]:
    blank = bool(blank_of(row))
    return blank, row.area in answer.buckets, 0.0 if blank else -float(row.value)


def _interval(m: Measure, row: Row) -> str:
    if is_under(row) or is_missing(row.low) or is_missing(row.high):
        return ""
    low, high = (percent(end) if m.is_fraction else number(end, 1) for end in (row.low, row.high))
    return f"95% interval {low} to {high}"
