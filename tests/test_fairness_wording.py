"""Signals in words: counts beside shares, true verdicts, nothing missing printed."""

from __future__ import annotations

from datetime import date

from sendviz.findings import signals, trend
from sendviz.wording import signals as told
from tests.answers import SHARE, monthly


def signal(kind, verdict, place="Mid", values=((40, 113),) * 20):
    frame = monthly(values=values, area=place)
    return signals.Signal(SHARE, "", place, kind, verdict, frame, trend.chart_of(SHARE, frame), 0)


def test_the_answer_counts_what_is_new():
    found = signals.Signals(
        (signal("new", "concern"), signal("new", "improvement"), signal("still", "concern"),
         signal("over", "concern")), 59, 2, 0.97, (),
    )  # fmt: skip
    assert told.signals_sentence(found, date(2025, 9, 30)) == (
        "Since 30 September 2025, two of 59 charts show something new: one getting worse and one "
        "getting better. One shows what it showed at the meeting already; one is back in the "
        "usual range."
    )
    assert told.chance_sentence(found) == (
        "Looked at: 57 charts. By chance alone (the periods of each chart in random order) about "
        "1 of them would still show a signal. Two more with fewer than 13 points, or with too few "
        "cases."
    )
    none = signals.Signals((), 20, 0, 0.34, ())
    assert "none of 20 charts show something new." in told.signals_sentence(none, date(2025, 9, 30))
    assert "hardly one" in told.chance_sentence(none)


def test_signals_have_signs_with_words():
    assert told.signal_sign(signal("new", "concern")).word == "getting worse"
    assert told.signal_sign(signal("over", "concern")).word == "no real change"
    text = told.signal_sentence(signal("over", "concern"), "Essex")
    assert text.startswith("Mid: no real change") and "40 of 113 (35%)" in text
    assert told.place_name(signal("new", "concern", ""), "Essex") == "All of Essex"
