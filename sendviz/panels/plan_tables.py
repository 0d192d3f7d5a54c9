"""The plan line by line: what people say beside what figures show, planned beside reached, and what
the plan leaves out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sendviz import catalogue
from sendviz.ask import PUBLIC, Records
from sendviz.ask.plan_rows import Line, Link, Milestone, Plan, Update
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.actions import Judged, gaps, judged, plan_of
from sendviz.findings.linked import linked
from sendviz.findings.trend import control_charts_by_month
from sendviz.kit.html import Cell, table_of
from sendviz.kit.values import Sign
from sendviz.kit.verdicts import impact_sign, rating_sign, state_words
from sendviz.kit.words import capital, counted, day, is_heading, joined, month
from sendviz.panels import trend_words
from sendviz.panels.panel import NOTHING, Panel, or_refused
from sendviz.panels.plan_words import (
    GAPS,
    ON_MADE_UP,
    SIMULATED_LINE,
    THEMES,
    amount,
    due_small,
    due_words,
    in_short,
    link_name,
    partner_words,
    status,
)

HEAD = ["Action", "Due", "What people say", "What figures show"]
# How a board may look at its plan; owners are for the board and officers.
GROUPS: dict[str, Callable[[Line], str]] = {
    "Finding": lambda line: line.finding or "Not tied to a finding",
    "Partner": partner_words,
    "Owner": lambda line: line.lead_role or "No owner named",
    "Status": lambda line: capital(status(line)),
    "Due": lambda line: month(line.due_on) if line.due_on else "No date",
    "Theme": lambda line: THEMES.get(line.theme, str(line.theme)),
}


def groupings(records: Records) -> tuple[str, ...]:
    """The ways in which this role may group the plan."""
    return tuple(name for name in GROUPS if name != "Owner" or records.role != PUBLIC)


@or_refused
def lines_panel(records: Records, by: str = "Finding") -> Panel:
    """Every action: what people say and what figures show side by side, one table a group."""
    found = plan_of(records)
    if not found.lines:
        return NOTHING
    of_line = _of_line(judged(records))
    groups = _grouped(found, GROUPS[by], by)
    parts = tuple(
        _group(records, place, name, lines, of_line)
        for place, (name, lines) in enumerate(groups, start=1)
    )
    said = ("What people say is their own word. What figures show is worked out from the records.",)
    return Panel(
        "lines",
        f"Every action, by {by.lower()}",
        sentences=said,
        notes=_notes(found),
        parts=parts,
    )


@or_refused
def lines_in_one_panel(records: Records) -> Panel:
    """Every action in one table, as on paper: those for one finding follow each other, and the
    first of them names it."""
    found = plan_of(records)
    if not found.lines:
        return NOTHING
    of_line = _of_line(judged(records))
    rows = [
        _short_row(records, name if not place else "", line, of_line.get(line.action_id, []))
        for name, lines in _grouped(found, GROUPS["Finding"], "Finding")
        for place, line in enumerate(lines)
    ]
    return Panel(
        "lines_in_one",
        f"{counted(len(rows), 'actions')}, by finding",
        tables=(table_of("Every action", ["Finding", *HEAD], rows, wide=True),),
        notes=_notes(found),
    )


def _short_row(records: Records, finding: str, line: Line, impacts: list[Judged]) -> list[Cell]:
    action, due, said, _ = _row(records, line, impacts)
    return [
        Cell(finding),
        Cell(action.text, small=partner_words(line)),
        Cell(due.text),
        Cell(said.text, signs=said.signs),
        _shown_in_short(records, impacts),
    ]


def _shown_in_short(records: Records, impacts: list[Judged]) -> Cell:
    """Each measure with the sign of its own trend."""
    found = {link_name(each.link): _trend(records, each.link) for each in impacts}
    without = [f"{name}: no trend here" for name, sign in found.items() if sign is None]
    signs = [replace(sign, word=f"{name}: {sign.word}") for name, sign in found.items() if sign]
    return Cell("; ".join(without) if found else "no measure", signs=tuple(signs))


def _notes(found: Plan) -> tuple[str, ...]:
    """What the plan's own colours mean, and that made-up lines judge made-up records."""
    made_up = any(line.simulated for line in found.lines)
    return tuple(filter(None, (key_words(found), ON_MADE_UP if made_up else "")))


