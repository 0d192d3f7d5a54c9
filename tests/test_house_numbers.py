"""The counting of the house, on a small house whose numbers are seen by eye."""

from __future__ import annotations

import ast

import pytest

from tests import house_numbers

HOUSE = {
    "sendviz/__init__.py": "",
    "sendviz/stats.py": "def mean(values):\n    return sum(values) / len(values)\n",
    "sendviz/ask/__init__.py": "from sendviz.ask.counts import count_requests\n",
    "sendviz/ask/counts.py": "from sendviz import stats\n\n\ndef count_requests(values):\n"
    "    def one():\n        return stats.mean(values)\n\n    return one()\n",
    "sendviz/ask/facts.sql": "select 1\n",
    "sendviz/bench/timing.py": "import sendviz.ask\n",
    "pages/overview.py": "from typing import TYPE_CHECKING\n"
    "from sendviz.ask import count_requests\n"
    "if TYPE_CHECKING:\n    import sendviz.bench.timing\n",
    "app.py": "import pages.overview\n",
}


@pytest.fixture
def house(tmp_path, monkeypatch):
    for name, text in HOUSE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.setattr(house_numbers, "ROOT", tmp_path)
    return tmp_path


def test_tools_and_sql_are_counted_apart(house):
    code = house_numbers.files(house_numbers.PRODUCT)
    assert [path.name for path in code] == [
        "app.py", "overview.py", "__init__.py", "__init__.py", "counts.py", "stats.py"
    ]  # fmt: skip
    assert house_numbers.lines(code) == 1 + 4 + 0 + 1 + 8 + 2
    tools = house_numbers.files(["sendviz/bench"])
    assert [path.name for path in tools] == ["timing.py"]
    assert house_numbers.lines(house_numbers.files(house_numbers.PRODUCT, [".sql"])) == 1


def test_a_function_within_a_function_is_one_of_its_own():
    tree = ast.parse(HOUSE["sendviz/ask/counts.py"])
    assert house_numbers.functions(tree) == [("count_requests", 5), ("one", 2)]


def test_one_word():
    words = {"one": True, "_one": True, "count_requests": False, "__init__": False}
    assert {name: house_numbers.is_one_word(name) for name in words} == words


def test_imports_for_types_alone_make_no_chain(house):
    everything = house_numbers.files([*house_numbers.PRODUCT, *house_numbers.TOOLS])
    graph = house_numbers.import_graph(everything)
    assert graph["pages.overview"] == {"sendviz.ask"}
    assert house_numbers.longest_chain(graph) == [
        "app", "pages.overview", "sendviz.ask", "sendviz.ask.counts", "sendviz.stats"
    ]  # fmt: skip


def test_a_circle_ends_a_chain():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}}
    assert house_numbers.longest_chain(graph) == ["a", "b", "c"]


def test_a_call_passes_through_what_it_enters(house, monkeypatch):
    made = {}
    for name in ("sendviz/stats.py", "sendviz/ask/counts.py"):
        text = HOUSE[name].replace("from sendviz import stats", "")
        exec(compile(text, str(house / name), "exec"), made)
    made["stats"] = type("Stats", (), {"mean": staticmethod(made["mean"])})
    found = house_numbers.passage(lambda: made["count_requests"]([1, 2]), house / "sendviz")
    # count_requests 5 lines, one 2, mean 2; the second call of the same function adds nothing.
    assert found == (2, 3, 9)
    assert found == house_numbers.passage(
        lambda: [made["count_requests"]([1, 2]) for _ in range(2)], house / "sendviz"
    )
