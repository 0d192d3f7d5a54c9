"""The frame of every screen: style, banners, footer, and the states in which there is nothing to
show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from sendviz import ask
from sendviz.app import guard, parts, state
from sendviz.app.filters import Chosen
from sendviz.ask.disclosure import PUBLIC
from sendviz.ask.places import Coverage
from sendviz.wording import frame as words

STYLE = Path(__file__).with_name("style.css")


def style() -> None:
    """The style sheet: text in the reader's own colours, marks in colours that hold on light and
    on dark."""
    st.html(STYLE)


def banners(chosen: Chosen, made_up: bool) -> None:
    """What must be said before anything else: links to what is not there, filters not applied and,
    where the page shows them, made-up records."""
    warn(chosen.warnings)
    if made_up and chosen.covered and chosen.covered.simulated:
        simulated(chosen.covered)


def warn(sentences: Sequence[str]) -> None:
    """Each sentence as a warning."""
    for each in sentences:
        parts.note(each, warn=True)


def simulated(covered: Coverage) -> None:
    """That these records are made up, and what in them is real."""
    parts.html(
        f'<p class="sv-made-up"><strong>Simulated records.</strong> '
        f"{parts.safe(words.made_up(covered))}</p>"
    )


def guarded(run: Callable[[], None]) -> None:
    """Run the page; what cannot be shown is said in words, nothing else of it is."""
    guard.begin()
    guard.or_logged(guard.or_said(run))


def footer() -> None:
    """What this page does not tell, to when the data tell, and from where."""
    now = state.now()
    rounded = f"{words.ROUNDED_VIEW} " if now.covered and now.role == PUBLIC else ""
    told = words.told_to(now.covered, ask.built_at(now.store))
    body = f"<p>{parts.safe(rounded + told)}</p><p>{parts.safe(words.CREDIT)}</p>"
    parts.html(f'<div class="sv-foot">{body}</div>')


def no_file() -> None:
    """The state before the first build, or while the file is not whole."""
    parts.question("There are no records yet")
    parts.note("Build the file first: python -m sendviz build --simulate", warn=True)


def no_records(compare: st.Page) -> None:
    """A page of records in a file of published figures only: what to do, and where to go."""
    parts.question("No council\u2019s records are loaded yet")
    parts.note(words.NO_RECORDS, warn=True)
    st.page_link(compare, label="Compare councils by published figures")
