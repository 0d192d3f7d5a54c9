"""Councils, areas, events and published figures; and whose records a council's are."""

from __future__ import annotations

import duckdb
import pandas as pd

from sendviz import catalogue
from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load import buckets
from sendviz.load.checks import published as published_checks
from sendviz.load.readers import figures
from sendviz.load.sql import append, do, put

# Everything that tells of a council's children.
RECORDS = (
    "support_contact",
    "support_waiting",
    "referral",
    "referral_coverage",
    "review",
    "plan",
    "advice",
    "advice_waiting",
    "request",
    "data_issue",
    "coverage",
    "person_alias",
    "headline",
    "restatement",
)
# Tables of published figures, and what makes two files the same edition.
PUBLISHED_KEYS = {
    "health_figure": ("publication", "edition", "month", "level", "category"),
    "deprivation": ("level", "edition"),
    "boundary": ("area_code",),
}
BUCKET = "Not known or out of area"


def load(connection: duckdb.DuckDBPyConnection, delivery: Delivery, import_id: int) -> int:
    """Load what is not about single children; rows kept."""
    kept = 0
    for name in ("council", "neighbour"):
        if name in delivery.tables:
            kept += _replace(connection, name, delivery.tables[name])
    if "event" in delivery.tables:
        kept += _replace(connection, "event", _events(connection, delivery))
    if "area" in delivery.tables:
        kept += _areas(connection, delivery.tables["area"], delivery.tables["area_member"])
    if "published" in delivery.tables:
        kept += _published(connection, delivery, import_id)
    for name, same in PUBLISHED_KEYS.items():
        if name in delivery.tables:
            kept += _edition(connection, name, same, delivery.tables[name], import_id)
    return kept


