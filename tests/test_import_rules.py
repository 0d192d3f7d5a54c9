"""Who may import whom (DESIGN.md 2): read off every file's own imports."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = "sendviz"
STATISTICS = {"numpy", "scipy", "statsmodels"}
# room -> (rooms of ours, libraries beside the standard library) that it may import
ALLOWED = {
    "stats": ({"stats"}, STATISTICS),
    "catalogue": ({"catalogue"}, {"pandas"}),
    "load": (
        {"load", "catalogue"},
        {"duckdb", "pandas", "numpy", "lxml", "python_calamine", "stdnum"},
    ),
    "ask": ({"ask", "catalogue", "stats"}, {"duckdb", "pandas", "numpy"}),
    "findings": ({"findings", "ask", "stats", "catalogue"}, {"pandas", "numpy"}),
    "kit": ({"kit", "ask", "catalogue", "stats", "wording"}, {"pandas", "numpy", "plotly"}),
    "wording": (
        {"catalogue", "findings", "ask", "stats", "kit", "wording"},
        {"pandas", "numpy"},
    ),
    "charts": (
        {"catalogue", "stats", "wording", "findings", "ask", "kit", "charts"},
        {"pandas", "numpy", "plotly"},
    ),
    "ui": (None, {"pandas", "streamlit", "plotly"}),
    "app": (None, {"pandas", "streamlit", "starlette", "plotly"}),
    "commands": (None, {"pandas"}),
    "simulate": ({"catalogue", "simulate"}, {"pandas", "numpy", "scipy", "lxml", "openpyxl"}),
    "bench": (None, {"pandas", "numpy", "duckdb"}),
    "__main__": (None, set()),
    "__init__": (set(), set()),
    "pages": ({"app", "ui"}, {"streamlit"}),
    "app.py": ({"app"}, {"streamlit", "starlette"}),
}
FILES = sorted([*ROOT.glob("sendviz/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"])


def room(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts == ("app",):
        return "app.py"
    return parts[1] if parts[0] == OURS else parts[0]


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= (
                {f"{node.module}.{alias.name}" for alias in node.names}
                if node.module == OURS
                else {node.module}
            )
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_follow_the_plan(path):
    import sys

    ours, libraries = ALLOWED[room(path)]
    for name in imported(path):
        top = name.split(".")[0]
        if top == OURS:
            other = name.split(".")[1]
            assert ours is None or other in ours, f"{room(path)} must not know {other}"
        elif top not in sys.stdlib_module_names:
            assert top in libraries, f"{room(path)} must not know {top}"


def test_pages_and_ui_hold_no_sql_and_no_measure_arithmetic():
    for path in FILES:
        if room(path) in ("pages", "ui", "app", "charts", "wording", "kit"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    words = node.value.strip().casefold().split()
                    assert not (words[:1] == ["select"] and "from" in words), (
                        f"SQL in {path.name}: {node.value[:60]}"
                    )


def test_a_room_that_breaks_the_plan_is_found(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("import duckdb\nfrom sendviz import ask\nfrom sendviz.findings import gap\n")
    assert imported(bad) == {"duckdb", "sendviz.ask", "sendviz.findings"}
