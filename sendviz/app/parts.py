"""Small parts of a screen as accessible HTML: headings, answers, cards, tables, notes. Text is
always escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as safe

import plotly.graph_objects as go
import streamlit as st

from sendviz import charts
from sendviz.wording import Sign

# Marks hold 3:1 against white and against the dark ground, so they need not know which is on.
MARKS = {
    "improvement": "#3A7CB8",
    "concern": "#D4641F",
    "no_change": "#7C8288",
    "neutral": "#8F6FC8",
    "too_few": "#7C8288",
}


ANSWERED = "_answered"


@dataclass(frozen=True)
class Card:
    """One answer: what was asked, the value with its unit, lines under it, and the sign of its
    change."""

    title: str
    value: str
    unit: str = ""
    lines: tuple[str, ...] = ()
    sign: Sign | None = None
    link: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its text, and whether it is a number; small print and signs may stand
    under it."""

    text: str
    number: bool = False
    small: str = ""
    signs: tuple[Sign, ...] = ()


def html(body: str) -> None:
    """Our own HTML within our style."""
    st.html(f'<div class="sv">{body}</div>')


def question(text: str) -> None:
    """The councillor's question: the one h1 of the screen."""
    html(f"<h1>{safe(text)}</h1>")


def answer(*sentences: str) -> None:
    """The answer in one or two sentences, large; nothing for no words."""
    if not any(sentences):
        return
    st.session_state[ANSWERED] = True
    html(f'<p class="sv-answer">{" ".join(safe(each) for each in sentences if each)}</p>')


def heading(text: str, caption: str = "") -> None:
    """The heading of a panel: the finding, and under it what is shown."""
    html(
        f"<h2>{safe(text)}</h2>" + (f'<p class="sv-caption">{safe(caption)}</p>' if caption else "")
    )


def subheading(text: str) -> None:
    """The heading of one of several tables or charts of a panel."""
    html(f"<h3>{safe(text)}</h3>")


def text(*paragraphs: str) -> None:
    """Plain paragraphs."""
    html("".join(f"<p>{safe(each)}</p>" for each in paragraphs if each))


def caption(words: str) -> None:
    """Small print; nothing for no words."""
    if words:
        html(f'<p class="sv-caption">{safe(words)}</p>')


def note(words: str, warn: bool = False) -> None:
    """A sentence apart from the rest."""
    html(f'<p class="sv-note{" warn" if warn else ""}">{safe(words)}</p>')


def cards(items: Sequence[Card]) -> None:
    """Answers side by side, as many a row as fit."""
    html(f'<div class="sv-cards">{"".join(_card(each) for each in items)}</div>')


def sign(found: Sign | None) -> str:
    """A shape and a word: never a colour alone."""
    if found is None:
        return ""
    mark = (
        f'<span class="sv-mark" aria-hidden="true" '
        f'style="color:{MARKS[found.colour_role]}">{found.shape}</span>'
    )
    return f'<span class="sv-sign">{mark}{safe(found.word)}</span>'


def table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], numbers: Sequence[int] = ()
) -> None:
    """A real table: the first cell of each row is its heading; it scrolls by itself on a narrow
    screen."""
    top = "".join(
        f'<th scope="col"{right(i in numbers)}>{safe(h)}</th>' for i, h in enumerate(head)
    )
    body = "".join(f"<tr>{_row(row, numbers)}</tr>" for row in rows)
    html(
        f'<div class="sv-scroll" tabindex="0" role="region" aria-label="{safe(caption)}"><table>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Sequence[Cell], numbers: Sequence[int]) -> str:
    cells = []
    for i, cell in enumerate(row):
        tag = 'th scope="row"' if i == 0 else "td"
        side = right(cell.number or i in numbers)
        cells.append(f"<{tag}{side}>{inner(cell)}</{tag.split()[0]}>")
    return "".join(cells)


def inner(cell: Cell) -> str:
    """What stands in a cell, line under line; the text is bold where signs stand under it."""
    text = f"<strong>{safe(cell.text)}</strong>" if cell.signs else safe(cell.text)
    small = f"<small>{safe(cell.small)}</small>" if cell.small else ""
    return "<br>".join(each for each in (text, small, *map(sign, cell.signs)) if each)


def right(number: bool) -> str:
    """The class of a cell that holds a number; '' for words."""
    return ' class="n"' if number else ""


def _card(item: Card) -> str:
    lines = "".join(f"<p>{safe(line)}</p>" for line in item.lines if line)
    unit = f' <span class="sv-unit">{safe(item.unit)}</span>' if item.unit else ""
    return (
        f'<section class="sv-card"><h3>{safe(item.title)}</h3><p '
        f'class="sv-value">{safe(item.value)}{unit}</p>'
        f"{sign(item.sign)}{lines}</section>"
    )


def chart(figure: go.Figure, key: str, alt: str) -> None:
    """A chart in the light or dark look of the page, with its alternative text."""
    dark = st.context.theme.type == "dark"
    st.plotly_chart(
        charts.in_dark(figure) if dark else figure,
        key=key,
        config=charts.CONFIG,
        theme=None,
        alt=alt,
    )


def unknown(words: str) -> None:
    """What this page does not tell."""
    html(f"<h2>What this page does not tell you</h2><p>{safe(words)}</p>")
