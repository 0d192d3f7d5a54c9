"""One delivery into the tables of the file that is being built."""

from __future__ import annotations

from datetime import UTC, date, datetime

import duckdb
import pandas as pd

from sendviz import checks
from sendviz.build import merge, tables
from sendviz.build.people import identify
from sendviz.build.sql import append, do
from sendviz.catalogue import dimensions
from sendviz.checks import published as published_checks
from sendviz.layouts import BadFile, Delivery
from sendviz.selection import month_start
from sendviz.sources import figures
from sendviz.sources import postcodes as postcode_files

EMPTY_ISSUES = pd.DataFrame(columns=["rule", "severity", "table_name", "row_number", "request_no", "person_no", "day"])


def one(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    import_id: int,
    salt: bytes,
    postcodes: pd.DataFrame | None,
) -> list[str]:
    """Load one delivery and write its import_log row. Returns sentences for the person who loads it.

    Raises BadFile if the very same file is loaded already.
    """
    _not_twice(connection, delivery)
    notes = [f"{delivery.file_name}: {note}" for note in delivery.notes]
    kept = changed = 0
    for name in ("council", "neighbour", "area", "area_member", "event"):
        if name in delivery.tables:
            kept += _replace(connection, name, delivery.tables[name])
    if "published" in delivery.tables:
        kept += _published(connection, delivery, import_id)
    if "person" in delivery.tables:
        notes += _make_room(connection, delivery)
        _log(connection, delivery, import_id, 0, 0)
        added, changed = _person_level(connection, delivery, import_id, salt, postcodes)
        kept += added
        do(connection, "delete from import_log where import_id = $id", {"id": import_id})
    if "advice" in delivery.tables:
        kept += _advice(connection, delivery, import_id)
    _log(connection, delivery, import_id, kept, changed)
    return notes


