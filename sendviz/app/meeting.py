"""Meeting mode: one question a screen over whatever page the address has, until somebody leaves.

The address alone says where one stands (`meeting=1&q=3`), so that a link restores the screen and
the browser's Back goes to the question before. Arrow keys, Page keys and Escape press the buttons
(tools.js); without the script the buttons do the same.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from sendviz.app import links, page, state
from sendviz.app.access import ROLE_NAMES
from sendviz.app.address import MEETING, QUESTION
from sendviz.app.frame import say_simulated
from sendviz.app.parts import html, note
from sendviz.app.screens import Screen
from sendviz.kit.html import paragraphs, safe
from sendviz.kit.words import capital, small
from sendviz.panels.captions import why_not_filtered
from sendviz.panels.frame import PRODUCT, on_paper
from sendviz.panels.meeting import Shown, screens_of, shown_on
from sendviz.panels.untold import UNTOLD, UNTOLD_TITLE

SCREEN = Screen("meeting", "Meeting", "Oversight")
ON, EVERY = "1", "all"
HEADING = "Questions for the meeting"


def is_on() -> bool:
    """Whether the address asks for meeting mode."""
    return st.query_params.get(MEETING) == ON


def mark() -> None:
    """Have the frame step back, before any of it is drawn."""
    html('<div class="sv-meeting"></div>')


def offer_meeting() -> None:
    """A link to the first question, with how many there are."""
    visit = state.visit()
    many = capital(small(screens_of(visit.records)))
    st.page_link(
        visit.pages[visit.screen],
        label=f"In a meeting? {many} questions, one a screen",
        query_params={**visit.address, MEETING: ON, QUESTION: "1"},
    )


def draw() -> None:
    """The question that the address asks for, or all of them, on paper each on its own page."""
    last = screens_of(page.records())
    number = _asked(last)
    state.visit().choices.update({MEETING: [ON], QUESTION: [str(number or EVERY)]})
    with st.container(key="meeting_bar", horizontal=True, vertical_alignment="center"):
        _draw_bar(number, last)
    if number:
        _draw_one(number, last)
    else:
        page.question(HEADING)
        for each in range(1, last + 1):
            with st.container(key=f"meeting_page_{each}"):
                _draw_one(each, last, among_others=True)
    _draw_foot()


def _asked(last: int) -> int | None:
    """The number in the address, within those there are; None for all."""
    said = st.query_params.get(QUESTION, "1")
    if said == EVERY or state.shows_everything():
        return None
    if said.isdecimal() and 1 <= int(said) <= last:
        return int(said)
    state.visit().lost.extend(links.lost_link_sentences([said]))
    return 1


def _draw_bar(number: int | None, last: int) -> None:
    council = safe(page.records().council)
    html(f'<p class="sv-name"><strong>{PRODUCT}</strong> {council}</p>', "content")
    where = f"Page {number} of {last}" if number else f"All {last} pages"
    html(f'<p class="sv-page" role="status">{where}</p>', "content")
    if number:
        _button("Previous", "previous", partial(_go, str(number - 1)), off=number == 1)
        _button("Next", "next", partial(_go, str(number + 1)), off=number == last)
        _button("All, to print", "all", partial(_go, EVERY))
    else:
        _button("One a screen", "one", partial(_go, "1"))
    _button("Leave", "leave", _leave)


def _button(label: str, key: str, do: partial[None] | object, *, off: bool = False) -> None:
    st.button(label, key=f"meeting_{key}", on_click=do, disabled=off)  # type: ignore[arg-type]


def _go(number: str) -> None:
    st.query_params[QUESTION] = number


def _leave() -> None:
    for each in (MEETING, QUESTION):
        st.query_params.pop(each, None)


def _draw_one(number: int, last: int, *, among_others: bool = False) -> None:
    shown = shown_on(page.records(), number)
    if among_others:
        page.heading(shown.text)
    else:
        page.question(shown.text)
    page.answer(*shown.answer)
    page.text(shown.beside)
    page.show(shown.panel)
    _draw_under(shown, f"Page {number} of {last}")


def _draw_under(shown: Shown, where: str) -> None:
    """Whom to ask, what this does not tell, and where one is on paper."""
    told = [f"Ask: {shown.ask}."] if shown.ask else []
    if shown.page:
        told.append(f"{UNTOLD_TITLE}: {UNTOLD[shown.page]}")
    state.visit().shown.extend(("text", each) for each in told)
    body = "".join(f"<p>{safe(each)}</p>" for each in told)
    html(f'<div class="sv-under">{body}<p class="sv-where">{where}</p></div>')
    if words := why_not_filtered(shown.not_filtered):
        note(words)


def _draw_foot() -> None:
    """What the hidden filters stand at, and that records are made up."""
    records = state.visit().records
    html(f'<div class="sv-held">{paragraphs(_held())}</div>')
    if records.covered and records.covered.simulated:
        say_simulated(records.covered)


def _held() -> list[str]:
    records = state.visit().records
    told = on_paper(records, SCREEN.title, ROLE_NAMES[records.role])
    return [". ".join(each.rstrip(".") for each in told if each) + "."]
