"""The head of every screen: the product, the council, the pages with the current one marked; and
what stands at the head of a printed sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape as safe
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sendviz.app.address import of_screen
from sendviz.app.parts import html
from sendviz.app.screens import SCREENS, Screen
from sendviz.panels.frame import PRODUCT

# Copying, printing and skipping are the browser's own doings: nothing from outside runs here.
SCRIPT = f"<script>{Path(__file__).with_name('tools.js').read_text('utf-8')}</script>"
# Streamlit keeps which look is chosen for each path by itself.
PATHS = " ".join(["/", "/start", *(f"/{each.id}" for each in SCREENS)])
TOOLS = (
    '<button type="button" data-do="copy">Copy link</button>'
    '<button type="button" data-do="print">Print</button>'
    f'<button type="button" data-do="look" data-paths="{PATHS}">Light or dark</button>'
)
FOLD = (
    '<button type="button" class="sv-fold" data-do="filters" aria-expanded="false">Filters</button>'
)
SKIP = '<a class="sv-skip" href="#answer" data-do="skip">Skip to the answer</a>'


@dataclass(frozen=True)
class Head:
    """The places of the head, in the order of the screen; each is filled when what it says is
    known."""

    pages: DeltaGenerator
    filters: DeltaGenerator
    who: DeltaGenerator
    line: DeltaGenerator


def open_head(*, has_filters: bool) -> Head:
    """Lay out the head. Filters fold away where the window is narrow, by its width alone; without
    records there are none."""
    pages = st.container(key="head", horizontal=True, vertical_alignment="center", gap="small")
    filters, who = _open_bar() if has_filters else (st.container(), st.container())
    line = st.container(key="line", horizontal=True, vertical_alignment="center")
    return Head(pages, filters, who, line)


def _open_bar() -> tuple[DeltaGenerator, DeltaGenerator]:
    with st.container(key="filters"), st.container(key="filter_row", horizontal=True):
        return (
            st.container(key="filter_fields", horizontal=True, vertical_alignment="bottom"),
            st.container(key="who", width="content"),
        )


def name_tab(here: Screen, council: str) -> None:
    """The title of the browser's tab: page, council, product."""
    st.set_page_config(page_title=f"{here.title} \u2013 {council} \u2013 {PRODUCT}")


def draw_pages(
    head: Head,
    pages: Mapping[str, st.Page],
    here: Screen,
    council: str,
    address: Mapping[str, Sequence[str]],
) -> None:
    """The product, the council, and links to these pages that keep the address; those of other
    sections, and on a narrow screen all, are folded away."""
    sections = dict.fromkeys(each.section for each in SCREENS)
    with head.pages:
        html(f'{SKIP}<p class="sv-name"><strong>{PRODUCT}</strong> {safe(council)}</p>', "content")
        with st.container(key="pages", horizontal=True, vertical_alignment="center", gap="small"):
            _links(pages, here, here.section, address)
            for section in sections:
                if section != here.section:
                    with st.popover(section, key=f"section_{here.id}_{section}"):
                        _links(pages, here, section, address)
        with (
            st.container(key="menu", width="content"),
            st.popover("Menu", key=f"menu_{here.id}"),
        ):
            for section in sections:
                st.caption(section)
                _links(pages, here, section, address)
            _buttons()
        if "period" in address:
            html(FOLD, "content")


def _links(
    pages: Mapping[str, st.Page], here: Screen, section: str, address: Mapping[str, Sequence[str]]
) -> None:
    for each in SCREENS:
        if each.section == section and each == here:
            html(f'<span class="sv-here" aria-current="page">{safe(each.title)}</span>', "content")
        elif each.section == section and each.id in pages:
            kept = {**address, **of_screen(each)}
            st.page_link(pages[each.id], label=each.title, query_params=kept)


def draw_tools() -> None:
    """Buttons to copy the address and to print; on a narrow screen they stand in the menu."""
    _buttons()
    st.html(SCRIPT, unsafe_allow_javascript=True)


def _buttons() -> None:
    html(f'<div class="sv-tools">{TOOLS}<span role="status"></span></div>', "content")


def draw_on_paper(lines: Sequence[str]) -> None:
    """What a printed sheet must say of itself; not on the screen."""
    told = "".join(f"<p>{safe(each)}</p>" for each in lines if each)
    html(f'<div class="sv-paper">{told}</div>', "content")
