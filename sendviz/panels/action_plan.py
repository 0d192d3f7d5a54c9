"""Are we doing what we said, and what must be decided today? The plan over time, what needs a
decision, and what needs a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from sendviz.ask import PUBLIC, Records
from sendviz.ask.plan_rows import Line, Plan
from sendviz.findings.actions import Judged, contradictions, exceptions, plan_of
from sendviz.kit import timeline
from sendviz.kit.html import Cell, SignedLine, SignedLines, table_of
from sendviz.kit.template import hover
from sendviz.kit.timeline import Bar, Group, Span
from sendviz.kit.verdicts import impact_sign, rating_sign, state_words
from sendviz.kit.words import capital, counted, day, joined, number
from sendviz.panels.panel import NOTHING, Panel, or_refused, sentence_or_refusal
from sendviz.panels.plan_words import (
    ON_MADE_UP,
    WHY,
    contradiction_words,
    due_small,
    due_words,
    link_name,
    partner_words,
    plan_source,
)

NO_PLAN = "No improvement plan is loaded for this council."
COUNTED = ("actions_overdue", "actions_without_a_date", "actions_complete")
MOVED_NOTHING = ("complete_no_change", "complete_worse")
BODIES = {
    "board": "the improvement board",
    "cabinet": "the cabinet",
    "scrutiny": "scrutiny",
    "icb": "the integrated care board",
    "forum": "the parent carer forum",
    "dfe": "the Department for Education",
}


@sentence_or_refusal
def plan_answer(records: Records) -> str:
    """'Of 41 actions 3 are overdue, 4 have no date, 12 are complete; 2 of those 12 moved nothing
    yet. 5 things need a decision today.' Counts are those of `ask`."""
    count = {
        id: int(records.ask(f"actions_{id}").row.value)
        for id in ("in_plan", "overdue", "without_a_date", "complete")
        if not records.ask(f"actions_{id}").row.blank
    }
    if not count.get("in_plan"):
        return NO_PLAN
    done = count["complete"]
    parts = [_none_or(count["overdue"], "is overdue", "are overdue")]
    undated = count["without_a_date"]
    parts += [_none_or(undated, "has no date", "have no date")] if undated else []
    parts += [_none_or(done, "is complete", "are complete")]
    told = f"Of {counted(count['in_plan'], 'actions')} {joined(parts)}."
    still = {each.line.action_id for each in contradictions(records) if each.kind in MOVED_NOTHING}
    ask_for = len(list(_for_decision(records)))
    moved = _of_those(len(still), done) if done else ""
    needs = f"{capital(number(ask_for))} {'things need' if ask_for != 1 else 'thing needs'}"
    said = (told, moved, f"{needs} a decision today." if ask_for else "")
    return " ".join(each for each in said if each)


def _none_or(n: int, one: str, several: str) -> str:
    """'none is overdue', '1 is overdue', '3 are overdue'."""
    return f"{number(n) if n else 'none'} {one if n <= 1 else several}"


def _of_those(still: int, done: int) -> str:
    if done == 1:
        return "It did not move its figure as hoped." if still else ""
    if not still:
        return ""
    return f"{number(still)} of those {number(done)} did not move {_their(still)} figure as hoped."


def _their(n: int) -> str:
    return "its" if n == 1 else "their"


@or_refused
def timeline_panel(records: Records) -> Panel:
    """The plan over time: a row a finding, a bar an action."""
    found = plan_of(records)
    if not found.lines:
        return NOTHING
    today = records.selection.as_at
    groups = [
        Group(title, tuple(_bar(found, line, records) for line in lines))
        for title, lines in by_finding(found)
    ]
    return Panel(
        "timeline",
        "What was planned, by when, and what is late",
        f"{records.council}, {day(today)}. {plan_source(found)}",
        figure=timeline.timeline(groups, today),
        alt=f"Bars of {counted(len(found.lines), 'actions')} from start to due date, by finding. "
        "The tables below give the same, action by action.",
        notes=("A dashed tail is a date that was put off; a dotted bar has no date.",),
        answers=tuple(records.ask(id) for id in COUNTED),
    )


def by_finding(found: Plan) -> Iterator[tuple[str, list[Line]]]:
    """The lines by finding: its wording, then its lines, in the order of the plan."""
    for _, lines in groupby(found.lines, key=lambda line: line.finding_id):
        held = list(lines)
        yield held[0].finding or "Not tied to a finding", held


def _bar(found: Plan, line: Line, records: Records) -> Bar:
    said = f"{state_words(line.state)}, {rating_sign(line.rating).word}"
    told = hover(f"{line.ref} {line.title}", f"Due: {due_words(line)} {due_small(line)}", said)
    steps = tuple(
        (each.reached_on or each.due, each.reached_on is not None)
        for each in found.milestones
        if each.action_id == line.action_id and (each.reached_on or each.due)
    )
    return Bar(line.ref, told, tuple(_spans(line, records)), steps)  # type: ignore[arg-type]


