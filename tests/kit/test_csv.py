"""What leaves as CSV: no cell runs as a formula, and nothing else is changed."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendviz.kit.csv import csv_text

ROOT = Path(__file__).resolve().parents[2]


def read_back(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+North", "'+North"),
        ("@South", "'@South"),
        ("-1+2", "'-1+2"),
        ("  =1+2", "'  =1+2"),
        ("\t=1", "'\t=1"),
        ("-5", "-5"),  # a number stays one
        ("+44", "+44"),
        ("-12.5%", "-12.5%"),
        ("North = South", "North = South"),
        ("\u22125 children", "\u22125 children"),  # a true minus sign starts no formula
        ("", ""),
    ],
)
def test_text_that_would_run_has_an_apostrophe_before_it(cell, told):
    rows = pd.DataFrame({"area": [cell], "n": [-3]})
    assert read_back(csv_text(rows)) == [["area", "n"], [told, "-3"]]


def test_headings_are_guarded_too_and_missing_cells_are_empty():
    rows = pd.DataFrame({"=1": ["a", None], "n": [1.5, float("nan")]})
    assert read_back(csv_text(rows)) == [["'=1", "n"], ["a", "1.5"], ["", ""]]


SEEN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)


@given(st.lists(SEEN, min_size=1, max_size=5))
def test_no_cell_of_text_begins_as_a_formula(cells):
    for (cell,) in read_back(csv_text(pd.DataFrame({"text": cells})))[1:]:
        bare = cell.strip().removeprefix("+").removeprefix("-").replace(",", "").replace("%", "")
        assert cell.lstrip()[:1] not in ("=", "+", "-", "@") or bare.replace(".", "").isdigit()


def test_nothing_else_writes_csv():
    """But for made-up files and the benchmark, which nobody opens in a spreadsheet."""
    wrote = []
    for path in (ROOT / "sendviz").rglob("*.py"):
        if path.parts[-2] in ("simulate", "bench") or path.name == "csv.py":
            continue
        calls = (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call))
        wrote += [path.name for n in calls if getattr(n.func, "attr", "") == "to_csv"]
    assert wrote == []
