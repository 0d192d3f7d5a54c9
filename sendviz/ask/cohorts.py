"""Which children there are under the filters of a cohort: how many, and for officers who.

All is told of one day, that of the newest list of children that is known on the as-at day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from sendviz.ask.places import holds
from sendviz.ask.public_view import PUBLIC, NotAllowed
from sendviz.ask.records import Records, check_role
from sendviz.ask.statements import steps_of
from sendviz.ask.store import Store, plain_value
from sendviz.catalogue.calendar import BadSelection, last_whole_month
from sendviz.catalogue.cohorts import (
    NOT_KNOWN,
    CohortFilter,
    cohort_filters,
    cohort_steps,
    never_loaded,
)
from sendviz.catalogue.layouts import TABLES

# The filters that are chosen, each with its codes: a child meets one of the codes of each.
Picks = tuple[tuple[str, tuple[str, ...]], ...]
STATUS = "status"
BY = ("need", "locality")
# The board is told counts from here on.
LEAST_FOR_BOARD = 5
FOR_OTHERS = (
    "Lists of children, and counts by several of their features at once, are for officers and the "
    "board."
)
OFFICERS_ONLY = "Lists of children are for officers only."
WIDE = "child_wide"
# What stands in a list of children, and what six of them are chosen by.
COLUMNS = (
    "person", "case_ref", "status", "age", "year_group", "sex", "ethnicity_group", "need",
    "second_need", "locality", "district_name", "setting", "main_phase", "phase", "age_band",
    "in_alternative_provision", "residential", "out_of_area", "home_educated",
    "otherwise_than_at_school", "no_place", "part_time", "part_time_since", "absence",
    "suspensions", "permanent_exclusions", "pupil_premium", "social_care", "social_care_team",
    "disability", "dynamic_support_register", "first_issued", "updated_on", "reviewed_on",
    "pathways", "waiting_weeks", "assessment_weeks", "complained", "ombudsman", "mediation",
    "tribunal", "audit_grade", "team",
)  # fmt: skip


@dataclass(frozen=True)
class Offered:
    """A filter with how many children each of its codes leaves beside the other filters, and of how
    many of them it is not known; None: fewer than the board is told."""

    filter: CohortFilter
    counts: Mapping[str, int | None]
    unknown: int | None


@dataclass(frozen=True)
class Part:
    """The children of one need or place: of the cohort, and of all that it is compared with."""

    code: str
    n: int | None
    of: int | None


@dataclass(frozen=True)
class Counted:
    """A cohort in numbers; None: fewer than the board is told.

    snapshot: the day of the list. n of `of`: who meets all filters, of those of the same status and
    place. by: the parts by need and by locality. not_loaded: filters that the file cannot answer,
    each with why. not_filtered: dimensions of the frame's filters that the list does not hold.
    """

    snapshot: date
    n: int | None
    of: int | None
    offered: Mapping[str, Offered]
    by: Mapping[str, tuple[Part, ...]]
    not_loaded: tuple[tuple[CohortFilter, str], ...]
    not_filtered: tuple[str, ...]
    simulated: bool


def counted(records: Records, picks: Picks = ()) -> Counted:
    """The cohort in numbers. Raises NotAllowed in public view; BadSelection where no list of
    children is loaded, or a filter or code is not there."""
    _check(records)
    _check_picks(records, picks)
    key = ("cohort", records.selection, records.role, picks)
    return records.store.cached(key, lambda: _counted(records, picks))


def children_of(records: Records, picks: Picks = ()) -> pd.DataFrame:
    """The children of a cohort in the order of the hash of the person: COLUMNS. Officers only:
    raises NotAllowed for others, and as `counted`."""
    _check(records)
    if records.role != "officer":
        raise NotAllowed(OFFICERS_ONLY)
    _check_picks(records, picks)
    asked = _Asked(records)
    held = [*asked.held(), *asked.all_of(picks)]
    sql = f" select {', '.join(COLUMNS)} from {WIDE} where {_both(held)} order by person"
    return _over_children(records, sql, asked.parameters)


def codes_of(records: Records) -> Mapping[str, tuple[str, ...]]:
    """The codes that each filter can be held to, in order: NOT_KNOWN last. Raises as `counted`."""
    _check(records)
    found = _codes_of_records(records)
    return {
        id: (*(found[id] if each.is_of_records else each.words), NOT_KNOWN)
        for id, each in cohort_filters().items()
    }


def snapshot_of(records: Records) -> date | None:
    """The day of the newest list of children that is known on the as-at day; None for none.

    A list may be newer than the last month's end that the filters offer: on that it is known."""
    covered = records.covered
    day = records.selection.as_at
    if covered is not None and day >= last_whole_month(covered.data_date):
        day = max(day, covered.data_date)
    sql = "select max(snapshot) as day from child where la_code = $la and snapshot <= $day"
    found = records.store.cached_rows(sql, {"la": records.selection.council, "day": day})
    return plain_value(found["day"][0])


