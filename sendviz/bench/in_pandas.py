"""The four figures in pandas, from tables that are in memory."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from sendviz.ask.selection import Selection
from sendviz.stats import survival

Answer = dict[tuple, tuple]
DISPUTES = [
    f"{stage}_{how}"
    for stage in ("request", "assessment", "other")
    for how in ("mediation", "tribunal")
]
ENDS = ["no_plan_told", "issued", "plan_started", "withdrawn_on"]
DATES = ["received", "decided", "draft", "plan_due", *ENDS]
COLUMNS = [
    *(
        "la_code",
        "district",
        "decision",
        "outcome",
        "exported_to",
        "has_plan",
    ),
    *DATES,
    *DISPUTES,
]


@dataclass(frozen=True)
class Tables:
    """The requests and the locality of each district, in memory."""

    request: pd.DataFrame
    place: dict[str, str]


def in_memory(connection: duckdb.DuckDBPyConnection) -> Tables:
    """All that the figures need, read once."""
    request = connection.execute(f"select {', '.join(COLUMNS)} from request").df()
    place = connection.execute(
        "select district, area_id from area_member where scheme = 'locality'"
    ).fetchall()
    return Tables(request, dict(place))


def counts(area: pd.Series, month: pd.Series, *counts: pd.Series) -> Answer:
    """Cells in which there is anything."""
    rows = zip(
        area, pd.to_datetime(month), *(np.asarray(each, float) for each in counts), strict=True
    )
    return {(where, when): tuple(rest) for where, when, *rest in rows if any(x > 0 for x in rest)}


def _issued(tables: Tables, s: Selection) -> pd.DataFrame:
    r = tables.request
    dated = r["issued"].between(pd.Timestamp(s.start), pd.Timestamp(s.last_day))
    r = r[r["la_code"].eq(s.council) & r["outcome"].eq("Y") & dated]
    r = r[~r[DISPUTES].eq(True).any(axis=1)]
    return r.assign(area=r["district"].map(tables.place))


def _cases(tables: Tables, s: Selection) -> pd.DataFrame:
    """Cases with the day on which they left, if that was by the last day."""
    r, end = tables.request, pd.Timestamp(s.last_day)
    r = r[r["la_code"].eq(s.council) & r["received"].le(end)]
    refused = r["decision"].eq("N") & ~_reopened(r)
    ends = r[["withdrawn_on"]].assign(
        refused=r["decided"].where(refused),
        no_plan=r["no_plan_told"].mask(r["plan_started"] > r["no_plan_told"]),
        plan=r["issued"].fillna(r["plan_started"]),
    )
    ended = ends.min(axis=1)
    went = r["decision"].eq("W") | r["outcome"].eq("W") | r["exported_to"].notna()
    over = refused | r["outcome"].isin(["N", "H"]) | r["has_plan"]
    left = r["withdrawn_on"].isna() & went | ended.isna() & over
    ended = ended.where(ended <= end).mask(ended < r["received"], r["received"])
    return r.assign(left_on=ended, area=r["district"].map(tables.place))[~left]


def _reopened(r: pd.DataFrame) -> pd.Series:
    assessed = r[DISPUTES].eq(True).any(axis=1) & r["outcome"].isin(["Y", "N", "A", "W"])
    planned = r["plan_started"] >= r["decided"].fillna(r["plan_started"])
    return assessed | planned | r["draft"].notna() | r["issued"].notna()


def share(tables: Tables, s: Selection) -> Answer:
    """Share of plans issued within 20 weeks by month and locality."""
    r = _issued(tables, s)
    month = r["issued"].dt.to_period("M").dt.start_time
    found = (
        r["issued"]
        .between(r["received"], r["plan_due"])
        .groupby([r["area"], month])
        .agg(["sum", "size"])
        .reset_index()
    )
    return counts(found["area"], found["issued"], found["sum"], found["size"])


def stock(tables: Tables, s: Selection) -> Answer:
    """Children waiting past 20 weeks at each month end, by locality."""
    r = _cases(tables, s)
    late = r[~(r["left_on"] <= r["plan_due"]) & r["plan_due"].lt(pd.Timestamp(s.last_day))]
    months = pd.date_range(s.start, s.last_day, freq="MS")
    comes, goes = late["plan_due"] + pd.Timedelta(days=1), late["left_on"].dropna()
    changes = pd.concat(
        [comes.to_frame("day").assign(change=1), goes.to_frame("day").assign(change=-1)]
    )
    changes["area"] = late["area"].reindex(changes.index)
    changes["month"] = changes["day"].dt.to_period("M").dt.start_time.clip(lower=months[0])
    told = changes.pivot_table(index="month", columns="area", values="change", aggfunc="sum")
    found = told.reindex(months).fillna(0).cumsum().stack().rename("stock").reset_index()
    return counts(found["area"], found["level_0"], found["stock"])


def medians(tables: Tables, s: Selection) -> Answer:
    """Median weeks to a plan by locality."""
    r = _issued(tables, s)
    days = (r["issued"] - r["received"]).dt.days
    weeks = days.where(days >= 0).groupby(r["area"]).median() / 7
    return {(area,): (round(value, 9),) for area, value in weeks.items() if value == value}


def half_answered(tables: Tables, s: Selection) -> Answer:
    """Children who waited, and the day by which half had an answer, by locality."""
    end = pd.Timestamp(s.last_day)
    r = _cases(tables, s)
    r = r[r["decision"].isin(["Y", "H"])]
    told = (r["decided"] >= r["received"]) & ~(r["decided"] > r["left_on"])
    seen = r["decided"].where(told, r["received"]).clip(lower=pd.Timestamp(s.start))
    r = r.assign(seen=seen)[(seen <= end) & ~(r["left_on"] < seen)]
    answered = r["left_on"].notna() & (r["outcome"].isin(["Y", "N"]) | r["has_plan"])
    out = pd.DataFrame(
        {
            "area_id": r["area"],
            "kind": np.where(answered, "event", "censored"),
            "day": (r["left_on"].fillna(end) - r["received"]).dt.days,
        }
    )
    came = out.assign(kind="entered", day=(r["seen"] - r["received"]).dt.days)
    both = (
        pd.concat([out, came]).groupby(["area_id", "kind", "day"]).size().rename("n").reset_index()
    )
    return half(both)


def half(counts: pd.DataFrame) -> Answer:
    """From counts by day: how many waited, and the day by which half had their answer."""
    found = {}
    for area, part in counts.groupby("area_id"):
        wide = part.pivot_table(
            index="day", columns="kind", values="n", aggfunc="sum", fill_value=0
        )
        wide = wide.reindex(columns=["event", "censored", "entered"], fill_value=0)
        curve = survival.kaplan_meier_counted(wide.index, *(wide[kind] for kind in wide))
        found[area,] = (int(wide["entered"].sum()), survival.percentile(curve, 0.5).value)
    return found
