"""Four figures three ways: as screens ask, in hand-written SQL, in pandas from the same tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import pandas as pd

from sendviz import ask, catalogue
from sendviz.ask import Records
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.bench import in_pandas
from sendviz.bench.in_pandas import DISPUTES, Answer, Tables, counts, half
from sendviz.bench.recorded import ROLE


@dataclass(frozen=True)
class Figure:
    """One figure and its three ways, with one answer: by locality (and month) counts or value."""

    name: str
    asked: Callable[[Store, Selection], Answer]
    bare: Callable[[duckdb.DuckDBPyConnection, Selection], Answer]
    in_pandas: Callable[[Tables, Selection], Answer]


# Girls with autism and a plan on the list of a day, counted once.
COHORT = """
    select count(*) as n from child where la_code = $la_code and snapshot = $day
    and status = 'ehc_plan' and need = 'ASD' and sex = 'F'
"""


def _bound(selection: Selection) -> dict:
    return {"la": selection.council, "start": selection.start, "end": selection.last_day}


def _frame(store: Store, id: str, selection: Selection, period: str | None) -> pd.DataFrame:
    found = Records(store, selection, ROLE).ask(id, by="locality", period=period)
    return found.frame.assign(area=found.frame["area"].map(found.area_ids))


_HERE = """
from request
join area_member as place on place.district = request.district and place.scheme = 'locality'
where la_code = $la
"""
_DISPUTED = " or ".join(f"coalesce({each}, false)" for each in DISPUTES)
_ISSUED = f"and outcome = 'Y' and issued between $start and $end and not ({_DISPUTED})"
_CASES = f"""
select
    area_id, received, decided, decision, outcome, plan_due, has_plan,
    case when ended_on < received then received when ended_on <= $end then ended_on end as left_on
from (
    select *, least(
        case when refused then decided end,
        case when not coalesce(plan_started > no_plan_told, false) then no_plan_told end,
        coalesce(issued, plan_started), withdrawn_on
    ) as ended_on
    from (
        select *, decision = 'N' and not (
            ({_DISPUTED}) and coalesce(outcome, 'H') <> 'H' or draft is not null
            or issued is not null
            or coalesce(plan_started >= coalesce(decided, plan_started), false)
        ) as refused {_HERE} and received <= $end
    ) as known
) as ended
where not (withdrawn_on is null and (
    coalesce(decision, '') = 'W' or coalesce(outcome, '') = 'W' or exported_to is not null
)) and not (ended_on is null and (
    coalesce(refused, false) or coalesce(outcome, '') in ('N', 'H') or has_plan
))
"""
SHARE = f"""
select
    area_id, date_trunc('month', issued) as month,
    count(*) filter (issued between received and plan_due) as hits, count(*) as n
{_HERE} {_ISSUED} group by area_id, month
"""
STOCK = f"""
with cases as ({_CASES}),
changes as (
    select area_id, date_trunc('month', plan_due + 1) as month, 1 as change
    from cases where plan_due < $end and (left_on is null or left_on > plan_due)
    union all
    select area_id, date_trunc('month', left_on), -1 from cases where left_on > plan_due
),
grid as (
    select area_id, month
    from (select distinct area_id from cases), range($start, $end, interval 1 month) as days(month)
)
select area_id, month, sum(coalesce(change, 0)) over (partition by area_id order by month) as stock
from grid left join (
    select area_id, greatest(month, $start) as month, sum(change) as change
    from changes group by 1, 2
) using (area_id, month)
"""
MEDIAN = (
    "select area_id, median(case when issued >= received then issued - received end) / 7 as weeks "
    f"{_HERE} {_ISSUED} group by area_id"
)
WAITS = f"""
with cases as ({_CASES}),
seen as (
    select *, greatest(case when decided >= received and (left_on is null or decided <= left_on)
                            then decided else received end, $start) as seen_from from cases
    where decision in ('Y', 'H')
),
kept as (select * from seen where seen_from <= $end and (left_on is null or left_on >= seen_from))
select area_id, 'entered' as kind, seen_from - received as day, count(*) as n
from kept group by 1, 2, 3
union all
select
    area_id,
    case when left_on is not null and (outcome in ('Y', 'N') or has_plan) then 'event'
         else 'censored' end,
    coalesce(left_on, $end) - received, count(*)
from kept group by 1, 2, 3
"""


def _half_asked(store: Store, s: Selection) -> Answer:
    m = catalogue.get("weeks_until_half_have_an_answer")
    ids = {area.name: area.id for area in ask.areas(store, s.council, "locality", s.as_at)}
    curves = Records(store, s, ROLE).curves(m, by="locality").curves
    days = {c.area: c.median.value and round(c.median.value * 7) for c in curves}
    return {(ids[c.area],): (c.waited, days[c.area]) for c in curves if c.waited}


def _asked_counts(id: str, *columns: str) -> Callable[[Store, Selection], Answer]:
    def asked(store: Store, s: Selection) -> Answer:
        found = _frame(store, id, s, "month")
        return counts(found["area"], found["period_start"], *(found[each] for each in columns))

    return asked


def _asked_median(store: Store, s: Selection) -> Answer:
    found = _frame(store, "median_weeks_to_issue", s, None)
    rows = zip(found["area"], found["value"], strict=True)
    return {(area,): (round(value, 9),) for area, value in rows if value == value}


def _bare(sql: str, shaped: Callable[[pd.DataFrame], Answer]) -> Callable:
    return lambda connection, s: shaped(connection.execute(sql, _used(sql, _bound(s))).df())


def _used(sql: str, bound: dict) -> dict:
    return {name: value for name, value in bound.items() if f"${name}" in sql}


FIGURES = (
    Figure(
        "share within 20 weeks by month and locality",
        _asked_counts("plans_issued_within_20_weeks", "numerator", "denominator"),
        _bare(SHARE, lambda f: counts(f["area_id"], f["month"], f["hits"], f["n"])),
        in_pandas.share,
    ),
    Figure(
        "waiting past 20 weeks by month and locality",
        _asked_counts("cases_open_over_20_weeks", "numerator"),
        _bare(STOCK, lambda f: counts(f["area_id"], f["month"], f["stock"])),
        in_pandas.stock,
    ),
    Figure(
        "median weeks by locality",
        _asked_median,
        _bare(
            MEDIAN,
            lambda f: {
                (a,): (round(w, 9),)
                for a, w in zip(f["area_id"], f["weeks"], strict=True)
                if w == w
            },
        ),
        in_pandas.medians,
    ),
    Figure(
        "weeks until half have an answer, by locality",
        _half_asked,
        _bare(WAITS, half),
        in_pandas.half_answered,
    ),
)
