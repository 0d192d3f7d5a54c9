"""The frame of every screen: style, banners, footer, and the states in which there is nothing to
show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from sendviz import query
from sendviz.disclosure import PUBLIC
from sendviz.ui import guard, parts, state
from sendviz.ui.filters import Chosen
from sendviz.wording import frame as words

STYLE = Path(__file__).with_name("style.css")


def style() -> None:
    """The style sheet: text in the reader's own colours, marks in colours that hold on light and
    on dark."""
    st.html(STYLE)


def banners(chosen: Chosen, role: str) -> None:
    """What must be said before anything else: made-up records, public rounding, links to what is
    not there."""
    for sentence in chosen.warnings:
        parts.note(sentence, warn=True)
    if chosen.covered.simulated:
        parts.html(
            f'<p class="sv-made-up"><strong>Simulated records.</strong> '
            f"{parts.safe(words.made_up(chosen.covered))}</p>"
        )


def guarded(run: Callable[[], None]) -> None:
    """Run the page; what cannot be shown is said in words, nothing else of it is."""
    guard.begin()
    guard.or_said(run)()


def footer() -> None:
    """What this page does not tell, to when the data tell, and from where."""
    now = state.now()
    rounded = f"{words.ROUNDED_VIEW} " if now.role == PUBLIC else ""
    told = words.told_to(now.covered, query.built_at(now.store))
    body = f"<p>{parts.safe(rounded + told)}</p><p>{parts.safe(words.CREDIT)}</p>"
    parts.html(f'<div class="sv-foot">{body}</div>')


def no_file() -> None:
    """The state before the first build, or while the file is not whole."""
    parts.question("There are no records yet")
    parts.note("Build the file first: python -m sendviz build --simulate", warn=True)


def no_records() -> None:
    """Published figures only."""
    parts.question("There are no person-level records yet")
    parts.note("Load a SEN2 return or a case file: python -m sendviz import FILE", warn=True)
