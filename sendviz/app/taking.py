"""Any screen as a PDF to take away, made when somebody asks for it."""

from __future__ import annotations

import streamlit as st

from sendviz.app import state
from sendviz.app.access import ROLE_NAMES
from sendviz.app.screens import Screen
from sendviz.kit import words
from sendviz.packs.pdf import pdf_of
from sendviz.packs.screen import screen_document
from sendviz.panels.panel import Panel, outermost


def draw_taking(screen: Screen) -> None:
    """A button that makes the PDF of what this run has shown; none where it showed no panel."""
    visit = state.visit()
    shown, records = outermost(visit.shown), visit.records
    if not any(isinstance(what, Panel) for _, what in shown):
        return

    def made() -> bytes:
        return pdf_of(screen_document(records, screen.title, ROLE_NAMES[records.role], shown))

    name = words.file_name(f"{records.council} {screen.title} {records.selection.as_at}", "pdf")
    st.download_button(
        "This screen as PDF", made, name, "application/pdf", key="screen_pdf", on_click="ignore"
    )
