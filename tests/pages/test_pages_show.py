"""A screen as text: what the page shows, in its order, and nothing of a page that broke."""

from __future__ import annotations

import json
import re

import pytest

from sendviz.commands import main
from sendviz.panels import headline

pytestmark = pytest.mark.usefixtures("simulated_app")


def told(capsys, simulated_path, *words: str) -> str:
    assert main(["show", *words, "--council", "Essex", "--db", str(simulated_path)]) == 0
    return capsys.readouterr().out


def test_question_answer_and_panels_in_their_order(capsys, simulated_path):
    text = told(capsys, simulated_path, "backlog", "--as-at", "2025-12-31")
    assert text.startswith("# Who is still waiting, and is the queue growing?\n\n1,943 children")
    assert text.index("[queue]") < text.index("[flow]") < text.index("[ages]")
    assert re.search(r"Past 52 weeks +\| 95% interval", text)


def test_sentences_with_their_signs_are_told(capsys, simulated_path):
    text = told(capsys, simulated_path, "changes", "--as-at", "2025-12-31")
    assert "getting better" in text and "\u2605 " in text and "luck alone gives" in text


def test_a_meeting_is_told_question_by_question(capsys, simulated_path):
    text = told(capsys, simulated_path, "meeting", "--role", "board")
    first, last = "## What must be decided today?", "## What can nobody answer from these records?"
    assert text.startswith("# Questions for the meeting\n") and text.index(first) < text.index(last)
    assert "\nAsk: SEND improvement lead.\n" in text


def test_definitions_are_told(capsys, simulated_path):
    assert "What it is: Of the plans issued" in told(capsys, simulated_path, "definitions")


def test_a_day_that_cannot_be_chosen_is_said(capsys, simulated_path):
    text = told(capsys, simulated_path, "backlog", "--as-at", "2025-12-30")
    assert "Warning: The link asked for \u201c30 December 2025\u201d" in text


def test_one_panel_as_json(capsys, simulated_path):
    text = told(capsys, simulated_path, "backlog", "--panel", "ages", "--format", "json")
    (panel,) = json.loads(text)
    assert panel["panel"] == "ages" and "past 20 weeks" in panel["title"]


@pytest.mark.parametrize("words", [("nowhere",), ("backlog", "--panel", "nothing")])
def test_what_is_not_there_is_refused(capsys, simulated_path, words):
    assert main(["show", *words, "--council", "Essex", "--db", str(simulated_path)]) == 2
    assert "nowhere" in (said := capsys.readouterr().err) or "nothing" in said


def test_a_page_that_breaks_is_not_printed(simulated_path, monkeypatch):
    def breaks(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(headline, "headline", breaks)
    with pytest.raises(RuntimeError, match="plans could not be shown"):
        main(["show", "plans", "--council", "Essex", "--db", str(simulated_path)])
