"""The house in numbers, read off the syntax tree and off a run: `python -m tests.house_numbers`."""

from __future__ import annotations

import ast
import dis
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import tests.conftest as conftest
from sendviz import ask
from sendviz.ask import Records, Selection, Store
from sendviz.panels.areas import areas_panel
from sendviz.panels.split import split_panel
from sendviz.panels.trend import trend_panel

ROOT = Path(__file__).resolve().parents[1]
PRODUCT, TOOLS = ("sendviz", "pages", "app.py"), ("sendviz/simulate", "sendviz/bench")
DECLARED = (".sql", ".toml", ".css", ".js", ".html")
TABLES = ("support_contact", "advice")
MEASURE = "plans_issued_within_20_weeks"
# What is traced, from the question to the chart.
TRACED = {
    "split panel": lambda records: split_panel(records, MEASURE, "sex"),
    "control chart": lambda records: trend_panel(records, MEASURE),
    "areas panel": lambda records: areas_panel(records, MEASURE, "locality"),
}


class Passage(NamedTuple):
    """What a call passed through: files, functions, and the lines of the functions entered."""

    files: int
    functions: int
    lines: int


def files(places: Iterable[str], suffixes: Iterable[str] = (".py",)) -> list[Path]:
    """The files at these places with these endings; the tools only where they are named."""
    tools = [ROOT / tool for tool in TOOLS if tool not in places]
    found = [path for place in places for path in [ROOT / place, *(ROOT / place).rglob("*")]]
    return sorted(
        path
        for path in found
        if path.is_file() and path.suffix in suffixes and not set(tools) & set(path.parents)
    )


def lines(paths: Iterable[Path]) -> int:
    """The lines of all these files together."""
    return sum(len(path.read_text("utf-8").splitlines()) for path in paths)


def functions(tree: ast.Module) -> list[tuple[str, int]]:
    """(name, lines from `def` to the last) of every function and method of a module."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    found = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    return [(node.name, (node.end_lineno or 0) - node.lineno + 1) for node in found]


def is_one_word(name: str) -> bool:
    """Whether a name is a single word; Python's own names (`__init__`) are not counted as such."""
    return not name.startswith("__") and "_" not in name.strip("_")


def import_graph(paths: Iterable[Path]) -> dict[str, set[str]]:
    """Module -> modules of ours that it imports when it is run or called."""
    dotted = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}
    named = {name.removesuffix(".__init__"): path for path, name in dotted.items()}
    trees = {name: ast.parse(path.read_text("utf-8")) for name, path in named.items()}
    return {name: imported_modules(tree, set(named)) for name, tree in trees.items()}


def imported_modules(tree: ast.Module, known: set[str]) -> set[str]:
    """The known modules that a module imports, but for types alone."""
    found: set[str] = set()
    for node in _outside_type_checking(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            asked = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= asked if asked <= known else asked | {str(node.module)}
    return found & known


def _outside_type_checking(node: ast.AST) -> Iterable[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield child
            yield from _outside_type_checking(child)


def longest_chain(graph: dict[str, set[str]]) -> list[str]:
    """The longest path of imports; an arrow that would close a circle is not followed."""
    longest: dict[str, list[str]] = {}

    def walk(name: str, above: frozenset[str]) -> list[str]:
        if name not in longest:
            inner = above | {name}
            below = [walk(each, inner) for each in sorted(graph[name] - inner)]
            longest[name] = [name, *max(below, key=len, default=[])]
        return longest[name]

    return max((walk(name, frozenset()) for name in sorted(graph)), key=len, default=[])


def passage(call: Callable[[], object], under: Path = ROOT / "sendviz") -> Passage:
    """What a call enters under a folder, each function once; a lambda or comprehension is part of
    the function that holds it."""
    entered = set()

    def see(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(str(under)) and code.co_name[0] != "<":
            entered.add(code)

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        call()
    finally:
        sys.setprofile(before)
    ends = {code: max(line or 0 for _, line in dis.findlinestarts(code)) for code in entered}
    length = sum(end - code.co_firstlineno + 1 for code, end in ends.items())
    return Passage(len({code.co_filename for code in entered}), len(entered), length)


def traced(panel: Callable[[Records], object]) -> Passage:
    """The second call of a panel on the simulated file: all modules are loaded, and a new store
    remembers nothing that was asked before."""

    def records() -> Records:
        store = Store(conftest.built_file())
        essex = next(each for each in ask.coverage(store) if each.la_code == "881")
        return Records(store, Selection("881", essex.data_date), "officer")

    panel(records())
    again = records()
    return passage(lambda: panel(again))


def told_by(*module: str) -> list[str]:
    """The lines that a module prints when it is run."""
    found = subprocess.run(
        [sys.executable, "-m", *module], cwd=ROOT, capture_output=True, text=True
    )
    return found.stdout.splitlines()


def report() -> Iterable[tuple[str, str]]:
    """(what is counted, its number in words), each as it is found."""
    code, everything = files(PRODUCT), files([*PRODUCT, *TOOLS], (".py", *DECLARED))
    counted = {
        "product": code,
        "its SQL, TOML, CSS": files(PRODUCT, DECLARED),
        "tools": files(TOOLS),
    }
    for name, paths in counted.items():
        yield name, f"{lines(paths):,} lines in {len(paths)} files"
    found = [each for path in code for each in functions(ast.parse(path.read_text("utf-8")))]
    length = [each for _, each in found]
    middle, ninth = statistics.median(length), statistics.quantiles(length, n=10)[-1]
    yield (
        "functions",
        f"{len(found):,}: median {middle:.0f} lines, p90 {ninth:.0f}, max {max(length)}",
    )
    yield "one-word names", f"{sum(is_one_word(name) for name, _ in found) / len(found):.0%}"
    chain = longest_chain(import_graph(code))
    yield "longest chain of imports", f"{len(chain)} modules, {chain[0]} to {chain[-1]}"
    for table in TABLES:
        naming = [p for p in everything if re.search(rf"\b{table}\b", p.read_text("utf-8"))]
        yield f"files that name {table}", str(len(naming))
    for name, panel in TRACED.items():
        entered = traced(panel)
        yield name, ", ".join(f"{n:,} {of}" for of, n in entered._asdict().items())
    wrong = told_by("mypy", "--ignore-missing-imports", *PRODUCT)
    yield "type errors", str(sum(": error:" in line for line in wrong))
    yield "tests", f"{sum('::' in line for line in told_by('pytest', '--collect-only', '-q')):,}"


if __name__ == "__main__":
    for counted, told in report():
        print(f"{counted:32} {told}", flush=True)
