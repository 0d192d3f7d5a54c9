"""Does it depend on where you live? In words: the spread, and what it means for children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit.numbers import capital, counted, joined, number, percent, points, small, weeks
from sendviz.kit.signs import Sign, variation_words
from sendviz.kit.values import Row, noun, value_text
from sendviz.wording.sentences import answered

if TYPE_CHECKING:
    from sendviz.findings.spread import Spread
    from sendviz.stats.spc import ControlChart

UNTOLD = "It cannot be told in public view."
NO_VERDICT = {
    "chance": "Not that these figures can show.",
    "none": "No difference.",
    "all": "No difference.",
    "same": "No difference that these figures can show.",
    "too_few": "",
}
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
    """'Yes. In Mid 71 of 634 plans (11%) were issued within 20 weeks, in West 152 of 536 (28%): 17
    percentage points apart, where chance alone would give about 3.'

    area: what the council calls one, such as 'quadrant'. Where public view hides areas it names
    them, and never says that there is no difference.
    """
    told = _spread_told(m, found, area, rounded)
    if found.verdict == "too_few" and not found.hidden:
        return told
    start = {"beyond_doubt": "Yes.", "likely": "Probably.", "not_tested": ""}.get(found.verdict)
    if start is None:
        start = NO_VERDICT[found.verdict] if not found.hidden else UNTOLD
    return " ".join(each for each in (start, told, hidden_words(found.hidden)) if each)


def _spread_told(m: Measure, found: Spread, area: str, rounded: bool) -> str:
    if found.verdict == "too_few":
        none = f"There are no two {many(area)} to compare."
        return f"{_one(m, found.rows[0], rounded)}." if found.rows and found.hidden else none
    if found.verdict in ("none", "all"):
        return _alike(m, found, area)
    if found.verdict == "same":
        those = " that is shown" if found.hidden else ""
        return f"{m.name}: {value_text(m, found.rows[0], rounded)} in every {area}{those}."
    told = _two(m, found.rows[0], found.rows[-1], rounded)
    if found.verdict == "not_tested":
        untold = "Without intervals nobody can tell what chance alone would give."
        sizes = f"{capital(many(area))} differ in size, so more {noun(m)} need not be worse."
        return f"{told}. {sizes if m.kind in ('count', 'stock', 'net') else untold}"
    chance, of = size_text(m, found.chance.value), size_text(m, found.spread)
    if found.verdict == "chance":
        return f"{told}; chance alone would give about {chance}."
    return f"{told}: {of} apart, where chance alone would give about {_bare(chance, of)}."


def _alike(m: Measure, found: Spread, area: str) -> str:
    """Where no case counts in any area, or every case in each."""
    x, n = (sum(float(row[name]) for row in found.rows) for name in ("numerator", "denominator"))
    much = "all" if not found.rounded else "all, or nearly all,"
    where = f"none in any {area}" if found.verdict == "none" else f"{much} in every {area}"
    those = " that is shown" if found.hidden else ""
    return f"{m.name}: {where}{those} ({number(min(x, n))} of {counted(n, noun(m))})."


def hidden_words(hidden: Sequence[str]) -> str:
    """'Fenland and East Cambridgeshire are hidden to protect small numbers. The lowest or the
    highest of all may be among them.' '' for none. Not all of them need be small: a larger area is
    hidden too where it would give a small one away."""
    if not hidden:
        return ""
    start = f"{joined(hidden)} {_is(hidden)} hidden to protect small numbers."
    if len(hidden) == 1:
        return f"{start} It may be the lowest or the highest of all."
    return f"{start} The lowest or the highest of all may be among them."


def _two(m: Measure, low: Row, high: Row, rounded: bool) -> str:
    """The two ends, the lower one in the words of the measure's answer."""
    return f"{_one(m, low, rounded)}, in {high['area']} {value_text(m, high, rounded)}"


def _one(m: Measure, row: Row, rounded: bool) -> str:
    if not m.is_fraction:
        return f"{m.name}: in {row['area']} {value_text(m, row, rounded)}"
    return f"In {row['area']} {answered(m, row, rounded=rounded).removesuffix('.')}"


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
    unseen = f"; {joined(found.hidden)} {_is(found.hidden)} hidden." if found.hidden else "."
    if not told:
        return f"Against all of {council}, {_none_apart(found, area)}{unseen}"
    if rest:
        names = joined(rest) if len(rest) <= 4 else f"the other {small(len(rest))} {many(area)}"
        told.append(f"{names} {_is(rest)} in line")
    return f"Against all of {council}: {'; '.join(told)}{unseen}"


def _none_apart(found: Spread, area: str) -> str:
    those = " that is shown" if found.hidden else ""
    if not found.differ:
        return f"no {area}{those} stands apart"
    likely = "" if found.verdict == "beyond_doubt" else "probably "
    return f"no single {area}{those} stands apart, though they {likely}differ among themselves"


def apart_words(found: Spread, area: str) -> str:
    """How the standing of a few areas allows for their number and for rounding; '' where none is
    told."""
    if found.funnel or not set(found.standing.values()) - {"not_compared"}:
        return ""
    told = (
        f"Who stands apart is told with allowance for the number of {many(area)}: of several "
        "intervals one may miss the council’s value by chance alone."
    )
    return f"{told} It holds for all true counts behind rounded ones." if found.rounded else told


def _is(areas: Sequence[str]) -> str:
    return "is" if len(areas) == 1 else "are"


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
        "(“perhaps”), as one area in 20 is by chance alone; outside the solid ones is different "
        "beyond chance."
    )
    if not found.differ:
        read += f" None is marked here: all {many(area)} together differ no more than by chance."
    elif found.rounded:
        read += " A point that rounding alone could have moved across a line is not marked."
    over = found.overdispersion
    if over is None or not over.adjusted:
        return read
    if found.widened:
        return f"{read} The limits are wide: they allow for how much {many(area)} differ anyway."
    return f"{read} {capital(many(area))} lie further apart than chance alone would set them."


def all_of(n: int, area: str) -> str:
    """'both quadrants', 'all four quadrants'."""
    return f"both {many(area)}" if n == 2 else f"all {small(n)} {many(area)}"
