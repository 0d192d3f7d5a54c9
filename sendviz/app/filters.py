"""The filters: widgets that keep the address, read back into one checked Selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import streamlit as st

from sendviz import ask, catalogue
from sendviz.app import address, links
from sendviz.app.access import ROLE_NAMES
from sendviz.app.parts import as_written
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

SINCE = "Since a month"
PERIODS = (
    "12 months",
    "3 months",
    "1 month",
    "Calendar year",
    "Academic year",
    "Financial year",
    SINCE,
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
# Whether the folded filters are open, and were in the run before; and what is written on them.
OPEN, WAS_OPEN, LABEL = "more_filters", "_more_were_open", "_more_filters_label"
# Filters that stand in other views than the public one.
OF_OTHERS = {id: catalogue.dimensions()[id].name for id in MORE if id in public_view.NEVER_TOLD}
FOR_OTHERS = (
    f"Filters on {joined([name.lower() for name in OF_OTHERS.values()])} are for the board and "
    "officers."
)


@dataclass(frozen=True)
class FilterChoice:
    """What the filter bar gives: the selection, sentences about what is not applied or not there,
    and what is chosen, as the address tells it, by key."""

    selection: Selection
    covered: Coverage | None
    warnings: tuple[str, ...]
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)


def role_named(words: str) -> str:
    """The role that an address names, in full or by its short form ("Officer view", "officer"); ''
    for none."""
    said = words.strip().casefold()
    return next((role for role, name in ROLE_NAMES.items() if said in (role, name.casefold())), "")


def choose_role() -> str:
    """The switch of the owner's own desk."""
    said = st.session_state.get(address.VIEW)
    if isinstance(said, list):
        st.session_state[address.VIEW] = role_named("".join(said[-1:])) or PUBLIC
    return st.selectbox(
        "View",
        list(ROLE_NAMES),
        format_func=ROLE_NAMES.__getitem__,
        key=address.one_of(address.VIEW, list(ROLE_NAMES), PUBLIC),
        width=165,
    )


def draw_filters(
    store: Store, coverage: Sequence[Coverage], role: str, asked: links.Asked
) -> FilterChoice:
    """Draw the filter bar and read it back. What the link asks for and does not exist falls back to
    the default, with a warning."""
    covered = _council(coverage)
    as_at = _as_at(covered)
    areas = _areas(store, covered, as_at)
    start = _period(as_at, covered)
    where, barred = _more_filters(role, bool(areas))
    st.button("Clear filters", on_click=_clear, type="tertiary")
    selection = Selection(
        covered.la_code,
        as_at,
        start=start,
        areas=tuple(a.id for a in areas),
        where=tuple(sorted(where.items())),
    )
    councils = ask.councils(store)
    known = set(councils.loc[councils["status"] == "current", "short_name"])
    told = _views_not_there(asked) + links.not_found(asked, BOUND, known)
    told += _not_applied(barred, bool(areas))
    if role == PUBLIC:
        told += _of_other_views(asked)
    return FilterChoice(selection, covered, told, _chosen(role))


def _chosen(role: str) -> dict[str, list[str]]:
    """What the bar stands at, in the words of the address: whole, so that whoever is sent it sees
    the same."""
    state = st.session_state
    told = {key: [state[key]] for key in ("council", "as_at", "period")}
    if state["period"] == SINCE:
        told["since"] = [state["since"]]
    several = {key: list(state[key]) for key in ("area", *MORE) if state.get(key)}
    return {address.VIEW: [ROLE_NAMES[role]], **told, **several}


def draw_chips(chosen: FilterChoice) -> None:
    """What the figures are held to, each with a button that takes it away; nothing without."""
    found = [(key, each) for key in ("area", *MORE) for each in chosen.chosen.get(key, ())]
    if not found:
        return
    with st.container(key="chips", horizontal=True, vertical_alignment="center", gap="small"):
        for key, each in found:
            name = each if key == "area" else f"{catalogue.dimensions()[key].name}: {each}"
            applied = key == "area" or key in dict(chosen.selection.where)
            label = f"{as_written(name)} {'' if applied else '(not applied) '}\u2715"
            st.button(label, key=f"chip_{key}_{each}", on_click=_take_away, args=(key, each))


def _take_away(key: str, value: str) -> None:
    _set(key, [each for each in st.session_state.get(key, []) if each != value])


def _set(key: str, values: list[str]) -> None:
    st.session_state[key] = values
    address.keep(key, values)


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
    kept = {"council": [wanted]} if wanted in codes else {}
    return FilterChoice(Selection(code, as_at), None, links.lost_link_sentences(lost), kept)


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


def _council(coverage: Sequence[Coverage]) -> Coverage:
    names = {each.short_name: each for each in coverage}
    usual = USUAL if USUAL in names else next(iter(names))
    key = address.one_of("council", list(names), usual)
    return names[st.selectbox("Council", list(names), key=key, width=190)]


def usual_selection(coverage: Sequence[Coverage]) -> Selection:
    """What a reader sees who asks for nothing."""
    covered = next((each for each in coverage if each.short_name == USUAL), coverage[0])
    last = _newest(covered)
    return Selection(covered.la_code, last, start=add_months(month_start(last), -11))


def _newest(covered: Coverage) -> date:
    return month_end(last_whole_month(covered.data_date))


