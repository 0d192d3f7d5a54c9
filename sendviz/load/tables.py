"""Canonical frames into those of schema.sql: people and requests, their limits and ages."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache

import pandas as pd

from sendviz.catalogue import ROOM
from sendviz.catalogue.layouts import Delivery
from sendviz.load import coded, groups
from sendviz.load.checks.codes import DECISIONS, OUTCOMES, SEXES

# Of two records of one request, the one that got further.
TELLING = {"W": 1, "H": 2, "A": 3, "N": 4, "Y": 5}


def people(delivery: Delivery, who: pd.Series) -> pd.DataFrame:
    """person_no, person (hash), birth_month, birth (kept until ages are worked out), sex,
    ethnicity_group, social_care, district, deprivation (fifth of England's neighbourhoods).
    """
    person = coded.whole(delivery, "person")
    nowhere = pd.Series(pd.NA, person.index, dtype="Int16")
    month = person["birth_date"].dt.to_period("M").dt.to_timestamp()
    return pd.DataFrame(
        {
            "person_no": person["person_no"],
            "person": who.reindex(person.index),
            "birth": person["birth_date"],
            "birth_month": month.astype("datetime64[us]"),
            "sex": coded.among(person["sex"], SEXES),
            "ethnicity_group": groups.ethnic_groups(person["ethnicity"]),
            "social_care": coded.listed(person["social_care"], "social_care"),
            "district": person["district"].fillna(f"{delivery.la_code}/unknown"),
            "deprivation": delivery.tables["person"].get("deprivation", nowhere),
        }
    )


def requests(delivery: Delivery, known: pd.DataFrame, spoiled: pd.DataFrame) -> pd.DataFrame:
    """Rows for schema table request without request_id and import_id, with request_no and
    told, which is higher the further the request got.

    Records that only carry an older plan (decision H and no assessment of their own) are not
    requests.
    """
    asked = coded.whole(delivery, "request").merge(known, on="person_no", how="inner")
    assessed = coded.whole(delivery, "assessment").drop_duplicates("request_no").drop(columns="row")
    out = asked.merge(assessed, on="request_no", how="left")
    out = out[~(out["decision"].eq("H") & (out["outcome"].isna() | out["outcome"].eq("H")))]
    out = _with_stages(out, spoiled)
    needs = coded.first_needs(delivery).set_index("request_no")["first_need"]
    out = out.assign(
        decision=coded.among(out["decision"], DECISIONS),
        outcome=coded.among(out["outcome"], OUTCOMES),
        issued=out["outcome_date"].where(out["outcome"].eq("Y")),
        no_plan_told=out["outcome_date"].where(out["outcome"].eq("N")),
        la_code=delivery.la_code,
        need=coded.listed(out["need"], "need").fillna(out["request_no"].map(needs)),
        setting=coded.listed(out["setting"], "setting"),
        source=coded.listed(out["source"], "source"),
        exported_to=coded.council_code(out["exported_to"]),
        simulated=delivery.simulated,
    )
    out = out.join(_limits(out["received"]))
    out = out.assign(**groups.ages(out["birth"], out["received"]))
    told = out["outcome"].map(TELLING).fillna(0) * 10 + out["decision"].map(TELLING).fillna(0)
    return out.assign(told=told).reset_index(drop=True)


def _with_stages(out: pd.DataFrame, spoiled: pd.DataFrame) -> pd.DataFrame:
    """Errors keep a row out of the measures that they would spoil."""
    return out.assign(
        received=out["received"].mask(out["request_no"].isin(coded.kept_out(spoiled, "received"))),
        decision_unusable=out["request_no"].isin(coded.kept_out(spoiled, "decision")),
        outcome_unusable=out["request_no"].isin(coded.kept_out(spoiled, "outcome")),
    )


@cache
def limits() -> dict[str, list[tuple[date, int]]]:
    """The statutory limits of legal_limits.toml: (since, days) in order, by step."""
    found = tomllib.loads((ROOM / "legal_limits.toml").read_text("utf-8"))
    return {
        step: sorted((each["since"], each["days"]) for each in entries)
        for step, entries in found.items()
    }


def limit_days(step: str, days: pd.Series) -> pd.Series:
    """The limit in days in force on each day; the first one also before it began."""
    out = pd.Series(limits()[step][0][1], index=days.index)
    for since, limit in limits()[step][1:]:
        out = out.mask(days >= pd.Timestamp(since), limit)
    return out


def _limits(received: pd.Series) -> pd.DataFrame:
    due = {
        f"{step}_due": received + pd.to_timedelta(limit_days(step, received), unit="D")
        for step in ("decision", "no_plan", "plan")
    }
    return pd.DataFrame(due, index=received.index)
