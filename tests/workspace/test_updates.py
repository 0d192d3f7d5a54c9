"""What people write of an action: nothing lost, nothing changed, reasons where they must stand."""

from __future__ import annotations

import sqlite3
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.catalogue.layouts import TABLES
from sendviz.workspace import (
    RATINGS,
    STATES,
    NotAccepted,
    Saved,
    SavedSince,
    Update,
    Workspace,
    Writer,
    history,
    newest_id,
    problems_of,
    record_update,
    state_as_at,
    updates,
    withdraw_update,
    workspace_of,
)
from sendviz.workspace import book as books

ANNA, BEN = Writer("Anna", "board"), Writer("Ben", "officer")
ACTION = "881/pap/1.2"


@pytest.fixture
def book(tmp_path) -> Workspace:
    return workspace_of(tmp_path / "built.duckdb")


def say(day: str, **more: object) -> Update:
    return Update(ACTION, date.fromisoformat(day), **({"state": "in_progress"} | more))


def write(book, update, by=ANNA, after=None, due=None):
    return record_update(book, update, by, after_id=after, due=due)


def test_nothing_is_made_before_somebody_writes(book):
    assert history(book, ACTION) == [] and newest_id(book, ACTION) is None
    assert state_as_at(book, ACTION, date(2025, 1, 1)) is None
    assert not book.path.exists()


def test_what_is_saved_is_told_again_with_who_and_when(book):
    saved = write(book, say("2025-03-31", rating="green", percent=40, note="Seven started"))
    assert isinstance(saved, Saved)
    assert history(book, ACTION) == [saved.entry]
    assert saved.entry.update == say("2025-03-31", rating="green", percent=40, note="Seven started")
    assert (saved.entry.entered_by, saved.entry.entered_role) == ("Anna", "board")
    assert newest_id(book, ACTION) == saved.entry.update_id


def test_who_wrote_in_between_is_shown_and_nothing_is_written(book):
    first = write(book, say("2025-01-31"))
    anna = write(book, say("2025-02-28"), ANNA, first.entry.update_id)
    ben = write(book, say("2025-02-27", state="complete"), BEN, first.entry.update_id)
    assert ben == SavedSince((anna.entry,))
    assert history(book, ACTION) == [first.entry, anna.entry]
    again = write(book, say("2025-02-27", state="complete"), BEN, ben.entries[-1].update_id)
    assert [each.entered_by for each in history(book, ACTION)] == ["Anna", "Anna", "Ben"]
    assert again.entry.after_id == anna.entry.update_id


def test_another_action_stands_in_nobodys_way(book):
    write(book, say("2025-01-31"))
    other = Update("881/pap/1.3", date(2025, 1, 31), state="complete")
    assert isinstance(write(book, other, BEN), Saved)
    assert len(updates(book)) == 2


def test_the_newest_is_that_of_the_latest_day_and_of_one_day_the_last_entered(book):
    after = None
    for day, state in (("2025-03-31", "paused"), ("2025-01-31", "in_progress"),
                       ("2025-03-31", "complete")):  # fmt: skip
        entry = write(book, say(day, state=state, reason="Nobody there"), after=after).entry
        after = entry.update_id
    told = [
        state_as_at(book, ACTION, date.fromisoformat(day)).update.state
        for day in ("2025-01-31", "2025-03-30", "2025-03-31", "2026-01-01")
    ]
    assert told == ["in_progress", "in_progress", "complete", "complete"]


def test_a_correction_withdraws_and_both_stay_in_the_history(book):
    first = write(book, say("2025-01-31")).entry
    wrong = write(book, say("2025-02-28", state="complete"), after=first.update_id).entry
    back = withdraw_update(book, wrong, BEN, why="Of another action", after_id=wrong.update_id)
    assert state_as_at(book, ACTION, date(2025, 12, 31)) == first
    assert history(book, ACTION) == [first, wrong, back.entry]
    assert (back.entry.withdraws, back.entry.update.reason) == (
        wrong.update_id,
        "Of another action",
    )
    with pytest.raises(NotAccepted, match="taken back already"):
        withdraw_update(book, wrong, BEN, why="Again", after_id=back.entry.update_id)
    with pytest.raises(NotAccepted, match="say why"):
        withdraw_update(book, first, BEN, why=" ", after_id=back.entry.update_id)


