"""Rows of a referral list as rows of the file: identifiers out, ages and codes in, each once."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import DATES, REFERRAL, Delivery
from sendviz.load import aliases, coded, groups, tables
from sendviz.load.beside import hashed
from sendviz.load.sql import frame, put

STEPS = (
    "accepted", "rejected", "first_contact", "assessment_started", "outcome_date", "discharged",
    "missed_on",
)  # fmt: skip
# What says more about a step, and goes with its day.
WITH_STEP = {
    "rejection_reason": "rejected",
    "outcome": "outcome_date",
    "discharge_reason": "discharged",
}
OUTCOMES = ("diagnosed", "not_diagnosed", "other")
TRAITS = ("birth_month", "sex", "ethnicity_group", "social_care")


def whole(delivery: Delivery) -> pd.DataFrame:
    """The referrals of a delivery with all columns, typed, on a plain index."""
    given = delivery.tables.get("referral", pd.DataFrame())
    rows = given.reindex(columns=[*REFERRAL, "row", "referral_no"]).reset_index(drop=True)
    for column in rows.columns:
        if column in DATES or column == "birth_month":
            rows[column] = pd.to_datetime(rows[column]).astype("datetime64[us]")
        elif column not in ("row", "referral_no", "age"):
            rows[column] = rows[column].astype("str")
    return rows


def known(
    delivery: Delivery, rows: pd.DataFrame, who: pd.Series, places: pd.DataFrame, salt: bytes
) -> pd.DataFrame:
    """Rows of schema table referral without referral_id and import_id, with `row` and
    `referral_no`. Days after the delivery's own have not come yet.
    """
    people = _people(delivery, rows, who)
    out = rows.assign(
        la_code=delivery.la_code,
        person=who,
        referral_ref=aliases.reference(rows["referral_ref"], salt),
        team=unnamed(rows["team"]),
        provider=unnamed(rows["provider"]).fillna(unnamed(rows["provider_code"])),
        provider_code=unnamed(rows["provider_code"]),
        simulated=delivery.simulated,
        gone_on=pd.Series(pd.NaT, rows.index, dtype="datetime64[us]"),
        outcome=coded.among(rows["outcome"], OUTCOMES),
        source=coded.listed(rows["source"], "source"),
        discharge_reason=coded.listed(rows["discharge_reason"], "left_because"),
        **{name: people[name] for name in TRAITS},
        **{name: places[name] for name in ("district", "placed_by", "deprivation")},
    )
    born = rows["birth_date"].fillna(rows["birth_month"])
    given = pd.to_numeric(rows["age"], errors="coerce")
    out = out.assign(**groups.ages(born, rows["received"], given))
    day = pd.Timestamp(delivery.reference_date)
    out = out.assign(**{step: out[step].mask(out[step] > day) for step in STEPS})
    ahead = {step: rows[step] > day for step in STEPS}
    return out.assign(**{more: out[more].mask(ahead[step]) for more, step in WITH_STEP.items()})


def unnamed(texts: pd.Series) -> pd.Series:
    """Names of teams and providers; missing where an identifier of a child stands in them."""
    naming = {text for text in texts.dropna().unique() if aliases.holds_identifier(text)}
    return texts.mask(texts.isin(naming))


def _people(delivery: Delivery, rows: pd.DataFrame, who: pd.Series) -> pd.DataFrame:
    traits = rows[["birth_date", "sex", "ethnicity", "social_care"]]
    born = traits["birth_date"].fillna(rows["birth_month"])
    person = traits.assign(birth_date=born, person_no=rows.index, row=rows["row"])
    return tables.people(replace(delivery, tables={"person": person}), who)


def who(
    connection: duckdb.DuckDBPyConnection, la_code: str, rows: pd.DataFrame, salt: bytes
) -> pd.Series:
    """The salted hash of each row's child, the same as in the council's own files where those use
    the same id; missing where the row names nobody. Remembers the ids as aliases.
    """
    text = rows["person_id"].str.replace(" ", "").str.upper()
    born = rows["birth_date"].fillna(rows["birth_month"])
    # A number copied down the column, 0 or n/a tells nothing.
    text = text.mask(born.groupby(text).transform("nunique").gt(1))
    kind = pd.Series("person_id", rows.index).mask(
        text.str.fullmatch(aliases.UPN.pattern).fillna(False).astype(bool), "upn"
    )
    named = la_code + "/" + kind + "/" + text
    names = {each: hashed(salt, each) for each in named.dropna().to_numpy(dtype=object)}
    alias = named.map(names).astype("str")
    held = frame(
        connection,
        "select alias, min(person) as person from person_alias "
        "where la_code = $la and alias = any($aliases) group by alias",
        {"la": la_code, "aliases": sorted(set(names.values()))},
    )
    person = alias.map(held.set_index("alias")["person"]).astype("str").fillna(alias)
    fresh = pd.DataFrame({"alias": alias, "kind": kind, "la_code": la_code, "person": person})
    fresh = fresh[alias.notna() & ~alias.isin(held["alias"])].drop_duplicates("alias")
    put(connection, "insert into person_alias by name select * from given", fresh)
    return person


def once(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
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
    return rows.groupby(first).agg(how), first
