"""One row of an answer as text: a value with its counts, or why there is none; and the words and
shapes of verdicts. A word always stands beside the shape and colour."""

from __future__ import annotations

from dataclasses import dataclass

from sendviz import catalogue
from sendviz.catalogue import Measure
from sendviz.catalogue.row import LONGEST_STEP_DAYS, Row
from sendviz.catalogue.values import RATES
from sendviz.kit.words import (
    NOT_KNOWN,
    counted,
    is_missing,
    number,
    one,
    percent,
    places_for,
    points_parts,
    pounds,
    signed,
    weeks,
)

BLANK_WORDS = {
    "not_yet_due": "not yet due",
    "too_few": "too few to tell",
    "not_submitted": "not submitted",
    "not_in_file": "not in the file",
    "no_cases": "no cases",
    "not_known": NOT_KNOWN,
    "withheld": "suppressed by the publisher",
    "not_published": "not published",
    "no_base_year": "no figure for the base year",
    "no_population": "no population estimate: the council has ended since",
}
DAYS_A_WEEK = 7
_AMOUNTS = ("mean", "quantile", "survival")


def noun(m: Measure) -> str:
    """What the measure counts, in the plural: plans, children, requests."""
    if m.noun:
        return m.noun
    if m.denominator_measure in catalogue.measures():
        return catalogue.get(m.denominator_measure).unit
    if m.unit not in ("percent", "weeks", *RATES):
        return m.unit
    return catalogue.FACTS[m.fact].noun if m.fact else "cases"


def blank_of(row: Row) -> str | None:
    """Why the row has no value; None if it has one."""
    blank = row.blank
    if isinstance(blank, str) and blank:
        return blank
    return "not_known" if is_missing(row.value) else None


def blank_text(blank: str | None) -> str:
    """The reason in words; '' for none."""
    return "" if is_missing(blank) or not blank else BLANK_WORDS.get(blank, NOT_KNOWN)


def value_text(m: Measure, row: Row, *, rounded: bool = False, banded: bool = False) -> str:
    """'47 of 178 (26%)', 'under 5 of 35', '5 of 15', '1,204 children', '44.5 weeks', '20 to 52
    weeks', or why there is no value.

    rounded: the counts are rounded for public view: no percentage is told of a numerator told as
    nought, nor of fewer than 20. banded: the value is the lower edge of the band that holds it.
    """
    blank = blank_of(row)
    if blank == "too_few" and _has_counts(m, row):
        return _counts(row)
    if blank:
        return blank_text(blank)
    large, beside = value_parts(m, row, rounded=rounded, banded=banded)
    if m.is_fraction and not is_under(row):
        return f"{beside} ({large})"
    return f"{large} {beside}".rstrip()


def _has_counts(m: Measure, row: Row) -> bool:
    """Whether the counts of too few cases say anything: not 'under 14 of 5'."""
    few = is_under(row) and row.under > row.denominator
    return m.is_fraction and row.denominator > 0 and not few


def is_under(row: Row) -> bool:
    """Whether public view tells the numerator only as fewer than so many."""
    return not is_missing(row.under)


def percent_text(m: Measure, row: Row, *, rounded: bool = False) -> str:
    """The percentage alone; whoever prints it prints the counts beside it."""
    return percent(row.value, _places(m, row.denominator, rounded))


def level_text(m: Measure, value: float, cases: float | None = None) -> str:
    """A value with its unit and without counts, for what stands beside a line or for a middle of
    several: '18.8%', '54.7 weeks', '32 per 1,000', '138'. cases: those of a share."""
    if m.is_fraction:
        return percent(value, 1 if is_missing(cases) else places_for(cases))
    if m.unit == "weeks":
        return weeks(value)
    if m.unit == "pounds":
        return pounds(value)
    if m.unit == "posts":
        return number(value, 1)
    if m.unit == "pounds each":
        return f"{pounds(value)} each"
    return f"{number(value, 1)} {m.unit}" if m.unit in RATES else number(value)


def _places(m: Measure, cases: float | None, rounded: bool) -> int:
    """Shares that are printed without counts are printed to one decimal."""
    return 1 if m.kind == "given" and is_missing(cases) else places_for(cases, rounded=rounded)


