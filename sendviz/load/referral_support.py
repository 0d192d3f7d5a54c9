"""Support to families that wait, joined to its referral or case, also where those come later."""

from __future__ import annotations

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load import advice, aliases, coded
from sendviz.load.sql import append, do, frame, put

# Of several referrals with one reference, the newest that had come when the support was offered.
BEST = """
select given.n, referral.referral_id from given
join referral
    on referral.referral_ref = given.referral_ref and referral.la_code = given.la_code
qualify row_number() over (
    partition by given.n
    order by coalesce(referral.received <= given.offered, false) desc,
             referral.received desc, referral.referral_id) = 1
"""
SAME = """
select given.n, min(old.support_id) as support_id,
       bool_and(coalesce(log.data_date <= given.told, true)) as newer
from given
join support_contact as old
    on old.la_code = given.la_code and old.kind = given.kind and old.offered = given.offered
left join support_waiting as waits on waits.support_id = old.support_id
left join import_log as log on log.import_id = old.import_id
where old.referral_id = given.referral_id or old.request_id = given.request_id
    or waits.referral_ref = given.referral_ref or waits.case_ref = given.case_ref
group by given.n
"""
COLUMNS = ("referral_ref", "case_ref", "kind", "offered", "taken_up", "referral_no")
KEYS = ("referral_id", "request_id", "referral_ref", "case_ref", "kind", "offered")


def load(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    import_id: int,
    salt: bytes,
    numbers: pd.Series,
) -> tuple[int, int, dict[str, int]]:
    """Rows kept, rows of earlier files changed, and why rows were refused, with counts.

    numbers: referral_id by the delivery's own referral_no.
    """
    rows, refused = _rows(delivery, salt)
    by_number = rows["referral_no"].map(numbers).astype("Int64")
    rows["referral_id"] = by_number.fillna(_referrals(connection, rows))
    rows["request_id"] = _requests(connection, rows)
    rows = rows.drop_duplicates([*KEYS], keep="last").reset_index(drop=True)
    changed = _update(connection, rows, import_id)
    return len(rows), changed, refused


def settle(connection: duckdb.DuckDBPyConnection, la_code: str) -> None:
    """Join the support that waits to the referrals and cases that have arrived."""
    waits = frame(
        connection,
        "select support_id as n, waits.la_code, waits.referral_ref, waits.case_ref, offered "
        "from support_waiting as waits join support_contact using (support_id) "
        "where waits.la_code = $la",
        {"la": la_code},
    ).set_index("n", drop=False)
    if waits.empty:
        return
    waits["referral_id"] = _referrals(connection, waits)
    waits["request_id"] = _requests(connection, waits)
    found = waits[waits["referral_id"].notna() | waits["request_id"].notna()]
    put(
        connection,
        "update support_contact set referral_id = given.referral_id, "
        "request_id = given.request_id from given where given.n = support_id",
        found[["n", "referral_id", "request_id"]],
    )
    put(
        connection,
        "delete from support_waiting where support_id in (select n from given)",
        found[["n"]],
    )


def _rows(delivery: Delivery, salt: bytes) -> tuple[pd.DataFrame, dict[str, int]]:
    """Support that has been offered to somebody; what is only planned has not been offered yet."""
    rows = delivery.tables["support_contact"].reset_index(drop=True).reindex(columns=[*COLUMNS])
    offered = pd.to_datetime(rows["offered"]).astype("datetime64[us]")
    for column in ("referral_ref", "case_ref"):
        rows[column] = aliases.reference(rows[column].astype("str"), salt)
    somebody = rows[["referral_ref", "case_ref", "referral_no"]].notna().any(axis=1)
    ahead = offered > pd.Timestamp(delivery.reference_date)
    problems = {
        "the support names neither a referral nor a case": ~somebody,
        "the day on which the support was offered is missing or is not a date": offered.isna(),
        "the support is dated after the day to which the records run": ahead,
    }
    refused = {why: int(rows_of.sum()) for why, rows_of in problems.items() if rows_of.any()}
    kept = rows.assign(
        offered=offered,
        kind=coded.listed(rows["kind"].astype("str"), "support").fillna("other"),
        taken_up=rows["taken_up"].astype("boolean"),
        la_code=delivery.la_code,
        simulated=delivery.simulated,
        told=pd.Timestamp(delivery.reference_date),
    )[somebody & offered.notna() & ~ahead]
    kept = kept.reset_index(drop=True)
    return kept.assign(n=kept.index), refused


def _referrals(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> pd.Series:
    """referral_id of the rows (n, la_code, referral_ref, offered), missing where it is unknown."""
    connection.register("given", rows[["n", "la_code", "referral_ref", "offered"]])
    found = frame(connection, BEST).set_index("n")["referral_id"]
    connection.unregister("given")
    return rows["n"].map(found).astype("Int64")


def _requests(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> pd.Series:
    """request_id of the rows (n, la_code, case_ref, offered), by the rule for advice."""
    given = rows[["n", "la_code", "case_ref"]].assign(asked=rows["offered"])
    connection.register("given", given)
    found = frame(connection, advice.BEST).set_index("n")["request_id"]
    connection.unregister("given")
    return rows["n"].map(found).astype("Int64")


def _update(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, import_id: int) -> int:
    """Whether support that is held was taken up; support that is not held is added."""
    connection.register("given", rows)
    same = frame(connection, SAME)
    connection.unregister("given")
    same = same.merge(rows[["n", "taken_up"]], on="n")
    say = same[same["newer"] & same["taken_up"].notna()].assign(import_id=import_id)
    differ = (
        "given.support_id = support_contact.support_id "
        "and support_contact.taken_up is distinct from given.taken_up"
    )
    connection.register("given", say)
    changed = do(connection, f"select count(*) from support_contact, given where {differ}")[0][0]
    connection.unregister("given")
    put(
        connection,
        "update support_contact set taken_up = given.taken_up, import_id = given.import_id "
        f"from given where {differ}",
        say,
    )
    _add(connection, rows[~rows["n"].isin(same["n"])], import_id)
    return int(changed)


def _add(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, import_id: int) -> None:
    last = do(connection, "select coalesce(max(support_id), 0) from support_contact")[0][0]
    fresh = rows.assign(support_id=range(last + 1, last + 1 + len(rows)), import_id=import_id)
    held = ["support_id", "la_code", "referral_id", "request_id", "kind", "offered", "taken_up"]
    append(connection, "support_contact", fresh[[*held, "simulated", "import_id"]])
    waits = fresh[fresh["referral_id"].isna() & fresh["request_id"].isna()]
    append(
        connection,
        "support_waiting",
        waits[["support_id", "la_code", "referral_ref", "case_ref"]],
    )
