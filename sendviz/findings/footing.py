"""Whether the points of a chart rest on enough cases to be judged, and in what periods."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sendviz.ask import Answer, values
from sendviz.catalogue import Measure
from sendviz.catalogue.row import COLUMNS
from sendviz.catalogue.small_numbers import LEAST_DENOMINATOR
from sendviz.stats.spc import FIRM_POINTS

# Limits stand on the mean and on steps between neighbours. Hidden points are the small ones, and
# shares of few cases leap by chance: up to a quarter of them moves either by less than its width.
MOST_POOR = 0.25
UNTOLD = ("not_known", "not_yet_due", "not_submitted")
QUARTER = 3


def rests_on_too_few(m: Measure, rows: pd.DataFrame) -> bool:
    """Whether more than a quarter of the points of one area are hidden as too small or, of a share,
    rest on fewer than 20 cases. Periods of which the records do not tell count neither way."""
    blank = rows["blank"].to_numpy(object).astype(str)
    told = ~np.isin(blank, UNTOLD)
    if not told.any():
        return False
    poor = blank == "suppressed"
    if m.kind == "share":
        sizes = rows["denominator"].to_numpy(float)
        poor = poor | (np.nan_to_num(sizes) < LEAST_DENOMINATOR)
    return bool(poor[told].mean() > MOST_POOR)


def by_quarter_if_months_are_small(answer: Answer) -> Answer:
    """The monthly answer of a share by quarters (three months counted back from the last, as public
    view counts them) if that lets an area be judged whose months hold too few cases; else as it is.

    All areas are told in the same periods. Public view's own rounded counts are never added up, nor
    are shares at a date, whose cases would count three times.
    """
    m = answer.measure
    may = m.kind == "share" and not m.at_a_date and not answer.rounded
    if not may or answer.grain != "month" or answer.frame.empty:
        return answer
    small = [
        area
        for area, rows in answer.frame.groupby("area", sort=False)
        if area not in answer.buckets and rests_on_too_few(m, rows)
    ]
    if not small:
        return answer
    found = _by_quarter(m, answer.frame)
    lifted = (found[found["area"] == area] for area in small)
    if any(_can_be_judged(m, rows) for rows in lifted):
        return answer.with_frame(found, grain="quarter")
    return answer


def _can_be_judged(m: Measure, rows: pd.DataFrame) -> bool:
    return int(rows["value"].notna().sum()) >= FIRM_POINTS and not rests_on_too_few(m, rows)


def _by_quarter(m: Measure, frame: pd.DataFrame) -> pd.DataFrame:
    """Counts added up, then divided by `query`; not known where one of the months is not. Months
    that do not fill the first quarter are left out."""
    months = frame["period_start"].to_numpy("datetime64[M]")
    back = (months.max() - months).astype(int)
    whole = int(back.max() + 1) // QUARTER
    used = back < whole * QUARTER
    area, areas = pd.factorize(frame["area"].to_numpy(object)[used])
    cell = area * whole + (whole - 1 - back[used] // QUARTER)
    untold = frame["blank"].isin(UNTOLD).to_numpy(bool)[used]
    size = len(areas) * whole
    hidden = np.bincount(cell, weights=untold, minlength=size) > 0
    counts = {
        name: np.where(
            hidden,
            np.nan,
            np.bincount(cell, np.nan_to_num(frame[name].to_numpy(float)[used]), minlength=size),
        )
        for name in ("numerator", "denominator")
    }
    starts = months.max() - QUARTER * np.arange(whole, 0, -1) + 1
    empty = np.where(counts["denominator"] > 0, None, "no_cases")
    cells = pd.DataFrame(
        {
            "measure": m.id,
            "area": np.repeat(areas, whole),
            "period_start": np.tile(starts.astype("datetime64[us]"), len(areas)),
            "category": "",
            **counts,
            "blank": pd.Series(np.where(hidden, "not_known", empty), dtype=object),
        }
    )
    return values.of_counts(m, cells)[list(COLUMNS)]
