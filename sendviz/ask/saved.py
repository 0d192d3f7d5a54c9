"""The scenarios that people kept in the app, for the board and officers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sendviz import workspace
from sendviz.ask.public_view import PUBLIC
from sendviz.ask.records import Records

ORDER = "order"


@dataclass(frozen=True)
class Saved:
    """A scenario: its levers by id that are not at their usual value, the order of work, and the
    day as at which it was kept, by whom."""

    id: str
    name: str
    levers: Mapping[str, float]
    order: str
    as_at: date | None
    by: str


def saved_scenarios(records: Records) -> tuple[Saved, ...]:
    """Those of the council in the order of writing, none that was taken back; none in public view,
    since anything may stand in a name."""
    if records.role == PUBLIC or records.store.is_public:
        return ()
    book = workspace.workspace_of(records.store.path)
    return tuple(map(_saved, workspace.scenarios(book, records.selection.council)))


def _saved(written: workspace.Written) -> Saved:
    levers = dict(written.values["levers"])
    order = str(levers.pop(ORDER, ""))
    as_at = written.values["as_at"]
    return Saved(
        written.id,
        written.values["name"],
        {id: float(value) for id, value in levers.items()},
        order,
        date.fromisoformat(as_at) if as_at else None,
        written.entered_by,
    )
