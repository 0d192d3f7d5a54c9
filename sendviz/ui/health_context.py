"""What stands beside a council's own waits: who is missing, and what NHS England publishes."""

from __future__ import annotations

from sendviz import catalogue, query
from sendviz.analysis import sheet
from sendviz.ui import choices, panels, parts
from sendviz.ui.guard import or_said
from sendviz.ui.health import THREE
from sendviz.ui.parts import Cell
from sendviz.ui.state import Now
from sendviz.wording import health as words


@or_said
def missing(now: Now, pathway: str) -> None:
    """Who is missing from the figures."""
    sent = query.sent_by(now.store, now.selection.council)
    told = words.missing_words(sent, now.selection.as_at, THREE)
    here, noun = choices.for_pathway(now, pathway), panels.area_noun(now, "locality")
    m = catalogue.get("children_waiting_for_assessment")
    column = sheet.column(here.store, m, here.selection, here.role, "locality", with_charts=False)
    placed = words.unplaced_words(column, noun)
    parts.heading("Who is missing from these figures?")
    parts.text(words.providers_words(sent, pathway), *told, placed)


@or_said
def published(now: Now, pathway: str) -> None:
    """What NHS England publishes for the area of the council, blanks named."""
    parts.heading("What NHS England publishes for our area")
    if pathway in ("autism", "adhd"):
        _published_autism(now)
        return
    found = query.published_waits(now.store, now.selection.council, pathway)
    if found.empty:
        parts.text("No figures of NHS England have been loaded for this assessment.")
        return
    head = ["Board, and the providers counted under it", "On the list", "Over 18 weeks"]
    head += ["Over 52 weeks", "Middle", "92 in 100 within"]
    rows = [[Cell(text) for text in row] for row in words.published_rows(found)]
    parts.table(f"Published waits: {words.pathway_name(pathway)}", head, rows)
    parts.caption(f"{words.PROVIDERS_NOT_RESIDENTS} {words.published_caption(found)}")
    parts.caption(words.board_notes(found))


def _published_autism(now: Now) -> None:
    found = query.published_autism(now.store, now.selection.council)
    if found.empty:
        parts.text("No autism figures of NHS England have been loaded for this council.")
        return
    head = ["Sub-ICB location", "Covers", "Open", "Open 13 weeks or more", "New in the month"]
    rows = [[Cell(text) for text in row] for row in words.autism_rows(found)]
    parts.table("Published autism waits", head, rows)
    parts.caption(f"{words.COMMUNITY_IS_UNSEEN} {words.autism_caption(found)}")
