"""An officers' list of children, with the choices that narrow it and nothing else on the page."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sendviz.app import page
from sendviz.app.parts import as_written, html
from sendviz.ask import Records
from sendviz.kit import html as told
from sendviz.panels.children import OFFICERS_ONLY, Narrowing, children_panel, narrowings


def show_children(records: Records, fact: str, title: str) -> None:
    """The list of a fact; nothing for other roles than the officer's."""
    if records.role != "officer":
        return
    html(told.heading(title, OFFICERS_ONLY))
    chosen = {}
    with st.container(horizontal=True, gap="small"):
        for each in narrowings(records, fact):
            code = st.pills(
                as_written(each.name),
                list(each.options),
                format_func=partial(_option, each),
                key=f"list_{fact}_{each.id}",
                width="content",
            )
            chosen[each.id] = code or ""
    page.show_under(children_panel(records, fact, title, chosen))


def _option(of: Narrowing, code: str) -> str:
    return as_written(of.options[code])
