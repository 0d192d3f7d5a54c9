"""What all forms have in common in which people write: who writes, what is refused, and that
something was kept. What is written goes into the workspace beside the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

import streamlit as st

from sendviz.app.access import has_sign_in
from sendviz.app.parts import note
from sendviz.ask import Records
from sendviz.load.readers.personal import what_names_a_child
from sendviz.workspace import NotAccepted, Writer

# What was kept, for the next run; and how often something was: forms are empty anew after it.
KEPT, TURN = "_kept", "_turn"
OWN_DESK = "Own desk"
Kept = TypeVar("Kept")


def writer(records: Records) -> Writer:
    """Who writes, in their role."""
    name = (st.user.get("name") or st.user.get("email")) if has_sign_in() else None
    return Writer(str(name or OWN_DESK), records.role)


def form_key(what: str, of: str = "") -> str:
    """The key of a form, another one after each time that something was kept."""
    return f"{what}_{of}_{st.session_state.get(TURN, 0)}"


def accepted(keep: Callable[[], Kept], said: Mapping[str, str | None]) -> Kept | None:
    """What came of it; None where it was refused, which is told field by field. said: the free
    texts by their field: what looks like a child's is never kept."""
    problems = children_named(said, date.today())
    try:
        if problems:
            raise NotAccepted(problems)
        return keep()
    except NotAccepted as refused:
        for told in refused.problems.values():
            note(told, warn=True)
        return None


def children_named(said: Mapping[str, str | None], day: date) -> dict[str, str]:
    """A sentence for each text in which something looks like a child's, by the rule by which plans
    are read."""
    found = {field: what_names_a_child(text or "", day) for field, text in said.items()}
    return {
        field: f"{field}: this looks like {named}. Take it out; nothing is kept yet."
        for field, named in found.items()
        if named
    }


def done(told: str) -> None:
    """Begin anew, with empty forms, and say what was kept."""
    st.session_state[KEPT] = told
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.rerun()


def tell_kept() -> None:
    """Say what was kept in the run before."""
    if told := st.session_state.pop(KEPT, None):
        note(told)
