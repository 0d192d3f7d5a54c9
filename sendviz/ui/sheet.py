"""The odd one out: many measures by area on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from sendviz import catalogue, wording
from sendviz.app import parts, stacked
from sendviz.app.guard import or_said
from sendviz.app.parts import Cell
from sendviz.app.state import Now
from sendviz.findings import sheet
from sendviz.findings.sheet import Column
from sendviz.ui.panels import area_noun
from sendviz.wording import fairness as words
from sendviz.wording import sheet as told


@or_said
def by_area(now: Now, groups: Mapping[str, Sequence[str]], scheme: str = "locality") -> None:
    """Every measure by area in groups, one table a group. A name may hold a pathway: 'id/autism'.

    All tables stand in the order of one measure that the reader chooses, most concern first.
    """
    now = now.for_parts
    found = {title: _columns(now, names, scheme) for title, names in groups.items()}
    everything = [each for columns in found.values() for each in columns]
    if not everything:
        return
    noun = area_noun(now, scheme)
    parts.heading(f"By {noun}: the odd one out", told.SIGNS)
    order = _order(everything, noun, scheme)
    for title, columns in found.items():
        if columns:
            _table(now, title, columns, order, noun)
    parts.caption(told.looked_words(sheet.looked(everything)))
    parts.caption(told.partial_fit(everything))
    ignored = dict.fromkeys(wording.not_filtered(c.frame.attrs["not_filtered"]) for c in everything)
    parts.caption(" ".join(each for each in ignored if each))


def _columns(now: Now, names: Sequence[str], scheme: str) -> list[Column]:
    found = []
    for name in names:
        id, _, pathway = name.partition("/")
        m = catalogue.get(id)
        if catalogue.is_place(scheme) and scheme not in m.dimensions:
            continue
        found.append(sheet.column(now.store, m, now.selection, now.role, scheme, pathway))
    return found


def _order(columns: Sequence[Column], noun: str, scheme: str) -> list[str]:
    """The areas in the order that is chosen."""
    names = {told.heading(each.measure, each.pathway): each for each in columns}
    areas = list(dict.fromkeys(area for each in columns for area in each.rows))
    usual = "their usual order"
    chosen = st.selectbox(
        f"Order the {words.many(noun)} by",
        [usual, *names],
        key=f"sheet_order_{scheme}",
        width=320,
    )
    return sheet.ordered(areas, names.get(chosen))


def _table(now: Now, title: str, columns: Sequence[Column], order: list[str], noun: str) -> None:
    whole = now.council
    rows = [[Cell(area), *(_cell(each, area, whole) for each in columns)] for area in order]
    rows.append([Cell(f"All of {whole}"), *map(_whole, columns)])
    head = [told.heading(each.measure, each.pathway) for each in columns]
    if title:
        parts.subheading(title)
    stacked.table(f"{title or 'Measures'} by {noun}", [wording.capital(noun), *head], rows)


def _cell(found: Column, area: str, whole: str) -> Cell:
    row = found.rows.get(area)
    if row is None:
        return Cell("no cases")
    standing = found.standing.get(area, "")
    apart = words.standing_sign(standing) if standing in sheet.APART else None
    large, small = _texts(found, row, found.frame.attrs)
    return Cell(large, small=small, signs=told.cell_signs(found, area, apart, whole))


def _whole(found: Column) -> Cell:
    large, small = _texts(found, found.whole, found.whole_attrs)
    return Cell(large, small=small)


def _texts(found: Column, row: Mapping[str, object], attrs: Mapping) -> tuple[str, str]:
    return told.cell_texts(found.measure, row, attrs["rounded"], attrs["banded"])
