"""Support to families that wait, joined to its referral or case, also where those come later."""

from __future__ import annotations

import pandas as pd

from sendviz.load import advice, aliases, case_rows
from sendviz.load.loading import Loading

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


def load_support(loading: Loading, numbers: pd.Series) -> tuple[int, int, dict[str, int]]:
    """Rows kept, rows of earlier files changed, and why rows were refused, with counts.

    numbers: referral_id by the delivery's own referral_no.
    """
    rows, refused = _rows(loading)
    by_number = rows["referral_no"].map(numbers).astype("Int64")
    rows["referral_id"] = by_number.fillna(_referrals_of(loading, rows))
    rows["request_id"] = _requests_of(loading, rows)
    rows = rows.drop_duplicates([*KEYS], keep="last").reset_index(drop=True)
    return len(rows), _update(loading, rows), refused


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


def _rows(loading: Loading) -> tuple[pd.DataFrame, dict[str, int]]:
    """Support that has been offered to somebody; what is only planned has not been offered yet."""
    rows = (
        loading.delivery.tables["support_contact"]
        .reset_index(drop=True)
        .reindex(columns=[*COLUMNS])
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
    found = loading.frame(BEST, rows[["n", "la_code", "referral_ref", "offered"]])
    return rows["n"].map(found.set_index("n")["referral_id"]).astype("Int64")


def _requests_of(loading: Loading, rows: pd.DataFrame) -> pd.Series:
    """request_id of the rows (n, la_code, case_ref, offered), by the rule for advice."""
    found = advice.cases_of(loading, rows.assign(asked=rows["offered"]))
    return rows["n"].map(found).astype("Int64")


def _update(loading: Loading, rows: pd.DataFrame) -> int:
    """Whether support that is held was taken up; support that is not held is added."""
    same = loading.frame(SAME, rows).merge(rows[["n", "taken_up"]], on="n")
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
    _add(loading, rows[~rows["n"].isin(same["n"])])
    return int(changed)


def _add(loading: Loading, rows: pd.DataFrame) -> None:
    last = loading.do("select coalesce(max(support_id), 0) from support_contact")[0][0]
    numbers = range(last + 1, last + 1 + len(rows))
    fresh = rows.assign(support_id=numbers, import_id=loading.import_id)
    loading.append("support_contact", fresh)
    apart = fresh["referral_id"].isna() & fresh["request_id"].isna()
    loading.append("support_waiting", fresh[apart])
