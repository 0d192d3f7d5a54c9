"""The Streamlit script: who is looking, shared filters, navigation by section, then the page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from sendviz import ask
from sendviz.app import access, filters, frame, links, state
from sendviz.app.access import at_own_desk, has_sign_in
from sendviz.app.screens import BY_TITLE, SCREENS
from sendviz.ask import PUBLIC, Records, Store
from sendviz.ask.places import Coverage
from sendviz.ask.store import NoFile

PAGES = Path(__file__).resolve().parents[2] / "pages"


def run() -> None:
    """One run of the app."""
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    frame.draw_style()
    frame.run_app(_run)


def _run() -> None:
    store = state.the_store()
    coverage = _coverage(store)
    first = "compare" if coverage == [] else "overview"
    pages = _pages(first)
    page = st.navigation(_menu(pages, first), position="top")
    if coverage is None:
        frame.say_no_file()
        return
    screen, role = BY_TITLE[page.title], _role(store, coverage)
    asked = links.link_parameters()
    chosen = (
        filters.draw_filters(store, coverage, role, asked)
        if coverage
        else filters.without_records(store, asked)
    )
    if role == PUBLIC and chosen.covered:
        chosen = filters.in_quarters(chosen, of_parts=screen.of_parts)
    state.begin(Records(store, chosen.selection, role))
    frame.warn(chosen.warnings)
    if screen.shows_records and chosen.covered and chosen.covered.simulated:
        frame.say_simulated(chosen.covered)
    lost = st.container()
    if coverage or not screen.needs_records:
        frame.run_page(page.run)
    else:
        frame.say_no_records(pages["compare"])
    with lost:
        frame.warn(links.not_found_on(screen, asked))
    frame.draw_footer()


def _coverage(store: Store) -> Sequence[Coverage] | None:
    """The councils with records; None where the file has not even councils."""
    try:
        return ask.coverage(store) or (None if ask.councils(store).empty else [])
    except NoFile:
        return None


def _pages(first: str) -> dict[str, st.Page]:
    return {
        each.id: st.Page(
            PAGES / f"{each.id}.py",
            title=each.title,
            url_path=each.id if each.id != first else "start",
            default=each.id == first,
        )
        for each in SCREENS
    }


def _menu(pages: dict[str, st.Page], first: str) -> dict[str, list[st.Page]]:
    """The pages by section. The one at the first address is found under its own name, too."""
    found: dict[str, list[st.Page]] = {}
    for each in SCREENS:
        found.setdefault(each.section, []).append(pages[each.id])
    named = st.Page(PAGES / f"{first}.py", title=pages[first].title, visibility="hidden")
    return found | {"Oversight": [*found["Oversight"], named]}


def _role(store: Store, records: Sequence[Coverage]) -> str:
    """Who is looking; nobody asks where there is nothing to hide."""
    if store.is_public:
        return PUBLIC
    access.check_file(store)
    if has_sign_in():
        if not st.user.is_logged_in:
            st.button("Sign in", on_click=st.login)
            return PUBLIC
        return access.role_signed_in(st.user.to_dict())
    if not records or not at_own_desk():
        return PUBLIC
    with st.container(key="who", horizontal=True, horizontal_alignment="right"):
        return access.role_at_own_desk(filters.choose_role())


run()
