"""What a newcomer looks up: the words of the screens and the measures, found by one search."""

from __future__ import annotations

import pytest

from sendviz import catalogue
from sendviz.panels.definitions import HINT, TRY, WORDS, definition_panels

ON_TIME = "plans_issued_within_20_weeks"


def closed(search: str = "") -> list:
    return [each for panel in definition_panels(search) for each in panel.closed]


def terms(search: str) -> list[str]:
    """The names of the words that a search finds."""
    return [name for panel in definition_panels(search) if panel.key == "words"
            for name, _ in panel.definition]  # fmt: skip


def test_every_measure_is_defined_once_under_its_theme():
    found = [each for each in closed() if each.key != "every_word"]
    assert sorted(each.key for each in found) == sorted(f"def_{id}" for id in catalogue.measures())
    m = catalogue.get(ON_TIME)
    mine = next(each for each in found if each.key == f"def_{ON_TIME}")
    assert ("What it is", m.definition) in mine.definition
    assert mine.notes[0].startswith(f"{ON_TIME} · inspection theme: {m.inspection_themes[0]} · ")
    assert f"owner: {m.owner}" in mine.notes[0]
    searched = [each.title for each in closed("20 WEEKS")]
    assert m.name in searched and len(searched) < len(found)


def test_every_word_is_told_with_its_source():
    first, *_ = definition_panels()
    (every,) = first.closed
    assert first.title == WORDS and len(every.definition) == len(catalogue.glossary()) >= 30
    assert all(" Source: " in text for _, text in every.definition)


@pytest.mark.parametrize(
    ("search", "term"),
    [
        ("SEND", "SEND"), ("EHCP", "EHC plan"), ("what is an EHC plan?", "EHC plan"),
        ("ehc needs assessment", "EHC needs assessment"), ("NICE", "NICE"), ("Backlog", "Backlog"),
        ("quadrant", "Quadrant"), ("mediation", "Mediation"), ("tribunal", "Tribunal"),
        ("appeal", "Tribunal"), ("ICB", "ICB"), ("as at", "As at"), ("20 weeks", "20 weeks"),
        ("exception", "Exception"), ("annual review", "Annual review"),
        ("phase transfer", "Phase transfer"), ("median", "Half wait longer"),
        ("reviews", "Annual review"),
    ],
)  # fmt: skip
def test_a_newcomer_finds_the_word(search, term):
    assert terms(search)[0] == term or term in terms(search)[:3]


@pytest.mark.parametrize("theme", catalogue.THEMES)
def test_a_theme_is_found(theme):
    held = [m for m in catalogue.measures().values() if m.theme == theme]
    found = {each.key for each in closed(theme)}
    assert {f"def_{m.id}" for m in held} <= found


@pytest.mark.parametrize("word", TRY)
def test_what_the_hint_says_finds_both_a_word_and_a_measure(word):
    assert terms(word) and closed(word)
    assert word in HINT or word == TRY[2]


def test_short_words_are_whole_ones():
    assert "ICB" in terms("ICB") and "Quadrant" not in terms("ICB")
    assert "Advice" in terms("EP") and "Quadrant" not in terms("EP")


def test_nothing_found_says_what_to_try():
    (panel,) = definition_panels("no such thing as <b>this</b>")
    assert panel.key == "nothing_found" and "<b>this" in panel.sentences[0]
    assert all(each in panel.sentences[1] for each in (*TRY, *catalogue.THEMES))
    assert definition_panels("the")[0].closed, "a word of questions alone is no search"
