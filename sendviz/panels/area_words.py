"""Does it depend on where you live? In words: the spread, who stands apart, and what it means for
children."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sendviz.catalogue import Measure
from sendviz.catalogue.row import LEAST_DENOMINATOR, Row
from sendviz.findings.reach import Reach
from sendviz.findings.spread import LIKELY, Spread
from sendviz.kit.values import (
    STANDS_APART,
    answer_words,
    is_under,
    noun,
    size_parts,
    standing_sign,
    value_text,
)
from sendviz.kit.words import (
    capital,
    counted,
    is_heading,
    is_or_are,
    joined,
    number,
    plural,
    small,
)

IN_BANDS = (
    "Public view cannot say: of each {area} only the band of weeks that holds the middle is known."
)
NO_VERDICT = {
    "chance": "Not that these figures can show.",
    "none": "No difference.",
    "all": "No difference.",
    "nearly_none": "Not that these figures can show.",
    "nearly_all": "Not that these figures can show.",
    "same": "No difference that these figures can show.",
    "too_few": "",
}
LUCK = (
    "The best area is best partly by luck. That is taken out: each area’s share is drawn towards "
    "that of all, and the range holds 95 of 100 draws. What the children explain of the difference "
    "stands under Like for like."
)
HOLDS = "That holds whatever the exact counts behind the rounded ones are."
MOST_NAMED = 4
MORE_THAN_LUCK = "The difference is too big to be luck."
SAME_WAY = "differed in the same way"
SAME_SIDE = "lay on the same side of the average"
OTHER_SIDE = "lay on the other side of the average: it may pass"


def spread_sentence(m: Measure, found: Spread, area: str, when: str = "") -> str:
    """'Yes. In Mid 71 of 634 plans (11%) were issued within 20 weeks, in West 152 of 536 (28%): 17
    percentage points apart, where chance alone would give about 3.'

    area: what the council calls one, such as 'quadrant'. when: 'in the 12 months to ...': what
    differs in one year need not in the next. Areas with too few cases for a percentage are named
    after it. Of middles in bands it says why none is compared.
    """
    if found.verdict == "in_bands":
        return IN_BANDS.format(area=area)
    at = f", {when}" if when else ""
    differ = {"beyond_doubt": f"Yes{at}.", "likely": f"Probably{at}."}
    starts = {**differ, "not_tested": "", **NO_VERDICT}
    # Areas with too few cases may differ all the same.
    verdict = f"nearly_{found.verdict}" if found.too_few else found.verdict
    told = (
        starts.get(verdict, starts[found.verdict]),
        _spread_told(m, found, area),
        too_few_sentence(found.too_few, noun(m)),
    )
    return " ".join(each for each in told if each)


def _spread_told(m: Measure, found: Spread, area: str) -> str:
    if found.verdict == "too_few":
        return f"There are no two {plural(area)} to compare."
    if found.verdict in ("none", "all", "nearly_none", "nearly_all"):
        return _none_or_all(m, found, area)
    if found.verdict == "same":
        value = value_text(m, found.rows[0], rounded=found.rounded)
        return f"{m.name}: {value} in every {area}{_with_enough(found)}."
    low, high = found.rows[0], found.rows[-1]
    told = (
        f"{_one_area(m, low, found)}, in {high.area} {value_text(m, high, rounded=found.rounded)}"
    )
    if found.verdict == "not_tested":
        untold = "We cannot say whether this difference is luck."
        sizes = f"{capital(plural(area))} differ in size, so more {noun(m)} need not be worse."
        return f"{told}. {sizes if m.kind in ('count', 'stock', 'net') else untold}"
    chance, apart = size_parts(m, found.chance.value), size_parts(m, found.spread)
    if found.verdict == "chance":
        # The rounded counts differ by more than chance, the true ones need not.
        rest = " and could give as much"
        if found.p_value < LIKELY:
            rest = ", and rounding could do the rest"
        return f"{told}; chance alone would give about {' '.join(chance)}{rest}."
    return (
        f"{told}: {' '.join(apart)} apart, where chance alone would give about "
        f"{_after(apart, chance)}."
    )


def _one_area(m: Measure, row: Row, found: Spread) -> str:
    """In the words of the measure's answer where it is a share with a percentage."""
    if not m.is_fraction or is_under(row):
        return f"{m.name}: in {row.area} {value_text(m, row, rounded=found.rounded)}"
    return f"In {row.area} {answer_words(m, row, rounded=found.rounded)}"


