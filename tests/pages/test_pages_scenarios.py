"""Scenarios on their screen: kept by name, opened by link, side by side, and taken back."""

from __future__ import annotations

import pytest

from sendviz import workspace
from tests import handmade
from tests.findings.test_no_leak import rows
from tests.pages.conftest import reading
from tests.pages.screens import open_screen, run
from tests.plan_rows import put

WHERE = {"council": "999", "as_at": "31 March 2025"}
TABLE = "Kept scenarios"


@pytest.fixture
def book(tmp_path):
    """A town whose queue can be foretold, and the workspace beside it; the app reads both."""
    store = handmade.build(tmp_path / "town.duckdb", *rows(None), data_date="2025-06-30")
    put(store, "meta", [{"key": "built_at", "value": "2025-07-01T00:00:00"}])
    with reading(store.path):
        yield workspace.workspace_of(store.path)
    store.close()


def keep(at, name: str):
    next(each for each in at.text_input if each.label.startswith("Name")).set_value(name)
    next(each for each in at.button if each.label == "Keep").click()
    return run(at)


def beside(at):
    return next(each for each in at.multiselect if each.key == "saved")


def links(screen) -> list[str]:
    return screen.parts("//p[starts-with(., 'Kept:')]/a")


def test_settings_are_kept_stand_side_by_side_and_are_taken_back(book):
    at = open_screen("capacity", "board", **WHERE).at
    screen = keep(at, "Nothing changes")
    assert "Kept: “Nothing changes”." in screen.text
    screen.at.number_input(key="officers").set_value(12)
    screen = keep(run(screen.at).at, "Twelve officers")
    assert links(screen) == ["Nothing changes", "Twelve officers"]
    (_, kept) = workspace.scenarios(book, "999")
    assert kept.values["levers"] == {"officers": 12.0, "order": "as_now"}
    assert (kept.values["as_at"], kept.values["seed"]) == ("2025-03-31", 1)
    beside(screen.at).set_value(["Nothing changes", "Twelve officers"])
    screen = run(screen.at)
    assert [row[0].split(" ")[0] for row in screen.table(TABLE)[1:]] == ["Nothing", "Twelve"]
    next(each for each in screen.at.button if each.label == "Take it back").click()
    screen = run(screen.at)
    assert "Taken back" in screen.text and links(screen) == ["Twelve officers"]
    assert len(screen.table(TABLE)) == 2


def test_a_link_opens_the_very_settings_and_the_ones_side_by_side(book):
    at = open_screen("capacity", "board", **WHERE).at
    at.number_input(key="officers").set_value(12)
    kept = keep(run(at).at, "Twelve officers")
    there = open_screen("capacity", "officer", officers="12", saved="Twelve officers", **WHERE)
    assert there.answer == kept.answer
    assert there.at.number_input(key="officers").value == 12
    assert there.table(TABLE)[1][0].startswith("Twelve officers More case officers: 12 posts")


def test_two_of_one_name_and_names_of_children_are_refused(book):
    at = open_screen("capacity", "board", **WHERE).at
    screen = keep(keep(at, "Ours").at, "ours")
    assert any("a scenario of this name is kept already" in each for each in screen.warnings)
    screen = keep(screen.at, "For A123456789012")
    assert any("looks like a child's UPN" in each for each in screen.warnings)
    assert len(workspace.scenarios(book, "999")) == 1


def test_councillors_keep_nothing_and_see_no_names(book):
    keep(open_screen("capacity", "board", **WHERE).at, "Ours")
    screen = open_screen("capacity", "councillor", **WHERE)
    assert "Ours" not in screen.everything
    assert "Keep" not in [each.label for each in screen.at.button]
