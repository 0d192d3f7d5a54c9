"""Queues for tests of forecasts: steps of cases made week by week by a service of known habits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

AS_AT = date(2025, 6, 30)
STEPS = ["received", "decided", "advised", "finished"]


def frame(cases: Iterable[dict]) -> pd.DataFrame:
    """As `weekly_steps` tells cases; each names the weeks of its steps before the as-at day."""
    usual = {
        "decided": None, "advised": None, "finished": None, "agreed": False, "way": "open",
        "in_time": False, "exception": False, "quiet": False, "flags": 0,
        "n": 1,
    }  # fmt: skip
    found = pd.DataFrame([usual | each for each in cases])
    return found.assign(**{name: found[name].astype("Int32") for name in STEPS})


def worked_off(
    weeks: int,
    came: int,
    agreed: int,
    advices: int,
    outcomes: int,
    kept: float = 0.0,
    start: int = 0,
) -> pd.DataFrame:
    """A service case by case: so many requests a week, of which some are agreed in the sixth week,
    advised three weeks later at the earliest and finished four weeks after that; of each week's
    work the share `kept` goes to the earliest due of those who can still be in time, the rest to
    the oldest. start: as many are past 20 weeks when it begins."""
    cases = [
        {"received": week, "decided": week + 6, "agreed": True, "advised": week + 9}
        for week in -np.arange(30, 30 + start) // 2
    ]
    for week in range(weeks):
        cases += [{"received": week, "agreed": False} for _ in range(came)]
        fresh = [each for each in cases if each["received"] == week - 6 and "decided" not in each]
        for place, each in enumerate(fresh):
            each |= {"decided": week, "agreed": place < agreed}
            if place >= agreed:
                each |= {"way": "refused", "finished": week}
        _work(cases, week, "advised", "decided", 3, advices, kept, 16)
        _work(cases, week, "finished", "advised", 4, outcomes, kept, 20)
    for each in cases:
        if each["agreed"] and "finished" in each:
            each |= {"way": "plan", "in_time": each["finished"] - each["received"] <= 20}
    last = weeks - 1
    return frame(
        {name: last - value if name in STEPS else value for name, value in each.items()}
        for each in cases
    )


def _work(
    cases: list[dict], week: int, step: str, after: str, wait: int, room: int, kept: float,
    still: int,
) -> None:  # fmt: skip
    ready = [
        each
        for each in cases
        if each["agreed"] and step not in each and each.get(after, week) + wait <= week
    ]
    ready.sort(key=lambda each: each["received"])
    in_time = [each for each in ready if week - each["received"] <= still]
    first = in_time[: round(kept * room)]
    taken = {id(each) for each in first}
    rest = [each for each in ready if id(each) not in taken]
    for each in [*first, *rest][:room]:
        each[step] = week
