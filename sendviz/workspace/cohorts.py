"""Named cohorts, the children drawn from them, and what is there of each one's case file.

A child stands here by the council's own case reference alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sendviz.workspace.book import (
    NotAccepted,
    Workspace,
    Writer,
    insert,
    new_id,
    now,
    rows,
    writing,
)

# Why a child that was drawn may be replaced by another.
REDRAW_REASONS = {
    "moved_away": "Moved away",
    "consent_refused": "Consent refused",
    "safeguarding": "Safeguarding",
    "other_inspection": "Subject of another inspection",
}
# What a case file must hold when it is asked for.
CASE_FILE = {
    "plan": "Plan",
    "last_review": "Last review",
    "advice_ep": "Advice: educational psychologist",
    "advice_health": "Advice: health",
    "advice_social_care": "Advice: social care",
    "advice_school": "Advice: school or setting",
    "social_care_assessment": "Social care assessment",
    "school_reports": "School reports",
    "health_reports": "Health reports",
    "childs_view": "The child’s view",
    "chronology": "Chronology",
}
STANDING = """
select * from cohort as kept where la_code = ? and withdraws is null
    and not exists (select 1 from cohort as later where later.withdraws = kept.cohort_id)
order by rowid
"""
NEWEST_ITEMS = """
select * from case_file as kept where draw_id = ? and rowid =
    (select max(rowid) from case_file where draw_id = kept.draw_id
        and case_ref = kept.case_ref and item = kept.item)
order by rowid
"""


@dataclass(frozen=True)
class Cohort:
    """A named cohort: its filters in the form of the address. shared: others see it, too."""

    cohort_id: str
    name: str
    selection: str
    shared: bool
    entered_at: str
    entered_by: str


@dataclass(frozen=True)
class Draw:
    """Six children as they were drawn, or drawn anew in the place of one.

    snapshot: the day of the list. selection: the filters, in the form of the address. slots: what
    each was chosen as; picked: case references; reasons: why each. score, best: of the draw, and
    the best that was seen. unmet: sentences on rules that could not be met. redraw_of: the draw in
    which one was replaced; replaced: which; why: a code of REDRAW_REASONS.
    """

    snapshot: date
    selection: str
    seed: int
    slots: tuple[str, ...]
    picked: tuple[str, ...]
    reasons: tuple[str, ...]
    score: int
    best: int
    unmet: tuple[str, ...] = ()
    redraw_of: str | None = None
    replaced: str | None = None
    why: str | None = None
    draw_id: str = ""
    entered_at: str = ""
    entered_by: str = ""

    @property
    def at(self) -> datetime:
        """The moment (UTC) in which it was drawn."""
        return datetime.fromisoformat(self.entered_at)


@dataclass(frozen=True)
class CaseFileEntry:
    """What is there of a child's case file: an item of CASE_FILE; dated: None, it is not there."""

    case_ref: str
    item: str
    dated: date | None
    owner_role: str | None
    entered_at: str = ""
    entered_by: str = ""


def save_cohort(
    book: Workspace, by: Writer, *, la_code: str, name: str, selection: str, shared: bool
) -> Cohort:
    """Keep a cohort by its name. Raises NotAccepted without a name, without filters, and for a name
    that another cohort of the council has."""
    name = name.strip()
    if not name:
        raise NotAccepted({"name": "Name: give the cohort a name."})
    if not selection:
        raise NotAccepted({"selection": "Filters: choose at least one before you save."})
    if name.casefold() in {each.name.casefold() for each in cohorts(book, la_code)}:
        raise NotAccepted({"name": "Name: another cohort has this name; choose another."})
    row = {"cohort_id": new_id(), "la_code": la_code, "name": name, "selection": selection,
           "shared": int(shared)}  # fmt: skip
    return _cohort(_keep(book, "cohort", row, by))


def drop_cohort(book: Workspace, by: Writer, *, la_code: str, cohort: Cohort) -> None:
    """Take a cohort off the list of named ones; its rows stay. Raises NotAccepted if it is taken
    off already."""
    if cohort.cohort_id not in {each.cohort_id for each in cohorts(book, la_code)}:
        raise NotAccepted({"withdraws": "This cohort is taken off the list already."})
    row = {"cohort_id": new_id(), "la_code": la_code, "name": cohort.name,
           "selection": cohort.selection, "shared": int(cohort.shared),
           "withdraws": cohort.cohort_id}  # fmt: skip
    _keep(book, "cohort", row, by)


