"""What officers keep of cohorts: named ones, the six that were drawn, and their case files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from sendviz import workspace
from sendviz.app import page
from sendviz.app.case_files import draw_case_files
from sendviz.app.cohorts import address_of, selection_words
from sendviz.app.forms import accepted, done, tell_kept, writer
from sendviz.ask import PUBLIC, Records
from sendviz.ask.cohort_rows import Picks, snapshot_of
from sendviz.ask.cohorts import counted
from sendviz.findings.six import Six, chances_of, draw_six, replace_one
from sendviz.panels.six import (
    NO_SAMPLE,
    chances_words,
    draw_panel,
    draws_panel,
    reasons,
    score_words,
    unmet_words,
)
from sendviz.workspace import Draw, NotAccepted, Workspace

TITLE = "Six children to look at"


def draw_named(records: Records) -> None:
    """The named cohorts, and a form that names this one (officers)."""
    if records.role == PUBLIC:
        return
    book = _book(records)
    tell_kept()
    kept = [
        each
        for each in workspace.cohorts(book, records.selection.council)
        if each.shared or (records.role == "officer" and each.entered_by == writer(records).name)
    ]
    if kept:
        page.links(
            "Named cohorts:",
            [(each.name, address_of(records, each.selection)) for each in kept],
        )
    if records.role == "officer":
        _draw_naming(book, records, kept)


def _draw_naming(book: Workspace, records: Records, kept: Sequence[workspace.Cohort]) -> None:
    with st.expander("Keep this cohort under a name", key="name_cohort", on_change="rerun") as it:
        if not it.open:
            return
        with st.form("name_cohort_form", clear_on_submit=True):
            name = st.text_input("Name (never a child’s)")
            shared = st.checkbox("Show it to the board and other officers")
            if st.form_submit_button("Keep"):
                _keep(lambda: _keep_named(book, records, name, shared), {"Name": name})
        names = {each.cohort_id: each for each in kept}
        if names:
            chosen = st.selectbox(
                "Take off the list", list(names), format_func=lambda id: names[id].name
            )
            if st.button("Take off", key="drop_cohort"):
                _keep(lambda: _drop_named(book, records, names[chosen]))


def _keep_named(book: Workspace, records: Records, name: str, shared: bool) -> str:
    workspace.save_cohort(
        book, writer(records), la_code=records.selection.council, name=name,
        selection=selection_words(), shared=shared,
    )  # fmt: skip
    return f"Kept: “{name.strip()}”. Its link stands above."


def _drop_named(book: Workspace, records: Records, cohort: workspace.Cohort) -> str:
    workspace.drop_cohort(book, writer(records), la_code=records.selection.council, cohort=cohort)
    return f"Taken off the list: “{cohort.name}”. It stays in the history."


def draw_six_children(records: Records, picks: Picks) -> None:
    """The picker of six, for officers, when it is opened."""
    if records.role != "officer":
        return
    with st.expander(TITLE, key="six_opened", on_change="rerun") as opened:
        if opened.open:
            _draw_picker(_book(records), records, picks)


def _draw_picker(book: Workspace, records: Records, picks: Picks) -> None:
    selection = selection_words()
    page.text(
        "Drawn at random within what inspectors are known to choose: one in alternative provision, "
        "two on SEN support, three with a plan, one aged 16 or over, one under 8.",
        NO_SAMPLE,
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = st.number_input("Seed", 1, 9999, 1, key="six_seed", width=130)
        if st.button("Draw six", key="draw_six", type="primary"):
            _keep(lambda: _keep_draw(book, records, picks, selection, int(seed)))
    every = workspace.draws(book, records.selection.council)
    own = [each for each in every if each.selection == selection
           and each.snapshot == snapshot_of(records)]  # fmt: skip
    if own:
        _draw_newest(book, records, picks, own)
    page.show(draws_panel(records))


def _keep_draw(book: Workspace, records: Records, picks: Picks, selection: str, seed: int) -> str:
    found = draw_six(records, picks, selection, seed)
    if not found.refs:
        raise NotAccepted({"six": "There is no child in this cohort to draw."})
    workspace.record_draw(
        book, writer(records), la_code=records.selection.council,
        draw=_as_draw(found, selection, seed),
    )  # fmt: skip
    return "Drawn. The draw is kept, and stands below with all others."


def _as_draw(found: Six, selection: str, seed: int, **more: str) -> Draw:
    return Draw(
        found.snapshot, selection, seed, found.slots, found.refs, reasons(found), found.score,
        found.best, unmet_words(found.unmet, redrawn=bool(more)), **more,
    )  # fmt: skip


def _draw_newest(book: Workspace, records: Records, picks: Picks, own: Sequence[Draw]) -> None:
    draw = own[-1]
    told = (score_words(draw.score, draw.best, draw.seed), *draw.unmet)
    page.show(draw_panel(draw.picked, draw.slots, draw.reasons, told))
    with st.spinner("Trying how uneven the chances are"):
        found = chances_of(records, picks, draw.selection)
    page.text(chances_words(found, counted(records, picks).n or 0))
    _draw_redraw(book, records, picks, own)
    draw_case_files(book, records, draw, _chain(own, draw)[-1].at)


def _draw_redraw(book: Workspace, records: Records, picks: Picks, own: Sequence[Draw]) -> None:
    draw = own[-1]
    with st.form(f"redraw_{draw.draw_id}"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            leaves = st.selectbox("Replace", draw.picked, index=None, placeholder="Which child")
            why = st.selectbox(
                "Because", list(workspace.REDRAW_REASONS), index=None,
                format_func=workspace.REDRAW_REASONS.__getitem__, placeholder="The reason",
            )  # fmt: skip
            pressed = st.form_submit_button("Draw another")
    if pressed:
        _keep(lambda: _keep_redraw(book, records, picks, own, leaves, why))


def _keep_redraw(
    book: Workspace, records: Records, picks: Picks, own: Sequence[Draw], leaves: str | None,
    why: str | None,
) -> str:  # fmt: skip
    draw = own[-1]
    if leaves is None or why is None:
        raise NotAccepted({"why": "Choose the child that is replaced, and the reason."})
    gone = [each.replaced for each in _chain(own, draw) if each.replaced]
    found = replace_one(records, picks, draw.selection, draw.seed, draw.picked, leaves, gone)
    if found is None:
        raise NotAccepted({"six": "There is no other child in this cohort to draw."})
    more = {"redraw_of": draw.draw_id, "replaced": leaves, "why": why}
    workspace.record_draw(
        book, writer(records), la_code=records.selection.council,
        draw=_as_draw(found, draw.selection, draw.seed, **more),
    )  # fmt: skip
    return f"{leaves} is replaced; both draws are kept."


def _chain(every: Sequence[Draw], draw: Draw) -> list[Draw]:
    """A draw with those that it comes from, the newest first."""
    known, found = {each.draw_id: each for each in every}, [draw]
    while found[-1].redraw_of in known:
        found.append(known[str(found[-1].redraw_of)])
    return found


def _keep(keep: Callable[[], str], said: Mapping[str, str | None] | None = None) -> None:
    """Keep something and say so in the next run, as all forms do. said: the free texts in it."""
    if told := accepted(keep, said or {}):
        done(told)


def _book(records: Records) -> Workspace:
    return workspace.workspace_of(records.store.path)
