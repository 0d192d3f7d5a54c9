"""F12: a forecast as at a day is the same, byte for byte, where nothing later is in the file."""

from datetime import date, timedelta

import numpy as np
import pytest

from sendviz.ask import Records, Selection
from sendviz.findings.forecast import forecast
from sendviz.findings.levers import levers_of
from tests.handmade import advice, build, request

AS_AT = date(2025, 3, 31)


def rows(known_until: date | None):
    """Four requests a week for 76 weeks from 2 January 2024, each with its steps; of which those
    after a day are left out."""

    def seen(day: date | None) -> str | None:
        return None if day is None or (known_until and day > known_until) else day.isoformat()

    requests, advices = [], []
    rng = np.random.default_rng(3)
    for week in range(76):
        for place in range(4):
            received = date(2024, 1, 2) + timedelta(7 * week + place)
            if not seen(received):
                continue
            decided = received + timedelta(35 + int(rng.integers(0, 14)))
            given = decided + timedelta(30 + int(rng.integers(0, 60)))
            issued = given + timedelta(30 + int(rng.integers(0, 40)))
            refused = place == 3
            requests.append(
                request(
                    received.isoformat(),
                    seen(decided),
                    None if refused else seen(issued),
                    **({"decision": "N"} if refused and seen(decided) else {}),
                )
            )
            if not refused and seen(decided):
                advices.append(
                    advice(decided.isoformat(), (decided + timedelta(42)).isoformat(), seen(given),
                           "ep", len(requests))
                )  # fmt: skip
    return requests, advices


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    folder = tmp_path_factory.mktemp("leak")
    whole = build(folder / "whole.duckdb", *rows(None), data_date="2025-06-30")
    cut = build(folder / "cut.duckdb", *rows(AS_AT), data_date="2025-03-31")
    return whole, cut


def test_the_steps_are_the_same_without_what_came_later(stores):
    whole, cut = (Records(each, Selection("999", AS_AT), "officer") for each in stores)
    assert whole.weekly_steps().equals(cut.weekly_steps())
    assert len(whole.over(as_at=date(2025, 6, 30)).weekly_steps()) > len(cut.weekly_steps())


def test_the_forecast_is_the_same_without_what_came_later(stores):
    levers = levers_of({"officers": 1})
    found = [
        forecast(Records(each, Selection("999", AS_AT), "officer"), levers, runs=40)
        for each in stores
    ]
    assert found[0].needed == found[1].needed and found[0].now.opening.total > 40
    for order in found[0].orders:
        one, other = (each.under(order).courses for each in found)
        assert one.open.tobytes() == other.open.tobytes()
        assert one.past[20].tobytes() == other.past[20].tobytes()
        assert one.on_time.tobytes() == other.on_time.tobytes()