def _after(first: tuple[str, str], second: tuple[str, str]) -> str:
    """The second size, without its unit where the first one had the same."""
    same = first[1].removesuffix("s") == second[1].removesuffix("s")
    return second[0] if same else " ".join(second)


def _none_or_all(m: Measure, found: Spread, area: str) -> str:
    """Where no case counts in any area, or every case in each, or nearly so as far as rounded
    counts tell."""
    x, n = sum(row.numerator for row in found.rows), sum(row.denominator for row in found.rows)
    much = found.verdict.replace("_", " ")
    where = f"{much} in {'any' if much.endswith('none') else 'every'} {area}{_with_enough(found)}"
    things = counted(n, noun(m))
    of = f"of {things}" if found.verdict == "nearly_none" else f"{number(min(x, n))} of {things}"
    return f"{m.name}: {where} ({of})."


def _with_enough(found: Spread) -> str:
    return f" with {LEAST_DENOMINATOR} or more" if found.too_few else ""


def too_few_sentence(areas: Sequence[str], things: str) -> str:
    """'Fenland and March have fewer than 20 plans: no percentage is shown.'; '' for none."""
    if not areas:
        return ""
    have = "has" if len(areas) == 1 else "have"
    few = f"{have} fewer than {LEAST_DENOMINATOR} {things}"
    return f"{capital(names_or_number(areas))} {few}: no percentage is shown."


def names_or_number(areas: Sequence[str]) -> str:
    """'Fenland and March'; of more than four 'five areas'."""
    return f"{small(len(areas))} areas" if len(areas) > MOST_NAMED else joined(areas)


def standing_sentence(found: Spread, council: str, area: str) -> str:
    """Which areas stand apart from the council as a whole; '' where none can be compared."""
    told = standing_words(found, area)
    between = ":" if set(found.standing.values()) & set(STANDS_APART) else ","
    return f"Against all of {council}{between} {told}." if told else ""


def apart_heading(found: Spread, council: str, area: str) -> str:
    """'Mid is worse than Essex as a whole; West is better.'; '' where none can be compared.

    Three and more in one group are counted: 'Four districts are worse than Essex as a whole.'"""
    words = set(found.standing.values()) - {"not_compared"}
    if len(found.rows) < 2 or not words:
        return ""
    groups = {each: [row.area for row in found.rows if found.standing.get(row.area) == each]
              for each in STANDS_APART}  # fmt: skip
    if not any(groups.values()):
        return f"{capital(_none_apart(found, area))}."
    told = (_apart(groups, council, area, most) for most in (2, 1, 0))
    return next((each for each in told if is_heading(each)), MORE_THAN_LUCK)


def _apart(groups: Mapping[str, list[str]], council: str, area: str, most: int) -> str:
    """The areas of each group by their names, of more than so many by their number."""
    first, *rest = [
        f"{_few_or_number(names, area, most)} {is_or_are(names)} {standing_sign(each).word}"
        for each, names in groups.items()
        if names
    ]
    return f"{capital('; '.join([f'{first} than {council} as a whole', *rest]))}."


def _few_or_number(names: Sequence[str], area: str, most: int) -> str:
    if len(names) <= most:
        return joined(names)
    return f"{small(len(names))} {area if len(names) == 1 else plural(area)}"


def standing_words(found: Spread, area: str) -> str:
    """'West is better; Mid is worse; North East and South are in line', 'no quadrant clearly
    differs from the rest'; '' where none can be compared."""
    groups: dict[str, list[str]] = {}
    for row in reversed(found.rows):
        groups.setdefault(found.standing.get(row.area, ""), []).append(row.area)
    told = [
        f"{joined(groups[each])} {is_or_are(groups[each])} {standing_sign(each).word}"
        for each in STANDS_APART
        if each in groups
    ]
    rest = groups.get("similar", [])
    if len(found.rows) < 2 or not (told or rest):
        return ""
    if told and rest:
        few = len(rest) <= MOST_NAMED
        names = joined(rest) if few else f"the other {small(len(rest))} {plural(area)}"
        told.append(f"{names} {is_or_are(rest)} in line")
    told = told or [_none_apart(found, area)]
    if found.too_few:
        have = "has" if len(found.too_few) == 1 else "have"
        told.append(f"{names_or_number(found.too_few)} {have} too few to tell")
    return "; ".join(told)


