"""Rows of the schema's tables from the canonical ones of a delivery: children, requests, plans,
reviews; and the groups by which children are told, worked out once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sendviz.catalogue import dimensions, legal_limit_days
from sendviz.catalogue.layouts import Delivery
from sendviz.load.checks.codes import DECISIONS, ETHNIC_GROUPS, OUTCOMES, SEXES
from sendviz.load.checks.tables import age
from sendviz.load.readers.values import whole_table

OLDEST = 25  # SEND reaches to the 26th birthday
# The highest age of each, in whole years.
AGE_BANDS = {"0-4": 4, "5-10": 10, "11-15": 15, "16-18": 18, "19-25": OLDEST}
# Idem on the 31 August before the school year: Reception is 4, Year 7 is 11, Year 12 is 16.
PHASES = {"early_years": 3, "primary": 10, "secondary": 15, "post_16": OLDEST}
_GROUP_OF = {code: group for group, codes in ETHNIC_GROUPS.items() for code in codes}


def ethnic_groups(codes: pd.Series) -> pd.Series:
    """The group of each of DfE's codes of ethnicity; missing where it is refused, not obtained or
    no code."""
    return codes.astype("str").str.upper().map(_GROUP_OF).astype("str")


def ages(born: pd.Series, day: pd.Series, given: pd.Series | None = None) -> dict[str, pd.Series]:
    """age in whole years on the day (as given where no birth date is), age_band, and phase, which
    an age alone does not tell; missing before birth and for those who are too old.

    On 30 June 2026 children born on 31 August and on 1 September 2014 are both 11; the first is in
    Year 7 (secondary), the second in Year 6 (primary).
    """
    own = age(born, day)
    own = own if given is None else own.fillna(given)
    own = own.where(own.between(0, OLDEST)).round().astype("Int16")
    phase = _banded(school_age(born, day), PHASES).where(born <= day)
    return {"age": own, "age_band": _banded(own, AGE_BANDS), "phase": phase}


def school_age(born: pd.Series, day: pd.Series) -> pd.Series:
    """Whole years on the 31 August before the school year of the day, for which the month of birth
    is enough; -1 for who was born since."""
    began = day.dt.year - (day.dt.month < 9)
    return began - born.dt.year - (born.dt.month > 8)


def _banded(years: pd.Series, bands: dict[str, int]) -> pd.Series:
    """The code of the band of each number of years; missing above the last."""
    known = pd.to_numeric(years, errors="coerce").astype("Float64")
    cut = pd.cut(known.to_numpy(float, na_value=np.nan), [-2, *bands.values()], labels=list(bands))
    return pd.Series(cut, years.index).astype("str")


# Of two records of one request, the one that got further.
TELLING = {"W": 1, "H": 2, "A": 3, "N": 4, "Y": 5}
# Domain list of the SEN2 guide, item 4.7c; a URN names a school or college whose type the return
# does not hold.
SETTINGS = {
    "OLA": "otherwise",
    "OPA": "otherwise",
    "EHE": "home_educated",
    "EYP": "early_years",
    "OTH": "other",
    "NEET": "neet",
    "NIEC": "none",
    "NIEO": "none",
}
RESIDENTIAL = ("A", "B")  # 38 to 51 weeks, 52 weeks: item 4.2 of the guide


def _whole(delivery: Delivery, name: str) -> pd.DataFrame:
    return whole_table(name, delivery.tables.get(name))


def people(delivery: Delivery, who: pd.Series) -> pd.DataFrame:
    """person_no, person (hash), birth_month, birth (kept until ages are worked out), sex,
    ethnicity_group, social_care, district, deprivation (fifth of England's neighbourhoods).
    """
    person = _whole(delivery, "person")
    nowhere = pd.Series(pd.NA, person.index, dtype="Int16")
    month = person["birth_date"].dt.to_period("M").dt.to_timestamp()
    return pd.DataFrame(
        {
            "person_no": person["person_no"],
            "person": who.reindex(person.index),
            "birth": person["birth_date"],
            "birth_month": month.astype("datetime64[us]"),
            "sex": codes_in(person["sex"], SEXES),
            "ethnicity_group": ethnic_groups(person["ethnicity"]),
            "social_care": known_codes(person["social_care"], "social_care"),
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
    asked = _whole(delivery, "request").merge(known, on="person_no", how="inner")
    assessed = _whole(delivery, "assessment").drop_duplicates("request_no").drop(columns="row")
    out = asked.merge(assessed, on="request_no", how="left")
    held = plans_out(delivery).assign(has_plan=True, plan_started=lambda f: f["started"])
    held = held[["request_no", "has_plan", "plan_started"]]
    out = out.merge(held, on="request_no", how="left")
    out["has_plan"] = out["has_plan"].eq(True)
    out = _known_by(out[~_carries_a_plan(out)], pd.Timestamp(delivery.reference_date))
    needs = first_needs(delivery).set_index("request_no")["first_need"]
    exported = council_code(out["exported_to"])
    out = out.assign(
        decision=codes_in(out["decision"], DECISIONS),
        outcome=codes_in(out["outcome"], OUTCOMES),
        issued=out["outcome_date"].where(out["outcome"].eq("Y")),
        no_plan_told=out["outcome_date"].where(out["outcome"].eq("N")),
        la_code=delivery.la_code,
        need=known_codes(out["need"], "need").fillna(out["request_no"].map(needs)),
        setting=known_codes(out["setting"], "setting"),
        source=known_codes(out["source"], "source"),
        # Nobody moves to where they are.
        exported_to=exported.mask(exported == delivery.la_code),
        has_doubt=out["request_no"].isin(doubtful(spoiled, "received", "decision", "outcome")),
        simulated=delivery.simulated,
    )
    out = out.join(_limits(out["received"]))
    out = out.assign(**ages(out["birth"], out["received"]))
    out = out.assign(ended_undated=_ended_undated(delivery, out))
    told = out["outcome"].map(TELLING).fillna(0) * 10 + out["decision"].map(TELLING).fillna(0)
    return out.assign(told=told).reset_index(drop=True)


def undated(delivery: Delivery, table: str, column: str) -> set:
    """request_no of the cases that took a step on a day that is filled in and cannot be read."""
    found = delivery.tables.get("undated")
    if found is None:
        return set()
    return {*found.loc[found["table"].eq(table) & found["column"].eq(column), "request_no"]}


def _ended_undated(delivery: Delivery, out: pd.DataFrame) -> pd.Series:
    """Whether each request has left on a day that cannot be read; missing where the record says
    only that it was decided before its year.
    """

    def took(table: str, column: str) -> pd.Series:
        return out["request_no"].isin(undated(delivery, table, column))

    disputed = out["request_mediation"].eq(True) | out["request_tribunal"].eq(True)
    known = out[["issued", "no_plan_told", "withdrawn_on"]].notna().any(axis=1)
    refused = out["decision"].eq("N") & ~disputed.fillna(False).astype(bool)
    told = took("assessment", "outcome_date")
    ended = (
        out["outcome"].eq("Y") & (told | took("named_plan", "started"))
        | out["outcome"].eq("N") & (told | took("cases", "no_plan_told"))
        | refused & out["decided"].isna() & took("request", "decided")
        | took("request", "withdrawn_on")
        | took("cases", "closed") & ~(refused & out["decided"].notna())
    )
    ended = (ended.fillna(False).astype(bool) & ~known).astype("boolean")
    return ended.mask(out["decision"].eq("H"))


def _carries_a_plan(out: pd.DataFrame) -> pd.Series:
    """Whether a record is there only for a plan of earlier years. Without an outcome it may as well
    be an assessment that was agreed to earlier and still runs: then it is dated and has no plan."""
    no_outcome = out["outcome"].isna() & (out["received"].isna() | out["has_plan"])
    return out["decision"].eq("H") & (out["outcome"].eq("H") | no_outcome)


def _known_by(out: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The requests as they stood on the day to which the file tells: what is dated later is planned
    and has not happened, whatever a newer file may say."""
    days = ("received", "decided", "outcome_date", "draft", "withdrawn_on")
    ahead = {name: out[name] > day for name in days}
    decided = ahead["decided"] & out["decision"].isin(["Y", "N"])
    ended = ahead["outcome_date"] & out["outcome"].isin(["Y", "N"])
    gone = {name: ahead["withdrawn_on"] & out[name].eq("W") for name in ("decision", "outcome")}
    return out.assign(
        decision=out["decision"].mask(decided | gone["decision"], "A"),
        outcome=out["outcome"].mask(ended | gone["outcome"], "A"),
        **{name: out[name].mask(later) for name, later in ahead.items()},
    )


def limit_days(step: str, days: pd.Series) -> pd.Series:
    """The limit in days in force on each day; the first one also before it began."""
    (_, first), *later = legal_limit_days()[step]
    out = pd.Series(first, index=days.index)
    for since, limit in later:
        out = out.mask(days >= pd.Timestamp(since), limit)
    return out


def _limits(received: pd.Series) -> pd.DataFrame:
    due = {
        f"{step}_due": received + pd.to_timedelta(limit_days(step, received), unit="D")
        for step in ("decision", "no_plan", "plan")
    }
    return pd.DataFrame(due, index=received.index)


def plans_out(delivery: Delivery) -> pd.DataFrame:
    """The plans of the file, one row a request: the columns of named_plan, transferred_from, and
    active. A plan is out if by the day of the file it has started, is among the active plans, or
    has ended; started is missing where no cell tells it.

    A plan without a start that was issued after an assessment started on the day it was issued.
    """
    day = pd.Timestamp(delivery.reference_date)
    named = _whole(delivery, "named_plan").drop_duplicates("request_no").drop(columns="row")
    active = _whole(delivery, "active_plan").drop_duplicates("request_no").assign(active=True)
    out = named.merge(
        active[["request_no", "transferred_from", "active"]], on="request_no", how="outer"
    )
    made = _whole(delivery, "assessment").drop_duplicates("request_no")
    made = made[made["outcome"].eq("Y") & (made["outcome_date"] <= day)].set_index("request_no")
    issued = made["outcome_date"].reindex(out["request_no"]).set_axis(out.index)
    out["active"] = out["active"].eq(True)
    out["started"] = out["started"].where(out["started"] <= day)
    out["ceased"] = out["ceased"].where(out["ceased"] <= day)
    # A plan that is active on the day of the file did not end before it started.
    out["ceased"] = out["ceased"].mask(out["active"] & (out["ceased"] < out["started"]))
    out = out[out["started"].notna() | out["active"] | out["ceased"].notna()]
    return out.assign(started=out["started"].fillna(issued))


def plans(delivery: Delivery, known: pd.DataFrame, spoiled: pd.DataFrame) -> pd.DataFrame:
    """Rows for schema table plan without plan_id and import_id, with request_no: one for each plan
    that is out.
    """
    asked = _whole(delivery, "request")[["request_no", "person_no", "case_ref", "need", "setting"]]
    ended = undated(delivery, "named_plan", "ceased")
    out = asked[~asked["request_no"].isin(ended)].merge(plans_out(delivery), on="request_no")
    out = out.merge(known.drop(columns="birth"), on="person_no")
    out = out.merge(first_needs(delivery), on="request_no", how="left")
    out = out.merge(_setting(delivery), on="request_no", how="left")
    return out.assign(
        need=out["first_need"].fillna(known_codes(out["need"], "need")),
        setting=out["placed"].fillna(known_codes(out["setting"], "setting")),
        la_code=delivery.la_code,
        simulated=delivery.simulated,
        seen_on=pd.Timestamp(delivery.reference_date),
        has_doubt=out["request_no"].isin(doubtful(spoiled, "plan")),
        transferred_from=council_code(out["transferred_from"]),
        residential=codes_in(out["residential"], RESIDENTIAL),
        cease_reason=pd.to_numeric(out["cease_reason"], errors="coerce"),
    )


def reviews(delivery: Delivery) -> pd.DataFrame:
    """Rows for schema table review without ids, with request_no: every review in the file, by its
    meeting, or by its decision where no meeting is told (the return of 2023 had no such item)."""
    day = pd.Timestamp(delivery.reference_date)
    names = {
        "review_meeting": "meeting",
        "review_outcome": "outcome",
        "review_draft": "draft",
        "last_review": "decided",
    }
    found = _whole(delivery, "active_plan").rename(columns=names)
    past = {name: found[name].where(found[name] <= day) for name in ("meeting", "decided")}
    found = found.assign(**past, by_decision=past["meeting"].isna())
    found["meeting"] = found["meeting"].fillna(found["decided"])
    found = found[found["meeting"].notna()].drop_duplicates(["request_no", "meeting"])
    return found.assign(la_code=delivery.la_code, simulated=delivery.simulated)


def _setting(delivery: Delivery) -> pd.DataFrame:
    """The main open placement, else what section I of the plan names, as a code."""
    placed = _whole(delivery, "placement")
    placed = placed[
        placed["left"].isna() | (placed["left"] > pd.Timestamp(delivery.reference_date))
    ]
    both = pd.concat(
        [
            placed.assign(order=0),
            _whole(delivery, "plan_detail").assign(order=1),
        ],
        ignore_index=True,
    )
    both["rank"] = pd.to_numeric(both["rank"], errors="coerce").fillna(1)
    both = both.sort_values(["order", "rank"]).drop_duplicates("request_no")
    code = both["setting"].astype("str").str.upper().map(SETTINGS)
    school = both["urn"].notna() | both["ukprn"].notna()
    code = code.where(code.notna() | ~school, "school_or_college")
    code = code.mask(both["unit"].fillna(False).astype(bool), "unit")
    code = code.mask(both["resourced"].fillna(False).astype(bool), "resourced")
    return pd.DataFrame({"request_no": both["request_no"], "placed": code.replace({np.nan: None})})


def known_codes(codes: pd.Series, dimension: str) -> pd.Series:
    """Codes of dimensions.toml; anything else is not known (the checks tell of it)."""
    return codes_in(codes, dimensions()[dimension].values)


def codes_in(codes: pd.Series, allowed: Iterable[str]) -> pd.Series:
    """Text in a column of codes may be anything, a name too: what is no code does not enter."""
    return codes.where(codes.isin(list(allowed)))


def council_code(codes: pd.Series) -> pd.Series:
    """Three digits; anything else is not known."""
    return codes.where(codes.astype("str").str.fullmatch(r"[0-9]{3}").fillna(False).astype(bool))


def doubtful(spoiled: pd.DataFrame, *stages: str) -> set:
    """request_no of the cases of which an error touches one of the steps (checks.spoiled)."""
    return set(spoiled.loc[spoiled["stage"].isin(stages), "request_no"])


def first_needs(delivery: Delivery) -> pd.DataFrame:
    """request_no, first_need, second_need: by their rank, then as they stand in the file."""
    found = _whole(delivery, "need")
    rank = pd.to_numeric(found["rank"], errors="coerce").fillna(1)
    found = found.assign(rank=rank, need=known_codes(found["need"], "need")).dropna(subset="need")
    found = found.sort_values(["request_no", "rank"], kind="stable")
    place = found.groupby("request_no").cumcount()
    first, second = (found[place == n].set_index("request_no")["need"] for n in (0, 1))
    return (
        pd.DataFrame({"first_need": first, "second_need": second})
        .rename_axis("request_no")
        .reset_index()
    )
