"""Plans kept up to date: what is kept worst leads, whichever it is."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.ask import Records, Selection
from sendviz.panels import reviews
from sendviz.panels.panel import NOTHING
from tests import handmade
from tests.handmade import plan, review

HELD, DECIDED = LAW = ("reviews_held_in_time", "reviews_decided_in_4_weeks")
YEAR = Selection("999", date(2025, 6, 30), date(2024, 7, 1))
STARTED = "2023-09-01"  # due on 1 September 2024


def asked(tmp_path, *rows: tuple[str | None, str | None], role: str = "officer", **more) -> Records:
    """A plan for each row, with the meeting and the letter of its first review."""
    plans = [plan(STARTED) for _ in rows]
    held = [review(n, *row) for n, row in enumerate(rows, start=1) if row[0]]
    store = handmade.build(tmp_path / "x.duckdb", plans=plans, reviews=held, **more)
    return Records(store, YEAR, role)


IN_TIME = ("2024-08-20", "2024-09-01")
LATE_LETTER = ("2024-08-20", "2024-12-01")
LATE = ("2024-12-01", "2024-12-15")


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        ((IN_TIME, LATE_LETTER, LATE_LETTER), [DECIDED, HELD]),  # held 3 of 3, decided 1 of 3
        ((IN_TIME, LATE, LATE), [HELD, DECIDED]),  # held 1 of 3, decided 3 of 3
        (((None, None),) * 3, [HELD, DECIDED]),  # none held: nothing to decide
    ],
)
def test_the_worst_by_law_leads(tmp_path, rows, order):
    records = asked(tmp_path, *rows)
    for ids in (LAW, LAW[::-1]):
        assert list(reviews.worst_kept_first(records, ids)) == order


def test_what_the_law_asks_is_told_with_how_many_missed_it(tmp_path):
    records = asked(tmp_path, IN_TIME, LATE_LETTER, LATE_LETTER)
    assert reviews.law_words(records, DECIDED) == (
        "By law: every decision within 4 weeks of the meeting. 2 of 3 reviews missed it."
    )


def test_plans_stand_by_their_next_review_with_how_many_are_overdue(tmp_path):
    panel = reviews.next_review_panel(asked(tmp_path, IN_TIME, LATE, (None, None)))
    assert panel.title == "1 of 3 plans are overdue for review"
    told = {row.category: row.value for row in panel.answers[0].rows}
    # Held on 20 August and 1 December 2024; one fell due on 1 September 2024.
    assert told == {"late_over_12": 0, "late_3_to_12": 1, "late_up_to_3": 0, "in_3": 1, "later": 1}


def test_of_a_part_public_view_leads_with_what_it_is_told(tmp_path):
    rows = (IN_TIME, LATE_LETTER, LATE_LETTER)
    public = asked(tmp_path, *rows, role="councillor", public=True)
    part = public.over(areas=("999/locality/North",))
    assert reviews.worst_kept_first(part, LAW) == (HELD,)
    assert reviews.told_here(part, (HELD, "reviews_overdue")) == (HELD,)
    assert reviews.next_review_panel(part) is NOTHING
    assert reviews.worst_kept_first(public, LAW) == (DECIDED, HELD)