def _not_twice(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    found = do(
        connection,
        "select imported_at from import_log where sha256 = $sha and layout = $layout and la_code is not distinct from $la",
        {"sha": delivery.sha256, "layout": delivery.layout, "la": delivery.la_code},
    )
    if found and delivery.layout not in ("bundled", "areas"):
        raise BadFile(
            f"{delivery.file_name} is loaded already (on {found[0][0]:%d %B %Y}). Nothing was changed; to correct it, "
            "load the corrected file."
        )


def _replace(connection: duckdb.DuckDBPyConnection, name: str, rows: pd.DataFrame) -> int:
    """Reference tables: rows of the same council (or code) are replaced whole."""
    if "la_code" in rows:
        codes = sorted(rows["la_code"].dropna().unique())
        do(connection, f"delete from {name} where la_code = any($codes)", {"codes": codes})
    else:
        do(
            connection,
            f"delete from {name} where district = any($districts)",
            {"districts": sorted(rows["district"].unique())},
        )
    append(connection, name, rows)
    return len(rows)


def _published(connection: duckdb.DuckDBPyConnection, delivery: Delivery, import_id: int) -> int:
    rows = figures.with_doubts(delivery.tables["published"])
    regions = dict(do(connection, "select la_code, region_code from council"))
    doubts = published_checks.doubts(rows, regions)
    given = rows["doubt"] if "doubt" in rows else pd.Series(None, index=rows.index, dtype=object)
    rows = rows.assign(doubt=given.where(given.notna(), doubts), import_id=import_id)
    do(
        connection,
        "delete from published where import_id in (select import_id from import_log where sha256 = $sha)",
        {"sha": delivery.sha256},
    )
    append(connection, "published", rows)
    return len(rows)


def _make_room(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[str]:
    """Real records replace simulated ones of the same council: the two are never mixed."""
    la = {"la": delivery.la_code}
    found = do(connection, "select simulated from coverage where la_code = $la", la)
    _ensure_places(connection, delivery.la_code)
    if not found or found[0][0] == delivery.simulated:
        return []
    if delivery.simulated:
        raise BadFile(f"Real records of council {delivery.la_code} are loaded: simulated ones are not put over them.")
    for table in ("review", "plan", "advice", "request", "data_issue", "coverage", "person_alias", "headline"):
        do(connection, f"delete from {table} where la_code = $la", la)
    return ["The simulated records of this council were removed to make room for real ones."]


def _ensure_places(connection: duckdb.DuckDBPyConnection, la_code: str) -> None:
    """A council without a locality file still has itself and the bucket for children whose place is not known."""
    la = {"la": la_code}
    if not do(connection, "select 1 from council where la_code = $la", la):
        do(
            connection,
            "insert into council (la_code, name, short_name, status) values "
            "($la, 'Council ' || $la, 'Council ' || $la, 'current')",
            la,
        )
    if do(connection, "select 1 from area where la_code = $la", la):
        return
    bucket, council = f"{la_code}/unknown", f"{la_code}/council"
    do(
        connection,
        "insert into area select $id, $la, 'district', 'Districts', 'Not known or out of area', null, 999, null, null, false",
        {"id": bucket} | la,
    )
    do(
        connection,
        "insert into area select $id, $la, 'council', 'Council', name, gss_code, 0, population_0_25, null, true "
        "from council where la_code = $la",
        {"id": council} | la,
    )
    do(
        connection,
        "insert into area_member values ($bucket, 'council', $id, date '1900-01-01', null)",
        {"bucket": bucket, "id": council},
    )


def _person_level(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    import_id: int,
    salt: bytes,
    postcodes: pd.DataFrame | None,
) -> tuple[int, int]:
    districts = {
        row[0]
        for row in do(
            connection, "select area_id from area where la_code = $la and scheme = 'district'", {"la": delivery.la_code}
        )
    }
    issues = checks.run(delivery, _context(connection, delivery))
    spoiled = checks.spoiled(issues)
    person = delivery.tables["person"]
    who = identify(connection, person, delivery.la_code, salt, delivery.sha256)
    if postcodes is not None and "postcode" in person:
        blank = pd.Series(None, index=person.index, dtype="str")
        person = postcode_files.assign(person.assign(district=person.get("district", blank)), postcodes, districts)
    delivery = _with_person(delivery, person.drop(columns="postcode", errors="ignore"))
    known = tables.people(delivery, who, districts)
    needs = set(dimensions()["need"].values)
    asked = tables.requests(delivery, known, spoiled, needs)
    told_to = delivery.reference_date
    totals = [merge.load(connection, "request", asked, ("la_code", "person", "received"), import_id, told_to)]
    held = tables.plans(delivery, known, spoiled, needs)
    totals.append(merge.load(connection, "plan", held, ("la_code", "person", "started"), import_id, told_to))
    met = _with_plan_ids(connection, tables.reviews(delivery, spoiled), held)
    totals.append(merge.load(connection, "review", met, ("plan_id", "meeting"), import_id, told_to))
    _cover(connection, delivery)
    _issues(connection, delivery, issues, known, import_id)
    return sum(added for added, _ in totals), sum(changed for _, changed in totals)


def _with_person(delivery: Delivery, person: pd.DataFrame) -> Delivery:
    from dataclasses import replace

    return replace(delivery, tables={**delivery.tables, "person": person})


def _context(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> checks.Context:
    codes = frozenset(row[0] for row in do(connection, "select la_code from council"))
    return checks.Context(
        la_code=delivery.la_code,
        year=delivery.reference_date.year - 1,
        reference_date=delivery.reference_date,
        edition=delivery.edition,
        la_codes=codes,
    )


def _with_plan_ids(connection: duckdb.DuckDBPyConnection, met: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    met = met.merge(held[["request_no", "person", "started"]], on="request_no")
    connection.register("met", met)
    found = connection.execute(
        "select met.*, plan.plan_id from met join plan on plan.person = met.person and plan.started = met.started "
        "and plan.la_code = met.la_code"
    ).df()
    connection.unregister("met")
    return found


def _cover(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Widen what the council's records tell of: from the first activity year loaded to the newest data date."""
    first = delivery.period_start or delivery.reference_date.replace(
        year=delivery.reference_date.year - 1, month=1, day=1
    )
    do(
        connection,
        """
        insert into coverage values ($la, $first, $last, $simulated)
        on conflict (la_code) do update set first_day = least(first_day, excluded.first_day),
            data_date = greatest(data_date, excluded.data_date)
        """,
        {"la": delivery.la_code, "first": first, "last": delivery.reference_date, "simulated": delivery.simulated},
    )


def _first_received(delivery: Delivery) -> date:
    """A local file does not say from when it tells: from its first request on."""
    received = tables.whole(delivery, "request")["received"].dropna()
    return month_start(received.min().date()) if len(received) else delivery.reference_date


def _issues(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, issues: pd.DataFrame, known: pd.DataFrame, import_id: int
) -> None:
    if issues.empty:
        return
    asked = tables.whole(delivery, "request")[["request_no", "person_no", "case_ref"]]
    rows = issues.merge(asked.rename(columns={"person_no": "asked_by"}), on="request_no", how="left")
    rows["person_no"] = rows["person_no"].fillna(rows["asked_by"])
    rows = rows.merge(known[["person_no", "district"]].drop_duplicates("person_no"), on="person_no", how="left")
    rows = rows.assign(
        import_id=import_id,
        la_code=delivery.la_code,
        simulated=delivery.simulated,
        district=rows["district"].fillna(f"{delivery.la_code}/unknown"),
    )
    columns = [row[0] for row in do(connection, "select column_name from (describe data_issue)")]
    append(connection, "data_issue", rows[columns])


def _advice(connection: duckdb.DuckDBPyConnection, delivery: Delivery, import_id: int) -> int:
    """Advice joined to its request by the council's case reference; due is asked + the limit unless the file says."""
    rows = delivery.tables["advice"].reset_index(drop=True)
    if "case_ref" not in rows:
        asked = delivery.tables["request"][["request_no", "case_ref"]]
        rows = rows.merge(asked, on="request_no", how="left")
    rows = rows[rows["asked"].notna()]
    asked = pd.to_datetime(rows["asked"]).astype("datetime64[us]")
    due = asked + pd.to_timedelta(tables.limit_days("advice", asked), unit="D")
    given = pd.to_datetime(rows["due"]) if "due" in rows else pd.Series(pd.NaT, index=rows.index)
    rows = rows.assign(
        asked=asked, due=given.where(given.notna(), due), la_code=delivery.la_code, simulated=delivery.simulated
    )
    for column in ("provider", "received", "returned_for_quality"):
        rows[column] = rows[column] if column in rows else None
    connection.register("advice_frame", rows)
    joined = connection.execute(
        "select f.* exclude (request_id), r.request_id from (select *, null as request_id from advice_frame) as f "
        "left join (select case_ref, la_code, min(request_id) as request_id from request group by 1, 2) as r "
        "on r.case_ref = f.case_ref and r.la_code = f.la_code"
    ).df()
    connection.unregister("advice_frame")
    keys = ("la_code", "request_id", "kind", "provider", "asked")
    added, _ = merge.load(connection, "advice", joined, keys, import_id, delivery.reference_date)
    return added


def _log(connection: duckdb.DuckDBPyConnection, delivery: Delivery, import_id: int, kept: int, changed: int) -> None:
    refused = sum(delivery.refused.values())
    reasons = "; ".join(f"{reason}: {count}" for reason, count in delivery.refused.items()) or None
    rows = delivery.rows_read or sum(len(frame) for frame in delivery.tables.values())
    do(
        connection,
        "insert into import_log values ($id, $source, $layout, $edition, $la, $file, $sha, $read, $kept, $refused, "
        "$reasons, $changed, $date, $simulated, $now)",
        {
            "id": import_id,
            "source": delivery.source,
            "layout": delivery.layout,
            "edition": delivery.edition,
            "la": delivery.la_code,
            "file": delivery.file_name,
            "sha": delivery.sha256,
            "read": rows,
            "kept": kept,
            "refused": refused,
            "reasons": reasons,
            "changed": changed,
            "date": delivery.reference_date,
            "simulated": delivery.simulated,
            "now": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        },
    )