def _check(records: Records) -> None:
    store = records.store
    check_role(store, records.role)
    if records.role == PUBLIC or store.is_public:
        raise NotAllowed(FOR_OTHERS)
    if snapshot_of(records) is None:
        raise BadSelection(
            f"No list of children of {records.council} is loaded that tells of this day. Load one: "
            "python -m sendviz template children shows its columns."
        )


def _check_picks(records: Records, picks: Picks) -> None:
    known = codes_of(records)
    for id, codes in picks:
        if id not in known:
            raise BadSelection(f"There is no filter of children '{id[:30]}'.")
        if wrong := [each for each in codes if each not in known[id]]:
            name = cohort_filters()[id].name
            raise BadSelection(f"{name} has no '{wrong[0][:30]}'.")


class _Asked:
    """Conditions over the wide table, with the values that are bound in them."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.parameters: dict[str, object] = {}

    def held(self) -> list[str]:
        """The filters of the frame, of which the list of children tells."""
        selection = self.records.selection
        found = [self.one_of(id, codes) for id, codes in selection.where if id in cohort_filters()]
        if selection.areas:
            found.append(f"list_has_any(areas, {self._bind(list(selection.areas))})")
        return found

    def all_of(self, picks: Picks) -> list[str]:
        """A condition for each pick."""
        return [self.one_of(id, codes) for id, codes in picks]

    def one_of(self, id: str, codes: Sequence[str]) -> str:
        """Whether a child meets one of the codes."""
        return f"({' or '.join(self.meets(id, code) for code in codes) or 'true'})"

    def meets(self, id: str, code: str) -> str:
        """Whether a child meets a code: true or false, never unknown."""
        if code == NOT_KNOWN:
            return f"(of_{id} and is_{id} is null)"
        kind = cohort_filters()[id].kind
        if kind == "yes":
            return f"coalesce(of_{id} and is_{id}, false)"
        if kind == "several":
            return f"coalesce(of_{id} and list_contains(is_{id}, {self._bind(code)}), false)"
        if kind == "codes":
            return f"coalesce(of_{id} and is_{id} = {self._bind(code)}, false)"
        sign = ">=" if kind == "at_least" else ">"
        return f"coalesce(of_{id} and is_{id} {sign} {self._bind(float(code))}, false)"

    def _bind(self, value: object) -> str:
        name = f"v{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"


def _counted(records: Records, picks: Picks) -> Counted:
    snapshot = snapshot_of(records)
    assert snapshot is not None  # looked at by _check
    told = _told_filters(records)
    row = _numbers(records, picks, told)
    offered, silent = {}, []
    for id, codes in told.items():
        each = cohort_filters()[id]
        if not codes or not row[f"known_{id}"]:
            silent.append((each, "No row of the list tells it."))
            continue
        counts = {code: _told(records, row[f"n_{id}_{place}"]) for place, code in enumerate(codes)}
        offered[id] = Offered(each, counts, _told(records, row[f"unknown_{id}"]))
    where = (id for id, _ in records.selection.where if id not in cohort_filters())
    return Counted(
        snapshot,
        _told(records, row["n"]),
        _told(records, row["compared"]),
        offered,
        _parts(records, picks),
        (*_not_loaded(records), *silent),
        tuple(where),
        bool(row["simulated"]),
    )


def _told(records: Records, n: object) -> int | None:
    found = int(n)  # type: ignore[call-overload]
    return None if records.role != "officer" and found < LEAST_FOR_BOARD else found


def _told_filters(records: Records) -> dict[str, tuple[str, ...]]:
    """The filters whose tables tell of the council, with their codes but NOT_KNOWN."""
    silent = {each.id for each, _ in _not_loaded(records)}
    return {id: codes[:-1] for id, codes in codes_of(records).items() if id not in silent}


def _not_loaded(records: Records) -> Iterator[tuple[CohortFilter, str]]:
    store, council = records.store, records.selection.council
    for each in cohort_filters().values():
        if each.needs and not holds(store, each.needs, council):
            yield each, f"No {TABLES[each.needs].list or 'row with an error'} is there."
    yield from ((each, each.never) for each in never_loaded())


def _numbers(
    records: Records, picks: Picks, told: Mapping[str, Sequence[str]]
) -> Mapping[str, object]:
    """Every count of the screen in one statement."""
    asked = _Asked(records)
    held = _both(asked.held())
    own = {id: condition for (id, _), condition in zip(picks, asked.all_of(picks), strict=True)}
    every = [_count([f"p_{id}" for id in own], "n")]
    every.append(_count([f"p_{STATUS}"] if STATUS in own else [], "compared"))
    every.append("coalesce(bool_or(simulated), false) as simulated")
    for id, codes in told.items():
        others = [f"p_{other}" for other in own if other != id]
        for place, code in enumerate(codes):
            every.append(_count([*others, asked.meets(id, code)], f"n_{id}_{place}"))
        every.append(_count([*others, asked.meets(id, NOT_KNOWN)], f"unknown_{id}"))
        every.append(f"count(is_{id}) as known_{id}")
    marks = "".join(f", {condition} as p_{id}" for id, condition in own.items())
    sql = (
        f", held as (select *{marks} from {WIDE} where {held}) select {', '.join(every)} from held"
    )
    found = _over_children(records, sql, asked.parameters)
    return dict(zip(found.columns, found.iloc[0].tolist(), strict=True))


def _parts(records: Records, picks: Picks) -> dict[str, tuple[Part, ...]]:
    """The cohort and what it is compared with, by need and by locality, the most first."""
    asked = _Asked(records)
    held = _both(asked.held())
    every, status = _both(asked.all_of(picks)), [each for each in picks if each[0] == STATUS]
    compared = _both(asked.all_of(tuple(status)))
    parts = " union all ".join(
        f"select '{by}' as cut, coalesce(is_{by}, '{NOT_KNOWN}') as code, "
        "count(*) filter (where meets) as n, count(*) as compared from held group by all"
        for by in BY
    )
    sql = (
        f", held as (select *, {every} as meets from {WIDE} where {held} and {compared}) "
        f"select * from ({parts}) as parts order by cut, n desc, compared desc, code"
    )
    found = _over_children(records, sql, asked.parameters)
    return {
        by: tuple(
            Part(str(row.code), _told(records, row.n), _told(records, row.compared))
            for row in found[found["cut"] == by].itertuples()
        )
        for by in BY
    }


def _both(conditions: Sequence[str]) -> str:
    return " and ".join(conditions) or "true"


def _count(conditions: Sequence[str], name: str) -> str:
    return f"count(*) filter (where {_both(conditions)}) as {name}"


def _codes_of_records(records: Records) -> Mapping[str, tuple[str, ...]]:
    """The codes of filters whose codes are whatever the records hold, in alphabetical order."""
    filters = [each for each in cohort_filters().values() if each.is_of_records]
    parts = " union all ".join(
        f"select distinct '{each.id}' as id, {_unfolded(each)} as code from {WIDE}"
        for each in filters
    )

    def codes() -> Mapping[str, tuple[str, ...]]:
        sql = f" select id, code from ({parts}) as codes where code is not null order by code"
        found = _over_children(records, sql, {})
        return {each.id: tuple(found.loc[found["id"] == each.id, "code"]) for each in filters}

    key = ("codes of cohorts", records.selection.council, snapshot_of(records))
    return records.store.cached(key, codes)


def _unfolded(each: CohortFilter) -> str:
    return f"unnest(is_{each.id})" if each.kind == "several" else f"is_{each.id}"


def _over_children(records: Records, rest: str, parameters: Mapping[str, object]) -> pd.DataFrame:
    """The rows of a statement over the children of the list, which stay in memory."""
    store: Store = records.store
    held = {"la_code": records.selection.council, "as_at": snapshot_of(records)}
    return store.rows_over_memory_table(WIDE, _wide(), held, rest, parameters)


@cache
def _wide() -> str:
    """One row a child: of each filter whether it can be true of the child, and what it is."""
    columns = ", ".join(
        f"coalesce({each.only or 'true'}, false) as of_{id}, {each.value} as is_{id}"
        for id, each in cohort_filters().items()
    )
    steps = steps_of("open_case", "waiting", "last_meeting")
    names = ", ".join((*COLUMNS, "areas", "simulated"))
    return f"with {steps},\n{cohort_steps()} select {names}, {columns} from child_told"
