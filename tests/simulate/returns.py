"""What a council would have sent to DfE for one calendar year: the SEN2 return cut from its whole
history.
"""

import hashlib
from dataclasses import replace
from datetime import date

import pandas as pd

from sendviz.catalogue.layouts import KEYS, PERSON_LEVEL, Delivery
from sendviz.simulate.published import REFERENCE
from tests.simulate import identifiers

# Canonical columns by edition (SEN2 guides): since when an item is collected, or until when.
_SINCE = {
    ("request", "source"): 2025,
    ("active_plan", "review_draft"): 2025,
    ("active_plan", "review_meeting"): 2024,
    ("active_plan", "review_outcome"): 2024,
    ("active_plan", "phase_transfer_due"): 2025,
    ("active_plan", "phase_transfer_final"): 2025,
    ("placement", "residential"): 2024,
    ("placement", "work_based"): 2024,
}
_UNTIL = {
    ("placement", "attendance"): 2023,
    ("active_plan", "residential"): 2023,
    ("active_plan", "work_based"): 2023,
}
_DOWN_SYNDROME_SINCE = 2025
_CHILDREN = ("assessment", "named_plan", "plan_detail", "active_plan", "placement", "need")


def columns(table: str, edition: int) -> list[str]:
    """The canonical columns of a table that are in the return of an edition (year of the
    collection).
    """
    return [
        c
        for c, names in PERSON_LEVEL[table].items()
        if names and _SINCE.get((table, c), 0) <= edition <= _UNTIL.get((table, c), 9999)
    ]


def sen2_return(delivery: Delivery, year: int) -> Delivery:
    """The return for a calendar year as at its reference date: layout simulated_return, edition
    year + 1.

    Plans in force or ended in the year, work finished in it and work still open. Decisions before
    the year are H, with the received date kept. Raises KeyError for years other than 2021 to 2025.
    """
    day, edition = REFERENCE[year], year + 1
    tables = _as_at(
        {name: frame.copy() for name, frame in delivery.tables.items()}, pd.Timestamp(day)
    )
    kept = _kept(tables, pd.Timestamp(year, 1, 1))
    request = tables["request"][tables["request"]["request_no"].isin(kept)]
    tables = {name: tables[name][tables[name]["request_no"].isin(kept)] for name in _CHILDREN} | {
        "request": request
    }
    person = delivery.tables["person"]
    tables["person"] = _person(delivery, person[person["person_no"].isin(request["person_no"])])
    tables = _historical(tables, pd.Timestamp(year, 1, 1))
    if edition < _DOWN_SYNDROME_SINCE:
        tables["need"]["need"] = tables["need"]["need"].replace({"DS": "OTH"})
    tables = {name: _shaped(name, frame, edition) for name, frame in tables.items()}
    return replace(
        delivery,
        layout="simulated_return",
        tables=tables,
        edition=str(edition),
        reference_date=day,
        period_start=date(year, 1, 1),
        file_name=f"simulated-sen2-{delivery.la_code}-{edition}",
        source=f"SEN2 return {edition}, simulated",
        rows_read=sum(map(len, tables.values())),
        sha256=hashlib.sha256(f"{delivery.sha256}{edition}".encode()).hexdigest(),
    )


def _as_at(tables: dict, day: pd.Timestamp) -> dict:
    """The tables with everything later than a day turned back into not yet."""
    request = tables["request"]
    late = request["decided"].gt(day) | request["withdrawn_on"].gt(day)
    request["decision"] = request["decision"].mask(late, "A")
    request["decided"] = request["decided"].where(~late)
    tables["request"] = request[~request["received"].gt(day)]
    made = tables["assessment"]
    made = made[
        ~made["request_no"].isin(request.loc[request["decision"] == "A", "request_no"])
    ].copy()
    open_still = made["outcome_date"].gt(day)
    overturned = made["request_no"].isin(request.loc[request["decision"] == "N", "request_no"])
    made["outcome"] = made["outcome"].mask(open_still, "A")
    made["outcome_date"] = made["outcome_date"].where(~open_still)
    made["exception"] = made["exception"] & ~open_still
    tables["assessment"] = made[~(open_still & overturned)]
    return tables | _plans_as_at(tables, day)


