"""A pack is chosen, built while its sections are named, looked at, signed off and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from sendviz import workspace
from sendviz.app import page
from sendviz.app.forms import accepted, done, form_key, tell_kept, writer
from sendviz.app.parts import html, note
from sendviz.ask import PUBLIC, Records
from sendviz.kit.html import paragraphs
from sendviz.kit.words import capital
from sendviz.kit.workbook import XLSX
from sendviz.packs import pdf
from sendviz.packs.declared import PACKS
from sendviz.packs.making import FORMS, Paper, audiences_of, make, mark_of
from sendviz.packs.parts import AUDIENCES, Pack
from sendviz.packs.told import contents_panel, paper_sentence
from sendviz.workspace import Writer

# The pack that was built last, with what it was built of.
BUILT = "_built_pack"
KINDS = {
    "pdf": ("PDF", "application/pdf"),
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("Excel", XLSX),
}
NOT_BUILT = (
    "Nothing is built yet. A pack takes up to a minute, and stays here until you choose another."
)


@dataclass(frozen=True, eq=False)
class Built:
    """A pack with its files by form, and what it was built of."""

    mark: tuple[object, ...]
    paper: Paper
    files: dict[str, bytes]


def draw_packs(records: Records) -> None:
    """Choice, the answer of what was built, its contents and its files."""
    first = page.place()
    tell_kept()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pack = _pack(records)
        audience = _audience(records, pack)
    page.text(pack.about)
    # Of the file alone: that a pack was taken away is written beside it, and changes no pack.
    mark = (pack.id, audience, records.selection, records.role, records.store.identity()[0])
    if st.button("Build this pack", type="primary", key="build_pack"):
        st.session_state[BUILT] = _build(pack, records, audience, mark)
    built = st.session_state.get(BUILT)
    with first:
        if not isinstance(built, Built) or built.mark != mark:
            page.answer(f"{pack.title} for {records.council}, for {AUDIENCES[audience]}.")
            note(NOT_BUILT)
            return
        page.answer(paper_sentence(built.paper))
    _draw_built(built)


def _pack(records: Records) -> Pack:
    """One of those that this role may make."""
    names = {each.title: each for each in PACKS.values() if audiences_of(each, records.role)}
    chosen = st.segmented_control(
        "Pack", list(names), default=next(iter(names)), key="pack", bind="query-params"
    )
    return names.get(chosen or "", next(iter(names.values())))


def _audience(records: Records, pack: Pack) -> str:
    """Whom it is for: nobody who may see more than the reader."""
    names = {capital(AUDIENCES[each]): each for each in audiences_of(pack, records.role)}
    widest = list(names)[-1]
    chosen = st.segmented_control("For", list(names), default=widest, key=f"audience_{pack.id}")
    return names.get(chosen or "", names[widest])


def _build(pack: Pack, records: Records, audience: str, mark: tuple[object, ...]) -> Built:
    with st.status("Building", expanded=True) as status:
        paper = make(pack, records, audience, _say_section)
        files = {form: paper.written(form) for form in FORMS}
        status.update(label="Built", state="complete", expanded=False)
    return Built(mark, paper, files)


def _say_section(number: int, several: int, title: str) -> None:
    st.write(f"{number} of {several}: {title}")


def _draw_built(built: Built) -> None:
    with st.container(horizontal=True):
        for form, data in built.files.items():
            name, kind = KINDS[form]
            st.download_button(
                f"Download {name}", data, built.paper.name(form), kind, key=f"pack_{form}",
                on_click=partial(_log, built.paper, form, data),
            )  # fmt: skip
    marks = (f"SHA-256 of the {KINDS[form][0]} file: {mark_of(data)}"
             for form, data in built.files.items())  # fmt: skip
    html(paragraphs(list(marks), "sv-caption"))
    left, right = page.columns(2, 3)
    with left:
        st.image(pdf.first_page(built.paper.document), caption="The first page", width="stretch")
    with right:
        page.show(contents_panel(built.paper), half=True)
    _draw_sign_off(built.paper)


def _log(paper: Paper, form: str, data: bytes) -> None:
    log_taken(paper, form, data, writer(page.records()))


def log_taken(paper: Paper, form: str, data: bytes, by: Writer) -> None:
    """Keep who took the file away, and its mark; never what is in it. A public file has no log."""
    records = paper.records
    if records.store.is_public:
        return
    workspace.log_export(
        workspace.workspace_of(records.store.path), by, la_code=records.selection.council,
        what=f"{paper.pack.title} ({form})",
        selection=f"{paper.ref}, for {AUDIENCES[records.role]}", rows=paper.rows, text=data,
    )  # fmt: skip


def _draw_sign_off(paper: Paper) -> None:
    """Board and officers sign a pack off; its first page says so from then on."""
    records = page.records()
    if records.role == PUBLIC:
        return
    with st.form(form_key("sign_off")):
        said = st.text_input("Note (may be empty)")
        if not st.form_submit_button("Sign this pack off"):
            return
    book = workspace.workspace_of(records.store.path)
    kept = accepted(
        lambda: workspace.sign_off(
            book, writer(records), la_code=records.selection.council, what=paper.pack.title,
            ref=paper.ref, note=said.strip() or None,
        ),
        {"Note": said},
    )  # fmt: skip
    if kept is not None:
        st.session_state.pop(BUILT, None)
        done("Signed off. Build the pack again: its first page says so.")
