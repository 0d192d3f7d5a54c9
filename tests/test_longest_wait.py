"""The longest wait in public view: a band that is true for a whole council, and no child more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sendviz import catalogue
from sendviz.ask import NotAllowed, Records
from tests.handmade import build, referral, select

LONGEST = catalogue.get("longest_wait")
AS_AT = date(2025, 6, 30)


def waiting(weeks: int, n: int, **more) -> list[dict]:
    day = AS_AT - timedelta(weeks=weeks)
    return [referral(day.isoformat(), **more) for _ in range(n)]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Autism: 30 wait 62 weeks and one 138; slt: 19 wait 10 weeks; ot: 25 wait 100 weeks."""
    made = build(
        tmp_path_factory.mktemp("longest") / "file.duckdb",
        referrals=[
            *waiting(62, 30),
            *waiting(138, 1),
            *waiting(10, 19, pathway="slt"),
            *waiting(100, 25, pathway="ot"),
        ],
    )
    yield made
    made.close()


def told(store, pathway, role="councillor", by=None):
    where = (("pathway", (pathway,)),)
    answer = Records(store, select(where=where), role).ask(LONGEST, by=by)
    return answer.frame, answer.texts()


def test_the_one_child_who_waits_longest_is_not_left_out_of_the_councils_band(store):
    frame, said = told(store, "autism")
    assert frame["value"].tolist() == [120.0] and said == ["120 to 140 weeks"]
    assert told(store, "autism", "officer")[1] == ["138 weeks"]


def test_of_parts_it_is_for_the_board_and_officers(store):
    with pytest.raises(NotAllowed, match="Ask for Share of waiting children who have waited over"):
        told(store, "autism", by="locality")
    assert "138 weeks" in told(store, "autism", "board", by="locality")[1]


def test_the_edge_of_a_band_lies_in_it(store):
    assert told(store, "ot")[1] == ["100 to 120 weeks"]
    assert told(store, "ot", "officer")[1] == ["100 weeks"]


def test_a_short_list_has_its_band_too(store):
    assert told(store, "slt")[1] == ["under 20 weeks"]
    assert told(store, "slt", "officer")[1] == ["10 weeks"]
