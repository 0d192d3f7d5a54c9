"""The frame of every screen: style, banners, footer, the states in which there is nothing to show,
and what is said when something breaks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from sendviz import ask
from sendviz.app import access, state
from sendviz.app.parts import html, note
from sendviz.ask import PUBLIC
from sendviz.ask.places import Coverage
from sendviz.kit import svg
from sendviz.kit.html import made_up, paragraphs, safe
from sendviz.panels import frame as words

LOG = logging.getLogger("sendviz")
STYLE = Path(__file__).with_name("style.css")


def draw_style() -> None:
    """The style sheet: text in the reader's own colours, marks in colours that hold on light and
    on dark, pictures in those of the page."""
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}{svg.style()}</style>")


def warn(sentences: Sequence[str]) -> None:
    """Each sentence as a warning."""
    state.visit().shown.extend(("warning", each) for each in sentences)
    for each in sentences:
        note(each, warn=True)


def say_simulated(covered: Coverage) -> None:
    """That these records are made up, and what in them is real."""
    html(made_up(words.made_up(covered)), "content")


def run_app(run: Callable[[], None]) -> None:
    """Run the app; after an error that nobody foresaw, where no page has begun, the reader is told
    so and the log holds what happened."""
    try:
        run()
    except Exception:
        LOG.exception("A screen could not be shown")
        html("<h1>This page cannot be shown just now</h1>")
        say_broken()


def draw_footer() -> None:
    """To when the data tell, when the file was built, how public counts are told, and from where
    published figures come."""
    records = state.visit().records
    covered = records.covered
    rounded = f"{words.ROUNDED_VIEW} " if covered and records.role == PUBLIC else ""
    told = words.told_to(covered, ask.built_at(records.store))
    html(f'<div class="sv-foot">{paragraphs([rounded + told, words.CREDIT])}</div>')


def say_no_file() -> None:
    """The state before the first build, or while the file is not whole."""
    html("<h1>There are no records yet</h1>")
    note("Build the file first: python -m sendviz build --simulate", warn=True)


def say_no_records(compare: st.Page, add: st.Page) -> None:
    """A page of records in a file of published figures only: what to do, and where to go."""
    html("<h1>No council\u2019s records are loaded yet</h1>")
    note(words.NO_RECORDS, warn=True)
    st.page_link(compare, label="Compare councils by published figures")
    if access.may_add(state.visit().records):
        st.page_link(add, label="Add records of your own")


def say_broken() -> None:
    """That something broke, and whom to tell."""
    html(f'<p class="sv-broken">{safe(words.BROKEN)}</p>')
