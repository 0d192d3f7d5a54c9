"""The gap between areas over time: its interval, its trend, and what chance would give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sendviz.ask import Records
from sendviz.findings.gap import gap_of, gap_over_time
from sendviz.stats.intervals import newcombe
from tests import handmade
from tests.answers import COUNT, MEDIAN, SHARE, amounts, in_bands, tidy

STARTS = pd.date_range("2021-01-01", periods=16, freq="QS")


def answer(shares, n=200, starts=STARTS, **attrs):
    """One row an area and quarter; shares by area are lists of parts of 1."""
    cells = [
        (area, start, "", round(value * n), n, None)
        for area, values in shares.items()
        for start, value in zip(starts, values, strict=False)
    ]
    return tidy(SHARE, cells, grain="quarter", **attrs)


def test_the_gap_of_a_period_is_newcombes():
    found = gap_of(answer({"A": [0.5] * 6, "B": [0.3] * 6, "C": [0.4] * 6}))
    expected = newcombe(100, 200, 60, 200)
    assert (found.high, found.low) == ("A", "B")
    assert found.pair.value == pytest.approx([expected.value] * 6)
    assert found.pair.low == pytest.approx([expected.low] * 6)
    assert found.pair.high == pytest.approx([expected.high] * 6)
    assert found.named == (("A", "B"),) * 6


@pytest.mark.parametrize(
    "step, verdict", [(-0.02, "narrowing"), (0.02, "widening"), (0.0, "no_clear_change")]
)
def test_a_steady_trend_is_found(step, verdict):
    wobble = [0.01, -0.01] * 8
    start = 0.6 if step <= 0 else 0.4
    high = [start + step * i + wobble[i] for i in range(16)]
    found = gap_of(answer({"A": high, "B": [0.2] * 16}))
    assert found.verdict == verdict
    assert found.slope.value == pytest.approx(step * 4, abs=0.012)


def gap_by_year(*gaps):
    """Four quarters of 200 a year; B stays at 30%, A lies so far above it."""
    high = [0.3 + gap for gap in gaps for _ in range(4)]
    return answer({"A": high, "B": [0.3] * len(high)}, starts=STARTS[: len(high)])


@pytest.mark.parametrize(
    ("gaps", "way", "since"),
    [
        ((0.2, 0.0, 0.0, 0.2), "opened", "2023-01-01"),
        ((0.0, 0.2, 0.2, 0.0), "narrowed", "2023-01-01"),
        ((0.1, 0.1, 0.1, 0.1), None, None),
        ((0.03, 0.0, 0.0, 0.03), None, None),
    ],
)
def test_a_gap_that_opens_or_narrows_in_between_is_found(gaps, way, since):
    """The year nearest to the last of those it differs from."""
    found = gap_of(gap_by_year(*gaps))
    assert found.verdict == "no_clear_change"
    if way is None:
        assert found.turn is None
        return
    assert (found.turn.way, found.starts[found.turn.then]) == (way, pd.Timestamp(since))
    assert (found.turn.before, found.turn.now) == pytest.approx((gaps[2], gaps[3]))


def test_rounded_counts_need_a_wider_opening():
    """Of 30 a quarter: 20 points in two years, 46 in the others."""
    high = [0.3 + gap for gap in (0.46, 0.2, 0.2, 0.46) for _ in range(4)]
    cells = answer({"A": high, "B": [0.3] * 16}, n=30)
    assert gap_of(cells).turn is not None
    assert gap_of(replace(cells, rounded=True)).turn is None


def test_chance_alone_seldom_opens_a_gap():
    rng, fired = np.random.default_rng(7), 0
    for _ in range(40):
        high, low = rng.binomial(200, 0.3, 16) / 200, rng.binomial(200, 0.25, 16) / 200
        fired += gap_of(answer({"A": high, "B": low})).turn is not None
    assert fired <= 2


def test_chance_alone_seldom_makes_a_trend():
    rng, fired = np.random.default_rng(5), 0
    for _ in range(24):
        high, low = rng.binomial(200, 0.3, 16) / 200, rng.binomial(200, 0.25, 16) / 200
        fired += gap_of(answer({"A": high, "B": low})).verdict != "no_clear_change"
    assert fired <= 4


def test_a_fall_and_a_rise_are_no_trend():
    dip = [abs(i - 7.5) / 20 + 0.2 for i in range(16)]
    assert gap_of(answer({"A": dip, "B": [0.1] * 16})).verdict == "no_clear_change"


def test_the_pair_is_fixed_and_may_change_places():
    high = [0.5] * 12 + [0.2] * 4
    found = gap_of(answer({"A": high, "B": [0.3] * 16}))
    assert found.pair.value[-1] == pytest.approx(-0.1) and found.ends.value[-1] > 0
    assert found.named[-1] == ("B", "A") and (found.ends.value >= found.pair.value - 1e-12).all()


def test_areas_that_are_seldom_there_are_not_the_pair():
    found = gap_of(answer({"A": [0.5] * 16, "B": [0.3] * 16, "New": [0.9] * 3}))
    assert (found.high, found.low) == ("A", "B") and found.ends.value[0] == pytest.approx(0.6)


def test_few_periods_and_measures_without_limits():
    assert gap_of(answer({"A": [0.5] * 4, "B": [0.3] * 4})).verdict == "too_few"
    assert gap_of(answer({"A": [0.5] * 9})) is None
    nothing = answer({"A": [0.5] * 9})
    assert gap_of(nothing.with_frame(nothing.frame.iloc[:0])) is None
    counts = replace(answer({"A": [0.5] * 9, "B": [0.3] * 9}), measure=COUNT)
    assert gap_of(counts) is None


def test_weeks_have_a_gap_and_no_chance():
    quarters = [amounts(MEDIAN, (("A", 30.0 + i), ("B", 20.0))) for i in range(8)]
    frames = [
        each.frame.assign(period_start=start)
        for each, start in zip(quarters, STARTS[:8], strict=True)
    ]
    found = gap_of(quarters[0].with_frame(pd.concat(frames)))
    assert np.isnan(found.chance).all() and found.verdict == "widening"
    assert found.pair.low[0] == pytest.approx(10 - 2**0.5)


def test_chance_grows_as_areas_shrink():
    wide = gap_of(answer({"A": [0.3] * 6, "B": [0.3] * 6}, n=40)).chance
    narrow = gap_of(answer({"A": [0.3] * 6, "B": [0.3] * 6}, n=400)).chance
    assert (wide > 2 * narrow).all()


def test_small_areas_are_told_by_longer_periods(tmp_path):
    rows = []
    for month in range(12):
        issued = f"2024-{month + 1:02}-15"
        for district, on_time in (("N1", 5), ("S1", 2)):
            for i in range(7):
                received = "2023-12-01" if i >= on_time else f"2024-{month + 1:02}-01"
                rows.append(handmade.request(received, issued, issued, district=district))
    store = handmade.build(
        tmp_path / "gap.duckdb", requests=rows, data_date="2024-12-31", public=True
    )
    chosen = handmade.select("2024-12-31", "2024-01-01")
    found = gap_over_time(Records(store, chosen, "officer"), SHARE)
    assert found.answer.grain == "quarter" and len(found.starts) == 4
    assert {found.high, found.low} == {"North", "South"} and found.verdict == "too_few"
    public = gap_over_time(Records(store, chosen), SHARE)
    assert public.answer.rounded and public.starts[0].date() >= date(2024, 1, 1)
    store.close()


def test_a_line_that_crosses_nought_is_a_change_of_places():
    wobble = [0.005, -0.005] * 8
    high = [0.4 - 0.02 * i + wobble[i] for i in range(16)]
    crossed = gap_of(answer({"A": high, "B": [0.24] * 16}))
    assert crossed.verdict == "changed_places"
    assert crossed.line[0] > 0.1 and crossed.line[1] < -0.1


class Stub:
    """Stands for `Records.ask`: one area has too few cases for a percentage in short periods."""

    def __init__(self, few_in):
        self.few_in, self.asked = few_in, []

    def ask(self, records, m, *, by, period=None):
        selection = records.selection
        self.asked.append(period or (selection.start, selection.end))
        months = {"month": 1, "quarter": 3}.get(period)
        starts = (
            pd.date_range(selection.start, selection.end, freq=f"{months}MS")
            if months
            else [selection.start]
        )
        cells = [
            (area, start, "", x, 200, None)
            for start in starts
            for area, x in (("A", 60), ("B", 40), ("C", 20))
        ]
        found = tidy(SHARE, cells, grain=period, rounded=True)
        frame = found.frame.copy()
        small = frame["area"].eq("C") & ((period or "year") in self.few_in)
        frame.loc[small, ["value", "low", "high"]] = np.nan
        frame.loc[small, "blank"] = "too_few"
        return found.with_frame(frame)


def public(monkeypatch, *few_in, end="2025-11-30"):
    stub = Stub(few_in)
    monkeypatch.setattr(Records, "ask", lambda *given, **named: stub.ask(*given, **named))
    return gap_over_time(Records(None, handmade.select(end)), SHARE), stub


def test_areas_with_too_few_cases_are_told_by_longer_periods_and_else_left_out(monkeypatch):
    found, _ = public(monkeypatch)
    assert (found.high, found.low, len(found.starts)) == ("A", "C", 60)
    found, _ = public(monkeypatch, "month")
    assert (found.high, found.low, len(found.starts)) == ("A", "C", 20)
    assert found.starts[-1] == pd.Timestamp("2025-07-01")
    found, stub = public(monkeypatch, "month", "quarter")
    assert (found.high, found.low, len(found.starts)) == ("A", "C", 5)
    assert found.answer.grain == "12_months" and found.periods == 5
    assert stub.asked[-1] == (date(2020, 10, 1), date(2021, 9, 30))
    assert found.left_out == ()
    found, _ = public(monkeypatch, "month", "quarter", "year")
    assert (found.high, found.low, found.left_out) == ("A", "B", ("C",))


def test_areas_that_are_all_alike_are_two_all_the_same_and_middles_in_bands_have_no_gap():
    none = gap_of(answer({"A": [0.0] * 6, "B": [0.0] * 6}))
    assert (none.high, none.low, none.verdict) == ("A", "B", "no_clear_change")
    quarters = [in_bands(MEDIAN, (("A", 20.0), ("B", 0.0))) for _ in range(6)]
    frames = [
        each.frame.assign(period_start=start)
        for each, start in zip(quarters, STARTS[:6], strict=True)
    ]
    assert gap_of(quarters[0].with_frame(pd.concat(frames))) is None
