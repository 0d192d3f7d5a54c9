"""What public view tells of parts of a council, beside what officers see of them:

    python -m tests.usefulness [FILE]

How many cells say something and how many have a percentage, how far shares and counts are off
beside what chance alone does, and how often the verdicts on areas agree."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from sendviz import ask, catalogue
from sendviz.ask import Answer, Records, Selection, Store
from sendviz.catalogue import calendar
from sendviz.findings.spread import compare_areas

SCHEMES = ("locality", "district")
EVENTS = (
    "decided_within_6_weeks",
    "plans_issued_within_20_weeks",
    "plans_due_issued_in_time",
    "no_plan_decided_within_16_weeks",
    "advice_within_6_weeks",
    "decisions_to_refuse",
)
LISTS = (("share_open_over_20_weeks", ""),) + tuple(
    (f"share_waiting_{how}", pathway)
    for how in ("over_18_weeks", "over_52_weeks")
    for pathway in ("autism", "slt", "ot")
)
WINDOWS = ("quarter", "12 months", "list on a day")
# With the guard that hid small cells and rounded the others: share of cells that said something,
# and the error of shares that were shown (median, 9 in 10) in points.
BEFORE = {
    ("quarter", "locality"): (0.89, 0.6, 2.7),
    ("quarter", "district"): (0.89, 1.2, 4.1),
    ("12 months", "locality"): (0.94, 0.2, 0.8),
    ("12 months", "district"): (0.96, 0.4, 1.1),
    ("list on a day", "locality"): (0.71, 0.3, 1.1),
    ("list on a day", "district"): (0.73, 0.4, 1.6),
}


@dataclass(frozen=True)
class Told:
    """Cells of one window and scheme, one value each: council, the exact count and the told one,
    the exact share and the told one (nan: too few for one), how many are below the line, and the
    verdicts."""

    window: str
    scheme: str
    cells: pd.DataFrame


def compared(store: Store, la_code: str) -> Iterator[Told]:
    """All cells of a council: of real areas, with cases."""
    covered = next(each for each in ask.coverage(store) if each.la_code == la_code)
    last = Records(store, Selection(la_code, covered.data_date)).for_parts.selection.as_at
    for scheme in SCHEMES:
        for window in WINDOWS:
            found = [
                _cells(store, la_code, scheme, *each) for each in _asked(window, last)
            ]  # fmt: skip
            yield Told(window, scheme, pd.concat(found, ignore_index=True))


def _asked(window: str, last: date) -> Iterator[tuple[str, str, date, int]]:
    """Measure, pathway, as-at day and months (0 for a list)."""
    first = calendar.month_start(last)
    ends = [calendar.month_end(calendar.add_months(first, -3 * back)) for back in range(8)]
    if window == "list on a day":
        yield from ((m, pathway, day, 0) for m, pathway in LISTS for day in ends)
    elif window == "quarter":
        yield from ((m, "", day, 3) for m in EVENTS for day in ends)
    else:
        yield from ((m, "", day, 12) for m in EVENTS for day in ends[:4])


def _cells(
    store: Store, la_code: str, scheme: str, m: str, pathway: str, day: date, months: int
) -> pd.DataFrame:
    def answer(role: str, by: str | None) -> Answer:
        records = Records(store, Selection(la_code, day), role)
        records = records.months_back(months) if months else records
        return (records.held_to("pathway", pathway) if pathway else records).ask(m, by=by)

    whole = answer("councillor", None).row.value
    exact, told = (answer(role, scheme) for role in ("officer", "councillor"))
    verdicts = [compare_areas(each, whole).standing for each in (exact, told)]
    both = exact.placed.frame.merge(told.placed.frame, on="area", suffixes=("", "_told"))
    both = both[both["denominator"] > 0]
    return pd.DataFrame(
        {
            "council": la_code,
            "measure": m,
            "health": catalogue.get(m).of_referrals,
            "exact": both["numerator"],
            "told": both["numerator_told"],
            "share": both["value"],
            "share_told": both["value_told"],
            "of": both["denominator"],
            "verdict": _verdicts(both, verdicts[0]),
            "verdict_told": _verdicts(both, verdicts[1]),
        }
    )


def _verdicts(rows: pd.DataFrame, standing: Mapping[str, str]) -> list[str]:
    return [standing.get(area, "not_compared") for area in rows["area"]]


@dataclass(frozen=True)
class Summary:
    """Of some cells: how many; shares of them that say something and that have a percentage; error
    of shares in points (median, 9 in 10) and of counts (median, 9 in 10, and with its sign), one
    standard error of chance in points (median); of the verdicts on areas that have both: how many,
    and shares that set the area apart on exact counts, that agree with those, that say less, more
    (where the exact one sees no difference), and that contradict."""

    cells: int
    say: float
    percentage: float
    points: tuple[float, float]
    counts: tuple[float, float]
    bias: float
    chance: float
    verdicts: int
    apart: float
    agree: float
    less: float
    more: float
    contradict: float


def summed(cells: pd.DataFrame) -> Summary:
    """The summary of cells of `compared`."""
    share, told, of = cells["share"], cells["share_told"], cells["of"]
    points = 100 * (told - share).abs().dropna()
    off = (cells["told"] - cells["exact"]).dropna()
    chance = 100 * np.sqrt(share * (1 - share) / of)
    known = cells[(cells["verdict"] != "not_compared") & (cells["verdict_told"] != "not_compared")]
    sides = [known[name].map(_side) for name in ("verdict", "verdict_told")]
    return Summary(
        cells=len(cells),
        say=float(cells["told"].notna().mean()),
        percentage=float(told.notna().mean()),
        points=(float(points.median()), float(points.quantile(0.9))),
        counts=(float(off.abs().median()), float(off.abs().quantile(0.9))),
        bias=float(off.mean()),
        chance=float(chance.median()),
        verdicts=len(known),
        apart=float((sides[0] != 0).mean()),
        agree=float((sides[0] == sides[1]).mean()),
        less=float(((sides[0] != 0) & (sides[1] == 0)).mean()),
        more=float(((sides[0] == 0) & (sides[1] != 0)).mean()),
        contradict=float((sides[0] * sides[1] < 0).mean()),
    )


def _side(verdict: str) -> int:
    """1 for better or higher, -1 for worse or lower, 0 for in line; whether for sure or perhaps."""
    word = verdict.removeprefix("perhaps_")
    return 1 if word in ("better", "higher") else -1 if word in ("worse", "lower") else 0


HEADING = (
    f"{'':34} {'cells':>6} {'say':>5} {'with %':>6} {'points':>11} {'chance':>6} {'counts':>10} "
    f"{'bias':>6} | {'areas':>5} {'apart':>5} {'agree':>6} {'less':>5} {'more':>5} {'contra':>6} | "
    "before: say, points"
)


def line(name: str, s: Summary, before: tuple[float, float, float] | None) -> str:
    """One line of the table."""
    old = f"{before[0]:.0%} {before[1]:.1f} {before[2]:.1f}" if before else ""
    figures = (
        f"{s.cells:6} {s.say:5.0%} {s.percentage:6.0%} {s.points[0]:5.1f} {s.points[1]:5.1f} "
        f"{s.chance:6.1f} {s.counts[0]:5.1f} {s.counts[1]:4.0f} {s.bias:+6.2f}"
    )
    verdicts = (
        f"{s.verdicts:5} {s.apart:5.0%} {s.agree:6.1%} {s.less:5.1%} {s.more:5.1%} "
        f"{s.contradict:6.1%}"
    )
    return f"{name:34} {figures} | {verdicts} | {old}"


def printed(store: Store, councils: Sequence[str]) -> Iterator[str]:
    """The table, line by line."""
    yield HEADING
    every: dict[tuple[str, str], list[pd.DataFrame]] = {}
    for la_code in councils:
        for each in compared(store, la_code):
            every.setdefault((each.window, each.scheme), []).append(each.cells)
            yield line(f"{la_code} {each.window}, {each.scheme}", summed(each.cells), None)
    for (window, scheme), cells in every.items():
        name = f"all {window}, {scheme}"
        yield line(name, summed(pd.concat(cells)), BEFORE[window, scheme])
    everything = pd.concat([cells for each in every.values() for cells in each])
    for name, health in (("all EHC", False), ("all health", True)):
        yield line(name, summed(everything[everything["health"] == health]), None)


def main() -> None:
    from tests.conftest import built_file

    path = Path(sys.argv[1]) if len(sys.argv) > 1 else built_file()
    store = Store(path)
    for each in printed(store, [each.la_code for each in ask.coverage(store)]):
        print(each, flush=True)


if __name__ == "__main__":
    main()
