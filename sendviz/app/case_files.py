"""What is there of the case files of the children that were drawn, against two days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any

import streamlit as st

from sendviz import workspace
from sendviz.app import page
from sendviz.app.forms import writer
from sendviz.app.parts import note
from sendviz.ask import Records
from sendviz.kit.words import number
from sendviz.workspace import CaseFileEntry, Draw, Workspace

HOURS = 48
ITEM, DATED, OWNER = "What", "Have it, dated", "Owner (role)"


def draw_case_files(book: Workspace, records: Records, draw: Draw, picked_at: datetime) -> None:
    """A checklist a child, kept when it is saved. picked_at: when the six were first drawn, UTC."""
    there = {(each.case_ref, each.item): each for each in workspace.case_file(book, draw.draw_id)}
    kept = sum(each.dated is not None for each in there.values())
    every = len(draw.picked) * len(workspace.CASE_FILE)
    page.heading("Case files", f"{kept} of {every} are there. {hours_words(picked_at)}")
    child = st.selectbox("Case file of", draw.picked, key=f"file_of_{draw.draw_id}")
    held = {item: there.get((str(child), item)) for item in workspace.CASE_FILE}
    edited = st.data_editor(
        [_line(item, each) for item, each in held.items()],
        hide_index=True,
        disabled=[ITEM],
        height="content",
        key=f"file_{draw.draw_id}_{child}",
        column_config={DATED: st.column_config.DateColumn(DATED, format="DD/MM/YYYY")},
    )
    if st.button("Keep this case file", key="keep_file"):
        entries = changed(str(child), held, edited)
        workspace.record_case_file(
            book, writer(records), la_code=records.selection.council, draw_id=draw.draw_id,
            entries=entries,
        )  # fmt: skip
        note(f"Kept: {number(len(entries))} changed.")


def hours_words(picked_at: datetime, now: datetime | None = None) -> str:
    """'31 hours are left of 48', from the moment of picking (both UTC)."""
    today = now or datetime.now(UTC).replace(tzinfo=None)
    left = picked_at + timedelta(hours=HOURS) - today
    hours = ceil(left.total_seconds() / 3600)
    if hours <= 0:
        return f"The {HOURS} hours are over."
    if hours == 1:
        return f"1 hour is left of {HOURS}."
    return f"{hours} hours are left of {HOURS}."


def _line(item: str, held: CaseFileEntry | None) -> dict[str, Any]:
    return {
        ITEM: workspace.CASE_FILE[item],
        DATED: held.dated if held else None,
        OWNER: (held.owner_role or "") if held else "",
    }


def changed(
    child: str, held: Mapping[str, CaseFileEntry | None], edited: Sequence[Mapping[str, Any]]
) -> list[CaseFileEntry]:
    """The lines of a checklist that differ from what is kept."""
    found = []
    for (item, before), line in zip(held.items(), edited, strict=True):
        dated, owner = _day(line[DATED]), (line[OWNER] or "").strip() or None
        was = (before.dated, before.owner_role) if before else (None, None)
        if (dated, owner) != was:
            found.append(CaseFileEntry(child, item, dated, owner))
    return found


def _day(cell: object) -> date | None:
    if isinstance(cell, str):
        return date.fromisoformat(cell[:10])
    return cell if isinstance(cell, date) else None