def _plans_as_at(tables: dict, day: pd.Timestamp) -> dict:
    named = tables["named_plan"]
    named = named[
        named["started"].le(day) & named["request_no"].isin(tables["assessment"]["request_no"])
    ].copy()
    ended = named["ceased"].le(day)
    for column in ("ceased", "cease_reason"):
        named[column] = named[column].where(ended)
    in_force = set(named.loc[~ended, "request_no"])
    active = tables["active_plan"]
    bare = pd.DataFrame({"request_no": sorted(in_force - set(active["request_no"]))})
    bare = bare.reindex(columns=active.columns).assign(row=0).astype(active.dtypes)
    active = pd.concat([active[active["request_no"].isin(in_force)], bare], ignore_index=True)
    held = ~active["review_meeting"].gt(day)
    for column in _REVIEW:
        active[column] = active[column].where(held)
    # Until 2023 only the decision was asked for: the newest review that has one is sent.
    settled = active["last_review"].le(day) | (
        day.year > _SINCE[("active_plan", "review_meeting")] - 1
    )
    active = active.assign(settled=settled).sort_values(
        ["request_no", "settled", "review_meeting"], na_position="first"
    )
    active = active.drop(columns="settled")
    active = active.drop_duplicates("request_no", keep="last")
    given = active["last_review"].le(day)
    for column in ("review_outcome", "last_review"):
        active[column] = active[column].where(given)
    for column in ("review_draft", "phase_transfer_final"):
        active[column] = active[column].where(active[column].le(day))
    placement = tables["placement"]
    placement = placement[placement["request_no"].isin(in_force)].copy()
    placement["entered"] = placement["entered"].clip(upper=day)
    placement["left"] = placement["left"].where(placement["left"].le(day))
    return {
        "named_plan": named,
        "active_plan": active,
        "placement": placement,
        "need": tables["need"][tables["need"]["request_no"].isin(in_force)].copy(),
        "plan_detail": tables["plan_detail"][
            tables["plan_detail"]["request_no"].isin(named["request_no"])
        ],
    }


_REVIEW = (
    "review_meeting",
    "review_outcome",
    "review_draft",
    "last_review",
    "phase_transfer_due",
    "phase_transfer_final",
)


def _kept(tables: dict, start: pd.Timestamp) -> set[int]:
    """Requests that the return holds: open, finished in the year, or with a plan in force or ended
    in it.
    """
    request, made, named = tables["request"], tables["assessment"], tables["named_plan"]
    ended = request["withdrawn_on"].fillna(request["received"])
    own = (request["decision"] == "A") | (
        request["decision"].isin(["Y", "N"]) & request["decided"].ge(start)
    )
    own |= (request["decision"] == "W") & ended.ge(start)
    own &= request["received"].notna()
    working = made[(made["outcome"] == "A") | made["outcome_date"].ge(start)]
    planned = named[named["ceased"].isna() | named["ceased"].ge(start)]
    return (
        set(request.loc[own, "request_no"])
        | set(working["request_no"])
        | set(planned["request_no"])
    )


def _historical(tables: dict, start: pd.Timestamp) -> dict:
    """Decisions and outcomes before the year are H; what goes with them is not sent again."""
    request, made = tables["request"].copy(), tables["assessment"].copy()
    old = request["decision"].isin(["Y", "N"]) & request["decided"].lt(start)
    request["decision"], request["decided"] = (
        request["decision"].mask(old, "H"),
        request["decided"].where(~old),
    )
    past = made["outcome"].isin(["Y", "N"]) & made["outcome_date"].lt(start)
    made["outcome"], made["outcome_date"] = (
        made["outcome"].mask(past, "H"),
        made["outcome_date"].where(~past),
    )
    return tables | {"request": request, "assessment": made}


def _person(delivery: Delivery, person: pd.DataFrame) -> pd.DataFrame:
    return person.assign(
        postcode=identifiers.postcodes(person["person_no"], person["district"]),
        upn=identifiers.upns(person["person_no"]),
    )


def _shaped(name: str, frame: pd.DataFrame, edition: int) -> pd.DataFrame:
    """Only what the return holds: the other columns are missing."""
    unsent = [c for c in PERSON_LEVEL[name] if c not in columns(name, edition)]
    frame = frame.assign(
        **{c: pd.Series(pd.NA, frame.index).astype(frame[c].dtype) for c in unsent}
    )
    frame = frame.reset_index(drop=True)
    return frame.assign(row=frame.index + 2)[[*KEYS[name], *PERSON_LEVEL[name]]]
