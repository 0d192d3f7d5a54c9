"""What does each word and each figure mean?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sendviz import catalogue
from sendviz.catalogue import Measure, Term
from sendviz.kit.words import joined, number
from sendviz.panels.about import definition
from sendviz.panels.panel import Panel

TRY = ("backlog", "NICE", "20 weeks")
HINT = f"One word, such as {TRY[0]} or {TRY[1]}"
WORDS = "Words on these screens"
# Words of a question, which no definition needs to hold.
OF_QUESTIONS = frozenset("a an and are does for how in is it mean of on the to was what".split())


def definition_panels(search: str = "", council: str = "") -> tuple[Panel, ...]:
    """The words of the screens, then one panel a theme with its measures closed beneath; of a
    search those that hold its words, or what else to try. council: the code of the one whose own
    caveats are told; without it all are."""
    wanted = _wanted(search)
    themes = {theme: _measures_of(theme, wanted) for theme in catalogue.THEMES}
    measures = tuple(_theme_panel(theme, held, council) for theme, held in themes.items() if held)
    terms = _terms(wanted)
    found = (*((_words_panel(terms, is_search=bool(wanted)),) if terms else ()), *measures)
    return found or (_nothing_panel(search),)


def _wanted(search: str) -> tuple[re.Pattern[str], ...]:
    """What each definition must hold: the start of a word, or a whole one of three letters or
    fewer."""
    asked = re.findall(r"\w+", search.casefold())
    words = [each for each in asked if each not in OF_QUESTIONS]
    starts = [re.escape(each.removesuffix("s") if len(each) > 4 else each) for each in words]
    return tuple(re.compile(rf"\b{each}" + r"\b" * (len(each) <= 3)) for each in starts)


def _holds(wanted: Sequence[re.Pattern[str]], *texts: str) -> bool:
    text = " ".join(texts).casefold()
    return all(each.search(text) for each in wanted)


def _terms(wanted: Sequence[re.Pattern[str]]) -> list[Term]:
    """The words that are called so, then those whose meaning says so."""
    every = list(catalogue.glossary().values())
    called = [each for each in every if _holds(wanted, each.name, *each.also)]
    others = [each for each in every if each not in called]
    return called + [each for each in others if _holds(wanted, each.name, each.meaning)]


def _words_panel(terms: Sequence[Term], *, is_search: bool) -> Panel:
    """Found words open, all of them closed."""
    lines = tuple(
        (each.name, f"{each.meaning} Source: {each.source.rstrip('.')}.") for each in terms
    )
    if is_search:
        return Panel("words", WORDS, definition=lines)
    title = f"{number(len(terms))} words in plain words"
    return Panel("words", WORDS, closed=(Panel("every_word", title, definition=lines),))


def _measures_of(theme: str, wanted: Sequence[re.Pattern[str]]) -> list[Measure]:
    held = [m for m in catalogue.measures().values() if m.theme == theme]
    return [
        m
        for m in held
        if _holds(wanted, m.name, m.short_name, m.question, m.definition, m.why_it_matters, theme)
    ]


def _theme_panel(theme: str, held: Sequence[Measure], council: str) -> Panel:
    closed = tuple(
        Panel(
            f"def_{m.id}",
            m.name,
            notes=(
                f"{m.id} · inspection theme: {joined(m.inspection_themes)} · owner: {m.owner} · "
                f"reviewed {m.reviewed_on}",
            ),
            definition=definition(m, council),
        )
        for m in held
    )
    return Panel(f"theme_{theme}", theme.capitalize(), closed=closed)


def _nothing_panel(search: str) -> Panel:
    """That nothing was found, and what would find something."""
    told = f"Nothing here holds “{search.strip()[:40]}”."
    more = f"Try one word, such as {joined(TRY)}, or a theme: {joined(catalogue.THEMES)}."
    return Panel("nothing_found", sentences=(told, more))
