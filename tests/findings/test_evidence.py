"""What can be shown for each finding: how new, how strong, and what the next review would ask."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.ask import PUBLIC, Records
from sendviz.findings.evidence import (
    asked_at,
    closed,
    next_review,
    of_no_finding,
    shown,
)
from tests import handmade
from tests.plan_rows import action, found, put
from tests.plan_rows import shown as held

DAY = "2025-06-30"
FINDINGS = [found(number) for number in range(1, 7)]
# By finding: measured lately and felt; measured on the very day a year ago; done lately, measured
# long ago; measured lately and no longer valid; by its action alone; nothing.
LOG = [
    held("a", finding_id="f1", action_id=None, dated="2024-07-01"),
    held("b", finding_id="f1", action_id=None, dated="2023-01-01", level=4, seen_by="board"),
    held("c", finding_id="f2", action_id=None, dated="2024-06-30"),
    held("d", finding_id="f3", action_id=None, dated="2025-06-30", level=2),
    held("e", finding_id="f3", action_id=None, dated="2023-06-30"),
    held("f", finding_id="f4", action_id=None, dated="2025-01-01", valid_to="2025-06-29"),
    held("g", action_id="999/own/5.1", dated="2025-05-01"),
    held("later", finding_id="f6", action_id=None, dated="2025-07-01"),
    held("loose", action_id=None, seen_by="officer"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evidence")
    made = handmade.build(folder / "file.duckdb", [handmade.request("2025-01-01", "2025-02-01")])
    put(made, "finding", FINDINGS)
    put(made, "action", [action("5.1", finding_id="f5", public=False)])
    yield put(made, "evidence", LOG)
    made.close()


def seen(store, role: str = "officer", day: str = DAY) -> Records:
    return Records(store, handmade.select(day, None), role)


def states(store, role: str = "officer", day: str = DAY) -> dict[str, str]:
    return {each.finding.finding_id: each.state for each in shown(seen(store, role, day))}


def test_a_finding_is_shown_by_what_is_newer_than_12_months_measured_and_still_valid(store):
    assert states(store) == {
        "f1": "shown", "f2": "old", "f3": "unmeasured", "f4": "old", "f5": "shown", "f6": "nothing",
    }  # fmt: skip
    assert states(store, day="2025-06-29")["f2"] == "shown", "a year less a day"
    assert states(store, day="2025-07-01")["f6"] == "shown"


def test_what_is_not_marked_for_a_role_is_not_there(store):
    assert [each.is_felt for each in shown(seen(store, "board"))][0]
    assert not [each.is_felt for each in shown(seen(store, PUBLIC))][0]
    loose = {role: len(of_no_finding(seen(store, role))) for role in (PUBLIC, "board", "officer")}
    assert loose == {PUBLIC: 0, "board": 0, "officer": 1}


def test_the_finding_of_an_action_stands_in_and_public_view_does_not_name_the_line(store):
    """Line 5.1 is not public; what is marked public of it is."""
    for role, ref in ((PUBLIC, None), ("board", "5.1")):
        (only,) = shown(seen(store, role))[4].evidence
        assert (only.ref, only.kept_at) == (ref, None)


def test_what_a_review_would_ask_begins_with_the_weakest(store):
    found = shown(seen(store))
    review = next_review(seen(store))
    assert (review.ground, review.day, review.papers_by) == (
        "none", date(2025, 12, 30), date(2025, 12, 16),
    )  # fmt: skip
    asked = asked_at(found, review)
    assert [each.now.finding.finding_id for each in asked] == ["f6", "f1", "f2", "f4", "f3", "f5"]
    lapsing = {each.now.finding.finding_id for each in asked if each.lapses}
    assert lapsing == {"f1"}, "measured on 1 July 2024, too old in December"


def inspected(store, **more) -> None:
    row = {"inspection_id": "i", "la_code": "999", "kind": "area_send", "first_day": "2024-03-18",
           "published_on": "2024-07-12", "outcome": "systemic_failings", "simulated": True,
           "import_id": 1}  # fmt: skip
    put(store, "inspection", [row | more])


@pytest.fixture
def own(tmp_path):
    made = handmade.build(tmp_path / "own.duckdb", [handmade.request("2025-01-01", "2025-02-01")])
    yield made
    made.close()


def test_plans_on_priority_actions_are_reviewed_every_six_months(own):
    inspected(own)
    review = next_review(seen(own, day="2025-12-31"))
    assert (review.ground, review.since) == ("six_monthly", date(2024, 7, 12))
    assert (review.day, review.papers_by) == (date(2026, 1, 12), date(2025, 12, 29))
    assert next_review(seen(own, day="2026-01-13")).day == date(2026, 7, 12)
    assert next_review(seen(own, day="2024-07-11")).ground == "none", "no report yet"


def test_a_review_of_the_list_of_inspections_comes_first(own):
    inspected(own)
    inspected(own, inspection_id="r", kind="dfe_review", first_day="2026-01-14", published_on=None)
    assert next_review(seen(own, day="2025-12-31")).ground == "planned"
    assert next_review(seen(own, day="2025-12-31")).day == date(2026, 1, 14)
    assert next_review(seen(own, day="2026-01-14")).ground == "six_monthly"


def test_findings_are_known_from_their_report_or_their_first_action(own):
    inspected(own)
    put(own, "finding", [found(1, inspection_id="i"), found(2), found(3), found(4, closed_on=DAY)])
    put(own, "action", [action("2.1", finding_id="f2", starts="2025-03-01")])
    put(own, "evidence", [held("a", finding_id="f1", action_id=None, dated="2024-01-01")])

    def known(day: str) -> list[str]:
        return [each.finding.finding_id for each in shown(seen(own, day=day))]

    assert known("2024-07-11") == ["f3", "f4"]
    assert known("2024-07-12") == ["f1", "f3", "f4"]
    assert known("2025-03-01") == ["f1", "f2", "f3", "f4"]
    assert known(DAY) == ["f1", "f2", "f3"]
    assert (closed(seen(own)), closed(seen(own, day="2025-06-29"))) == (1, 0)
    assert [each.evidence_id for each in of_no_finding(seen(own, day="2024-07-11"))] == []
