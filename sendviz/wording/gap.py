"""The gap between areas over time, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendviz.catalogue import Measure
from sendviz.kit import dates
from sendviz.kit.numbers import joined, number, small
from sendviz.wording.fairness import size_text

if TYPE_CHECKING:
    from sendviz.findings.gap import Gap, Untold

HOW_GAP = (
    "The gap is drawn for one pair, the areas highest and lowest over the whole time. Who is first "
    "and last in a single {grain} is so partly by luck{beside}."
)
SURE_FROM_PERIODS = 12
MOST_NAMED = 4
BESIDE = ": beside it stands how far apart they would lie by chance alone"


def gap_sentence(m: Measure, found: Gap) -> str:
    """Whether the gap between the pair narrows, and how fast; from few periods with less trust."""
    pair = f"between {found.high} and {found.low}"
    if found.verdict == "too_few":
        periods = dates.grain_noun(found.frame.attrs.get("grain"), 2)
        return f"Too few {periods} to tell whether the gap {pair} narrows."
    if found.verdict == "no_clear_change":
        return f"The gap {pair} shows no clear trend."
    seems = found.periods < SURE_FROM_PERIODS
    speed = f"by about {size_text(m, abs(found.slope.value))} a year, {_trust(found, seems)}"
    if found.verdict == "changed_places":
        turned = "seems to have" if seems else "has"
        return f"The gap {pair} {turned} turned round: the two changed places, {speed}."
    way = f"seems to be {found.verdict}" if seems else f"is {found.verdict}"
    return f"The gap {pair} {way}, {speed}."


def _trust(found: Gap, seems: bool) -> str:
    if not seems:
        return "more than chance explains"
    periods = dates.grain_noun(found.frame.attrs.get("grain"), found.periods)
    return f"though {small(found.periods)} {periods} are too few to rule out chance"


def gap_untold(found: Untold) -> str:
    """Why public view cannot tell the gap over time."""
    many = len(found.areas) > MOST_NAMED
    who = f"{small(len(found.areas))} of the areas" if many else joined(found.areas)
    hidden = f"{who} {'is' if len(found.areas) == 1 else 'are'} hidden"
    return (
        f"Whether the gap narrows cannot be told in public view: {hidden} in some periods, even of "
        "12 months, to protect small numbers, so which areas are highest and lowest is not known."
    )


def gap_ends(m: Measure, found: Gap) -> str:
    """'West less Mid, on a straight line through all periods: 6 percentage points in Jan to Mar
    2021, 8 percentage points in Oct to Dec 2025.' The first and last values where there is no
    trend."""
    known = [place for place, value in enumerate(found.pair.value) if value == value]
    ends, line, values = (known[0], known[-1]), "", found.pair.value
    if found.verdict not in ("too_few", "no_clear_change"):
        values = dict(zip(ends, found.line, strict=True))
        line = ", on a straight line through all periods"
    told = [_gap_at(m, found, place, values[place]) for place in dict.fromkeys(ends)]
    return f"{found.high} less {found.low}{line}: {', '.join(told)}."


def _gap_at(m: Measure, found: Gap, place: int, value: float) -> str:
    name = dates.axis_name(found.starts[place], found.frame.attrs.get("grain"))
    the = "the " if name.startswith("year") else ""
    return f"{signed_size(m, value)} in {the}{name}"


def how_gap(found: Gap) -> str:
    """How the gap is defined, with the noun of its periods."""
    grain = dates.grain_noun(found.frame.attrs.get("grain"))
    told = any(each == each for each in found.chance)
    return HOW_GAP.format(grain=grain, beside=BESIDE if told else "")


def gap_rows(m: Measure, found: Gap) -> list[tuple[str, str, str]]:
    """A row a period for the table: its name, the pair's gap with its interval, and the highest
    less the lowest with what chance would give."""
    grain, out = found.frame.attrs.get("grain"), []
    for place, start in enumerate(found.starts):
        high, low = found.named[place]
        chance = found.chance[place]
        by = "" if chance != chance else f"; by chance {size_text(m, chance)}"
        widest = f"{high} less {low}: {size_text(m, found.ends.value[place])}{by}"
        out.append((dates.period_name(start, grain), _pair_text(m, found, place), widest))
    return out


def _pair_text(m: Measure, found: Gap, place: int) -> str:
    scale = 100 if m.is_fraction else 1
    each = (found.pair.value, found.pair.low, found.pair.high)
    value, low, high = (number(side[place] * scale, 1) for side in each)
    missing = found.pair.value[place] != found.pair.value[place]
    return "one of the two not shown" if missing else f"{value} ({low} to {high})"


def signed_size(m: Measure, gap: float) -> str:
    """A difference of the pair; below nought the two have changed places."""
    return f"{size_text(m, abs(gap))} the other way round" if gap < 0 else size_text(m, gap)
