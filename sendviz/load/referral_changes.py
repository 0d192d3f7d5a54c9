"""What a newer referral list changes in those before it: a provider under a new name, referrals
that it lacks, and what the two do not agree on.

A list of open referrals ("patient tracking list") says that a child left by no longer holding it.
Every list of such a kind so far must have held open referrals only, or absence tells nothing, as a
list that also holds those who left would have said so. Of one provider some teams may come in a
file of their own: only lists of a team of which some referrals are found again are looked at.

A second list of one day is a correction, or another part of the list (a file for each locality, or
one that was cut short). A correction takes out few; where more are missing nothing is taken out.
Example: of 40 referrals 3 are missing, under a tenth: taken out; of 40 referrals 12: they stay.
Nothing is deleted: what a later list holds again counts again.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sendviz.catalogue.layouts import REFERRAL
from sendviz.load import checks
from sendviz.load.checks.referral import left, waiting
from sendviz.load.loading import Loading
from sendviz.load.readers.common import how_many

LIST = ["pathway", "provider"]
TEAM = [*LIST, "team"]
SAME = ["referral_ref", "person", "received", "pathway"]
FEW, SHARE = 2, 0.1  # a correction takes out so many at most, or that share of the list


def held_referrals(loading: Loading) -> pd.DataFrame:
    """The referrals of a council as they stand, with `day`, to which their list is known, and
    `told`, the day of the newest file that holds each; provider '' where there is none.
    """
    rows = loading.frame(
        "select referral.*, covered.data_date as day, log.data_date as told from referral "
        "left join import_log as log on log.import_id = referral.import_id "
        "left join referral_coverage as covered on covered.la_code = referral.la_code "
        "and covered.pathway = referral.pathway "
        "and covered.provider = coalesce(referral.provider, '') "
        "where referral.la_code = $la order by referral_id",
    )
    return rows.assign(provider=rows["provider"].fillna(""))


def rename_providers(
    loading: Loading, rows: pd.DataFrame, before: pd.DataFrame
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
        if day > loading.day:
            older = rows["provider"].eq(now) & rows["pathway"].eq(pathway)
            rows = rows.assign(provider=rows["provider"].mask(older, was))
            continue
        _rename(loading, pathway=pathway, was=was, now=now)
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


def _rename(loading: Loading, **names: str) -> None:
    """names: pathway, was, now."""
    which = "la_code = $la and pathway = $pathway and provider = $was"
    loading.do(
        "insert into record_change select $import_id, 'referral', referral_id, 'provider', $was, "
        f"$now from referral where {which} order by referral_id",
        **names,
    )
    loading.do(f"update referral set provider = $now where {which}", **names)
    loading.do(
        f"""
        insert into referral_coverage
        select * replace ($now as provider) from referral_coverage where {which}
        on conflict (la_code, pathway, provider) do update set
            first_day = least(first_day, excluded.first_day),
            data_date = greatest(data_date, excluded.data_date),
            ends_from = least(ends_from, excluded.ends_from),
            assessments = assessments or excluded.assessments
        """,
        **names,
    )
    loading.do(f"delete from referral_coverage where {which}", **names)


def close_missing_referrals(
    loading: Loading, rows: pd.DataFrame, ids: pd.Series, before: pd.DataFrame
) -> tuple[pd.Series, list[str]]:
    """Writes gone_on; returns the referral_id of all that this took off the list, and sentences.

    rows and ids: the file's referrals, merged; before: what was held, with `told`, the day of the
    newest list that held each.
    """
    day = loading.day
    found = before["referral_id"].isin(ids)
    ended = _lists_with_ends(rows, ids, before)
    listed = pd.MultiIndex.from_frame(before[LIST]).isin(ended)
    there = before["gone_on"].isna()
    left_by_now = there & ~found & before["told"].lt(day) & _team_of(before, found)
    closed = before[left_by_now & left(before).isna() & ~listed].assign(gone=day)
    out, notes = _corrected(before[there & before["told"].eq(day)], found)
    late = _closed_already(rows, ids, before, ended, day)
    gone = pd.concat([closed, out, late])[["referral_id", "gone"]]
    _write_gone(loading, gone)
    return gone["referral_id"], [*_told_closed(closed), *notes]


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
            f"Taken out, so that they count nowhere: {how_many(len(out), 'referral', 'referrals')} "
            "of the list of the same day that this one, which corrects it, lacks."
        )
    if stay:
        notes.append(
            how_many(stay, "referral stays", "referrals stay")
            + " that another list of the same day and provider held and this one lacks, as where a "
            "list comes in parts: if that list was wrong, build the file anew without it."
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


def _told_closed(closed: pd.DataFrame) -> list[str]:
    if closed.empty:
        return []
    return [
        how_many(
            len(closed),
            "referral of the list before is",
            "referrals of the list before are",
        )
        + " not in this one. As the lists hold open referrals only, what it lacks counts as having "
        "left by its day; when and why, and whether the child was seen, is not known."
    ]


def _write_gone(loading: Loading, gone: pd.DataFrame) -> None:
    loading.do(
        "insert into record_change "
        f"select {int(loading.import_id)}, 'referral', referral_id, 'gone_on', null, "
        "cast(cast(gone as date) as varchar) from given order by referral_id",
        gone,
    )
    loading.do(
        "update referral set gone_on = cast(given.gone as date) from given "
        "where given.referral_id = referral.referral_id",
        gone,
    )


def compare_with_list_before(
    loading: Loading,
    rows: pd.DataFrame,
    ids: pd.Series,
    before: pd.DataFrame,
    gone: pd.Series,
    context: checks.Context,
) -> tuple[pd.DataFrame, list[str]]:
    """What the file and the one before it do not agree on: issues of rule H15, and sentences.

    gone: referral_id of those whom this file took off the list.

    The list on the day of the earlier file, worked out from the later one, must be the list that
    the earlier one gave.
    """
    still = before["gone_on"].isna() & ~before["referral_id"].isin(gone)
    earlier = before[still & before["day"].lt(loading.day)]
    days = earlier.drop_duplicates(LIST).set_index(LIST)["day"]
    mine = pd.MultiIndex.from_frame(rows.assign(provider=rows["provider"].fillna(""))[LIST])
    day = pd.Series(days.reindex(mine).to_numpy(), rows.index, dtype="datetime64[us]")
    was = earlier.set_index("referral_id")
    waited = waiting(was, was["day"]).astype(bool)
    then = ids.isin(was.index[waited])
    beside = pd.DataFrame({"row": rows["row"], "day": day, "open": then})
    tables = {"referral": rows[[*REFERRAL, "row"]], "earlier": beside[day.notna()]}
    issues = checks.run(
        replace(loading.delivery, tables=tables), context, {"H15": checks.RULES["H15"]}
    )
    ours = pd.MultiIndex.from_frame(was[LIST]).isin(mine)
    lost = waited & ours & ~was.index.isin(ids)
    now = day.notna() & waiting(rows, day)
    return issues, _told_apart(was[waited & ours], rows[now], lost, len(issues))


def _told_apart(was: pd.DataFrame, now: pd.DataFrame, lost: pd.Series, differ: int) -> list[str]:
    notes = []
    if differ:
        notes.append(
            f"waiting on the day of the file before: {len(was)} by that file, "
            f"{len(now) + int(lost.sum())} by this one, {differ} of them not in both (check H15). "
            "The list before plus those who came less those who left is not the list now."
        )
    if lost.any():
        notes.append(
            how_many(
                int(lost.sum()),
                "referral that was waiting by the file before is",
                "referrals that were waiting by the file before are",
            )
            + " not in this one. What it lacks counts as waiting still: ask the provider."
        )
    return notes
