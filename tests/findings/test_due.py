"""What is due when, from a day on: declared duties, reviews and decisions of the council's own."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.ask import Records
from sendviz.catalogue.duties import duties
from sendviz.findings.due import due_dates
from sendviz.panels.due import due_panel
from tests import handmade
from tests.bundled import records_of
from tests.plan_rows import put

TODAY = date(2026, 11, 30)
REPORT = date(2024, 7, 12)


def next_of(
    id: str, day: date = TODAY, report: date | None = None, outcome: str = ""
) -> date | None:
    return duties()[id].next_after(day, report, outcome)


@pytest.mark.parametrize(
    ("id", "day", "when"),
    [
        ("phase_transfer", TODAY, date(2027, 2, 15)),
        ("phase_transfer", date(2027, 2, 15), date(2027, 2, 15)),
        ("phase_transfer", date(2027, 2, 16), date(2028, 2, 15)),
        ("phase_transfer_post_16", TODAY, date(2027, 3, 31)),
        ("sen2_return", TODAY, date(2027, 3, 11)),
        # Of a month its last day: until then it may come.
        ("tribunal_tables", TODAY, date(2026, 12, 31)),
        ("tribunal_tables", date(2026, 12, 31), date(2026, 12, 31)),
        ("release", TODAY, date(2027, 6, 30)),
    ],
)
def test_the_next_time(id, day, when):
    assert next_of(id, day) == when


def test_what_follows_a_report():
    assert next_of("plan_published", report=date(2026, 5, 20)) == date(2026, 7, 9)
    assert next_of("six_month_review", TODAY, REPORT, "systemic_failings") == date(2027, 1, 12)
    assert next_of("six_month_review", date(2025, 1, 12), REPORT, "systemic_failings") == date(
        2025, 1, 12
    )
    assert next_of("six_month_review", TODAY, REPORT, "inconsistent") is None
    assert next_of("six_month_review", TODAY, None, "systemic_failings") is None


def test_every_duty_has_a_source_and_one_kind_of_day():
    for each in duties().values():
        kinds = (each.on, each.month, each.days_after_report, each.every_months)
        assert sum(map(bool, kinds)) == 1 and each.source and each.to, each.id


@pytest.fixture
def told_today(monkeypatch):
    monkeypatch.setattr(Records, "told_on", property(lambda self: TODAY))


@pytest.mark.usefixtures("told_today")
def test_of_the_four_areas(published_store):
    found = {
        code: {
            each.title or each.what: each for each in due_dates(records_of(published_store, code))
        }
        for code in ("881", "941")
    }
    titles = {id: each.title for id, each in duties().items()}
    essex, west = found["881"], found["941"]
    assert essex[titles["plan_published"]].day == date(2026, 7, 9)  # passed, and still told
    assert titles["plan_published"] not in west  # passed over a year ago
    review = west[titles["six_month_review"]]
    assert (review.day, review.papers) == (date(2027, 1, 12), date(2026, 12, 29))
    assert titles["six_month_review"] not in essex
    assert essex["return"].day == date(2027, 1, 21)
    assert (
        essex["five new councils"].day == date(2028, 4, 1) and essex["five new councils"].month_only
    )
    assert "council_end" not in {
        each.what for each in due_dates(records_of(published_store, "941"))
    }
    days = [each.day for each in due_dates(records_of(published_store, "881"))]
    assert days == sorted(days)


INSPECTION = {
    "inspection_id": "999/dfe_review/2027-01-14", "la_code": "999", "kind": "dfe_review",
    "first_day": date(2027, 1, 14), "simulated": False, "import_id": 1,
}  # fmt: skip
DECISION = {
    "la_code": "999", "body": "cabinet", "meeting": date(2025, 3, 1),
    "question": "Hire two people?", "do_by": date(2025, 6, 1), "simulated": True, "import_id": 1,
}  # fmt: skip


@pytest.fixture
def own(tmp_path):
    """Records with a review ahead and one that nobody could know of, and four decisions."""
    store = handmade.build(tmp_path / "file.duckdb", [handmade.request("2024-10-01")])
    unannounced = INSPECTION | {"inspection_id": "a", "kind": "area_send"}
    gone = INSPECTION | {"inspection_id": "b", "first_day": date(2026, 11, 1)}
    agreed = DECISION | {"decided": "Agreed"}
    decisions = [
        agreed | {"decision_id": "1"},
        agreed | {"decision_id": "2", "done_on": date(2025, 5, 1)},
        DECISION | {"decision_id": "3"},
        agreed | {"decision_id": "4", "body": "board", "question": "Move one post?"},
    ]
    put(store, "inspection", [INSPECTION, unannounced, gone])
    yield put(store, "decision", decisions)
    store.close()


@pytest.mark.usefixtures("told_today")
@pytest.mark.parametrize(("role", "decisions"), [("councillor", 1), ("board", 2), ("officer", 2)])
def test_own_reviews_and_decisions(own, role, decisions):
    found = due_dates(Records(own, handmade.select("2025-06-30"), role))
    (review,) = [each for each in found if each.what == "review"]
    assert (review.day, review.papers) == (date(2027, 1, 14), date(2026, 12, 31))
    assert len([each for each in found if each.what == "decision"]) == decisions


@pytest.mark.usefixtures("told_today")
def test_the_table_says_when_what_to_whom_and_from_where(own):
    panel = due_panel(Records(own, handmade.select("2025-06-30"), "officer"))
    rows = {row[1].text: row for row in panel.tables[0].rows}
    review = rows["Review by the Department for Education"]
    beside = "in 45 days; papers by 31 December 2026"
    assert (review[0].text, review[0].small) == ("14 January 2027", beside)
    assert review[2].text == "Department for Education"
    assert rows["To be done: Hire two people? (agreed)"][0].small == "547 days ago"
    tables = rows["Tribunal tables for all councils come out"]
    assert (tables[0].text, tables[0].small) == ("In December 2026", "in 1 month")
    assert all(row[1].small.startswith("Source: ") for row in rows.values())
    assert panel.title.startswith("The next of") and panel.title.endswith("is in December 2026")
