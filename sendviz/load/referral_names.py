"""A provider under a new name: its list goes on, and is not a second list."""

from __future__ import annotations

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load.checks.referral import left
from sendviz.load.sql import do

SAME = ["referral_ref", "person", "received", "pathway"]


def settle(
    connection: duckdb.DuckDBPyConnection,
    rows: pd.DataFrame,
    before: pd.DataFrame,
    import_id: int,
    delivery: Delivery,
) -> tuple[pd.DataFrame, list[str]]:
    """The rows under the name that their provider has in the newest file; sentences.

    A provider whose list this file does not hold, and most of whose open referrals stand in it
    under one other provider (same reference, child, day and pathway), has that one's name now.
    """
    notes = []
    for (pathway, was, now), found in _renamed(rows, before).items():
        day = before.loc[before["provider"].eq(was) & before["pathway"].eq(pathway), "day"].max()
        notes.append(
            f"{now} is taken to be {was}, under another name: {found} of its {pathway} referrals "
            "stand here with the same reference, child and day."
        )
        if day > pd.Timestamp(delivery.reference_date):
            older = rows["provider"].eq(now) & rows["pathway"].eq(pathway)
            rows = rows.assign(provider=rows["provider"].mask(older, was))
            continue
        values = {"la": delivery.la_code, "pathway": pathway, "was": was, "now": now}
        _rename(connection, values, import_id)
    return rows, notes


def _renamed(rows: pd.DataFrame, before: pd.DataFrame) -> dict[tuple[str, str, str], int]:
    """(pathway, name that was, name that is) -> referrals found again."""
    here = set(zip(rows["pathway"], rows["provider"], strict=True))
    named = rows.dropna(subset=[*SAME, "provider"]).drop_duplicates([*SAME, "provider"])
    still = before[before["provider"].ne("") & left(before).isna() & before["gone_on"].isna()]
    both = still.merge(named[[*SAME, "provider"]], on=SAME, suffixes=("", "_now"))
    lists = ["pathway", "provider"]
    sizes, found = still.groupby(lists).size(), both.groupby([*lists, "provider_now"]).size()
    return {
        (pathway, was, now): int(n)
        for (pathway, was, now), n in found.items()
        if (pathway, was) not in here and 2 * n > sizes[pathway, was]
    }


def _rename(connection: duckdb.DuckDBPyConnection, values: dict, import_id: int) -> None:
    which = "la_code = $la and pathway = $pathway and provider = $was"
    do(
        connection,
        "insert into record_change select $import_id, 'referral', referral_id, 'provider', $was, "
        f"$now from referral where {which} order by referral_id",
        values | {"import_id": import_id},
    )
    do(connection, f"update referral set provider = $now where {which}", values)
    do(
        connection,
        f"""
        insert into referral_coverage
        select * replace ($now as provider) from referral_coverage where {which}
        on conflict (la_code, pathway, provider) do update set
            first_day = least(first_day, excluded.first_day),
            data_date = greatest(data_date, excluded.data_date),
            ends_from = least(ends_from, excluded.ends_from),
            assessments = assessments or excluded.assessments
        """,
        {name: value for name, value in values.items()},
    )
    gone = {name: values[name] for name in ("la", "pathway", "was")}
    do(connection, f"delete from referral_coverage where {which}", gone)