def cohorts(book: Workspace, la_code: str) -> list[Cohort]:
    """The named cohorts of a council, in the order of saving."""
    return [_cohort(row) for row in rows(book, STANDING, [la_code])]


def record_draw(book: Workspace, by: Writer, *, la_code: str, draw: Draw) -> Draw:
    """Keep a draw. Raises NotAccepted for a redraw without one of the REDRAW_REASONS, of a draw
    that is not kept, or of a child that it did not hold."""
    if draw.redraw_of is not None:
        _check_redraw(draw, {each.draw_id: each for each in draws(book, la_code)})
    row = {
        "draw_id": new_id(), "la_code": la_code, "snapshot": draw.snapshot.isoformat(),
        "selection": draw.selection, "seed": draw.seed,
        "slots": json.dumps(draw.slots), "picked": json.dumps(draw.picked),
        "reasons": json.dumps(draw.reasons), "score": draw.score, "best": draw.best,
        "unmet": json.dumps(draw.unmet), "redraw_of": draw.redraw_of, "replaced": draw.replaced,
        "why": draw.why,
    }  # fmt: skip
    return _draw(_keep(book, "draw", row, by))


def _check_redraw(draw: Draw, known: Mapping[str, Draw]) -> None:
    before = known.get(draw.redraw_of or "")
    if draw.why not in REDRAW_REASONS:
        raise NotAccepted({"why": "Reason: say why the child is replaced."})
    if before is None or draw.replaced not in before.picked:
        raise NotAccepted({"replaced": "Child: choose one of those that were drawn."})


def draws(book: Workspace, la_code: str) -> list[Draw]:
    """Every draw and redraw of a council, in the order of drawing."""
    return [_draw(row) for row in rows(book, "select * from draw where la_code = ? order by rowid",
                                       [la_code])]  # fmt: skip


def record_case_file(
    book: Workspace, by: Writer, *, la_code: str, draw_id: str, entries: Sequence[CaseFileEntry]
) -> None:
    """Keep what is there of the case files of a draw. Raises NotAccepted for another item."""
    if wrong := [each.item for each in entries if each.item not in CASE_FILE]:
        raise NotAccepted({"item": f"Item: choose one of {', '.join(CASE_FILE)}, not {wrong[0]}."})
    for each in entries:
        row = {"entry_id": new_id(), "la_code": la_code, "draw_id": draw_id,
               "case_ref": each.case_ref, "item": each.item, "owner_role": each.owner_role,
               "dated": each.dated and each.dated.isoformat()}  # fmt: skip
        _keep(book, "case_file", row, by)


def case_file(book: Workspace, draw_id: str) -> list[CaseFileEntry]:
    """What is there of the case files of a draw: the newest entry of each child and item."""
    return [_entry(row) for row in rows(book, NEWEST_ITEMS, [draw_id])]


def _keep(book: Workspace, table: str, row: Mapping[str, object], by: Writer) -> dict[str, object]:
    whole = {**row, "entered_at": now(), "entered_by": by.name, "entered_role": by.role}
    with writing(book) as connection:
        insert(connection, table, whole)
    return whole


def _cohort(row: sqlite3.Row | Mapping) -> Cohort:
    return Cohort(
        row["cohort_id"], row["name"], row["selection"], bool(row["shared"]), row["entered_at"],
        row["entered_by"],
    )  # fmt: skip


def _draw(row: sqlite3.Row | Mapping) -> Draw:
    return Draw(
        date.fromisoformat(row["snapshot"]), row["selection"], row["seed"],
        tuple(json.loads(row["slots"])), tuple(json.loads(row["picked"])),
        tuple(json.loads(row["reasons"])), row["score"], row["best"],
        tuple(json.loads(row["unmet"])), row["redraw_of"], row["replaced"],
        row["why"], row["draw_id"], row["entered_at"], row["entered_by"],
    )  # fmt: skip


def _entry(row: sqlite3.Row) -> CaseFileEntry:
    dated = row["dated"]
    return CaseFileEntry(
        row["case_ref"], row["item"], date.fromisoformat(dated) if dated else None,
        row["owner_role"], row["entered_at"], row["entered_by"],
    )  # fmt: skip
