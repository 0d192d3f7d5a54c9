"""What a page is written with: it asks panels and says in which order they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sendviz.app import choices, state
from sendviz.app.access import ROLE_NAMES
from sendviz.app.charts import draw_chart, draw_row
from sendviz.app.openings import draw_openings
from sendviz.app.parts import as_written, drawn, html, note
from sendviz.ask import PUBLIC, Answer, Records
from sendviz.kit import html as told
from sendviz.kit import svg
from sendviz.kit.html import Download
from sendviz.panels import about
from sendviz.panels.as_html import panel_html
from sendviz.panels.panel import Panel, not_filtered
from sendviz.panels.untold import UNTOLD, UNTOLD_TITLE

Later = Callable[[], Panel]
LEFT_OUT = (
    "Public view has some of this page for the whole council only: clear the filters to see it. "
    "The board and officers see more."
)


def records() -> Records:
    """Whose records this run is about, what is looked at, and who is looking."""
    return state.visit().records


def is_public() -> bool:
    """Whether the reader is told what the public is told, and no more."""
    return records().role == PUBLIC


def question(text: str) -> None:
    """The councillor's question: the one h1 of the screen."""
    state.visit().shown.append(("question", text))
    html(f'<h1 id="answer" tabindex="-1">{told.safe(text)}</h1>')


def answer(*sentences: str) -> None:
    """The answer in one or two sentences, large; nothing for no words, and nothing twice."""
    words = [each for each in dict.fromkeys(sentences) if each]
    if words:
        state.visit().shown.append(("answer", " ".join(words)))
        html(f'<p class="sv-answer">{" ".join(told.safe(each) for each in words)}</p>')


def heading(text: str, caption: str = "") -> None:
    """A heading of the page's own, over several panels."""
    state.visit().shown.append(("heading", text))
    html(told.heading(text, caption))


def text(*paragraphs: str) -> None:
    """Plain paragraphs; nothing for no words."""
    if not any(paragraphs):
        return
    state.visit().shown.extend(("text", each) for each in paragraphs if each)
    html(told.paragraphs(paragraphs))


def links(before: str, addresses: Sequence[tuple[str, Mapping[str, str | Sequence[str]]]]) -> None:
    """Links to the same screen at other addresses, in the same view, after some words."""
    view = {"view": ROLE_NAMES[records().role]}
    each = (
        f'<a href="?{told.safe(urlencode({**view, **address}, doseq=True))}" target="_self">'
        f"{told.safe(words)}</a>"
        for words, address in addresses
    )
    html(f"<p>{told.safe(before)} {' · '.join(each)}</p>")


def address() -> dict[str, Sequence[str]]:
    """What links to other screens keep of this one's address: the view, the council and the day."""
    view = {"view": [ROLE_NAMES[records().role]]}
    kept = {key: state.visit().address.get(key, ()) for key in ("council", "as_at")}
    return view | {key: values for key, values in kept.items() if values}


def unknown() -> None:
    """What this page does not tell."""
    heading(UNTOLD_TITLE)
    text(UNTOLD[state.visit().screen])


def show(*panels: Panel, half: bool = False) -> None:
    """A panel across the page, or several side by side (one under the other on a phone). half: in
    one of the page's own columns."""
    there = [each for each in panels if not each.is_empty]
    if len(there) <= 1:
        for each in there:
            _draw(each, widths=svg.BESIDE if half else svg.ACROSS)
        return
    for column, each in zip(st.columns(len(there), gap="large"), there, strict=True):
        with column:
            _draw(each, widths=svg.BESIDE)


def show_by_width(wide: Panel, narrow: Panel) -> None:
    """A panel, and a list that stands in its place where the window is narrow: that is told in the
    first, too, so that paper and files have the first alone."""
    with st.container(key=f"wide_{wide.key}"):
        show(wide)
    with st.container(key=f"narrow_{narrow.key}"):
        html(panel_html(narrow))


def show_under(panel: Panel) -> None:
    """A panel whose heading stands already."""
    _draw(panel, headed=True)


def folding_with_filters() -> DeltaGenerator:
    """A place for the page's own choices; in a low and narrow window they fold away with the
    filters, so that the answer and the picture come first."""
    return st.container(key="choices")


def place() -> DeltaGenerator:
    """A place that is filled when what it says is known."""
    return st.container()


def columns(*widths: int) -> list[DeltaGenerator]:
    """Columns that stand side by side, one under the other on a phone."""
    return st.columns(list(widths), gap="large")


