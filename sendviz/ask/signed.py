"""Who signed something off in the app, as a pack prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sendviz import workspace
from sendviz.ask.public_view import PUBLIC
from sendviz.ask.records import Records


@dataclass(frozen=True)
class SignOff:
    """One sign-off. by: the name from sign-in, in public view None; role: board or officer; at: the
    moment in UTC."""

    by: str | None
    role: str | None
    at: datetime
    note: str | None


def signed_off(records: Records, what: str, ref: str) -> tuple[SignOff, ...]:
    """Who signed off this one of a kind (`workspace.sign_off`), the first first, none withdrawn;
    nobody in a public file. Public view has no names and no notes."""
    if records.store.is_public:
        return ()
    book = workspace.workspace_of(records.store.path)
    found = workspace.sign_offs(book, records.selection.council, what, ref)
    return tuple(_as_seen(each, records.role) for each in found)


def _as_seen(written: workspace.Written, role: str) -> SignOff:
    hidden = role == PUBLIC
    return SignOff(
        None if hidden else written.entered_by,
        written.entered_role,
        datetime.fromisoformat(written.entered_at),
        None if hidden else written.values["note"],
    )
