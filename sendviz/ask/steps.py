"""The steps of a whole council's cases by week, for forecasts: counts, and no row about a child."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sendviz import catalogue
from sendviz.ask import public_view
from sendviz.ask.kept_counts import counted_once
from sendviz.ask.public_view import PUBLIC, NotAllowed
from sendviz.ask.selection import Selection, question
from sendviz.ask.statements import Statement
from sendviz.ask.store import Store
from sendviz.catalogue import planning

FACT, STAND_IN = "in_process", "children_in_assessment"
QUIET_DAYS, YEAR_DAYS = 730, 364
_BACK = "cast(floor(date_diff('day', {day}, cast($as_at as date)) / 7.0) as integer)"


def weekly_steps(store: Store, selection: Selection, role: str) -> pd.DataFrame:
    """Cases of the whole council as known on the as-at day, counted by the weeks of their steps.

    received, decided, advised (by a psychologist), finished: whole weeks before the as-at day (0:
    the last seven days), missing where it has not happened; agreed: that they go on to an
    assessment; way: open, refused, plan, no_plan or left; in_time, exception: of plans; quiet: open
    and without any step for two years; flags: of risk (catalogue/risk_flags.toml), of open cases
    and of those received in the last 52 weeks, in public view none; n: how many. Filters and areas
    are left out.

    Raises NotAllowed for a day that this role may not see, and of a public file, which has none.
    """
    if store.is_public:
        raise NotAllowed(
            "A forecast is made from the weeks of open cases, which a public file does not hold."
        )
    whole = replace(selection, areas=(), where=(), start=None, end=None)
    public_view.check(question(catalogue.get(STAND_IN), whole, role))
    parameters = {"la_code": whole.council, "as_at": whole.as_at}
    # Which children have flags is no part of what public view is told.
    rest = _rest("0" if role == PUBLIC else _FLAGS)
    return counted_once(store, Statement(FACT, rest, parameters))


def people_in_post(store: Store, selection: Selection) -> pd.DataFrame:
    """Full-time equivalents in post up to the as-at day: month, role, in_post. Made-up lists are
    left out: real outputs over made-up people would tell of nobody's work."""
    return store.cached_rows(
        """
        select month, role, sum(in_post) as in_post from staff
        where la_code = $la_code and basis = 'actual' and not simulated and month <= $as_at
            and in_post is not null
        group by month, role order by month, role
        """,
        {"la_code": selection.council, "as_at": selection.as_at},
    )


def _weeks(day: str, name: str) -> str:
    return f"{_BACK.format(day=day)} as {name}"


_FLAGS = " + ".join(
    f"case when {each.condition} then 1 else 0 end" for each in planning.risk_flags().values()
)


def _rest(flags: str) -> str:
    """What follows the steps of facts.sql. flags: how many of them hold, as SQL."""
    return f"""
, complained as (
    select la_code, case_ref from complaint
    where received <= cast($as_at as date)
        and received > cast($as_at as date) - interval 24 month and case_ref is not null
    group by la_code, case_ref
), listed as (
    select la_code, person, max(snapshot) as snapshot from child
    where snapshot <= cast($as_at as date) group by la_code, person
), psychology as (
    select la_code, request_id, min(received) as advised from advice
    where kind = 'ep' and received <= cast($as_at as date) group by la_code, request_id
), stepped as (
    select
        f.entered, case when f.decided <= cast($as_at as date) then f.decided end as decided,
        psychology.advised, f.left_on,
        coalesce(f.decision, 'A') in ('Y', 'H') or f.reopened or f.issued is not null as agreed,
        case when f.left_on is null then 'open'
             when coalesce(f.issued, f.plan_started) = f.left_on then 'plan'
             when f.no_plan_told = f.left_on then 'no_plan'
             when f.decision = 'N' and f.decided = f.left_on then 'refused'
             else 'left' end as way,
        coalesce(coalesce(f.issued, f.plan_started) <= f.plan_due, false) as in_time,
        f.exception = 'yes' as exception,
        f.left_on is null and date_diff(
            'day', greatest(f.entered, f.decided, f.draft, psychology.advised),
            cast($as_at as date)
        ) > {QUIET_DAYS} as quiet,
        case when f.left_on is null
                  or f.entered > cast($as_at as date) - interval {YEAR_DAYS} day
             then {flags} else 0 end as flags
    from in_process as f
    left join request on request.request_id = f.request_id
    left join listed on listed.la_code = f.la_code and listed.person = request.person
    left join child on child.la_code = listed.la_code and child.person = listed.person
        and child.snapshot = listed.snapshot
    left join complained
        on complained.la_code = f.la_code and complained.case_ref = request.case_ref
    left join psychology
        on psychology.la_code = f.la_code and psychology.request_id = f.request_id
    where f.la_code = $la_code and f.entered <= cast($as_at as date)
)
select
    {_weeks("entered", "received")}, {_weeks("decided", "decided")},
    {_weeks("advised", "advised")}, {_weeks("left_on", "finished")},
    agreed, way, in_time, exception, quiet, flags, count(*) as n
from stepped group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""
