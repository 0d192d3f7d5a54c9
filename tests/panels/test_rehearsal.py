"""How full the next return is: by item and place, of the year of the return and as at the day."""

from __future__ import annotations

import pytest

from sendviz.ask import NotAllowed, Records
from sendviz.ask.return_items import next_return, rehearse
from sendviz.catalogue.return_items import return_items
from sendviz.kit.words import is_heading
from sendviz.panels.rehearsal import NOT_ANNOUNCED, rehearsal_panel
from tests import handmade
from tests.handmade import plan, request, review

NORTH, SOUTH = "999/locality/North", "999/locality/South"
# Four of 2025 by the day, two of them in the South; one of 2024, one of later and one taken out.
REQUESTS = [
    request("2025-01-10", "2025-02-10", "2025-06-01", source=None, birth_month=None),
    request("2025-02-10", decision="N", decided=None, district="S1", ethnicity_group=None),
    request("2025-03-10", decision=None, district="S1", source=None),
    request("2025-04-10", "2025-07-20", sex=None),  # decided after the day: not asked yet
    request("2024-12-31", source=None),
    request("2025-07-01", source=None),
    request("2025-05-10", source=None, gone_on="2025-05-10"),
]
PLANS = [
    plan("2024-01-01", need=None),
    plan(None, setting=None, district="N1"),
    plan("2024-01-01", "2025-03-01", need=None),  # ended
]
REVIEWS = [
    review(1, "2025-02-01", "2025-02-20", outcome="M"),
    review(2, "2025-03-01", "2025-03-01", by_decision=True),
    review(1, "2024-02-01", "2024-02-20"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("rehearsal") / "file.duckdb"
    built = handmade.build(path, REQUESTS, plans=PLANS, reviews=REVIEWS, data_date="2025-07-31")
    yield built
    built.close()


def seen(store, role: str = "officer", day: str = "2025-06-30") -> Records:
    return Records(store, handmade.select(day, None), role)


def counts(store, area: str = "") -> dict[str, tuple[int, int]]:
    told = rehearse(store, seen(store).selection, "officer")
    return {each.item.id: (each.missing, each.asked) for each in told if each.area_id == area}


def test_of_the_whole_council(store):
    found = counts(store)
    assert found["request_source"] == (2, 4)
    assert found["birth_date_of_requests"][1] == 4
    assert found["request_outcome"] == (1, 4)
    # Asked of the one agreed and the one refused by the day.
    assert found["request_outcome_date"] == (1, 2)
    assert found["assessment_outcome"] == (0, 1) and found["plan_issued"] == (0, 1)
    assert found["no_plan_told"] == (0, 0)
    assert found["sex_of_requests"] == (1, 4) and found["ethnicity_of_requests"] == (1, 4)
    assert found["need"] == (1, 2) and found["setting"] == (1, 2) and found["plan_start"] == (1, 2)
    assert found["review_meeting"] == (1, 2) and found["review_outcome"] == (1, 2)
    assert set(found) == set(return_items())


def test_places_add_up_to_the_whole(store):
    whole, north, south = (counts(store, area) for area in ("", NORTH, SOUTH))
    assert (north["request_source"], south["request_source"]) == ((1, 2), (1, 2))
    for item, (missing, asked) in whole.items():
        parts = [each.get(item, (0, 0)) for each in (north, south)]
        assert (missing, asked) == tuple(map(sum, zip(*parts, strict=True))), item


def test_the_panel_says_what_its_table_says(store):
    panel = rehearsal_panel(seen(store, "board"))
    every = counts(store).values()
    asked, missing = sum(n for _, n in every), sum(x for x, _ in every)
    assert f"{asked - missing} of {asked}" in panel.title and is_heading(panel.title)
    assert panel.sentences[0].startswith(
        "The next return tells of 15 January 2026: rehearsed as the records stand on 30 June 2025."
    )
    assert "15,490 of England’s 162,702 (9.5%)" in panel.sentences[1]
    rows = {row[0].text: row for row in panel.tables[0].rows}
    head = panel.tables[0].head
    assert rows["Who made the request"][1].text == "2 of 4 (50%)"
    assert rows["Main need"][head.index("North")].text == "0 of 1 (0%)"
    assert "Outcome of the assessment" not in rows
    assert "outcome of the assessment" in panel.sentences[2]
    shares = [int(row[1].text.split()[0]) / int(row[1].text.split()[2]) for row in rows.values()]
    assert shares == sorted(shares, reverse=True)


def test_public_view_is_not_told(store):
    with pytest.raises(NotAllowed):
        rehearse(store, seen(store).selection, "councillor")
    assert rehearsal_panel(seen(store, "councillor")).refused


def test_the_next_return():
    assert str(next_return(handmade.day("2026-01-15"))) == "2026-01-15"
    assert str(next_return(handmade.day("2026-01-16"))) == "2027-01-21"
    assert next_return(handmade.day("2027-01-22")) is None


def test_before_a_day_is_announced_nothing_is_rehearsed(store):
    late = Records(store, handmade.select("2027-02-28", None), "board")
    assert rehearsal_panel(late).title == NOT_ANNOUNCED
