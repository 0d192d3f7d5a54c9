"""The Streamlit script: who is looking, shared filters, navigation by section, then the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from sendviz import access, query
from sendviz.store import NoFile
from sendviz.ui import filters, frame, state
from sendviz.ui.launch import has_sign_in

PAGES = Path(__file__).resolve().parents[1] / "pages"
SECTIONS = {
    "Oversight": [
        ("overview", "Overview"),
        ("timeliness", "Timeliness"),
        ("backlog", "Backlog"),
        ("localities", "Localities"),
        ("changes", "What changed"),
        ("plans", "Plans and reviews"),
        ("compare", "Compare councils"),
    ],
    "About the data": [
        ("definitions", "Definitions"),
        ("data_quality", "Data quality"),
        ("sources", "Sources"),
        ("accessibility", "Accessibility"),
    ],
}


def run() -> None:
    """One run of the app."""
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    frame.style()
    pages = {
        section: [
            st.Page(
                PAGES / f"{id}.py",
                title=title,
                url_path=id if id != "overview" else None,
                default=id == "overview",
            )
            for id, title in entries
        ]
        for section, entries in SECTIONS.items()
    }
    page = st.navigation(pages, position="top")
    store = state.the_store()
    try:
        coverage = query.coverage(store)
    except NoFile:
        frame.no_file()
        return
    if not coverage:
        frame.no_records()
        return
    role = _role()
    chosen = filters.render(store, coverage, role)
    state.begin(store, chosen.selection, role, chosen.covered)
    frame.banners(chosen, role)
    frame.guarded(page.run)
    frame.footer()


def _role() -> str:
    if has_sign_in():
        if not st.user.is_logged_in:
            st.button("Sign in", on_click=st.login)
            return access.PUBLIC
        return access.role_of(st.user.to_dict(), None, True)
    with st.container(key="who", horizontal=True, horizontal_alignment="right"):
        return access.role_of(None, filters.choose_role(), False)


run()
