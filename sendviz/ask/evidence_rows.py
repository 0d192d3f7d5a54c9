"""What was found in an area, and what there is to show for it, as known on the as-at day and as a
role may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from sendviz.ask import statements
from sendviz.ask.plan_rows import rows_as
from sendviz.ask.public_view import PUBLIC
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store

# Who may see what is marked for whom.
SEES = {
    PUBLIC: ("public",),
    "board": ("public", "board"),
    "officer": ("public", "board", "officer"),
}

# On how many people or cases something must rest for public view to be told the number, as with
# questions of surveys.
LEAST_BASE = 10


@dataclass(frozen=True)
class Finding:
    """What an inspection found, or what the partnership itself wants to mend. bodies: of those
    responsible, separated by |. told_on: when the report was published, None for an own one.
    service, area_id: what and where it is about, None for everything and everywhere."""

    finding_id: str
    kind: str
    number: int
    wording: str
    theme: str
    bodies: str
    told_on: date | None
    closed_on: date | None
    service: str | None
    area_id: str | None
    simulated: bool


@dataclass(frozen=True)
class Evidence:
    """Something that shows what was done or what came of it: the columns of schema.sql table
    `evidence`. finding_id: its own or that of its action; ref: of its action, in public view where
    that is public. entered_by: who added it in the app, None from a file. In public view nobody is
    named, nor where it is kept, nor a base under LEAST_BASE."""

    evidence_id: str
    finding_id: str | None
    ref: str | None
    kind: str
    title: str
    dated: date
    valid_to: date | None
    level: int
    base_n: int | None
    measure: str | None
    selection: str | None
    kept_at: str | None
    owner_role: str | None
    seen_by: str
    entered_by: str | None
    simulated: bool


def findings(store: Store, selection: Selection, role: str) -> tuple[Finding, ...]:
    """What was found and known by then, in the order of the plan: of an inspection from the day of
    its report, else from the first action on it; the partnership's own without one always."""
    rows = store.cached_rows(
        f"with {statements.steps('plan_line')} {_FINDINGS}",
        {"la_code": selection.council, "as_at": selection.as_at, "sees_all": role != PUBLIC},
    )
    return tuple(rows_as(Finding, rows))


def evidence(store: Store, selection: Selection, role: str) -> tuple[Evidence, ...]:
    """What there was to show by then, the newest first."""
    asked = {"la_code": selection.council, "as_at": selection.as_at, "sees_all": role != PUBLIC}
    rows = store.cached_rows(_EVIDENCE, asked)
    seen = rows[rows["seen_by"].isin(SEES[role])]
    return tuple(rows_as(Evidence, _without_names(seen, role)))


def _without_names(rows: pd.DataFrame, role: str) -> pd.DataFrame:
    if role != PUBLIC:
        return rows
    hidden = dict.fromkeys(["kept_at", "owner_role", "entered_by"], None)
    return rows.assign(**hidden, base_n=rows["base_n"].where(rows["base_n"] >= LEAST_BASE))


_FINDINGS = """
select finding.finding_id, finding.kind, finding.number, finding.wording, finding.theme,
       finding.bodies, inspection.published_on as told_on,
       case when finding.closed_on <= $as_at then finding.closed_on end as closed_on,
       finding.service, finding.area_id, finding.simulated
from finding
left join inspection on inspection.inspection_id = finding.inspection_id
left join (
    select action.finding_id, count(line.action_id) as begun
    from action left join plan_line as line on line.action_id = action.action_id
    where action.public or $sees_all
    group by action.finding_id
) as lines on lines.finding_id = finding.finding_id
where finding.la_code = $la_code
    and coalesce(inspection.published_on <= $as_at, coalesce(lines.begun, 1) > 0)
order by finding.inspection_id nulls last, finding.number, finding.finding_id
"""
_EVIDENCE = """
select said.evidence_id, coalesce(said.finding_id, action.finding_id) as finding_id,
       case when action.public or $sees_all then action.ref end as ref,
       said.kind, said.title, said.dated, said.valid_to, said.level, said.base_n, said.measure,
       said.selection, said.kept_at, said.owner_role, said.seen_by, said.entered_by, said.simulated
from evidence_known as said
left join action on action.action_id = said.action_id
where said.la_code = $la_code and said.dated <= $as_at
order by said.dated desc, said.level desc, said.title, said.evidence_id
"""
