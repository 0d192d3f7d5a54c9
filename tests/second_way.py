"""A random file, and the rules of counting in pandas, against which the measures are held."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from tests import second_health
from tests.handmade import MEMBERS, build

SEED, CASES, PLANS, ADVICE = 20_260_115, 3_000, 600, 900
START, END = pd.Timestamp("2024-01-01"), pd.Timestamp("2025-06-30")
MONTHS = pd.period_range(START, END, freq="M")
PLACES = {**MEMBERS, "999/unknown": "Not known or out of area"}
DISPUTES = [
    f"{stage}_{how}"
    for stage in ("request", "assessment", "other")
    for how in ("mediation", "tribunal")
]
OWN = {"la_code": "999", "simulated": True, "import_id": 1}
WAYS = {
    "plan": 0.56,
    "no_plan": 0.06,
    "refused": 0.17,
    "withdrawn": 0.03,
    "withdrawn_later": 0.03,
    "undated": 0.03,
    "undated_later": 0.02,
    "waiting": 0.1,
}
# What else real records hold: shares of the cases in which a cell is odd.
ODD = {"overturned": 0.3, "undated": 0.03, "backwards": 0.02, "unknown": 0.01, "historic": 0.03}
LIMITS = {"decision_due": 42, "no_plan_due": 112, "plan_due": 140}
EDGES = [42, 43, 112, 113, 140, 141, 142, 210, 211, 364, 365, 366]
Tables = dict[str, pd.DataFrame]
Figures = dict[tuple, tuple[float, float]]


def days(n) -> pd.TimedeltaIndex:
    return pd.to_timedelta(n, unit="D")


def made_up(rng: np.random.Generator) -> Tables:
    """Requests, plans, reviews and advice on every path, many on the very day of a limit."""
    plans = _plans(rng)
    return {
        "request": _requests(rng),
        "plan": plans,
        "review": _reviews(rng, plans),
        "advice": _advice(rng),
    } | second_health.made_up(rng)


def _requests(rng: np.random.Generator) -> pd.DataFrame:
    n = CASES
    way = pd.Series(rng.choice(list(WAYS), n, p=list(WAYS.values())))
    received = pd.Series(pd.Timestamp("2023-01-01") + days(rng.integers(0, 912, n)))
    decided = received + days(rng.choice([0, 30, 41, 42, 43, 60], n))
    wait = np.where(rng.random(n) < 0.4, rng.choice(EDGES, n), rng.integers(60, 500, n))
    ended = np.maximum(received + days(wait), decided)
    plan, at_once = way.eq("plan"), way.isin(["withdrawn", "undated"])
    old = plan & (rng.random(n) < 0.03)
    received = received.mask(old)
    odd = {name: rng.random(n) < share for name, share in ODD.items()}
    refused = way.eq("refused") | (plan & ~old & odd["overturned"] & (rng.random(n) < 0.2))
    decision = np.select([old, refused, at_once], ["H", "N", "W"], "Y")
    outcome = np.select([plan, way.eq("no_plan"), way.str.endswith("later")], ["Y", "N", "W"], "A")
    # Of those refused a few are assessed after all; the others have no assessment.
    assessed = ~way.eq("refused") | odd["overturned"]
    outcome = pd.Series(outcome).where(assessed).mask(plan & odd["historic"], "H")
    outcome = outcome.mask(odd["unknown"])
    has_plan = plan | (rng.random(n) < 0.02)
    started = (ended + days(rng.integers(0, 10, n))).where(has_plan & ~odd["undated"])
    decided = decided.mask(old | at_once | (rng.random(n) < 0.03))
    decided = decided.mask(odd["backwards"], received - days(5))
    early = rng.random(n) < 0.01
    ended = pd.Series(ended).mask(early, received - days(9))
    return _as_rows(
        {
            "request_id": range(n),
            "person": [f"p{i}" for i in range(n)],
            "received": received,
            "decision": pd.Series(decision).mask(rng.random(n) < 0.01),
            "decided": decided,
            "outcome": outcome,
            "issued": ended.where(plan & outcome.eq("Y")),
            "no_plan_told": ended.where(outcome.eq("N") & ~odd["undated"]),
            "withdrawn_on": ended.where(way.str.startswith("withdrawn")),
            "plan_started": started,
            "has_plan": has_plan,
            "has_doubt": rng.random(n) < 0.05,
            "draft": (decided + days(60)).where(rng.random(n) < 0.02),
            "exported_to": pd.Series("998", index=range(n)).where(rng.random(n) < 0.01),
        },
        rng,
    )


def _as_rows(cases: dict, rng: np.random.Generator) -> pd.DataFrame:
    n, received = CASES, cases["received"]
    return pd.DataFrame(
        cases
        | {
            "exception": rng.random(n) < 0.1,
            "need": rng.choice(["ASD", "SEMH", "SLCN"], n),
            "district": rng.choice(list(MEMBERS), n, p=[0.3, 0.2, 0.45, 0.05]),
            **{name: rng.random(n) < 0.02 for name in DISPUTES},
            **{name: received + days(limit) for name, limit in LIMITS.items()},
            **OWN,
        }
    )


def _plans(rng: np.random.Generator) -> pd.DataFrame:
    started = pd.Series(pd.Timestamp("2022-01-01") + days(rng.integers(0, 1270, PLANS)))
    ended = rng.choice([100, 364, 365, 366, 730, 731, 900], PLANS)
    ended = np.where(rng.random(PLANS) < 0.02, -20, ended)
    ceased = (started + days(ended)).where(rng.random(PLANS) < 0.4)
    return pd.DataFrame(
        {
            "plan_id": range(PLANS),
            "person": [f"q{i}" for i in range(PLANS)],
            "started": started.mask(rng.random(PLANS) < 0.03),
            "ceased": ceased,
            "has_doubt": rng.random(PLANS) < 0.05,
            "district": rng.choice(list(MEMBERS), PLANS),
            "seen_on": END,
            **OWN,
        }
    )


def _reviews(rng: np.random.Generator, plans: pd.DataFrame) -> pd.DataFrame:
    met = plans.loc[rng.integers(0, PLANS, PLANS * 2), ["plan_id", "started"]].reset_index(
        drop=True
    )
    met["meeting"] = met.pop("started").fillna(START) + days(
        rng.choice([200, 364, 365, 366, 400, 731, 900], len(met))
    )
    met = met.drop_duplicates(["plan_id", "meeting"])
    letters = met["meeting"] + days(rng.choice([-1, 0, 27, 28, 29, 90], len(met)))
    alone = rng.random(len(met)) < 0.1
    letters = letters.mask(alone, met["meeting"])
    due, final = _transfers(met["meeting"])
    return met.assign(
        decided=letters,
        by_decision=alone,
        phase_transfer_due=due,
        phase_transfer_final=final,
        review_id=range(len(met)),
        **OWN,
    )


def _transfers(meeting: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Of half the reviews the day of a move in spring, and of most of these that of the plan."""
    rng = np.random.default_rng(SEED)
    spring = pd.to_datetime(meeting.dt.year.add(1).astype("str") + "-01-01")
    due = spring + days(rng.choice([45, 89], len(meeting)))
    final = due + days(rng.choice([-30, 0, 1, 60], len(meeting)))
    moves = pd.Series(rng.random(len(meeting)) < 0.5, meeting.index)
    known = moves & (rng.random(len(meeting)) < 0.8)
    return due.where(moves), final.where(known)


