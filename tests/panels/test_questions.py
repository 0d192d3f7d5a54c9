"""What to ask today, on a small file made by hand: whom it concerns most comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sendviz.app.screens import BY_TITLE
from sendviz.ask import Records
from sendviz.panels.questions import ASKED_OF, TITLE, questions_panel
from tests import handmade

AT = handmade.select("2025-06-30", "2024-07-01")


def open_since(day: date, n: int) -> list:
    """Requests of that day with neither decision nor plan."""
    return [handmade.request(day.isoformat()) for _ in range(n)]


def decided_after(days: int, n: int) -> list:
    """Requests of February 2025, decided after so many days and still open."""
    received = date(2025, 2, 3)
    decided = received + timedelta(days)
    return [handmade.request(received.isoformat(), decided.isoformat()) for _ in range(n)]


def asked(path, *requests, role="officer"):
    store = handmade.build(path, [each for some in requests for each in some])
    panel = questions_panel(Records(store, AT, role))
    store.close()
    return panel


def rows(panel):
    return [tuple(cell.text for cell in row) for row in panel.tables[0].rows]


def test_the_question_about_most_children_comes_first(tmp_path):
    panel = asked(tmp_path / "a.duckdb", open_since(date(2024, 2, 1), 8), decided_after(60, 30))
    assert panel.title == TITLE
    first, second = rows(panel)
    assert first[0] == "Why do families wait over 6 weeks for the first decision?"
    assert first[1].startswith("0 of 30 families (0%)") and first[2] == "Timeliness"
    assert second[0] == "When will those who have waited over a year have an answer?"
    assert second[1].startswith("8 children were waiting past 52 weeks in Test")


def test_nothing_is_asked_of_fewer_than_five_children_or_a_small_share(tmp_path):
    few = asked(tmp_path / "a.duckdb", open_since(date(2024, 2, 1), 4))
    assert few.is_empty
    rare = asked(tmp_path / "b.duckdb", decided_after(60, 5), decided_after(20, 95))
    assert rare.is_empty
    more = asked(tmp_path / "c.duckdb", decided_after(60, 11), decided_after(20, 89))
    assert rows(more)[0][1].startswith("89 of 100 families (89%)")


def test_one_question_a_screen(tmp_path):
    panel = asked(tmp_path / "a.duckdb", open_since(date(2024, 2, 1), 30), decided_after(60, 30))
    screens = [row[2] for row in rows(panel)]
    assert len(screens) == len(set(screens)) <= 3


def test_every_question_names_a_screen_that_is_there():
    assert {screen for *_, screen in ASKED_OF} <= set(BY_TITLE)
    assert all(len(text.split()) <= 15 for _, _, text, _ in ASKED_OF)


@pytest.mark.parametrize("role", ["councillor", "board", "officer"])
def test_no_records_give_no_questions(tmp_path, role):
    assert asked(tmp_path / "a.duckdb", role=role).is_empty
