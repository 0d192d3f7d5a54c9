"""What board and officers write of a plan on its screen: kept, shown, and never lost to another."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz import workspace
from sendviz.workspace import Update, Writer
from tests import handmade
from tests.pages.conftest import reading
from tests.pages.screens import open_screen, run
from tests.plan_rows import action, put, said

ID = "999/own/1.1"
DAY = "2025-06-30"
ASKED = {
    "decision_id": "d1", "la_code": "999", "body": "board", "meeting": "2025-05-01",
    "question": "Which order of work?", "simulated": True, "import_id": 1,
}  # fmt: skip


@pytest.fixture
def book(tmp_path):
    """A town with a plan of one line, and the workspace beside it; the app reads both."""
    store = handmade.build(tmp_path / "town.duckdb", [handmade.request("2025-01-01", "2025-02-01")])
    put(store, "action", [action("1.1", due="2025-12-31")])
    put(store, "action_update", [said("1.1")])
    put(store, "decision", [ASKED])
    put(store, "meta", [{"key": "built_at", "value": "2025-07-01T00:00:00"}])
    with reading(store.path):
        yield workspace.workspace_of(store.path)
    store.close()


def opened(part: str, role: str = "board"):
    return open_screen("action_plan", role, opened=part, council="999", as_at=DAY).at


def choose(at, label: str, value) -> None:
    next(each for each in at.selectbox if each.label == label).set_value(value)


def write(at, label: str, value: str) -> None:
    found = [*at.text_area, *at.text_input]
    next(each for each in found if each.label.startswith(label)).set_value(value)


def press(at, label: str):
    next(each for each in at.button if each.label == label).click()
    return run(at)


def test_an_update_is_kept_with_who_and_when_and_the_screen_shows_it(book):
    at = opened("say")
    choose(at, "State", "paused")
    write(at, "Reason", "No psychologist until September")
    screen = press(at, "Save")
    assert "Kept: 1.1 is paused." in screen.text
    (entry,) = workspace.history(book, ID)
    assert (entry.update.state, entry.update.day) == ("paused", date(2025, 6, 30))
    assert (entry.entered_by, entry.entered_role) == ("Own desk", "board")
    assert "Paused" in open_screen("action_plan", "board", council="999", as_at=DAY).text


def test_red_without_a_reason_is_refused_and_what_was_written_stays(book):
    at = opened("say")
    choose(at, "Rating", "red")
    write(at, "What was done", "We asked three agencies")
    screen = press(at, "Save")
    assert "Reason: say why; a red rating needs one." in screen.warnings
    assert workspace.history(book, ID) == []
    assert [each.value for each in screen.at.text_area][1] == "We asked three agencies"


def test_who_saves_second_sees_both_and_chooses(book):
    at = opened("say")
    write(at, "What was done", "Mine")
    other = Update(ID, date(2025, 6, 30), "complete", "blue", note="Theirs")
    workspace.record_update(
        book, other, Writer("Anna", "officer"), after_id=None, due=date(2025, 12, 31)
    )
    screen = press(at, "Save")
    assert any(told.startswith("Anna saved this at") for told in screen.warnings)
    assert "Theirs" in screen.text and "Mine" in screen.text
    assert [each.update.note for each in workspace.history(book, ID)] == ["Theirs"]
    kept = press(screen.at, "Save mine as a newer entry")
    assert [each.update.note for each in workspace.history(book, ID)] == ["Theirs", "Mine"]
    assert "Kept: 1.1 is under way." in kept.text


def test_theirs_may_stand(book):
    at = opened("say")
    other = Update(ID, date(2025, 6, 30), "complete", "blue", note="Theirs")
    workspace.record_update(
        book, other, Writer("Anna", "officer"), after_id=None, due=date(2025, 12, 31)
    )
    screen = press(press(at, "Save").at, "Keep theirs")
    assert "Theirs stands; yours was not saved." in screen.text
    assert [each.update.note for each in workspace.history(book, ID)] == ["Theirs"]


def test_an_entry_made_in_error_is_taken_back_and_both_stay_in_the_history(book):
    at = opened("say")
    choose(at, "State", "complete")
    screen = press(at, "Save")
    write(screen.at, "Why", "The wrong line")
    taken = press(screen.at, "Take it back")
    assert "Taken back; both entries stay in the history." in taken.text
    assert [bool(each.withdraws) for each in workspace.history(book, ID)] == [False, True]
    shown = open_screen("action_plan", "board", opened="history", council="999", as_at=DAY)
    history = [" ".join(row) for row in shown.table("History of the plan")]
    assert [("taken back: The wrong line" in row) for row in history[1:]] == [False, True]


def test_a_decision_is_recorded_and_asked_for_no_more(book):
    at = opened("decide")
    write(at, "Decided", "Oldest first, with half for cases still in time")
    screen = press(at, "Record")
    assert "Kept: the decision is recorded." in screen.text
    (kept,) = workspace.decisions(book, "999")
    assert kept.values["decision_id"] == "d1"
    shown = open_screen("action_plan", "board", council="999", as_at=DAY)
    assert "Which order of work?" not in " ".join(shown.parts("//table"))


def test_who_decides_second_is_told_and_loses_no_word(book):
    at = opened("decide")
    write(at, "Decided", "Mine")
    workspace.record_decision(
        book, Writer("Anna", "board"), la_code="999", body="board", meeting=date(2025, 6, 2),
        question="Which order of work?", decision_id="d1", decided="Theirs",
    )  # fmt: skip
    screen = press(at, "Record")
    assert any("Anna recorded this" in each and "Theirs" in each for each in screen.warnings)
    assert "Mine" in [each.value for each in screen.at.text_area]
    kept = press(screen.at, "Record")
    assert "Kept: the decision is recorded." in kept.text
    told = [each.values["decided"] for each in workspace.history_of_decision(book, "d1")]
    assert told == ["Theirs", "Mine"]


def test_councillors_write_nothing(book):
    screen = open_screen("action_plan", "councillor", council="999", as_at=DAY)
    assert not [each for each in screen.at.expander if each.label == "Say how an action stands"]
