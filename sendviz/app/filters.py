"""The filters: widgets bound to the address bar, read back into one checked Selection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sendviz import ask, catalogue
from sendviz.app import links
from sendviz.app.access import ROLE_NAMES
from sendviz.app.parts import on_a_phone
from sendviz.ask import PUBLIC, public_view
from sendviz.ask.places import Area, Coverage
from sendviz.ask.selection import NOT_KNOWN, Selection
from sendviz.ask.store import Store
from sendviz.catalogue.calendar import (
    add_months,
    last_whole_month,
    month_end,
    month_start,
    months_in,
    period_of,
)
from sendviz.kit import words
from sendviz.kit.words import joined
from sendviz.panels import frame as sentences

PERIODS = (
    "12 months",
    "3 months",
    "1 month",
    "Calendar year",
    "Academic year",
    "Financial year",
    "Since a month",
)
GRAINS = {"12 months": 12, "3 months": 3, "1 month": 1}
YEARS = {
    "Calendar year": "calendar_year",
    "Academic year": "academic_year",
    "Financial year": "financial_year",
}
MORE = catalogue.filters()
BOUND = ("council", "area", "as_at", "period", "since", *MORE)
USUAL = "Essex"
# Filters that stand in other views than the public one.
OF_OTHERS = {id: catalogue.dimensions()[id].name for id in MORE if id in public_view.NEVER_TOLD}
FOR_OTHERS = (
    f"Filters on {joined([name.lower() for name in OF_OTHERS.values()])} are for the board and "
    "officers."
)


@dataclass(frozen=True)
class FilterChoice:
    """What the filter bar gives: the selection, and sentences about links that asked for what is
    not there."""

    selection: Selection
    covered: Coverage | None
    warnings: tuple[str, ...]


def choose_role() -> str:
    """The switch of the owner's own desk."""
    return st.selectbox(
        "Who is looking",
        list(ROLE_NAMES),
        format_func=ROLE_NAMES.__getitem__,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
        width=190,
    )


def draw_filters(
    store: Store, coverage: Sequence[Coverage], role: str, asked: links.Asked
) -> FilterChoice:
    """Draw the filter bar and read it back. What the link asks for and does not exist falls back to
    the default, with a warning."""
    with _holder():
        with st.container(horizontal=True, vertical_alignment="bottom", key="filter_row"):
            covered = _council(coverage)
            as_at = _as_at(covered)
            areas = _areas(store, covered, as_at)
            start = _period(as_at, covered)
            where, barred = _more_filters(role, bool(areas))
            st.button("Clear filters", on_click=_clear, type="tertiary", icon=":material/close:")
    selection = Selection(
        covered.la_code,
        as_at,
        start=start,
        areas=tuple(a.id for a in areas),
        where=tuple(sorted(where.items())),
    )
    councils = ask.councils(store)
    known = set(councils.loc[councils["status"] == "current", "short_name"])
    told = links.not_found(asked, BOUND, known) + _not_applied(barred, bool(areas))
    if role == PUBLIC:
        told += _of_other_views(asked)
    return FilterChoice(selection, covered, told)


def without_records(store: Store, asked: links.Asked) -> FilterChoice:
    """The selection where only published figures are loaded: the council that a link asks for, or
    the usual one, on the last whole month before the file was built."""
    held = ask.councils(store)
    held = held[held["status"] == "current"]
    codes = dict(zip(held["short_name"], held["la_code"], strict=True))
    wanted = st.query_params.get("council", "")
    code = codes.get(wanted) or codes.get(USUAL) or next(iter(codes.values()))
    as_at = month_end(last_whole_month(ask.built_at(store).date()))
    lost = [each for each in asked.get("council", []) if each and each not in codes]
    return FilterChoice(Selection(code, as_at), None, links.lost_link_sentences(lost))


def in_quarters(chosen: FilterChoice, *, of_parts: bool) -> FilterChoice:
    """The selection for public view: where it is of parts, or of one kind of child, it keeps to
    quarters, and says so if that is not what was chosen."""
    asked = chosen.selection
    found = public_view.in_quarters(asked)
    of_kinds = any(catalogue.dimensions()[id].kind == "child" for id, _ in asked.where)
    if found == asked or not (of_parts or asked.areas or of_kinds):
        return chosen
    told = sentences.in_quarters(found)
    return replace(chosen, selection=found, warnings=(*chosen.warnings, told))


def _holder() -> DeltaGenerator:
    """On a phone the filters are folded away, so that the answer comes first."""
    if on_a_phone():
        return st.expander("Filters", key="filters")
    return st.container(key="filters")


