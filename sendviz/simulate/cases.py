"""Cases with the day of the request and the day of the exit, drawn inside the flows of the
schedule.
"""

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate import cohorts, fitting, schedule
from sendviz.simulate.days import number, office, post
from sendviz.simulate.exits import COUNTED, KINDS
from sendviz.simulate.published import FIRST_DAY, Council

_TRIES = 20000


def cases(target: Council, rng: Generator) -> pd.DataFrame:
    """One row a case: received (day number), cohort (year), fate (Y, N, W, A), kind (of exit,
    open), left (day or nan).

    kind is one of KINDS or 'open' for agreed requests, '' for the others. Raises
    fitting.Infeasible.
    """
    asked = schedule.periods(target)
    requests = cohorts.requests(target, asked, rng)
    agreed, old = cohorts.before(target, asked, rng)
    inside = requests.loc[requests["fate"] == "Y", "period"]
    agreed += np.bincount(inside, minlength=len(asked))
    made, counts = schedule.plan(target, asked, agreed, rng)
    going = _agreed(target, asked, made, counts, rng)
    _nudge(target, going, rng)
    others = pd.concat([old, requests[requests["fate"] != "Y"]], ignore_index=True)
    others["received"] = _received(asked, others["period"].to_numpy(), rng)
    others = others.assign(kind="", left=np.nan)
    together = pd.concat([going, others[going.columns]], ignore_index=True)
    return together.sort_values(["received", "fate", "left"], kind="stable", ignore_index=True)


def _agreed(
    target: Council,
    asked: list[np.ndarray],
    made: schedule.Cells,
    counts: np.ndarray,
    rng: Generator,
) -> pd.DataFrame:
    shapes, drawn = schedule.curves(target), []
    used = np.flatnonzero(counts)
    for cell in used:
        days, month, size = asked[made.period[cell]], made.month[cell], counts[cell]
        if month < 0:
            drawn.append(
                (rng.choice(days, size, p=post(days) / post(days).sum()), np.full(size, np.nan))
            )
        else:
            curve = shapes[KINDS[made.kind[cell]]]
            drawn.append(_pairs(rng, days, schedule.month_days(month), curve, size))
    names = np.array([*KINDS, "open"])
    year = np.array(
        [schedule.year_of(d) if d[0] >= number(FIRST_DAY) else FIRST_DAY.year - 1 for d in asked]
    )
    return pd.DataFrame(
        {
            "received": np.concatenate([received for received, _ in drawn]),
            "cohort": np.repeat(year[made.period[used]], counts[used]),
            "fate": "Y",
            "kind": np.repeat(names[made.kind[used]], counts[used]),
            "left": np.concatenate([left for _, left in drawn]).astype(float),
        }
    )


def _pairs(
    rng: Generator, days: np.ndarray, leaving: np.ndarray, curve: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    weight, _ = schedule.pairs(days, leaving, curve)
    drawn = rng.choice(weight.size, size, p=weight.ravel() / weight.sum())
    return days[drawn // len(leaving)], leaving[drawn % len(leaving)]


def _received(asked: list[np.ndarray], period: np.ndarray, rng: Generator) -> np.ndarray:
    found = np.zeros(len(period), dtype=int)
    for place in np.unique(period):
        days, here = asked[place], period == place
        found[here] = rng.choice(days, here.sum(), p=post(days) / post(days).sum())
    return found


def _nudge(target: Council, going: pd.DataFrame, rng: Generator) -> None:
    """Move exits by a week or a day within month and kind until the mean that was claimed comes
    out.
    """
    claim = target.story.get("mean_weeks")
    if not claim:
        return
    low, high = number(claim["from"]), number(claim["to"])
    inside = going["kind"].isin(COUNTED) & going["left"].between(low, high)
    places = np.flatnonzero(inside)
    waits = going["left"] - going["received"]
    off = round(claim["weeks"] * 7 * len(places) - waits[inside].sum())
    for _ in range(_TRIES):
        if off == 0:
            return
        step = int(np.sign(off)) * (7 if abs(off) >= 7 else 1)
        place = int(rng.choice(places))
        if _may_move(target, going, place, step):
            going.loc[place, "left"] += step
            off -= step
    raise fitting.Infeasible(
        f"{target.la_code}: the mean of {claim['weeks']} weeks is off by {off} days"
    )


def _may_move(target: Council, going: pd.DataFrame, place: int, step: int) -> bool:
    received, left, kind = (going.at[place, c] for c in ("received", "left", "kind"))
    new = int(left) + step
    month = np.array([int(left), new]).astype("datetime64[D]").astype("datetime64[M]")
    return (
        month[0] == month[1] and office(new) == 1 and schedule.allows(target, kind, new - received)
    )
