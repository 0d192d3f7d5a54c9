"""The address of what is looked at: whole on every page, so that whoever is sent it sees the same.

A link, or the browser's Back, sets the filters; a filter that is changed writes the address. Bound
widgets of Streamlit leave out what stands at its usual value, and lose what is folded away, so the
filters of the frame keep their address themselves, and so do the choices of a page that outlast a
visit to another (`Screen.kept`). Other choices of one page are bound ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from sendviz import catalogue
from sendviz.app.screens import SCREENS, Screen
from sendviz.kit import words

VIEW = "view"
KEYS = (VIEW, "council", "area", "as_at", "period", "since", *catalogue.filters())
# Of meeting mode, which reads them from the address itself.
MEETING, QUESTION = "meeting", "q"
OF_PAGES = tuple(key for screen in SCREENS for key in screen.kept)
# The address as this visit knows it, and what its filters stand at, by key.
KNOWN, KEPT = "_address", "_kept_filters"
# Whether this run began with an address that it did not write.
NEW = "_address_is_new"


def adopt(screen: Screen) -> None:
    """Set the filters and the choices of this screen to what the address asks for, where it is not
    the one that they wrote; to be called before any of them is drawn."""
    keys = (*KEYS, *screen.kept)
    asked = _held(keys)
    known = {key: said for key, said in st.session_state.get(KNOWN, {}).items() if key in keys}
    st.session_state[NEW] = bool(asked and asked != known)
    if is_new():
        st.session_state[KNOWN] = asked
        said = {key: asked.get(key, []) for key in keys}
        st.session_state[KEPT] = {**st.session_state.get(KEPT, {}), **said}
        for key in keys:
            st.session_state[key] = said[key]
    # What stands folded away, or not at all on the page before, is forgotten between two pages.
    for key, value in st.session_state.get(KEPT, {}).items():
        if key not in st.session_state:
            st.session_state[key] = value


def is_new() -> bool:
    """Whether this run follows a link, or the browser's Back."""
    return bool(st.session_state.get(NEW))


def one_of(key: str, options: Sequence[str], usual: str | None) -> str:
    """The key of a choice of one, which now stands at what was asked for or at its usual value;
    None: at nothing."""
    said = st.session_state.get(key)
    last = said[-1] if isinstance(said, list) and said else said
    stands = last if last in options else usual
    if stands != said:
        st.session_state[key] = stands
    return key


def some_of(key: str, options: Sequence[str]) -> str:
    """The key of a choice of several, which now stands at those asked for that there are."""
    said = st.session_state.get(key)
    stands = [each for each in said or [] if each in options]
    if stands != said:
        st.session_state[key] = stands
    return key


def kept(key: str) -> list[str]:
    """What a choice of several stood at when it was last seen."""
    return list(st.session_state.get(KEPT, {}).get(key, []))


def keep(key: str, values: Sequence[str]) -> None:
    """Have a choice of several stand at these, seen or not; before it is drawn, or to remember
    what it was drawn with."""
    st.session_state.setdefault(KEPT, {})[key] = list(values)


def of_screen(screen: Screen) -> dict[str, list[str]]:
    """What the choices of a screen stood at when it was last seen, in the words of the address."""
    kept = st.session_state.get(KEPT, {})
    return {key: _said(kept[key]) for key in screen.kept if kept.get(key)}


def _said(value: object) -> list[str]:
    if isinstance(value, date):
        return [words.day(value)]
    return list(value) if isinstance(value, list) else [str(value)]


def write(chosen: Mapping[str, Sequence[str]]) -> None:
    """Put the filters and the choices of the screen into the address, in one step of the browser's
    history."""
    said = {key: list(values) for key, values in chosen.items() if values}
    every = (*KEYS, *OF_PAGES, MEETING, QUESTION)
    st.session_state[KEPT] = {
        key: st.session_state[key] for key in every if key in st.session_state
    }
    st.session_state[KNOWN] = said
    held = _held(every)
    if said != held:
        st.query_params.update({key: said.get(key, []) for key in {**held, **said}})


def _held(keys: Sequence[str]) -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in keys if st.query_params.get_all(key)}