def value_parts(
    m: Measure, row: Row, *, rounded: bool = False, banded: bool = False
) -> tuple[str, str]:
    """A value in two parts, what is large and what stands beside it: ('18.8%', '454 of 2,420'),
    ('under 5', 'of 35'), ('1,204', 'children'), ('100 to 120', 'weeks'); or why there is none, in
    few words."""
    blank = blank_of(row)
    if blank == "too_few" and _has_counts(m, row):
        return _numerator(row), f"of {number(row.denominator)}"
    if blank:
        return blank_text(blank), ""
    if m.is_fraction:
        if is_under(row):
            return _numerator(row), f"of {number(row.denominator)}"
        return percent_text(m, row, rounded=rounded), _counts(row)
    if m.unit == "per 1,000":
        return number(row.value, 1), f"per 1,000 ({_counts(row)})"
    if m.unit in RATES:
        above, below = _both_sides(m, row)
        large = pounds(row.value) if m.unit == "pounds each" else number(row.value, 1)
        return large, f"{m.unit.removeprefix('pounds ')} ({above} for {below})"
    if m.base_year:
        things = one(row.numerator, noun(m))
        return number(row.numerator), f"{things} (index {number(row.value)})"
    if m.kind == "net":
        return signed(row.value), one(row.value, noun(m))
    if m.unit == "weeks":
        return _banded(m, row.value) if banded else _weeks(row.value)
    if m.unit == "pounds":
        return pounds(row.value), ""
    if m.unit == "posts":
        return number(row.value, 1), one(row.value, noun(m))
    if m.kind in _AMOUNTS:
        return number(row.value, 1), m.unit
    return _numerator(row), noun(m) if is_under(row) else one(row.value, noun(m))


def size_text(m: Measure, gap: float) -> str:
    """A difference with its unit, without a sign: '17 percentage points', '6.5 weeks'."""
    return " ".join(size_parts(m, gap))


def size_parts(m: Measure, gap: float) -> tuple[str, str]:
    """The number and the unit of `size_text`."""
    if m.is_fraction:
        return points_parts(gap)
    return _weeks(gap) if m.unit == "weeks" else (number(gap, 1), m.unit)


@dataclass(frozen=True)
class _Number:
    """A number in an answer: {value} prints it, {value:child|children} the word that agrees with
    it."""

    text: str
    is_one: bool

    def __format__(self, words: str) -> str:
        one, _, many = words.partition("|")
        return (one if self.is_one else many) if words else self.text


def answer_words(
    m: Measure,
    row: Row,
    *,
    rounded: bool = False,
    banded: bool = False,
    where: str = "",
    when: str = "",
) -> str:
    """The measure's own sentence, without its full stop, with the numbers of a row that has a
    value, where its counts are known; else, and of a middle in a band, its name and the value."""
    counts, told = (
        (row.numerator, row.denominator),
        value_text(m, row, rounded=rounded, banded=banded),
    )
    few = m.is_fraction and (is_under(row) or any(is_missing(n) for n in counts))
    # 'Half took up to 20 weeks or less' cannot be said of a band.
    in_band = banded and m.quantile != 1
    if not m.answer or few or in_band:
        return f"{m.name}: {told}{where}{when}"
    bare = _bare(m, row)
    numerator, denominator = (number(n) for n in counts)
    if m.unit in RATES and m.made_of[1:]:
        numerator, denominator = _both_sides(m, row)
    return m.answer.rstrip(".").format(
        value=_Number(
            bare if m.unit in RATES or m.kind in ("count", "stock") else told, bare == "1"
        ),
        numerator=_Number(numerator, "1" in (numerator, denominator)),  # 0 of 1 plan was issued
        denominator=_Number(denominator, denominator == "1"),
        share=percent_text(m, row, rounded=rounded) if m.is_fraction else "",
        place=where,
        when=when,
    )


def counted_text(row: Row, things: str) -> str:
    """A count with what it counts: '70 children', '1 child', 'under 5 children'."""
    return f"{_numerator(row)} {things}" if is_under(row) else counted(row.value, things)


def interval_text(m: Measure, row: Row) -> str:
    """'17.3% to 20.4%'; '' where there is no interval, as of fewer than so many."""
    if blank_of(row) or is_under(row) or is_missing(row.low) or is_missing(row.high):
        return ""
    if m.is_fraction:
        places = places_for(row.denominator)
        return f"{percent(row.low, places)} to {percent(row.high, places)}"
    return f"{number(row.low, 1)} to {number(row.high, 1)}"


def category_words(dimension: str | None, category: object) -> str:
    """The words for a category's code, from the dimensions; the code itself where nobody named
    it."""
    if category == "not_known":
        return "Not known"
    known = catalogue.dimensions().get(dimension or "")
    return known.values.get(str(category), str(category)) if known else str(category)


def label(row: Row, dimension: str | None = None) -> str:
    """What a row stands for in a list: its category in words, its area, or 'All'."""
    if row.category:
        return category_words(dimension, row.category)
    return str(row.area or "All")


def _both_sides(m: Measure, row: Row) -> tuple[str, str]:
    """What stands above and below the line of a ratio of two measures, with their units: '1,420
    plans' and '6.7 posts'."""
    above, below = m.made_of
    return _with_unit(above, row.numerator), _with_unit(below, row.denominator)


