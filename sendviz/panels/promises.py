"""Was what was promised in public kept? Each promise beside what the measure says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from sendviz import catalogue
from sendviz.ask import Answer, Records
from sendviz.catalogue.calendar import month_end
from sendviz.findings.claims import Checked, Official, checked
from sendviz.findings.promises import Judged, judged
from sendviz.kit import colours, layers, marks, words
from sendviz.kit.html import Cell, SignedLine, SignedLines, Table, table_of
from sendviz.kit.template import (
    CHART_HEIGHT,
    date_axis,
    figure,
    headroom,
    hover,
    least,
    safe,
    stamps,
    value_axis,
)
from sendviz.kit.values import level_text
from sendviz.kit.verdicts import promise_sign
from sendviz.kit.words import capital, day, number, percent, period_name
from sendviz.panels.captions import events_words
from sendviz.panels.panel import Panel, charted, or_refused
from sendviz.panels.plan_words import amount

HEAD = ["Promised in public", "By when", "Judged by", "What the figure was", "Verdict"]
ON_MADE_UP = "These verdicts judge simulated records, not the council's own."
ORDER = ("not_kept", "kept_late", "kept", "not_yet_due", "not_judged")


@or_refused
def promises_panel(records: Records) -> Panel:
    """Every promise with its day, its value and the verdict, and the line of the first measure that
    judges one; claims whose figure is one of another thing stand under it."""
    found = sorted(judged(records), key=lambda each: ORDER.index(each.verdict))
    claimed = _claims(checked(records))
    if not found:
        none = f"No public promise of {records.council} is known by {_as_at(records)}."
        return Panel("promises", "Promises kept", sentences=(none,), signed=claimed)
    drawn = [each for each in found if each.series is not None]
    first = drawn[0].promise.measure if drawn else None
    line = [each for each in drawn if each.promise.measure == first]
    title, told, table = heading(found), _sentences(records, found), _table(found)
    if not line or line[0].series is None:
        return Panel("promises", title, sentences=told, tables=(table,), signed=claimed)
    picture, answers = promises_figure(line), [line[0].series]
    said = [(each.promise.said_on, "promised") for each in line]
    marked = events_words(said, min(day for day, _ in said), max(day for day, _ in said))
    return charted(
        records, "promises", title, picture, answers, "promises",
        sentences=told, tables=(table,), signed=claimed, notes=(marked,),
    )  # fmt: skip


@or_refused
def promises_in_short_panel(records: Records) -> Panel:
    """The promises as signed lines, for a page about something else; nothing without any."""
    found = sorted(judged(records), key=lambda each: ORDER.index(each.verdict))
    due = [each for each in found if each.verdict != "not_judged"]
    if not due:
        return Panel("promises_in_short")
    lines = tuple(SignedLine(promise_sign(each.verdict), in_short(each)) for each in due)
    more = ON_MADE_UP if any(each.simulated for each in due) else ""
    return Panel(
        "promises_in_short",
        signed=(SignedLines("Promises made in public", lines),),
        notes=(more,) if more else (),
    )


def heading(found: Sequence[Judged]) -> str:
    """'Of 2 promises that fell due, none was kept in time'."""
    due = [each for each in found if each.verdict in ("kept", "kept_late", "not_kept")]
    kept = sum(each.verdict == "kept" for each in due)
    if not due:
        return "No promise made in public can be judged yet"
    if len(due) == 1:
        return f"The one promise that fell due was {_word(due[0])}"
    many = {0: "none was", 1: "1 was", len(due): "all were"}.get(kept, f"{kept} were")
    return f"Of {len(due)} promises that fell due, {many} kept in time"


def in_short(found: Judged) -> str:
    """'Not kept: The backlog will be cleared over the next six months. Council, 12 March 2024. Past
    20 weeks: 340 children on 30 September 2024.'"""
    promise = found.promise
    word = capital(_word(found))
    said = f"{word}: {promise.wording} {capital(promise.said_by)}, {day(promise.said_on)}."
    name = f"{catalogue.get(promise.measure).short_name}: " if promise.measure else ""
    return f"{said} {name}{_then(found)}" if found.at_due else said


def _sentences(records: Records, found: Sequence[Judged]) -> tuple[str, ...]:
    many = Counter(each.verdict for each in found)
    parts = [f"{many[verdict]} {promise_sign(verdict).word}" for verdict in ORDER if many[verdict]]
    if len(found) == 1:
        told = f"The one promise made in public by {_as_at(records)}: {_word(found[0])}."
    else:
        many_made = f"Of {len(found)} promises made in public by {_as_at(records)}"
        told = f"{many_made}: {', '.join(parts)}."
    made_up = any(each.simulated for each in found)
    return (told, ON_MADE_UP) if made_up else (told,)


def _word(found: Judged) -> str:
    return promise_sign(found.verdict).word


def _as_at(records: Records) -> str:
    return day(records.selection.as_at)


def _table(found: Sequence[Judged]) -> Table:
    return table_of("Promises made in public", HEAD, [_row(each) for each in found], wide=True)


