"""From cases and plans to the canonical tables of layouts.py."""

import hashlib

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.catalogue.layouts import DATES, FLAGS, KEYS, PERSON_LEVEL, Delivery
from sendviz.simulate import people
from sendviz.simulate.days import dates, number
from sendviz.simulate.exits import COUNTED
from sendviz.simulate.flags import DISPUTES
from sendviz.simulate.people import MADE_UP
from sendviz.simulate.published import FIRST_DAY, LAST_DAY, Council

PLANNED = (*COUNTED, "disputed", "overturned")
_ELSEWHERE = np.array(["330", "886", "919", "925"])
# Numbers of schools and providers that GIAS does not use.
_URN, _UKPRN = (900000, 909999), (19900000, 19909999)


def typed(name: str, columns: dict) -> pd.DataFrame:
    """A canonical table: keys, then columns, with days as datetime64, flags as boolean, the rest as
    text.
    """
    frame = pd.DataFrame(columns).reset_index(drop=True)
    for column in PERSON_LEVEL.get(name, frame.columns):
        if column not in frame:
            frame[column] = None
        if column in FLAGS:
            frame[column] = frame[column].astype("boolean")
        elif column in DATES:
            days = frame[column]
            frame[column] = (
                dates(days) if pd.api.types.is_numeric_dtype(days) else pd.to_datetime(days)
            )
            frame[column] = frame[column].astype("datetime64[us]")
        elif column not in KEYS.get(name, ()):
            frame[column] = frame[column].astype("str")
    frame["row"] = np.arange(2, len(frame) + 2)
    return frame[[*KEYS[name], *[c for c in frame if c not in KEYS[name]]]]


def delivery(
    target: Council, layout: str, things: str, tables: dict[str, pd.DataFrame], note: str
) -> Delivery:
    """The tables of one council as what is loaded; its sha256 is a fingerprint of all rows."""
    rows = hashlib.sha256()
    for name, frame in tables.items():
        rows.update(name.encode())
        rows.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return Delivery(
        layout=layout,
        source=f"Simulated {things} for {target.name}",
        file_name=f"{layout.replace('_', '-')}-{target.la_code}",
        sha256=rows.hexdigest(),
        tables=tables,
        la_code=target.la_code,
        reference_date=LAST_DAY,
        period_start=FIRST_DAY,
        simulated=True,
        rows_read=sum(map(len, tables.values())),
        notes=(note,),
    )


def person(target: Council, cases: pd.DataFrame, older: pd.DataFrame) -> pd.DataFrame:
    """One row a person: those of the cases (their traits at the last request), then those of the
    older plans.
    """
    owners = cases.loc[cases["person_no"] == np.arange(1, len(cases) + 1)]
    both = pd.concat([owners, older], ignore_index=True)
    return typed(
        "person",
        {
            "person_no": both["person_no"],
            "birth_date": dates(both["birth"]),
            "sex": both["sex"],
            "ethnicity": both["ethnicity"],
            "district": both["district"],
            "social_care": both["social_care"],
            "person_id": [f"{target.story['prefix']}-P{n:06d}" for n in both["person_no"]],
        },
    )


def request(
    target: Council, cases: pd.DataFrame, older: pd.DataFrame, rng: Generator
) -> pd.DataFrame:
    """One row a request; those of older plans have decision H and no dates."""
    gone = (cases["fate"] == "W") & (rng.random(len(cases)) < MADE_UP["exported"])
    serial = cases.groupby("cohort").cumcount() + 1
    ref = [
        f"{target.story['prefix']}-{y}-{n:05d}"
        for y, n in zip(cases["cohort"], serial, strict=True)
    ]
    kept = ["request_no", "person_no", "received", "source", "decided", *DISPUTES[:2]]
    kept += ["withdrawn_on", "draft", "exception_reason", "need", "setting"]
    mine = cases[kept].assign(
        decision=cases["fate"],
        rya=False,
        case_ref=ref,
        team=cases["locality"] + " casework team",
        exported_to=np.where(gone, rng.choice(_ELSEWHERE, len(cases)), people.MISSING),
    )
    theirs = older[["request_no", "person_no"]].assign(
        decision="H",
        source=rng.choice(np.array(people.SOURCES[:2]), len(older)),
        case_ref=[f"{target.story['prefix']}-H-{n:05d}" for n in range(1, len(older) + 1)],
    )
    return typed("request", pd.concat([mine, theirs], ignore_index=True).to_dict("series"))


