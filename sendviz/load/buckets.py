"""Areas that stand in for a district that is not known: of a locality or a sub-ICB location."""

from __future__ import annotations

import duckdb
import pandas as pd

from sendviz.load.sql import do, frame, put


def held(
    connection: duckdb.DuckDBPyConnection, own: dict[str, object]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The areas that hold referrals placed by a locality or sub-ICB alone, and their members: a
    file of localities does not know of them."""
    used = (
        "from area where la_code = any($codes) and (scheme = 'sub_icb' or "
        "(area_id in (select district from referral) and area_id like '%/unknown'))"
    )
    areas = frame(connection, f"select * {used}", own)
    members = frame(
        connection, f"select * from area_member where district in (select area_id {used})", own
    )
    return areas, members


def keep(connection: duckdb.DuckDBPyConnection, kept: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Put buckets back; one whose locality is no more belongs to the unknown one."""
    for table, rows in zip(("area", "area_member"), kept, strict=True):
        key = "area_id" if table == "area" else "district"
        known = f"select {key} from {table}"
        put(
            connection,
            f"insert into {table} by name select * from given where {key} not in ({known})",
            rows,
        )
    do(
        connection,
        "update area_member set area_id = area.la_code || '/' || area_member.scheme || '/unknown' "
        "from area where area.area_id = area_member.district "
        "and area_member.area_id not in (select area_id from area)",
    )
