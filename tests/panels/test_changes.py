"""Signals in words: counts beside shares, true verdicts, nothing missing printed."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.ask import Records
from sendviz.findings import trend
from sendviz.findings.signals import Signal, Signals
from sendviz.kit import html
from sendviz.panels import changes
from sendviz.panels.panel import NOTHING
from tests import handmade
from tests.answers import COUNT, SHARE, monthly
from tests.findings.decisions_by_month import decisions

MEETING = date(2025, 9, 30)


def signal(kind, verdict, place="Mid", values=((40, 113),) * 20, m=SHARE, pathway=""):
    answer = monthly(m, values, place)
    return Signal(answer, trend.chart_of(answer), pathway, place, kind, verdict)


def signals(*found):
    return Signals(found, 59, 2, 0.97, ())


def test_the_answer_counts_what_is_new():
    found = signals(
        signal("new", "concern"), signal("new", "improvement"), signal("standing", "concern"),
        signal("over", "concern"),
    )  # fmt: skip
    assert changes.signals_sentence(found, MEETING) == (
        "Since 30 September 2025, two of 59 charts show something new: one getting worse and one "
        "getting better. One shows what it showed at the meeting already; one is back in the "
        "usual range."
    )
    assert changes.chance_sentence(found) == (
        "Looked at: 57 charts. By chance alone (the periods of each chart in random order) about "
        "1 of them would still show a signal. Two more with fewer than 13 points, or with too few "
        "cases."
    )
    none = Signals((), 20, 0, 0.34, ())
    assert "none of 20 charts show something new." in changes.signals_sentence(none, MEETING)
    assert "hardly one" in changes.chance_sentence(none)


def test_signals_have_signs_with_words():
    assert changes.signal_sign(signal("new", "concern")).word == "getting worse"
    assert changes.signal_sign(signal("over", "concern")).word == "no real change"
    text = changes.signal_sentence(signal("over", "concern"), "Essex")
    assert text.startswith("Mid: no real change") and "40 of 113 (35%)" in text
    assert changes.place_name(signal("new", "concern", ""), "Essex") == "All of Essex"


def test_each_signal_stands_in_one_list_only():
    """New ones by what they say, those that are over apart, those of the meeting in their table."""
    found = signals(
        signal("new", "concern"), signal("new", "neutral_high", "West"),
        signal("over", "concern", "South"), signal("standing", "improvement", "North"),
    )  # fmt: skip
    told = {
        way: [
            text for group in changes.signed_lines(found, "Essex", way) for _, text in group.lines
        ]
        for way in changes.TITLES
    }
    assert [texts[0].partition(":")[0] for texts in told.values() if texts] == [
        "Mid", "West", "South",
    ]  # fmt: skip
    assert not told["improvement"]


def test_headline_measures_come_first_and_a_pathway_names_its_assessment():
    found = signals(
        signal("new", "concern", m=COUNT, values=((40, None),) * 20, pathway="autism"),
        signal("new", "concern"),
    )
    names = [group.title for group in changes.signed_lines(found, "Essex", "concern")]
    assert SHARE.headline < (COUNT.headline or 999)
    assert names == [SHARE.name, "Autism: requests for an EHC needs assessment"]


def test_a_signal_is_drawn_with_the_shape_of_its_sign_and_safe_text():
    (group,) = changes.signed_lines(signals(signal("new", "concern", "A & B")), "Essex", "concern")
    drawn = html.signed_lines(group)
    assert drawn.startswith(f"<h3>{SHARE.name}</h3><p><span") and "A &amp; B: " in drawn
    assert "◆" in drawn and drawn.count("<p>") == 1


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    path = tmp_path_factory.mktemp("changes") / "made.duckdb"
    store = handmade.build(path, requests=decisions(), data_date="2025-12-31")
    yield Records(store, handmade.select("2025-12-31", "2025-01-01"), "officer")
    store.close()


def told(panel):
    """Every sentence of a panel and of what stands in it."""
    within = [line for part in (*panel.parts, *panel.closed) for line in told(part)]
    cells = [cell.text for table in panel.tables for row in table.rows for cell in row]
    signed = [text for group in panel.signed for _, text in group.lines]
    return [*panel.sentences, *signed, *panel.notes, *cells, *within]


def test_the_panels_tell_what_the_answer_counts(records):
    answer = changes.changes_answer(records, MEETING)
    assert answer.startswith("Since 30 September 2025, ") and "getting better" in answer
    better = changes.changed_panel(records, MEETING, "improvement")
    assert better.title == "Getting better"
    assert (
        "North: getting better since Dec 2025: a month lies above its usual range. "
        "December 2025: 24 of 24 (100%)."
    ) in told(better)
    (note,) = changes.looked_at_panel(records, MEETING).notes
    assert note.startswith("Looked at: ") and note.endswith(".")


def test_what_stood_at_the_meeting_is_folded_away(records):
    panel = changes.standing_panel(records, MEETING)
    assert panel.title == "" and "Getting worse: South since Feb 2025." in told(panel)


def test_a_way_without_signals_has_no_panel(records):
    assert changes.changed_panel(records, date(2025, 12, 31), "concern") is NOTHING


def test_measures_without_a_side_have_a_list_of_their_own(records):
    panel = changes.neutral_panel(records, MEETING)
    assert panel.sentences[0].startswith("Since 30 September 2025, ")
    assert not any("getting" in each for each in told(panel))


def test_a_place_that_public_view_may_not_be_told_is_refused(records):
    odd = Records(records.store, handmade.select("2025-12-30"), "councillor")
    assert changes.looked_at_panel(odd, MEETING).refused.startswith("Public view")
