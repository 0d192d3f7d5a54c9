"""Where does the time go? For each stage a dot at the median and a line to nine in ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import plotly.graph_objects as go

from sendviz import catalogue
from sendviz.ask import PUBLIC, Answer, NotAllowed, Records
from sendviz.catalogue.row import Row
from sendviz.kit import colours
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.layers import dot, lying_range
from sendviz.kit.rows import Head, Rows, row_figure, tick_marks
from sendviz.kit.template import hover, nothing
from sendviz.kit.values import answer_words, blank_of
from sendviz.kit.words import capital, number, weeks
from sendviz.panels.captions import area_noun
from sendviz.panels.of_parts import for_others, is_told_of_parts
from sendviz.panels.panel import Panel, charted, or_refused

# name, measure of the middle, measure of nine in ten, legal weeks from the start of that stage
STAGES = (
    (
        "Request to decision",
        "weeks_to_decision",
        "ninetieth_percentile_weeks_to_decision",
        "decision",
    ),
    (
        "Decision to plan",
        "weeks_from_decision_to_plan",
        "ninetieth_percentile_weeks_from_decision_to_plan",
        None,
    ),
    ("Request to plan", "median_weeks_to_issue", "ninetieth_percentile_weeks_to_issue", "plan"),
)
UNTIMED = "Nothing to show: no stage has been timed in this period."
TITLE = "Where the time goes"
APART = "These middles do not add up: each stage has its own children."
NEARLY_ALL = 0.8
OF_AREAS = (
    "Of each {area} public view tells the band of weeks that holds the middle, not the weeks: the "
    "table has the bands, the picture the whole council."
)
OF_A_PART = (
    "Of a part of the council public view tells the band of weeks that holds the middle. A band "
    "cannot be drawn, so here is the table alone."
)


@dataclass(frozen=True)
class Stage:
    """A part of the way to a plan: the weeks by which half are through it and nine in ten, by
    area, and the legal weeks, None where there are none."""

    name: str
    half: Answer
    nine: Answer | None = None
    limit: float | None = None


@dataclass(frozen=True)
class _Line:
    """One row of the figure: its heading, and the weeks to draw where they are known."""

    head: Head
    half: float | None = None
    nine: float | None = None
    limit: float | None = None
    hover: str = ""


@or_refused
def stages_panel(records: Records) -> Panel:
    """Where the time goes: the middle and nine in ten of each stage, by locality; in public view of
    the whole council, with the localities' bands of weeks as a table."""
    records = records.for_parts
    if records.role != PUBLIC:
        return _drawn(records, "locality")
    by_area = [each for each in STAGES if is_told_of_parts(records, each[1])]
    noun = area_noun(records, "locality")
    bands = bands_table(records, by_area)
    others = for_others([f"every stage by {noun}, in weeks"])
    try:
        whole = _drawn(records, None)
    except NotAllowed:
        return Panel("stages", TITLE, sentences=(OF_A_PART,), tables=(bands,), notes=(others,))
    why = OF_AREAS.format(area=noun)
    return replace(whole, sentences=(*whole.sentences, why), tables=(bands,), notes=(others,))


def _drawn(records: Records, by: str | None) -> Panel:
    """The picture of all stages, by area or as one."""
    limits = catalogue.legal_weeks()
    # The bucket of unknown places is in the totals and the tables.
    stages = [
        Stage(
            name,
            records.ask(half, by=by).placed,
            records.ask(nine, by=by).placed,
            limits[step] if step else None,
        )
        for name, half, nine, step in STAGES
    ]
    middles = [records.ask(half) for _, half, *_ in STAGES]
    answers, title = [stage.half for stage in stages], stages_heading([a.row for a in middles])
    return charted(
        records, "stages", title, stages_figure(stages), answers, "stages",
        sentences=(stages_sentence(middles),),
    )  # fmt: skip


def bands_table(records: Records, stages: Sequence[tuple[str, str, str, str | None]]) -> Table:
    """A row a locality: the bands of weeks that hold the middle and nine in ten of those stages."""
    told = [records.ask(id, by="locality") for _, *ids, _ in stages for id in ids]
    head = [
        f"{name}: {part}" for name, *_ in stages for part in ("half within", "nine in ten within")
    ]
    body = [[Cell(area), *(Cell(_text_of(each, area)) for each in told)] for area in told[0].areas]
    noun = area_noun(records, "locality")
    return table_of(f"{TITLE}, by {noun}", [capital(noun), *head], body, wide=True)


