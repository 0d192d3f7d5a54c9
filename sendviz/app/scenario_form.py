"""Scenarios that board and officers keep by name: saved, offered as links, chosen to stand side by
side, and taken back."""

from __future__ import annotations

import streamlit as st

from sendviz import workspace
from sendviz.app import address, page, state
from sendviz.app.forms import accepted, done, form_key, tell_kept, writer
from sendviz.ask import PUBLIC, Records
from sendviz.ask.saved import ORDER
from sendviz.findings.forecast import SEED
from sendviz.findings.levers import Levers
from sendviz.panels.scenarios import MOST, saved_links
from sendviz.workspace import Workspace

LONGEST_NAME = 60


def scenario_choice(records: Records, levers: Levers, order: str) -> list[str]:
    """The form for the settings as they stand, the kept ones as links, and the names of those that
    are to stand side by side; nothing in public view."""
    if records.role == PUBLIC:
        return []
    tell_kept()
    book = workspace.workspace_of(records.store.path)
    if links := saved_links(records):
        page.links("Kept:", links)
    with st.expander("Keep these settings, or take some back", key="keep"):
        _draw_keeping(book, records, levers, order)
        _draw_taking_back(book, records)
    return _chosen([name for name, _ in links])


def _draw_keeping(book: Workspace, records: Records, levers: Levers, order: str) -> None:
    with st.form(form_key("keep_scenario")):
        name = st.text_input("Name of these settings", max_chars=LONGEST_NAME)
        if not st.form_submit_button("Keep", type="primary"):
            return
    kept = accepted(
        lambda: workspace.record_scenario(
            book,
            writer(records),
            la_code=records.selection.council,
            name=name,
            levers={**dict(levers.changed), ORDER: order},
            as_at=records.selection.as_at,
            seed=SEED,
        ),
        {"Name": name},
    )
    if kept is not None:
        done(f"Kept: “{kept.values['name']}”. Its link opens these very settings.")


def _draw_taking_back(book: Workspace, records: Records) -> None:
    mine = {each.id: each for each in workspace.scenarios(book, records.selection.council)}
    if not mine:
        return
    with st.form(form_key("take_back_scenario")):
        chosen = st.selectbox(
            "Take back a scenario",
            list(mine),
            format_func=lambda id: f"{mine[id].values['name']}, kept by {mine[id].entered_by}",
        )
        if not st.form_submit_button("Take it back"):
            return
    taken = accepted(
        lambda: workspace.withdraw(book, "scenario", mine[chosen], writer(records)), {}
    )
    if taken is not None:
        done("Taken back; what was kept stays in the workspace.")


def _chosen(names: list[str]) -> list[str]:
    """Up to four of them, kept in the address; at first none."""
    if not names:
        return []
    chosen = st.multiselect(
        f"Side by side, up to {MOST}",
        names,
        placeholder="Choose scenarios",
        max_selections=MOST,
        key=address.some_of("saved", names),
    )
    state.visit().choices["saved"] = chosen
    return chosen
