"""What can we show for each finding? The findings by how strong and how new the evidence is, what
the next review would ask for, and the log with the figures behind it."""

from __future__ import annotations

from collections.abc import Sequence

from sendviz.ask import PUBLIC, Records
from sendviz.ask.evidence_rows import Evidence
from sendviz.findings.evidence import (
    LEVELS,
    STATES,
    Asked,
    Shown,
    asked_at,
    bodies_of,
    closed,
    next_review,
    of_no_finding,
    shown,
)
from sendviz.kit.html import Cell, SignedLine, SignedLines, Table, table_of
from sendviz.kit.verdicts import shown_sign
from sendviz.kit.words import capital, counted, day, is_heading, joined, number, small, uncapital
from sendviz.panels import evidence_words as words
from sendviz.panels.panel import NOTHING, Panel, or_refused, sentence_or_refusal
from sendviz.panels.plan_words import figure_name

NO_FINDINGS = "No finding of an inspection and no improvement plan is loaded for this council."
HEAD = ["Finding", *words.LEVELS.values()]


@sentence_or_refusal
def evidence_answer(records: Records) -> str:
    """'2 of 5 findings have something newer than 12 months that was measured, or that families or
    an outsider confirm; 1 has nothing.'"""
    found = shown(records)
    if not found:
        return NO_FINDINGS
    new = sum(each.state == "shown" for each in found)
    told = words.count_words(new, len(found), "has", "have")
    where = "" if records.role != PUBLIC else "Of what is marked public: "
    said = f"{where}{uncapital(told)}" if where else told
    return (
        f"{said} something newer than 12 months that was measured, or that families or an outsider "
        f"confirm{_without(found)}."
    )


def _without(found: Sequence[Shown]) -> str:
    n = sum(each.state == "nothing" for each in found)
    if n:
        return f"; {number(n)} {'has' if n == 1 else 'have'} nothing"
    return "" if all(each.state == "shown" for each in found) else "; each has some evidence"


@or_refused
def grid_panel(records: Records) -> Panel:
    """Each finding with how much there is of each level and how new, and how it stands."""
    found = shown(records)
    if not found:
        return NOTHING
    public = records.role == PUBLIC
    rows = [_row(place, each) for place, each in enumerate(found, start=1)]
    head = [*HEAD, "How it stands in public" if public else "How it stands"]
    notes = (words.WHAT_LEVELS_MEAN, words.ONLY_PUBLIC if public else "", _left_out(records))
    return Panel(
        "grid",
        "What the public can see for each finding" if public else _title(found),
        f"{records.council}, {day(records.selection.as_at)}. {_source(found)}",
        tables=(table_of("Findings and what can be shown", head, rows, wide=True),),
        notes=tuple(filter(None, notes)),
    )


def _title(found: Sequence[Shown]) -> str:
    lack = sum(each.state != "shown" for each in found)
    if not lack:
        return "Every finding has something new that was measured or confirmed"
    have = "has" if lack == 1 else "have"
    return (
        f"{capital(small(lack))} of {small(len(found))} findings {have} nothing new that was "
        "measured or confirmed"
    )


def _source(found: Sequence[Shown]) -> str:
    made_up = any(each.simulated for one in found for each in one.evidence)
    return words.SIMULATED_LOG if made_up else "Source: the log of evidence as loaded."


def _left_out(records: Records) -> str:
    n, loose = closed(records), len(of_no_finding(records))
    told = (
        f"{counted(n, 'findings')} closed and left out" if n else "",
        f"{counted(loose, 'lines')} of the log under no finding" if loose else "",
    )
    said = joined([each for each in told if each])
    return f"{capital(said)}." if said else ""


def _row(place: int, each: Shown) -> list[Cell]:
    cells = [_cell(each.at(level)) for level in LEVELS]
    name = Cell(f"{place} {each.finding.wording}", small=words.bodies_words(each))
    return [name, *cells, Cell("", signs=words.missing_signs(each))]


def _cell(found: Sequence[Evidence]) -> Cell:
    if not found:
        return Cell("none")
    return Cell(number(len(found)), small=day(found[0].dated))


@or_refused
def unproven_panel(records: Records) -> Panel:
    """The findings without anything new that was measured or confirmed, a line each; for the board
    and officers, who see the whole log."""
    found = [*enumerate(shown(records), start=1)] if records.role != PUBLIC else []
    lines = tuple(
        SignedLine(
            shown_sign(each.state),
            f"Finding {place}: {words.missing_words(each)}. {each.finding.wording}",
        )
        for place, each in found
        if each.state != "shown"
    )
    if not lines:
        return NOTHING
    return Panel(
        "unproven",
        _title([each for _, each in found]),
        signed=(SignedLines("", lines),),
        notes=("What there is stands under Evidence.",),
    )