def _text_of(answer: Answer, area: str) -> str:
    row = next((row for row in answer.rows if row.area == area), None)
    return "no cases" if row is None else answer.text(row)


def stages_heading(middles: Sequence[Row]) -> str:
    """Where most of the time goes, from the middles of the first stage, of the second and of the
    whole way: middles do not add up, so it says about."""
    if any(map(blank_of, middles)):
        return TITLE
    first, second, whole = (float(row.value) for row in middles)
    if second >= NEARLY_ALL * whole:
        much, which, part = "Nearly all", "after", second
    elif second >= first:
        much, which, part = "Most of", "after", second
    else:
        much, which, part = "Most of", "before", first
    weeks_of = f"{number(min(part, whole), 0)} of {number(whole, 0)} weeks"
    return f"{much} the wait comes {which} the decision to assess: about {weeks_of}"


def stages_sentence(middles: Sequence[Answer]) -> str:
    """By when half were through each stage, a sentence for each: weeks that stand side by side are
    read as a sum."""
    known = [each for each in middles if not blank_of(each.row)]
    if not known:
        return "No stage has been timed in this period."
    told = [f"{answer_words(each.measure, each.row)}." for each in known]
    return " ".join([*told, APART])


def stages_figure(stages: Sequence[Stage]) -> go.Figure:
    """The rows of each stage, the legal weeks as a short black line."""
    lines = [line for stage in stages for line in _lines_of(stage)]
    drawn = [line for line in lines if line.half is not None]
    if not drawn:
        return nothing(UNTIMED)
    laid = row_figure([line.head for line in lines], mark=18, extra=104)
    for place, line in enumerate(lines):
        _draw(laid, place, line)
    _name_the_marks(laid.fig, drawn)
    known = [each for line in drawn for each in (line.half, line.nine, line.limit)]
    most = max(each for each in known if each is not None)
    laid.fig.update_xaxes(showgrid=True, range=[0, most * 1.06], title={"text": "weeks"}, nticks=6)
    return laid.fig


def _lines_of(stage: Stage) -> list[_Line]:
    """With several areas the stage's name is a row of its own, and then come its areas."""
    nine = {row.area: row for row in stage.nine.rows} if stage.nine else {}
    rows = stage.half.rows
    if len(rows) == 1:
        return [_line(Head(stage.name), stage, rows[0], nine.get(rows[0].area))]
    heads = [Head(row.area or "All", plain=True) for row in rows]
    lines = [
        _line(head, stage, row, nine.get(row.area)) for head, row in zip(heads, rows, strict=True)
    ]
    return [_Line(Head(stage.name, title=True)), *lines]


def _line(head: Head, stage: Stage, row: Row, nine: Row | None) -> _Line:
    half, limit = stage.half.text(row), stage.limit
    head = replace(head, words=half)
    if blank_of(row):
        return _Line(head)
    far, also = None, ""
    if stage.nine is not None and nine is not None and not blank_of(nine):
        far, also = float(nine.value), f"nine in ten within {stage.nine.text(nine)}"
    law = f"legal limit {weeks(limit)}" if limit is not None else ""
    told = hover(head.name, f"half within {half}", also, law)
    return _Line(head, float(row.value), far, limit, told)


def _draw(laid: Rows, place: int, line: _Line) -> None:
    if line.half is None:
        return
    height, colour = laid.middles[place], colours.series(0)
    if line.nine is not None:
        lying_range(laid.fig, (line.half, line.nine), height, colour, 5)
    dot(laid.fig, line.half, height, colour, line.hover)
    if line.limit is not None:
        tick_marks(laid, line.limit, [place], "limit")


def _name_the_marks(fig: go.Figure, drawn: Sequence[_Line]) -> None:
    """A legend of the three marks, those that occur."""
    blue = colours.series(0)
    named = [("half within", {"mode": "markers", "marker": {"size": 12, "color": blue}}, True)]
    line = {"mode": "lines", "line": {"color": blue, "width": 5}}
    named.append(("nine in ten within", line, any(each.nine is not None for each in drawn)))
    law = {"mode": "lines", "line": {"color": colours.role("limit"), "width": 3}}
    named.append(("legal limit", law, any(each.limit is not None for each in drawn)))
    for name, look, occurs in named:
        if occurs:
            fig.add_scatter(x=[None], y=[None], name=name, hoverinfo="skip", **look)
    fig.update_layout(showlegend=True)
