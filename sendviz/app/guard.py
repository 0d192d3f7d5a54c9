"""What may not be shown is said, once a page, and the rest of the page goes on; what nobody foresaw
goes to the log, and the reader gets a sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

import streamlit as st

from sendviz.app import parts
from sendviz.catalogue.calendar import BadSelection
from sendviz.wording import frame as words

SAID = "_said"
LOG = logging.getLogger("sendviz")


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


def or_logged(run: Callable[[], object]) -> None:
    """Run; after an error that nobody foresaw the reader is told so in words, and the log holds
    what happened. What stands on the screen so far stays."""
    try:
        run()
    except Exception:
        LOG.exception("A screen could not be shown to its end")
        parts.heading("The rest of this page is missing")
        _say_broken()


def whole(run: Callable[[], object]) -> None:
    """`or_logged` where no page has begun: with a heading of its own."""
    try:
        run()
    except Exception:
        LOG.exception("A screen could not be shown")
        parts.question("This page cannot be shown just now")
        _say_broken()


def _say_broken() -> None:
    parts.html(f'<p class="sv-broken">{parts.safe(words.BROKEN)}</p>')
