"""The catalogue as a page: every measure by theme with its definition."""

from __future__ import annotations

import streamlit as st

from sendviz import catalogue
from sendviz.app import parts
from sendviz.app.state import now
from sendviz.ui import panels


def definitions() -> None:
    """A theme to choose, then its measures, each closed."""
    found = catalogue.measures().values()
    themes = [theme for theme in catalogue.THEMES if any(m.theme == theme for m in found)]
    words = st.text_input(
        "Search", key="search", bind="query-params", placeholder="backlog, 20 weeks, advice"
    )
    for theme in themes:
        held = [
            m
            for m in found
            if m.theme == theme and words.casefold() in f"{m.name} {m.definition}".casefold()
        ]
        if held:
            parts.heading(theme.capitalize())
        for m in held:
            with st.expander(m.name, key=f"def_{m.id}"):
                panels.definition(m, now())
                seen_under = f"inspection theme: {', '.join(m.inspection_themes)}"
                parts.caption(
                    f"{m.id} · {seen_under} · owner: {m.owner} · reviewed {m.reviewed_on}"
                )
