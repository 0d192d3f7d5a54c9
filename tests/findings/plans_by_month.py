"""A small file of plans issued in 2025, for tests of what is worked out from it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from sendviz.ask import Store
from tests import handmade


def built(path: Path) -> Store:
    """A file of `plans` and nothing else."""
    return handmade.build(path, requests=plans())


def plans() -> list[dict]:
    """Plans issued from January to June 2025: each month three on time in the north; two late ones
    from April in the south."""
    rows = []
    for month in range(1, 7):
        issued = date(2025, month, 15)
        rows += [_plan(issued, 100, "N1") for _ in range(3)]
        rows += [_plan(issued, 200, "S1") for _ in range(2 if month >= 4 else 0)]
    return rows


def _plan(issued: date, days: int, district: str) -> dict:
    received = issued - timedelta(days)
    decided = received + timedelta(30)
    texts = (each.isoformat() for each in (received, decided, issued))
    return handmade.request(*texts, district=district)