def _advice(rng: np.random.Generator) -> pd.DataFrame:
    asked = pd.Series(pd.Timestamp("2024-01-01") + days(rng.integers(0, 500, ADVICE)))
    came = asked + days(rng.choice([10, 41, 42, 43, 90], ADVICE))
    return pd.DataFrame(
        {
            "advice_id": range(ADVICE),
            "request_id": rng.integers(0, CASES, ADVICE),
            "kind": rng.choice(["ep", "health"], ADVICE),
            "asked": asked,
            "due": asked + days(42),
            "received": came.where(rng.random(ADVICE) < 0.9),
            **OWN,
        }
    )


def known_on(tables: Tables, last: pd.Timestamp) -> Tables:
    """The same records with everything later erased, as a clerk saw them on that day."""
    r = tables["request"]
    r = r[~(r["received"] > last)].copy()
    days = ("decided", "issued", "no_plan_told", "withdrawn_on", "plan_started", "draft")
    later = {name: r[name] > last for name in days}
    gone, no_plan_yet = later["withdrawn_on"], r["issued"].fillna(r["plan_started"]) > last
    later["plan_started"] |= no_plan_yet
    not_decided = later["decided"] & r["decision"].isin(["Y", "N", "H"])
    not_decided |= gone & r["decision"].eq("W")
    no_outcome = later["issued"] | later["no_plan_told"] | gone & r["outcome"].eq("W")
    no_outcome |= later["plan_started"] & r["outcome"].eq("H")
    r = r.assign(
        decision=r["decision"].mask(not_decided, "A"),
        outcome=r["outcome"].mask(no_outcome, "A"),
        exported_to=r["exported_to"].mask(gone),
        has_plan=r["has_plan"] & ~no_plan_yet,
        **{name: r[name].mask(is_later) for name, is_later in later.items()},
    )
    p, v, a = tables["plan"], tables["review"], tables["advice"]
    p, v, a = p[~(p["started"] > last)], v[v["meeting"] <= last], a[a["asked"] <= last]
    return {
        "request": r,
        "plan": p.assign(ceased=p["ceased"].mask(p["ceased"] > last)),
        "review": v.assign(
            **{name: v[name].mask(v[name] > last) for name in ("decided", "phase_transfer_final")}
        ),
        "advice": a.assign(received=a["received"].mask(a["received"] > last)),
    } | second_health.known_on(tables, last)


