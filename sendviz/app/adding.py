"""Files that an officer adds: checked first, then loaded as the command `import` does it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sendviz import ask
from sendviz.app import page, state
from sendviz.app.own_process import Outcome, run_command
from sendviz.app.parts import note
from sendviz.app.texts import endings, rules
from sendviz.ask import Records
from sendviz.panels.checked import WHOLE, checked_panel, in_words_of_the_page

# The check that was made last, with what it was made of.
CHECKED = "_checked_files"
OWN_NAMES = ("map.toml", "postcodes.csv")


@dataclass(frozen=True)
class Asked:
    """The files given, and the options of the command that say what they do not say."""

    files: tuple[UploadedFile, ...]
    options: tuple[str, ...]
    beside: tuple[tuple[str, UploadedFile], ...] = ()

    @property
    def mark(self) -> tuple[object, ...]:
        """Tells these from others."""
        beside = (each for _, each in self.beside)
        return (*(each.file_id for each in (*self.files, *beside)), *self.options)

    @property
    def twice(self) -> str:
        """A name that two of the files have; '' for none."""
        names = [Path(each.name).name for each in self.files]
        return next((each for each in names if names.count(each) > 1), "")


def draw_adding(records: Records) -> None:
    """Files in, what is understood of them, and the button that loads them."""
    files = st.file_uploader(
        "Files to add", type=endings(), accept_multiple_files=True, key="add_files"
    )
    with st.expander("What the files do not say themselves", key="add_said"):
        options, beside = _what_is_said(records)
    if not files:
        return
    asked = Asked(tuple(files), options, beside)
    if asked.twice:
        note(
            f"Two of the files are called {asked.twice}: give one of them another name.", warn=True
        )
        return
    if st.button("Check these files", type="primary", key="add_check"):
        st.session_state[CHECKED] = (asked.mark, _check(asked))
    mark, outcome = st.session_state.get(CHECKED, (None, None))
    if mark == asked.mark and outcome is not None and _told(outcome):
        _draw_load(asked)


def _what_is_said(records: Records) -> tuple[tuple[str, ...], tuple[tuple[str, UploadedFile], ...]]:
    """The options of the command, and the files that go with them."""
    held = ask.councils(records.store)
    names = held.loc[held["status"] == "current"].set_index("name")["la_code"].to_dict()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        council = st.selectbox(
            "Council", list(names), index=None, key="add_council", placeholder="The file says it",
            width=330,
        )  # fmt: skip
        day = st.date_input("Tells to", None, key="add_day", format="DD/MM/YYYY", width=190)
        first = st.date_input("Tells from", None, key="add_from", format="DD/MM/YYYY", width=190)
        year = st.text_input("Year of the collection", key="add_year", width=190)
    whole = st.radio("Which open cases it holds", list(WHOLE), horizontal=True, key="add_whole")
    with st.container(horizontal=True):
        headings = st.file_uploader("Headings map", type=["toml"], key="add_map", width=430)
        places = st.file_uploader("Postcode list", type=["csv"], key="add_places", width=430)
    said = {
        "--council": names.get(council or ""),
        "--reference-date": day,
        "--from": first,
        "--year": year.strip(),
    }
    options = [text for name, value in said.items() if value for text in (name, str(value))]
    beside = zip(OWN_NAMES, (headings, places), strict=True)
    return (
        (*options, *([WHOLE[whole]] if WHOLE[whole] else [])),
        tuple((name, file) for name, file in beside if file is not None),
    )


def _check(asked: Asked) -> Outcome:
    with st.status("Checking", expanded=True) as status, _on_disk(asked) as arguments:
        outcome = run_command(["check", *arguments, "--format", "json"], st.write)
        status.update(label="Checked", state="complete", expanded=False)
    return outcome


def _told(outcome: Outcome) -> bool:
    """Show what is understood, and why the files would not be loaded; whether they would."""
    found = json.loads(outcome.printed) if outcome.printed.strip() else []
    for each in found:
        page.show(checked_panel(each, rules()))
    if not outcome.done:
        note(in_words_of_the_page(outcome.said[-1] if outcome.said else ""), warn=True)
    return outcome.done


def _draw_load(asked: Asked) -> None:
    if not st.button("Load these files", type="primary", key="add_load"):
        note("Nothing is loaded yet.")
        return
    with st.status("Loading: stay on this page until it has finished", expanded=True) as status:
        with _on_disk(asked) as arguments:
            outcome = run_command(["import", *arguments], st.write)
        label = "Loaded" if outcome.done else "Not loaded: what was there stands as it was"
        status.update(label=label, state="complete" if outcome.done else "error")
    last = in_words_of_the_page(outcome.said[-1] if outcome.said else "")
    if not outcome.done:
        note(last, warn=True)
        return
    st.session_state.pop(CHECKED, None)
    note(f"Loaded. {last}. Every screen now shows the new file.")
    pages = state.visit().pages
    if pages:
        st.page_link(pages["sources"], label="What was loaded")


@contextmanager
def _on_disk(asked: Asked) -> Iterator[Sequence[str]]:
    """The arguments that name the files, which lie in a folder that only their owner may read and
    that goes with the block."""
    with tempfile.TemporaryDirectory(prefix="sendviz_add_") as name:
        folder = Path(name) / "files"
        folder.mkdir()
        for each in asked.files:
            (folder / Path(each.name).name).write_bytes(each.getbuffer())
        arguments = [str(folder), "--db", str(state.the_store().path), *asked.options]
        for own_name, each in asked.beside:
            (Path(name) / own_name).write_bytes(each.getbuffer())
            arguments += [f"--{Path(own_name).stem}", str(Path(name) / own_name)]
        yield arguments
