"""What is understood of a file, in the words of the page that takes it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from sendviz.load import checks
from sendviz.panels.checked import ON_THE_PAGE, checked_panel, in_words_of_the_page

LOAD = Path(__file__).resolve().parents[2] / "sendviz" / "load"
FOUND = {
    "file": "cases.csv", "kind": "local_cases", "source": "Local case file", "council": "881",
    "edition": "", "reference_date": "2026-01-15", "told_from": "2025-01-01", "whole": None,
    "rows": {"read": 4, "kept": 3, "refused": 1}, "left_out": ["no reference: 1"],
    "columns": [
        {"heading": "Decision", "read_as": "decision", "cells": 4, "filled": 3, "read": 2,
         "unknown_words": "'Route B' (1)"},
    ],
    "not_used": ["Desk"], "cells_unread": {"Decision is not a word that is known": 1},
    "remarks": ["cells of Final plan date (1) are filled in."],
    "issues": [{"rule": "R02", "severity": "error", "rows": 1, "what": "The outcome is missing."}],
    "counted": [{"measure": "Requests", "of": "", "value": "4 requests"}],
    "tables": {"request": 4}, "problem": None,
}  # fmt: skip


def test_a_file_is_told_from_its_days_to_its_headings():
    panel = checked_panel(FOUND, checks.RULES)
    assert panel.title == "cases.csv: would be loaded"
    assert panel.sentences == (
        "Tells of 1 January 2025 to 15 January 2026. 4 rows read, 3 kept, 1 left out.",
        "Left out: no reference: 1.",
        "Cells that cannot be read: Decision is not a word that is known (1).",
        "Columns not used: Desk.",
        "Words that are not known: Decision: 'Route B' (1).",
        "Cells of Final plan date (1) are filled in.",
    )
    counted, doubts, headings = panel.tables
    assert [cell.text for cell in counted.rows[0]] == ["Requests", "4 requests"]
    assert doubts.rows[0][3].text == checks.RULES["R02"].fix
    assert [cell.text for cell in headings.rows[0]] == [
        "Decision", "decision", "2 of 4 (50%)", "1", "1",
    ]  # fmt: skip


def test_a_file_that_would_be_refused_says_why_first():
    panel = checked_panel({**FOUND, "problem": "Whose is it? Add --council."}, checks.RULES)
    assert panel.title == "cases.csv: would not be loaded"
    assert panel.sentences[0] == "Whose is it? Add “Council”."


def test_every_option_that_loading_speaks_of_has_a_name_on_the_page():
    trees = [ast.parse(path.read_text("utf-8")) for path in LOAD.rglob("*.py")]
    texts = [
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    named = {each for text in texts for each in re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)}
    assert named - {"--help"} <= set(ON_THE_PAGE) and "--council" in named
    assert in_words_of_the_page("sendviz: add --reference-date 2026-01-15.") == (
        "add the day under “Tells to”."
    )
