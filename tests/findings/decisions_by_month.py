"""Decisions made by hand, month by month, for charts that show something."""

from __future__ import annotations

from datetime import date, timedelta

from tests import handmade


def shares() -> dict[str, list[int]]:
    """Of eight, three times over, in 24 months: the north goes up and down, and leaps in the last
    month; the south falls from February 2025 on."""
    north = [2 + (i % 2) for i in range(23)] + [8]
    south = [(5 if i < 13 else 2) + (i % 2) for i in range(24)]
    return {"N1": north, "S1": south}


def decisions() -> list[dict]:
    """The requests of 2024 and 2025, 24 a month and place, in time as in `shares`."""
    rows = []
    for district, months in shares().items():
        for place, on_time in enumerate(months):
            decided = date(2024 + place // 12, place % 12 + 1, 20)
            for i in range(24):
                received = decided - timedelta(30 if i < 3 * on_time else 60)
                rows.append(
                    handmade.request(received.isoformat(), decided.isoformat(), district=district)
                )
    return rows
