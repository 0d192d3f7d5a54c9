"""Referral lists add up: merged with what is held, and what the two do not agree on."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import REFERRAL, Delivery
from sendviz.load import checks, merge
from sendviz.load.checks.referral import waiting
from sendviz.load.sql import append, columns, do, frame, put

LIST = ["pathway", "provider"]
# Of these, an empty cell in a file that has the column says that it has not happened.
EVENTS = {
    "accepted", "rejected", "rejection_reason", "first_contact", "assessment_started",
    "outcome_date", "outcome", "discharged", "discharge_reason", "missed_on",
}  # fmt: skip


def held(connection: duckdb.DuckDBPyConnection, la_code: str) -> pd.DataFrame:
    """The referrals of a council as they stand, with `day`, to which their list is known, and
    `told`, the day of the newest file that holds each; provider '' where there is none.
    """
    rows = frame(
        connection,
        "select referral.*, covered.data_date as day, log.data_date as told from referral "
        "left join import_log as log on log.import_id = referral.import_id "
        "left join referral_coverage as covered on covered.la_code = referral.la_code "
        "and covered.pathway = referral.pathway "
        "and covered.provider = coalesce(referral.provider, '') "
        "where referral.la_code = $la order by referral_id",
        {"la": la_code},
    )
    return rows.assign(provider=rows["provider"].fillna(""))


def load(
    connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, import_id: int, delivery: Delivery
) -> tuple[pd.Series, int]:
    """Merge the rows; referral_id on their index, and how many earlier rows changed."""
    named, child = rows["referral_ref"].notna(), rows["person"].notna()
    given = delivery.tables["referral"]
    told = frozenset(EVENTS & {name for name in given.columns if given[name].notna().any()})
    told |= {"gone_on"}  # what is in the newest list is not gone
    parts, changed = [], 0
    for by, which in (
        ("referral", named),
        ("referral by child", ~named & child),
        ("referral by traits", ~named & ~child),
    ):
        done = merge.load(
            connection, "referral", rows[which], import_id, delivery.reference_date, by, told
        )
        parts, changed = [*parts, done.ids], changed + done.changed
    return pd.concat(parts).reindex(rows.index).astype("Int64"), changed


def compare(
    rows: pd.DataFrame,
    ids: pd.Series,
    before: pd.DataFrame,
    gone: pd.Series,
    delivery: Delivery,
    context: checks.Context,
) -> tuple[pd.DataFrame, list[str]]:
    """What the file and the one before it do not agree on: issues of rule H15, and sentences.

    gone: referral_id of those whom this file took off the list.

    The list on the day of the earlier file, worked out from the later one, must be the list that
    the earlier one gave.
    """
    still = before["gone_on"].isna() & ~before["referral_id"].isin(gone)
    earlier = before[still & before["day"].lt(pd.Timestamp(delivery.reference_date))]
    days = earlier.drop_duplicates(LIST).set_index(LIST)["day"]
    mine = pd.MultiIndex.from_frame(rows.assign(provider=rows["provider"].fillna(""))[LIST])
    day = pd.Series(days.reindex(mine).to_numpy(), rows.index, dtype="datetime64[us]")
    was = earlier.set_index("referral_id")
    waited = waiting(was, was["day"]).astype(bool)
    then = ids.isin(was.index[waited])
    beside = pd.DataFrame({"row": rows["row"], "day": day, "open": then})
    tables = {"referral": rows[[*REFERRAL, "row"]], "earlier": beside[day.notna()]}
    issues = checks.run(replace(delivery, tables=tables), context, {"H15": checks.RULES["H15"]})
    ours = pd.MultiIndex.from_frame(was[LIST]).isin(mine)
    lost = waited & ours & ~was.index.isin(ids)
    now = day.notna() & waiting(rows, day)
    return issues, _apart(was[waited & ours], rows[now], lost, len(issues))


def _apart(was: pd.DataFrame, now: pd.DataFrame, lost: pd.Series, differ: int) -> list[str]:
    notes = []
    if differ:
        notes.append(
            f"waiting on the day of the file before: {len(was)} by that file, "
            f"{len(now) + int(lost.sum())} by this one, {differ} of them not in both (check H15). "
            "The list before plus those who came less those who left is not the list now."
        )
    if lost.any():
        notes.append(
            f"{int(lost.sum())} referrals that were waiting by the file before are not in this "
            "one. They count as waiting still: ask the provider when they left."
        )
    return notes


def keep_issues(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    issues: pd.DataFrame,
    rows: pd.DataFrame,
    before: pd.DataFrame,
    import_id: int,
) -> None:
    """Rows of data_issue, in place of those about earlier files of the same lists; one that is
    older than what is loaded adds nothing to fix.
    """
    lists = set(rows[LIST].fillna("").itertuples(index=False, name=None))
    told = pd.Series(
        [pair in lists for pair in before[LIST].itertuples(index=False, name=None)],
        before.index,
        dtype=bool,
    )
    same = before[told]
    others = [int(each) for each in before.loc[~told, "import_id"].unique()]
    if (same["day"] > pd.Timestamp(delivery.reference_date)).any():
        return
    do(
        connection,
        "delete from data_issue where la_code = $la and table_name = 'referral' "
        "and not list_contains($others::bigint[], import_id)",
        {"la": delivery.la_code, "others": others},
    )
    by_row = rows.drop_duplicates("row").set_index("row")
    number = issues["row_number"]
    append(
        connection,
        "data_issue",
        issues.assign(
            import_id=import_id,
            la_code=delivery.la_code,
            simulated=delivery.simulated,
            case_ref=number.map(by_row["referral_ref"]),
            district=number.map(by_row["district"]).fillna(f"{delivery.la_code}/unknown"),
        )[list(columns(connection, "data_issue"))],
    )


def settle(connection: duckdb.DuckDBPyConnection, la_code: str) -> None:
    """Children whom a later file showed to be one: their referrals follow the name that stays."""
    put(
        connection,
        "update referral set person = given.person from given "
        "where given.alias = referral.person and given.la_code = referral.la_code",
        frame(
            connection,
            "select alias, la_code, min(person) as person from person_alias "
            "where la_code = $la and alias <> person group by alias, la_code",
            {"la": la_code},
        ),
    )
