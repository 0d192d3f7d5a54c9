"""The referrals and the support of one delivery: checked, identifiers out, places in, merged."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load import (
    checks,
    neighbourhood,
    referral_coverage,
    referral_gone,
    referral_merge,
    referral_names,
    referral_places,
    referral_rows,
    referral_support,
)
from sendviz.load.sql import do


@dataclass(frozen=True)
class Sent:
    """Rows kept and changed, sentences, and rows refused by reason."""

    kept: int = 0
    changed: int = 0
    notes: tuple[str, ...] = ()
    refused: dict[str, int] = field(default_factory=dict)


def load(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    import_id: int,
    salt: bytes,
    postcodes: pd.DataFrame | None,
) -> Sent:
    """Load the tables referral and support_contact of a delivery.

    Rows that an error of the checks (H01 to H06) spoils are kept out and counted as refused.
    """
    kept, changed, notes, refused = 0, 0, (), {}
    numbers = pd.Series(dtype="Int64")
    if "referral" in delivery.tables:
        numbers, done = _referrals(connection, delivery, import_id, salt, postcodes)
        kept, changed, notes, refused = done.kept, done.changed, done.notes, done.refused
    if "support_contact" in delivery.tables:
        more, also, why = referral_support.load(connection, delivery, import_id, salt, numbers)
        kept, changed, refused = kept + more, changed + also, refused | why
    return Sent(kept, changed, notes, refused)


def settle(connection: duckdb.DuckDBPyConnection, la_code: str) -> None:
    """Join what waited for a case or a referral, and children who turned out to be one."""
    referral_merge.settle(connection, la_code)
    referral_support.settle(connection, la_code)


def _referrals(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    import_id: int,
    salt: bytes,
    postcodes: pd.DataFrame | None,
) -> tuple[pd.Series, Sent]:
    """referral_id by the delivery's referral_no, and what was done."""
    given = frozenset(delivery.tables["referral"].columns)
    rows = referral_rows.whole(delivery)
    delivery = replace(delivery, tables={**delivery.tables, "referral": rows})
    context, issues, out = _checked(connection, delivery)
    who = referral_rows.who(connection, delivery.la_code, rows, salt)
    places = referral_places.find(connection, delivery, rows, postcodes)
    every = referral_rows.known(delivery, rows, who, places, salt)
    fit = every[every["pathway"].notna() & ~every["row"].isin(out["row_number"])]
    once, became = referral_rows.once(fit)
    done = _merged(connection, once, import_id, delivery, context)
    issues = pd.concat([issues, done.issues], ignore_index=True)
    referral_merge.keep_issues(connection, delivery, issues, every, done.before, import_id)
    notes = done.notes + referral_coverage.cover(connection, once, delivery, given)
    notes += _said(len(fit) - len(once), rows, places)
    numbers = pd.Series(done.ids.reindex(became).to_numpy(), fit["referral_no"])
    refused = {
        f"{id} {checks.RULES[id].message.removesuffix('.')}": int(n)
        for id, n in out["rule"].value_counts().sort_index().items()
    }
    lacking = neighbourhood.untold(connection, postcodes)
    sent = Sent(len(once), done.changed, (*notes, *lacking), refused)
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


def _merged(
    connection: duckdb.DuckDBPyConnection,
    rows: pd.DataFrame,
    import_id: int,
    delivery: Delivery,
    context: checks.Context,
) -> _Merged:
    """Merge the rows, under the names that their providers have now, and see who is gone."""
    before = referral_merge.held(connection, delivery.la_code)
    rows, renamed = referral_names.settle(connection, rows, before, import_id, delivery)
    if renamed:
        before = referral_merge.held(connection, delivery.la_code)
    ids, changed = referral_merge.load(connection, rows, import_id, delivery)
    gone, left = referral_gone.settle(connection, rows, ids, before, import_id, delivery)
    issues, notes = referral_merge.compare(rows, ids, before, gone, delivery, context)
    known = int(gone.isin(before["referral_id"]).sum())
    return _Merged(before, ids, changed + known, issues, [*renamed, *left, *notes])


def _checked(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery
) -> tuple[checks.Context, pd.DataFrame, pd.DataFrame]:
    """The context, what the checks found, and the first error of each row that is kept out."""
    codes = frozenset(row[0] for row in do(connection, "select la_code from council"))
    context = checks.context_of(delivery, codes)
    tables = {"referral": delivery.tables["referral"]}
    issues = checks.run(replace(delivery, tables=tables), context)
    spoils = {id for id, rule in checks.RULES.items() if "referral" in rule.spoils}
    out = issues[issues["rule"].isin(spoils)].drop_duplicates("row_number")
    return context, issues, out


def _said(again: int, rows: pd.DataFrame, places: pd.DataFrame) -> list[str]:
    notes = []
    if again:
        notes.append(
            f"{again} rows tell of a referral and team that an earlier row has; their days were "
            "put together."
        )
    for column in ("team", "provider", "provider_code"):
        named = int((rows[column].notna() & referral_rows.unnamed(rows[column]).isna()).sum())
        if named:
            notes.append(
                f"{named} rows had an NHS number, a UPN, a postcode or a date under "
                f"{column.replace('_', ' ')}; it was left out there, as it tells of a child."
            )
    named = rows[["postcode", "district", "locality", "sub_icb", "gp_practice"]].notna()
    lost = int((named.any(axis=1) & places["placed_by"].eq("nothing")).sum())
    if lost:
        notes.append(
            f"{lost} rows name a place that is none of this council's: they count under 'not "
            "known or out of area'. Load its localities, a postcode list or a list of GP practices."
        )
    return notes
