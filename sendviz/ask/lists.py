"""What the file says about itself, and child-level lists (officers only)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from sendviz import catalogue
from sendviz.ask import statements
from sendviz.ask.places import PLACE, holds
from sendviz.ask.public_view import PUBLIC, NotAllowed
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue import ListOfChildren, Measure
from sendviz.catalogue.facts import NUMBER


def imports(store: Store, role: str) -> pd.DataFrame:
    """The import log, newest first: the columns of schema.sql.

    Outside officers' view without the counts of each reason; in public view without those of a
    provider's file or of a list of children, which tell of a part of the council.
    """
    found = store.frame("select * from import_log order by import_id desc")
    if role == "officer" or store.is_public:
        return found
    own = found["la_code"].notna()
    reasons = {name: found[name].mask(own) for name in ("reasons", "unread_reasons")}
    if role != PUBLIC:
        return found.assign(**reasons)
    sent = store.cached_rows(
        "select import_id from referral union select import_id from support_contact "
        "union select import_id from import_log where layout like '%child%'"
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
    key = ("events_of", la_code, m.id, m.of_referrals)
    return store.cached(key, lambda: _events_of(store, la_code, m))


def _events_of(store: Store, la_code: str, m: Measure) -> tuple[Event, ...]:
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
OF_CHILDREN = "C"  # the letter of the checks of lists of children, whose rows are for officers


def issue_counts(store: Store, la_code: str, role: str) -> pd.DataFrame:
    """How many rows each check found: rule, severity, area (locality name; '' for the whole, which
    is all that public view is told, without the checks OF_A_PART and of lists of children), n."""
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
        told = ~whole["rule"].isin(OF_A_PART) & ~whole["rule"].str.startswith(OF_CHILDREN)
        return whole[told].reset_index(drop=True)
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
    """The rows of an officers' list under the filters, what is due soonest first.

    rows: case_ref and the columns of the list, those of days in weeks (weeks_overdue below nought:
    not yet due). meets: of each measure of the list whether a row meets it, without those of which
    no file tells. not_filtered: dimensions of filters that the fact cannot apply.
    """

    declared: ListOfChildren
    rows: pd.DataFrame
    meets: pd.DataFrame
    not_filtered: tuple[str, ...]


def children(store: Store, fact: str, selection: Selection, role: str) -> ChildList:
    """The list of a fact under the filters. Raises NotAllowed unless officers ask."""
    _officers_only(store, role)
    declared = catalogue.lists_of_children()[fact]
    stand_in = next(m for m in catalogue.measures().values() if m.fact == fact)
    conditions, parameters = statements.conditions(stand_in, selection)
    parameters |= {"as_at": selection.as_at, "end": selection.last_day}
    told = told_measures(store, declared, selection.council)
    untold = {catalogue.get(id).numerator for id in declared.measures if id not in told}
    columns = [each for each in declared.columns if each not in untold]
    found = store.frame(_list_statement(declared, columns, told, conditions), parameters)
    ignored = tuple(d for d, _ in selection.where if d not in stand_in.dimensions)
    meets = found[list(told)].astype(bool)
    return ChildList(declared, found.drop(columns=list(told)), meets, ignored)


def told_measures(store: Store, declared: ListOfChildren, la_code: str) -> tuple[str, ...]:
    """The measures of a list, without those that need a table which no file has filled."""
    needs = {id: catalogue.get(id).needs_table for id in declared.measures}
    return tuple(id for id, table in needs.items() if not table or holds(store, table, la_code))


def _list_statement(
    declared: ListOfChildren, columns: Sequence[str], told: Sequence[str], conditions: str
) -> str:
    fact, table = declared.id, catalogue.FACTS[declared.id].table
    reference = "referral_ref" if catalogue.FACTS[fact].of_referrals else "case_ref"
    dated = "entered" if fact == "plan_in_force" else "date"
    met = "".join(f", {_meets(catalogue.get(id))} as {id}" for id in told)
    names = ", ".join(f"{_as_told(declared, each)} as {each}" for each in columns)
    first = declared.due or columns[0]
    return f"""
        with {statements.steps(fact)},
        listed as (
            select f.*{met} from {fact} as f
            where {conditions} and f.{dated} <= cast($end as date)
                {"and f.left_on is null" if fact == "plan_in_force" else ""}
        ),
        {PLACE}
        select own.{reference} as case_ref, {names}{"".join(f", f.{id}" for id in told)}
        from listed as f join {table} as own on own.{table}_id = f.{table}_id
        left join area on area.area_id = f.district
        left join place on place.district = f.district
        order by f.{first} nulls last, own.{reference}
        """


def _as_told(declared: ListOfChildren, column: str) -> str:
    """The expression of a column; days are told in weeks."""
    late = f"date_diff('day', f.{declared.due}, cast($end as date))"
    beside = {
        "locality": "place.name",
        "district": "area.name",
        "weeks_overdue": f"round({late} / 7.0, 1)",
    }
    if catalogue.FACTS[declared.id].columns.get(column) == NUMBER:
        return f"round(f.{column} / 7.0, 1)"
    return beside.get(column, f"f.{column}")


def _meets(m: Measure) -> str:
    """Whether a row counts in a measure: of a stock, whether it is in on the last day."""
    if m.kind == "stock":
        end = "cast($end as date)"
        return f"(coalesce(({m.enters}) <= {end}, false) and coalesce(({m.leaves}) > {end}, true))"
    return f"coalesce(({m.denominator}) and ({m.numerator}), false)"


def _officers_only(store: Store, role: str) -> None:
    if store.is_public:
        raise NotAllowed(f"{store.path.name} is a public file: it holds no child to list.")
    if role != "officer":
        raise NotAllowed("Lists of children are for officers only.")