def _council(coverage: Sequence[Coverage]) -> Coverage:
    names = {each.short_name: each for each in coverage}
    start = list(names).index(USUAL) if USUAL in names else 0
    chosen = st.selectbox(
        "Council", list(names), index=start, key="council", bind="query-params", width=200
    )
    return names[chosen]


def _as_at(covered: Coverage) -> date:
    last = month_end(last_whole_month(covered.data_date))
    months = months_in(covered.first_day, last)
    ends = {
        words.day(end): end
        for back in range(months)
        for end in [month_end(add_months(last, -back))]
    } or {words.day(covered.data_date): covered.data_date}
    return ends[st.selectbox("As at", list(ends), key="as_at", bind="query-params", width=200)]


def _areas(store: Store, covered: Coverage, as_at: date) -> list[Area]:
    found = ask.areas(store, covered.la_code, "locality", as_at)
    names = {area.name: area for area in found}
    label = found[0].scheme_name if found else "Localities"
    chosen = st.multiselect(
        label,
        list(names),
        key="area",
        bind="query-params",
        placeholder=f"All of {covered.short_name}",
        width=250,
    )
    return [names[name] for name in chosen]


def _period(as_at: date, covered: Coverage) -> date:
    chosen = st.selectbox("Period", PERIODS, key="period", bind="query-params", width=170)
    if chosen in GRAINS:
        return _recorded(add_months(month_start(as_at), 1 - GRAINS[chosen]), covered)
    if chosen in YEARS:
        return _recorded(period_of(as_at, YEARS[chosen]), covered)
    months = months_in(covered.first_day, as_at)
    starts = {
        words.day(first): first for back in range(months) for first in [add_months(as_at, -back)]
    }
    return starts[st.selectbox("Since", list(starts), key="since", bind="query-params", width=180)]


def _recorded(start: date, covered: Coverage) -> date:
    """No period begins before the records do: it would be told as longer than it is."""
    first = covered.first_day
    whole = first if first.day == 1 else add_months(first, 1)
    return max(start, whole)


def _more_filters(role: str, by_area: bool) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Filters on the child and the case, and the names of those that public view does not apply:
    it takes one, and none beside a locality."""
    found: dict[str, tuple[str, ...]] = {}
    barred: list[str] = []
    names = [name for name in MORE if role != PUBLIC or name not in public_view.NEVER_TOLD]
    picked = sum(bool(st.session_state.get(name)) for name in names)
    with st.popover(f"More filters ({picked})" if picked else "More filters"):
        if role == PUBLIC:
            st.caption(
                "Public view takes one of these at a time, and none beside a locality, so that no "
                f"child can be recognised. {FOR_OTHERS}"
            )
        first = next((each for each in names if st.session_state.get(each)), None)
        for name in names:
            taken = by_area or first not in (None, name)
            codes = _choice(name, disabled=role == PUBLIC and taken)
            if codes and role == PUBLIC and (by_area or found):
                barred.append(catalogue.dimensions()[name].name)
            elif codes:
                found[name] = codes
    return found, barred


def _choice(name: str, disabled: bool) -> tuple[str, ...]:
    """The codes chosen in one dimension."""
    dimension = catalogue.dimensions()[name]
    codes = {word: code for code, word in {**dimension.values, NOT_KNOWN: "Not known"}.items()}
    chosen = st.multiselect(
        dimension.name,
        list(codes),
        key=name,
        bind="query-params",
        disabled=disabled,
        placeholder="All",
    )
    return tuple(codes[label] for label in chosen)


def _not_applied(barred: Sequence[str], by_area: bool) -> tuple[str, ...]:
    if not barred:
        return ()
    why = "none beside a part of the council" if by_area else "one filter at a time"
    return (f"Not applied: the filter {_quoted(barred)}. Public view takes {why}.",)


def _of_other_views(asked: links.Asked) -> tuple[str, ...]:
    """That filters which a link asks for, or which were chosen in another view, are not applied."""
    chosen = [name for id, name in OF_OTHERS.items() if asked.get(id) or st.session_state.get(id)]
    return (f"Not applied: the filter {_quoted(chosen)}. {FOR_OTHERS}",) if chosen else ()


def _quoted(names: Sequence[str]) -> str:
    return joined([f"“{name}”" for name in names])


def _clear() -> None:
    for name in ("area", *MORE):
        st.session_state[name] = []
    st.session_state["period"] = PERIODS[0]
