"""Does it depend on where you live? In words: the spread, and what it means for children."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sendviz.catalogue import Measure
from sendviz.wording.numbers import (
    capital,
    counted,
    joined,
    number,
    percent,
    points,
    small,
    weeks,
)
from sendviz.wording.sentences import _DONE
from sendviz.wording.signs import Sign, variation_words
from sendviz.wording.values import Row, noun, value_text

if TYPE_CHECKING:
    from sendviz.analysis.reach import Reach
    from sendviz.analysis.spread import Spread
    from sendviz.stats.spc import ControlChart

LUCK = (
    "The best area may be best partly by luck, so the lower end of the range is the safer figure."
)
_STANDING = {
    "better": Sign("better", "\u2605", "star", "improvement"),
    "worse": Sign("worse", "\u25c6", "diamond", "concern"),
    "similar": Sign("in line", "\u25cf", "circle", "no_change"),
    "perhaps_better": Sign("perhaps better", "\u2606", "star-open", "improvement"),
    "perhaps_worse": Sign("perhaps worse", "\u25c7", "diamond-open", "concern"),
    "higher": Sign("higher", "\u25a0", "square", "neutral"),
    "lower": Sign("lower", "\u25a0", "square", "neutral"),
    "perhaps_higher": Sign("perhaps higher", "\u25a1", "square-open", "neutral"),
    "perhaps_lower": Sign("perhaps lower", "\u25a1", "square-open", "neutral"),
}
_NOT_COMPARED = Sign("not compared", "\u25cb", "circle-open", "too_few")


def standing_sign(standing: str) -> Sign:
    """The sign for where an area stands against the whole; 'perhaps' lies between two limits."""
    return _STANDING.get(standing, _NOT_COMPARED)


def spread_sentence(m: Measure, found: Spread, area: str, rounded: bool = False) -> str:
    """'Yes. In Mid 71 of 634 plans (11%) were issued within 20 weeks, in West 152 of 536 (28%);
    chance alone would explain about 3 of those 17 percentage points.'

    area: what the council calls one, such as 'quadrant'.
    """
    if found.verdict == "too_few":
        return f"There are no two {many(area)} to compare."
    low, high = found.rows[0], found.rows[-1]
    told = _two(m, low, high, rounded)
    if found.verdict == "not_tested":
        untold = "Without intervals nobody can tell what chance alone would give."
        sizes = f"{capital(many(area))} differ in size, so more {noun(m)} need not be worse."
        return f"{told}. {sizes if m.kind in ('count', 'stock', 'net') else untold}"
    chance = size_text(m, found.chance.value)
    if found.verdict == "chance":
        return f"Not that these figures can show. {told}; chance alone would give about {chance}."
    start = "Yes." if found.verdict == "beyond_doubt" else "Probably."
    of = size_text(m, found.spread)
    return f"{start} {told}; chance alone would explain about {_bare(chance, of)} of those {of}."


def _two(m: Measure, low: Row, high: Row, rounded: bool) -> str:
    """The two ends, with a verb where the measure's name is made for one."""
    first, last = (value_text(m, row, rounded) for row in (low, high))
    done = done_words(m)
    if not done:
        return f"{m.name}: in {low['area']} {first}, in {high['area']} {last}"
    counts = f"{number(low['numerator'])} of {counted(low['denominator'], noun(m))}"
    share = first[first.index("(") :]
    return f"In {low['area']} {counts} {share} were {done}, in {high['area']} {last}"


def done_words(m: Measure) -> str:
    """'issued within 20 weeks', where a name such as 'Plans issued within 20 weeks' can be a
    sentence; else ''."""
    things = noun(m)
    rest = m.name[len(things) :].strip()
    starts = m.name.casefold().startswith(things)
    return rest if m.is_fraction and starts and _DONE.match(rest) else ""


def standing_sentence(found: Spread, council: str, area: str) -> str:
    """Which areas stand apart from the council as a whole; '' where none can be compared."""
    groups: dict[str, list[str]] = {}
    for row in reversed(found.rows):
        groups.setdefault(found.standing.get(row["area"], ""), []).append(str(row["area"]))
    apart = [each for each in _STANDING if each in groups and each != "similar"]
    told = [f"{joined(groups[each])} {_is(groups[each])} {_STANDING[each].word}" for each in apart]
    rest = groups.get("similar", [])
    if len(found.rows) < 2 or not (told or rest):
        return ""
    if not told:
        return f"Against all of {council}, no {area} stands apart."
    if rest:
        names = joined(rest) if len(rest) <= 4 else f"the other {small(len(rest))} {many(area)}"
        told.append(f"{names} {_is(rest)} in line")
    return f"Against all of {council}: {'; '.join(told)}."


