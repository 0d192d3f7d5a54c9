"""Forecasts held against what came: what is printed, and where nothing is gained."""

from dataclasses import replace
from datetime import date

import pytest

from sendviz.findings import backtest
from sendviz.findings.backtest import Judged, Score, judge
from sendviz.findings.queue_now import queue_of
from tests.findings.forecasting import STEPS, worked_off

WEEKS = 200
ENDS = (date(2024, 9, 30), date(2024, 12, 31), date(2025, 3, 31), date(2025, 6, 30))


def known_then(steps, back: int):
    """The steps as known so many weeks before."""
    past = steps[steps["received"] >= back].copy()
    for name in STEPS:
        past[name] = (past[name] - back).where(past[name] >= back)
    ended = past["finished"].notna()
    agreed = past["agreed"] & past["decided"].notna()
    return past.assign(way=past["way"].where(ended, "open"), agreed=agreed)


@pytest.fixture(scope="module")
def flat():
    """A service in balance with a backlog that stays as it is, at four quarters' ends."""
    steps = worked_off(WEEKS, 10, 6, 6, 6, start=300)
    last = ENDS[-1]
    return {
        day: queue_of(known_then(steps, (last - day).days // 7), day, WEEKS - 60, 53)
        for day in ENDS
    }


def scores(known, spread, quantity, horizon):
    held = list(judge(known, spread))
    return Score(
        quantity, horizon, spread,
        tuple(j for j in held if (j.quantity, j.horizon) == (quantity, horizon)),
    )  # fmt: skip


def test_where_nothing_changes_the_naive_forecast_wins(flat):
    """F11: all that a forecast can add to a flat queue is noise."""
    found = scores(flat, 0.25, "past_20", 13)
    assert found.n == 3 and found.naive_wins
    assert found.scores[1] < 3 < found.scores[0]


def test_each_quarter_is_held_against_the_one_that_came(flat):
    found = scores(flat, 0.1, "issued", 13)
    assert [each.origin for each in found.judged] == list(ENDS[:3])
    for each in found.judged:
        assert each.truth == pytest.approx(78, abs=6)  # six a week for 13 weeks
        assert each.stays == pytest.approx(78, abs=1)
        assert each.low < each.middle < each.high


def judged(truth, middle, stays, held=(True, True, True), **more) -> Judged:
    usual = Judged(ENDS[0], 13, "past_20", truth, middle, 0, 9, 5.0, stays, stays, held)
    return replace(usual, **more)


def test_a_score_is_worked_out_from_its_quarters():
    one = judged(100, 110, 130)  # 10% too many; nothing changes was 30 off
    two = judged(200, 180, 200, held=(False, True, True))  # 10% too few; nothing changes right
    three = judged(100, 130, 160, held=(False, False, True), origin=ENDS[2])
    found = Score("past_20", 13, 0.25, (one, two, three))
    assert found.covered == (1, 2, 3) and found.n == 3 and found.better == 2
    assert found.error == pytest.approx(0.1) and found.bias == pytest.approx(0.1)
    assert found.scores == (5.0, 30.0, 30.0) and not found.naive_wins
    assert found.worst is three


def test_shares_are_compared_in_points():
    found = Score("in_time", 13, 0.25, (judged(0.2, 0.3, 0.2),))
    assert found.error == pytest.approx(0.1) and found.naive_wins


def test_the_spread_is_the_least_that_covers_nine_in_ten_elsewhere(monkeypatch):
    """By hand: of two councils, spread 0.1 covers 3 of 4 quarters, 0.15 all."""
    table = {0.1: (True, True, True, False), 0.15: (True,) * 4}

    def held(records, spread):
        return dict.fromkeys(backtest.HORIZONS, table.get(spread, (spread > 0.15,) * 4))

    monkeypatch.setattr(backtest, "backlog_held", held)
    assert backtest.fit_spreads(["one", "other"]) == dict.fromkeys(backtest.HORIZONS, 0.15)


def test_spreads_are_kept_for_each_council_and_for_any():
    for code in ("881", "000"):
        found = backtest.spreads_of(code)
        assert set(found) == set(backtest.HORIZONS)
        assert all(0 <= each <= max(backtest.SPREADS) for each in found.values())
    assert backtest.spreads_of("000") == backtest.fitted()[backtest.ANY]


def test_quarters_later_and_earlier_end_on_their_last_day():
    assert backtest._later(date(2024, 11, 30), 3) == date(2025, 2, 28)
    assert backtest._later(date(2025, 6, 30), -6) == date(2024, 12, 31)