def _as_at(covered: Coverage) -> date:
    last = _newest(covered)
    months = months_in(covered.first_day, last)
    ends = {
        words.day(end): end
        for back in range(months)
        for end in [month_end(add_months(last, -back))]
    } or {words.day(covered.data_date): covered.data_date}
    key = address.one_of("as_at", list(ends), next(iter(ends)))
    return ends[st.selectbox("As at", list(ends), key=key, width=185)]


def _areas(store: Store, covered: Coverage, as_at: date) -> list[Area]:
    found = ask.areas(store, covered.la_code, "locality", as_at)
    names = {area.name: area for area in found}
    label = found[0].scheme_name if found else "Localities"
    chosen = st.multiselect(
        as_written(label),
        list(names),
        key=address.some_of("area", list(names)),
        placeholder=f"All of {covered.short_name}",
        width=230,
    )
    return [names[name] for name in chosen]


def _period(as_at: date, covered: Coverage) -> date:
    key = address.one_of("period", PERIODS, PERIODS[0])
    chosen = st.selectbox("Period", PERIODS, key=key, width=155)
    if chosen in GRAINS:
        return _recorded(add_months(month_start(as_at), 1 - GRAINS[chosen]), covered)
    if chosen in YEARS:
        return _recorded(period_of(as_at, YEARS[chosen]), covered)
    months = months_in(covered.first_day, as_at)
    starts = {
        words.day(first): first for back in range(months) for first in [add_months(as_at, -back)]
    }
    key = address.one_of("since", list(starts), next(iter(starts)))
    return starts[st.selectbox("Since", list(starts), key=key, width=180)]


def _recorded(start: date, covered: Coverage) -> date:
    """No period begins before the records do: it would be told as longer than it is."""
    first = covered.first_day
    whole = first if first.day == 1 else add_months(first, 1)
    return max(start, whole)


def _more_filters(role: str, by_area: bool) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Filters on the child and the case, and the names of those that public view does not apply:
    it takes one, and none beside a locality."""
    codes = {name: _words(name) for name in MORE}
    _stand_as_kept(codes)
    names = [name for name in MORE if role != PUBLIC or name not in public_view.NEVER_TOLD]
    # Drawn while they are seen only: a browser would give back, later, what it was last shown.
    with st.popover(_more_label(names), key=OPEN, on_change="rerun") as opened:
        if opened.open:
            _draw_more(names, role, by_area)
    for name in MORE:
        address.keep(name, st.session_state[name])
    picked = [name for name in names if st.session_state[name]]
    applied = picked if role != PUBLIC else picked[: 0 if by_area else 1]
    found = {name: tuple(codes[name][each] for each in st.session_state[name]) for name in applied}
    return found, [catalogue.dimensions()[name].name for name in picked if name not in found]


def _stand_as_kept(codes: Mapping[str, Mapping[str, str]]) -> None:
    """Before the folded filters are drawn: those that were open stand at what the reader chose, in
    the run that folds them away, too; others at what is kept of them."""
    was_open = st.session_state.get(WAS_OPEN)
    st.session_state[WAS_OPEN] = bool(st.session_state.get(OPEN))
    for name in MORE:
        if not was_open:
            st.session_state[name] = address.kept(name)
        address.some_of(name, list(codes[name]))


def _more_label(names: Sequence[str]) -> str:
    """With their number; of open ones as when they were opened, since a new name would fold them
    away."""
    picked = sum(bool(st.session_state[name]) for name in names)
    if not st.session_state.get(OPEN) or LABEL not in st.session_state:
        st.session_state[LABEL] = f"More filters ({picked})" if picked else "More filters"
    return st.session_state[LABEL]


def _draw_more(names: Sequence[str], role: str, by_area: bool) -> None:
    if role == PUBLIC:
        st.caption(
            "Public view takes one of these at a time, and none beside a locality, so that no "
            f"child can be recognised. {FOR_OTHERS}"
        )
    first = next((each for each in names if st.session_state[each]), None)
    for name in names:
        taken = by_area or first not in (None, name)
        st.multiselect(
            catalogue.dimensions()[name].name,
            list(_words(name)),
            key=name,
            disabled=role == PUBLIC and taken,
            placeholder="All",
        )


def _words(name: str) -> dict[str, str]:
    """The codes of a dimension by their words."""
    values = {**catalogue.dimensions()[name].values, NOT_KNOWN: "Not known"}
    return {word: code for code, word in values.items()}


def _not_applied(barred: Sequence[str], by_area: bool) -> tuple[str, ...]:
    if not barred:
        return ()
    why = "none beside a part of the council" if by_area else "one filter at a time"
    return (f"Not applied: the filter {_quoted(barred)}. Public view takes {why}.",)


def _views_not_there(asked: links.Asked) -> tuple[str, ...]:
    views = asked.get(address.VIEW, ())
    return links.lost_link_sentences([each for each in views if each and not role_named(each)])


def _of_other_views(asked: links.Asked) -> tuple[str, ...]:
    """That filters which a link asks for, or which were chosen in another view, are not applied."""
    chosen = [name for id, name in OF_OTHERS.items() if asked.get(id) or st.session_state.get(id)]
    return (f"Not applied: the filter {_quoted(chosen)}. {FOR_OTHERS}",) if chosen else ()


def _quoted(names: Sequence[str]) -> str:
    return joined([f"“{name}”" for name in names])


def _clear() -> None:
    for name in ("area", *MORE):
        _set(name, [])
    st.session_state["period"] = PERIODS[0]
