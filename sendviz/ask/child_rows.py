"""Lists of children, one a day (a snapshot): which there are, what they lack, and their rows.

Counts are for the board and officers, rows for officers; public view reaches neither, and a public
file holds no such table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sendviz.ask.public_view import PUBLIC, NotAllowed
from sendviz.ask.store import Store

PLANNED, AT_SCHOOL = "status = 'ehc_plan'", "year_group between 0 and 11"
TAUGHT = (
    f"{AT_SCHOOL} and not coalesce(home_educated, false) "
    "and not coalesce(otherwise_than_at_school, false) and not coalesce(no_place, false)"
)
# Of whom a column is asked for, where that is not every child.
ASKED_OF = {
    "main_urn": TAUGHT,
    "main_phase": TAUGHT,
    "part_time": TAUGHT,
    "sessions": TAUGHT,
    "suspensions": TAUGHT,
    "permanent_exclusions": TAUGHT,
    "home_educated": PLANNED,
    "first_issued": PLANNED,
    "last_review": PLANNED,
    "neet": "age between 16 and 24",
    "social_care_team": "social_care <> 'none'",
}
# Columns of which a list is asked, in the order of Annex A; then those that only own lists have.
COLUMNS = (
    "numbered", "birth_month", "sex", "ethnicity", "first_issued", "last_review", "need",
    "main_urn", "main_phase", "home_educated", "suspensions", "permanent_exclusions", "sessions",
    "pupil_premium", "social_care", "social_care_team", "disability", "year_group", "second_need",
    "setting", "out_of_area", "residential", "otherwise_than_at_school", "no_place", "part_time",
    "alternative_provision", "care_experienced", "dynamic_support_register", "neet",
    "youth_justice", "phase_transfer_year", "team", "district",
)  # fmt: skip
# What a column lacks where that is not a missing value.
LACKS = {
    "numbered": "not numbered",
    "sessions": "sessions_possible is null and absence_percent is null",
    "district": "district like '%/unknown'",
}


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


@dataclass(frozen=True)
class Lacking:
    """Of the children of a list of whom a column is asked, how many lack it."""

    column: str
    lacks: int
    asked_of: int


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


def lacking(store: Store, la_code: str, day: date, role: str) -> tuple[Lacking, ...]:
    """What the list of a day lacks, by column in the order of COLUMNS; those of which no child is
    asked are left out. Raises NotAllowed in public view."""
    _not_in_public(store, role)
    parts = [
        f"count(*) filter (where {ASKED_OF.get(name, 'true')}) as asked_{name}, "
        f"count(*) filter (where {ASKED_OF.get(name, 'true')} and "
        f"({LACKS.get(name, f'{name} is null')})) as lacks_{name}"
        for name in COLUMNS
    ]
    row = store.cached_rows(
        f"select {', '.join(parts)} from child where la_code = $la and snapshot = $day",
        {"la": la_code, "day": day},
    ).iloc[0]
    told = (Lacking(name, int(row[f"lacks_{name}"]), int(row[f"asked_{name}"])) for name in COLUMNS)
    return tuple(each for each in told if each.asked_of)


def children(store: Store, la_code: str, day: date, role: str) -> pd.DataFrame:
    """The rows of the list of a day: the columns of schema.sql table `child`, in the order of the
    hash. Raises NotAllowed unless officers ask."""
    _not_in_public(store, role)
    if role != "officer":
        raise NotAllowed("Lists of children are for officers only.")
    return store.frame(
        "select * from child where la_code = $la and snapshot = $day order by person",
        {"la": la_code, "day": day},
    )


def _not_in_public(store: Store, role: str) -> None:
    if store.is_public:
        raise NotAllowed(f"{store.path.name} is a public file: it holds no child to list.")
    if role == PUBLIC:
        raise NotAllowed("What lists of children tell is for the board and for officers.")
