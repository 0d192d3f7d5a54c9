"""The lines of an improvement plan with what belongs to them, as they stood on the as-at day and as
a role may see them. They stand on the same steps of facts.sql as the measures that count them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar

import pandas as pd

from sendviz.ask import statements
from sendviz.ask.public_view import PUBLIC
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store, plain_value

# Bodies whose decisions are public.
PUBLIC_BODIES = ("cabinet", "scrutiny", "dfe")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Line:
    """One action. In public view there is no owner, reason or note.

    finding: its wording; finding_kind: own, priority_action ...; due_on: the newest date that was
    agreed; due_text: as written, where that is no date; reason and note: of the newest state.
    """

    action_id: str
    ref: str
    plan: str
    title: str
    success: str | None
    partner: str
    public: bool
    starts: date | None
    first_due: date | None
    due_on: date | None
    due_text: str | None
    depends_on: str | None
    co_produced: bool | None
    simulated: bool
    finding_id: str | None
    finding: str | None
    finding_kind: str | None
    finding_number: int | None
    theme: str | None
    state: str
    rating: str
    updated_on: date | None
    is_open: bool
    is_complete: bool
    is_overdue: bool
    has_no_date: bool
    has_no_update: bool
    is_measured: bool
    lead_role: str | None = None
    accountable_role: str | None = None
    reason: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Link:
    """A measure that an action should move (role moves), or must not harm (guards), or by which
    families say what they feel of it (felt): the columns of schema.sql table `action_measure`."""

    action_id: str
    measure: str
    selection: str
    role: str
    baseline: float | None
    baseline_on: date | None
    target: float | None
    target_on: date | None
    change: float | None
    expected_from: date | None
    expected_by: date | None
    why_then: str | None


@dataclass(frozen=True)
class Milestone:
    """A step of an action. actual is None before its day, and where nothing was reported."""

    action_id: str
    number: int
    text: str
    due: date | None
    target: float | None
    actual: float | None
    reached_on: date | None


@dataclass(frozen=True)
class Update:
    """What was said of an action on a day. taken_back: why it was withdrawn; None: it stands."""

    action_id: str
    day: date
    state: str | None
    rating: str | None
    new_due: date | None
    reason: str | None
    note: str | None
    entered_by: str
    taken_back: str | None


@dataclass(frozen=True)
class Decision:
    """What a body decided, or is still asked (decided is None)."""

    decision_id: str
    body: str
    meeting: date
    question: str
    options: str | None
    decided: str | None
    action_id: str | None
    do_by: date | None
    done_on: date | None


@dataclass(frozen=True)
class Plan:
    """All that a role may see of a plan on a day. rating_key: what the plan itself calls its
    ratings: its word, and the rating that it was read as ('none': not rated)."""

    lines: tuple[Line, ...] = ()
    links: tuple[Link, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    updates: tuple[Update, ...] = ()
    decisions: tuple[Decision, ...] = ()
    rating_key: tuple[tuple[str, str], ...] = ()

    def line(self, action_id: str) -> Line:
        """The line of that id. Raises KeyError where it is not seen."""
        return {each.action_id: each for each in self.lines}[action_id]

    def links_of(self, line: Line, role: str) -> tuple[Link, ...]:
        """The measures of a line in that role."""
        own = (each for each in self.links if each.action_id == line.action_id)
        return tuple(each for each in own if each.role == role)


def plan(store: Store, selection: Selection, role: str) -> Plan:
    """The plan of the council; empty where none is loaded."""
    return store.cached(
        ("plan", selection.council, selection.as_at, role), lambda: _plan(store, selection, role)
    )


def _plan(store: Store, selection: Selection, role: str) -> Plan:
    lines = tuple(rows_as(Line, _lines(store, selection, role)))
    seen = {each.action_id for each in lines}

    def of_lines(kind: type[Value], sql: str) -> tuple[Value, ...]:
        rows = store.frame(sql, {"la_code": selection.council, **_bound(sql, selection)})
        return tuple(rows_as(kind, rows[rows["action_id"].isin(seen)]))

    decided = tuple(rows_as(Decision, _decisions(store, selection)))
    return Plan(
        lines,
        of_lines(Link, _LINKS),
        of_lines(Milestone, _MILESTONES),
        of_lines(Update, _UPDATES) if role != PUBLIC else (),
        tuple(each for each in decided if role != PUBLIC or _is_public(each, seen)),
        tuple(_rating_key(store, selection).itertuples(index=False, name=None)),
    )


def _is_public(decision: Decision, seen: set[str]) -> bool:
    """Decided in public, and not of a line that is for the board and officers."""
    return decision.body in PUBLIC_BODIES and decision.action_id in {None, *seen}


_OF_COUNCIL = "join action on action.action_id = own.action_id where action.la_code = $la_code"
_LINKS = f"""
select own.action_id, measure, selection, role, baseline, baseline_on, target, target_on, change,
       expected_from, expected_by, why_then
