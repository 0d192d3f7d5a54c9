"""Signals in words: counts beside shares, true verdicts, nothing missing printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sendviz.ask import Records
from sendviz.findings.signals import Signal, Signals, children_of, way_of
from sendviz.findings.trend import told_of
from sendviz.kit import html
from sendviz.panels import changes
from sendviz.panels.panel import NOTHING
from tests import handmade
from tests.answers import COUNT, SHARE, monthly
from tests.findings.decisions_by_month import decisions

MEETING = date(2025, 9, 30)
FLAT = [46, 54] * 12
BETTER, WORSE = FLAT + [80] * 6, FLAT + [20] * 6


def signal(kind, line=BETTER, place="Mid", m=SHARE, pathway="", children=30.0):
    """What a line of percentages (or of counts) says now, beside what it said half a year before;
    of a signal that is over the other way round."""
    count = m == COUNT
    told, then = (
        told_of(monthly(m, tuple((each, np.nan if count else 100) for each in values), place))
        for values in (line, line[:24] if kind == "new" else line[:27])
    )
    if kind == "over":
        told, then = then, told
        told = told_of(monthly(m, tuple((each, 100) for each in FLAT), place))
    return Signal(told, then, pathway, place, kind, children)


def test_a_count_told_as_under_so_many_begins_its_sentence_with_a_capital():
    found = signal("new", m=COUNT)
    few = replace(found.told, now=found.told.now._replace(under=5.0))
    said = changes.signal_sentence(replace(found, told=few), "Test")
    assert ". Under 5 requests in " in said and ". under" not in said


def signals(*found, by_luck=0.3):
    return Signals(found, 59, 2, by_luck, ())


def test_the_answer_tells_what_is_new_which_way_and_what_luck_gives():
    found = signals(
        signal("new", WORSE), signal("new"), signal("standing", WORSE), signal("over", WORSE)
    )
    assert changes.signals_sentence(found, MEETING) == (
        "Two of 57 trends say something new since 30 September 2025 (one worse and one better); "
        "luck alone gives hardly one."
    )
    assert changes.looked_at_words(found) == "2 more have too few cases to judge."


def test_nothing_stands_out_where_luck_gives_as_many():
    """In 95 of 100 lists that hold two by luck on average there are five or fewer."""
    five = [signal("new")] * 5
    assert changes.signals_sentence(signals(*five, by_luck=2.0), MEETING) == (
        "Nothing stands out. Five of 57 trends say something new since 30 September 2025 (five "
        "better); luck alone gives about two."
    )
    assert signals(*five, signal("new"), by_luck=2.0).stand_out
    none = changes.signals_sentence(Signals((), 20, 0, 0.34, ()), MEETING)
    assert none.startswith("Nothing stands out. None of 20 trends says something new since")


def test_a_signal_says_now_then_and_a_year_before():
    assert changes.signal_sentence(signal("new"), "Essex") == (
        "Mid: getting better. 240 of 300 (80%) in Apr to Jun 2026; at the meeting 154 of 300 "
        "(51%), a year before 154 of 300 (51%)."
    )
    over = changes.signal_sentence(signal("over", WORSE), "Essex")
    assert over.startswith(
        "Mid: no longer clearly getting worse: no real change. 154 of 300 (51%) in "
    )
    assert changes.place_name(signal("new", place=""), "Essex") == "All of Essex"


def test_signals_have_the_sign_of_what_they_say_now():
    assert changes.signal_sign(signal("new", WORSE)).shape == "\u25c6"
    assert changes.signal_sign(signal("over", WORSE)).shape == "\u25cf"


def test_each_signal_stands_in_one_list_only():
    """What stays worse, what is newly so, what is over; what stays better in the table."""
    found = signals(
        signal("standing", WORSE, "East"), signal("new", WORSE), signal("new", BETTER, "West"),
        signal("new", BETTER, "Far", m=COUNT), signal("over", WORSE, "South"),
        signal("standing", BETTER, "North"), signal("over", BETTER, "Coast"),
    )  # fmt: skip
    told = {
        way: [
            line.text for group in changes.signed_lines(found, "Essex", way) for line in group.lines
        ]
        for way in changes.TITLES
    }
    assert {way: [text.partition(":")[0] for text in texts] for way, texts in told.items()} == {
        "still_worse": ["East"], "worse": ["Mid"], "better": ["West"], "neutral": ["Far"],
        "over_better": ["Coast"], "over_worse": ["South"], "over": [],
    }  # fmt: skip


def test_what_stays_worse_is_told_once_for_all_places():
    found = signals(*(signal("standing", WORSE, place) for place in ("", "Mid", "West")))
    (group,) = changes.signed_lines(found, "Essex", "still_worse")
    (line,) = group.lines
    assert line.text.startswith("All of Essex: getting worse. ") and line.text.endswith(
        " So, too: Mid and West."
    )


def test_measures_stand_in_the_order_of_the_children_they_touch():
    found = signals(
        signal("new", m=COUNT, pathway="autism", children=90.0), signal("new", children=30.0)
    )
    better = [group.title for group in changes.signed_lines(found, "Essex", "better")]
    neutral = [group.title for group in changes.signed_lines(found, "Essex", "neutral")]
    assert better == [SHARE.name]
    assert neutral == ["Autism: requests for an EHC needs assessment"]
    told = found.found[1].told
    assert way_of(told) == 1 and children_of(told) == 240 - 154


def test_a_signal_is_drawn_with_the_shape_of_its_sign_and_safe_text():
    (group,) = changes.signed_lines(signals(signal("new", WORSE, "A & B")), "Essex", "worse")
    drawn = html.signed_lines(group)
    assert drawn.startswith(f"<h3>{SHARE.name}</h3><p><span") and "A &amp; B: " in drawn
    assert "◆" in drawn and drawn.count("<p>") == drawn.count("<svg") == 1


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
    signed = [line.text for group in panel.signed for line in group.lines]
    return [*panel.sentences, *signed, *panel.notes, *cells, *within]


def panel_of(records, way):
    return changes.changed_panel(records, MEETING, way)


def test_the_panels_tell_what_the_answer_counts(records):
    answer = changes.changes_answer(records, MEETING)
    new = [text for way in ("worse", "better") for text in told(panel_of(records, way))]
    assert answer.startswith("Three of 33 trends say something new") and len(new) == 3
    assert "(three better); luck alone gives hardly one." in answer
    assert panel_of(records, "better").title == "Newly better"
    assert any(each.startswith("North: getting better. 39 of 72 (54%) in ") for each in new)
    assert changes.looked_at_panel(records, MEETING).notes[0].endswith("too few cases to judge.")


def test_what_is_bad_and_stays_bad_is_told_in_full(records):
    panel = changes.changed_panel(records, MEETING, "still_worse")
    assert panel.title == "Worse at the meeting, and still"
    assert any(each.startswith("South: getting worse. ") for each in told(panel))


def test_what_stays_better_is_folded_away(records):
    panel = changes.standing_panel(records, MEETING)
    assert panel.title == "" and not any("worse" in each for each in told(panel))


def test_a_way_without_signals_has_no_panel(records):
    assert changes.changed_panel(records, date(2025, 12, 31), "worse") is NOTHING
    answer = changes.changes_answer(records, date(2025, 12, 31))
    assert answer.startswith("Since 31 December 2025 no month has ended")


def test_measures_without_a_side_have_a_list_of_their_own(records):
    panel = changes.neutral_panel(records, MEETING)
    assert "since 30 September 2025" in panel.sentences[0]
    assert not any("getting" in each for each in told(panel))


def test_a_place_that_public_view_may_not_be_told_is_refused(records):
    odd = Records(records.store, handmade.select("2025-12-30"), "councillor")
    assert changes.looked_at_panel(odd, MEETING).refused.startswith("Public view")


def test_every_line_opens_a_chart_that_says_the_same(records):
    opened = 0
    for way in ("still_worse", "worse", "better", "over"):
        panel = panel_of(records, way)
        for line in (line for group in panel.signed for line in group.lines):
            chart = panel.openings[line.opens].make()
            assert chart.title == line.opens and chart.figure.data
            said = chart.sentences[0]
            verdict = " ".join(line.text.partition(": ")[2].split()[:2]).rstrip(".")
            assert way == "over" or verdict in said.casefold()
            assert (f"{line.text.partition(':')[0]} (Test)" in chart.caption) == (
                not line.text.startswith("All of Test")
            )
            opened += 1
    assert opened >= 4


def test_the_first_picture_is_of_what_is_listed_first(records):
    first = panel_of(records, "still_worse").signed[0].lines[0]
    assert changes.most_panel(records, MEETING).title == first.opens
    assert changes.most_panel(records, date(2025, 12, 31)) is NOTHING