def _row(found: Judged) -> list[Cell]:
    promise = found.promise
    said = f"{capital(promise.said_by)}, {day(promise.said_on)}. {promise.source}."
    return [
        Cell(f"{promise.wording}", small=said),
        _by_when(found),
        Cell(_judged_by(found)),
        Cell(capital(_then(found)), small=_now(found)),
        Cell("", signs=(promise_sign(found.verdict),)),
    ]


def _by_when(found: Judged) -> Cell:
    """The day, and that months are told whole where it lies within one."""
    due = found.promise.hold_by
    if due is None:
        return Cell("no day given")
    within = found.at_due is not None and due != month_end(due)
    return Cell(day(due), small="judged at the end of that month" if within else "")


def _judged_by(found: Judged) -> str:
    """'Past 20 weeks: no more than 0 children'."""
    promise = found.promise
    if not promise.measure or promise.value is None:
        return "nothing here"
    m = catalogue.get(promise.measure)
    if promise.compare == "at_most" and promise.value == 0:
        return f"{m.name}: none"
    bound = "at most" if promise.compare == "at_most" else "at least"
    return f"{m.name}: {bound} {amount(m, promise.value)}"


def _then(found: Judged) -> str:
    """The figure on the day, and when it was so after all; or why nothing can be said."""
    if found.verdict == "not_judged":
        return found.why
    if found.at_due is None:
        return ""
    told = f"{found.at_due.text()} {_when(found.at_due)}."
    if found.verdict == "kept_late":
        return f"{told} It was so by {day(found.first_met)}."
    return told


def _when(answer: Answer) -> str:
    selection = answer.selection
    if answer.measure.at_a_date:
        return f"on {day(selection.last_day)}"
    return words.in_period(selection.start, selection.last_day)


def _now(found: Judged) -> str:
    """'Newest: 120 children on 31 December 2025.'"""
    return f"Newest: {found.now.text()} {_when(found.now)}." if found.now else ""


def promises_figure(found: Sequence[Judged]) -> go.Figure:
    """The measure month by month, with the day on which each promise was made, and its value on the
    day by which it was to hold."""
    answer = found[0].series
    assert answer is not None
    m, x = answer.measure, stamps(answer.frame["period_start"])
    values = answer.frame["value"].to_numpy(float)
    told = [
        hover(period_name(row.period_start, answer.grain), answer.text(row)) for row in answer.rows
    ]
    fig = figure(CHART_HEIGHT)
    layers.line_with_points(fig, x, values, m.short_name, colours.series(0), told)
    for each in found:
        _mark(fig, each)
    ends = [*x, *(stamps([each.promise.hold_by])[0] for each in found)]
    fig.update_xaxes(**date_axis(ends, answer.grain))
    fig.update_yaxes(**value_axis(m, headroom(values[~np.isnan(values)], least(m))))
    said = [(each.promise.said_on, "promised") for each in found]
    marks.add_events(fig, said, min(x), max(ends), lower=False)
    fig.update_layout(showlegend=False, margin={"t": 28})
    return fig


def _mark(fig: go.Figure, found: Judged) -> None:
    """The promised value on its day, in the shape of the verdict."""
    promise, sign = found.promise, promise_sign(found.verdict)
    assert promise.measure and promise.value is not None
    m = catalogue.get(promise.measure)
    told = hover(day(promise.hold_by), f"Promised: {level_text(m, promise.value)}", sign.word)
    x = stamps([promise.hold_by])
    layers.signed_points(fig, x, [promise.value], [sign], [told], size=12, star=15, name=sign.word)
    fig.add_annotation(
        x=x[0], y=promise.value, yshift=14, yanchor="bottom", showarrow=False, xanchor="right",
        text=f"promised: {safe(level_text(m, promise.value))}",
    )  # fmt: skip


def _claims(found: Sequence[Checked]) -> tuple[SignedLines, ...]:
    """The claims whose figure is one of another thing."""
    lines = tuple(
        SignedLine(promise_sign("not_judged"), claim_words(each))
        for each in found
        if each.is_of_another
    )
    return (SignedLines("Said of one thing, counted of another", lines),) if lines else ()


def claim_words(found: Checked) -> str:
    """'Requests are up ... So said the council on 3 May 2024. Its figures, 2,612 and 3,646, fit
    another thing: EHC plans. Of these DfE counts 3,531 in January 2024. Of requests DfE counts
    788 in 2021 and 1,123 in 2023: 335 more (43%).'"""
    claim, fits = found.claim, found.fits
    assert fits is not None
    said = f"{claim.wording} So said the {claim.said_by} on {day(claim.said_on)}."
    figures = f"Its figures, {number(claim.first)} and {number(claim.last)}, fit another thing"
    other = f"{_thing(fits)}. Of these DfE counts {_counted(fits)}"
    own = found.named
    rise = ""
    if own.first is not None and own.last is not None:
        more = own.last - own.first
        rise = (
            f" Of {_thing(own)} DfE counts {number(own.first)} in {own.first_year} and "
            f"{_counted(own)}: {number(more)} more ({percent(more / own.first)})."
        )
    return f"{said} {figures}: {other}.{rise}"


def _thing(found: Official) -> str:
    return words.uncapital(found.measure.short_name)


def _counted(found: Official) -> str:
    when = f"January {found.last_year}" if found.measure.at_a_date else str(found.last_year)
    return f"{number(found.last)} in {when}"