def key_words(found: Plan) -> str:
    """'The plan’s own key: red is “not started or badly late”; amber is ...'; '' where no mapping
    told it."""
    held: dict[str, list[str]] = {}
    for said, rating in found.rating_key:
        held.setdefault("not rated" if rating == "none" else rating, []).append(f"“{said}”")
    told = "; ".join(f"{rating} is {joined(words)}" for rating, words in held.items())
    return f"The plan’s own key: {told}." if told else ""


def _of_line(found: Sequence[Judged]) -> dict[str, list[Judged]]:
    held: dict[str, list[Judged]] = {}
    for each in found:
        held.setdefault(each.line.action_id, []).append(each)
    return held


def _grouped(found: Plan, key: Callable[[Line], str], by: str) -> Iterator[tuple[str, list[Line]]]:
    held: dict[str, list[Line]] = {}
    lines = sorted(found.lines, key=_due) if by == "Due" else found.lines
    for line in lines:
        held.setdefault(key(line), []).append(line)
    yield from held.items()


def _due(line: Line) -> tuple[bool, str]:
    return line.due_on is None, str(line.due_on)


def _group(
    records: Records, place: int, name: str, lines: list[Line], of_line: dict[str, list[Judged]]
) -> Panel:
    """The lines of one group; a name that is too long for a heading stands under a number."""
    rows = [_row(records, line, of_line.get(line.action_id, [])) for line in lines]
    short = name if is_heading(name) else f"Finding {place}"
    told = (name,) if short != name else ()
    table = table_of(f"Actions: {short}", HEAD, rows, wide=True)
    return Panel(
        f"lines_{place}",
        short,
        capital(f"{in_short(lines)}."),
        sentences=told,
        tables=(table,),
    )


def _row(records: Records, line: Line, impacts: list[Judged]) -> list[Cell]:
    owner = line.lead_role if records.role != PUBLIC else ""
    waits = f"waits for {line.depends_on.replace('|', ', ')}" if line.depends_on else ""
    parts = (partner_words(line), owner, waits, SIMULATED_LINE if line.simulated else "")
    return [
        Cell(f"{line.ref} {line.title}", small="; ".join(each for each in parts if each)),
        Cell(due_words(line), small=due_small(line)),
        _said(line),
        _shown(records, impacts),
    ]


def _said(line: Line) -> Cell:
    """The state and rating by people, the day of it, and the reason where this role sees it."""
    when = f"said for {day(line.updated_on)}" if line.updated_on else ""
    parts = (when, line.reason, line.note)
    return Cell(
        capital(state_words(line.state)),
        small=". ".join(each.rstrip(".") for each in parts if each),
        signs=(rating_sign(line.rating),),
    )


def _shown(records: Records, impacts: list[Judged]) -> Cell:
    """Of the first measure the sign of its own trend, as on every screen; of each its trend in
    words, and the verdict against the time before the action."""
    if not impacts:
        return Cell("no measure")
    signs = [_trend(records, each.link) for each in impacts]
    told = [
        f"{link_name(each.link)}: {sign.word if sign else 'no trend here'}. "
        f"Against the time before it began: {impact_sign(each.impact.verdict).word}"
        for each, sign in zip(impacts, signs, strict=True)
    ]
    first = (signs[0],) if signs[0] else ()
    return Cell("", small=". ".join(told) + ".", signs=first)