def _events(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> pd.DataFrame:
    """Events with the ids of their areas. Raises BadFile for an area or measure that is none."""
    rows = delivery.tables["event"].reset_index(drop=True)
    numbers = rows["row"] if "row" in rows else rows.index + 2
    rows = rows.drop(columns="row", errors="ignore")
    if "area" not in rows:
        return rows
    known = dict(
        do(
            connection,
            "select lower(name), area_id from area where la_code = any($codes) and known "
            "and scheme in ('locality', 'district') order by scheme",
            {"codes": sorted(rows["la_code"].unique())},
        )
    )
    area_id = rows["area"].str.lower().map(known).astype("str")
    for column, wrong in (
        ("area", rows["area"].notna() & area_id.isna()),
        ("measure", rows["measure"].notna() & ~rows["measure"].isin(list(catalogue.measures()))),
    ):
        if wrong.any():
            raise BadFile(
                f"{delivery.file_name}, row {numbers[wrong.to_numpy()].tolist()[0]}, column "
                f"{column}: there is no {column} '{rows.loc[wrong, column].iloc[0][:40]}' here. "
                "Correct it or leave it empty."
            )
    return rows.assign(area_id=area_id).drop(columns="area")


def _edition(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    same: tuple[str, ...],
    rows: pd.DataFrame,
    import_id: int,
) -> int:
    """Rows of the same edition are replaced; other editions stay beside it."""
    if same:
        put(connection, f"delete from {table} where ({', '.join(same)}) in "
            f"(select distinct ({', '.join(same)}) from given)", rows)  # fmt: skip
    append(connection, table, rows.assign(import_id=import_id))
    return len(rows)


def _replace(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> int:
    """Rows of the same councils (and those of no council, if any are given) are replaced whole."""
    codes = sorted(rows["la_code"].dropna().unique())
    do(
        connection,
        f"delete from {table} where la_code = any($codes) or (la_code is null and $everywhere)",
        {"codes": codes, "everywhere": bool(rows["la_code"].isna().any())},
    )
    append(connection, table, rows)
    return len(rows)


def _areas(
    connection: duckdb.DuckDBPyConnection, areas: pd.DataFrame, members: pd.DataFrame
) -> int:
    """A council's areas, replaced whole; children in districts that are no more are not placed."""
    own = {"codes": sorted(areas["la_code"].unique())}
    kept = buckets.held(connection, own)
    do(
        connection,
        "delete from area_member where area_id in "
        "(select area_id from area where la_code = any($codes))",
        own,
    )
    _replace(connection, "area", areas)
    append(connection, "area_member", members)
    buckets.keep(connection, kept)
    for table in ("request", "plan", "referral", "data_issue"):
        do(
            connection,
            f"update {table} set district = la_code || '/unknown' where la_code = any($codes) "
            "and district not in (select area_id from area where scheme = 'district')",
            own,
        )
    return len(areas) + len(members)


def _published(connection: duckdb.DuckDBPyConnection, delivery: Delivery, import_id: int) -> int:
    """Published figures with the doubts about them: the delivery's own, known ones, the checks'."""
    given = delivery.tables["published"].reset_index(drop=True)
    own = given["doubt"] if "doubt" in given else pd.Series(None, given.index, dtype="str")
    rows = figures.with_doubts(given)
    regions = dict(do(connection, "select la_code, region_code from council"))
    doubt = own.fillna(rows["doubt"]).astype(object)
    doubt = doubt.where(doubt.notna(), published_checks.doubts(rows, regions))
    do(
        connection,
        "delete from published where import_id in "
        "(select import_id from import_log where sha256 = $sha)",
        {"sha": delivery.sha256},
    )
    append(connection, "published", rows.assign(doubt=doubt, import_id=import_id))
    return len(rows)


def make_room(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[str]:
    """Real records replace simulated ones of the same council: the two are never mixed.

    Raises BadFile for simulated records of a council with real ones.
    """
    la = {"la": delivery.la_code}
    held = do(
        connection,
        "select simulated from coverage where la_code = $la "
        "union select simulated from advice where la_code = $la "
        "union select simulated from referral_coverage where la_code = $la "
        "union select simulated from support_contact where la_code = $la",
        la,
    )
    if {row[0] for row in held} <= {delivery.simulated}:
        return []
    if delivery.simulated:
        raise BadFile(
            f"Real records of council {delivery.la_code} are loaded: simulated ones are not put "
            "over them. Build the simulated ones into another file (--db)."
        )
    for table in RECORDS:
        do(connection, f"delete from {table} where la_code = $la", la)
    for table in ("request", "plan", "review", "advice", "referral"):
        do(
            connection,
            f"delete from record_change where table_name = '{table}' "
            f"and row_id not in (select {table}_id from {table})",
        )
    return ["The simulated records of this council were removed to make room for real ones."]


def ensure_places(connection: duckdb.DuckDBPyConnection, la_code: str) -> None:
    """A council without a locality file still has itself, and a bucket for children not placed."""
    la = {"la": la_code}
    if not do(connection, "select 1 from council where la_code = $la", la):
        do(
            connection,
            "insert into council (la_code, name, short_name, status) "
            "values ($la, 'Council ' || $la, 'Council ' || $la, 'current')",
            la,
        )
    if do(connection, "select 1 from area where la_code = $la", la):
        return
    do(
        connection,
        f"insert into area select la_code || '/unknown', la_code, 'district', 'Districts', "
        f"'{BUCKET}', null, 999, null, null, false from council where la_code = $la "
        "union all select la_code || '/council', la_code, 'council', 'Council', name, gss_code, 1, "
        "population_0_25, null, true from council where la_code = $la",
        la,
    )
    for scheme, area in (("council", "council"), ("district", "unknown")):
        do(
            connection,
            "insert into area_member values "
            "($la || '/unknown', $scheme, $la || '/' || $area, date '1900-01-01', null)",
            la | {"scheme": scheme, "area": area},
        )


def districts(connection: duckdb.DuckDBPyConnection, la_code: str) -> dict[str, str]:
    """The id of each known district of a council by its id, its code and its name, folded."""
    found = do(
        connection,
        "select area_id, code, name from area "
        "where la_code = $la and scheme = 'district' and known",
        {"la": la_code},
    )
    return {
        text.casefold(): area_id for area_id, *names in found for text in (area_id, *names) if text
    }
