"""Who signed something off, as a pack prints it."""

from __future__ import annotations

import pytest

from sendviz.ask import PUBLIC, Records
from sendviz.kit.words import day
from sendviz.panels.signed import NOT_SIGNED, signed_off_words
from sendviz.workspace import Writer, sign_off, workspace_of
from tests import handmade

PACK, WHICH = "board pack", "30 June 2025"


@pytest.fixture
def store(tmp_path):
    made = handmade.build(tmp_path / "town.duckdb", [handmade.request("2025-01-01", "2025-02-01")])
    yield made
    made.close()


def told(store, role: str = "board") -> str:
    return signed_off_words(Records(store, handmade.select("2025-06-30"), role), PACK, WHICH)


def test_nobody_then_two_people_with_their_days(store):
    assert told(store) == NOT_SIGNED
    book = workspace_of(store.path)
    pack = {"la_code": "999", "what": PACK, "ref": WHICH}
    first = sign_off(book, Writer("Anna", "board"), **pack, note="Without page 4")
    sign_off(book, Writer("Ben", "officer"), **pack)
    today = day(first.entered_at)
    assert told(store) == (
        f"Signed off by Anna (the board) on {today}, who noted: “Without page 4” and by Ben "
        f"(an officer) on {today}."
    )
    assert told(store, PUBLIC) == (
        f"Signed off by the board on {today} and by an officer on {today}."
    )
