"""What stands beside a council's own waits: who is missing, and what NHS England publishes."""

from __future__ import annotations

from sendviz import ask, catalogue
from sendviz.app import choices, parts
from sendviz.app.guard import or_said
from sendviz.app.parts import Cell
from sendviz.app.state import Now
from sendviz.findings import sheet
from sendviz.ui import panels
from sendviz.ui.health import THREE
from sendviz.wording import health as words
from sendviz.wording import health_published as told
from sendviz.wording import health_submitters as submitters

# The community waiting lists have no line for autism or ADHD: they wait in this one.
COUNTED_IN = {"autism": "paediatrics", "adhd": "paediatrics"}


@or_said
def missing(now: Now, pathway: str) -> None:
    """Who is missing from the figures: the council's own, then those of NHS England."""
    sent = ask.sent_by(now.store, now.selection.council)
    late = words.missing_words(sent, now.selection.as_at, THREE)
    here, noun = choices.for_pathway(now, pathway), panels.area_noun(now, "locality")
    m = catalogue.get("children_waiting_for_assessment")
    column = sheet.column(here.store, m, here.selection, here.role, "locality", with_charts=False)
    placed = words.unplaced_words(column, noun)
    parts.heading("Who is missing from these figures?")
    parts.text(words.providers_words(sent, pathway), *late, placed)
    _not_submitted(now, COUNTED_IN.get(pathway, pathway))


def _not_submitted(now: Now, line: str) -> None:
    """Whose figures NHS England's community waiting lists hold, and how many sent none."""
    council = now.selection.council
    found = ask.published_waits(now.store, council, line)
    if found.empty:
        return
    parts.subheading(submitters.heading(words.pathway_name(line), found["month"].max()))
    known = not ask.served(now.store, council).empty
    parts.text(
        *(submitters.come_from(found) if known else (told.not_served(now.council),)),
        *submitters.not_submitted(ask.missing_submitters(now.store, council)),
    )


@or_said
def published(now: Now, pathway: str) -> None:
    """What NHS England publishes for the area of the council, blanks named."""
    panel = {"autism": _autism, "adhd": _adhd}.get(pathway)
    if panel:
        panel(now)
    else:
        _community(now, pathway)


def _community(now: Now, pathway: str) -> None:
    found = ask.published_waits(now.store, now.selection.council, pathway)
    if found.empty:
        _none(told.NO_WAITS)
        return
    known = not ask.served(now.store, now.selection.council).empty
    parts.heading(told.heading("for our area" if known else "for England", found["month"].max()))
    if not known:
        parts.text(told.not_served(now.council))
    _table(f"Published waits: {words.pathway_name(pathway)}", told.WAITS_HEAD,
           told.published_rows(found))  # fmt: skip
    parts.caption(f"{told.PROVIDERS_NOT_RESIDENTS} {told.published_caption(found)}")
    parts.caption(told.board_notes(found))


def _autism(now: Now) -> None:
    found = ask.published_autism(now.store, now.selection.council)
    if found.empty:
        known = not ask.served(now.store, now.selection.council).empty
        _none(told.NO_AUTISM if known else told.not_served(now.council))
        return
    parts.heading(told.heading("for our area", found["month"].max()))
    _table("Published autism waits", told.AUTISM_HEAD, told.autism_rows(found))
    parts.caption(f"{told.COMMUNITY_IS_UNSEEN} {told.autism_caption(found)}")


def _adhd(now: Now) -> None:
    found = ask.published_adhd(now.store)
    if found.empty:
        _none(told.NO_ADHD)
        return
    parts.heading(told.heading("on ADHD in England", found["month"].max()))
    _table("Published ADHD waits", told.adhd_head(found), told.adhd_rows(found))
    parts.caption(f"{told.ADHD_IS_UP_TO} {told.adhd_caption(found)}")


def _none(why: str) -> None:
    parts.heading(told.NOTHING_HELD)
    parts.text(why)


def _table(name: str, head: list[str], rows: list[list[str]]) -> None:
    parts.table(name, head, [[Cell(text) for text in row] for row in rows])
