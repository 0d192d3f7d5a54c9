"""A plan as a board reads it: what each action did to its measures, where what people say and what
figures show disagree, what needs a word today, and what the plan does not say at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from sendviz import catalogue
from sendviz.ask import Answer, Records
from sendviz.ask.plan_rows import Line, Link, Plan, plan
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection, add_months, last_whole_month, month_start
from sendviz.findings.as_low import as_low_then
from sendviz.findings.elsewhere import elsewhere
from sendviz.findings.families import felt_of
from sendviz.findings.impact import MOST_BEFORE, Course, Impact, judge
from sendviz.findings.linked import linked
from sendviz.findings.trend import (
    POINTS_A_YEAR,
    SIDES,
    by_quarter_if_months_are_small,
    counts_of,
)
from sendviz.stats.before import Points

# Every contradiction between what people say and what figures show.
CONTRADICTIONS = (
    "complete_no_change",
    "complete_worse",
    "better_on_paper",
    "red_yet_improving",
    "green_without_proof",
    "complete_not_measured",
)
EXCEPTIONS = ("red", "is_overdue", "has_no_date", "has_no_update")
GAPS = ("no_measure", "no_date", "no_owner", "no_health_owner", "no_milestone", "no_success")
HEALTH = ("icb", "trust")
SOON = timedelta(days=30)
BETTER = ("worked", "better_not_shown")


@dataclass(frozen=True, eq=False)
class Judged:
    """One measure of an action: what it did, and the answer that tells it month by month (None
    where nothing can be told)."""

    line: Line
    link: Link
    measure: Measure | None
    impact: Impact
    answer: Answer | None = None


@dataclass(frozen=True)
class Contradiction:
    """One of CONTRADICTIONS, of an action, with the measure that shows it, if one does."""

    kind: str
    line: Line
    judged: Judged | None = None


def plan_of(records: Records) -> Plan:
    """The plan as this role sees it on the as-at day."""
    return plan(records.store, records.selection, records.role)


def judged(records: Records) -> tuple[Judged, ...]:
    """Every measure that an action of the plan should move, each with its verdict."""
    key = ("impacts", records.selection.council, records.selection.as_at, records.role)
    return records.store.cached(key, lambda: tuple(_judged(records)))


def _judged(records: Records) -> Iterator[Judged]:
    found = plan_of(records)
    for line in found.lines:
        for link in found.links_of(line, "moves"):
            yield judge_link(records, line, link, found.links_of(line, "guards"))


def judge_link(records: Records, line: Line, link: Link, guards: tuple[Link, ...] = ()) -> Judged:
    """One measure of one action."""
    if link.measure not in catalogue.measures():
        why = f"There is no measure '{link.measure}' here."
        return Judged(line, link, None, judge(_untold(records, line, link, why)))
    m = catalogue.get(link.measure)
    answer, why = _months(records, line, link, m)
    if answer is None:
        return Judged(line, link, m, judge(_untold(records, line, link, why)))
    course = _course(records, line, link, answer)
    worse = tuple(each for each in guards if _is_worse(records, line, each))
    names = tuple(catalogue.get(each.measure).short_name for each in worse)
    found = judge(replace(course, guards=names))
    if found.verdict == "worked":
        found = judge(replace(course, matched=_matched(records, link, m, found)))
    return Judged(line, link, m, found, answer)


def _months(records: Records, line: Line, link: Link, m: Measure) -> tuple[Answer | None, str]:
    """The measure month by month from two years before the action, or why it cannot be told."""
    if line.starts is None:
        return None, "The plan does not say when it began."
    if not m.has_history:
        return None, f"{m.short_name} is known for one day only."
    last = last_whole_month(records.selection.as_at)
    try:
        here = linked(records, link.selection)
        first = add_months(month_start(line.starts), -MOST_BEFORE)
        first = max(first, month_start(here.first_day))
        if first > last:
            return None, "The records do not reach so far."
        answer = here.over(start=first, end=last).ask(m, period="month")
    except BadSelection as refused:
        return None, str(refused)
    if answer.in_bands or not answer.frame["value"].notna().any():
        return None, "The records tell nothing of it."
    return by_quarter_if_months_are_small(answer), ""


def _course(records: Records, line: Line, link: Link, answer: Answer) -> Course:
    m, frame = answer.measure, answer.frame
    assert line.starts
    starts = tuple(each.date() for each in frame["period_start"])
    x, n = counts_of(m, frame)
    before = sum(each < month_start(line.starts) for each in starts)
    values = frame["value"].to_numpy(float)
    a_year = POINTS_A_YEAR.get(answer.grain or "month", 12)
    points = Points(values, x, n, before, m.at_a_date, a_year)
    way = int(np.sign(link.change or 0)) or SIDES[m.polarity]
    why = "" if way else "Nobody has said which way it should go."
    return Course(
        starts,
        points,
        way or 1,
        line.starts,
        link.expected_from or line.starts,
        records.selection.as_at,
        link.change,
        link.target,
        link.expected_by,
        why_not=why,
    )


def _untold(records: Records, line: Line, link: Link, why: str) -> Course:
    none, as_at = np.array([]), records.selection.as_at
    begun = line.starts or as_at
    points = Points(none, none, none, 0)
    return Course((), points, 1, begun, link.expected_from or begun, as_at, why_not=why)


def _is_worse(records: Records, line: Line, guard: Link) -> bool:
    """Whether a measure that must not get worse left what was usual the wrong way since."""
    m = catalogue.measures().get(guard.measure)
    if m is None or not SIDES[m.polarity]:
        return False
    answer, _ = _months(records, line, guard, m)
    if answer is None:
        return False
    course = _course(records, line, guard, answer)
    course = replace(course, way=SIDES[m.polarity], expected_from=line.starts or course.begun)
    return judge(course).verdict == "worse"


def _matched(records: Records, link: Link, m: Measure, found: Impact) -> str:
    """'areas' where others moved alike, 'councils' where those that stood as low did; else ''."""
    if "area=" in link.selection:
        beside = elsewhere(records, link, found)
        return "areas" if beside and not beside.most else ""
    low = as_low_then(records, m, _share_before(found)) if m.is_fraction else None
    rose = abs(found.size.value) if found.size else 0.0
    return "councils" if low and low.middle >= rose else ""


def _share_before(found: Impact) -> float:
    points = found.course.points
    places = list(found.then)
    return float(np.nansum(points.x[places]) / np.nansum(points.n[places]))


def contradictions(records: Records) -> tuple[Contradiction, ...]:
    """Where what people say and what figures show disagree, in the order of CONTRADICTIONS."""
    found = plan_of(records)
    of_line = {line.action_id: [] for line in found.lines}  # type: dict[str, list[Judged]]
    for each in judged(records):
        of_line[each.line.action_id].append(each)
    told = [
        each
        for line in found.lines
        for each in (
            *_contradictions(found, line, of_line[line.action_id], records.selection.as_at),
            *_not_felt(records, line, of_line[line.action_id]),
        )
    ]
    return tuple(sorted(told, key=lambda each: CONTRADICTIONS.index(each.kind)))


def _not_felt(records: Records, line: Line, impacts: list[Judged]) -> Iterator[Contradiction]:
    """What moved as hoped while fewer families are content than before, by more than chance."""
    worked = [each for each in impacts if each.impact.verdict == "worked"]
    if worked and any(each.way == "worse" for each in felt_of(records, line)):
        yield from (Contradiction("better_on_paper", line, each) for each in worked)


def _contradictions(
    found: Plan, line: Line, impacts: list[Judged], as_at: date
) -> Iterator[Contradiction]:
    done = line.is_complete or line.rating == "blue"
    for each in impacts:
        verdict = each.impact.verdict
        if done and verdict == "no_change":
            yield Contradiction("complete_no_change", line, each)
        if done and verdict == "worse":
            yield Contradiction("complete_worse", line, each)
        if line.rating == "red" and verdict in BETTER:
            yield Contradiction("red_yet_improving", line, each)
    due_soon = line.due_on is not None and as_at <= line.due_on <= as_at + SOON
    steps = [each for each in found.milestones if each.action_id == line.action_id]
    if line.is_open and line.rating == "green" and due_soon:
        if not any(each.reached_on for each in steps):
            yield Contradiction("green_without_proof", line)
    if line.is_complete and not line.is_measured:
        yield Contradiction("complete_not_measured", line)


def exceptions(found: Plan) -> tuple[tuple[Line, tuple[str, ...]], ...]:
    """The open lines that are red, overdue, without a date or without news, each with why."""
    told = [(line, _why(line)) for line in found.lines if line.is_open]
    return tuple((line, why) for line, why in told if why)


def _why(line: Line) -> tuple[str, ...]:
    held = {"red": line.rating == "red", **{id: getattr(line, id) for id in EXCEPTIONS[1:]}}
    return tuple(id for id, is_so in held.items() if is_so)


def gaps(found: Plan) -> dict[str, int]:
    """What the plan does not say: of how many lines each of GAPS holds."""
    measured = {each.action_id for each in found.links if each.role == "moves"}
    stepped = {each.action_id for each in found.milestones}
    held = {
        "no_measure": [line.action_id not in measured for line in found.lines],
        "no_date": [line.first_due is None and line.due_on is None for line in found.lines],
        "no_owner": [line.partner == "not_known" for line in found.lines],
        "no_health_owner": [line.partner not in HEALTH for line in found.lines],
        "no_milestone": [line.action_id not in stepped for line in found.lines],
        "no_success": [line.success is None for line in found.lines],
    }
    return {id: sum(each) for id, each in held.items()}
