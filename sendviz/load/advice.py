"""Advice, joined to its case by the council's reference, also where the case comes later."""

from __future__ import annotations

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load import aliases, merge, tables
from sendviz.load.sql import do, frame, put

# Of several cases with one reference, the newest that had begun when the advice was asked for.
BEST = """
select given.n, request.request_id from given
join request on request.case_ref = given.case_ref and request.la_code = given.la_code
qualify row_number() over (
    partition by given.n
    order by coalesce(request.received <= given.asked, false) desc,
             request.received desc nulls last, request.request_id) = 1
"""


def load(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    import_id: int,
    salt: bytes,
    requests: pd.Series | None,
) -> merge.Merged:
    """Merge a delivery's advice; requests gives request_id by the delivery's own request_no."""
    rows = _rows(delivery, salt)
    if requests is not None and "request_no" in rows:
        rows["request_id"] = rows["request_no"].map(requests)
    else:
        rows["request_id"] = pd.Series(pd.NA, rows.index, dtype="Int64")
    open_cases = rows[rows["request_id"].isna() & rows["case_ref"].notna()].assign(
        n=lambda r: r.index
    )
    found = _found(connection, open_cases)
    rows["request_id"] = rows["request_id"].astype("Int64").fillna(found.reindex(rows.index))
    _number_waiting(connection, rows)
    done = merge.load(connection, "advice", rows, import_id, delivery.reference_date)
    _keep_waiting(connection, rows.assign(advice_id=done.ids))
    return done


def settle(connection: duckdb.DuckDBPyConnection, la_code: str) -> None:
    """Join the advice that waits to the cases that have arrived."""
    waiting = frame(
        connection,
        "select advice_id as n, advice.la_code, case_ref, asked "
        "from advice_waiting join advice using (advice_id) where advice.la_code = $la",
        {"la": la_code},
    )
    found = _found(connection, waiting).rename("request_id").rename_axis("advice_id").reset_index()
    put(
        connection,
        "update advice set request_id = given.request_id from given "
        "where given.advice_id = advice.advice_id",
        found,
    )
    put(
        connection,
        "delete from advice_waiting where advice_id in (select advice_id from given)",
        found,
    )


def _rows(delivery: Delivery, salt: bytes) -> pd.DataFrame:
    """Advice with a day on which it was asked for; due is asked + the limit in force that day
    unless the file says otherwise.
    """
    rows = delivery.tables["advice"]
    rows = rows[rows["asked"].notna()].reset_index(drop=True)
    for column in ("case_ref", "provider", "due", "received", "returned_for_quality"):
        rows[column] = rows[column] if column in rows else None
    asked = pd.to_datetime(rows["asked"]).astype("datetime64[us]")
    limit = asked + pd.to_timedelta(tables.limit_days("advice", asked), unit="D")
    due = pd.to_datetime(rows["due"]).astype("datetime64[us]")
    return rows.assign(
        asked=asked,
        due=due.fillna(limit),
        case_ref=aliases.reference(rows["case_ref"].astype("str"), salt),
        la_code=delivery.la_code,
        simulated=delivery.simulated,
    )


def _found(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> pd.Series:
    """request_id by n of the rows (n, la_code, case_ref, asked) whose case is known."""
    connection.register("given", rows[["n", "la_code", "case_ref", "asked"]])
    found = frame(connection, BEST)
    connection.unregister("given")
    return found.set_index("n")["request_id"].astype("Int64")


def _number_waiting(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> None:
    """While they are merged, advice of one unknown case shares a number below nought."""
    waiting = frame(
        connection,
        "select advice_id, la_code, case_ref from advice_waiting where la_code = any($la)",
        {"la": sorted(rows["la_code"].unique())},
    )
    unknown = rows["request_id"].isna() & rows["case_ref"].notna()
    codes, _ = pd.factorize(pd.concat([waiting["case_ref"], rows.loc[unknown, "case_ref"]]))
    rows.loc[unknown, "request_id"] = -1 - codes[len(waiting) :]
    put(
        connection,
        "update advice set request_id = given.number from given "
        "where given.advice_id = advice.advice_id",
        waiting.assign(number=-1 - codes[: len(waiting)]),
    )


def _keep_waiting(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> None:
    put(
        connection,
        "insert or ignore into advice_waiting select advice_id, la_code, case_ref from given",
        rows.loc[rows["request_id"].lt(0).fillna(False), ["advice_id", "la_code", "case_ref"]],
    )
    do(connection, "update advice set request_id = null where request_id < 0")
