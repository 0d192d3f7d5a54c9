"""Which children would they ask about? A cohort in a sentence, by need and by place beside
everyone, and what the records cannot answer."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from sendviz.ask import Records
from sendviz.ask.cohort_rows import FOR_OTHERS, Picks
from sendviz.ask.cohorts import STATUS, Counted, Part, counted
from sendviz.ask.for_board import LEAST
from sendviz.ask.public_view import PUBLIC
from sendviz.catalogue import dimensions
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.cohorts import NOT_KNOWN
from sendviz.kit import colours
from sendviz.kit.html import Cell, table_of
from sendviz.kit.layers import lying_bars
from sendviz.kit.rows import Head, legend_above, row_figure, strokes
from sendviz.kit.template import hover
from sendviz.kit.words import capital, day, is_heading, number, percent, places_for
from sendviz.panels.captions import SIMULATED, area_noun, not_filtered, own_records_source
from sendviz.panels.cohort_words import UNTOLD, children_words, cohort_sentence, lacking
from sendviz.panels.panel import NOTHING, Panel, or_refused

QUESTION = "Which children would they ask about?"
COUNTS_FOR_ALL = (
    "Counts of plans, requests, waits and reviews by one kind of child stand on the other pages."
)
EVERYONE = "Everyone"
NOT_TOLD = f"Counts under {LEAST} are not told, nor another that would give one away."
MOST_ROWS = 14
# How much of the height of a row its bar takes: everyone's mark is taller, and so seen on it.
BAR = 0.6
HEAD = ["", "Of these", "Of everyone"]


def cohort_answer(records: Records, picks: Picks) -> tuple[str, ...]:
    """The cohort as a sentence; in public view, and without a list, why there is none."""
    if records.role == PUBLIC:
        return FOR_OTHERS, COUNTS_FOR_ALL
    try:
        return (cohort_sentence(records, counted(records, picks), picks),)
    except BadSelection as refused:
        return (str(refused),)


def is_told(records: Records) -> bool:
    """Whether this view is told of cohorts, and a list of children is loaded."""
    try:
        counted(records)
    except BadSelection:
        return False
    return True


def beneath_answer(records: Records, picks: Picks) -> tuple[str, ...]:
    """Of whom the filters do not know it, of which day the list is, and what is not filtered."""
    found = counted(records, picks)
    told = " ".join(lacking(found, picks))
    ignored = not_filtered(found.not_filtered)
    small = "" if records.role == "officer" else NOT_TOLD
    parts = (f"List of {day(found.snapshot)}.", told, f"{ignored}." if ignored else "", small)
    return (" ".join(each for each in parts if each),)


@or_refused
def parts_panel(records: Records, picks: Picks, by: str) -> Panel:
    """The cohort by need or by locality as bars, everyone's share as a mark; a table beneath."""
    found = counted(records, picks)
    parts = [each for each in found.by[by] if each.of != 0][:MOST_ROWS]
    if not found.n or not parts:
        return NOTHING
    name = _cut_name(records, by)
    key = f"cohort_by_{by}"
    table = table_of(f"The cohort by {name}", [capital(name), *HEAD[1:]],
                     [_row(found, each, by) for each in parts])  # fmt: skip
    everyone = capital(children_words(records, _status(picks)))
    title = _heading(found, parts, by, name)
    return Panel(
        key,
        title,
        _caption(records, found, everyone),
        figure=_figure(found, parts, by),
        alt=f"Bar chart of the cohort by {name}. {title}.",
        closed=(Panel(f"{key}_table", "Table", tables=(table,)),),
    )


def _status(picks: Picks) -> Picks:
    return tuple(each for each in picks if each[0] == STATUS)


def _cut_name(records: Records, by: str) -> str:
    return area_noun(records, by) if by == "locality" else dimensions()[by].name.casefold()


def _caption(records: Records, found: Counted, everyone: str) -> str:
    source = f"Source: {own_records_source(records.covered)}" if records.covered else ""
    parts = (
        f"Share of these {number(found.n)} (bar) and of everyone (mark)",
        f"Everyone: {number(found.of)} {everyone[0].lower()}{everyone[1:]}",
        f"{records.council}, list of {day(found.snapshot)}",
        source,
        SIMULATED if found.simulated else "",
    )
    return " ".join(f"{each.rstrip('.')}." for each in parts if each)


def _heading(found: Counted, parts: Sequence[Part], by: str, name: str) -> str:
    """'By main need: Autism is 43% of these and 35% of everyone'."""
    first = next((each for each in parts if each.code != NOT_KNOWN), parts[0])
    if first.n is None or found.n is None:
        return f"By {name}"
    share = _share(first.n, found.n)
    label = _label(first, by) if by == "locality" else f"“{_label(first, by)}”"
    told = f"By {name}: {label} is {share} of these"
    if found.n != found.of:
        told += f", {_share(first.of, found.of)} of everyone"
    return told if is_heading(told) else f"By {name}: {share} in the largest group"


def _share(n: int | None, of: int | None) -> str:
    return UNTOLD if n is None or not of else percent(n / of, places_for(of))


def _label(part: Part, by: str) -> str:
    if part.code == NOT_KNOWN:
        return "Not known"
    return dimensions()[by].values.get(part.code, part.code) if by in dimensions() else part.code


def _row(found: Counted, part: Part, by: str) -> list[Cell]:
    return [
        Cell(_label(part, by)),
        Cell(_of(part.n, found.n), number=True),
        Cell(_of(part.of, found.of), number=True),
    ]


def _of(n: int | None, of: int | None) -> str:
    """'54 of 127 (43%)'; of counts that are not told 'not told'."""
    if n is None or of is None:
        return UNTOLD
    return f"{number(n)} of {number(of)} ({_share(n, of)})"


def _figure(found: Counted, parts: Sequence[Part], by: str) -> go.Figure:
    heads = [Head(_label(each, by), _of(each.n, found.n)) for each in parts]
    drawn = row_figure(heads, 20, 60)
    shares = [each.n / found.n if each.n is not None and found.n else None for each in parts]
    told = [hover(head.name, head.words) for head in heads]
    lying_bars(
        drawn.fig, drawn.middles, shares, drawn.room * BAR, "These children",
        {"color": colours.series(0)}, told,
    )  # fmt: skip
    others = [each.of / found.of if each.of is not None and found.of else None for each in parts]
    marks = [(place, share) for place, share in enumerate(others) if share is not None]
    strokes(drawn, marks, "limit", EVERYONE)
    most = max(each or 0 for each in (*shares, *others))
    drawn.fig.update_xaxes(
        range=[0, min(1.0, most * 1.1) or 1], tickformat=".0%", nticks=6, rangemode="tozero"
    )
    legend_above(drawn.fig, 10)
    return drawn.fig


def not_loaded_panel(records: Records, picks: Picks) -> Panel:
    """What inspectors look at and these records cannot answer, each with the reason."""
    if records.role == PUBLIC:
        return NOTHING
    try:
        found = counted(records, picks)
    except BadSelection:
        return NOTHING
    rows = [[Cell(each.name), Cell(why)] for each, why in found.not_loaded]
    table = table_of("Filters that are not loaded", ["Filter", "Why"], rows)
    return Panel("not_loaded", "Not loaded", tables=(table,)) if rows else NOTHING
