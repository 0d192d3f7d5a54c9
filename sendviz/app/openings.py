"""Lines that open a chart: in place, by mouse or keyboard, and at an address that opens it, too."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from sendviz import catalogue
from sendviz.app import address, choices, links, state
from sendviz.app.parts import drawn
from sendviz.app.screens import OPENED, Screen
from sendviz.kit.html import SignedLines, signed_lines
from sendviz.panels.panel import Opening, Panel

PLACES = "localities"


def draw_openings(panel: Panel, draw: Callable[[Panel], None]) -> None:
    """Each line of a panel with what it opens under it, which `draw` draws."""
    for group in panel.signed:
        for place, line in enumerate(group.lines):
            title = "" if place else group.title
            drawn(signed_lines(SignedLines(title, (line,))))
            if line.opens in panel.openings:
                _draw_opening(line.opens, panel.openings[line.opens], draw)


def _draw_opening(name: str, opening: Opening, draw: Callable[[Panel], None]) -> None:
    key = f"chart_of_{name}"
    if address.is_new() or key not in st.session_state:
        st.session_state[key] = name in _asked()
    with st.expander(f"Chart: {name}", key=key, on_change="rerun") as opened:
        if opened.open:
            draw(opening.make())
            _draw_links(name, opening)
    if opened.open:
        state.visit().choices.setdefault(OPENED, []).append(name)


def _draw_links(name: str, opening: Opening) -> None:
    """To this chart as it stands, and to its measure by place where places are compared by it."""
    visit, measure = state.visit(), catalogue.get(opening.measure)
    if not visit.pages:
        return
    here = {**visit.address, **visit.choices, OPENED: [name]}
    with st.container(horizontal=True, key=f"share_links_{name}"):
        st.page_link(visit.pages[visit.screen], label="Link to this chart", query_params=here)
        if choices.compares_places(visit.records, measure):
            there = {**visit.address, "measure": [measure.name]}
            if opening.pathway:
                pathways = catalogue.dimensions()["pathway"].values
                there["pathway"] = [pathways[opening.pathway]]
            st.page_link(visit.pages[PLACES], label="Compare the places", query_params=there)


def reveal(key: str) -> None:
    """Open a folded part if the address asks for a chart that nothing so far has shown."""
    if address.is_new() and _not_shown():
        st.session_state[key] = True


def keep(screen: Screen) -> tuple[str, ...]:
    """To be asked when the page has run: remembers what is open on a screen with such lines, and
    gives a sentence for each chart that the address asks for in vain."""
    if OPENED not in screen.kept:
        return ()
    lost = links.lost_link_sentences(_not_shown()) if address.is_new() else ()
    st.session_state[OPENED] = list(state.visit().choices.get(OPENED, []))
    return lost


def _asked() -> list[str]:
    return list(st.session_state.get(OPENED) or [])


def _not_shown() -> list[str]:
    shown = state.visit().choices.get(OPENED, [])
    return [each for each in _asked() if each not in shown]