def assessment(cases: pd.DataFrame, older: pd.DataFrame) -> pd.DataFrame:
    """One row an assessment: Y plan, N no plan, A still going on; H for older plans."""
    mine = cases[cases["assessed"]]
    outcome = np.where(
        mine["kind"].isin(PLANNED), "Y", np.where(mine["kind"] == "no_plan", "N", "A")
    )
    own = mine[["request_no", *DISPUTES[2:], "exception"]].assign(
        outcome=outcome, outcome_date=mine["left"]
    )
    day = older["started"].where(older["issued_here"])
    theirs = pd.DataFrame(
        {
            "request_no": older["request_no"],
            "outcome": np.where(older["issued_here"], "Y", "H"),
            "outcome_date": day,
            "exception": False,
        }
    )
    return typed("assessment", pd.concat([own, theirs], ignore_index=True).to_dict("series"))


def plan_list(cases: pd.DataFrame, older: pd.DataFrame) -> pd.DataFrame:
    """Every plan: request_no, started, birth, need, transferred_from."""
    mine = cases[cases["kind"].isin(PLANNED)]
    own = pd.DataFrame(
        {
            "request_no": mine["request_no"],
            "started": mine["left"].astype(int),
            "birth": mine["birth"],
            "need": mine["full_need"],
            "transferred_from": None,
        }
    )
    return pd.concat([own, older[own.columns]], ignore_index=True)


def named_plan(plans: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """One row a plan, with its end."""
    return typed(
        "named_plan",
        {
            "request_no": plans["request_no"],
            "started": dates(plans["started"]),
            "ceased": dates(plans["ceased"]),
            "cease_reason": plans["cease_reason"],
            "personal_budget": rng.random(len(plans)) < MADE_UP["personal_budget"],
            "organised_arrangements": False,
        },
    )


def active_plan(plans: pd.DataFrame, reviews: pd.DataFrame) -> pd.DataFrame:
    """One row a review meeting, the last one last; plans in force without one have a row of their
    own.
    """
    held = reviews.rename(
        columns={
            "meeting": "review_meeting",
            "outcome": "review_outcome",
            "draft": "review_draft",
            "decided": "last_review",
        }
    )
    none = np.setdiff1d(np.flatnonzero(plans["ceased"].isna()), held["plan"])
    both = pd.concat([held, pd.DataFrame({"plan": none})], ignore_index=True)
    both["request_no"] = plans["request_no"].to_numpy()[both["plan"]]
    both["transferred_from"] = plans["transferred_from"].to_numpy()[both["plan"]]
    both = both.sort_values(["request_no", "review_meeting"], ignore_index=True)
    return typed("active_plan", both.drop(columns="plan").to_dict("series"))


def places_named(plans: pd.DataFrame, rng: Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """plan_detail and placement of every plan: a made-up URN or UKPRN, or a type of setting."""
    age = (plans["ceased"].fillna(number(LAST_DAY)) - plans["birth"]).to_numpy() / 365.25
    odds = MADE_UP["placement"]
    kind = people.by_row(rng, tuple(odds), people.rows(odds)[np.digitize(age, (5, 16))])
    school, provider = kind == "URN", kind == "UKPRN"
    urn, ukprn = (rng.integers(*each, len(plans)).astype(str) for each in (_URN, _UKPRN))
    common = pd.DataFrame(
        {
            "request_no": plans["request_no"],
            "rank": "1",
            "urn": np.where(school, urn, people.MISSING),
            "ukprn": np.where(provider, ukprn, people.MISSING),
            "setting": np.where(school | provider, people.MISSING, kind),
            "unit": school & (rng.random(len(plans)) < MADE_UP["unit"]),
            "resourced": school & (rng.random(len(plans)) < MADE_UP["unit"]),
        }
    )
    entered = np.maximum(plans["started"], number(LAST_DAY) - rng.integers(60, 1500, len(plans)))
    entered = np.minimum(entered, plans["ceased"].fillna(np.inf))
    here = common.assign(entered=entered.astype(float), left=plans["ceased"])
    return typed("plan_detail", common.to_dict("series")), typed(
        "placement", here.to_dict("series")
    )


def need(plans: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Needs of every plan: one, or two different ones."""
    other = rng.choice(np.array(people.NEEDS[:6]), len(plans))
    second = plans.assign(need=other, rank="2")[
        (rng.random(len(plans)) < MADE_UP["two_needs"]) & (other != plans["need"])
    ]
    both = pd.concat([plans.assign(rank="1"), second]).sort_values(["request_no", "rank"])
    return typed("need", both[["request_no", "need", "rank"]].to_dict("series"))


def advice(cases: pd.DataFrame, found: pd.DataFrame, request: pd.DataFrame) -> pd.DataFrame:
    """The advice rows with request_no and case_ref."""
    number_of = cases["request_no"].to_numpy()[found["case"]]
    ref = request.set_index("request_no")["case_ref"].reindex(number_of).to_numpy()
    columns = found.drop(columns="case").assign(request_no=number_of, case_ref=ref)
    frame = typed("advice", columns.to_dict("series"))
    for name in ("case_ref", "kind", "provider"):
        frame[name] = frame[name].astype("str")
    return frame
