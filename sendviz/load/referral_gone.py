"""Referrals that a newer list lacks: closed where its lists hold open referrals only, taken out
where it corrects a list of the same day; and named where nobody can tell.

A list of open referrals ("patient tracking list") says that a child left by no longer holding it.
Every list of such a kind so far must have held open referrals only, or absence tells nothing, as a
list that also holds those who left would have said so. Of one provider some teams may come in a
file of their own: only lists of a team of which some referrals are found again are looked at.

A second list of one day is a correction, or another part of the list (a file for each locality, or
one that was cut short). A correction takes out few; where more are missing nothing is taken out.
Nothing is deleted: what a later list holds again counts again.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load.checks.referral import left
from sendviz.load.sql import put

LIST = ["pathway", "provider"]
TEAM = [*LIST, "team"]
FEW, SHARE = 2, 0.1  # a correction takes out so many at most, or that share of the list


def settle(
    connection: duckdb.DuckDBPyConnection,
    rows: pd.DataFrame,
    ids: pd.Series,
    before: pd.DataFrame,
    import_id: int,
    delivery: Delivery,
) -> tuple[pd.Series, list[str]]:
    """Writes gone_on; returns the referral_id of all that this took off the list, and sentences.

    rows and ids: the file's referrals, merged; before: what was held, with `told`, the day of the
    newest list that held each.
    """
    day = pd.Timestamp(delivery.reference_date)
    found = before["referral_id"].isin(ids)
    ended = _lists_with_ends(rows, ids, before)
    listed = pd.MultiIndex.from_frame(before[LIST]).isin(ended)
    there = before["gone_on"].isna()
    left_by_now = there & ~found & before["told"].lt(day) & _team_of(before, found)
    closed = before[left_by_now & left(before).isna() & ~listed].assign(gone=day)
    out, notes = _corrected(before[there & before["told"].eq(day)], found)
    late = _closed_already(rows, ids, before, ended, day)
    gone = pd.concat([closed, out, late])[["referral_id", "gone"]]
    _write(connection, gone, import_id)
    return gone["referral_id"], [*_said(closed), *notes]


def _lists_with_ends(rows: pd.DataFrame, ids: pd.Series, before: pd.DataFrame) -> pd.MultiIndex:
    """The lists of which some file tells of a referral that ended."""
    over = left(rows).notna()
    told = before[left(before).notna() | before["referral_id"].isin(ids[over])]
    fresh = rows.loc[over, LIST].assign(provider=rows["provider"].fillna(""))
    return pd.MultiIndex.from_frame(pd.concat([told[LIST], fresh]).drop_duplicates())


def _team_of(before: pd.DataFrame, which: pd.Series) -> pd.Series:
    """Whether any referral of the team's list is one of these."""
    return which.groupby([before[name] for name in TEAM], dropna=False).transform("any")


def _corrected(same: pd.DataFrame, found: pd.Series) -> tuple[pd.DataFrame, list[str]]:
    """The referrals that a corrected list of the same day takes out, with `gone`; sentences."""
    again = found.reindex(same.index).astype(bool)
    teams = again.groupby([same[name] for name in TEAM], dropna=False)
    size, kept = teams.transform("size"), teams.transform("sum")
    few = (size - kept).le((SHARE * size).clip(lower=FEW)) & kept.gt(size - kept)
    out, stay = same[~again & few], int((~again & ~few).sum())
    notes = []
    if len(out):
        notes.append(
            f"{len(out)} referrals that the list of the same day held are not in this one, which "
            "corrects it: they were taken out and count nowhere."
        )
    if stay:
        notes.append(
            f"{stay} referrals of another list of the same day and provider are not in this one. "
            "They stay, as where a list comes in parts: if that list was wrong, build the file "
            "anew without it."
        )
    return out.assign(gone=out["received"]), notes


def _closed_already(
    rows: pd.DataFrame,
    ids: pd.Series,
    before: pd.DataFrame,
    ended: pd.MultiIndex,
    day: pd.Timestamp,
) -> pd.DataFrame:
    """Of an older list of open referrals: those whom the lists held since do not have."""
    later = before[["told", "gone_on"]].where(before[["told", "gone_on"]] > day).min(axis=1)
    since = later.groupby([before[name] for name in LIST]).min()
    fresh = rows.assign(referral_id=ids, provider=rows["provider"].fillna(""))
    fresh = fresh[~fresh["referral_id"].isin(before["referral_id"])]
    lists = pd.MultiIndex.from_frame(fresh[LIST])
    gone = pd.Series(since.reindex(lists).to_numpy(), fresh.index, dtype="datetime64[us]")
    return fresh.assign(gone=gone)[gone.notna() & ~lists.isin(ended)]


def _said(closed: pd.DataFrame) -> list[str]:
    if closed.empty:
        return []
    return [
        f"{len(closed)} referrals of the list before are not in this one. As the lists hold open "
        "referrals only, they count as having left by its day; when and why they left, and "
        "whether they were seen, is not known."
    ]


def _write(connection: duckdb.DuckDBPyConnection, gone: pd.DataFrame, import_id: int) -> None:
    put(
        connection,
        "insert into record_change "
        f"select {int(import_id)}, 'referral', referral_id, 'gone_on', null, "
        "cast(cast(gone as date) as varchar) from given order by referral_id",
        gone,
    )
    put(
        connection,
        "update referral set gone_on = cast(given.gone as date) from given "
        "where given.referral_id = referral.referral_id",
        gone,
    )
