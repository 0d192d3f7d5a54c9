"""Does deprivation matter? The gap between the ends of the line, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sendviz.catalogue import Measure
from sendviz.kit.numbers import counted, joined, number, percent, points, small
from sendviz.kit.values import noun
from sendviz.stats.rounding import half_up
from sendviz.wording.fairness import size_text

if TYPE_CHECKING:
    from sendviz.findings.gradient import Gradient
    from sendviz.stats.intervals import Estimate

QUESTION = "Does deprivation matter?"
NO_FILE = f"{QUESTION} No deprivation file that knows these districts has been loaded"
WHAT_TO_DO = (
    "Load File 10 (local authority district summaries) of the English Indices of Deprivation: "
    "python -m sendviz import FILE. Districts are then set in the order of their deprivation.",
    "For neighbourhoods, load File 1 or File 7 (LSOA) before or with the cases, together with a "
    "postcode list that has a column of LSOA codes.",
)
UNCLEAR = "No clear link with deprivation."
UNCLEAR_OF_SOME = "No clear link with deprivation can be told in public view."
TOO_FEW = (
    "It cannot be told for this measure and selection: a line needs three groups or more with "
    "cases that can be shown, and a share, rate or wait with an interval."
)
PUBLISHER = "Ministry of Housing, Communities and Local Government"
NARROW = {
    "district": "Districts are wide: one that is well off on average may hold poor "
    "neighbourhoods, which this chart hides.",
    "fifth": "A child counts in the fifth of England's neighbourhoods in which the home lies; "
    "children whose neighbourhood is not known are left out.",
}
WIDER = 1.05
WEAK_BELOW = 5


def gradient_sentence(m: Measure, found: Gradient) -> str:
    """'In the most deprived districts about 14% of plans were issued within 20 weeks, in the least
    deprived about 23%: a gap of 9 percentage points (4 to 14) across the range (436 of 2,388 plans
    in 12 districts).' Says so where the gap cannot be told from chance.
    """
    told = f"{_ends(m, found)}: a gap of {_gap(m, found)} across the range"
    cases = _cases(m, found)
    if found.sii.low <= 0 <= found.sii.high:
        unclear = UNCLEAR_OF_SOME if found.hidden else UNCLEAR
        told = f"{unclear} {told}, which cannot be told from chance"
    return " ".join(each for each in (f"{told} ({cases}).", _without(found.hidden)) if each)


def _without(hidden: Sequence[str]) -> str:
    """Whom the line leaves out, mostly for low counts, so that it may lie too high."""
    if not hidden:
        return ""
    are = "is" if len(hidden) == 1 else "are"
    return (
        f"{joined(hidden)} {are} hidden to protect small numbers, and the line is that of the "
        "others."
    )


def _ends(m: Measure, found: Gradient) -> str:
    places = _places(found)
    first, last = (
        percent(each, places) if m.is_fraction else size_text(m, each)
        for each in (found.first, found.last)
    )
    where = _many(found)
    if m.done:
        things, done = m.done
        return (
            f"In the most deprived {where} about {first} of {things} were {done}, in the least "
            f"deprived about {last}"
        )
    return f"{m.name}: about {first} in the most deprived {where}, about {last} in the least"


def _gap(m: Measure, found: Gradient) -> str:
    """The size of the gap, its limits in its own direction: below nought is the other way round."""
    gap, scale = found.sii, 100 if m.is_fraction else 1
    low, high = (gap.low, gap.high) if gap.value >= 0 else (-gap.high, -gap.low)
    places = _places(found) if m.is_fraction else 1
    size = points(gap.value, places) if m.is_fraction else size_text(m, abs(gap.value))
    return f"{size} ({number(low * scale, places)} to {number(high * scale, places)})"


def _places(found: Gradient) -> int:
    """Decimals with which the two ends and the gap add up to the eye."""
    ends = half_up(found.last * 100) - half_up(found.first * 100)
    return 0 if ends == half_up(found.sii.value * 100) else 1


def _cases(m: Measure, found: Gradient) -> str:
    kind = "districts" if found.by == "district" else "fifths"
    groups = f"{small(len(found.groups))} {kind}"
    n = sum(each.n for each in found.groups)
    if m.kind != "share":
        return groups if m.kind == "ratio" else f"{number(n)} cases in {groups}"
    x = sum(each.x for each in found.groups)
    return f"{number(x)} of {counted(n, noun(m))} in {groups}"


def _many(found: Gradient) -> str:
    return "districts" if found.by == "district" else "neighbourhoods"


def gradient_caption(found: Gradient) -> str:
    """Edition and source, how the line is drawn, and what it leaves out."""
    parts = [
        f"Deprivation: English Indices of Deprivation {found.edition}, {PUBLISHER}.",
        NARROW[found.by],
        "The line is fitted to all groups, each weighing as many as its cases; the gap is "
        f"between its ends (slope index of inequality). {_ratio(found.rii)}",
        _scatter(found),
        _named(f"Not known to the index of {found.edition}", found.unplaced),
    ]
    return " ".join(each for each in parts if each)


def _ratio(rii: Estimate) -> str:
    if any(math.isnan(each) for each in (rii.value, rii.low, rii.high)):
        return ""
    value, low, high = (number(each, 2) for each in (rii.value, rii.low, rii.high))
    return f"The least deprived end is {value} times the most deprived ({low} to {high})."


def _scatter(found: Gradient) -> str:
    kind = "districts" if found.by == "district" else "fifths"
    n, wider = len(found.groups), found.dispersion**0.5
    weak = f"A line through {small(n)} {kind} is weak evidence." if n < WEAK_BELOW else ""
    if wider < WIDER:
        return weak
    told = (
        f"The {kind} lie further from the line than chance explains, so other things matter too; "
        f"the range is made {number(wider, 1)} times as wide for it."
    )
    return f"{told} {weak}".strip()


def _named(what: str, names: Sequence[str]) -> str:
    return f"{what}: {joined(names)}." if names else ""