@pytest.mark.parametrize(
    ("update", "field"),
    [
        (say("2025-01-31", rating="red"), "reason"),
        (say("2025-01-31", rating="amber", reason="  "), "reason"),
        (say("2025-01-31", state="paused"), "reason"),
        (say("2025-01-31", state="stopped"), "reason"),
        (say("2025-01-31", new_due=date(2025, 9, 1)), "reason"),
        (say("2025-01-31", percent=101), "percent"),
        (say("2025-01-31", percent=-1), "percent"),
        (say("2025-01-31", state="finished"), "state"),
        (say("2025-01-31", rating="pink"), "rating"),
        (say("2025-01-31", state=None), "state"),
    ],
)
def test_what_will_not_do_is_refused_by_field_and_nothing_is_written(book, update, field):
    with pytest.raises(NotAccepted) as refused:
        write(book, update, due=date(2025, 8, 31))
    assert [*refused.value.problems] == [field]
    assert history(book, ACTION) == []


@pytest.mark.parametrize(
    "update",
    [
        say("2025-01-31", rating="red", reason="Two posts are empty"),
        say("2025-01-31", new_due=date(2025, 8, 31)),
        say("2025-01-31", new_due=date(2025, 3, 31)),
        say("2025-01-31", percent=0),
    ],
)
def test_what_will_do_has_no_problem(update):
    assert problems_of(update, date(2025, 8, 31)) == {}


def test_a_first_date_is_no_later_date():
    assert problems_of(say("2025-01-31", new_due=date(2025, 9, 1)), None) == {}


@pytest.mark.parametrize("change", ["update action_update set state = 'complete'",
                                    "delete from action_update"])  # fmt: skip
def test_rows_can_be_neither_changed_nor_deleted(book, change):
    kept = write(book, say("2025-01-31")).entry
    with books.connected(book) as connection, pytest.raises(sqlite3.DatabaseError, match="insert"):
        connection.execute(change)
    assert history(book, ACTION) == [kept]


@given(
    st.lists(
        st.tuples(st.dates(date(2025, 1, 1), date(2025, 1, 5)), st.sampled_from(STATES)),
        min_size=1, max_size=8,
    )
)  # fmt: skip
@settings(max_examples=20)  # each entry waits for the disk
def test_entries_are_in_the_order_of_writing_and_follow_each_other(tmp_path_factory, told):
    book = Workspace(tmp_path_factory.mktemp("book") / "a.workspace")
    after = None
    for day, state in told:
        after = write(book, Update(ACTION, day, state=state, reason="x"), after=after)
        after = after.entry.update_id
    entries = history(book, ACTION)
    assert [(each.update.day, each.update.state) for each in entries] == told
    assert all(b.after_id == a.update_id for a, b in pairwise(entries))
    assert all(b.entered_at >= a.entered_at for a, b in pairwise(entries))
    last = max(enumerate(told), key=lambda each: (each[1][0], each[0]))[1]
    newest = state_as_at(book, ACTION, date(2025, 1, 5)).update
    assert (newest.day, newest.state) == last


@pytest.mark.parametrize("table", ["action_update", "decision", "evidence"])
def test_tables_have_the_columns_of_the_built_file(table):
    ours = [part.split()[0] for part in books.TABLES[table].split(",")]
    theirs = {*TABLES[table].columns} - {"simulated", "import_id"}
    own = {"entry_id", "entered_at", "entered_by", "entered_role", "after_id", "withdraws"}
    assert theirs <= {*ours} and {*ours} - theirs <= own


def test_states_and_ratings_are_those_of_the_catalogue():
    columns = TABLES["action_update"].columns
    assert columns["state"].partition(" -- ")[2] == ", ".join(STATES)
    assert columns["rating"].partition(" -- ")[2].startswith(", ".join(RATINGS) + ";")
