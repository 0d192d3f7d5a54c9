"""One screen as a paper to take away: what it showed, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendviz import ask
from sendviz.ask import Records
from sendviz.packs.document import Block, Document, Group, Heading, Paragraph, Section
from sendviz.packs.from_panels import Place, Sheets, blocks_of
from sendviz.panels import frame
from sendviz.panels.captions import SIMULATED
from sendviz.panels.panel import Panel

KINDS = {"answer": "answer", "text": "", "warning": "note"}


def screen_document(
    records: Records, title: str, view: str, shown: Sequence[tuple[str, object]]
) -> Document:
    """The paper of a screen. title: its name in the menu; shown: what stood on it, as ("question",
    words), ("answer", words) ... ("panel", Panel), none of them within another."""
    head = [line for line in frame.on_paper(records, title, view)[1:] if line]
    covered = records.covered
    if covered and covered.simulated:
        head.append(f"{SIMULATED}. {frame.made_up(covered)}")
    question = next((str(what) for kind, what in shown if kind == "question"), title)
    blocks = tuple(_blocks(shown, Place(1, title, Sheets())))
    built = ask.built_at(records.store)
    return Document(
        title=f"{title}: {records.council}",
        head=tuple(head),
        sections=(Section(question, (Group(title, blocks),)),),
        foot=(frame.told_to(covered, built), frame.CREDIT),
        made_on=built.date(),
        running=f"{title}, {records.council}",
        listed=False,
    )


def _blocks(shown: Sequence[tuple[str, object]], place: Place) -> Iterator[Block]:
    for kind, what in shown:
        if isinstance(what, Panel):
            yield from blocks_of(what, place)
        elif kind == "heading":
            yield Heading(str(what), 2)
        elif kind in KINDS:
            yield Paragraph(str(what), KINDS[kind])
