"""The six children that officers drew from cohorts, and drew anew: the sampling record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sendviz import workspace
from sendviz.ask.records import Records
from sendviz.workspace import Draw


@dataclass(frozen=True)
class Drawn:
    """One draw: its number and, of a redraw, which one of it (0: the draw itself); when in UTC and
    by whom; of which selection and list; the references picked, and the one replaced, with why."""

    number: int
    redraw: int
    seed: int
    at: datetime
    by: str
    selection: str
    snapshot: date
    picked: tuple[str, ...]
    replaced: str
    why: str


def draws(records: Records) -> tuple[Drawn, ...]:
    """Every draw and redraw of the council in the order of time; for officers, others have none."""
    if records.role != "officer" or records.store.is_public:
        return ()
    book = workspace.workspace_of(records.store.path)
    return tuple(_numbered(workspace.draws(book, records.selection.council)))


def _numbered(every: Sequence[Draw]) -> Iterator[Drawn]:
    first: dict[str, str] = {}
    redraws: dict[str, int] = {}
    for each in every:
        first[each.draw_id] = root = first.get(str(each.redraw_of), each.draw_id)
        redraws[root] = redraws.get(root, -1) + 1
        yield Drawn(
            [*redraws].index(root) + 1, redraws[root], each.seed, each.at, each.entered_by,
            each.selection, each.snapshot, tuple(each.picked), each.replaced or "",
            workspace.REDRAW_REASONS.get(each.why or "", ""),
        )  # fmt: skip
