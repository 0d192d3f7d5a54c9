"""The Streamlit script: who is looking, shared filters, navigation by section, then the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from sendviz import ask
from sendviz.app import (
    access,
    address,
    filters,
    frame,
    header,
    links,
    meeting,
    openings,
    state,
    taking,
)
from sendviz.app.access import at_own_desk, has_sign_in
from sendviz.app.page import dimensions_not_filtered, heading, refuse
from sendviz.app.parts import note
from sendviz.app.screens import BY_TITLE, SCREENS, Screen
from sendviz.ask import PUBLIC, Records, Store
from sendviz.ask.places import Coverage
from sendviz.ask.store import NoFile
from sendviz.catalogue.calendar import BadSelection
from sendviz.panels.captions import why_not_filtered
from sendviz.panels.frame import on_paper

PAGES = Path(__file__).resolve().parents[2] / "pages"


def run() -> None:
    """One run of the app."""
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    frame.draw_style()
    frame.run_app(_run_on_one_file)


def _run_on_one_file() -> None:
    """All of a screen is told by one build, though another may be swapped in meanwhile."""
    store = state.the_store()
    with store.one_version():
        _run(store)


def _run(store: Store) -> None:
    coverage = _coverage(store)
    first = "compare" if coverage == [] else "overview"
    pages = _pages(first)
    page = st.navigation(_menu(pages, first), position="hidden")
    if coverage is None:
        frame.say_no_file()
        return
    screen = _screen(page)
    address.adopt(screen)
    head, asked = header.open_head(has_filters=bool(coverage)), links.link_parameters()
    role = _role(store, coverage, head)
    with head.filters:
        chosen = (
            filters.draw_filters(store, coverage, role, asked)
            if coverage
            else filters.without_records(store, asked)
        )
    if role == PUBLIC and chosen.covered:
        chosen = filters.in_quarters(chosen, of_parts=screen.of_parts)
    records = Records(store, chosen.selection, role)
    state.begin(state.Visit(records, screen.id, pages, chosen.chosen))
    header.name_tab(screen, records.council)
    if screen != meeting.SCREEN:
        header.draw_pages(head, _seen(pages, records), screen, records.council, chosen.chosen)
    _draw_line(head, screen, chosen)
    frame.warn(chosen.warnings)
    lost = st.container()
    if coverage or not screen.needs_records:
        run_page(meeting.draw if screen == meeting.SCREEN else page.run)
    else:
        frame.say_no_records(pages["compare"], pages["add_records"])
    with lost:
        vain = (*links.not_found_on(screen, asked), *openings.keep(screen))
        frame.warn((*vain, *state.visit().lost))
        if screen != meeting.SCREEN:  # which says it under each question
            say_not_filtered()
    if screen != meeting.SCREEN and screen.on_site:
        taking.draw_taking(screen)
    frame.draw_footer()
    address.write({**chosen.chosen, **state.visit().choices})


def _screen(page: st.Page) -> Screen:
    """The page of the address, or the meeting over it."""
    if not meeting.is_on():
        return BY_TITLE[page.title]
    meeting.mark()
    return meeting.SCREEN


def _draw_line(head: header.Head, screen: Screen, chosen: filters.FilterChoice) -> None:
    """Under the filters, in one line: made-up records, what the figures are held to, the tools."""
    records = state.visit().records
    with head.line:
        header.draw_on_paper(on_paper(records, screen.title, access.ROLE_NAMES[records.role]))
        if screen.shows_records and chosen.covered and chosen.covered.simulated:
            frame.say_simulated(chosen.covered)
        filters.draw_chips(chosen)
        header.draw_tools()


def say_not_filtered() -> None:
    """Once a page, which filters some of its figures could not apply, and why."""
    if told := why_not_filtered(dimensions_not_filtered()):
        state.visit().shown.append(("text", told))
        note(told)


def run_page(run: Callable[[], None]) -> None:
    """Run the page; what cannot be shown is said in words. After an error that nobody foresaw the
    reader is told so, and the log holds what happened; what stands on the screen so far stays."""
    try:
        run()
    except BadSelection as refused:
        refuse(str(refused))
    except Exception:
        frame.LOG.exception("A screen could not be shown to its end")
        heading("The rest of this page is missing")
        frame.say_broken()


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


def _seen(pages: dict[str, st.Page], records: Records) -> dict[str, st.Page]:
    """The pages to which this reader sees a link."""
    hidden = {each.id for each in SCREENS if each.for_officers and not access.may_add(records)}
    return {id: page for id, page in pages.items() if id not in hidden}


def _menu(pages: dict[str, st.Page], first: str) -> dict[str, list[st.Page]]:
    """The pages by section. The one at the first address is found under its own name, too."""
    found: dict[str, list[st.Page]] = {}
    for each in SCREENS:
        found.setdefault(each.section, []).append(pages[each.id])
    named = st.Page(PAGES / f"{first}.py", title=pages[first].title, visibility="hidden")
    return found | {"Oversight": [*found["Oversight"], named]}


def _role(store: Store, records: Sequence[Coverage], head: header.Head) -> str:
    """Who is looking; nobody asks where there is nothing to hide."""
    if store.is_public:
        return PUBLIC
    access.check_file(store)
    if has_sign_in():
        if not st.user.is_logged_in:
            head.pages.button("Sign in", on_click=st.login)
            return PUBLIC
        return access.role_signed_in(st.user.to_dict())
    if not records or not at_own_desk():
        return PUBLIC
    with head.who:
        return access.role_at_own_desk(filters.choose_role())


run()
