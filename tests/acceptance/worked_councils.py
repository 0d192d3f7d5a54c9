"""Four councils on four days, worked out with the forecast; kept in worked_councils.toml.

python -m tests.acceptance.worked_councils FILE prints that file anew, for records that changed.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sendviz.ask import Records, Selection, Store
from sendviz.findings.forecast import Forecast, forecast
from sendviz.findings.levers import Levers, levers_of
from sendviz.panels.forecast import a_year_on

KEPT = Path(__file__).with_suffix(".toml")
SPREAD = 0.25
ORDERS = ("oldest", "in_time", "newest")


@dataclass(frozen=True)
class Worked:
    """A council, the day, and the posts and orders that followed it in public reports."""

    la_code: str
    as_at: date
    levers: Mapping[str, float]


COUNCILS = {
    "BCP": Worked(
        "839",
        date(2023, 9, 30),
        {
            "psychologists": 6, "psychologists_from": 4, "officers": 4, "officers_from": 3,
            "support": 2, "support_from": 2, "clear_in": 39,
        },
    ),
    "West Northamptonshire": Worked(
        "941",
        date(2024, 3, 31),
        {"officers": 17, "officers_from": 6, "commissioned": 400, "requests": 18},
    ),
    "Essex": Worked(
        "881",
        date(2024, 6, 30),
        {"commissioned": 1300, "officers": 12, "officers_from": 5, "requests": 5, "clear_in": 104},
    ),
    "Cambridgeshire": Worked(
        "873",
        date(2025, 9, 30),
        {"commissioned": 400, "officers": 6, "officers_from": 3, "requests": 12},
    ),
}  # fmt: skip


def both(store: Store, name: str) -> tuple[Forecast, Forecast]:
    """The forecast if nothing changes (but by when it is to be clear), and with what followed."""
    worked = COUNCILS[name]
    records = Records(store, Selection(worked.la_code, worked.as_at), "officer")
    chosen = levers_of(worked.levers)
    usual = Levers().but(clear_in=chosen["clear_in"])
    first, second = (forecast(records, each, "oldest", spread=SPREAD) for each in (usual, chosen))
    return first, second


def values(store: Store, name: str) -> dict[str, float]:
    """The figures that are kept of one council."""
    as_is, found = both(store, name)
    day = a_year_on(found.course)
    kept = {
        "open": float(found.now.opening.total),
        "past_20": float(found.now.past_20),
        "needed": round(found.needed, 1),
        "outcomes": round(found.now.outcomes, 1),
        "as_is_past_20": as_is.course.past(20).at(day)[0],
        "clearing": round(found.course.share_clearing, 3),
    }
    for order in ORDERS:
        course = found.under(order)
        kept[f"{order}_past_20"] = course.past(20).at(day)[0]
        kept[f"{order}_over_52"] = course.past(52).at(day)[0]
        kept[f"{order}_in_time"] = round(course.on_time.at(day)[0], 3)
    return kept


def kept() -> Mapping[str, Mapping[str, float]]:
    """The figures as they are kept."""
    return tomllib.loads(KEPT.read_text("utf-8"))


def text(store: Store) -> str:
    """The file of kept figures, made anew."""
    parts = ["# Made by python -m tests.acceptance.worked_councils; see there.\n"]
    for name in COUNCILS:
        lines = [f"{key} = {value:g}" for key, value in values(store, name).items()]
        parts.append(f'\n["{name}"]\n' + "\n".join(lines) + "\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(text(Store(sys.argv[1])))
