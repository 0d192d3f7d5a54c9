"""The children of one list: checked, identifiers out, places in, one row each in the list's own
snapshot. Snapshots of other days stay as they are."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sendviz.catalogue.layouts import TABLES
from sendviz.load import checks, child_rows, homes, people, plain
from sendviz.load.loading import Loading
from sendviz.load.readers.common import Refusals, how_many

TABLE = TABLES["child"]
KEY = TABLE.same  # an index on it would treble the table: _inserted keeps to it
# Written by whoever loads, or taken from other records where the list is silent.
NOT_COMPARED = (*KEY, "case_ref", "team", "district", "simulated", "import_id")
TWICE = (
    "the child stands in the list twice: the row with the EHC plan, or the newest plan, was kept"
)
OTHERWISE = (
    "the child stands in the list of that day already, with other values. Correct one of the two, "
    "or give this list its own day (--reference-date)"
)
# What other records know of a child: the newest request or plan, and where a referral places it.
KNOWN = """
create or replace temp table known_of_child as
select person, max_by(case_ref, day) as case_ref, max_by(team, day) as team,
       max_by(district, day) as district
from (
    select person, case_ref, team, received as day,
           case when district not like '%/unknown' then district end as district
    from request where la_code = $la
    union all
    select person, case_ref, null, started,
           case when district not like '%/unknown' then district end
    from plan where la_code = $la
    union all
    select person, null, null, received,
           case when district not like '%/unknown' then district end
    from referral where la_code = $la and person is not null
)
group by person
"""
FILL = """
update child set
    case_ref = coalesce(child.case_ref, known.case_ref),
    team = coalesce(child.team, known.team),
    district = case when child.district = $nowhere then coalesce(known.district, child.district)
        else child.district end
from known_of_child as known
where known.person = child.person and child.la_code = $la
    and (child.case_ref is null and known.case_ref is not null
        or child.team is null and known.team is not null
        or child.district = $nowhere and known.district is not null)
