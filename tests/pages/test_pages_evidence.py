"""What board and officers add to the log of evidence: kept, shown at once, and never a child's."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz import workspace
from tests import handmade
from tests.pages.conftest import reading
from tests.pages.screens import open_screen, run
from tests.plan_rows import action, found, put

DAY = "2025-06-30"


@pytest.fixture
def book(tmp_path):
    """A town with two findings and one action, and the workspace beside it; the app reads both."""
    store = handmade.build(tmp_path / "town.duckdb", [handmade.request("2025-01-01", "2025-02-01")])
    put(store, "finding", [found(1), found(2, wording="Nobody asks families.")])
    put(store, "action", [action("1.1", finding_id="f1")])
    put(store, "meta", [{"key": "built_at", "value": "2025-07-01T00:00:00"}])
    with reading(store.path):
        yield workspace.workspace_of(store.path)
    store.close()


def opened(role: str = "board"):
    return open_screen("evidence", role, opened="add_evidence", council="999", as_at=DAY).at


def choose(at, label: str, value) -> None:
    next(each for each in at.selectbox if each.label.startswith(label)).set_value(value)


def write(at, label: str, value: str) -> None:
    next(each for each in at.text_input if each.label.startswith(label)).set_value(value)


def press(at, label: str):
    next(each for each in at.button if each.label == label).click()
    return run(at)


def grid(screen) -> list[list[str]]:
    return screen.table("Findings and what can be shown")[1:]


def test_a_line_is_kept_with_who_and_the_grid_shows_it_at_once(book):
    at = opened()
    choose(at, "Finding", "f2")
    choose(at, "Kind", "survey")
    choose(at, "Level", 4)
    write(at, "What it shows", "What forty parents said")
    write(at, "Where it is kept", "Board papers of June, item 4")
    at.number_input[0].set_value(40)
    screen = press(at, "Add to the log")
    assert "Kept: “What forty parents said” of 30 June 2025." in screen.text
    (kept,) = workspace.evidence(book, "999")
    assert (kept.entered_by, kept.entered_role) == ("Own desk", "board")
    told = {name: kept.values[name] for name in ("finding_id", "level", "base_n", "seen_by")}
    assert told == {"finding_id": "f2", "level": 4, "base_n": 40, "seen_by": "board"}
    assert screen.answer.startswith("1 of 2 findings has something newer")
    assert grid(screen)[1][4] == "1 30 June 2025"
    assert screen.table("Log: 2 Nobody asks families")[1][-2] == "Board papers of June, item 4"
    public = open_screen("evidence", "councillor", council="999", as_at=DAY)
    assert grid(public)[1][4] == "none" and "forty parents" not in public.everything


def test_what_is_marked_public_is_seen_by_everybody_without_where_it_is_kept(book):
    at = opened()
    write(at, "What it shows", "A published count")
    write(at, "Where it is kept", "A shared folder")
    choose(at, "Who may see it", "public")
    press(at, "Add to the log")
    public = open_screen("evidence", "councillor", council="999", as_at=DAY)
    assert "A published count" in public.text
    assert "A shared folder" not in public.everything and "Own desk" not in public.everything


@pytest.mark.parametrize(
    ("label", "text", "told"),
    [
        ("What it shows", "Letter on A123456789012", "this looks like a child's UPN"),
        ("What it shows", "Letter to jo@example.org", "this looks like an e-mail address"),
        ("Where it is kept", r"C:\Users\jo\plan.docx", "this is a path of one machine"),
        ("What it shows", " ", "Title: say what it is."),
    ],
)
def test_what_names_a_child_or_one_machine_is_refused_and_what_was_written_stays(
    book, label, text, told
):
    at = opened()
    write(at, "What it shows", "A letter")
    write(at, label, text)
    screen = press(at, "Add to the log")
    assert any(told in each for each in screen.warnings), screen.warnings
    assert workspace.evidence(book, "999") == []
    assert text in [each.value for each in screen.at.text_input]


def test_a_figure_opens_its_chart(book):
    at = opened("officer")
    write(at, "What it shows", "Requests, month by month")
    choose(at, "Figure", "requests_received")
    screen = press(at, "Add to the log")
    assert "Finding 1, Requests: in the log of 30 June 2025." in screen.text
    assert not screen.charts
    address = {"council": "999", "as_at": DAY, "chart": "Finding 1, Requests"}
    assert len(open_screen("evidence", "officer", **address).charts) == 1


def test_a_line_added_here_is_taken_back(book):
    at = opened()
    write(at, "What it shows", "The wrong paper")
    screen = press(press(at, "Add to the log").at, "Take it back")
    assert "Taken back; what was written stays in the workspace." in screen.text
    assert workspace.evidence(book, "999") == []
    assert grid(screen)[0][1:5] == ["none"] * 4


def test_evidence_of_a_later_day_is_said_to_show_later(book):
    at = opened()
    write(at, "What it shows", "A paper of July")
    next(each for each in at.date_input if each.label == "Day").set_value(date(2025, 7, 2))
    screen = press(at, "Add to the log")
    assert "It is shown as at that day and after." in screen.text
    assert grid(screen)[0][1:5] == ["none"] * 4


def test_the_texts_of_a_plan_are_looked_through_too(book):
    at = open_screen("action_plan", "board", opened="say", council="999", as_at=DAY).at
    next(each for each in at.text_area if each.label.startswith("What was done")).set_value(
        "Rang about A123456789012"
    )
    screen = press(at, "Save")
    assert "What was done: this looks like a child's UPN. Take it out; nothing is kept yet." in (
        screen.warnings
    )
    assert workspace.history(book, "999/own/1.1") == []


def test_councillors_add_nothing(book):
    screen = open_screen("evidence", "councillor", council="999", as_at=DAY)
    assert "Add evidence" not in [each.label for each in screen.at.expander]