def _none_apart(found: Spread, area: str) -> str:
    if not found.differ:
        return f"no {area} clearly differs from the rest"
    likely = "" if found.verdict == "beyond_doubt" else "probably "
    return f"no single {area} clearly differs, though they {likely}differ among themselves"


def before_sentence(found: Spread, before: Spread, when: str) -> str:
    """Where the areas that stand apart lay in the year before: 'In the 12 months to ... Mid stood
    apart in the same way; West lay on the other side of the average: it may pass.' '' where none
    stands apart, or none of those can be compared then."""
    now, then = _off_the_whole(found), _off_the_whole(before)
    groups: dict[str, list[str]] = {}
    for row in found.rows:
        area, standing = row.area, found.standing.get(row.area, "")
        if standing in STANDS_APART and area in then:
            is_same = _without_perhaps(before.standing.get(area, "")) == _without_perhaps(standing)
            how = SAME_WAY if is_same else SAME_SIDE if now[area] * then[area] >= 0 else OTHER_SIDE
            groups.setdefault(how, []).append(area)
    chance = "" if before.rounded else ", which chance could explain"
    told = [
        f"{names_or_number(groups[how])} {how}{chance if how == SAME_SIDE else ''}"
        for how in (SAME_WAY, SAME_SIDE, OTHER_SIDE)
        if how in groups
    ]
    return f"{capital(when)} {'; '.join(told)}." if told else ""


def _off_the_whole(found: Spread) -> Mapping[str, float]:
    """How far each area lies from what it is held against."""
    return {row.area: float(row.value) - found.whole for row in found.rows}


def _without_perhaps(standing: str) -> str:
    return standing.removeprefix("perhaps_")


def standing_note(found: Spread, area: str) -> str:
    """That a few areas are marked with allowance for their number and for rounding; '' where none
    is compared, or one stands alone."""
    compared = len(found.rows) > 1 and set(found.standing.values()) - {"not_compared"}
    if found.funnel or not compared:
        return ""
    told = f"We mark {plural(area)} only where the gap is too big to be luck."
    return f"{told} {HOLDS}" if found.rounded else told


def funnel_note(found: Spread, area: str) -> str:
    """How a funnel is read, and whether areas differ by more than its limits allow for."""
    read = (
        "Inside the dashed lines is in line with the rest; between the lines is worth a look "
        "(“perhaps”), as one area in 20 is by chance alone; outside the solid ones is different "
        "beyond chance."
    )
    if not found.differ:
        may = "may differ" if found.p_value < LIKELY else "differ"
        why = f"all {plural(area)} together {may} no more than by chance"
        rounded = " behind the rounded counts" if found.p_value < LIKELY else ""
        read += f" None is marked here:{rounded} {why}."
    elif found.rounded:
        read += (
            " Where rounding alone could have moved a point across a line, it has the milder word."
        )
    over = found.overdispersion
    if over is None or not over.adjusted:
        return read
    if found.widened:
        return f"{read} The limits are wide: they allow for how much {plural(area)} differ anyway."
    apart = f" {capital(plural(area))} lie further apart than chance alone would set them."
    return read + apart * found.differ


def reach_sentence(m: Measure, found: Reach, area: str, council: str) -> str:
    """How many more (or fewer) there would have been, had every area done as well as the best; that
    children differ, so that nobody reads it as what could be done."""
    word, average = "fewer" if found.fewer else "more", rough_number(found.as_average.value)
    few = names_or_number(found.too_few)
    but = f" but {few} (too few to tell)" if found.too_few else ""
    best = f"Had every {area}{but} done as well as {found.best.area}, "
    behind = "those of them behind" if found.too_few else "those behind"
    reached = f"Had only {behind} reached the average of {council}: about {average} {word}."
    differ = f"Children differ between {plural(area)}, so this is no forecast."
    low, high = (rough_number(each) for each in (found.as_best.low, found.as_best.high))
    size = f"about {rough_number(found.as_best.value)} {word}"
    if m.done:
        things, done = m.done
        told = f"{size} {things} ({low} to {high}) would have been {done}"
    else:
        told = f"{size} ({low} to {high}) would have counted as “{m.short_name}”"
    return f"{best}{told}. {reached} {differ}"


def rough_number(x: float) -> str:
    """A number of cases without false precision: to 10 from 100, to 5 from 20."""
    step = 10 if x >= 100 else 5 if x >= 20 else 1
    return number(math.floor(x / step + 0.5) * step)
