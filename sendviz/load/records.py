"""The requests, plans and reviews of one delivery: identifiers out, places in, merged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load import (
    advice,
    aliases,
    checks,
    coded,
    fold,
    merge,
    neighbourhood,
    people,
    plans,
    reference,
    tables,
)
from sendviz.load.readers import postcodes as postcode_files
from sendviz.load.sql import append, columns, do

# Part 3 of the Children and Families Act 2014 came into force.
PLANS_BEGAN = date(2014, 9, 1)


@dataclass(frozen=True)
class Done:
    """Rows kept and changed, sentences, and request_id by the delivery's request_no."""

    kept: int
    changed: int
    notes: tuple[str, ...]
    requests: pd.Series


def load(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    import_id: int,
    salt: bytes,
    postcodes: pd.DataFrame | None,
) -> Done:
    """Check, identify, place and merge the records of one delivery."""
    delivery = _placed(connection, delivery, postcodes)
    codes = frozenset(row[0] for row in do(connection, "select la_code from council"))
    issues = checks.run(delivery, checks.context_of(delivery, codes))
    spoiled = checks.spoiled(issues)
    who = people.identify(connection, delivery, salt)
    fold.join(connection, who.same)
    delivery = _without_identifiers(connection, delivery, postcodes, salt)
    known = tables.people(delivery, who.person)
    asked = tables.requests(delivery, known, spoiled)
    held = plans.plans(delivery, known, spoiled)
    asked_ids, asked_done = _merged(connection, "request", asked, import_id, delivery)
    held_ids, held_done = _merged(connection, "plan", held, import_id, delivery)
    met = plans.reviews(delivery, spoiled)
    met["plan_id"] = met["request_no"].map(held_ids)
    met = met[met["plan_id"].notna()]
    _, met_done = _merged(connection, "review", met, import_id, delivery)
    _cover(connection, delivery)
    _keep_issues(connection, delivery, issues, known, import_id)
    advice.settle(connection, delivery.la_code)
    done = (asked_done, held_done, met_done)
    return Done(
        kept=sum(len(each.ids) for each in done),
        changed=sum(each.changed for each in done),
        notes=_notes(connection, len(asked) - len(asked_done.ids), postcodes),
        requests=asked_ids,
    )


def _notes(
    connection: duckdb.DuckDBPyConnection, twice: int, postcodes: pd.DataFrame | None
) -> tuple[str, ...]:
    again = f"{twice} requests of one child and day stand twice; each was taken once."
    return (again,) * bool(twice) + neighbourhood.untold(connection, postcodes)


def _placed(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, postcodes: pd.DataFrame | None
) -> Delivery:
    """Districts as area ids; the council's part of the postcode list beside, for the checks."""
    known = reference.districts(connection, delivery.la_code)
    person = delivery.tables["person"].reset_index(drop=True)
    given = (
        person["district"] if "district" in person else pd.Series(None, person.index, dtype="str")
    )
    more = {"person": person.assign(district=given.str.casefold().map(known).astype("str"))}
    if postcodes is not None:
        own = postcodes["district"].str.casefold().map(known)
        more["postcode"] = postcodes.assign(district=own)[own.notna()]
    return replace(delivery, tables={**delivery.tables, **more})


def _without_identifiers(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    postcodes: pd.DataFrame | None,
    salt: bytes,
) -> Delivery:
    """The same delivery once places are looked up and children are known by hash only."""
    person, request = delivery.tables["person"], delivery.tables["request"]
    if postcodes is not None and "postcode" in person:
        lookup = delivery.tables["postcode"]
        homes = postcode_files.neighbourhoods(person["postcode"], postcodes)
        person = person.assign(deprivation=neighbourhood.fifths(connection, homes))
        person = postcode_files.assign(
            person, lookup, set(lookup["district"]) | set(person["district"])
        )
    gone = ["postcode", "upn", "uln", "person_id", "upn_unknown"]
    person = person.drop(columns=gone, errors="ignore")
    if "case_ref" in request:
        request = request.assign(
            case_ref=aliases.reference(request["case_ref"].astype("str"), salt)
        )
    return replace(delivery, tables={**delivery.tables, "person": person, "request": request})


def _merged(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: pd.DataFrame,
    import_id: int,
    delivery: Delivery,
) -> tuple[pd.Series, merge.Merged]:
    """Merge the rows, each once; also the id that each request_no has got."""
    keys = list(merge.KEYS[table])
    # A missing key makes a row of its own: its place is below nought.
    place = rows.groupby(keys, sort=False).ngroup().fillna(-1)
    order = rows.index
    if "told" in rows:
        order = rows.sort_values("told", ascending=False, kind="stable").index
    again = place.loc[order].duplicated().reindex(rows.index)
    once = rows[(place < 0) | ~again]
    done = merge.load(connection, table, once, import_id, delivery.reference_date)
    ids = done.ids.reindex(rows.index)
    by_place = pd.Series(done.ids.to_numpy(), index=place[once.index]).groupby(level=0).first()
    ids = ids.fillna(place.map(by_place))
    numbers = pd.Series(ids.to_numpy(), index=rows["request_no"])
    return numbers[~numbers.index.duplicated()], done


def _cover(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Widen what the council's records tell of, to the newest data date."""
    do(
        connection,
        """
        insert into coverage values ($la, $first, $last, $simulated)
        on conflict (la_code) do update set first_day = least(first_day, excluded.first_day),
            data_date = greatest(data_date, excluded.data_date)
        """,
        {
            "la": delivery.la_code,
            "first": delivery.period_start or _first_received(delivery),
            "last": delivery.reference_date,
            "simulated": delivery.simulated,
        },
    )


def _first_received(delivery: Delivery) -> date:
    """A case file does not say from when on it tells: from the month of its first request."""
    days = coded.whole(delivery, "request")["received"]
    days = days[days.between(pd.Timestamp(PLANS_BEGAN), pd.Timestamp(delivery.reference_date))]
    return days.min().date().replace(day=1) if len(days) else delivery.reference_date


def _keep_issues(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    issues: pd.DataFrame,
    known: pd.DataFrame,
    import_id: int,
) -> None:
    """Rows of data_issue. A later file of the same kind and edition replaces the list of the one
    before; one that is older than what is loaded adds nothing to fix.
    """
    same = {"la": delivery.la_code, "layout": delivery.layout, "edition": delivery.edition}
    others = do(
        connection,
        "select import_id, data_date from import_log where la_code = $la and layout = $layout "
        "and edition is not distinct from $edition",
        same,
    )
    if any(day and day > delivery.reference_date for _, day in others):
        return
    earlier = {"ids": [number for number, _ in others]}
    do(connection, "delete from data_issue where import_id = any($ids)", earlier)
    refs = coded.whole(delivery, "request").drop_duplicates("request_no")
    places = known.drop_duplicates("person_no").set_index("person_no")["district"]
    rows = issues.assign(
        import_id=import_id,
        la_code=delivery.la_code,
        simulated=delivery.simulated,
        case_ref=issues["request_no"].map(refs.set_index("request_no")["case_ref"]),
        district=issues["person_no"].map(places).fillna(f"{delivery.la_code}/unknown"),
    )
    append(connection, "data_issue", rows[list(columns(connection, "data_issue"))])
