"""A panel as plain HTML: for pages that stand by themselves, without the app."""

from __future__ import annotations

from collections.abc import Iterator

from sendviz.ask import Answer
from sendviz.kit import html, svg
from sendviz.panels import about
from sendviz.panels.panel import Panel


def panel_html(panel: Panel, *, headed: bool = False) -> str:
    """All of a panel but its files, in the order in which it stands; what is folded away is in
    <details>. headed: its heading stands already."""
    if panel.refused:
        return f'<p class="sv-note">{html.safe(panel.refused)}</p>'
    return "".join(_parts(panel, headed))


def _parts(panel: Panel, headed: bool) -> Iterator[str]:
    if panel.title and not headed:
        yield html.heading(panel.title, panel.caption)
    if panel.made_up:
        yield html.made_up(panel.made_up)
    yield html.paragraphs(panel.sentences)
    yield from map(html.signed_lines, panel.signed)
    yield html.pairs(panel.definition)
    yield html.cards(panel.cards) if panel.cards else ""
    if panel.figure is not None:
        yield svg.responsive(panel.figure, panel.alt)
        yield html.paragraphs(panel.notes, "sv-caption")
    yield from map(html.table, panel.tables)
    if panel.figure is None:
        yield html.paragraphs(panel.notes, "sv-caption")
    yield from (panel_html(each) for each in panel.parts)
    for each in panel.closed:
        yield html.folded(each.title, panel_html(each, headed=True))
    if panel.answers:
        told = "".join(_about(answer) for answer in panel.answers)
        yield html.folded("Table and definition", told)


def _about(answer: Answer) -> str:
    table = html.table(about.figures_table(answer))
    return table + html.pairs(about.definition(answer.measure, answer.selection.council))