def _is(areas: Sequence[str]) -> str:
    return "is" if len(areas) == 1 else "are"


def reach_sentence(m: Measure, found: Reach, area: str, council: str) -> str:
    """How many more (or fewer) there would have been, had every area done as well as the best."""
    word, average = "fewer" if found.fewer else "more", _about(found.as_average.value)
    best = f"Had every {area} done as well as {found.best['area']}, "
    reached = f"Had only those behind reached the average of {council}: about {average} {word}."
    low, high = (_about(each) for each in (found.as_best.low, found.as_best.high))
    size = f"about {_about(found.as_best.value)} {word}"
    done = done_words(m)
    if done:
        of = f"{noun(m)} ({low} to {high}) would have been {done}"
        return f"{best}{size} {of}. {reached}"
    return f"{best}{size} ({low} to {high}) would have counted as “{m.short_name}”. {reached}"


def _about(x: float) -> str:
    """A number of cases without false precision: to 10 from 100, to 5 from 20."""
    step = 10 if x >= 100 else 5 if x >= 20 else 1
    return number(math.floor(x / step + 0.5) * step)


def multiples_sentence(charts: Mapping[str, ControlChart], area: str) -> str:
    """'Getting better: West. No real change: Mid and South.'"""
    groups: dict[str, list[str]] = {}
    for name, chart in charts.items():
        groups.setdefault(variation_words(chart.variation).word, []).append(name)
    if len(groups) == 1 and len(charts) > 1:
        return f"{capital(next(iter(groups)))}: {all_of(len(charts), area)}."
    return " ".join(f"{capital(word)}: {joined(names)}." for word, names in groups.items())


def multiples_words(m: Measure, charts: Mapping[str, ControlChart]) -> str:
    """The shapes of small multiples with their words, and a legal limit that lies above them."""
    signs = {
        variation_words("too_few" if chart.trial else each)
        for chart in charts.values()
        for each in chart.signal
        if each
    }
    told = [f"{sign.shape} {sign.word}" for sign in sorted(signs, key=lambda sign: sign.word)]
    words = f"Same axes for all: {joined(told)}. The band is the usual range." if told else ""
    drawn = [x for chart in charts.values() for x in (*chart.values, *chart.upper) if x == x]
    limit = m.legal_limit.value if m.legal_limit else 0
    above = m.is_fraction and drawn and limit > 1.08 * max(drawn)
    return f"{words} The legal limit, {percent(limit)}, lies above these axes." if above else words


def size_text(m: Measure, gap: float) -> str:
    """A difference with its unit, without a sign."""
    if m.is_fraction:
        return points(gap)
    return weeks(gap) if m.unit == "weeks" else f"{number(gap, 1)} {m.unit}"


def _bare(size: str, other: str) -> str:
    """The size without its unit, where the other one ends in the same words."""
    text, _, unit = size.partition(" ")
    return text if unit and unit.removesuffix("s") in other else size


def many(area: str) -> str:
    """'quadrants', 'localities', 'districts'."""
    return f"{area[:-1]}ies" if area.endswith("y") else f"{area}s"


def funnel_words(found: Spread, area: str) -> str:
    """How a funnel is read, and whether areas differ by more than its limits allow for."""
    read = (
        "Inside the dashed lines is in line with the rest; between the lines is worth a look "
        "(“perhaps”); outside the solid ones is different beyond chance."
    )
    over = found.overdispersion
    if over is None or not over.adjusted:
        return read
    if found.widened:
        return f"{read} The limits are wide: they allow for how much {many(area)} differ anyway."
    return f"{read} {capital(many(area))} lie further apart than chance alone would set them."


def all_of(n: int, area: str) -> str:
    """'both quadrants', 'all four quadrants'."""
    return f"both {many(area)}" if n == 2 else f"all {small(n)} {many(area)}"
