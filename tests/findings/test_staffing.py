"""What one person does a week, by the council's own list of staff."""

from datetime import date
from itertools import count

import duckdb
import pytest

from sendviz.ask import Records, Selection, Store
from sendviz.findings.queue_now import queue_now
from sendviz.findings.staffing import own_productivity
from tests.findings.test_no_leak import AS_AT, rows
from tests.handmade import build

MONTHS = [date(2024, month, 28) for month in (8, 9, 10, 11, 12)] + [
    date(2025, month, 28) for month in (1, 2, 3, 4)
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Two psychologists throughout; case officers in four months only; none of support."""
    path = tmp_path_factory.mktemp("staff") / "file.duckdb"
    build(path, *rows(None), data_date="2025-06-30").close()
    with duckdb.connect(str(path)) as connection:
        numbers = count(1)
        for month in MONTHS:
            people = [("ep", 2.0)] + ([("case_officer", 3.0)] if month.year == 2025 else [])
            for role, n in people:
                connection.execute(
                    "insert into staff by name select ? as staff_id, '999' as la_code, ? as month, "
                    "'actual' as basis, ? as role, ? as in_post, false as simulated, "
                    "1 as import_id",
                    [next(numbers), month, role, n],
                )
    return Store(path)


def test_outputs_over_people_in_post_where_half_a_year_tells(store):
    records = Records(store, Selection("999", AS_AT), "officer")
    now = queue_now(records)
    found = own_productivity(records, now)
    assert set(found) == {"psychologist"}  # of officers only three months are known by then
    assert found["psychologist"] == pytest.approx(now.advices / 2)


def test_made_up_people_tell_nothing_of_what_one_does(store, tmp_path):
    path = tmp_path / "made_up.duckdb"
    path.write_bytes(store.path.read_bytes())
    with duckdb.connect(str(path)) as connection:
        connection.execute("update staff set simulated = true")
    records = Records(Store(path), Selection("999", AS_AT), "officer")
    assert own_productivity(records, queue_now(records)) == {}


def test_later_months_of_staff_are_not_known_yet(store):
    records = Records(store, Selection("999", AS_AT), "officer")
    assert len(records.people_in_post()) == 8 + 3
    assert records.people_in_post()["month"].max().date() == date(2025, 3, 28)
