"""A panel as a value: what a page, a print, a pack, meeting mode and a test show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec

import pandas as pd
import plotly.graph_objects as go

from sendviz.ask import Answer, Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.kit import svg
from sendviz.kit.html import Card, Download, SignedLines, Table
from sendviz.kit.marks import with_events
from sendviz.kit.words import joined
from sendviz.panels import captions

Asked = ParamSpec("Asked")


@dataclass(frozen=True, eq=False)
class Opening:
    """A panel that is made when its line is opened, and what it tells of: a measure, and the
    assessment that this is held to, or ''."""

    make: Callable[[], Panel]
    measure: str
    pathway: str = ""


@dataclass(frozen=True, eq=False)
class Panel:
    """A finding with all that belongs to it, in the order in which it stands.

    key: its name within a page. title: the finding as a heading. caption: measure, who, where,
    when, source. made_up: of simulated records, what in them is real. sentences: paragraphs under
    it. signed: sentences with their signs; openings: what their lines open, by its name.
    definition: (heading, sentences) pairs, as `about.definition`. cards. figure and alt: the
    picture and what it shows in words. notes: small print under the picture, or under the tables
    where there is none. tables. parts: panels that stand open under it; closed: those that stand
    folded away. answers: what it was drawn from; each gets its table, definition and file. rows: a
    list of children (officers only). downloads. refused: why there is nothing to show; the rest is
    then empty.
    """

    key: str
    title: str = ""
    caption: str = ""
    made_up: str = ""
    sentences: tuple[str, ...] = ()
    signed: tuple[SignedLines, ...] = ()
    openings: Mapping[str, Opening] = field(default_factory=dict)
    cards: tuple[Card, ...] = ()
    figure: go.Figure | None = None
    alt: str = ""
    notes: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    parts: tuple[Panel, ...] = ()
    closed: tuple[Panel, ...] = ()
    definition: tuple[tuple[str, str], ...] = ()
    answers: tuple[Answer, ...] = ()
    rows: pd.DataFrame | None = None
    downloads: tuple[Download, ...] = ()
    refused: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to show."""
        held = (
            self.title, self.sentences, self.signed, self.cards, self.tables, self.notes,
            self.parts, self.closed, self.definition, self.refused,
        )  # fmt: skip
        return not any(held) and self.figure is None and self.rows is None


NOTHING = Panel("nothing")


def outermost(shown: Sequence[tuple[str, object]]) -> list[tuple[str, object]]:
    """What a screen showed, by kind, without the panels that stand in others."""
    held = {id(each) for _, what in shown if isinstance(what, Panel) for each in _within(what)}
    return [(kind, what) for kind, what in shown if id(what) not in held]


def _within(panel: Panel) -> Iterator[Panel]:
    for each in (*panel.parts, *panel.closed):
        yield each
        yield from _within(each)


def not_filtered(panel: Panel) -> Iterator[str]:
    """The dimensions of filters that some figure of the panel, or of those in it, could not
    apply."""
    for answer in panel.answers:
        yield from answer.not_filtered
    for card in panel.cards:
        yield from card.not_filtered
    for part in (*panel.parts, *panel.closed):
        yield from not_filtered(part)


def or_refused(panel: Callable[Asked, Panel]) -> Callable[Asked, Panel]:
    """A panel function that, where the answer may not be told, returns why instead."""

    @wraps(panel)
    def told(*given: Asked.args, **named: Asked.kwargs) -> Panel:
        try:
            return panel(*given, **named)
        except BadSelection as refused:
            return Panel(panel.__name__, refused=str(refused))

    return told


def sentence_or_refusal(sentence: Callable[Asked, str]) -> Callable[Asked, str]:
    """A function that returns a sentence; where the answer may not be told, the reason is it."""

    @wraps(sentence)
    def told(*given: Asked.args, **named: Asked.kwargs) -> str:
        try:
            return sentence(*given, **named)
        except BadSelection as refused:
            return str(refused)

    return told


def charted(
    records: Records,
    key: str,
    title: str,
    figure: go.Figure,
    answers: Sequence[Answer],
    kind: str,
    *,
    marked: bool = False,
    notes: Sequence[str] = (),
    **more: Any,
) -> Panel:
    """A panel of one picture. Every measure of `answers` is named; the first tells where and when.

    kind: one of captions.KINDS, for the alternative text. marked: it runs over time, so the
    council's events that concern the first measure are marked on it and named under it.
    """
    first = answers[0]
    alt = captions.alt_text(first, kind)
    name = first.measure.name
    if len(answers) > 1:
        # A chart of several measures says so: the first one's values alone would mislead.
        name = joined([each.measure.short_name for each in answers])
        alt = f"{captions.KINDS[kind]}: {name}. {title}"
    if marked:
        figure, told = _with_marks(records, first, figure)
        notes = (told, *notes)
    return Panel(
        key,
        title,
        captions.caption(records, first, name),
        figure=figure,
        alt=alt,
        notes=tuple(each for each in notes if each),
        answers=tuple(answers),
        **more,
    )


def _with_marks(records: Records, answer: Answer, figure: go.Figure) -> tuple[go.Figure, str]:
    marks = captions.marks_of(records, answer.measure)
    starts = answer.frame["period_start"]
    if not marks or starts.isna().all():
        return figure, ""
    first, last = starts.min(), starts.max()
    return with_events(figure, marks, first, last), captions.events_words(marks, first, last)


def picture(panel: Panel) -> str:
    """The picture of a panel to take away, as SVG: under its finding the measure, place, period,
    filters, source and whether records are simulated, beneath it the panel's notes.

    Raises ValueError where the panel has no picture.
    """
    if panel.figure is None:
        raise ValueError(f"The panel {panel.key} has no picture.")
    simulated = bool(panel.made_up) or any(answer.simulated for answer in panel.answers)
    made_up = f"{captions.SIMULATED}. {panel.made_up}".rstrip() if simulated else ""
    return svg.saved(
        panel.figure, panel.alt, panel.title, (panel.caption,), (*panel.notes, made_up)
    )
