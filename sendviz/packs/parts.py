"""What a pack is made of: its parts, each with the panels that stand in it, declared once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sendviz.ask import PUBLIC, ROLES, Records
from sendviz.packs.document import Paragraph
from sendviz.panels.panel import Panel

Told = Callable[[Records], Iterable[Panel | Paragraph | str]]
AUDIENCES = {PUBLIC: "councillors and the public", "board": "the improvement board",
             "officer": "officers"}  # fmt: skip
NOT_FOR = "for {} only"


@dataclass(frozen=True)
class Part:
    """A section of a pack.

    told: its sentences and panels, in their order. missing: why it is left out where nothing is
    told, as 'no survey is loaded'. pages: how many it may take at most; None for any number.
    told_to: the audiences that it is for. side: 'left' or 'right' of a pack that is dense, or ''.
    """

    title: str
    told: Told
    missing: str
    pages: int | None = 1
    told_to: tuple[str, ...] = ROLES
    side: str = ""


@dataclass(frozen=True)
class Pack:
    """A paper that people take away. id: its name on the command line; audiences: whom it may be
    made for; parts: its sections, of these records; most_pages: a limit of the whole; dense: set
    small, on one page; closing: what stands with that which is left out, on its last page."""

    id: str
    title: str
    about: str
    audiences: tuple[str, ...]
    parts: Callable[[Records], tuple[Part, ...]]
    most_pages: int | None = None
    dense: bool = False
    closing: Told = lambda records: ()


def answer(*sentences: str) -> Paragraph:
    """The answer of a section, in larger letters."""
    return Paragraph(" ".join(dict.fromkeys(each for each in sentences if each)), "answer")


def only_for(part: Part) -> str:
    """'for officers only': why a part is left out for another audience."""
    names = [AUDIENCES[each] for each in ROLES if each in part.told_to]
    return NOT_FOR.format(" and ".join(names))
