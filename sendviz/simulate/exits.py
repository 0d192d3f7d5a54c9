"""How many plans are issued, and assessments end without one, in each month and how late."""

import numpy as np
from numpy.random import Generator

from sendviz.simulate import fitting, monthly
from sendviz.simulate.published import YEARS, Council

KINDS = ("on_time", "late", "over_year", "disputed", "no_plan")
COUNTED = ("on_time", "late", "over_year")
_OVERTURNED = 0.2


def by_month(target: Council, rng: Generator) -> np.ndarray:
    """Exits by month of monthly.MONTHS and kind, adding up to the year's totals and the claims'
    months (pins: plans on time, all, and after a year, the last two where they are known).
    """
    totals = {kind: _yearly(target, kind) for kind in KINDS}
    pins = monthly.pinned(target.story.get("pins", {}))
    fixed = {"on_time": {i: value[0] for i, value in pins.items()}}
    others = monthly.pinned(target.story.get("other_exits", {}))
    for place, kind in enumerate(("disputed", "no_plan")):
        fixed[kind] = {i: value[place] for i, value in others.items()}
    late = {kind: monthly.issued(totals[kind], {}, rng) for kind in ("late", "over_year")}
    for kind in late:
        fixed[kind] = {}
    for i, value in pins.items():
        if len(value) > 1:
            rest = value[1] - value[0]
            over = fitting.share_out(rest, [late["late"][i], late["over_year"][i]])[1]
            usual = int(min(over, late["over_year"][i]))
            fixed["over_year"][i] = value[2] if len(value) == 3 else usual
            fixed["late"][i] = rest - fixed["over_year"][i]
    columns = [monthly.issued(totals[kind], fixed.get(kind, {}), rng) for kind in KINDS]
    return np.column_stack(columns)


def _yearly(target: Council, kind: str) -> dict[int, int]:
    return {year: _total(target, kind, year) for year in YEARS}


def _total(target: Council, kind: str, year: int) -> int:
    issued, on_time = (target.needed(x, year) for x in ("plans_issued", "within_20_weeks"))
    over = target.figure("issued_over_52_weeks", year)
    unknown = target.assumed("unknown_duration", year)
    if over is None:
        over = round(target.story["case_start"][f"over_year_{year}"] * (issued - on_time))
    if kind == "disputed":
        return disputed(target, year) - overturned(target, year)
    if kind == "no_plan":
        return target.figure("assessed_no_plan", year) or target.assumed("no_plan", year)
    return {"on_time": on_time, "over_year": over, "late": issued - unknown - on_time - over}[kind]


def disputed(target: Council, year: int) -> int:
    """Plans issued after mediation or an appeal, which DfE's timeliness leaves out: all new plans
    less the rest.
    """
    new = target.figure("new_ehc_plans", year) or target.story[f"new_plans_{year}"]
    return max(new - target.needed("plans_issued", year), 0)


def overturned(target: Council, year: int) -> int:
    """Of those, plans of children who were refused an assessment at first."""
    return round(_OVERTURNED * disputed(target, year))
