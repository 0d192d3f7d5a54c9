"""What the file says about itself, and child-level lists (officers only)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from sendviz import catalogue
from sendviz.ask import statements
from sendviz.ask.public_view import PUBLIC, NotAllowed
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue import Measure


def imports(store: Store, role: str) -> pd.DataFrame:
    """The import log, newest first: the columns of schema.sql.

    Outside officers' view without the counts of each reason; in public view without those of a
    provider's file, which tell of a part of the council.
    """
    found = store.frame("select * from import_log order by import_id desc")
    if role == "officer" or store.is_public:
        return found
    own = found["la_code"].notna()
    reasons = {name: found[name].mask(own) for name in ("reasons", "unread_reasons")}
    if role != PUBLIC:
        return found.assign(**reasons)
    sent = store.cached_rows(
        "select import_id from referral union select import_id from support_contact"
    )
    of_part = own & found["import_id"].isin(sent["import_id"])
    counts = ("rows_read", "rows_kept", "rows_refused", "rows_changed", "cells_unread")
    return found.assign(**reasons, **{name: found[name].mask(of_part) for name in counts})


def built_at(store: Store) -> datetime:
    """When the file was built (UTC)."""
    return datetime.fromisoformat(
        store.cached_rows("select value from meta where key = 'built_at'").iloc[0]["value"]
    )


def restatements(store: Store, la_code: str) -> pd.DataFrame:
    """Headline figures that a later build changed: the columns of schema.sql, newest first."""
    return store.frame(
        "select * from restatement where la_code = $la_code order by noticed_at desc, measure, "
        "period_start",
        {"la_code": la_code},
    )


def events(store: Store, la_code: str) -> pd.DataFrame:
    """Dated marks for charts: area_id, measure, day, label, kind (the first two missing: all)."""
    return store.cached_rows(
        "select area_id, measure, day, label, kind from event where la_code is null or la_code = "
        "$la_code order by day, label",
        {"la_code": la_code},
    )


# Inspections, health's own events and limits drawn anew concern the health service too; what a
# council spends, staffs, buys or reports is about EHC needs assessments unless a measure is named.
OF_REFERRALS_TOO = ("health", "inspection", "rebase")


@dataclass(frozen=True)
class Event:
    """Something dated that charts mark; area_id is None where it concerns all areas."""

    day: date
    label: str
    kind: str
    area_id: str | None


def events_of(store: Store, la_code: str, m: Measure) -> tuple[Event, ...]:
    """The events of a council that concern a measure, in the order of time: those that name it,
    and of those that name none the kinds that can touch it."""
    found = events(store, la_code)
    touches = found["kind"] != "health"
    if m.of_referrals:
        touches = found["kind"].isin(OF_REFERRALS_TOO)
    mine = (found["measure"] == m.id) | (found["measure"].isna() & touches)
    return tuple(
        Event(row.day.date(), row.label, row.kind, None if pd.isna(row.area_id) else row.area_id)
        for row in found[mine].itertuples()
    )


# Checks that count children of unknown place or kind, which are parts of the council.
OF_A_PART = ("S07", "S08", "H11")


def issue_counts(store: Store, la_code: str, role: str) -> pd.DataFrame:
    """How many rows each check found: rule, severity, area (locality name; '' for the whole, which
    is all that public view is told, without the checks OF_A_PART), n."""
    if store.is_public:
        return store.cached_rows(
            "select rule, severity, n, '' as area from issue_count where la_code = $la_code "
            "order by rule, severity",
            {"la_code": la_code},
        )
    found = store.cached_rows(
        """
        select rule, severity, count(*) as n,
               coalesce(area.name, 'Not known or out of area') as area
        from data_issue
        left join area_member as place
            on place.district = data_issue.district and place.scheme = 'locality'
            and place.valid_to is null
        left join area on area.area_id = place.area_id
        where data_issue.la_code = $la_code group by 1, 2, 4 order by 1, 4
        """,
        {"la_code": la_code},
    )
    whole = found.groupby(["rule", "severity"], as_index=False)["n"].sum().assign(area="")
    if role == PUBLIC:
        return whole[~whole["rule"].isin(OF_A_PART)].reset_index(drop=True)
    return pd.concat([whole, found], ignore_index=True)


def data_issues(store: Store, la_code: str, role: str) -> pd.DataFrame:
    """The list to fix: rule, severity, table_name, file_name, row_number, case_ref. Officers
    only."""
    _officers_only(store, role)
    return store.frame(
        """
        select rule, severity, table_name, file_name, row_number, case_ref
        from data_issue join import_log on import_log.import_id = data_issue.import_id
        where data_issue.la_code = $la_code order by severity, rule, row_number
        """,
        {"la_code": la_code},
    )


@dataclass(frozen=True, eq=False)
class ChildList:
    """Child-level rows under the filters: case_ref, district and the fact's list columns; and the
    dimensions of filters that the fact cannot apply."""

    rows: pd.DataFrame
    not_filtered: tuple[str, ...]


def children(store: Store, fact: str, selection: Selection, role: str) -> ChildList:
    """The list of a fact under the filters. Raises NotAllowed unless officers ask."""
    _officers_only(store, role)
    declared = catalogue.FACTS[fact]
    columns, table = declared.list_columns, declared.table
    reference = "referral_ref" if declared.of_referrals else "case_ref"
    stand_in = next(m for m in catalogue.measures().values() if m.fact == fact)
    conditions, parameters = statements.conditions(stand_in, selection)
    parameters |= {"as_at": selection.as_at, "end": selection.last_day}
    dated = "entered" if fact == "plan_in_force" else "date"
    if selection.start and fact == "plan_issued":
        parameters["start"] = selection.start
        conditions += " and f.date >= cast($start as date)"
    found = store.frame(
        f"with {statements.steps(fact)} select own.{reference} as case_ref, area.name as district, "
        f"{', '.join('f.' + c for c in columns)} "
        f"from {fact} as f join {table} as own on own.{table}_id = f.{table}_id left join area on "
        f"area.area_id = f.district "
        f"where {conditions} and f.{dated} <= cast($end as date) "
        f"{'and f.left_on is null ' if fact == 'plan_in_force' else ''}order by f.{columns[0]}",
        parameters,
    )
    ignored = tuple(d for d, _ in selection.where if d not in stand_in.dimensions)
    return ChildList(found, ignored)


def _officers_only(store: Store, role: str) -> None:
    if store.is_public:
        raise NotAllowed(f"{store.path.name} is a public file: it holds no child to list.")
    if role != "officer":
        raise NotAllowed("Lists of children are for officers only.")
