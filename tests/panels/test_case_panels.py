"""The panels about cases, asked of a small file: each picture stands at its answers' numbers."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.ask import Records, Selection
from sendviz.panels import ages, children, curves, flow, headline, paradox, side_by_side, stages
from sendviz.panels.panel import NOTHING
from tests import handmade
from tests.findings.plans_by_month import plans

SINCE_APRIL = Selection("999", date(2025, 6, 30), date(2025, 4, 1))
OPEN = [handmade.request("2025-06-01"), handmade.request("2024-11-01", "2024-12-15")]


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """The plans of six months, a case open for 4 weeks and one for 34."""
    path = tmp_path_factory.mktemp("panels") / "made.duckdb"
    store = handmade.build(path, requests=[*plans(), *OPEN])
    yield Records(store, SINCE_APRIL, "officer")
    store.close()


def test_the_headline_names_place_and_period(records):
    assert headline.headline(records, "plans_issued_within_20_weeks") == (
        "9 of 15 plans (60%) were issued within 20 weeks in Test from April to June 2025."
    )


def test_a_card_holds_the_value_its_months_and_the_lines_given(records):
    card = headline.card(records, "plans_issued_within_20_weeks", "On time", "More")
    assert (card.title, card.value, card.unit) == ("On time", "60%", "9 of 15 plans")
    assert card.lines[-1] == "More" and card.sign is not None
    assert len(card.months) <= 24 and 0.6 in card.months


def test_what_may_not_be_told_is_a_card_a_panel_or_a_sentence_with_the_reason(records):
    refused = Records(records.store, records.selection, "councillor").over(
        areas=("999/locality/North",), start=date(2025, 5, 1)
    )
    reason = headline.headline(refused, "plans_issued_within_20_weeks")
    card = headline.card(refused, "plans_issued_within_20_weeks", "On time")
    panel = paradox.paradox_panel(refused)
    assert reason.startswith("Public view tells parts of a council for whole quarters: try")
    assert (card.value, card.lines) == ("not shown", (reason,))
    assert panel.figure is None and "whole quarters" in panel.refused


def test_open_cases_by_age_stand_at_their_counts(records):
    panel = ages.ages_panel(records)
    assert panel.figure.data[0].x == tuple(each.row.value for each in panel.answers)
    assert panel.figure.data[0].x == (1, 0, 0, 0, 1, 0)
    assert panel.title.startswith("1 of 2 (50%) have waited past 20 weeks")
    stacked = ages.bands_panel(records)
    assert sum(sum(each.x) for each in stacked.figure.data) == 2


def test_stages_have_their_legal_weeks(records):
    panel = stages.stages_panel(records)
    limits = {t.x[0] for t in panel.figure.data if t.line.width == 3 and t.x[0] is not None}
    assert limits == {6.0, 20.0}
    title = "Most of the wait comes after the decision to assess: about 10 of 14 weeks"
    assert panel.title == title
    assert panel.sentences[0].startswith(
        "Half of the decisions took at most 4.3 weeks. Half of the plans took at most 10 weeks "
        "from the decision to assess. Half of the plans took at most 14.3 weeks. These middles"
    )


def test_the_flow_is_drawn_month_by_month_over_two_years(records):
    panel = flow.flow_panel(records)
    entered, left, net = panel.answers
    into, out, line = panel.figure.data
    assert list(into.y) == [_or_none(row.value) for row in entered.rows]
    assert [each and -each for each in out.y] == [_or_none(row.value) for row in left.rows]
    assert list(line.y) == [_or_none(row.value) for row in net.rows]
    assert f"{panel.sentences[0]} {panel.title}." == flow.flow_of_period(records)
    assert len(into.x) == 24
    assert flow.flow_words(records) == "1 came in, 15 left"
    assert "1 case came in and 15 left" in panel.sentences[0]


def _or_none(value):
    return None if value != value else value


def test_curves_have_the_legal_limit_of_20_weeks(records):
    panel = curves.curves_panel(records)
    assert [(s.x0, s.x1) for s in panel.figure.layout.shapes] == [(20.0, 20.0)]
    assert [t.name.split(":")[0] for t in panel.figure.data] == ["North", "South"]


def test_the_paradox_is_drawn_from_the_monthly_plans(records):
    panel = paradox.paradox_panel(records)
    (answer,) = panel.answers
    told = [row for row in answer.rows if not row.blank]
    on_time, late = panel.figure.data
    assert list(on_time.y) == [row.numerator for row in told] == [3] * 6
    assert list(late.y) == [row.denominator - row.numerator for row in told] == [0] * 3 + [2] * 3
    assert panel.sentences and panel.notes[-1].startswith("Compared: April to June 2025 against ")


def test_tables_of_measures_stand_with_their_counts(records):
    ids = ["plans_issued_within_20_weeks", "cases_open_over_20_weeks"]
    (table,) = side_by_side.side_by_side_panel(records, ids).tables
    assert [cell.text for cell in table.rows[0]][1:] == ["9 of 15 (60%)", "no cases"]
    assert table.rows[0][0].small.startswith("Legal limit: every plan within 20 weeks")
    (table,) = side_by_side.variants_panel(records, ids[0]).tables
    assert [row[1].text for row in table.rows] == ["9 of 15 (60%)"] * len(table.rows)
    (table,) = side_by_side.four_views_panel(records, ids[0], date(2025, 5, 1)).tables
    assert [row[1].text for row in table.rows][:2] == ["3 of 5 (60%)", "6 of 10 (60%)"]


def test_children_are_listed_for_officers_only(records):
    panel = children.children_panel(records, "open_case", "Open cases")
    assert panel.sentences == ("2 children in Test, the longest overdue first.",)
    assert panel.notes == (children.NO_SUPPORT_LIST,)
    told = panel.rows[["Requested", "Weeks waited", "Plan due", "Weeks overdue"]]
    assert told.fillna(0).to_numpy().tolist() == [
        [date(2024, 11, 1), 34.4, date(2025, 3, 21), 14.4],
        [date(2025, 6, 1), 4.1, date(2025, 10, 19), 0],
    ]
    (file,) = panel.downloads
    assert file.file_name == "open_case.csv" and file.text.count("\n") == 3
    assert ",2025-06-01," in file.text
    for role in ("board", "councillor"):
        other = Records(records.store, records.selection, role)
        assert children.children_panel(other, "open_case", "Open cases") is NOTHING
