"""The children of the newest list that is known on a day, with all that they are filtered by: for
officers who they are, and the conditions by which they are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import pandas as pd

from sendviz.ask.public_view import PUBLIC, NotAllowed
from sendviz.ask.records import Records, check_role
from sendviz.ask.statements import steps_of
from sendviz.ask.store import Store, plain_value
from sendviz.catalogue.calendar import BadSelection, last_whole_month
from sendviz.catalogue.cohorts import NOT_KNOWN, CohortFilter, cohort_filters, cohort_steps

# The filters that are chosen, each with its codes: a child meets one of the codes of each.
Picks = tuple[tuple[str, tuple[str, ...]], ...]
FOR_OTHERS = (
    "Lists of children, and counts by several of their features at once, are for officers and the "
    "board."
)
OFFICERS_ONLY = "Lists of children are for officers only."
WIDE = "child_wide"
# What stands in a list of children, and what six of them are chosen by.
COLUMNS = (
    "person", "case_ref", "status", "age", "year_group", "sex", "ethnicity_group", "need",
    "second_need", "locality", "district_name", "setting", "main_urn", "main_phase", "phase",
    "age_band", "in_alternative_provision", "residential", "out_of_area", "home_educated",
    "otherwise_than_at_school", "no_place", "part_time", "part_time_since", "absence",
    "suspensions", "permanent_exclusions", "pupil_premium", "social_care", "social_care_team",
    "disability", "dynamic_support_register", "first_issued", "updated_on", "reviewed_on",
    "pathways", "waiting_weeks", "assessment_weeks", "complained", "ombudsman", "mediation",
    "tribunal", "audit_grade", "team", "simulated",
)  # fmt: skip


def children_of(records: Records, picks: Picks = ()) -> pd.DataFrame:
    """The children of a cohort in the order of the hash of the person: COLUMNS. Officers only:
    raises NotAllowed for others, and as `counted`."""
    check(records)
    if records.role != "officer":
        raise NotAllowed(OFFICERS_ONLY)
    check_picks(records, picks)
    asked = Conditions(records)
    held = [*asked.held(), *asked.all_of(picks)]
    sql = f" select {', '.join(COLUMNS)} from {WIDE} where {_both(held)} order by person"
    return over_children(records, sql, asked.parameters)


def codes_of(records: Records) -> Mapping[str, tuple[str, ...]]:
    """The codes that each filter can be held to, in order: NOT_KNOWN last. Raises as `counted`."""
    check(records)
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


def check(records: Records) -> None:
    """Raises NotAllowed in public view, BadSelection where no list of children is loaded."""
    store = records.store
    check_role(store, records.role)
    if records.role == PUBLIC or store.is_public:
        raise NotAllowed(FOR_OTHERS)
    if snapshot_of(records) is None:
        raise BadSelection(
            f"No list of children of {records.council} is loaded that tells of this day. Load one: "
            "python -m sendviz template children shows its columns."
        )


def check_picks(records: Records, picks: Picks) -> None:
    """Raises BadSelection for a filter or a code that is not there."""
    known = codes_of(records)
    for id, codes in picks:
        if id not in known:
            raise BadSelection(f"There is no filter of children '{id[:30]}'.")
        if wrong := [each for each in codes if each not in known[id]]:
            name = cohort_filters()[id].name
            raise BadSelection(f"{name} has no '{wrong[0][:30]}'.")


class Conditions:
    """Conditions over the wide table, with the values that are bound in them."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.parameters: dict[str, object] = {}

    def held(self) -> list[str]:
        """The filters of the frame, of which the list of children tells."""
        selection = self.records.selection
        found = [self.one_of(id, codes) for id, codes in selection.where if id in cohort_filters()]
        if selection.areas:
            found.append(f"({' or '.join(map(self.lives_in, selection.areas))})")
        return found

    def lives_in(self, area: str) -> str:
        """Whether a child lives in a locality."""
        return f"list_contains(areas, {self._bind(area)})"

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


def _both(conditions: Sequence[str]) -> str:
    return " and ".join(conditions) or "true"


def _codes_of_records(records: Records) -> Mapping[str, tuple[str, ...]]:
    """The codes of filters whose codes are whatever the records hold, in alphabetical order."""
    filters = [each for each in cohort_filters().values() if each.is_of_records]
    parts = " union all ".join(
        f"select distinct '{each.id}' as id, {_unfolded(each)} as code from {WIDE}"
        for each in filters
    )

    def codes() -> Mapping[str, tuple[str, ...]]:
        sql = f" select id, code from ({parts}) as codes where code is not null order by code"
        found = over_children(records, sql, {})
        return {each.id: tuple(found.loc[found["id"] == each.id, "code"]) for each in filters}

    key = ("codes of cohorts", records.selection.council, snapshot_of(records))
    return records.store.cached(key, codes)


def _unfolded(each: CohortFilter) -> str:
    return f"unnest(is_{each.id})" if each.kind == "several" else f"is_{each.id}"


def over_children(records: Records, rest: str, parameters: Mapping[str, object]) -> pd.DataFrame:
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
    names = ", ".join((*COLUMNS, "areas"))
    return f"with {steps},\n{cohort_steps()} select {names}, {columns} from child_told"
