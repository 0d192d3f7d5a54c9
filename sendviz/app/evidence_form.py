"""The form in which board and officers add a line to the log of evidence, and take one back."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from sendviz import catalogue, workspace
from sendviz.app.forms import accepted, done, form_key, tell_kept, writer
from sendviz.ask import PUBLIC, Records
from sendviz.findings.actions import plan_of
from sendviz.findings.evidence import Shown, shown
from sendviz.kit.words import capital, day
from sendviz.load.readers.plan_lists import ON_THIS_MACHINE
from sendviz.panels.evidence_words import KINDS, LEVELS_TOLD, SEEN_BY
from sendviz.workspace import NotAccepted, Workspace, Written

NO_ACTION, NO_FIGURE = "No single action", "No figure of these records"
LONGEST_LABEL = 90


def draw_evidence_form(records: Records) -> None:
    """The form, for board and officers; nothing in public view and where nothing was found."""
    found = shown(records)
    if records.role == PUBLIC or not found:
        return
    tell_kept()
    book = workspace.workspace_of(records.store.path)
    with st.expander("Add evidence", key="add_evidence", on_change="rerun") as opened:
        if opened.open:
            _draw_adding(book, records, found)
            _draw_taking_back(book, records)


def _draw_adding(book: Workspace, records: Records, found: tuple[Shown, ...]) -> None:
    given = _form(records, found)
    if given is None:
        return
    said = {
        "What it shows": given["title"],
        "Where it is kept": given["kept_at"],
        "Who answers for it": given["owner_role"],
    }
    kept = accepted(lambda: _kept(book, records, given), said)
    if kept is not None:
        later = given["dated"] > records.selection.as_at
        shows = " It is shown as at that day and after." if later else ""
        done(f"Kept: “{given['title']}” of {day(given['dated'])}.{shows}")


def _kept(book: Workspace, records: Records, given: dict[str, Any]) -> Written:
    """Raises NotAccepted where the place is one of this machine, beside what the workspace
    refuses."""
    if ON_THIS_MACHINE.match(given["kept_at"] or ""):
        raise NotAccepted(
            {
                "kept_at": "Where it is kept: this is a path of one machine, which others cannot "
                "open. Give the name of the paper or of the shared folder."
            }
        )
    la_code = records.selection.council
    return workspace.record_evidence(book, writer(records), la_code=la_code, **given)


def _form(records: Records, found: tuple[Shown, ...]) -> dict[str, Any] | None:
    """The columns of a line, once the writer has given them."""
    findings = {
        each.finding.finding_id: _label(f"{place} {each.finding.wording}")
        for place, each in enumerate(found, start=1)
    }
    actions = {"": NO_ACTION} | {
        each.action_id: _label(f"{each.ref} {each.title}") for each in plan_of(records).lines
    }
    figures = {"": NO_FIGURE} | {
        id: m.name for id, m in catalogue.measures().items() if m.kind != "given"
    }
    with st.form(form_key("evidence")):
        finding = st.selectbox("Finding", list(findings), format_func=findings.__getitem__)
        title = st.text_input("What it shows, or its title", max_chars=200)
        with st.container(horizontal=True):
            kind = st.selectbox("Kind", list(KINDS), format_func=_kind, width=170)
            dated = st.date_input(
                "Day", records.selection.as_at, max_value=_latest(records), format="DD/MM/YYYY"
            )
            level = st.selectbox("Level", list(LEVELS_TOLD), format_func=_level, width=300)
            base = st.number_input(
                "Base (how many)", 0, 1_000_000, None, 1, help="Answers, plans, cases"
            )
        figure = st.selectbox(
            "Figure that it stands on", list(figures), format_func=figures.__getitem__
        )
        action = st.selectbox(
            "Action that it is about", list(actions), format_func=actions.__getitem__
        )
        with st.container(horizontal=True):
            kept_at = st.text_input("Where it is kept", max_chars=200)
            owner = st.text_input("Who answers for it (a role)", max_chars=100)
            seen_by = st.selectbox(
                "Who may see it", list(SEEN_BY), 1, format_func=_seen_by, width=200
            )
        if not st.form_submit_button("Add to the log", type="primary"):
            return None
    return {
        "finding_id": finding,
        "action_id": action or None,
        "kind": kind,
        "title": title.strip(),
        "dated": dated or records.selection.as_at,
        "level": level,
        "base_n": int(base) if base else None,
        "measure": figure or None,
        "selection": "" if figure else None,
        "kept_at": kept_at.strip() or None,
        "owner_role": owner.strip() or None,
        "seen_by": seen_by,
    }


def _latest(records: Records) -> date:
    """Evidence of today is taken although the records end earlier; none of tomorrow."""
    return max(records.selection.as_at, date.today())


def _label(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}…"


def _kind(code: str) -> str:
    return capital(KINDS[code])


def _level(level: int) -> str:
    return f"{level} {LEVELS_TOLD[level]}"


def _seen_by(code: str) -> str:
    return capital(SEEN_BY[code])


def _draw_taking_back(book: Workspace, records: Records) -> None:
    """Lines added here that still stand, each of which may be taken back."""
    mine = {each.id: each for each in workspace.evidence(book, records.selection.council)}
    mine = {id: each for id, each in mine.items() if _is_seen(records, each)}
    if not mine:
        return
    with st.form(form_key("take_back_evidence")):
        chosen = st.selectbox(
            "Take back a line added here", list(mine), format_func=lambda id: _name(mine[id])
        )
        if not st.form_submit_button("Take it back"):
            return
    taken = accepted(
        lambda: workspace.withdraw(book, "evidence", mine[chosen], writer(records)), {}
    )
    if taken is not None:
        done("Taken back; what was written stays in the workspace.")


def _is_seen(records: Records, each: Written) -> bool:
    return records.role == "officer" or each.values["seen_by"] != "officer"


def _name(each: Written) -> str:
    return f"{each.values['title']}, {day(each.values['dated'])}, by {each.entered_by}"
