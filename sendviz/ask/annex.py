"""The child lists of an inspection as our records fill them: rows of one snapshot, and how full
each column was on each. For the board and officers; references of cases for officers only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd

from sendviz.ask import child_rows
from sendviz.ask.places import PLACE
from sendviz.ask.public_view import PUBLIC, NotAllowed
from sendviz.ask.selection import Selection
from sendviz.ask.statements import steps
from sendviz.ask.store import Store
from sendviz.catalogue.annex_a import Column, column_set

NOT_TOLD = "The lists of an inspection are for the board and officers."
# Of a child, beside the columns of the lists.
BESIDE = (
    "case_ref", "person", "age", "numbered", "setting", "residential", "out_of_area",
    "window_from", "simulated",
)  # fmt: skip
OF_OFFICERS = ("case_ref", "person")
NO_TEAM, NO_PLACE = "No team given", "Not known or out of area"
# Whose plan was in force on the as-at day.
IN_FORCE = """
    in_force as (
        select distinct own.person from plan_in_force as still
        join plan as own on own.plan_id = still.plan_id
        where still.la_code = $la_code and still.left_on is null
    )"""


def check_may_see(store: Store, role: str) -> None:
    """Raises NotAllowed in public view."""
    if role == PUBLIC or store.is_public:
        raise NotAllowed(NOT_TOLD)


def snapshots(store: Store, selection: Selection, role: str, to: date) -> tuple[date, ...]:
    """The days of which there are lists of children, to this one, the newest first. Raises
    NotAllowed in public view."""
    found = child_rows.snapshots(store, selection.council, role)
    return tuple(each.day for each in found if each.day <= to)


def list_rows(store: Store, selection: Selection, role: str, day: date) -> dict[int, pd.DataFrame]:
    """The rows of each list on the day of a snapshot, of the places of the selection, as the rules
    take them: the columns that we can fill, and BESIDE, has_plan (a plan in force on the day; none
    of it where no plans are loaded), otherwise_than_at_school and place. case_ref for officers
    only. Raises NotAllowed in public view."""
    check_may_see(store, role)
    columns = column_set(day)
    asked: dict[str, object] = {"la_code": selection.council, "as_at": day}
    found = {}
    for each in columns.lists:
        parameters = asked | {"status": each.status, "areas": list(selection.areas)}
        rows = store.frame(_statement(columns.of_list(each.number)), parameters)
        rows = rows if role == "officer" else rows.drop(columns=list(OF_OFFICERS))
        found[each.number] = rows.drop(columns="has_plan") if _untold(rows["has_plan"]) else rows
    return found


def _untold(column: pd.Series) -> bool:
    return bool(column.isna().all())


def _statement(columns: Sequence[Column]) -> str:
    told = ",\n".join(f"{_value(each)} as {each.id}" for each in columns if each.source)
    return f"""
        with {steps("plan_in_force")}, {PLACE}, {IN_FORCE}
        select {", ".join(f"child.{each}" for each in BESIDE)},
            {told},
            case when otherwise_than_at_school then 'true' end as otherwise_than_at_school,
            case when exists (select 1 from plan where la_code = $la_code)
                then child.person in (select person from in_force) end as has_plan,
            coalesce(child.team, '{NO_TEAM}') as team_name,
            coalesce(place.name, '{NO_PLACE}') as place
        from child left join place on place.district = child.district
        where child.la_code = $la_code and snapshot = $as_at and status = $status and {_in_areas()}
        order by case_ref nulls last, child.person
        """


def _in_areas() -> str:
    return """(len($areas) = 0 or child.district in (
            select district from area_member where area_id in (select unnest($areas))
                and valid_from <= $as_at and (valid_to is null or valid_to > $as_at)))"""


def _value(column: Column) -> str:
    """The expression of a column as the rules take it."""
    if column.kind == "flag":
        return f"case when {column.source} then 'true' when not ({column.source}) then 'false' end"
    if column.kind in ("count", "percent"):
        return f"cast({column.source} as double)"
    return f"{column.source}" if column.kind == "date" else f"cast({column.source} as varchar)"


def fullness(store: Store, selection: Selection, role: str, to: date) -> pd.DataFrame:
    """How many cells of each column were filled, of those that should be: snapshot, list, column,
    place, due, filled; of every snapshot to a day. Raises NotAllowed in public view."""
    check_may_see(store, role)
    asked = {"la_code": selection.council, "as_at": selection.as_at, "to": to,
             "areas": list(selection.areas)}  # fmt: skip
    parts = [part for part in _by_list(to) if part]
    return store.frame(f"with {PLACE}\n" + "\nunion all\n".join(parts) + "\norder by all", asked)


def _by_list(to: date) -> Iterator[str]:
    columns = column_set(to)
    for each in columns.lists:
        for column in columns.of_list(each.number):
            if column.due and column.source:
                yield f"""
                    select snapshot, {each.number} as list, '{column.id}' as "column",
                        coalesce(place.name, '{NO_PLACE}') as place,
                        count(*) filter (where {column.due}) as due,
                        count(*) filter (where {column.due} and ({column.source}) is not null)
                            as filled
                    from child left join place on place.district = child.district
                    where child.la_code = $la_code and snapshot <= $to
                        and status = '{each.status}' and {_in_areas()}
                    group by 1, 4"""


def neither_list(store: Store, selection: Selection, role: str, day: date) -> int:
    """How many children have a plan in force on the day and stand in no snapshot of it. Raises
    NotAllowed in public view."""
    check_may_see(store, role)
    found = store.frame(
        f"""
        with {steps("plan_in_force")}, {IN_FORCE}
        select count(*) as n from in_force where person not in (
            select person from child where la_code = $la_code and snapshot = $as_at
                and status in ('ehc_plan', 'sen_support'))
        """,
        {"la_code": selection.council, "as_at": day},
    )
    return int(found["n"][0])


def people_of(
    store: Store, selection: Selection, role: str, aliases: Sequence[str]
) -> pd.DataFrame:
    """alias, person: whom these hashes of numbers stand for; for officers only. Raises NotAllowed
    for others."""
    if role != "officer":
        raise NotAllowed(NOT_TOLD)
    return store.frame(
        "select distinct alias, person from person_alias where la_code = $la_code "
        "and alias in (select unnest($aliases))",
        {"la_code": selection.council, "aliases": list(aliases)},
    )
