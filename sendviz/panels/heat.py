"""Areas by measures at a glance: each value with its counts, on a ground that says, beside a word,
whether it differs from the whole council."""

from __future__ import annotations

from collections.abc import Sequence

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.findings.sheet import Column, count_signs, worst_first
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.values import STANDS_APART, blank_of, standing_sign, value_parts
from sendviz.kit.words import capital
from sendviz.panels.captions import area_noun, not_filtered
from sendviz.panels.frame import in_quarters
from sendviz.panels.of_parts import for_others
from sendviz.panels.panel import NOTHING, Panel, or_refused
from sendviz.panels.sheet import (
    Groups,
    column_heading,
    partial_fit,
    sheet_columns,
    sheet_heading,
    signs_note,
    untold,
)

LEGEND = (
    "Orange: worse than all of {council}. Blue: better. Purple: higher or lower. Pale: perhaps. "
    "No colour: no clear difference, or not compared."
)


@or_refused
def heat_panel(
    records: Records, groups: Groups, scheme: str = "locality", order: str = ""
) -> Panel:
    """Every measure by area, one table a group; `groups` and `order` as of `sheet_panel`, which
    has the intervals and trends."""
    asked, records = records.selection, records.for_parts
    found = sheet_columns(records, groups, scheme, charted=False)
    columns = [each for group in found.values() for each in group]
    if not columns:
        return NOTHING
    noun, council = area_noun(records, scheme), records.council
    areas = list(dict.fromkeys(area for each in columns for area in each.answer.areas))
    ranked = [each for each in columns if not each.answer.in_bands]
    chosen = next((each for each in ranked if column_heading(each) == order), None)
    areas = worst_first(areas, chosen)
    notes = (
        signs_note(count_signs(columns)),
        for_others([catalogue.get(id).name for id in untold(records, groups)]),
        partial_fit(columns),
        *dict.fromkeys(not_filtered(each.answer.not_filtered) for each in columns),
    )
    return Panel(
        f"heat_{scheme}",
        sheet_heading(columns, areas, noun, council),
        LEGEND.format(council=council),
        sentences=() if records.selection == asked else (in_quarters(records.selection),),
        tables=tuple(
            _table(title, group, areas, noun, council) for title, group in found.items() if group
        ),
        notes=tuple(each.strip() for each in notes if each.strip()),
    )


def _table(
    title: str, columns: Sequence[Column], areas: Sequence[str], noun: str, council: str
) -> Table:
    rows = [[Cell(area), *(heat_cell(each, area) for each in columns)] for area in areas]
    rows.append([Cell(f"All of {council}"), *(_whole_cell(each) for each in columns)])
    head = [capital(noun), *map(column_heading, columns)]
    name = f"{title or 'Headline measures'} by {noun}, compared"
    return table_of(name, head, rows, wide=True, title=title)


def heat_cell(found: Column, area: str) -> Cell:
    """The value of an area with its counts; where it differs from the whole, or perhaps does, the
    word, the shape and the ground of that."""
    row = found.row(area)
    if row is None:
        return Cell("no cases")
    answer = found.answer
    large, beside = value_parts(answer.measure, row, rounded=answer.rounded, banded=answer.banded)
    standing = found.standing.get(area, "")
    if blank_of(row) or standing not in STANDS_APART:
        return Cell(large, small=beside)
    sign = standing_sign(standing)
    pale = "-pale" if sign.marker.endswith("-open") else ""
    return Cell(large, small=beside, signs=(sign,), ground=f"{sign.colour_role}{pale}")


def _whole_cell(found: Column) -> Cell:
    answer = found.whole
    large, beside = value_parts(
        answer.measure, answer.row, rounded=answer.rounded, banded=answer.banded
    )
    return Cell(large, small=beside)
