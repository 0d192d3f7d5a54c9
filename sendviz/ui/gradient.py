"""Does deprivation matter? The panel of the gradient, or one line on how to see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from sendviz import ask, charts
from sendviz.app import parts
from sendviz.app.guard import or_said
from sendviz.app.state import Now
from sendviz.ask import NotAllowed
from sendviz.findings import gradient
from sendviz.findings.gradient import Gradient
from sendviz.ui import panels
from sendviz.ui.panels import Shown
from sendviz.wording import gradient as words

if TYPE_CHECKING:
    from sendviz.ui.fairness import Look

CHOICES = {"fifth": "By neighbourhood", "district": "By district"}


@or_said
def gradient_panel(now: Now, seen: Look) -> None:
    """The measure in the order of deprivation with the line through it; by neighbourhood where the
    records tell of it, else by district; where neither can be told, a closed line that says why."""
    able, refused = {}, None
    for each in CHOICES:
        try:
            if (found := _found(now, seen, each)) is not None:
                able[each] = found
        except NotAllowed as error:
            refused = error
    if not able and refused:
        raise refused
    if not able:
        _cannot(now)
        return
    by = next(iter(able))
    if len(able) > 1:
        key = f"gradient_by_{seen.key}"
        by = st.radio(words.QUESTION, list(able), format_func=CHOICES.get, horizontal=True, key=key)
    _panel(now, seen, able[by or "fifth"])


def _found(now: Now, seen: Look, by: str) -> Gradient | None:
    return gradient.gradient(now.store, seen.measure, now.selection, now.role, by)


def _panel(now: Now, seen: Look, found: Gradient) -> None:
    m, key = seen.measure, f"gradient_{found.by}_{seen.key}"
    title = words.gradient_sentence(m, found)
    figure = charts.gradient_chart(m, found)
    panels.panel(now, title, figure, [Shown(m, found.frame, "gradient")], key)
    parts.caption(words.gradient_caption(found))


def _cannot(now: Now) -> None:
    missing = ask.deprivation(now.store, now.selection.council).empty
    with st.expander(words.NO_FILE if missing else words.QUESTION):
        parts.text(*(words.WHAT_TO_DO if missing else (words.TOO_FEW,)))
