"""What may not be shown is said, once a page, and the rest of the page goes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import streamlit as st

from sendviz.selection import BadSelection
from sendviz.ui import parts

SAID = "_said"


def begin() -> None:
    """A new run of a page: nothing is said yet."""
    st.session_state[SAID] = []
    st.session_state[parts.ANSWERED] = False


def say_once(words: str) -> None:
    """The reason as a note, once for all panels; as the answer, if the page has none yet."""
    if words in st.session_state.setdefault(SAID, []):
        return
    st.session_state[SAID].append(words)
    if st.session_state.get(parts.ANSWERED):
        parts.note(words, warn=True)
    else:
        parts.answer(words)


def or_said(panel: Callable) -> Callable:
    """A panel that, where it may not be shown, says why instead; what it returns is then ''."""

    @wraps(panel)
    def shown(*given, **named):
        try:
            return panel(*given, **named)
        except BadSelection as refused:
            say_once(str(refused))
            return ""

    return shown
