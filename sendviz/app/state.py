"""What every page asks for: who is looking, and at what; and what has been shown so far in this
run. It fails closed: without the router there is nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from sendviz.ask import Records, Store

KEY = "_visit"
# A run that opens every closed part: for printing a screen as text.
EVERYTHING = "_everything"
# A run that opens the closed parts of the panels that are shown.
UNFOLDED = "_unfolded"


@dataclass(frozen=True)
class Visit:
    """One run of a page: what is asked of, what has been shown, and the refusals told so far.

    shown: ("question", words), ("answer", words), ("heading", words), ("text", words) or
    ("panel", Panel), in the order of the screen, and ("warning", words). choices: those of the page
    that the address keeps, in its words. lost: sentences on what it asks for and is not there.
    screen: the id of this one; pages: all by their ids; address: the filters in its words.
    """

    records: Records
    screen: str = ""
    pages: Mapping[str, st.Page] = field(default_factory=dict)
    address: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shown: list[tuple[str, object]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


class NoRouter(RuntimeError):
    """A page was run without the router, so nobody has checked who is looking."""


def begin(visit: Visit) -> None:
    """Set by the router, before the page runs."""
    st.session_state[KEY] = visit


def visit() -> Visit:
    """The state of this run. Raises NoRouter if the router has not set it."""
    found = st.session_state.get(KEY)
    if found is None:
        raise NoRouter("Open the app at its first page.")
    return found


def shows_everything() -> bool:
    """Whether closed parts are made and drawn, too."""
    return bool(st.session_state.get(EVERYTHING))


def unfolds() -> bool:
    """Whether the closed parts of panels are drawn, too."""
    return shows_everything() or bool(st.session_state.get(UNFOLDED))


@st.cache_resource(show_spinner=False)
def the_store() -> Store:
    """The one store of this process; it notices a swapped file by itself."""
    return Store()