def _spans(line: Line, records: Records) -> Iterator[Span]:
    today = records.selection.as_at
    start = line.starts or line.updated_on or today
    if line.is_complete:
        yield Span("complete", start, max(line.updated_on or today, start + timedelta(20)))
        return
    if line.due_on is None:
        yield Span("open_end", start, max(today, start + timedelta(30)))
        return
    first = line.first_due or line.due_on
    yield Span("open", min(start, first), max(first, start))
    if line.due_on > first:
        yield Span("moved", first, line.due_on)
    if line.is_overdue:
        yield Span("overdue", line.due_on, today)


@or_refused
def decisions_panel(records: Records) -> Panel:
    """What must be decided today: what bodies were asked and have not decided, then what figures
    and dates ask for."""
    rows = list(_for_decision(records))
    if not plan_of(records).lines:
        return NOTHING
    if not rows:
        return Panel("decide", "Nothing needs a decision today")
    things = "thing needs" if len(rows) == 1 else "things need"
    table = table_of("For decision", ["What", "Why now", "Who", "Options"], rows, wide=True)
    return Panel("decide", f"{capital(number(len(rows)))} {things} a decision", tables=(table,))


def _for_decision(records: Records) -> Iterator[list[Cell]]:
    found = plan_of(records)
    for each in found.decisions:
        if each.decided is None:
            options = (each.options or "").replace("|", "; ")
            why = f"asked on {day(each.meeting)}, not decided"
            yield [Cell(each.question), Cell(why), Cell(_body(each.body)), Cell(options)]
    asked = {each.action_id for each in found.decisions if each.decided is None}
    for told in contradictions(records):
        if told.kind in MOVED_NOTHING and told.judged and told.line.action_id not in asked:
            asked.add(told.line.action_id)
            why = f"complete; {link_name(told.judged.link)}: {_verdict(told.judged)}"
            yield [_named(told.line), Cell(why), Cell(_owner(records, told.line)), Cell(_STOP)]
    for line in found.lines:
        if line.is_overdue and line.action_id not in asked:
            yield [
                _named(line),
                Cell(f"overdue since {due_words(line)}"),
                Cell(_owner(records, line)),
                Cell("a new date; another way; stop"),
            ]


_STOP = "change it; stop it; wait until a named month"


def _verdict(each: Judged) -> str:
    return impact_sign(each.impact.verdict).word


def _body(body: str) -> str:
    return BODIES.get(body, body)


def _named(line: Line) -> Cell:
    return Cell(f"{line.ref} {line.title}")


def _owner(records: Records, line: Line) -> str:
    """The partner; for the board and officers with the role that leads."""
    if records.role == PUBLIC or not line.lead_role:
        return partner_words(line)
    return f"{partner_words(line)}: {line.lead_role}"


@or_refused
def exceptions_panel(records: Records) -> Panel:
    """The open actions that are red, overdue, without a date or without news."""
    found = exceptions(plan_of(records))
    if not plan_of(records).lines:
        return NOTHING
    if not found:
        return Panel("exceptions", "No action is red, overdue, without a date or without news")
    head = ["Action", "Why it stands here", "Due"]
    if records.role != PUBLIC:
        head += ["Reason given", "What is done about it"]
    rows = [_exception(records, line, why) for line, why in found]
    many = counted(len(rows), "actions")
    return Panel(
        "exceptions",
        f"{capital(many)} {'needs' if len(rows) == 1 else 'need'} a word",
        tables=(table_of("Exceptions", head, rows, wide=True),),
    )


def _exception(records: Records, line: Line, why: tuple[str, ...]) -> list[Cell]:
    cells = [
        Cell(f"{line.ref} {line.title}", small=_owner(records, line)),
        Cell(capital("; ".join(WHY[each] for each in why))),
        Cell(due_words(line), small=due_small(line)),
    ]
    if records.role == PUBLIC:
        return cells
    return [*cells, Cell(line.reason or "none given"), Cell(line.note or "none given")]


@or_refused
def contradictions_panel(records: Records) -> Panel:
    """Where what people say and what figures show disagree; those nobody measured in one line."""
    found = contradictions(records)
    shown = [each for each in found if each.kind != "complete_not_measured"]
    unmeasured = [each.line.ref for each in found if each.kind == "complete_not_measured"]
    lines = [
        SignedLine(
            impact_sign(each.judged.impact.verdict) if each.judged else rating_sign("green"),
            contradiction_words(each),
        )
        for each in shown
    ]
    if unmeasured:
        lines.append(SignedLine(impact_sign("cannot_tell"), _unmeasured(unmeasured)))
    if not lines:
        return NOTHING
    made_up = any(each.line.simulated for each in found)
    return Panel(
        "contradictions",
        "What people say and what figures show disagree",
        signed=(SignedLines("Said, and shown", tuple(lines)),),
        notes=(ON_MADE_UP,) if made_up else (),
    )


def _unmeasured(refs: list[str]) -> str:
    return (
        f"Complete, but with no measured evidence: {', '.join(refs)}. Somebody says that "
        f"{'it is' if len(refs) == 1 else 'they are'} done; nothing shows what came of it."
    )
