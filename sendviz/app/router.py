"""The Streamlit script: who is looking, shared filters, navigation by section, then the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from sendviz import ask
from sendviz.app import access, filters, frame, guard, links, state
from sendviz.app.launch import at_own_desk, has_sign_in
from sendviz.ask.places import Coverage
from sendviz.ask.store import NoFile, Store

PAGES = Path(__file__).resolve().parents[2] / "pages"
SECTIONS = {
    "Oversight": [
        ("overview", "Overview"),
        ("timeliness", "Timeliness"),
        ("backlog", "Backlog"),
        ("localities", "Localities"),
        ("health_waits", "Health waits"),
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
IDS = {title: id for entries in SECTIONS.values() for id, title in entries}
# Pages that tell of localities, or of the NHS's figures, throughout.
OF_PARTS = frozenset({"localities", "health_waits"})
WITHOUT_RECORDS = frozenset({"compare", "definitions", "sources", "accessibility"})


def run() -> None:
    """One run of the app."""
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    frame.style()
    guard.whole(_run)


def _run() -> None:
    store = state.the_store()
    coverage = _coverage(store)
    first = "compare" if coverage == [] else "overview"
    pages = _pages(first)
    page = st.navigation(_menu(pages, first), position="top")
    if coverage is None:
        frame.no_file()
        return
    id, role, asked = IDS[page.title], _role(bool(coverage)), links.asked()
    chosen = (
        filters.render(store, coverage, role, asked)
        if coverage
        else filters.without_records(store, asked)
    )
    if role == access.PUBLIC and chosen.covered:
        chosen = filters.in_quarters(chosen, id in OF_PARTS)
    state.begin(store, chosen.selection, role, chosen.covered)
    frame.banners(chosen, made_up=id != "compare")
    lost = st.container()
    if coverage or id in WITHOUT_RECORDS:
        frame.guarded(page.run)
    else:
        frame.no_records(pages["compare"])
    with lost:
        frame.warn(links.not_found_on(id, asked))
    frame.footer()


def _coverage(store: Store) -> list[Coverage] | None:
    """The councils with records; None where the file has not even councils."""
    try:
        return ask.coverage(store) or (None if ask.councils(store).empty else [])
    except NoFile:
        return None


def _pages(first: str) -> dict[str, st.Page]:
    return {
        id: st.Page(
            PAGES / f"{id}.py",
            title=title,
            url_path=id if id != first else "start",
            default=id == first,
        )
        for title, id in IDS.items()
    }


def _menu(pages: dict[str, st.Page], first: str) -> dict[str, list[st.Page]]:
    """The pages by section. The one at the first address is found under its own name, too."""
    found = {section: [pages[id] for id, _ in held] for section, held in SECTIONS.items()}
    named = st.Page(PAGES / f"{first}.py", title=pages[first].title, visibility="hidden")
    return found | {"Oversight": [*found["Oversight"], named]}


def _role(records: bool) -> str:
    """Who is looking; nobody asks where there is nothing to hide."""
    if has_sign_in():
        if not st.user.is_logged_in:
            st.button("Sign in", on_click=st.login)
            return access.PUBLIC
        return access.role_of(st.user.to_dict(), None, True)
    if not records or not at_own_desk():
        return access.PUBLIC
    with st.container(key="who", horizontal=True, horizontal_alignment="right"):
        return access.role_of(None, filters.choose_role(), False)


run()
