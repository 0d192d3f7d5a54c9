"""The referrals and the support of one delivery: checked, identifiers out, places in, merged."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from sendviz.load import (
    advice,
    checks,
    homes,
    merge,
    referral_changes,
    referral_coverage,
    referral_rows,
)
from sendviz.load.loading import Loading
from sendviz.load.readers.common import how_many
from sendviz.load.readers.values import whole_table
from sendviz.load.referral_changes import LIST

# Of these, an empty cell in a file that has the column says that it has not happened.
EVENTS = {
    "accepted", "rejected", "rejection_reason", "first_contact", "assessment_started",
    "outcome_date", "outcome", "discharged", "discharge_reason", "missed_on",
}  # fmt: skip


@dataclass(frozen=True)
class ReferralsLoaded:
    """Rows kept and changed, sentences, and rows refused by reason."""

    kept: int = 0
    changed: int = 0
    notes: tuple[str, ...] = ()
    refused: dict[str, int] = field(default_factory=dict)


def load_referrals(loading: Loading) -> ReferralsLoaded:
    """Load the tables referral and support_contact of a delivery.

    Rows of which an error of the checks leaves nothing to count are kept out, as refused; all
    others with an error count with a doubt.
    """
    done, numbers = ReferralsLoaded(), pd.Series(dtype="Int64")
    if loading.has("referral"):
        numbers, done = _referrals(loading)
    if loading.has("support_contact"):
        kept, changed, refused = advice.load_support(loading, numbers)
        done = ReferralsLoaded(
            done.kept + kept, done.changed + changed, done.notes, done.refused | refused
        )
    return done


def follow_merged_people(loading: Loading) -> None:
    """Children whom a later file showed to be one: their referrals follow the name that stays."""
    loading.do(
        "update referral set person = given.person from given "
        "where given.alias = referral.person and given.la_code = referral.la_code",
        loading.frame(
            "select alias, la_code, min(person) as person from person_alias "
            "where la_code = $la and alias <> person group by alias, la_code"
        ),
    )


def _referrals(loading: Loading) -> tuple[pd.Series, ReferralsLoaded]:
    """referral_id by the delivery's referral_no, and what was done."""
    given = frozenset(loading.delivery.tables["referral"].columns)
    rows = whole_table("referral", loading.delivery.tables["referral"]).reset_index(drop=True)
    loading = loading.with_tables(referral=rows)
    context, issues, out = _checked(loading)
    who = referral_rows.identify(loading, rows)
    places = homes.place_referrals(loading, rows)
    doubted = rows["row"].isin(_spoiling(issues, "wait")["row_number"])
    every = referral_rows.schema_rows(loading, rows.assign(has_doubt=doubted), who, places)
    fit = every[every["pathway"].notna() & ~every["row"].isin(out["row_number"])]
    once, became = referral_rows.one_row_each(fit)
    done = _merged(loading, once, context)
    issues = pd.concat([issues, done.issues], ignore_index=True)
    _keep_issues(loading, issues, every, done.before)
    notes = [*done.notes, *referral_coverage.widen_coverage(loading, once, given)]
    notes += _told(len(fit) - len(once), rows, places)
    numbers = pd.Series(done.ids.reindex(became).to_numpy(), fit["referral_no"])
    refused = {
        f"{id} {checks.RULES[id].message.removesuffix('.')}": int(n)
        for id, n in out["rule"].value_counts().sort_index().items()
    }
    notes += homes.why_not_told(loading)
    sent = ReferralsLoaded(len(once), done.changed, tuple(notes), refused)
    return numbers[numbers.index.notna() & ~numbers.index.duplicated()], sent


@dataclass(frozen=True)
class _Merged:
    """What was held before, the id of each row of the file, earlier rows changed, and what the two
    do not agree on.
    """

    before: pd.DataFrame
    ids: pd.Series
    changed: int
    issues: pd.DataFrame
    notes: list[str]


