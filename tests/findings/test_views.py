"""Four ways to look at one measure."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.ask import Records, Selection
from sendviz.findings.views import four_views
from sendviz.panels.side_by_side import four_views_panel, view_name
from tests.answers import SHARE, STOCK
from tests.findings.plans_by_month import built

JUNE_30 = Selection("999", date(2025, 6, 30), date(2025, 6, 1))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    found = built(tmp_path_factory.mktemp("views") / "made.duckdb")
    yield found
    found.close()


def test_the_four_ways_to_look(store):
    records = Records(store, JUNE_30, "officer")
    found = four_views(records, SHARE.id, date(2025, 5, 1))
    assert {view_name(view): view.answer.text() for view in found} == {
        "June 2025": "3 of 5 (60%)",
        "Since 1 May 2025": "6 of 10 (60%)",
        "Calendar year 2025 to 30 June": "18 of 24 (75%)",
        "12 months to 30 June 2025": "18 of 24 (75%)",
    }
    with pytest.raises(ValueError, match="told at one day"):
        four_views(records, STOCK.id)


def test_what_public_view_refuses_of_a_part_is_named_once(store):
    part = Selection("999", date(2025, 6, 30), areas=("999/locality/North",))
    records = Records(store, part, "councillor")
    views = four_views(records, SHARE.id, date(2025, 5, 1))
    found = {view.label: view for view in views}
    assert found["since"].answer is None and "for whole quarters" in found["since"].refused
    assert found["12_months"].answer is not None
    panel = four_views_panel(records, SHARE.id, date(2025, 5, 1))
    assert panel.notes == ("For the board and officers: June 2025 and May to June 2025.",)
    assert [row[0].text for row in panel.tables[0].rows] == [
        "Calendar year 2025 to 30 June", "12 months to 30 June 2025",
    ]  # fmt: skip
