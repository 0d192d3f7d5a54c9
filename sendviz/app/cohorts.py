"""The builder of a cohort: its filters in the address, with a count beside each; chips; the list.

What is chosen stands in the address as `who`, a value for each code: absence:50.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sendviz import workspace
from sendviz.app import choices, links, page, state
from sendviz.app.forms import writer
from sendviz.app.parts import as_written, html, note
from sendviz.app.texts import rules
from sendviz.ask import PUBLIC, Records
from sendviz.ask.cohort_rows import Picks, codes_of
from sendviz.ask.cohorts import Counted, Offered, counted
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.cohorts import NOT_KNOWN, cohort_filters
from sendviz.kit.csv import csv_text
from sendviz.kit.html import paragraphs
from sendviz.kit.words import number, uncapital
from sendviz.panels.cohort_list import NAME, TITLE, list_panel, orders
from sendviz.panels.cohort_words import UNTOLD, code_words

WHO = "who"
# The lists of this visit that were logged as shown.
SHOWN = "_cohorts_shown"
# What of the address says which children are looked at; the rest says when, and who looks.
NOT_OF_CHILDREN = ("view", "council", "as_at", "period", "since")
ON_A_PHONE = "A phone shows the count alone: filters, bars and lists need a wider window."


def picks_of(records: Records) -> Picks:
    """The filters that the address asks for, in their own order; what is not there is said. None
    in public view."""
    if records.role == PUBLIC:
        return ()
    try:
        known = codes_of(records)
    except BadSelection:
        return ()
    asked = list(st.session_state.get(WHO) or [])
    found = {
        id: tuple(code for code in codes if f"{id}:{code}" in asked) for id, codes in known.items()
    }
    picks = tuple((id, codes) for id, codes in found.items() if codes)
    held = _as_said(picks)
    state.visit().lost.extend(links.lost_link_sentences([a for a in asked if a not in held]))
    st.session_state[WHO] = held
    if held:
        state.visit().choices[WHO] = held
    return picks


def selection_words() -> str:
    """Which children are looked at, in the form of the address: without view, council and days."""
    said = {
        key: values for key, values in state.visit().address.items() if key not in NOT_OF_CHILDREN
    }
    return urlencode({**said, WHO: st.session_state.get(WHO) or []}, doseq=True)


def address_of(records: Records, selection: str) -> Mapping[str, list[str]]:
    """The whole address of a selection of this council."""
    return {"council": [records.council], **parse_qs(selection)}


def _as_said(picks: Picks) -> list[str]:
    return [f"{id}:{code}" for id, codes in picks for code in codes]


def draw_chips(picks: Picks) -> None:
    """What is chosen, each with a button that takes it away."""
    if not picks:
        return
    with st.container(key="cohort_chips", horizontal=True, gap="small"):
        for id, codes in picks:
            for code in codes:
                found = cohort_filters()[id]
                words = code_words(found, code)
                name = found.name if words == "Yes" else f"{found.name}: {words}"
                said = f"{id}:{code}"
                st.button(
                    f"{as_written(name)} \u2715", key=f"chip_{said}", on_click=_take, args=(said,)
                )
        st.button("Clear", key="cohort_clear", on_click=_clear, type="tertiary")


def _take(said: str) -> None:
    st.session_state[WHO] = [each for each in st.session_state.get(WHO, []) if each != said]


def _clear() -> None:
    st.session_state[WHO] = []


def draw_builder(records: Records, picks: Picks) -> None:
    """The filters of one group at a time, each code with how many children it would leave."""
    found, everyone = counted(records, picks), counted(records)
    groups = dict.fromkeys(each.filter.group for each in found.offered.values())
    with st.container(key="cohort_builder"):
        group = st.segmented_control(
            "Filters", list(groups), default=next(iter(groups)), key="cohort_group"
        )
        for id, offered in found.offered.items():
            if offered.filter.group == (group or next(iter(groups))):
                _draw_filter(found, everyone, id, dict(picks).get(id, ()))


def _draw_filter(found: Counted, everyone: Counted, id: str, chosen: tuple[str, ...]) -> None:
    offered = found.offered[id]
    there = everyone.offered[id]
    counts = {**there.counts, NOT_KNOWN: there.unknown}
    options = [code for code, n in counts.items() if n != 0 or code in chosen]
    key = f"pick_{id}"
    if st.session_state.get(key) != list(chosen):
        st.session_state[key] = list(chosen)
    st.pills(
        as_written(offered.filter.name),
        options,
        selection_mode="multi",
        format_func=lambda code: as_written(_with_count(offered, code)),
        key=key,
        on_change=_choose,
        args=(id,),
    )
    html(paragraphs([f"{offered.filter.why} {_unknown(offered)}"], "sv-caption"))


def _with_count(offered: Offered, code: str) -> str:
    n = offered.unknown if code == NOT_KNOWN else offered.counts.get(code)
    words = code_words(offered.filter, code)
    if code in rules():
        words = f"{code} {rules()[code].message.rstrip('.')}"
    return f"{words} ({UNTOLD if n is None else number(n)})"


def _unknown(offered: Offered) -> str:
    """How many lack the field, and whom that counts."""
    if not offered.unknown:
        return ""
    return f"Not known for {number(offered.unknown)}: {uncapital(offered.filter.unknown)}"


def _choose(id: str) -> None:
    others = [each for each in st.session_state.get(WHO) or [] if each.partition(":")[0] != id]
    chosen = st.session_state.get(f"pick_{id}") or []
    st.session_state[WHO] = [*others, *(f"{id}:{code}" for code in chosen)]


def on_a_desk(key: str) -> DeltaGenerator:
    """A place that a phone leaves out: there the count and the chips stand alone."""
    with st.container(key=f"phone_{key}"):
        note(ON_A_PHONE)
    return st.container(key=f"desk_{key}")


def draw_list(records: Records, picks: Picks) -> None:
    """The list of the cohort's children, for officers, when it is opened: it is logged that it was
    shown and, with its SHA-256, that it was taken away."""
    if records.role != "officer":
        return
    title = f"{TITLE} (officers only)"
    with st.expander(title, on_change="rerun", key="cohort_opened") as opened:
        if opened.open or state.shows_everything():
            _draw_rows(records, picks)


def _draw_rows(records: Records, picks: Picks) -> None:
    names = orders(records)
    key = choices.kept_one_of("cohort_order", names, names[0])
    order = st.selectbox("Order", names, key=key, width=260)
    if order != names[0]:
        state.visit().choices["cohort_order"] = [order]
    panel = list_panel(records, picks, order)
    page.show_under(panel)
    if panel.rows is None:
        return
    text, selection = csv_text(panel.rows), selection_words()
    _log_shown(records, selection, len(panel.rows))
    st.download_button(
        "Download this list (CSV)",
        text,
        f"{NAME}.csv",
        "text/csv",
        key="cohort_file",
        on_click=_log_taken,
        args=(records, selection, len(panel.rows), text),
    )


def _log_shown(records: Records, selection: str, rows: int) -> None:
    """Once a visit for each selection, and not where a screen is only told as text."""
    seen = st.session_state.setdefault(SHOWN, set())
    asked = (records.selection.council, selection)
    if asked in seen or state.shows_everything():
        return
    seen.add(asked)
    workspace.log_access(
        workspace.workspace_of(records.store.path), writer(records),
        la_code=records.selection.council, what=NAME, selection=selection, rows=rows,
    )  # fmt: skip


def _log_taken(records: Records, selection: str, rows: int, text: str) -> None:
    workspace.log_export(
        workspace.workspace_of(records.store.path), writer(records),
        la_code=records.selection.council, what=NAME, selection=selection, rows=rows, text=text,
    )  # fmt: skip