def _merged(loading: Loading, rows: pd.DataFrame, context: checks.Context) -> _Merged:
    """Merge the rows, under the names that their providers have now, and see who is gone."""
    before = referral_changes.held_referrals(loading)
    rows, renamed = referral_changes.rename_providers(loading, rows, before)
    if renamed:
        before = referral_changes.held_referrals(loading)
    ids, changed = _merge_rows(loading, rows)
    gone, left = referral_changes.close_missing_referrals(loading, rows, ids, before)
    issues, notes = referral_changes.compare_with_list_before(
        loading, rows, ids, before, gone, context
    )
    known = int(gone.isin(before["referral_id"]).sum())
    return _Merged(before, ids, changed + known, issues, [*renamed, *left, *notes])


def _merge_rows(loading: Loading, rows: pd.DataFrame) -> tuple[pd.Series, int]:
    """referral_id on the index of the rows, and how many earlier rows changed."""
    named, child = rows["referral_ref"].notna(), rows["person"].notna()
    given = loading.delivery.tables["referral"]
    told = frozenset(EVENTS & {name for name in given.columns if given[name].notna().any()})
    told |= {"gone_on"}  # what is in the newest list is not gone
    parts: list[pd.Series] = []
    changed = 0
    for by, which in (
        ("referral", named),
        ("referral by child", ~named & child),
        ("referral by traits", ~named & ~child),
    ):
        done = merge.merge_rows(loading, "referral", rows[which], by, told)
        parts, changed = [*parts, done.ids], changed + done.changed
    return pd.concat(parts).reindex(rows.index).astype("Int64"), changed


def _checked(loading: Loading) -> tuple[checks.Context, pd.DataFrame, pd.DataFrame]:
    """The context, what the checks found, and the first error of each row that is kept out."""
    delivery = loading.delivery
    codes = frozenset(code for (code,) in loading.do("select la_code from council"))
    context = checks.context_of(delivery, codes)
    tables = {"referral": delivery.tables["referral"]}
    issues = checks.run(replace(delivery, tables=tables), context)
    return context, issues, _spoiling(issues, "referral").drop_duplicates("row_number")


def _spoiling(issues: pd.DataFrame, stage: str) -> pd.DataFrame:
    """The issues that spoil the stage."""
    spoils = {id for id, rule in checks.RULES.items() if stage in rule.spoils}
    return issues[issues["rule"].isin(spoils)]


def _keep_issues(
    loading: Loading, issues: pd.DataFrame, rows: pd.DataFrame, before: pd.DataFrame
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
    if (same["day"] > loading.day).any():
        return
    loading.do(
        "delete from data_issue where la_code = $la and table_name = 'referral' "
        "and not list_contains($others::bigint[], import_id)",
        others=others,
    )
    by_row = rows.drop_duplicates("row").set_index("row")
    number = issues["row_number"]
    loading.append(
        "data_issue",
        issues.assign(
            import_id=loading.import_id,
            la_code=loading.la_code,
            simulated=loading.delivery.simulated,
            case_ref=number.map(by_row["referral_ref"]),
            district=number.map(by_row["district"]).fillna(loading.nowhere),
        ),
    )


def _told(again: int, rows: pd.DataFrame, places: pd.DataFrame) -> list[str]:
    notes = []
    if again:
        notes.append(
            f"{how_many(again, 'row tells', 'rows tell')} of a referral and team that an earlier "
            "row has; the days were put together."
        )
    for column in ("team", "provider", "provider_code"):
        named = int(
            (rows[column].notna() & referral_rows.without_identifiers(rows[column]).isna()).sum()
        )
        if named:
            notes.append(
                f"{how_many(named, 'row', 'rows')} had an NHS number, a UPN, a postcode or a date "
                f"under {column.replace('_', ' ')}; it was left out there, as it tells of a child."
            )
    named = rows[["postcode", "district", "locality", "sub_icb", "gp_practice"]].notna()
    lost = int((named.any(axis=1) & places["placed_by"].eq("nothing")).sum())
    if lost:
        notes.append(
            f"{how_many(lost, 'row names', 'rows name')} a place that is none of this council's: "
            "counted under 'not known or out of area'. Load its localities, a postcode list or a "
            "list of GP practices."
        )
    return notes
