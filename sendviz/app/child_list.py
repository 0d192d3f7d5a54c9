"""An officers' list of children, with the choices that narrow it and nothing else on the page."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sendviz.app import choices, page, state
from sendviz.app.parts import as_written, html
from sendviz.app.screens import list_key
from sendviz.ask import Records
from sendviz.kit import html as told
from sendviz.panels.children import (
    OFFICERS_ONLY,
    children_panel,
    headings,
    narrowings,
    usual_order,
)


def show_children(records: Records, fact: str, title: str) -> None:
    """The list of a fact; nothing for other roles than the officer's. Its choices stand in the
    address."""
    if records.role != "officer":
        return
    html(told.heading(title, OFFICERS_ONLY))
    with st.container(horizontal=True, gap="small"):
        chosen = {
            each.id: _choose(list_key(fact, each.id), each.name, each.options)
            for each in narrowings(records, fact)
        }
        order = _order(list_key(fact, "order"), usual_order(fact), headings(records, fact))
    page.show_under(children_panel(records, fact, title, chosen, order))


def _choose(key: str, name: str, options: Mapping[str, str]) -> str:
    """The code of one of the options; '' for none."""
    codes = {word: code for code, word in options.items()}
    kept = choices.kept_one_of(key, list(codes), None)
    word = st.pills(
        as_written(name), list(codes), format_func=as_written, key=kept, width="content"
    )
    if not word:
        return ""
    state.visit().choices[key] = [word]
    return codes[word]


def _order(key: str, usual: str, names: tuple[str, ...]) -> str:
    """By which column the list stands; '' for its usual order."""
    kept = choices.kept_one_of(key, (usual, *names), usual)
    chosen = st.selectbox("Order", (usual, *names), key=kept, width=260)
    if chosen in (None, usual):
        return ""
    state.visit().choices[key] = [chosen]
    return chosen
