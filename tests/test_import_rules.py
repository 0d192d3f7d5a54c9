"""Who may import whom, who may hold SQL and who may name measures: read off every
file's own text."""

from __future__ import annotations

import ast
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from sendviz import catalogue

ROOT = Path(__file__).resolve().parents[1]
OURS = "sendviz"
STATISTICS = {"numpy", "scipy"}
APART = {"simulate", "bench"}
# room -> (rooms of ours, libraries beside the standard library) that it may import
ALLOWED = {
    "stats": ({"stats"}, STATISTICS),
    "catalogue": ({"catalogue"}, {"pandas", "msgspec", "sqlglot", "holidays"}),
    "load": (
        {"load", "catalogue"},
        {
            "duckdb",
            "pandas",
            "numpy",
            "lxml",
            "xlrd",
            "python_calamine",
            "stdnum",
            "openpyxl",
            "docx",
        },
    ),  # fmt: skip
    "workspace": ({"workspace"}, set()),
    "ask": ({"ask", "catalogue", "stats", "kit", "workspace"}, {"duckdb", "pandas", "numpy"}),
    "findings": (
        {"findings", "ask", "stats", "catalogue"},
        {"pandas", "numpy", "stdnum"},
    ),  # fmt: skip
    "kit": ({"kit", "catalogue", "stats"}, {"pandas", "numpy", "plotly", "xlsxwriter"}),
    "panels": (
        {"panels", "findings", "ask", "kit", "catalogue", "stats"},
        {"pandas", "numpy", "plotly"},
    ),
    "packs": (
        {"packs", "panels", "kit", "ask", "catalogue"},
        {"typst", "font_source_sans_pro", "docx"},
    ),
    "app": (
        {"catalogue", "load", "ask", "findings", "kit", "panels", "packs", "app", "workspace"},
        {"streamlit", "starlette", "plotly"},
    ),
    "commands": (
        {
            "catalogue",
            "load",
            "ask",
            "kit",
            "panels",
            "packs",
            "app",
            "commands",
            "simulate",
            "bench",
            "workspace",
        },
        {"pandas", "streamlit"},
    ),  # fmt: skip
    # Made-up records and speed: offered by the command line, and nothing else knows of them.
    "simulate": ({"catalogue", "simulate"}, {"pandas", "numpy", "scipy"}),
    "bench": (
        {"catalogue", "load", "ask", "stats", "findings", "kit", "simulate", "bench"},
        {"pandas", "numpy", "duckdb", "streamlit", "plotly", "playwright", "websockets"},
    ),
    "__main__": ({"commands"}, set()),
    "__init__": (set(), set()),
    "pages": ({"app", "panels", "catalogue"}, {"streamlit"}),
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


def broken_rules(path: Path, of: str) -> list[str]:
    """What a file of a room imports and must not."""
    ours, libraries = ALLOWED[of]
    rooms = {name.split(".")[1] for name in imported(path) if name.startswith(f"{OURS}.")}
    outside = {name.split(".")[0] for name in imported(path)} - {OURS}
    return sorted((rooms - ours) | (outside - libraries - sys.stdlib_module_names))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_follow_the_plan(path):
    assert broken_rules(path, room(path)) == []


@pytest.mark.parametrize(
    ("text", "of", "broken"),
    [
        ("import duckdb\nfrom sendviz import ask\n", "ask", []),
        ("import duckdb\nfrom sendviz import ask\n", "stats", ["ask", "duckdb"]),
        ("from sendviz.findings.gap import between\nimport json\n", "ask", ["findings"]),
        ("def late():\n    import sendviz.app.state\n", "findings", ["app"]),
        ("from sendviz.ask import measure\n", "pages", ["ask"]),
        ("import plotly.graph_objects as go\nimport pandas\n", "pages", ["pandas", "plotly"]),
    ],
)
def test_a_room_that_breaks_the_plan_is_found(tmp_path, text, of, broken):
    path = tmp_path / "made_up.py"
    path.write_text(text)
    assert broken_rules(path, of) == broken


# SQL stands in these rooms, and for now in these files besides: the list may only get shorter.
ROOMS_OF_SQL = {"catalogue", "ask", "load", "workspace"}
SQL_ELSEWHERE = {
    "sendviz/bench/copies.py",
    "sendviz/bench/figures.py",
    "sendviz/bench/files.py",
    "sendviz/bench/in_pandas.py",
    "sendviz/bench/timing.py",
    "sendviz/bench/wide.py",
}
STATEMENTS = exp.Select | exp.SetOperation | exp.Insert | exp.Update | exp.Delete
# Rooms that know no measure by its name, and for now these files: the list may only get shorter.
ROOMS_WITHOUT_MEASURES = {"app", "app.py", "stats", "kit"}
MEASURES_NAMED = {"sendviz/app/choices.py"}


def literals(tree: ast.AST) -> Iterator[str]:
    """Every string of a file; what an f-string puts in stands as a name."""
    inner = {id(part) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for part in n.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = node.values
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "x" for p in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in inner:
                yield node.value


def is_sql(text: str) -> bool:
    """Whether a text is a statement that reads or changes the rows of a table; a sentence begins
    with a capital, a statement is in small letters or in capitals."""
    words = text.split()
    if len(words) < 4 or words[0].istitle():
        return False
    try:
        found = sqlglot.parse_one(text, dialect="duckdb")
    except sqlglot.errors.SqlglotError:
        return False
    return isinstance(found, STATEMENTS) and found.find(exp.Table) is not None


def holding(rooms: set[str], holds) -> set[str]:
    """The files of these rooms with a string of this kind."""
    return {
        str(path.relative_to(ROOT))
        for path in FILES
        if room(path) in rooms
        and any(holds(text) for text in literals(ast.parse(path.read_text("utf-8"))))
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("select a from b", True),
        ("  SELECT count(*)\n  FROM request where la_code = $la", True),
        ("with seen as (select 1 from referral) select * from seen", True),
        ("insert into plan values (1)", True),
        ("update plan set ceased = null", True),
        ("delete from plan where true", True),
        ("from plan select person", True),
        ("Select a council from the list", False),
        ("With no plan from the start", False),
        ("from March 2025", False),
        ("update available", False),
        ("2 of 3 plans (67%)", False),
    ],
)
def test_sql_is_told_from_prose(text, wanted):
    assert is_sql(text) == wanted


def test_sql_that_is_put_together_is_found():
    assert [is_sql(each) for each in literals(ast.parse("f'select {a} from {b}.c'"))] == [True]


def test_no_sql_outside_the_rooms_of_sql():
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    assert holding(set(ALLOWED) - ROOMS_OF_SQL, is_sql) == SQL_ELSEWHERE
    assert holding({"ask"}, is_sql)


def test_rooms_that_show_know_no_measure_by_name():
    named = catalogue.measures().keys()
    assert holding(ROOMS_WITHOUT_MEASURES, named.__contains__) == MEASURES_NAMED
    assert holding({"pages"}, named.__contains__)


def test_only_the_command_line_knows_of_made_up_records_and_the_benchmark():
    know = {name for name, (ours, _) in ALLOWED.items() if ours is None or ours & APART}
    assert know == {"commands", *APART}
