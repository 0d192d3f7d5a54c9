"""How full is each column of the lists that inspectors ask for, and how did that go from list to
list?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sendviz.ask import Records
from sendviz.ask.for_board import hidden, hides
from sendviz.catalogue.annex_a import FIXERS, Column, column_set
from sendviz.findings.annex import State, state_of
from sendviz.kit import colours
from sendviz.kit.html import Cell, table_of
from sendviz.kit.layers import line_with_points
from sendviz.kit.template import CHART_HEIGHT, date_axis, figure, hover
from sendviz.kit.values import Sign
from sendviz.kit.words import day, joined, number, percent
from sendviz.panels.annex import NOT_TOLD, filled_words, made_up
from sendviz.panels.captions import area_noun
from sendviz.panels.panel import NOTHING, Panel, or_refused
from sendviz.stats.rounding import half_up

# From how many per cent of its cells a column counts as full, and as nearly full.
FULL, NEARLY = 98, 90
MAY_BE_EMPTY = (
    "An updated plan, a second school and the review of a plan under a year old may rightly be "
    "empty and are not counted."
)
SOME_GAPS = Sign("some gaps", "◇", "diamond-open", "concern")
GAPS = Sign("gaps", "◆", "diamond", "concern")


@or_refused
def annex_fullness_panel(records: Records) -> Panel:
    """Each column with a gap by place: how many of the cells that should be filled are, with a word
    where they are too few; the others by name."""
    found = state_of(records)
    if found is None:
        return NOTHING
    noun, places = area_noun(records, "locality"), _places(records, found)
    due = [each for each in column_set(found.now.day).columns if each.due]
    lines = [(each, _cells(found, each, places, records.role)) for each in due]
    full = [f"\u201c{each.heading}\u201d" for each, cells in lines if _is_full(cells)]
    rows = [
        [Cell(each.heading, small=FIXERS[each.fixer]), *cells]
        for each, cells in lines
        if not _is_full(cells)
    ]
    worst = _worst(found, due)
    head = ["Column", f"All of {records.council}", *places]
    return Panel(
        "annex_fullness",
        f"Most gaps: {worst}" if rows else "Every column is full",
        f"Filled cells of those that should be filled, both lists, by {noun}, on "
        f"{day(found.now.day)}.{made_up(found)} Full: {FULL}% and over, without a colour; gaps: "
        f"under {NEARLY}%.",
        sentences=(f"Full everywhere: {joined(full)}.",) if full else (),
        tables=(table_of(f"Columns by {noun}", head, rows, wide=True),) if rows else (),
        notes=(MAY_BE_EMPTY,),
    )


def _is_full(cells: Sequence[Cell]) -> bool:
    """Whether no cell has a gap, or hides one."""
    return not any(each.signs or each.text == NOT_TOLD for each in cells)


def _places(records: Records, found: State) -> list[str]:
    have = {*found.full.cells["place"]}
    known = [area.name for area in records.localities if area.name in have]
    return [*known, *sorted(have - {*known})]


def _cells(found: State, column: Column, places: Sequence[str], role: str) -> list[Cell]:
    """The whole and each place."""
    held = {"snapshot": pd.Timestamp(found.now.day), "column": column.id}
    whole = found.full.of(**held)
    parts = [found.full.of(**held, place=place) for place in places]
    out = hidden([due - filled for filled, due in parts], role)
    first = _cell(*whole, is_told=not hides(whole[1] - whole[0], role))
    return [first, *(_cell(*each, is_told=at not in out) for at, each in enumerate(parts))]


def _cell(filled: int, due: int, *, is_told: bool) -> Cell:
    if not due:
        return Cell("no cases")
    if not is_told:
        return Cell(NOT_TOLD, small=f"of {number(due)}")
    share = filled / due
    small, told = f"{number(filled)} of {number(due)}", half_up(share * 100)
    if told >= FULL:
        return Cell(percent(share), small=small)
    if told >= NEARLY:
        return Cell(percent(share), small=small, signs=(SOME_GAPS,), ground="concern-pale")
    return Cell(percent(share), small=small, signs=(GAPS,), ground="concern")


def _worst(found: State, columns: Sequence[Column]) -> str:
    shares = {}
    for each in columns:
        filled, due = found.full.of(snapshot=pd.Timestamp(found.now.day), column=each.id)
        if due and filled < due:
            shares[each.heading] = filled / due
    return min(shares, key=shares.__getitem__, default="")


@or_refused
def annex_trend_panel(records: Records) -> Panel:
    """How full the lists were on each day; nothing of one day alone."""
    found = state_of(records)
    if found is None or len(found.days) < 2:
        return NOTHING
    days = sorted(found.days)
    fig, rows = figure(CHART_HEIGHT), []
    for place, number_of_list in enumerate(found.now.lists):
        name = f"List {number_of_list}"
        counts = [found.full.of(snapshot=pd.Timestamp(each), list=number_of_list) for each in days]
        shares = [filled / due if due else float("nan") for filled, due in counts]
        told = [filled_words(found, each, list=number_of_list) for each in days]
        hovers = [hover(f"{name}, {day(on)}", text) for on, text in zip(days, told, strict=True)]
        line_with_points(fig, days, shares, name, colours.series(place), hovers)
        rows.append([Cell(name), *map(Cell, told)])
    fig.update_xaxes(**date_axis(days))
    fig.update_yaxes(range=[0, 1.05], tickformat=".0%", dtick=0.25)
    fig.update_layout(showlegend=True)
    title = _trend_heading(found)
    return Panel(
        "annex_trend",
        title,
        f"Share of the cells that should be filled, {records.council}.{made_up(found)}",
        figure=fig,
        alt=f"Lines of the share of filled cells, one a list. {title}.",
        tables=(table_of("Filled cells by day", ["List", *map(day, days)], rows, wide=True),),
    )


def _trend_heading(found: State) -> str:
    first, last = found.days[-1], found.days[0]
    was, now = (found.full.of(snapshot=pd.Timestamp(each)) for each in (first, last))
    before, after = (round(filled / due, 3) if due else 0.0 for filled, due in (was, now))
    if before == after:
        return f"The lists are as full as on {day(first)}"
    way = "fuller" if after > before else "emptier"
    return f"The lists are {way} than on {day(first)}"
