"""A pack made of the records: its panels as a document and a workbook, fitted to its pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sendviz import ask
from sendviz.ask import PUBLIC, ROLES, NotAllowed, Records
from sendviz.ask.records import check_role
from sendviz.catalogue.calendar import BadSelection, last_whole_month, month_start
from sendviz.kit import words
from sendviz.packs import pdf, word, workbook
from sendviz.packs.document import Document, Group, Items, Paragraph, Section, Sheet
from sendviz.packs.fitting import fitted
from sendviz.packs.from_panels import NARROW, WIDE, Place, Sheets, definitions_of, group_of
from sendviz.packs.parts import AUDIENCES, Pack, Part, only_for
from sendviz.panels import frame
from sendviz.panels.captions import SIMULATED
from sendviz.panels.panel import Panel
from sendviz.panels.signed import signed_off_words

FORMS = ("pdf", "docx", "xlsx")
LEFT_OUT, DEFINITIONS = "What is left out, and why", "Definitions"
NOTHING_LEFT_OUT = "Nothing of this pack is left out."
Report = Callable[[int, int, str], None]


@dataclass(frozen=True)
class LeftOut:
    """A section that is not in the pack, and why."""

    title: str
    why: str


@dataclass(frozen=True)
class Entry:
    """A section of a pack: its title, its first page and its last."""

    title: str
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Paper:
    """A pack as it was made for an audience: of which records, and what it holds."""

    pack: Pack
    records: Records
    document: Document
    sheets: tuple[Sheet, ...]
    contents: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.contents[-1].last if self.contents else 0

    @property
    def ref(self) -> str:
        """Which of its kind it is, where it is signed off: '31 December 2025'."""
        return words.day(self.records.selection.as_at)

    @property
    def rows(self) -> int:
        """How many rows its workbook has."""
        return sum(len(each.rows) for each in self.sheets)

    def name(self, form: str) -> str:
        """The name of its file: 'essex-board-pack-2025-12-31-board.pdf'."""
        as_at, role = self.records.selection.as_at, self.records.role
        return words.file_name(f"{self.records.council} {self.pack.title} {as_at} {role}", form)

    def written(self, form: str) -> bytes:
        """The pack as a file of FORMS: the same bytes each time. Raises ValueError for others."""
        if form == "pdf":
            return pdf.pdf_of(self.document)
        if form == "docx":
            return word.word_of(self.document)
        if form == "xlsx":
            return workbook.workbook_of(self.document, self.sheets)
        raise ValueError(f"A pack is written as {words.either(list(FORMS))}, not as '{form[:10]}'.")


def mark_of(data: bytes) -> str:
    """The SHA-256 of a file, by which anybody can tell that it is unchanged."""
    return hashlib.sha256(data).hexdigest()


def audiences_of(pack: Pack, role: str) -> tuple[str, ...]:
    """For whom somebody in a role may make a pack: nobody who may see more than they do."""
    return tuple(each for each in pack.audiences if ROLES.index(each) <= ROLES.index(role))


def told_to(records: Records, audience: str) -> Records:
    """The same records as an audience sees them, on the day the file was built; public view tells
    whole months, and of parts whole quarters. Raises NotAllowed for an audience that may see more
    than the role, and of a public file for all but public view."""
    if ROLES.index(audience) > ROLES.index(records.role):
        raise NotAllowed(f"A {records.role} may not make a pack for {AUDIENCES[audience]}.")
    check_role(records.store, audience)
    selection = records.selection
    if audience == PUBLIC:
        as_at = last_whole_month(selection.as_at)
        start = month_start(selection.start) if selection.start else None
        end = last_whole_month(selection.end) if selection.end and selection.end < as_at else None
        selection = replace(selection, as_at=as_at, start=start, end=end)
    if selection.start is None:
        selection = selection.months_back(12)
    here = replace(records, selection=selection, role=audience, today=_built_on(records))
    is_of_parts = bool(selection.areas or selection.where)
    return here.for_parts if is_of_parts else here


def _built_on(records: Records) -> date:
    return ask.built_at(records.store).date()


def make(pack: Pack, records: Records, audience: str, report: Report = lambda *_: None) -> Paper:
    """A pack for an audience, from the same panels as the screens. report: told before each section
    is made: its number, how many there are, and its title. Raises NotAllowed, and BadSelection
    where no records are loaded."""
    if audience not in pack.audiences:
        known = words.either([AUDIENCES[each] for each in pack.audiences])
        raise NotAllowed(f"The {pack.title.lower()} is made for {known}.")
    here = told_to(records, audience)
    if here.covered is None:
        raise BadSelection(f"No records of {here.council} are loaded, so there is no pack.")
    parts, sheets = pack.parts(here), Sheets()
    sections: list[Section] = []
    left_out: list[LeftOut] = []
    shown: list[Panel] = []
    for number, part in enumerate(parts, start=1):
        report(number, len(parts), part.title)
        found, why = _told(part, here)
        if why:
            left_out.append(LeftOut(part.title, why))
            continue
        shown += [each for each in found if isinstance(each, Panel)]
        place = Place(len(sections) + 1, part.title, sheets, NARROW if part.side else WIDE)
        groups = tuple(group_of(each, place) for each in found)
        sections.append(Section(part.title, groups, part.pages, side=part.side))
    closing = [each for each in pack.closing(here) if not _is_empty(each)]
    place = Place(len(sections) + 1, LEFT_OUT, sheets)
    last = _last(here, left_out, [group_of(each, place) for each in closing])
    document = _document(pack, here, (*sections, last))
    document, spans = fitted(document, pack.most_pages)
    defined = definitions_of(shown, here.selection.council)
    sheets.add(
        len(sections) + 1, DEFINITIONS, DEFINITIONS, "", ("Measure", "What", "Told"), defined
    )
    contents = tuple(
        Entry(section.title, span.first, span.last)
        for section, span in zip(document.sections, spans, strict=True)
    )
    return Paper(pack, here, document, tuple(sheets.made), contents, tuple(left_out))


def _told(part: Part, records: Records) -> tuple[list[Panel | Paragraph | str], str]:
    """What stands in a part; or nothing, and why it is left out."""
    if records.role not in part.told_to:
        return [], only_for(part)
    try:
        found = [each for each in part.told(records) if not _is_empty(each)]
    except BadSelection as refused:
        return [], str(refused)
    panels = [each for each in found if isinstance(each, Panel)]
    if any(not each.refused for each in panels):
        return found, ""
    reasons = dict.fromkeys(each.refused for each in panels if each.refused)
    return [], " ".join(reasons) or part.missing


def _is_empty(each: Panel | Paragraph | str) -> bool:
    if isinstance(each, Panel):
        return each.is_empty
    return not (each.text if isinstance(each, Paragraph) else each)


def _last(records: Records, left_out: Sequence[LeftOut], closing: Sequence[Group]) -> Section:
    """What is left out, what closes the pack, and where the figures come from."""
    lines = tuple(f"{each.title}: {each.why.rstrip('.')}." for each in left_out)
    told = Group("", (Items(lines) if lines else Paragraph(NOTHING_LEFT_OUT),))
    told_to_day = frame.told_to(records.covered, ask.built_at(records.store))
    sources = (frame.ROUNDED_VIEW if records.role == PUBLIC else "", told_to_day, frame.CREDIT)
    small = tuple(Paragraph(each, "small") for each in sources if each)
    return Section(LEFT_OUT, (told, Group("", small), *closing), 1)


def _document(pack: Pack, records: Records, sections: Iterable[Section]) -> Document:
    """The paper before it is fitted to its pages."""
    covered = records.covered
    head = list(frame.on_paper(records, pack.title, f"For {AUDIENCES[records.role]}"))[1:]
    simulated = covered is not None and covered.simulated
    if covered and simulated:
        head.append(f"{SIMULATED}. {frame.made_up(covered)}")
    as_at = words.day(records.selection.as_at)
    head.append(signed_off_words(records, pack.title, as_at))
    running = f"{pack.title}, {records.council}, {as_at}"
    return Document(
        title=f"{pack.title}: {records.council}",
        head=tuple(each for each in head if each),
        sections=tuple(sections),
        foot=(),
        made_on=_built_on(records),
        running=f"{running}. {SIMULATED}" if simulated else running,
        dense=pack.dense,
        listed=not pack.dense,
    )
