"""Lines of a plan as they stood on a day, and who may count them."""

from __future__ import annotations

import pytest

from sendviz.ask import Records
from sendviz.catalogue.calendar import BadSelection
from tests import handmade
from tests.plan_rows import action, put, said, shown

LINES = [
    action("late"),
    action("put_off"),
    action("done"),
    action("no_date", due=None, due_text="Ongoing", public=False),
    action("later", starts="2025-05-15"),
    action("unknown", starts=None, due=None),
]
SAID = [
    said("late", "2024-10-31"),
    said("put_off", "2024-10-31"),
    said("put_off", "2025-03-20", new_due="2025-05-31", state=None, rating=None),
    said("done", "2024-10-31"),
    said("done", "2025-02-28", state="complete", rating="blue"),
    # entered in error, and taken back in April
    said("late", "2025-03-25", state="complete", rating="blue"),
    said("late", "2025-04-10", withdraws="999/own/late/2025-03-25/1"),
    said("no_date", "2025-06-20"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = handmade.build(tmp_path_factory.mktemp("plan_lines") / "file.duckdb")
    put(made, "action", LINES)
    put(made, "action_update", SAID)
    yield put(made, "evidence", [shown("done", dated="2025-03-15")])
    made.close()


def asked(store, id: str, as_at: str, role: str = "officer", **more) -> float:
    return Records(store, handmade.select(as_at, None), role).ask(id, **more).row.value


@pytest.mark.parametrize(
    ("as_at", "there", "overdue", "complete", "without_proof"),
    [
        ("2024-08-31", 1, 0, 0, 0),  # the one of which nothing tells when it began
        ("2024-12-31", 5, 0, 0, 0),
        ("2025-02-28", 5, 0, 1, 1),
        ("2025-03-31", 5, 0, 2, 1),  # due on that day is not late; evidence came for one
        ("2025-04-30", 5, 1, 1, 0),  # what was entered in error is taken back
        ("2025-05-31", 6, 2, 1, 0),  # one begins whose date has passed
        ("2025-06-30", 6, 3, 1, 0),  # the later date has passed, too
    ],
)
def test_as_they_stood_on_a_day(store, as_at, there, overdue, complete, without_proof):
    ids = ("in_plan", "overdue", "complete", "complete_not_measured")
    found = [asked(store, f"actions_{id}", as_at) for id in ids]
    assert found == [there, overdue, complete, without_proof]


def test_what_has_no_date_or_news(store):
    assert asked(store, "actions_without_a_date", "2025-06-30") == 2
    # all that are open, but the one of which something was said ten days before
    assert asked(store, "actions_without_an_update", "2025-06-30") == 4


def test_in_public_only_public_lines_count(store):
    assert asked(store, "actions_in_plan", "2025-06-30", "councillor") == 5
    assert asked(store, "actions_in_plan", "2025-06-30", "board") == 6
    assert asked(store, "actions_without_a_date", "2025-06-30", "councillor") == 1
    by_partner = Records(store, handmade.select("2025-06-30", None)).ask(
        "actions_in_plan", by="partner"
    )
    assert sum(row.value for row in by_partner.rows) == 5


def test_by_partner_but_not_by_place(store):
    records = Records(store, handmade.select("2025-06-30", None), "board")
    rows = records.ask("actions_in_plan", by="partner").frame.set_index("category")
    assert rows.loc["council", "numerator"] == 6
    with pytest.raises(BadSelection, match="whole council only"):
        records.ask("actions_in_plan", by="locality")


def test_no_plan_is_not_no_action(tmp_path):
    made = handmade.build(tmp_path / "file.duckdb")
    assert Records(made, handmade.select(), "board").ask("actions_overdue").row.blank == (
        "not_submitted"
    )
    made.close()
