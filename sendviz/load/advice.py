"""Advice, and support to families that wait: joined to their case by the council's reference,
support also to its referral, whichever comes later.
"""

from __future__ import annotations

import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load import aliases, case_rows, merge
from sendviz.load.loading import Loading

# Of several cases with one reference, the newest that had begun when the advice was asked for.
BEST_CASE = """
select given.n, request.request_id from given
join request on request.case_ref = given.case_ref and request.la_code = given.la_code
qualify row_number() over (
    partition by given.n
    order by coalesce(request.received <= given.asked, false) desc,
             request.received desc nulls last, request.request_id) = 1
"""
# Of several referrals with one reference, the newest that had come when the support was offered.
BEST_REFERRAL = """
select given.n, referral.referral_id from given
join referral
    on referral.referral_ref = given.referral_ref and referral.la_code = given.la_code
qualify row_number() over (
    partition by given.n
    order by coalesce(referral.received <= given.offered, false) desc,
             referral.received desc, referral.referral_id) = 1
"""
SAME_SUPPORT = """
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
SUPPORT_COLUMNS = ("referral_ref", "case_ref", "kind", "offered", "taken_up", "referral_no")
SUPPORT_KEYS = ("referral_id", "request_id", "referral_ref", "case_ref", "kind", "offered")


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
    found = loading.frame(BEST_CASE, rows[["n", "la_code", "case_ref", "asked"]])
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


def load_support(loading: Loading, numbers: pd.Series) -> tuple[int, int, dict[str, int]]:
    """Rows kept, rows of earlier files changed, and why rows were refused, with counts.

    numbers: referral_id by the delivery's own referral_no.
    """
    rows, refused = _support_rows(loading)
    by_number = rows["referral_no"].map(numbers).astype("Int64")
    rows["referral_id"] = by_number.fillna(_referrals_of(loading, rows))
    rows["request_id"] = _requests_of(loading, rows)
    rows = rows.drop_duplicates([*SUPPORT_KEYS], keep="last").reset_index(drop=True)
    return len(rows), _update_support(loading, rows), refused


def link_waiting_support(loading: Loading) -> None:
    """Join the support that waits to the referrals and cases that have arrived."""
    waits = loading.frame(
        "select support_id as n, waits.la_code, waits.referral_ref, waits.case_ref, offered "
        "from support_waiting as waits join support_contact using (support_id) "
        "where waits.la_code = $la"
    ).set_index("n", drop=False)
    if waits.empty:
        return
    waits["referral_id"] = _referrals_of(loading, waits)
    waits["request_id"] = _requests_of(loading, waits)
    found = waits[waits["referral_id"].notna() | waits["request_id"].notna()]
    loading.do(
        "update support_contact set referral_id = given.referral_id, "
        "request_id = given.request_id from given where given.n = support_id",
        found[["n", "referral_id", "request_id"]],
    )
    loading.do(
        "delete from support_waiting where support_id in (select n from given)", found[["n"]]
    )


def _support_rows(loading: Loading) -> tuple[pd.DataFrame, dict[str, int]]:
    """Support that has been offered to somebody; what is only planned has not been offered yet."""
    rows = (
        loading.delivery.tables["support_contact"]
        .reset_index(drop=True)
        .reindex(columns=[*SUPPORT_COLUMNS])
    )
    offered = pd.to_datetime(rows["offered"]).astype("datetime64[us]")
    for column in ("referral_ref", "case_ref"):
        rows[column] = aliases.safe_references(rows[column].astype("str"), loading.salt)
    somebody = rows[["referral_ref", "case_ref", "referral_no"]].notna().any(axis=1)
    ahead = offered > loading.day
    problems = {
        "the support names neither a referral nor a case": ~somebody,
        "the day on which the support was offered is missing or is not a date": offered.isna(),
        "the support is dated after the day to which the records run": ahead,
    }
    refused = {why: int(rows_of.sum()) for why, rows_of in problems.items() if rows_of.any()}
    kept = rows.assign(
        offered=offered,
        kind=case_rows.known_codes(rows["kind"].astype("str"), "support").fillna("other"),
        taken_up=rows["taken_up"].astype("boolean"),
        la_code=loading.la_code,
        simulated=loading.delivery.simulated,
        told=loading.day,
    )[somebody & offered.notna() & ~ahead]
    kept = kept.reset_index(drop=True)
    return kept.assign(n=kept.index), refused


def _referrals_of(loading: Loading, rows: pd.DataFrame) -> pd.Series:
    """referral_id of the rows (n, la_code, referral_ref, offered), missing where it is unknown."""
    found = loading.frame(BEST_REFERRAL, rows[["n", "la_code", "referral_ref", "offered"]])
    return rows["n"].map(found.set_index("n")["referral_id"]).astype("Int64")


def _requests_of(loading: Loading, rows: pd.DataFrame) -> pd.Series:
    """request_id of the rows (n, la_code, case_ref, offered), by the rule for advice."""
    found = cases_of(loading, rows.assign(asked=rows["offered"]))
    return rows["n"].map(found).astype("Int64")


def _update_support(loading: Loading, rows: pd.DataFrame) -> int:
    """Whether support that is held was taken up; support that is not held is added."""
    same = loading.frame(SAME_SUPPORT, rows).merge(rows[["n", "taken_up"]], on="n")
    say = same[same["newer"] & same["taken_up"].notna()].assign(import_id=loading.import_id)
    differ = (
        "given.support_id = support_contact.support_id "
        "and support_contact.taken_up is distinct from given.taken_up"
    )
    changed = loading.do(f"select count(*) from support_contact, given where {differ}", say)[0][0]
    loading.do(
        "update support_contact set taken_up = given.taken_up, import_id = given.import_id "
        f"from given where {differ}",
        say,
    )
    _add_support(loading, rows[~rows["n"].isin(same["n"])])
    return int(changed)


def _add_support(loading: Loading, rows: pd.DataFrame) -> None:
    last = loading.do("select coalesce(max(support_id), 0) from support_contact")[0][0]
    numbers = range(last + 1, last + 1 + len(rows))
    fresh = rows.assign(support_id=numbers, import_id=loading.import_id)
    loading.append("support_contact", fresh)
    apart = fresh["referral_id"].isna() & fresh["request_id"].isna()
    loading.append("support_waiting", fresh[apart])
