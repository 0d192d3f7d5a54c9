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
    decision = np.select([old, way.eq("refused"), at_once], ["H", "N", "W"], "Y")
    outcome = np.select([plan, way.eq("no_plan"), way.str.endswith("later")], ["Y", "N", "W"], "A")
    return pd.DataFrame(
        {
            "request_id": range(n),
            "person": [f"p{i}" for i in range(n)],
            "received": received,
            "decision": decision,
            "decided": decided.mask(old | at_once),
            "outcome": outcome,
            "issued": ended.where(plan),
            "no_plan_told": ended.where(way.eq("no_plan")),
            "withdrawn_on": ended.where(way.str.startswith("withdrawn")),
            "exported_to": pd.Series("998", index=range(n)).where(rng.random(n) < 0.01),
            "exception": rng.random(n) < 0.1,
            "need": rng.choice(["ASD", "SEMH", "SLCN"], n),
            "district": rng.choice(list(MEMBERS), n, p=[0.3, 0.2, 0.45, 0.05]),
            "decision_unusable": rng.random(n) < 0.01,
            "outcome_unusable": rng.random(n) < 0.01,
            **{name: rng.random(n) < 0.02 for name in DISPUTES},
            **{name: received + days(limit) for name, limit in LIMITS.items()},
            **OWN,
        }
    )


def _plans(rng: np.random.Generator) -> pd.DataFrame:
    started = pd.Series(pd.Timestamp("2022-01-01") + days(rng.integers(0, 1270, PLANS)))
    ended = rng.choice([100, 364, 365, 366, 730, 731, 900], PLANS)
    ceased = (started + days(ended)).where(rng.random(PLANS) < 0.4)
    return pd.DataFrame(
        {
            "plan_id": range(PLANS),
            "person": [f"q{i}" for i in range(PLANS)],
            "started": started,
            "ceased": ceased,
            "district": rng.choice(list(MEMBERS), PLANS),
            "seen_on": END,
            **OWN,
        }
    )


def _reviews(rng: np.random.Generator, plans: pd.DataFrame) -> pd.DataFrame:
    met = plans.loc[rng.integers(0, PLANS, PLANS * 2), ["plan_id", "started"]].reset_index(
        drop=True
    )
    met["meeting"] = met.pop("started") + days(
        rng.choice([200, 364, 365, 366, 400, 731, 900], len(met))
    )
    met = met.drop_duplicates(["plan_id", "meeting"])
    letters = met["meeting"] + days(rng.choice([-1, 0, 27, 28, 29, 90], len(met)))
    return met.assign(decided=letters, review_id=range(len(met)), **OWN)


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
    later = {name: r[name] > last for name in ("decided", "issued", "no_plan_told", "withdrawn_on")}
    gone = later["withdrawn_on"]
    not_decided = later["decided"] & r["decision"].isin(["Y", "N"]) | gone & r["decision"].eq("W")
    no_outcome = later["issued"] | later["no_plan_told"] | gone & r["outcome"].eq("W")
    r = r.assign(
        decision=r["decision"].mask(not_decided, "A"),
        outcome=r["outcome"].mask(no_outcome, "A"),
        exported_to=r["exported_to"].mask(gone),
        **{name: r[name].mask(is_later) for name, is_later in later.items()},
    )
    p, v, a = tables["plan"], tables["review"], tables["advice"]
    p, v, a = p[p["started"] <= last], v[v["meeting"] <= last], a[a["asked"] <= last]
    return {
        "request": r,
        "plan": p.assign(ceased=p["ceased"].mask(p["ceased"] > last)),
        "review": v.assign(decided=v["decided"].mask(v["decided"] > last)),
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


def usable(r: pd.DataFrame, *stages: str) -> pd.DataFrame:
    return r[~r[[f"{stage}_unusable" for stage in stages]].any(axis=1)]


def undated(r: pd.DataFrame) -> pd.Series:
    """Those that went nobody knows when."""
    went = r["decision"].eq("W") | r["outcome"].eq("W") | r["exported_to"].notna()
    return r["withdrawn_on"].isna() & went


def in_process(r: pd.DataFrame) -> pd.DataFrame:
    """Cases with `left`, the day on which they left, and `place`."""
    r = usable(r[r["received"].notna() & ~undated(r)], "decision", "outcome")
    refused = r["decided"].where(r["decision"].eq("N"))
    ends = pd.concat([refused, r["no_plan_told"], r["issued"], r["withdrawn_on"]], axis=1)
    return r.assign(left=ends.min(axis=1), place=r["district"].map(PLACES))


def issued(r: pd.DataFrame) -> pd.DataFrame:
    r = usable(r[r["issued"].notna() & r["outcome"].eq("Y")], "outcome")
    wait = (r["issued"] - r["received"]).dt.days
    return r.assign(date=r["issued"], hit=wait <= 140, wait=wait, disputed=r[DISPUTES].any(axis=1))


def due(r: pd.DataFrame, last: pd.Timestamp = END) -> pd.DataFrame:
    """Cases whose day 140 has come, and which had not ended by then without a plan."""
    limit = r["received"] + days(140)
    ended = r["decided"].where(r["decision"].eq("N")), r["no_plan_told"], r["withdrawn_on"]
    there = ~undated(r) & (limit <= last) & ~np.logical_or.reduce([each <= limit for each in ended])
    return usable(r.assign(date=limit, hit=r["issued"] <= limit)[there], "decision", "outcome")


def decisions(r: pd.DataFrame) -> pd.DataFrame:
    """Decisions on the day on which they were made; a hit is a refusal."""
    r = usable(r[r["decision"].isin(["Y", "N"]) & r["decided"].notna()], "decision")
    return r.assign(date=r["decided"], hit=r["decision"].eq("N"))


def decided(r: pd.DataFrame) -> pd.DataFrame:
    """Decisions on requests of a known day; a hit is one within 6 weeks."""
    r = decisions(r[r["received"].notna()])
    return r.assign(hit=(r["decided"] - r["received"]).dt.days <= 42)


def reviews_due(tables: Tables, last: pd.Timestamp = END) -> pd.DataFrame:
    """A row for every review that fell due: twelve months after the plan and after each meeting."""
    steps, meetings = [], tables["review"].groupby("plan_id")["meeting"]
    met = {id: sorted(each) for id, each in meetings}
    for plan in tables["plan"].itertuples():
        chain = sorted([plan.started, *met.get(plan.plan_id, [])])
        for since, following in zip(chain, [*chain[1:], pd.NaT], strict=True):
            falls = since + pd.DateOffset(months=12)
            if falls <= last and not plan.ceased <= falls:
                steps.append((plan.district, falls, following <= falls))
    return pd.DataFrame(steps, columns=["district", "date", "hit"])


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
    seen = r["decided"].fillna(r["received"]).clip(lower=start)
    there = (seen <= end) & ~(r["left"] < seen)
    r, seen = r[there], seen[there]
    enter = (seen - r["received"]).dt.days.to_numpy()
    done = (r["left"].le(end) & r["outcome"].isin(["Y", "N"])).to_numpy()
    leave = (r["left"].where(r["left"] <= end, end) - r["received"]).dt.days.to_numpy()
    share, out = 1.0, {}
    for at in range(leave.max() + 1):
        answered = (done & (leave == at)).sum()
        if answered:
            share *= 1 - answered / ((enter <= at) & (at <= leave)).sum()
            out[at] = share
    return out
