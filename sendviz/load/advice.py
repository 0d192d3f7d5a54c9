"""Advice, joined to its case by the council's reference, also where the case comes later."""

from __future__ import annotations

import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load import aliases, case_rows, merge
from sendviz.load.loading import Loading

# Of several cases with one reference, the newest that had begun when the advice was asked for.
BEST = """
select given.n, request.request_id from given
join request on request.case_ref = given.case_ref and request.la_code = given.la_code
qualify row_number() over (
    partition by given.n
    order by coalesce(request.received <= given.asked, false) desc,
             request.received desc nulls last, request.request_id) = 1
"""


def load_advice(loading: Loading, requests: pd.Series | None) -> merge.Merged:
    """Merge a delivery's advice; requests gives request_id by the delivery's own request_no."""
    rows = _rows(loading.delivery, loading.salt)
    rows["request_id"] = pd.Series(pd.NA, rows.index, dtype="Int64")
    if requests is not None and "request_no" in rows:
        rows["request_id"] = rows["request_no"].map(requests).astype("Int64")
    apart = rows[rows["request_id"].isna() & rows["case_ref"].notna()].assign(n=lambda r: r.index)
    rows["request_id"] = rows["request_id"].fillna(cases_of(loading, apart).reindex(rows.index))
    _number_waiting(loading, rows)
    done = merge.merge_rows(loading, "advice", rows)
    _keep_waiting(loading, rows.assign(advice_id=done.ids))
    return done


def link_waiting_advice(loading: Loading) -> None:
    """Join the advice that waits to the cases that have arrived."""
    waiting = loading.frame(
        "select advice_id as n, advice.la_code, case_ref, asked "
        "from advice_waiting join advice using (advice_id) where advice.la_code = $la"
    )
    found = cases_of(loading, waiting).rename("request_id").rename_axis("advice_id").reset_index()
    loading.do(
        "update advice set request_id = given.request_id from given "
        "where given.advice_id = advice.advice_id",
        found,
    )
    loading.do("delete from advice_waiting where advice_id in (select advice_id from given)", found)


def _rows(delivery: Delivery, salt: bytes) -> pd.DataFrame:
    """Advice with a day on which it was asked for; due is asked + the limit in force that day
    unless the file says otherwise.
    """
    rows = delivery.tables["advice"]
    rows = rows[rows["asked"].notna()].reset_index(drop=True)
    for column in ("case_ref", "provider", "due", "received", "returned_for_quality"):
        rows[column] = rows[column] if column in rows else None
    asked = pd.to_datetime(rows["asked"]).astype("datetime64[us]")
    limit = asked + pd.to_timedelta(case_rows.limit_days("advice", asked), unit="D")
    due = pd.to_datetime(rows["due"]).astype("datetime64[us]")
    return rows.assign(
        asked=asked,
        due=due.fillna(limit),
        case_ref=aliases.safe_references(rows["case_ref"].astype("str"), salt),
        la_code=delivery.la_code,
        simulated=delivery.simulated,
    )


def cases_of(loading: Loading, rows: pd.DataFrame) -> pd.Series:
    """request_id by n of the rows (n, la_code, case_ref, asked) whose case is known."""
    found = loading.frame(BEST, rows[["n", "la_code", "case_ref", "asked"]])
    return found.set_index("n")["request_id"].astype("Int64")


def _number_waiting(loading: Loading, rows: pd.DataFrame) -> None:
    """While they are merged, advice of one unknown case shares a number below nought."""
    waiting = loading.frame(
        "select advice_id, la_code, case_ref from advice_waiting where la_code = any($codes)",
        codes=sorted(rows["la_code"].unique()),
    )
    unknown = rows["request_id"].isna() & rows["case_ref"].notna()
    codes, _ = pd.factorize(pd.concat([waiting["case_ref"], rows.loc[unknown, "case_ref"]]))
    rows.loc[unknown, "request_id"] = -1 - codes[len(waiting) :]
    loading.do(
        "update advice set request_id = given.number from given "
        "where given.advice_id = advice.advice_id",
        waiting.assign(number=-1 - codes[: len(waiting)]),
    )


def _keep_waiting(loading: Loading, rows: pd.DataFrame) -> None:
    loading.do(
        "insert or ignore into advice_waiting select advice_id, la_code, case_ref from given",
        rows.loc[rows["request_id"].lt(0).fillna(False), ["advice_id", "la_code", "case_ref"]],
    )
    loading.do("update advice set request_id = null where request_id < 0")