def _trend(records: Records, link: Link) -> Sign | None:
    """The sign of the measure's own trend; None where it has none here."""
    if not (link.measure in catalogue.measures() and catalogue.get(link.measure).has_history):
        return None
    try:
        found = control_charts_by_month(linked(records, link.selection), link.measure)
    except BadSelection:
        return None
    return trend_words.sign(found.told) if found.places else None


@or_refused
def milestones_panel(records: Records) -> Panel:
    """Baseline, planned and reached, one row a milestone; what is blank was not reported."""
    found = plan_of(records)
    rows = [
        _milestone(found.line(each.action_id), each, found.links_of(line, "moves"))
        for line in found.lines
        for each in found.milestones
        if each.action_id == line.action_id
    ]
    if not rows:
        return NOTHING
    head = ["Step", "Action", "By when", "Baseline", "Planned", "Reached"]
    return Panel(
        "milestones",
        "Baseline, milestones and what was reached",
        "“Not reported” is a figure that nobody gave.",
        tables=(table_of("Milestones", head, rows, wide=True),),
    )


def _milestone(line: Line, step: Milestone, links: tuple[Link, ...]) -> list[Cell]:
    link = links[0] if links else None
    m = catalogue.measures().get(link.measure) if link else None
    start = amount(m, link.baseline) if link and m and link.baseline is not None else "none stated"

    def told(value: float) -> str:
        return amount(m, value) if m and m.is_fraction and value <= 1 else f"{value:g}"

    reached = (
        told(step.actual)
        if step.actual is not None
        else f"on {day(step.reached_on)}"
        if step.reached_on
        else "not reported"
    )
    return [
        Cell(step.text),
        Cell(line.ref),
        Cell(day(step.due) if step.due else "no date"),
        Cell(start),
        Cell(told(step.target) if step.target is not None else "no figure"),
        Cell(reached),
    ]


@or_refused
def gaps_panel(records: Records) -> Panel:
    """What the plan leaves out, in one sentence and a table."""
    found = plan_of(records)
    if not found.lines:
        return NOTHING
    lines, held = len(found.lines), gaps(found)
    told = [f"{'all' if n == lines else n} {GAPS[id]}" for id, n in held.items() if n]
    rows = [
        [Cell(capital(GAPS[id])), Cell(f"{n} of {lines}", number=True)] for id, n in held.items()
    ]
    return Panel(
        "gaps",
        "What the plan does not say",
        sentences=(f"Of {counted(lines, 'actions')} {_have(told)}.",) if told else (),
        tables=(table_of("Gaps of the plan", ["Left out", "Actions"], rows),),
    )


def _have(told: list[str]) -> str:
    """'4 have no measure, 2 no date and all no health owner'."""
    first, _, rest = told[0].partition(" ")
    verb = "has" if first == "1" else "have"
    return joined([f"{first} {verb} {rest}", *told[1:]])


def _by(update: Update) -> str:
    """Who said it, and why it was taken back where it was."""
    who = "from the file" if update.entered_by == "file" else f"by {update.entered_by}"
    return who if update.taken_back is None else f"{who}; taken back: {update.taken_back}"


@or_refused
def history_panel(records: Records) -> Panel:
    """All that was said of each action, oldest first; for the board and officers."""
    found = plan_of(records)
    if not found.updates:
        return NOTHING
    rows = [
        [
            Cell(found.line(each.action_id).ref),
            Cell(day(each.day)),
            Cell(capital(state_words(each.state or ""))),
            Cell("", signs=(rating_sign(each.rating or ""),)),
            Cell(f"now {day(each.new_due)}" if each.new_due else ""),
            Cell(". ".join(part for part in (each.reason, each.note) if part), small=_by(each)),
        ]
        for each in found.updates
    ]
    head = ["Action", "Day", "State", "Rating", "New date", "What was said"]
    return Panel(
        "history",
        "What was said, oldest first",
        tables=(table_of("History of the plan", head, rows, wide=True),),
    )
