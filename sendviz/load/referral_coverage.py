"""What the referral lists tell of, by pathway and provider: from when to when, and of what."""

from __future__ import annotations

from datetime import date

import pandas as pd

from sendviz.catalogue import therapies
from sendviz.load import cut
from sendviz.load.checks.referral import left
from sendviz.load.loading import Loading

MANY = 20  # referrals from which a list without any that ended is one of open referrals only
LONG = 365
NEVER = date(9999, 12, 31)
ASSESSMENT = {"assessment_started", "outcome_date"}
NO_ASSESSMENTS = (
    "has no column for the start or the outcome of an assessment, so nobody can tell who was "
    "assessed and how long that took: those figures stay blank for {pathways}, and a child who was "
    "seen counts as waiting for the assessment until the referral is closed. Ask the provider for "
    "the two days."
)


def widen_coverage(loading: Loading, rows: pd.DataFrame, given: frozenset[str]) -> list[str]:
    """Widen what is known of each pathway and provider, once the rows are merged; sentences about
    lists that are cut short or tell of less.

    A list without any referral that ended tells of nothing before its own day, one of those that
    are open or ended since a day of nothing before that (cut.py). given: the columns
    that the file has.
    """
    delivery, last, notes = loading.delivery, loading.day, []
    said = delivery.period_start or delivery.told_from
    open_only = set() if said else _open_only(loading)
    for (pathway, provider), some in rows.groupby([rows["pathway"], rows["provider"].fillna("")]):
        first, gone = some["received"].min().replace(day=1), left(some)
        only_open = (pathway, provider) in open_only
        if said:
            first = pd.Timestamp(said)
        elif only_open:
            first = last
            notes.append(cut.told_open_only(f"{pathway} referral", "referrals"))
        elif (since := cut.told_from(some["received"], gone, last)) and since > first:
            notes.append(cut.told_cut(f"{pathway} referral", some["received"].min(), since))
            first = since
        if not delivery.simulated:
            notes += _cut_short(pathway, some, gone, first, last)
        _cover_one(
            loading,
            pathway=pathway,
            provider=provider,
            first=first.date(),
            ends=NEVER if only_open else first.date(),
            assessments=pathway in therapies() or bool(ASSESSMENT & given),
            outright=delivery.told_from is not None,
        )
    _drop_empty(loading)
    return [*notes, *_without_assessments(rows, given)]


def _open_only(loading: Loading) -> set[tuple[str, str]]:
    """The lists (pathway, provider) no file of which told of a referral that ended: with many open
    referrals, or some that left without a word.
    """
    # What a corrected list took out (gone on the day of receipt) never was on the list.
    held = loading.frame(
        "select * from referral where la_code = $la and coalesce(gone_on > received, true)"
    )
    lists = held.assign(
        provider=held["provider"].fillna(""), ended=left(held).notna(), gone=held["gone_on"].notna()
    ).groupby(["pathway", "provider"])
    found = lists.agg(ended=("ended", "any"), gone=("gone", "any"), size=("ended", "size"))
    return {*found[~found["ended"] & (found["gone"] | found["size"].ge(MANY))].index}


def _without_assessments(rows: pd.DataFrame, given: frozenset[str]) -> list[str]:
    without = sorted({*rows["pathway"]} - {*therapies()})
    if not without or ASSESSMENT & given:
        return []
    return [f"the list {NO_ASSESSMENTS.format(pathways=', '.join(without))}"]


def _cut_short(
    pathway: str, some: pd.DataFrame, gone: pd.Series, first: pd.Timestamp, last: pd.Timestamp
) -> list[str]:
    """Whether long waits seem to be missing: years of referrals, and none open for even one."""
    days = (last - some.loc[gone.isna(), "received"]).dt.days
    if len(days) < MANY or (last - first).days < 2 * LONG or days.max() >= LONG:
        return []
    return [
        f"no open {pathway} referral is older than {days.max() // 7} weeks although the list "
        f"begins in {first:%B %Y}: ask the provider whether longer waits were left out."
    ]


def _cover_one(loading: Loading, **told: object) -> None:
    """A list that told of those who left goes on to; one that did not may have begun to. What was
    said outright counts."""
    loading.do(
        """
        insert into referral_coverage values (
            $la, $pathway, $provider, $first, $day, $simulated, $ends, $assessments)
        on conflict (la_code, pathway, provider) do update set
            first_day = case when $outright then excluded.first_day
                else least(first_day, excluded.first_day) end,
            data_date = greatest(data_date, excluded.data_date),
            ends_from = case
                when $outright or excluded.ends_from = date '9999-12-31' then excluded.ends_from
                else least(ends_from, excluded.ends_from) end,
            assessments = assessments or excluded.assessments
        """,
        **told,
    )


def _drop_empty(loading: Loading) -> None:
    """Lists whose referrals all go under another provider or pathway now."""
    loading.do(
        "delete from referral_coverage where la_code = $la and (pathway, provider) not in "
        "(select pathway, coalesce(provider, '') from referral where la_code = $la)"
    )