"""


@dataclass(frozen=True)
class ChildrenLoaded:
    """Rows kept, rows refused by reason, and sentences."""

    kept: int
    refused: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def load_children(loading: Loading) -> ChildrenLoaded:
    """Load table child of a delivery as the snapshot of its day.

    A child that stands in that snapshot already with other values is refused; so is a second row of
    one child.
    """
    rows = _typed(loading.delivery.tables["child"])
    loading = loading.with_tables(child=rows)
    issues = checks.run(loading.delivery, checks.context_of(loading.delivery))
    places = homes.place_referrals(loading, rows.assign(sub_icb=None, gp_practice=None))
    who = people.identify(_as_people(loading, rows), places["district"])
    people.merge_two_people(loading, who.same)
    found = child_rows.schema_rows(loading, rows, who.person, places)
    refusals = Refusals()
    once = _each_once(found, refusals)
    kept = _inserted(loading, once, refusals)
    plain.cover(loading, TABLE.name, loading.day)
    fill_from_records(loading)
    _keep_issues(loading, issues, _with_references(loading, found))
    return ChildrenLoaded(kept, refusals.counted(), (*who.notes, *_told(rows, places)))


def _typed(given: pd.DataFrame) -> pd.DataFrame:
    """Every canonical column of the list on a plain index, what it lacks missing."""
    rows = given.reset_index(drop=True).reindex(columns=["row", *TABLE.delivered])
    texts = [name for name in TABLE.delivered if rows[name].dtype == object and not _is_told(name)]
    rows = rows.astype(dict.fromkeys(texts, "str"))
    for name in TABLE.delivered:
        if TABLE.kind(name) in ("date", "month"):
            rows[name] = pd.to_datetime(rows[name]).astype("datetime64[us]")
        elif TABLE.kind(name) == "flag":
            rows[name] = rows[name].astype("boolean")
        elif not _is_told(name):
            rows[name] = rows[name].astype("str")
    return rows


def _is_told(name: str) -> bool:
    return TABLE.kind(name) in ("date", "month", "flag", "number", "age")


def _as_people(loading: Loading, rows: pd.DataFrame) -> Loading:
    """The children as the people of a list of cases, by which they are found among those known."""
    number = np.arange(1, len(rows) + 1)
    keys = ["birth_date", "sex", "postcode", "upn", "uln", "person_id"]
    person = rows[keys].assign(person_no=number, row=rows["row"])
    request = pd.DataFrame(
        {
            "request_no": number,
            "person_no": number,
            "row": rows["row"],
            "case_ref": rows["case_ref"],
            "received": pd.Series(pd.NaT, rows.index, dtype="datetime64[us]"),
        }
    )
    return loading.with_tables(person=person, request=request)


def _each_once(found: pd.DataFrame, refusals: Refusals) -> pd.DataFrame:
    """One row a child: of two, that with the EHC plan, and with the newest of them (rule 109 of the
    public checker of Annex A)."""
    order = found.assign(has_plan=found["status"].eq("ehc_plan")).sort_values(
        ["has_plan", "first_issued"], ascending=False, na_position="last", kind="stable"
    )
    again = order.duplicated("person").reindex(found.index)
    refusals.add(TWICE, found.loc[again, "row"])
    return found[~again]


def _inserted(loading: Loading, rows: pd.DataFrame, refusals: Refusals) -> int:
    """Add the children whom the snapshot lacks; how many of the rows stand in it now."""
    held = loading.frame("select person from child where la_code = $la and snapshot = $day")
    there = rows["person"].isin(held["person"])
    if there.any():
        other = _differing(loading, rows[there])
        differs = rows["person"].isin(other)
        refusals.add(OTHERWISE, rows.loc[differs, "row"])
        rows = rows[~differs]
    fresh = rows[~rows["person"].isin(held["person"])]
    loading.append("child", fresh.assign(import_id=loading.import_id))
    return len(rows)


def _differing(loading: Loading, rows: pd.DataFrame) -> set[str]:
    """The people of rows that the snapshot holds with other values."""
    loading.do("create or replace temp table child_given as select * from child limit 0")
    loading.append("child_given", rows.assign(import_id=loading.import_id))
    compared = [name for name in TABLE.columns if name not in NOT_COMPARED]
    mine, theirs = (", ".join(f"{of}.{name}" for name in compared) for of in ("new", "old"))
    found = loading.do(
        f"select new.person from child_given as new join child as old using ({', '.join(KEY)}) "
        f"where row({mine}) is distinct from row({theirs}) "
        "or new.district <> $nowhere and new.district <> old.district",
        nowhere=loading.nowhere,
    )
    return {person for (person,) in found}


def fill_from_records(loading: Loading) -> None:
    """References, teams and districts that a list does not tell, from the child's own requests,
    plans and referrals; and the names of children whom a later file showed to be one."""
    if not loading.do("select 1 from child where la_code = $la limit 1"):
        return
    _follow_merged_people(loading)
    loading.do(KNOWN)
    loading.do(FILL, nowhere=loading.nowhere)


def _follow_merged_people(loading: Loading) -> None:
    same = loading.frame(
        "select alias, min(person) as person from person_alias where la_code = $la "
        "and alias <> person and alias in (select person from child where la_code = $la) "
        "group by alias"
    )
    if same.empty:
        return
    # Who stands in a snapshot under both names stays there under the one that stays.
    loading.do(
        "delete from child using given where child.la_code = $la and child.person = given.alias "
        "and exists (select 1 from child as other where other.la_code = child.la_code "
        "and other.snapshot = child.snapshot and other.person = given.person)",
        same,
    )
    loading.do(
        "update child set person = given.person from given "
        "where given.alias = child.person and child.la_code = $la",
        same,
    )


def _with_references(loading: Loading, found: pd.DataFrame) -> pd.DataFrame:
    """The rows with the references that other records know, where the list has none: by them an
    officer finds the child of an issue."""
    loading.do(KNOWN)
    known = loading.frame("select person, case_ref from known_of_child where case_ref is not null")
    by_person = known.set_index("person")["case_ref"]
    return found.assign(case_ref=found["case_ref"].fillna(found["person"].map(by_person)))


def _keep_issues(loading: Loading, issues: pd.DataFrame, found: pd.DataFrame) -> None:
    """Rows of data_issue: what there is to fix in the newest snapshot, from all its files."""
    newest = loading.do("select max(snapshot) from child where la_code = $la")[0][0]
    if newest is None or loading.day.date() < newest:
        return
    loading.do("delete from data_issue where la_code = $la and table_name = 'child' and day < $day")
    who = found.drop_duplicates("row").set_index("row")["person"]
    held = loading.frame(
        "select person, case_ref, district from child where la_code = $la and snapshot = $day"
    ).set_index("person")
    person = issues["row_number"].map(who)
    loading.append(
        "data_issue",
        issues.assign(
            import_id=loading.import_id,
            la_code=loading.la_code,
            simulated=loading.delivery.simulated,
            day=loading.day,
            case_ref=person.map(held["case_ref"]),
            district=person.map(held["district"]).fillna(loading.nowhere),
        ),
    )


def _told(rows: pd.DataFrame, places: pd.DataFrame) -> list[str]:
    named = rows[["postcode", "district", "locality"]].notna().any(axis=1)
    lost = int((named & places["placed_by"].eq("nothing")).sum())
    if not lost:
        return []
    return [
        f"{how_many(lost, 'child lives', 'children live')} in a place that is none of this "
        "council's: counted where their plan or request says, else under 'not known or out of "
        "area'."
    ]