@or_refused
def review_panel(records: Records) -> Panel:
    """What the next review would ask for, by finding, who brings it, and by when."""
    found = shown(records)
    if not found or records.role == PUBLIC:
        return NOTHING
    review = next_review(records)
    asked = asked_at(found, review)
    when = words.review_words(review, records.selection.as_at)
    by = f", by {day(review.papers_by)}" if review.papers_by >= records.selection.as_at else ""
    if not asked:
        told = "The next review would find something new for every finding"
        return Panel("review", told, sentences=(when,))
    places = {each.finding.finding_id: place for place, each in enumerate(found, start=1)}
    rows = [_asked_row(places[each.now.finding.finding_id], each) for each in asked]
    head = ["Finding", "Who brings it", "What it would ask for", "What there is"]
    return Panel(
        "review",
        f"What the next review would ask for{by}",
        sentences=(when,),
        tables=(table_of("For the next review", head, rows, wide=True),),
    )


def _asked_row(place: int, asked: Asked) -> list[Cell]:
    return [
        Cell(f"{place} {asked.now.finding.wording}"),
        Cell(words.bodies_words(asked.now)),
        Cell(words.asked_words(asked)),
        Cell(capital(words.held_words(asked))),
    ]


@or_refused
def bodies_panel(records: Records) -> Panel:
    """How the findings of each responsible body stand; one of several counts with each."""
    found = shown(records)
    if not found or records.role == PUBLIC:
        return NOTHING
    every = dict.fromkeys(body for each in found for body in bodies_of(each.finding))
    rows = [_body_row(body, [e for e in found if body in bodies_of(e.finding)]) for body in every]
    head = ["Body", "Findings", *(capital(shown_sign(state).word) for state in STATES)]
    return Panel(
        "bodies",
        "How the findings of each body stand",
        tables=(table_of("Findings by body", head, rows, wide=True),),
        notes=("A finding of several bodies counts with each of them.",),
    )


def _body_row(body: str, found: Sequence[Shown]) -> list[Cell]:
    counts = [sum(each.state == state for each in found) for state in STATES]
    cells = (Cell(number(n), number=True) for n in (len(found), *counts))
    return [Cell(words.body_name(body)), *cells]


@or_refused
def log_panel(records: Records) -> Panel:
    """All that there is, by finding, the newest first."""
    found = [(f"{place}", each) for place, each in enumerate(shown(records), start=1)]
    parts = [
        _part(records, place, each.finding.wording, each.evidence)
        for place, each in found
        if each.evidence
    ]
    if loose := of_no_finding(records):
        parts.append(_part(records, "", "Under no finding", loose))
    if not parts:
        return NOTHING
    return Panel("log", "The log, by finding", parts=tuple(parts))


def _part(records: Records, place: str, wording: str, found: Sequence[Evidence]) -> Panel:
    """The lines of one finding; words that are too long for a heading stand under its number."""
    name = f"{place} {wording}".strip()
    short = name if is_heading(name) else f"Finding {place}"
    return Panel(
        f"log_{place or 'loose'}",
        short.rstrip("."),
        sentences=() if short == name else (wording,),
        tables=(_log_table(records, short.rstrip("."), found),),
    )


def _log_table(records: Records, name: str, found: Sequence[Evidence]) -> Table:
    head = ["What shows it", "Day", "Level", "Base"]
    if records.role != PUBLIC:
        head += ["Where it is kept", "Who may see it"]
    rows = [_line(records, each) for each in found]
    return table_of(f"Log: {name}", head, rows, wide=True)


def _base(each: Evidence) -> str:
    """How many it rests on; where nobody said so, that is said of what rests on people or cases."""
    if each.base_n:
        return number(each.base_n)
    return "not told" if each.kind in ("audit", "survey", "feedback") else ""


def _line(records: Records, each: Evidence) -> list[Cell]:
    small_print = (
        words.KINDS[each.kind],
        f"action {each.ref}" if each.ref else "",
        figure_name(each.measure, each.selection or "") if each.measure else "",
        f"added by {each.entered_by}" if each.entered_by else "",
        "simulated" if each.simulated else "",
    )
    until = f"holds until {day(each.valid_to)}" if each.valid_to else ""
    cells = [
        Cell(each.title, small="; ".join(part for part in small_print if part)),
        Cell(day(each.dated), small=until),
        Cell(words.LEVELS_TOLD[each.level]),
        Cell(_base(each)),
    ]
    if records.role == PUBLIC:
        return cells
    kept = Cell(each.kept_at or "not told", small=each.owner_role or "")
    return [*cells, kept, Cell(capital(words.SEEN_BY[each.seen_by]))]
