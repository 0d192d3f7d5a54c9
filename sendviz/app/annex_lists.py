"""The lists that inspectors ask for, at an officer's desk: the children to mend, a list of one's
own to check, and the lists to take away. Files that are given stay in memory and are kept
nowhere."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sendviz import workspace
from sendviz.app import page
from sendviz.app.annex_numbers import identifiers_of
from sendviz.app.forms import writer
from sendviz.app.parts import note
from sendviz.ask import Records
from sendviz.catalogue.layouts import BadFile
from sendviz.kit.words import counted
from sendviz.kit.workbook import XLSX
from sendviz.load.readers.annex_beside import read_register
from sendviz.load.readers.annex_lists import read_lists
from sendviz.panels.annex_fix import (
    annex_fix_panel,
    newest_day,
    rule_choices,
    rule_links,
    team_choices,
)
from sendviz.panels.annex_given import given_panel
from sendviz.panels.annex_out import WHAT, Numbers, written_lists

ENDINGS = ["xlsx", "xlsm", "xls", "ods", "csv"]
CHECKING = (
    "The file is judged in memory and forgotten: nothing of it is stored, logged or loaded. Rows "
    "are named by their number in the sheet."
)
WRITING = (
    "Unique ID, UPN, ULN and birth dates are in no file of this app. Give your own file of them, "
    "by case reference: they are joined in memory, while this page is open, and stored nowhere. "
    "Children whom it does not have are named by case on a third sheet."
)


def draw_to_mend(records: Records) -> None:
    """The children to mend, narrowed by rule and team; nothing to others than officers."""
    rules, teams = rule_choices(records), team_choices(records)
    if not rules:
        return
    page.links("Children to mend by rule:", rule_links(records))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rule = st.selectbox("Rule", rules, key="annex_rule", bind="query-params", width=200)
        team = st.selectbox("Team", teams, key="annex_team", bind="query-params", width=260)
    page.show(annex_fix_panel(records, rule, team))


def draw_checking(records: Records) -> None:
    """A box for a filled-in list, and what the rules find in it; nothing to others."""
    if records.role != "officer":
        return
    page.heading("Check a list before you send it", CHECKING)
    with st.form("annex_check", clear_on_submit=True):
        given = st.file_uploader("List 1, list 2 or both", type=ENDINGS, key="annex_file")
        with st.container(horizontal=True):
            headings = st.file_uploader("Headings map", type=["toml"], key="annex_map", width=360)
            schools = st.file_uploader(
                "Register of schools (CSV)", type=["csv"], key="annex_urns", width=360
            )
        day = st.date_input("Day of the list", newest_day(records), format="DD/MM/YYYY", width=190)
        asked = st.form_submit_button("Check this list", type="primary")
    if not asked:
        return
    if given is None or day is None:
        note("Give a list and its day.", warn=True)
        return
    try:
        found = read_lists(given.getvalue(), given.name, day, _mapping(headings))
        phases = read_register(schools.getvalue(), schools.name) if schools else {}
    except BadFile as error:
        note(str(error), warn=True)
        return
    finally:
        _forget(given)
    page.show(given_panel(found.name, found.day, found.lists, found.sheets, found.notes, phases))


def _forget(file: UploadedFile) -> None:
    """Let go of a file at once: an emptied form alone keeps it to the end of the visit."""
    context = get_script_run_ctx()
    if context and isinstance(held := context.uploaded_file_mgr, MemoryUploadedFileManager):
        held.remove_file(context.session_id, file.file_id)


def _mapping(file: UploadedFile | None) -> dict | None:
    if file is None:
        return None
    try:
        return tomllib.loads(file.getvalue().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise BadFile(f"{file.name}: is not a mapping in TOML.") from None


def draw_writing_out(records: Records) -> None:
    """The lists as a workbook, with the numbers of the officer's own file; nothing to others."""
    if records.role != "officer" or not rule_choices(records):
        return
    page.heading("Take the lists away", WRITING)
    given = st.file_uploader("Your file of numbers", type=ENDINGS, key="annex_numbers")
    try:
        numbers = identifiers_of(records, given.getvalue(), given.name) if given else None
    except BadFile as error:
        note(str(error), warn=True)
        return
    if numbers is not None:
        note(f"{counted(len(numbers), 'rows')} read, in memory.")
    st.download_button(
        "Download lists 1 and 2 (Excel)",
        _made_when_asked(records, numbers),
        f"annex_a_{records.selection.council}.xlsx",
        XLSX,
        key="annex_write",
        on_click="ignore",
    )


def _made_when_asked(records: Records, numbers: Numbers | None) -> Callable[[], bytes]:
    """Makes the workbook when somebody takes it, and keeps in the log that they did."""
    by = writer(records)

    def make() -> bytes:
        made = written_lists(records, numbers)
        workspace.log_export(
            workspace.workspace_of(records.store.path), by, la_code=records.selection.council,
            what=WHAT, selection=f"as_at={made.day}", rows=made.rows, text=made.data,
        )  # fmt: skip
        return made.data

    return make
