"""Lists of children, one a day (a snapshot): which there are, and how many stand on each. For the
board and officers; a public file holds no such table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sendviz.ask.public_view import PUBLIC, NotAllowed
from sendviz.ask.store import Store


@dataclass(frozen=True)
class Snapshot:
    """One list: its day, how many children by status, and whether they are made up."""

    day: date
    by_status: Mapping[str, int]
    simulated: bool

    @property
    def children(self) -> int:
        """How many there are."""
        return sum(self.by_status.values())


def snapshots(store: Store, la_code: str, role: str) -> tuple[Snapshot, ...]:
    """The lists of a council, the newest first. Raises NotAllowed in public view."""
    _not_in_public(store, role)
    found = store.cached_rows(
        "select snapshot, status, count(*) as n, bool_or(simulated) as simulated from child "
        "where la_code = $la group by all order by snapshot desc, n desc, status",
        {"la": la_code},
    )
    return tuple(
        Snapshot(
            pd.Timestamp(str(day)).date(),
            dict(zip(part["status"], part["n"].astype(int), strict=True)),
            bool(part["simulated"].any()),
        )
        for day, part in found.groupby("snapshot", sort=False)
    )


def _not_in_public(store: Store, role: str) -> None:
    if store.is_public:
        raise NotAllowed(f"{store.path.name} is a public file: it holds no child to list.")
    if role == PUBLIC:
        raise NotAllowed("What lists of children tell is for the board and for officers.")
