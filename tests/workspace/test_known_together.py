"""What files say of an action and what people write in the app are read together."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from sendviz.ask.store import Store
from sendviz.catalogue.layouts import schema_sql
from sendviz.workspace import (
    Update,
    Writer,
    history,
    record_decision,
    record_update,
    withdraw_update,
    workspace_of,
)

ANNA = Writer("Anna", "board")
ACTION = "881/pap/1"
# An action with what two plan files said of it.
ROWS = f"""
insert into action (action_id, la_code, plan, ref, title, partner, public, simulated, import_id)
values ('{ACTION}', '881', 'pap', '1', 'Seven officers start', 'council', true, true, 1);
insert into action_update
    (update_id, action_id, day, entered_at, entered_by, state, simulated, import_id)
values ('file/1', '{ACTION}', '2025-01-31', '2025-01-31', 'file', 'in_progress', true, 1),
       ('file/2', '{ACTION}', '2025-03-31', '2025-03-31', 'file', 'paused', true, 2);
insert into decision (decision_id, la_code, body, meeting, question, simulated, import_id)
values ('881/1', '881', 'board', '2025-03-01', 'More posts?', true, 1);
"""
AS_AT = """
select state, source, simulated from action_known where day <= $as_at
qualify row_number() over (partition by action_id order by day desc, entered_at desc) = 1
"""


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "built.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(schema_sql() + ROWS)
    held = Store(path)
    yield held
    held.close()


def told(store: Store, day: str) -> tuple:
    found = store.frame(AS_AT, {"as_at": date.fromisoformat(day)})
    return tuple(found.iloc[0]) if len(found) else ()


def write(store: Store, day: str, state: str, after: str | None = None):
    update = Update(ACTION, date.fromisoformat(day), state=state, reason="Ill")
    done = record_update(workspace_of(store.path), update, ANNA, after_id=after, due=None)
    return done.entry


def test_without_a_workspace_the_file_alone_tells(store):
    assert [told(store, day) for day in ("2025-01-30", "2025-01-31", "2025-12-31")] == [
        (), ("in_progress", "file", True), ("paused", "file", True)
    ]  # fmt: skip


def test_an_update_in_the_app_is_told_at_once_and_as_at_its_day(store):
    assert told(store, "2025-12-31")[0] == "paused"
    write(store, "2025-04-30", "complete")
    assert told(store, "2025-12-31") == ("complete", "app", True)
    assert told(store, "2025-04-29") == ("paused", "file", True)


def test_an_older_update_in_the_app_is_not_shown_over_a_newer_file(store):
    write(store, "2025-02-28", "complete")
    assert told(store, "2025-12-31")[:2] == ("paused", "file")
    assert told(store, "2025-03-30")[:2] == ("complete", "app")


def test_on_the_day_of_the_file_the_app_tells(store):
    write(store, "2025-03-31", "stopped")
    assert told(store, "2025-03-31")[:2] == ("stopped", "app")


def test_what_is_withdrawn_is_not_told_be_it_of_the_app_or_of_a_file(store):
    book = workspace_of(store.path)
    wrong = write(store, "2025-04-30", "complete")
    back = withdraw_update(book, wrong, ANNA, why="Another action", after_id=wrong.update_id).entry
    assert told(store, "2025-12-31")[:2] == ("paused", "file")
    of_file = type(wrong)(
        Update(ACTION, date(2025, 3, 31)), "file/2", wrong.entered_at, "file", None, None, None
    )
    withdraw_update(book, of_file, ANNA, why="Never paused", after_id=back.update_id)
    assert told(store, "2025-12-31")[:2] == ("in_progress", "file")
    assert len(history(book, ACTION)) == 3


def test_answers_are_asked_anew_after_each_writing_and_tables_of_children_are_kept(store):
    def count() -> int:
        return store.cached_rows("select count(*) as n from action_known")["n"][0]

    kept = ("of_cases", "select 1 as one", {}, " select * from of_cases", {})
    known = (
        "of_actions",
        "select * from action_known",
        {},
        " select count(*) n from of_actions",
        {},
    )
    assert (count(), store.rows_over_memory_table(*known)["n"][0]) == (2, 2)
    store.rows_over_memory_table(*kept)
    before = len(store._tables)
    first = write(store, "2025-04-30", "complete")
    assert (count(), store.rows_over_memory_table(*known)["n"][0]) == (3, 3)
    store.rows_over_memory_table(*kept)
    assert len(store._tables) == before + 1
    write(store, "2025-05-31", "embedded", first.update_id)
    assert count() == 4


def test_one_version_of_a_screen_is_one_state_of_both(store):
    with store.one_version():
        seen = store.identity()
        write(store, "2025-04-30", "complete")
        assert store.identity() == seen
    assert store.identity() != seen


def test_a_decision_taken_in_the_app_stands_for_that_of_the_file(store):
    known = "select decision_id, decided, source from decision_known"
    assert [*store.frame(known).itertuples(index=False, name=None)] == [("881/1", None, "file")]
    book = workspace_of(store.path)
    asked = {"la_code": "881", "body": "board", "meeting": date(2025, 3, 1), "question": "More?"}
    record_decision(book, ANNA, **asked, decision_id="881/1", decided="Yes")
    assert [*store.frame(known).itertuples(index=False, name=None)] == [("881/1", "Yes", "app")]
