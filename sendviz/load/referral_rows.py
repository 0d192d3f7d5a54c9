"""Rows of a referral list as rows of the file: identifiers out, ages and codes in, each once."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sendviz.catalogue import therapies
from sendviz.catalogue.layouts import Delivery
from sendviz.load import aliases, case_rows
from sendviz.load.aliases import hashed
from sendviz.load.loading import Loading

STEPS = (
    "accepted", "rejected", "first_contact", "assessment_started", "outcome_date", "discharged",
    "missed_on",
)  # fmt: skip
# By these a referral leaves the list.
LEAVING = ("rejected", "assessment_started", "outcome_date", "discharged")
# What says more about a step, and goes with its day.
WITH_STEP = {
    "rejection_reason": "rejected",
    "outcome": "outcome_date",
    "discharge_reason": "discharged",
}
# Of these the earliest day counts where a referral has several rows.
EARLIEST = ("first_contact", "assessment_started")
OUTCOMES = ("diagnosed", "not_diagnosed", "other")
TRAITS = ("birth_month", "sex", "ethnicity_group", "social_care")


def schema_rows(
    loading: Loading, rows: pd.DataFrame, who: pd.Series, places: pd.DataFrame
) -> pd.DataFrame:
    """Rows of schema table referral without referral_id and import_id, with `row` and
    `referral_no`, from rows with `has_doubt`. Days after the delivery's own have not come yet.
    """
    code = without_identifiers(rows["provider_code"])
    people = _people(loading.delivery, rows, who)
    out = rows.assign(
        la_code=loading.la_code,
        person=who,
        referral_ref=aliases.safe_references(rows["referral_ref"], loading.salt),
        team=without_identifiers(rows["team"]),
        provider=without_identifiers(rows["provider"]).fillna(code),
        provider_code=code,
        simulated=loading.delivery.simulated,
        gone_on=_left_undated(loading, rows),
        outcome=case_rows.codes_in(rows["outcome"], OUTCOMES),
        source=case_rows.known_codes(rows["source"], "source"),
        discharge_reason=case_rows.known_codes(rows["discharge_reason"], "left_because"),
        **{name: people[name] for name in TRAITS},
        **{name: places[name] for name in ("district", "placed_by", "deprivation")},
    )
    born = rows["birth_date"].fillna(rows["birth_month"])
    given = pd.to_numeric(rows["age"], errors="coerce")
    out = out.assign(**case_rows.ages(born, rows["received"], given))
    ahead = {step: rows[step] > loading.day for step in STEPS}
    out = out.assign(**{step: out[step].mask(ahead[step]) for step in STEPS})
    return out.assign(**{more: out[more].mask(ahead[step]) for more, step in WITH_STEP.items()})


def _left_undated(loading: Loading, rows: pd.DataFrame) -> pd.Series:
    """The delivery's own day for referrals that left on a day which is filled in and cannot be
    read, and on no other: they left before, nobody says when.
    """
    found = loading.delivery.tables.get("undated")
    nobody = pd.Series(pd.NaT, rows.index, dtype="datetime64[us]")
    if found is None:
        return nobody
    steps = found[found["table"].eq("referral")]
    therapy = rows["pathway"].isin(therapies())
    left = rows["row"].isin(steps.loc[steps["column"].isin(LEAVING), "row"])
    left |= therapy & rows["row"].isin(steps.loc[steps["column"].eq("first_contact"), "row"])
    known = rows[[*LEAVING]].notna().any(axis=1) | therapy & rows["first_contact"].notna()
    return nobody.mask(left & ~known, loading.day)


def without_identifiers(texts: pd.Series) -> pd.Series:
    """Names of teams and providers; missing where an identifier of a child stands in them."""
    naming = {text for text in texts.dropna().unique() if aliases.holds_identifier(text)}
    return texts.mask(texts.isin(naming))


def _people(delivery: Delivery, rows: pd.DataFrame, who: pd.Series) -> pd.DataFrame:
    traits = rows[["birth_date", "sex", "ethnicity", "social_care"]]
    born = traits["birth_date"].fillna(rows["birth_month"])
    person = traits.assign(birth_date=born, person_no=rows.index, row=rows["row"])
    return case_rows.people(replace(delivery, tables={"person": person}), who)


def identify(loading: Loading, rows: pd.DataFrame) -> pd.Series:
    """The salted hash of each row's child, the same as in the council's own files where those use
    the same id; missing where the row names nobody. Remembers the ids as aliases.
    """
    text = rows["person_id"].str.replace(" ", "").str.upper()
    born = rows["birth_date"].fillna(rows["birth_month"])
    # A number copied down the column, 0 or n/a tells nothing.
    text = text.mask(born.groupby(text).transform("nunique").gt(1))
    text = text.mask(aliases.tells_nobody(pd.DataFrame({"kind": "person_id", "text": text})))
    kind = pd.Series("person_id", rows.index).mask(
        text.str.fullmatch(aliases.UPN.pattern).fillna(False).astype(bool), "upn"
    )
    named = loading.la_code + "/" + kind + "/" + text
    names = {each: hashed(loading.salt, each) for each in named.dropna().to_numpy(dtype=object)}
    alias = named.map(names).astype("str")
    held = loading.frame(
        "select alias, min(person) as person from person_alias "
        "where la_code = $la and alias = any($aliases) group by alias",
        aliases=sorted(set(names.values())),
    )
    person = alias.map(held.set_index("alias")["person"]).astype("str").fillna(alias)
    fresh = pd.DataFrame({"alias": alias, "kind": kind, "person": person})
    fresh = fresh.assign(la_code=loading.la_code)
    fresh = fresh[alias.notna() & ~alias.isin(held["alias"])].drop_duplicates("alias")
    loading.append("person_alias", fresh)
    return person


def one_row_each(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """The rows, those of one referral and team (as where each contact has a row) made one: the
    first contact and assessment, the newest missed appointment. And the row each has become.
    """
    named = rows["referral_ref"].notna() | rows["person"].notna()
    same = ["referral_ref", "person", "provider", "pathway", "team", "received"]
    place = rows.groupby(same, dropna=False, sort=False).ngroup()
    place = place.where(named, -1 - rows.index.to_series())
    first = rows.index.to_series().groupby(place).transform("first")
    if first.is_unique:
        return rows, first
    how = {column: "first" for column in rows.columns}
    how |= {"first_contact": "min", "assessment_started": "min", "missed_on": "max"}
    how |= {"has_doubt": "max"}
    days = rows[[*EARLIEST]]
    # A day before the receipt counts only where there is no other.
    sound = days.mask(days.lt(rows["received"], axis=0)).groupby(first).min()
    joined = rows.groupby(first).agg(how)
    return joined.assign(**sound.fillna(joined[[*EARLIEST]])), first