def written(path, tables: Tables):
    """A file of these rows beside the areas of tests.handmade."""
    store = build(path)
    with duckdb.connect(str(path)) as connection:
        for name, frame in tables.items():
            connection.register("made", frame)
            connection.execute(f"insert into {name} by name select * from made")
            connection.unregister("made")
    return store


def also_a_member(path, district: str, area_id: str) -> None:
    """Put a district into a second locality as well."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "insert into area_member values (?, 'locality', ?, '1974-04-01', null)",
            [district, area_id],
        )


def reopened(r: pd.DataFrame) -> pd.Series:
    """Refused, and assessed all the same."""
    assessed = r[DISPUTES].any(axis=1) & r["outcome"].isin(["Y", "N", "A", "W"])
    planned = r["plan_started"].ge(r["decided"]) | r["plan_started"].notna() & r["decided"].isna()
    went_on = assessed | planned | r["draft"].notna() | r["issued"].notna()
    return r["decision"].eq("N") & went_on


def with_end(r: pd.DataFrame) -> pd.DataFrame:
    """Cases with `refused` (for good), `plan` and `ended`, the days on which they ended so."""
    refused = r["decision"].eq("N") & ~reopened(r)
    plan = r["issued"].fillna(r["plan_started"])
    turned = r["no_plan_told"].mask(r["plan_started"] > r["no_plan_told"])
    ends = pd.concat([r["decided"].where(refused), turned, plan, r["withdrawn_on"]], axis=1)
    return r.assign(refused=refused, plan=plan, ended=ends.min(axis=1))


def undated(r: pd.DataFrame) -> pd.Series:
    """Those that went nobody knows when."""
    went = r["decision"].eq("W") | r["outcome"].eq("W") | r["exported_to"].notna()
    over = r["refused"] | r["outcome"].isin(["N", "H"]) | r["has_plan"]
    return r["withdrawn_on"].isna() & went | r["ended"].isna() & over


def in_process(r: pd.DataFrame) -> pd.DataFrame:
    """Cases with `left`, the day on which they left, and `place`."""
    r = with_end(r)
    r = r[r["received"].notna() & ~undated(r)]
    left = r["ended"].mask(r["ended"] < r["received"], r["received"])
    return r.assign(left=left, place=r["district"].map(PLACES))


def issued(r: pd.DataFrame) -> pd.DataFrame:
    r = r[r["issued"].notna() & r["outcome"].eq("Y")]
    wait = (r["issued"] - r["received"]).dt.days
    wait = wait.where(wait >= 0)
    return r.assign(date=r["issued"], hit=wait <= 140, wait=wait, disputed=r[DISPUTES].any(axis=1))


def due(r: pd.DataFrame, last: pd.Timestamp = END) -> pd.DataFrame:
    """Cases whose day 140 has come, and which had not ended by then without a plan."""
    r = with_end(r)
    limit = (r["received"] + days(140)).mask(r["plan"] < r["received"])
    ended = r["decided"].where(r["refused"]), r["no_plan_told"], r["withdrawn_on"]
    there = ~undated(r) & (limit <= last) & ~np.logical_or.reduce([each <= limit for each in ended])
    return r.assign(date=limit, hit=r["plan"] <= limit)[there]


def decisions(r: pd.DataFrame) -> pd.DataFrame:
    """Decisions on the day on which they were made; a hit is a refusal."""
    r = r[r["decision"].isin(["Y", "N"]) & r["decided"].notna()]
    return r.assign(date=r["decided"], hit=r["decision"].eq("N"))


def decided(r: pd.DataFrame) -> pd.DataFrame:
    """Decisions of which the days since the request are known; a hit is one within 6 weeks."""
    r = decisions(r[r["received"].notna() & ~(r["decided"] < r["received"])])
    return r.assign(hit=(r["decided"] - r["received"]).dt.days <= 42)


def reviews_due(tables: Tables, last: pd.Timestamp = END) -> pd.DataFrame:
    """A row for every review that fell due: twelve months after the plan and after each meeting."""
    steps, meetings = [], tables["review"].groupby("plan_id")["meeting"]
    met = {id: sorted(each) for id, each in meetings}
    for plan in tables["plan"].itertuples():
        begun = [] if pd.isna(plan.started) else [plan.started]
        chain = sorted([*begun, *met.get(plan.plan_id, [])])
        for since, following in zip(chain, [*chain[1:], pd.NaT][: len(chain)], strict=True):
            falls = since + pd.DateOffset(months=12)
            over = plan.ceased <= falls or plan.ceased < (plan.started if begun else START)
            if falls <= last and not over:
                steps.append((plan.district, falls, following <= falls))
    return pd.DataFrame(steps, columns=["district", "date", "hit"])


def transfers_due(tables: Tables, last: pd.Timestamp = END) -> pd.DataFrame:
    """A row for every plan and day of a move that has come while the plan was in force."""
    found, plans = [], tables["plan"].set_index("plan_id")
    moves = tables["review"].dropna(subset="phase_transfer_due")
    for (plan_id, due), each in moves.groupby(["plan_id", "phase_transfer_due"]):
        plan = plans.loc[plan_id]
        begun = START if pd.isna(plan["started"]) else plan["started"]
        over = plan["ceased"] <= due or plan["ceased"] < begun
        if due <= last and not over:
            found.append((plan["district"], due, bool((each["phase_transfer_final"] <= due).any())))
    return pd.DataFrame(found, columns=["district", "date", "hit"])


def tallied(r: pd.DataFrame, periods: dict) -> Figures:
    """(place, first day) -> (hits, all), over periods given as first day -> last day."""
    r = r.assign(place=r["district"].map(PLACES))
    out = {}
    for first, last in periods.items():
        inside = r[r["date"].between(first, last)].groupby("place")["hit"].agg(["sum", "size"])
        for place in set(PLACES.values()):
            hits, n = inside.loc[place] if place in inside.index else (0, 0)
            out[place, first] = (float(hits), float(n))
    return out


def brute_curve(r: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> dict[int, float]:
    """Kaplan-Meier day by day: share still waiting after each day on which an answer came."""
    r = in_process(r)
    r = r[r["decision"].isin(["Y", "H"]) & (r["received"] <= end)]
    told = (r["decided"] >= r["received"]) & ~(r["decided"] > r["left"])
    seen = r["decided"].where(told, r["received"]).clip(lower=start)
    there = (seen <= end) & ~(r["left"] < seen)
    r, seen = r[there], seen[there]
    enter = (seen - r["received"]).dt.days.to_numpy()
    done = (r["left"].le(end) & (r["outcome"].isin(["Y", "N"]) | r["has_plan"])).to_numpy()
    leave = (r["left"].where(r["left"] <= end, end) - r["received"]).dt.days.to_numpy()
    share, out = 1.0, {}
    for at in range(leave.max() + 1):
        answered = (done & (leave == at)).sum()
        if answered:
            share *= 1 - answered / ((enter <= at) & (at <= leave)).sum()
            out[at] = share
    return out