def _with_unit(m: Measure, n: float | None) -> str:
    if m.unit == "pounds":
        return pounds(n)
    return f"{number(n, 1 if m.unit == 'posts' else 0)} {one(n, noun(m))}"


def _counts(row: Row) -> str:
    if is_missing(row.numerator) or is_missing(row.denominator):
        return "counts not published"
    return f"{_numerator(row)} of {number(row.denominator)}"


def _numerator(row: Row) -> str:
    return f"under {number(row.under)}" if is_under(row) else number(row.numerator)


def _bare(m: Measure, row: Row) -> str:
    if m.unit in ("pounds", "pounds each"):
        return pounds(row.value)
    if m.unit in RATES:
        return number(row.value, 1)
    if m.unit == "posts":
        return number(row.value, 1)
    return _numerator(row) if is_under(row) else number(row.value)


def _weeks(value: float) -> tuple[str, str]:
    text = number(value, 1)
    return text, "week" if text == "1" else "weeks"


def _banded(m: Measure, lower: float) -> tuple[str, str]:
    """The band of a wait by its lower edge: the longest lies in steps of 20 weeks, a middle in a
    band of its public table."""
    text, unit = _weeks(lower)
    if m.quantile == 1:
        end = number(lower + LONGEST_STEP_DAYS / DAYS_A_WEEK, 1)
        return f"{text} to {end}" if lower > 0 else f"under {end}", "weeks"
    upper = band_end(m, lower)
    if upper is None:
        return f"over {text}", unit
    return (f"{text} to {number(upper)}" if lower else f"up to {number(upper)}"), "weeks"


def band_end(m: Measure, lower: float) -> float | None:
    """Where the band of waits ends that begins at a number of weeks; None for an open one."""
    table = catalogue.public_table_of(m.id)
    bands = [each.weeks for each in table.columns if each.weeks] if table else []
    return next((band[1] for band in bands if band[0] == lower and len(band) > 1), None)


@dataclass(frozen=True)
class Sign:
    """A verdict: its words, a shape in two spellings (a character, a marker's name), its colour's
    role.

    Shapes do not point up or down: a falling number is often the better one. colour_role is
    improvement, concern, no_change, neutral or too_few.
    """

    word: str
    shape: str
    marker: str
    colour_role: str


# Full shapes say a direction, open ones a level, by how much better it is (1, -1) or, without a
# better side, how much higher (2, -2).
_DIRECTION = {
    1: Sign("getting better", "\u2605", "star", "improvement"),
    -1: Sign("getting worse", "\u25c6", "diamond", "concern"),
    2: Sign("higher than a year before", "\u25a0", "square", "neutral"),
    -2: Sign("lower than a year before", "\u25a0", "square", "neutral"),
}
_LEVEL = {
    1: Sign("better than usual", "\u2606", "star-open", "improvement"),
    -1: Sign("worse than usual", "\u25c7", "diamond-open", "concern"),
    2: Sign("higher than usual", "\u25a1", "square-open", "neutral"),
    -2: Sign("lower than usual", "\u25a1", "square-open", "neutral"),
}
_SAME = Sign("no real change", "\u25cf", "circle", "no_change")
_TOO_FEW = Sign("too few to tell", "\u25cb", "circle-open", "too_few")
_ASSURANCE = {
    "pass": Sign("will keep meeting the limit", "\u2605", "star", "improvement"),
    "fail": Sign("will go on breaking the limit", "\u25c6", "diamond", "concern"),
    "hit_and_miss": Sign(
        "will meet the limit in some months and not in others", "\u25cf", "circle", "no_change"
    ),
    "none": Sign("cannot be judged against a limit", "\u25cb", "circle-open", "too_few"),
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
# The standings of areas that stand apart from the whole, perhaps or for sure, in the order told.
STANDS_APART = tuple(each for each in _STANDING if each != "similar")


def trend_sign(orientation: int, direction: int | None) -> Sign:
    """The sign of a direction: 1 up, -1 down, 0 no change, None too few to tell. orientation: 1
    where higher is better, -1 where lower is, 0 where neither is."""
    if not direction:
        return _TOO_FEW if direction is None else _SAME
    return _DIRECTION[orientation * direction or 2 * direction]


def level_sign(orientation: int, level: int) -> Sign:
    """The sign of a level above (1), below (-1) or within (0) the usual range; as `trend_sign`."""
    return _LEVEL[orientation * level or 2 * level] if level else _SAME


def assurance_words(assurance: str) -> Sign:
    """The sign for a chart's assurance: whether the limit will be met if nothing changes."""
    return _ASSURANCE.get(assurance, _ASSURANCE["none"])


def standing_sign(standing: str) -> Sign:
    """The sign for where an area stands against the whole; 'perhaps' lies between two limits."""
    return _STANDING.get(standing, _NOT_COMPARED)
