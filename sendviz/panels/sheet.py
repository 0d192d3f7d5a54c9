"""The odd one out: many measures by area on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sendviz import catalogue
from sendviz.ask import Answer, Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import Row
from sendviz.findings.sheet import (
    APART,
    Column,
    SignCount,
    count_signs,
    sheet_column,
    worst_first,
)
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.values import (
    Sign,
    blank_of,
    interval_text,
    standing_sign,
    value_parts,
)
from sendviz.kit.words import capital, is_heading, joined, number, percent, plural, small
from sendviz.panels import trend_words
from sendviz.panels.areas import COUNTED
from sendviz.panels.captions import area_noun, not_filtered
from sendviz.panels.frame import in_quarters
from sendviz.panels.of_parts import for_others, is_told_of_parts
from sendviz.panels.panel import NOTHING, Panel, or_refused
from sendviz.stats.rounding import half_up

SHEET_TITLE = "Each value with its interval, trend and what rounding leaves"
ROUNDING = "Rounding"
ROUNDING_WORDS = (
    "Rounding: the whole council’s exact count minus the rounded counts of its parts, together."
)
SIGNS = "Blue: better. Orange: worse. Grey: no clear difference."
HOW = (
    "Under each value stand its counts and 95% interval. Then what its trend says, and whether the "
    "place differs from the whole council by more than chance."
)
LEAST_MARKS = 2
Groups = Mapping[str, Sequence[str]]


@or_refused
def sheet_panel(
    records: Records, groups: Groups, scheme: str = "locality", order: str = ""
) -> Panel:
    """Every measure by area in groups, one table a group. A name may hold a pathway: 'id/autism'.

    order: the heading of one measure (`sheet_orders`), by which all tables stand, most concern
    first; '' for the usual order of the areas.
    """
    asked, records = records.selection, records.for_parts
    found = sheet_columns(records, groups, scheme)
    everything = [each for columns in found.values() for each in columns]
    if not everything:
        return NOTHING
    noun = area_noun(records, scheme)
    areas = list(dict.fromkeys(area for each in everything for area in each.answer.areas))
    ranked = [each for each in everything if not each.answer.in_bands]
    chosen = next((each for each in ranked if column_heading(each) == order), None)
    areas = worst_first(areas, chosen)
    others = [catalogue.get(id).name for id in untold(records, groups)]
    notes = (
        signs_note(count_signs(everything)),
        law_note(everything, noun),
        ROUNDING_WORDS if any(map(rounding_left, everything)) else "",
        for_others(others),
        partial_fit(everything),
        " ".join(dict.fromkeys(not_filtered(each.answer.not_filtered) for each in everything)),
    )
    return Panel(
        f"sheet_{scheme}",
        sheet_heading(everything, areas, noun, records.council),
        SIGNS,
        sentences=() if records.selection == asked else (in_quarters(records.selection),),
        tables=tuple(
            _table(title, columns, areas, noun, records.council)
            for title, columns in found.items()
            if columns
        ),
        notes=tuple(each.strip() for each in notes if each.strip()),
        closed=(Panel(f"how_{scheme}", "How to read this", sentences=(HOW,)),),
    )


def sheet_heading(columns: Sequence[Column], areas: Sequence[str], noun: str, council: str) -> str:
    """'Mid stands out: worse than Essex on 6 of 14 measures': the one area that is worse on most,
    of those measures that compare it; without one the question of the sheet."""
    worse = {area: sum(each.standing.get(area) == "worse" for each in columns) for area in areas}
    first, *rest = sorted(worse, key=lambda area: -worse[area])
    if worse[first] < LEAST_MARKS or any(worse[area] == worse[first] for area in rest):
        return f"Does one {noun} stand out?"
    compared = sum(each.standing.get(first, "not_compared") != "not_compared" for each in columns)
    told = f"{first} stands out: worse than {council} on {worse[first]} of {compared} measures"
    return told if is_heading(told) else f"{first} stands out"


def sheet_question(records: Records, scheme: str = "locality") -> str:
    """By what the areas are ordered."""
    return f"Order the {plural(area_noun(records, scheme))} by"


def sheet_orders(records: Records, groups: Groups, scheme: str = "locality") -> tuple[str, ...]:
    """The headings by which a sheet can be ordered (not by middles in bands); none where it may not
    be shown."""
    try:
        found = sheet_columns(records.for_parts, groups, scheme, charted=False)
    except BadSelection:
        return ()
    return tuple(
        dict.fromkeys(
            column_heading(each)
            for columns in found.values()
            for each in columns
            if not each.answer.in_bands
        )
    )


def sheet_columns(
    records: Records, groups: Groups, scheme: str, *, charted: bool = True
) -> Mapping[str, Sequence[Column]]:
    """By group, its columns: those measures that can be told by such areas. charted: with the trend
    of each area."""
    names = tuple((title, tuple(each)) for title, each in groups.items())
    key = ("sheet", names, records.selection, records.role, scheme, charted)

    def made() -> Mapping[str, Sequence[Column]]:
        return {title: _group(records, each, scheme, charted=charted) for title, each in names}

    return records.store.cached(key, made)


def _group(
    records: Records, names: Sequence[str], scheme: str, *, charted: bool
) -> tuple[Column, ...]:
    asked = [name.partition("/")[::2] for name in names]
    return tuple(
        sheet_column(records, id, scheme, pathway, charted=charted)
        for id, pathway in asked
        if is_told_of_parts(records, id)
        and (not catalogue.is_place(scheme) or scheme in catalogue.get(id).dimensions)
    )


def untold(records: Records, groups: Groups) -> tuple[str, ...]:
    """The measures of a sheet that this role is not told of areas."""
    ids = [name.partition("/")[0] for names in groups.values() for name in names]
    return tuple(each for each in dict.fromkeys(ids) if not is_told_of_parts(records, each))


def _table(
    title: str, columns: Sequence[Column], areas: Sequence[str], noun: str, council: str
) -> Table:
    rows = [[Cell(area), *(area_cell(each, area, council) for each in columns)] for area in areas]
    rows.append([Cell(f"All of {council}"), *(_value_cell(each.whole) for each in columns)])
    left = [rounding_left(each) for each in columns]
    if any(left):
        rows.append([Cell(ROUNDING), *map(Cell, left)])
    head = [capital(noun), *map(column_heading, columns)]
    return table_of(f"{title or 'Measures'} by {noun}", head, rows, wide=True, title=title)


def rounding_left(found: Column) -> str:
    """Of counts told of areas in public view: what their sum leaves of the whole council's exact
    count, '2', '0', '−1'; '' for other measures, and where an area's count is not told."""
    answer, m = found.answer, found.measure
    values = answer.frame.loc[answer.frame["blank"].ne("no_cases"), "value"]
    chosen = bool(answer.selection.areas)
    if not answer.rounded or m.kind not in COUNTED or chosen or values.isna().any():
        return ""
    return "" if blank_of(found.whole.row) else number(found.whole.row.value - values.sum())


