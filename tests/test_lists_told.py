"""What lists of audits, complaints, appeals and staff tell to whom, and of which days."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sendviz.ask import NotAllowed, Records
from sendviz.catalogue import dimensions
from sendviz.catalogue.calendar import add_months, month_end
from tests.handmade import build, listed, request, select

MONTHS = [month_end(add_months(date(2024, 1, 1), n)) for n in range(18)]
ROLES = [*dimensions()["role"].values]
LEAST = 5


def sizes(n: int) -> dict[str, float]:
    """Some roles with few people or many, another draw for each month."""
    rng = np.random.default_rng(n)
    roles = rng.choice(ROLES, rng.integers(1, 7), replace=False)
    return {str(role): float(rng.choice([0.5, 1, 2, 4, 4.5, 5, 9, 20])) for role in roles}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    staff = [
        listed(month=day.isoformat(), basis="actual", role=role, in_post=people)
        for n, day in enumerate(MONTHS)
        for role, people in sizes(n).items()
    ]
    made = {"stage": "stage_1", "district": "N1"}
    complaints = [
        listed(received=day, **made) for day in ("2024-02-10", "2024-04-10", "2025-05-20")
    ]
    path = tmp_path_factory.mktemp("told") / "a.duckdb"
    opened = build(path, [request("2024-01-02")], lists={"staff": staff, "complaint": complaints})
    yield opened
    opened.close()


def people(store, n: int, role: str, by: str) -> dict[str, float]:
    asked = Records(store, select(MONTHS[n].isoformat(), None), role)
    rows = asked.ask("people_in_post", by=by).rows
    return {row.category: float(row.value) for row in rows if row.value}


@pytest.mark.parametrize("n", range(len(MONTHS)))
def test_no_small_role_is_told_or_follows_from_the_others(store, n):
    true = sizes(n)
    assert people(store, n, "officer", "role") == true
    told = people(store, n, "councillor", "role_group")
    assert sum(told.values()) == sum(true.values())
    joined = [role for role in true if role not in told]
    for role, many in told.items():
        assert role == "few" or (many >= LEAST and many == true[role])
    if min(true.values()) < LEAST:
        rest_is_told = len(told) > 1
        assert told["few"] >= LEAST or not rest_is_told
        assert len(joined) > 1 or len(true) == 1


def test_one_role_from_another_is_for_the_board(store):
    asked = Records(store, select("2025-06-30", None))
    with pytest.raises(NotAllowed, match="does not tell one role from another: ask by role_group"):
        asked.ask("people_in_post", by="role")
    held = asked.held_to("role", "ep")
    with pytest.raises(NotAllowed, match="does not tell one role from another"):
        held.ask("people_in_post")


def test_complaints_are_told_by_quarter_in_public_view(store):
    year = select("2025-06-30", "2024-07-01")
    told = Records(store, year).ask("complaints_received", period="month")
    assert told.grain == "quarter" and [row.value for row in told.rows] == [0, 0, 0, 1]
    months = Records(store, year, "board").ask("complaints_received", period="month")
    assert months.grain == "month" and len(months.rows) == 12
    with pytest.raises(NotAllowed, match="at the ends of quarters: try 2025-03-31"):
        Records(store, select("2025-05-31", None)).ask("complaints_received")
    with pytest.raises(NotAllowed, match="of the whole council only"):
        Records(store, year).ask("complaints_received", by="locality")
    by_place = Records(store, year, "board").ask("complaints_received", by="locality")
    assert [row.value for row in by_place.placed.rows] == [1, 0]


def test_outside_its_days_a_list_tells_nothing(store):
    """The list begins on 1 January 2024; there is no list of audits at all."""
    over = select("2025-06-30", "2023-10-01")
    rows = Records(store, over, "officer").ask("complaints_received", period="quarter").rows
    assert [row.blank for row in rows[:2]] == ["not_known", None]
    assert [row.value for row in rows[1:3]] == [1, 1]
    assert Records(store, over, "officer").ask("audits_done").row.blank == "not_submitted"


def test_what_a_list_has_no_column_for_is_not_nought(store):
    asked = Records(store, select("2025-06-30", None), "officer")
    assert asked.ask("agency_staff").row.blank == "not_submitted"
    assert asked.ask("remedies_overdue").row.blank == "not_submitted"