def show_ordered(
    orders: Sequence[str], question: str, key: str, sheet: Callable[[str], Panel]
) -> str:
    """A sheet in the order that the reader chooses among these, which is returned; '' is its usual
    order."""
    head = st.container()
    order = choices.order(orders, question, key) if orders else ""
    panel = sheet(order)
    if orders:
        with head:
            html(told.heading(panel.title, panel.caption))
    _draw(panel, headed=bool(orders))
    return order


def later(title: str, key: str, panel: Later, *, headed: bool = False) -> None:
    """A panel that is made and drawn only when it is opened. headed: without a heading beside the
    title."""
    with st.expander(as_written(title), on_change="rerun", key=key) as opened:
        if opened.open or state.shows_everything():
            _draw(panel(), headed=headed)


def _draw(panel: Panel, *, headed: bool = False, widths: tuple[int, ...] = svg.ACROSS) -> None:
    """headed: its heading stands already. widths: of its pictures."""
    if panel.is_empty:
        return
    if panel.refused:
        _draw_refused(panel)
        return
    state.visit().shown.append(("panel", panel))
    if panel.title and not headed:
        html(told.heading(panel.title, panel.caption))
    if panel.made_up:
        html(told.made_up(panel.made_up))
    if panel.sentences:
        html(told.paragraphs(panel.sentences))
    if panel.openings:
        draw_openings(panel, partial(_draw, headed=True))
    else:
        for group in panel.signed:
            drawn(told.signed_lines(group))
    if panel.definition:
        html(told.pairs(panel.definition))
    if panel.cards:
        drawn(told.cards(panel.cards))
    if panel.figure is not None:
        draw_chart(panel, widths)
        _notes(panel)
        draw_row(panel)
    for table in panel.tables:
        html(told.table(table))
    if panel.figure is None:
        _notes(panel)
    for each in panel.parts:
        _draw(each, widths=widths)
    for each in panel.closed:
        _folded(each.title, f"closed_{each.key}", partial(_draw, each, headed=True, widths=widths))
    if panel.answers:
        _folded("Table, definition and download", f"about_{panel.key}", partial(_abouts, panel))
    _files(panel)


@st.fragment
def _folded(title: str, key: str, draw: Callable[[], None]) -> None:
    """A closed part of a panel: nothing of it is sent before it is opened, and then it alone."""
    with st.expander(as_written(title), on_change="rerun", key=key) as opened:
        if opened.open or state.unfolds():
            draw()


def _abouts(panel: Panel) -> None:
    for place, told_of in enumerate(panel.answers):
        _about(told_of, f"{panel.key}_{place}")


def _draw_refused(panel: Panel) -> None:
    """Why a panel is not shown. Where public view looks at parts or at one kind of child, several
    panels have reasons of their own: one line for all, and none where the answer says why."""
    visit = state.visit()
    selection = visit.records.selection
    of_parts = visit.records.role == PUBLIC and bool(selection.areas or selection.where)
    if visit.refusals and (of_parts or panel.refused in visit.refusals):
        return
    if not any(kind == "answer" for kind, _ in visit.shown):
        refuse(panel.refused)
        return
    words = LEFT_OUT if of_parts else panel.refused
    visit.shown.append(("panel", replace(panel, refused=words)))
    refuse(words)


def _notes(panel: Panel) -> None:
    if panel.notes:
        html(told.paragraphs(panel.notes, "sv-caption"))


def _files(panel: Panel) -> None:
    if panel.rows is not None:
        key = f"list_{panel.key}"
        st.dataframe(panel.rows, hide_index=True, alt=panel.title, key=key, placeholder="")
    for each in panel.downloads:
        _button(each, f"file_{panel.key}_{each.file_name}")


def _about(answer: Answer, key: str) -> None:
    """The figures, the definition, how it is counted, caveats, and the file."""
    html(told.table(about.figures_table(answer)))
    html(told.pairs(about.definition(answer.measure, answer.selection.council)))
    _button(about.csv_file(records(), answer), f"csv_{key}")


def _button(file: Download, key: str) -> None:
    st.download_button(
        file.label, file.text, file.file_name, "text/csv", key=key, on_click="ignore"
    )


def dimensions_not_filtered() -> tuple[str, ...]:
    """The dimensions of filters that some figure shown on this page could not apply."""
    found = [each for _, each in state.visit().shown if isinstance(each, Panel)]
    return tuple(dict.fromkeys(id for each in found for id in not_filtered(each)))


def refuse(words: str) -> None:
    """Why something is not shown, once a page however many panels it concerns; as the answer where
    the page has none yet."""
    visit = state.visit()
    if words in visit.refusals:
        return
    visit.refusals.append(words)
    if any(kind == "answer" for kind, _ in visit.shown):
        note(words, warn=True)
    else:
        answer(words)