def column_heading(found: Column) -> str:
    """'Autism: over 52 weeks'; the short name alone without a pathway."""
    name = found.measure.short_name
    if not found.pathway:
        return name
    pathway = catalogue.dimensions()["pathway"].values[found.pathway]
    return f"{pathway}: {name[0].lower()}{name[1:]}"


def area_cell(found: Column, area: str, council: str) -> Cell:
    """The value of an area with its small print and signs."""
    row = found.row(area)
    if row is None:
        return Cell("no cases")
    return replace(_value_cell(found.answer, row), signs=cell_signs(found, row, council))


def _value_cell(answer: Answer, row: Row | None = None) -> Cell:
    """'18.8%' over '454 of 2,420; 17% to 20%'."""
    m, row = answer.measure, row or answer.row
    large, beside = value_parts(m, row, rounded=answer.rounded, banded=answer.banded)
    return Cell(large, small="; ".join(each for each in (beside, interval_text(m, row)) if each))


def cell_signs(found: Column, row: Row, council: str) -> tuple[Sign, ...]:
    """What its trend says, and where it stands against the whole, as far as they can be told."""
    if blank_of(row):
        return ()
    signs, told = [], found.trends.get(row.area)
    if told:
        signs.append(trend_words.sign(told))
    standing = found.standing.get(row.area, "")
    if standing in APART:
        sign = standing_sign(standing)
        signs.append(replace(sign, word=f"{sign.word} than {council}"))
    return tuple(signs)


def signs_note(found: SignCount) -> str:
    """How many values are marked against the whole, and how many of the measures luck would mark,
    since the marks of one allow for its number of places; '' where none is compared."""
    if not found.values:
        return ""
    marked = f"{number(found.apart)} of {number(found.values)} values"
    are = "is" if found.apart == 1 else "are"
    about = half_up(found.by_chance)
    luck = f"Expect about {small(int(about))} by luck" if about else "Luck would mark hardly any"
    return f"{marked} {are} better or worse than the whole. {luck}."


def law_note(columns: Sequence[Column], noun: str) -> str:
    """Of shares that the law wants whole, in which no area has all in time, and where some have;
    said of every area alike. '' where no such share is told."""
    asked = [each for each in columns if each.measure.kind == "share" and _asks_for_all(each)]
    kept = {f"“{column_heading(each)}”": _with_all(each) for each in asked}
    none = [name for name, areas in kept.items() if not areas]
    told = [f"No {noun} reaches that in {joined(none)}."] if none else []
    nearly = ", or nearly" if any(each.answer.rounded for each in asked) else ""
    for name, areas in kept.items():
        if areas:
            reach = "reaches" if len(areas) == 1 else "reach"
            told.append(f"{joined(areas)} {reach} that in {name}{nearly}.")
    return " ".join(["The law asks for all in time.", *told]) if told else ""


def _asks_for_all(found: Column) -> bool:
    limit = found.measure.legal_limit
    known = any(not blank_of(row) for row in found.answer.placed.rows)
    return limit is not None and limit.value == 1 and known


def _with_all(found: Column) -> tuple[str, ...]:
    rows = found.answer.placed.rows
    return tuple(row.area for row in rows if not blank_of(row) and row.value == 1)


def partial_fit(columns: Sequence[Column]) -> str:
    """Which columns tell only part of the story, because many cases lie in no area; '' if none."""
    told = [
        f"{column_heading(each)} ({percent(each.unplaced)} not placed)"
        for each in columns
        if each.fits_partly
    ]
    if not told:
        return ""
    return (
        f"Partial fit: {joined(told)}. Where the borders of a health area and ours do not match, "
        "or no place was recorded, the cases stand under “Not known”."
    )