from action_measure as own {_OF_COUNCIL} order by own.action_id, role desc, measure
"""
_MILESTONES = f"""
select own.action_id, number, text, own.due, target,
       case when own.due is null or own.due <= $as_at then actual end as actual,
       case when reached_on <= $as_at then reached_on end as reached_on
from milestone as own {_OF_COUNCIL} order by own.action_id, number
"""
_UPDATES = f"""
select own.action_id, own.day, own.state, own.rating, own.new_due, own.reason, own.note,
       own.entered_by, case when back.update_id is not null then back.reason end as taken_back
from action_said as own left join action_said as back on back.withdraws = own.update_id
{_OF_COUNCIL} and own.day <= $as_at and own.withdraws is null
order by own.action_id, own.day, own.entered_at
"""


def _bound(sql: str, selection: Selection) -> Mapping[str, object]:
    return {"as_at": selection.as_at} if "$as_at" in sql else {}


def _decisions(store: Store, selection: Selection) -> pd.DataFrame:
    return store.frame(
        "select decision_id, body, meeting, question, options, decided, action_id, do_by, "
        "case when done_on <= $as_at then done_on end as done_on from decision_known "
        "where la_code = $la_code and meeting <= $as_at order by meeting desc, decision_id",
        {"la_code": selection.council, "as_at": selection.as_at},
    )


def _rating_key(store: Store, selection: Selection) -> pd.DataFrame:
    return store.frame(
        "select distinct said, rating from rating_key where la_code = $la_code order by rating, "
        "said",
        {"la_code": selection.council},
    )


def _lines(store: Store, selection: Selection, role: str) -> pd.DataFrame:
    found = store.frame(
        f"""
        with {statements.steps("plan_line")}
        select line.*, action.ref, action.plan, action.title, action.success, action.public,
               action.starts, action.due_text, action.depends_on, action.co_produced,
               action.finding_id, action.lead_role, action.accountable_role,
               finding.wording as finding, finding.kind as finding_kind,
               finding.number as finding_number, finding.theme,
               newest.reason, newest.note
        from plan_line as line
        join action on action.action_id = line.action_id
        left join finding on finding.finding_id = action.finding_id
        left join update_in_order as newest on newest.action_id = line.action_id
            and newest.state is not null and newest.place_of_state = 1
        where line.la_code = $la_code and (line.in_public or $sees_all)
        order by finding.inspection_id nulls last, finding.number, action.ref
        """,
        {
            "la_code": selection.council,
            "as_at": selection.as_at,
            "sees_all": role != PUBLIC,
        },
    )
    hidden = ["lead_role", "accountable_role", "reason", "note"] if role == PUBLIC else []
    return found.assign(**dict.fromkeys(hidden, None))


def rows_as(kind: type[Value], rows: pd.DataFrame) -> list[Value]:
    """Each row as a value of that kind, whose fields are columns of these names."""
    names = [each.name for each in fields(kind)]  # type: ignore[arg-type]
    columns = [[plain_value(cell) for cell in rows[name].tolist()] for name in names]
    return [kind(*row) for row in zip(*columns, strict=True)]
