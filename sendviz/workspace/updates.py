"""What people say of an action: written one after the other, never changed, all of it kept."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass
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

STATES = ("not_started", "in_progress", "complete", "embedded", "paused", "stopped", "merged")
RATINGS = ("blue", "green", "amber", "red")
# What must not be said without its reason.
NEED_REASON = {"amber": "an amber rating", "red": "a red rating", "paused": "a pause",
               "stopped": "a stop"}  # fmt: skip
OF_ACTION = "select * from action_update where action_id = ? order by rowid"
# Newest of the day on which it tells; of one day the one entered last. Withdrawn ones are left out.
NEWEST = """
select * from action_update as said
where action_id = ? and day <= ? and withdraws is null
    and not exists (select 1 from action_update as later where later.withdraws = said.update_id)
order by day desc, entered_at desc, rowid desc limit 1
"""


@dataclass(frozen=True)
class Update:
    """What somebody says of an action on a day: how it stands then, as a whole.

    state is one of STATES (only a withdrawal has none), rating one of RATINGS or not rated, percent
    0 to 100, new_due a new day by which; without one the day before stays.
    """

    action_id: str
    day: date
    state: str | None = None
    rating: str | None = None
    percent: int | None = None
    new_due: date | None = None
    reason: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Entry:
    """An update as it is kept, with who entered it and when (UTC).

    after_id   the entry that the writer had before them
    withdraws  the entry that this one takes back: then `reason` says why
    """

    update: Update
    update_id: str
    entered_at: datetime
    entered_by: str
    entered_role: str | None
    after_id: str | None
    withdraws: str | None


@dataclass(frozen=True)
class Saved:
    """It is kept, for good."""

    entry: Entry


@dataclass(frozen=True)
class SavedSince:
    """Nothing was written: these entries, oldest first, were made since the writer looked. To save
    one's own as a newer entry, give the last of them as `after_id`."""

    entries: tuple[Entry, ...]


def problems_of(update: Update, due: date | None) -> dict[str, str]:
    """What is wrong with an update, a sentence a field: codes, percent, and where a reason lacks.

    due: the day by which the action was to be done before. A reason must stand with red, amber,
    paused, stopped and a later day.
    """
    found = {}
    if update.state not in STATES:
        found["state"] = f"State: choose one of {', '.join(STATES)}."
    if update.rating is not None and update.rating not in RATINGS:
        found["rating"] = f"Rating: choose one of {', '.join(RATINGS)}."
    if update.percent is not None and not 0 <= update.percent <= 100:
        found["percent"] = "Percent: give a number from 0 to 100."
    why = _needs_reason(update, due)
    if why and not (update.reason or "").strip():
        found["reason"] = f"Reason: say why; {why} needs one."
    return found


def _needs_reason(update: Update, due: date | None) -> str:
    """What in an update needs a reason; empty if nothing does."""
    for code in (update.rating, update.state):
        if code in NEED_REASON:
            return NEED_REASON[code]
    later = update.new_due is not None and due is not None and update.new_due > due
    return "a later date" if later else ""


def record_update(
    book: Workspace, update: Update, by: Writer, *, after_id: str | None, due: date | None
) -> Saved | SavedSince:
    """Keep an update, unless somebody wrote of the action since the writer looked.

    after_id: what `newest_id` gave when the form was opened. due: the day that stood before.
    Raises NotAccepted with a sentence for each field that will not do.
    """
    if problems := problems_of(update, due):
        raise NotAccepted(problems)
    return _add(book, update, by, after_id=after_id, withdraws=None)


def withdraw_update(
    book: Workspace, withdrawn: Entry, by: Writer, *, why: str, after_id: str | None
) -> Saved | SavedSince:
    """Take back an entry made in error: a new row that names it; both stay in the history.

    Raises NotAccepted without a reason, and for an entry that is taken back already.
    """
    if not why.strip():
        raise NotAccepted({"reason": "Reason: say why the entry is taken back."})
    taken = "select 1 from action_update where withdraws = ?"
    if withdrawn.withdraws or rows(book, taken, [withdrawn.update_id]):
        raise NotAccepted({"withdraws": "This entry is taken back already."})
    told = Update(withdrawn.update.action_id, withdrawn.update.day, reason=why)
    return _add(book, told, by, after_id=after_id, withdraws=withdrawn.update_id)


def _add(
    book: Workspace, update: Update, by: Writer, *, after_id: str | None, withdraws: str | None
) -> Saved | SavedSince:
    with writing(book) as connection:
        every = connection.execute(OF_ACTION, [update.action_id]).fetchall()
        if since := _since(every, after_id):
            return SavedSince(tuple(map(_entry, since)))
        # Clocks may step back; the order of entries must not.
        last = max((each["entered_at"] for each in every), default="")
        row = {
            **asdict(update),
            "day": update.day.isoformat(),
            "new_due": update.new_due and update.new_due.isoformat(),
            "update_id": new_id(),
            "entered_at": max(now(), last),
            "entered_by": by.name,
            "entered_role": by.role,
            "after_id": after_id,
            "withdraws": withdraws,
        }
        insert(connection, "action_update", row)
    return Saved(_entry(row))


def _since(every: list[sqlite3.Row], after_id: str | None) -> list[sqlite3.Row]:
    """The entries after the one that the writer had before them; all if they had none of these."""
    at = next((n for n, row in enumerate(every) if row["update_id"] == after_id), -1)
    return every[at + 1 :]


def newest_id(book: Workspace, action_id: str) -> str | None:
    """The entry that was written last of an action; None if nobody wrote in the app."""
    every = rows(book, OF_ACTION, [action_id])
    return every[-1]["update_id"] if every else None


def history(book: Workspace, action_id: str) -> list[Entry]:
    """Every entry of an action in the order of writing, withdrawn ones and withdrawals too."""
    return [_entry(row) for row in rows(book, OF_ACTION, [action_id])]


def state_as_at(book: Workspace, action_id: str, day: date) -> Entry | None:
    """The entry that told last of the action by a day, without those withdrawn."""
    found = rows(book, NEWEST, [action_id, day.isoformat()])
    return _entry(found[0]) if found else None


def updates(book: Workspace) -> list[Entry]:
    """Every entry of every action, in the order of writing."""
    return [_entry(row) for row in rows(book, "select * from action_update order by rowid")]


def _entry(row: sqlite3.Row | dict) -> Entry:
    due = row["new_due"]
    return Entry(
        Update(
            row["action_id"], date.fromisoformat(row["day"]), row["state"], row["rating"],
            row["percent"], date.fromisoformat(due) if due else None, row["reason"], row["note"],
        ),
        row["update_id"], datetime.fromisoformat(row["entered_at"]), row["entered_by"],
        row["entered_role"], row["after_id"], row["withdraws"],
    )  # fmt: skip
